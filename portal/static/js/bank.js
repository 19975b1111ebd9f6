/* A bank's page without this script is complete; this ticks a whole page at once and counts what is ticked. */
"use strict";

(() => {
  const form = document.getElementById("items");
  const count = document.getElementById("mass-count");
  if (!form || !count) return;
  const boxes = [...form.querySelectorAll("input[name=items]")];
  const every = form.querySelector("input[name=every]");
  const corner = form.querySelector("thead .pick");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", form.querySelector("caption").textContent);
  corner.append(all);

  function tell() {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    count.textContent = ticked || (every && every.checked) ? count.dataset.words.replace("{n}", every && every.checked ? count.dataset.total : ticked) : "";
    boxes.forEach((box) => box.closest("tr").classList.toggle("sel", box.checked));
    if (ticked) document.getElementById("mass").open = true;
  }

  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
  form.addEventListener("change", (event) => { if (event.target !== all) tell(); });
  // Enter in a field presses the button beside it, not the first one of the form.
  form.addEventListener("keydown", (event) => {
    const row = event.key === "Enter" && event.target.matches(".rows input") && event.target.closest(".rows > div");
    if (row) { event.preventDefault(); row.querySelector("button").click(); }
  });
  tell();
})();
