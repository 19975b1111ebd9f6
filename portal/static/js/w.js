/* The workbench without this script is complete; this only swaps fragments and copies text. */
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  const source = document.getElementById(button.dataset.copy);
  const text = source.value === undefined ? source.textContent : source.value;
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    if (source.select) source.select();
    return;
  }
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 2000);
});

/* <form data-confirm="For 397 shops?"> asks once; the safe answer is the one that has the focus. */
document.addEventListener("submit", (event) => {
  const words = event.target.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
});

/* <section data-refresh="/w/jobs/1/state" data-every="1000"> replaces itself until the server stops asking for it. */
function refresh(part) {
  setTimeout(async () => {
    try {
      const answer = await fetch(part.dataset.refresh, { headers: { Accept: "text/html" } });
      if (answer.ok) {
        const box = document.createElement("template");
        box.innerHTML = await answer.text();
        const fresh = box.content.firstElementChild;
        part.replaceWith(fresh);
        if (fresh.dataset.refresh) refresh(fresh);
        return;
      }
    } catch (offline) { /* the next round tries again */ }
    refresh(part);
  }, Number(part.dataset.every || 2000));
}
document.querySelectorAll("[data-refresh]").forEach(refresh);
