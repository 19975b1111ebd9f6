/* The page of a paper is complete without this script: "Check" tries the rules out. With it they are tried
   while one types, and rows come and go without a new page. Nothing is saved but by "Save". */
"use strict";

(() => {
  const PAUSE = 600;
  const part = (id) => document.getElementById(id);
  let timer = 0;
  let turn = 0;
  let changed = Boolean(document.querySelector("#pp-said .note.warn"));
  let leaving = false;

  /* While one types the fields stay as they are; only what is said about them is new. */
  function swap(text, rows) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const parts = ["pp-said", "pp-results", "paper"];
    if (rows) parts.push("pp-rules");
    for (const id of parts) {
      const next = fresh.getElementById(id);
      if (part(id) && next) part(id).replaceWith(next);
    }
    if (rows) return;
    for (const now of document.querySelectorAll(".pp-found")) {
      const next = fresh.getElementById(now.id);
      if (!next) continue;
      now.replaceWith(next);
      next.closest(".pp-rule").classList.toggle("short", Boolean(next.querySelector(".msg")));
    }
  }

  async function tryOut(button) {
    const mine = ++turn;
    const form = part("pp-form");
    const body = new FormData(form);
    if (button) body.set("do", button.value);
    const answer = await fetch(form.dataset.check, {
      method: "POST", body, headers: { "X-Part": "paper" }, credentials: "same-origin",
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(answer.status);
    if (mine !== turn) return;
    const rows = Boolean(button) && button.value !== "check";
    swap(text, Boolean(button));
    if (rows) focusAfter(button.value);
  }

  function focusAfter(what) {
    const all = document.querySelectorAll(".pp-rule");
    const [verb, number] = what.split("-");
    const place = { add: all.length - 1, up: Number(number) - 1, down: Number(number) + 1 }[verb];
    const row = all[place === undefined ? Math.min(Number(number), all.length - 1) : place];
    if (row) row.querySelector("select, input:not([type=hidden])").focus();
  }

  function soon(event) {
    if (!event.target.closest || !event.target.closest("#pp-form")) return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => tryOut(null).catch(() => {}), PAUSE);
  }

  document.addEventListener("input", soon);
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "pp-form" || leaving) return;
    const button = event.submitter;
    clearTimeout(timer);
    if (!button || button.value === "save") {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (button.value !== "check") changed = true;
    /* Without an answer the form goes the way it goes without a script. */
    tryOut(button).catch(() => {
      leaving = true;
      part("pp-form").requestSubmit(button);
    });
  });

  addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
})();
