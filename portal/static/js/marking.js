/* Marking by hand: number keys tick the guide, ticks suggest the points, Ctrl+Enter saves. */
"use strict";

const form = document.querySelector("[data-marking]");
const ticks = [...form.querySelectorAll("input[type=checkbox]")];
const points = form.querySelector("[name=points]");

function suggest() {
  const whole = Number(form.dataset.whole);
  if (!whole) return;
  const met = ticks.filter((tick) => tick.checked).reduce((sum, tick) => sum + Number(tick.dataset.points), 0);
  points.placeholder = String(Math.round(met / whole * Number(form.dataset.of) * 100) / 100);
}

function typing(element) {
  return element.tagName === "TEXTAREA" || (element.tagName === "INPUT" && element.type !== "checkbox");
}

ticks.forEach((tick) => tick.addEventListener("change", suggest));
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const tick = ticks[Number(event.key) - 1];
  if (tick && !typing(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey) {
    tick.checked = !tick.checked;
    tick.focus();
    suggest();
  }
});
suggest();
(ticks[0] || points).focus();
