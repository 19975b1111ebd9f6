// ES5, for engines as old as Chromium 53. Without it the page is one form with a button that saves. This shows one
// question at a time, saves each answer at once, keeps in the phone what the server does not have, and sends it
// again until it has. "Saved" is only ever said of what the server gave a receipt for.
(function () {
  "use strict";
  var form = id("exam"), words = JSON.parse(form.getAttribute("data-words")), token = form.elements.csrf_token;
  var KEY = "exam:" + form.elements.attempt.value, sections = all(".q", form), cells = all(".sheet a");
  var queue = [], sending = null, finishing = null, ended = false, kept = true, renewed = false;
  var wait = 0, retrying, typing, composing, cur = 0, lastAt = "", due, offset, warned = 99, questions, byItem = {};

  function id(name) { return document.getElementById(name); }
  function all(query, root) { return [].slice.call((root || document).querySelectorAll(query)); }
  function say(key, a, b, c) { return words[key].replace("{a}", a).replace("{b}", b).replace("{c}", c); }
  function passed() { return window.performance ? performance.now() : new Date().getTime(); }
  function newId() {
    return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, function () {
      var luck = window.crypto ? crypto.getRandomValues(new Uint8Array(1))[0] : Math.random() * 256;
      return ((luck & 15)).toString(16);
    });
  }

  function Question(section, place) {
    var kind = section.querySelector(".qu").getAttribute("data-kind");
    this.section = section; this.place = place; this.kind = kind;
    this.item = section.getAttribute("data-item"); this.n = Number(section.getAttribute("data-n"));
    this.flag = section.hasAttribute("data-flag"); this.mat = section.querySelector(".mat");
    this.known = JSON.stringify(this.read());
    byItem[this.item] = this;
  }
  Question.prototype.fields = function () { return all(".qu input, .qu select, .qu textarea", this.section); };
  Question.prototype.read = function () {
    var fields = this.fields(), parts = {}, list = [], sure = this.section.querySelector(".certain input:checked");
    if (/single|true_false|multiple/.test(this.kind)) list = fields.filter(function (f) { return f.checked; }).map(function (f) { return f.value; });
    else if (this.kind === "ordering") {
      list = fields.filter(function (f) { return f.value; }).sort(function (a, b) { return a.value - b.value; })
        .map(function (f) { return f.name.split(".").pop(); });
    } else fields.forEach(function (f) { if (f.value) parts[f.name.split(".").pop()] = f.value; });
    if (/fill_in|matching/.test(this.kind)) list = Object.keys(parts).length ? parts : null;
    else if (/numeric|essay/.test(this.kind)) list = fields[0].value || null;
    else if (/single|true_false/.test(this.kind)) list = list[0] || null;
    else list = list.length ? list : null;
    return [list, sure ? Number(sure.value) : null];
  };
  Question.prototype.write = function (answer, sure) {
    var kind = this.kind, given = answer === null ? [] : answer;
    this.fields().forEach(function (f) {
      var part = f.name.split(".").pop();
      if (/single|true_false|multiple/.test(kind)) f.checked = given.indexOf(f.value) >= 0;
      else if (kind === "ordering") f.value = given.indexOf(part) + 1 || "";
      else if (/fill_in|matching/.test(kind)) f.value = given[part] || "";
      else f.value = answer || "";
    });
    all(".certain input", this.section).forEach(function (f) { f.checked = Number(f.value) === sure; });
  };
  Question.prototype.answered = function () { return this.read()[0] !== null; };

  // Whatever has no receipt yet, oldest first; a newer one takes the place of what was not sent.
  function store() {
    try {
      if (queue.length) localStorage.setItem(KEY, JSON.stringify(queue)); else localStorage.removeItem(KEY);
      kept = true;
    } catch (full) { kept = false; }
  }
  function note(kind, question, answer) {
    var item = question ? question.item : null, group = /flag/.test(kind) ? /flag/ : new RegExp("^" + kind + "$");
    queue = queue.filter(function (e) {
      return !item || e.item !== item || !group.test(e.kind) || sending && sending.indexOf(e) >= 0;
    });
    queue.push({ id: newId(), kind: kind, item: item, answer: answer ? answer[0] : null, certainty: answer ? answer[1] : null });
    store(); paint();
  }
  function collect() {
    clearTimeout(typing); typing = 0;
    if (ended || composing) return;
    questions.forEach(function (q) {
      var now = q.read(), text = JSON.stringify(now);
      if (text !== q.known) { q.known = text; note("answer", q, now); }
    });
    send();
  }
  function waiting(item) { return queue.some(function (e) { return e.kind === "answer" && e.item === item; }); }

  function send() {
    if (!sending && !ended && (queue.length || finishing)) { clearTimeout(retrying); post(finishing ? form.getAttribute("data-finish") : form.action); }
  }
  function post(url) {
    var x = new XMLHttpRequest();
    sending = queue.slice(0, 150);
    sending.forEach(function (e) { if (e.kind === "answer" && e.base === undefined) e.base = byItem[e.item].n; });
    store();
    x.open("POST", url); x.timeout = 20000;
    x.setRequestHeader("Accept", "application/json"); x.setRequestHeader("Content-Type", "application/json");
    x.setRequestHeader("X-CSRFToken", token.value);
    x.onload = function () { heard(x); };
    x.onerror = x.ontimeout = later;
    x.send(JSON.stringify({ attempt: form.elements.attempt.value, paper: Number(form.elements.paper.value), saves: sending, time: finishing === "time" }));
  }
  function heard(x) {
    var told = {}, status = x.status;
    try { told = JSON.parse(x.responseText); } catch (broken) { if (status !== 400) status = 500; }
    if (status >= 500 || status === 429 || !status) return later();
    sending = null;
    if (told.now) { offset = Date.parse(told.now) - passed(); due = told.due_at ? Date.parse(told.due_at) : told.receipts ? null : due; }
    (told.receipts || []).forEach(take);
    (told.wrong || []).forEach(drop);
    store();
    if (status === 400) return renew();
    if (status === 401) { tell(told.error, words.signin, told.next); return again(30); }
    wait = 0; renewed = false;
    if (told.next) return end(told, status);
    if (status !== 200) { unlock(); tell(told.error || "", told.wrong || told.receipts ? "" : words.again, location.pathname); }
    else if (!id("say").hasAttribute("data-stays")) tell("");
    paint();
    if (status === 200 || (told.wrong || []).length) send();
  }
  function take(receipt) {
    queue = queue.filter(function (e) {
      if (e.id !== receipt.id) return true;
      var q = byItem[e.item];
      if (e.kind === "answer") { q.n = Math.max(q.n, receipt.n); lastAt = receipt.at.substr(11, 8); }
      if (receipt.kind === "outdated") tell(say("newer", q.place), words.again, location.pathname, true);
      return false;
    });
  }
  function drop(wrong) { queue = queue.filter(function (e) { return e.id !== wrong; }); }

  // The same again later: every save carries its own name, so twice is the same as once.
  function later() { sending = null; wait = Math.min(wait * 2 || 2, 30); count(wait); }
  function count(seconds) {
    tell(say(kept ? "net" : "poor", seconds)); paint(); clearTimeout(retrying);
    retrying = setTimeout(function () { if (seconds > 1) count(seconds - 1); else send(); }, 1000);
  }
  function again(seconds) { paint(); clearTimeout(retrying); retrying = setTimeout(send, seconds * 1000); }
  function renew() {
    // Signed in anew in another tab: the page needs the token that belongs to it.
    var x = new XMLHttpRequest();
    if (renewed) return later();
    renewed = true;
    x.open("GET", location.pathname);
    x.onload = function () {
      var found = /name="csrf_token" value="([^"]+)"/.exec(x.responseText);
      if (found) token.value = found[1];
      send();
    };
    x.onerror = later;
    x.send();
  }

  function tell(text, link, href, stays) {
    var box = id("say"), a;
    box.textContent = text; box.hidden = !text;
    if (stays) box.setAttribute("data-stays", ""); else box.removeAttribute("data-stays");
    if (text && link) {
      a = document.createElement("a"); a.href = href; a.textContent = link;
      box.appendChild(document.createTextNode(" ")); box.appendChild(a);
    }
  }
  function paint() {
    var open = 0, done = 0, flags = 0, lamp = id("saved");
    questions.forEach(function (q, i) {
      var has = q.answered(), waits = waiting(q.item);
      open += waits; done += has; flags += q.flag;
      cells[i].className = (has ? "done" : "") + (q.flag ? " flag" : "") + (waits ? " wait" : "") + (i === cur ? " cur" : "");
      cells[i].setAttribute("aria-label", say("at", i + 1, questions.length) + ", " + (has ? words.has : words.not) + (q.flag ? ", " + words.flagged : ""));
      cells[i][i === cur ? "setAttribute" : "removeAttribute"]("aria-current", "true");
    });
    lamp.className = "sm lamp " + (open ? "warn" : "ok");
    lamp.textContent = open ? say("open", open) : lastAt ? say("saved", lastAt) : words.all;
    id("done").textContent = say("done", done, questions.length, flags);
    id("at").textContent = say("at", cur + 1, questions.length);
    id("flag").textContent = questions[cur].flag ? words.unflag : words.flag;
    id("next").textContent = cur < questions.length - 1 ? words.next : words.card;
  }
  function show(place, still) {
    var at = cur = Math.max(0, Math.min(place, questions.length - 1)), section = sections[cur];
    sections.forEach(function (s, i) { s.className = i === cur ? "q on" : "q off"; });
    while (sections[at].hasAttribute("data-with")) at--;
    if (questions[at].mat) section.insertBefore(questions[at].mat, section.querySelector(".qu"));
    try { history.replaceState(0, "", "#i" + (cur + 1)); } catch (old) { /* the place is a comfort */ }
    paint();
    if (!still) window.scrollTo(0, 0);
  }

  function clock() {
    var left, m, s;
    if (ended || due === null) return;
    left = Math.max(0, Math.ceil((due - passed() - offset) / 1000)); m = Math.floor(left / 60); s = left % 60;
    id("left").textContent = m + (s < 10 ? ":0" : ":") + s;
    if (m < 1) id("left").className = "late";
    if (left <= 60 && warned > 1) { warned = 1; if (left) tell(words.one, "", "", true); }
    else if (left <= 300 && warned > 5) { warned = 5; tell(words.five, "", "", true); }
    if (!left && !finishing) { collect(); lock("time"); tell(words.over, "", "", true); send(); }
  }
  function lock(how) { finishing = how; all("fieldset", form).forEach(function (f) { f.disabled = true; }); id("hand").disabled = id("finish").disabled = true; }
  function unlock() { finishing = null; all("fieldset", form).forEach(function (f) { f.disabled = false; }); id("hand").disabled = id("finish").disabled = false; }
  function end(told, status) {
    ended = true; queue = []; store();
    if (status === 200 && finishing === "self") return location.replace(told.next);
    form.hidden = true; lastAt = ""; id("saved").hidden = true;
    tell(told.message, words.look, told.next, true);
    id("say").scrollIntoView(false);
  }

  function ask() {
    var empty = questions.filter(function (q) { return !q.answered(); }), list = id("empty");
    id("asked").textContent = empty.length ? say("some", empty.length) : say("none", questions.length);
    list.innerHTML = "";
    empty.forEach(function (q) {
      var a = document.createElement("a");
      a.href = "#i" + q.place; a.textContent = q.place; list.appendChild(a); list.appendChild(document.createTextNode(" "));
    });
    id("back").href = "#i" + (empty.length ? empty[0].place : 1);
    id("sure").hidden = false; id("back").focus(); id("sure").scrollIntoView(false);
  }
  function start() {
    questions = sections.map(function (s, i) { return new Question(s, i + 1); });
    offset = Number(form.getAttribute("data-now")) - (window.performance && performance.timing ? performance.timing.responseStart - performance.timing.navigationStart : passed());
    due = Number(form.getAttribute("data-due")) || null;
    try { queue = JSON.parse(localStorage.getItem(KEY)) || []; } catch (none) { kept = false; }
    queue.forEach(function (e) {
      var q = byItem[e.item];
      if (q && e.kind === "answer") { q.write(e.answer, e.certainty); q.known = JSON.stringify(q.read()); }
      if (q && /flag/.test(e.kind)) q.flag = e.kind === "flag";
    });
    id("steps").hidden = false; id("plain").hidden = true;
    note("opened");
    show((/^#i(\d+)$/.exec(location.hash) || [0, 1])[1] - 1, true);
    if (queue.length > 1) send();
    if (due) { clock(); setInterval(clock, 500); }
  }

  form.addEventListener("change", collect);
  form.addEventListener("input", function (event) {
    if (!/^(text|textarea)$/.test(event.target.type)) return;
    clearTimeout(typing); typing = setTimeout(collect, 1200);
  });
  form.addEventListener("compositionstart", function () { composing = true; });
  form.addEventListener("compositionend", function () { composing = false; });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("click", function (event) {
    var place = /#i(\d+)$/.exec(event.target.href || "");
    if (place) { event.preventDefault(); id("sure").hidden = true; show(place[1] - 1); }
  });
  id("next").onclick = function () { collect(); if (cur < questions.length - 1) show(cur + 1); else id("done").scrollIntoView(); };
  id("flag").onclick = function () { var q = questions[cur]; q.flag = !q.flag; note(q.flag ? "flag" : "unflag", q); send(); };
  id("finish").onclick = function () { collect(); ask(); };
  id("hand").onclick = function () { collect(); lock("self"); tell(words.sending); send(); };
  document.addEventListener("visibilitychange", function () {
    if (ended) return;
    collect(); note(document.hidden ? "left" : "back"); send();
  });
  window.addEventListener("pagehide", function () { if (typing) collect(); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  window.addEventListener("online", send);
  start();
}());
