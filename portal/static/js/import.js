/* An import without this script is complete; this takes a file that is dropped, and goes on when it has been read. */
"use strict";

(() => {
  const form = document.getElementById("upload");
  const drop = form && form.querySelector(".imp-drop");
  const input = form && form.querySelector("input[type=file]");
  if (drop) {
    const over = (event) => { event.preventDefault(); drop.classList.add("over"); };
    drop.addEventListener("dragenter", over);
    drop.addEventListener("dragover", over);
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }

  const forward = () => {
    const link = document.querySelector("[data-forward]");
    if (link) window.location.replace(link.href);
  };
  new MutationObserver(forward).observe(document.getElementById("main"), { childList: true, subtree: true });
  forward();
})();
