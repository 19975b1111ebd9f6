/* The editor without this script is complete; this keeps the place on the page and changes the type at once. */
"use strict";

(() => {
  const form = document.querySelector("form.ied");
  if (!form) return;
  const key = "place:" + location.pathname;
  const error = document.querySelector(".err");
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (error) error.focus();
  else if (kept) window.scrollTo(0, Number(kept));

  form.addEventListener("submit", () => sessionStorage.setItem(key, String(window.scrollY)));
  form.type.addEventListener("change", () => form.querySelector("button[value=type]").click());

  let changed = false;
  let sent = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", (event) => { if (changed && !sent) event.preventDefault(); });
})();
