/* The survey editor without this script is complete: every button is a form. This saves while one types,
   swaps the parts the server sends, and lets questions be dragged. */
"use strict";

(() => {
  const PAUSE = 800;
  const RETRY = 5000;
  let timer = 0;
  let composing = false;
  let running = Promise.resolve();

  const part = (id) => document.getElementById(id);
  const openForm = () => document.querySelector("form[data-autosave]");

  function say(state) {
    const lamp = document.querySelector("#ed-saved .lamp");
    if (!lamp) return;
    lamp.className = state === "lost" ? "lamp bad" : "lamp none";
    lamp.textContent = state === "lost" ? lamp.dataset.lost : lamp.dataset.wait;
  }

  /* What is being typed stays: an autosave swaps everything but the form, of which it takes the stamp only. */
  function swap(text, keepForm) {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const parts = ["ed-saved", "ed-undo", "ed-said", "ed-list", "ed-form"];
    for (const id of parts) {
      const now = part(id);
      const next = fresh.getElementById(id);
      if (now && next && !(keepForm && id === "ed-form")) now.replaceWith(next);
    }
    swapPreview(fresh);
    setTimeout(() => { if (document.querySelector("#ed-said .toast")) part("ed-said").textContent = ""; }, 10000);
    const heading = fresh.getElementById("ed-title");
    if (heading) document.querySelector("h1").textContent = heading.textContent;
    if (!keepForm) return;
    for (const id of ["ed-length", "ed-hints"]) {
      if (part(id) && fresh.getElementById(id)) part(id).replaceWith(fresh.getElementById(id));
    }
    const stamp = fresh.querySelector("form[data-autosave] [name=stamp]");
    if (stamp) openForm().elements.stamp.value = stamp.value;
  }

  function swapPreview(fresh) {
    const meter = fresh.getElementById("ed-meter");
    if (!meter) return;
    document.querySelector("#ed-preview iframe").dataset.at = fresh.querySelector("#ed-preview iframe").dataset.at;
    part("ed-meter").replaceWith(meter);
    const size = document.querySelector("#ed-preview .seg [aria-current]").dataset.size;
    for (const link of document.querySelectorAll("#ed-preview .seg a")) {
      link.href = fresh.querySelector(`#ed-preview [data-size="${link.dataset.size}"]`).href;
      if (link.dataset.size === size) preview(link.href);
    }
  }

  function preview(address) {
    document.querySelector("#ed-preview iframe").contentWindow.location.replace(address);
  }

  /* The preview opens at the question in the form; an address with a # would scroll this page as well. */
  function lookAt() {
    const frame = document.querySelector("#ed-preview iframe");
    const question = frame.dataset.at && frame.contentDocument && frame.contentDocument.getElementById(frame.dataset.at);
    if (question && question.offsetParent) frame.contentWindow.scrollTo(0, question.getBoundingClientRect().top + frame.contentWindow.scrollY - 60);
  }
  document.querySelector("#ed-preview iframe").addEventListener("load", lookAt);
  if (document.querySelector("#ed-preview iframe").contentDocument) lookAt();

  async function send(form, button, autosave) {
    const body = new FormData(form);
    if (button && button.name) body.append(button.name, button.value);
    if (autosave) body.append("autosave", "1");
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { "X-Part": "editor" }, credentials: "same-origin",
    });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 409 && answer.status !== 422) throw new Error(answer.status);
    swap(text, autosave && answer.ok && form === openForm());
    address(answer);
  }

  function address(answer) {
    if (answer.redirected) history.replaceState(null, "", answer.url);
  }

  /* One after the other: a later save must carry the stamp of the one before. */
  function queue(work) {
    running = running.then(work).catch(() => {
      say("lost");
      clearTimeout(timer);
      timer = setTimeout(save, RETRY);
    });
    return running;
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    const form = openForm();
    if (form && !composing) queue(() => (form.isConnected ? send(form, null, true) : null));
  }

  function soon() {
    clearTimeout(timer);
    say("wait");
    timer = setTimeout(save, PAUSE);
  }

  document.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
  document.addEventListener("compositionend", (event) => {
    composing = false;
    if (event.target.form === openForm()) soon();
  });

  document.addEventListener("input", (event) => {
    if (!composing && event.target.form && event.target.form === openForm()) soon();
  });

  /* A choice that changes which fields there are is sent at once, and the form comes back. */
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || form !== openForm() || event.target.dataset.now === undefined) return;
    clearTimeout(timer);
    queue(() => send(form, null, false)).then(() => refocus(event.target));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.editor === undefined) return;
    event.preventDefault();
    clearTimeout(timer);
    const waiting = timer && form !== openForm() ? [openForm()] : [];
    timer = 0;
    const button = event.submitter;
    for (const typed of waiting) queue(() => send(typed, null, true));
    queue(() => send(form, button, false)).then(() => refocus(button));
  });

  /* The focus stays on the control that was used, which now is another element. */
  function refocus(old) {
    if (!old || old.isConnected || !old.name) return;
    const same = document.querySelector(
      `#ed-form [name="${CSS.escape(old.name)}"][value="${CSS.escape(old.value)}"], #ed-list [name="${CSS.escape(old.name)}"]`,
    ) || document.querySelector(`#ed-form [name="${CSS.escape(old.name)}"]`);
    if (same && !same.disabled) same.focus();
  }

  document.addEventListener("click", (event) => {
    const size = event.target.closest("#ed-preview .seg a");
    if (size) {
      event.preventDefault();
      document.querySelector("#ed-preview .seg [aria-current]").removeAttribute("aria-current");
      size.setAttribute("aria-current", "true");
      preview(size.href);
    }
    const leaving = event.target.closest("a");
    if (leaving && timer && !size) {
      event.preventDefault();
      save();
      running.then(() => { location.href = leaving.href; });
    }
  });

  addEventListener("beforeunload", (event) => { if (timer) event.preventDefault(); });

  /* Dragging does what the arrows do. */
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest ? event.target.closest(".ql [data-key]") : null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    if (dragged && event.target.closest(".ql [data-key]")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const onto = dragged && event.target.closest(".ql [data-key]");
    if (!onto || onto === dragged) return;
    event.preventDefault();
    const arrows = document.querySelector(".ql form.mv");
    const token = document.querySelector("[name=csrf_token]").value;
    const form = document.createElement("form");
    form.action = `${location.pathname.replace(/edit$/, "items/")}${encodeURIComponent(dragged.dataset.key)}/move`;
    for (const [name, value] of [["csrf_token", token], ["to", onto.dataset.place]]) {
      const field = document.createElement("input");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    if (arrows) queue(() => send(form, null, false));
    dragged = null;
  });
})();
