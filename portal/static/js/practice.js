/* Practice on the phone: questions are here already, answers go to the server one by one and come back with
   the explanation. What cannot be sent is kept in the phone and sent later. ES5. */
(function () {
  "use strict";
  var outbox = document.getElementById("outbox");
  if (!outbox || !window.XMLHttpRequest || !document.body.classList) { return; }
  var root = document.getElementById("practice");
  var kept = document.getElementById("kept");
  var later = JSON.parse(outbox.getAttribute("data-words"));
  var words = root ? JSON.parse(root.getAttribute("data-words")) : {};
  var place = "practice-" + outbox.getAttribute("data-account");
  var memory = [];
  var wait = 2000;
  var flushing = false;
  var timer = null;
  var sentLater = 0;
  var shownAt = new Date().getTime();

  function queue() {
    try { return JSON.parse(localStorage.getItem(place)) || []; } catch (e) { return memory; }
  }

  function store(list) {
    memory = list;
    try { localStorage.setItem(place, JSON.stringify(list)); } catch (e) { /* kept while the page is open */ }
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
  }

  function pairs(form) {
    var found = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.name === "csrf_token" || field.tagName === "BUTTON") { return; }
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) { return; }
      found.push([field.name, field.value]);
    });
    return found;
  }

  function encoded(list) {
    var token = outbox.elements.csrf_token;
    return list.concat(token ? [["csrf_token", token.value]] : []).map(function (pair) {
      return encodeURIComponent(pair[0]) + "=" + encodeURIComponent(pair[1]);
    }).join("&");
  }

  /* done(kind, data): "kept" for the network, "again" for a lost session, "ok" or "no" for an answer. */
  function send(action, list, done) {
    var request = new XMLHttpRequest();
    var over = false;
    function end(kind, data) { if (!over) { over = true; done(kind, data); } }
    request.open("POST", action);
    request.timeout = 20000;
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.setRequestHeader("Accept", "application/json");
    request.onload = function () {
      var data = null;
      try { data = JSON.parse(request.responseText); } catch (e) { data = null; }
      if (request.status >= 500) { end("kept"); }
      else if (!data) { end("again"); }
      else { end(request.status < 300 ? "ok" : "no", data); }
    };
    request.onerror = request.ontimeout = request.onabort = function () { end("kept"); };
    request.send(encoded(list));
  }

  function value(list, name) {
    for (var i = 0; i < list.length; i += 1) { if (list[i][0] === name) { return list[i][1]; } }
    return "";
  }

  function tell(text) {
    kept.textContent = text;
    kept.hidden = !text;
  }

  function tellWaiting() {
    var n = queue().length;
    tell(n ? fill(later.waiting, {n: n}) : sentLater ? fill(later.sent, {n: sentLater}) : "");
  }

  function flush() {
    var list = queue();
    clearTimeout(timer);
    if (flushing || !list.length) { return; }
    flushing = true;
    send(outbox.action, list[0], function (kind, data) {
      flushing = false;
      if (kind === "kept") {
        wait = Math.min(wait * 2, 30000);
        timer = setTimeout(flush, wait);
        return;
      }
      if (kind === "again") { tell(later.again); return; }
      wait = 2000;
      sentLater += kind === "ok" ? 1 : 0;
      store(queue().filter(function (each) { return value(each, "id") !== value(list[0], "id"); }));
      tellWaiting();
      if (kind === "ok") { fillIn(value(list[0], "id"), data.html); }
      flush();
    });
  }

  function keep(list) {
    store(queue().concat([list]));
    tellWaiting();
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  }

  /* The explanation of an answer that was sent later, where its question still stands. */
  function fillIn(id, html) {
    var slot = document.getElementById("told-" + id);
    if (slot) { slot.innerHTML = html; }
  }

  window.addEventListener("online", flush);
  tellWaiting();
  flush();
  if (!root) { return; }

  var articles = Array.prototype.slice.call(root.querySelectorAll(".pq"));
  var bar = document.getElementById("bar");
  var where = document.getElementById("where");
  var total = Number(root.getAttribute("data-total"));
  var first = Number(root.getAttribute("data-first"));
  var more = root.getAttribute("data-more") === "1";

  function isAnswered(list) {
    return list.some(function (pair) { return /^q\d/.test(pair[0]) && pair[1] !== ""; });
  }

  function show(at) {
    articles.forEach(function (article, n) { article.hidden = n !== at; });
    where.textContent = fill(words.where, {k: first + at, n: total});
    shownAt = new Date().getTime();
    window.scrollTo(0, 0);
    var legend = articles[at].querySelector("legend, .stem");
    if (legend) { legend.setAttribute("tabindex", "-1"); legend.focus(); }
  }

  function goOn(at) {
    if (at + 1 < articles.length) { show(at + 1); } else { location.reload(); }
  }

  function answered(article, at, id, html, text) {
    var form = article.querySelector(".ans");
    var slot = document.createElement("div");
    slot.id = "told-" + id;
    if (html) { slot.innerHTML = html; } else {
      var note = document.createElement("p");
      note.className = "note warn";
      note.textContent = text;
      slot.appendChild(note);
    }
    var line = document.createElement("p");
    line.className = "sec";
    var button = document.createElement("button");
    button.className = "b p w";
    button.type = "button";
    button.textContent = at + 1 < articles.length ? words.next : more ? words.more : words.finish;
    button.addEventListener("click", function () { goOn(at); });
    line.appendChild(button);
    form.parentNode.replaceChild(slot, form);
    slot.parentNode.appendChild(line);
    bar.value = first + at;
    var head = slot.querySelector(".fb");
    if (head) { head.focus(); } else { button.focus(); }
  }

  articles.forEach(function (article, at) {
    var form = article.querySelector(".ans");
    var message = form.querySelector(".msg[role=alert]");
    var gaveUp = false;
    var busy = false;

    function say(look, text) {
      message.className = look;
      message.textContent = text;
      message.hidden = false;
    }

    Array.prototype.forEach.call(form.querySelectorAll("button"), function (button) {
      button.addEventListener("click", function () { gaveUp = button.name === "give_up"; });
    });

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (busy) { return; }
      form.elements.seconds.value = (new Date().getTime() - shownAt) / 1000;
      var list = pairs(form);
      var id = form.elements.id.value;
      if (gaveUp) { list.push(["give_up", "1"]); }
      else if (!isAnswered(list)) { say("msg", words.empty); return; }
      busy = true;
      say("mut", words.sending);
      send(form.action, list, function (kind, data) {
        busy = false;
        message.hidden = true;
        if (kind === "ok") { answered(article, at, id, data.html); return; }
        if (kind === "no" && form.parentNode && data.status === undefined) {
          say("msg", data.error);
          return;
        }
        if (kind === "no") { answered(article, at, id, "", data.error); return; }
        keep(list);
        if (kind === "again") { tell(later.again); }
        answered(article, at, id, "", words.kept);
      });
    });

    var star = article.querySelector(".st");
    star.addEventListener("submit", function (event) {
      event.preventDefault();
      var button = star.querySelector("button");
      send(star.action, pairs(star), function (kind, data) {
        if (kind !== "ok") { return; }
        star.elements.star.value = data.starred ? "0" : "1";
        button.setAttribute("aria-pressed", data.starred ? "true" : "false");
        button.firstChild.nodeValue = data.starred ? "★ " : "☆ ";
        button.querySelector("span").textContent = data.starred ? words.starred : words.star;
      });
    });
  });
}());
