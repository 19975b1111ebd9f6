/* Typing from paper: Enter goes to the next line, Ctrl+Enter stores the sheet. Without this, Enter stores it. */
"use strict";

const grid = document.querySelector("[data-grid]");
const lines = [...grid.querySelectorAll("input[type=text], textarea")];
const wrong = grid.querySelector("tr.bad input, tr.bad textarea");
(wrong || lines[0]).focus();

grid.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
  if (event.target.tagName === "BUTTON" && !event.ctrlKey) return;
  event.preventDefault();
  if (event.ctrlKey) {
    grid.requestSubmit();
    return;
  }
  const next = lines[lines.indexOf(event.target) + 1];
  if (next) next.select();
  else grid.querySelector("button").focus();
});

/* A second press while the first is on its way is the same sheet: the server knows it by its number. */
grid.addEventListener("submit", () => { grid.querySelector("button").disabled = true; });
