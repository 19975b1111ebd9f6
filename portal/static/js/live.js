/* <div id="x" data-live="/address" data-every="10000"> is fetched anew so often while the page is looked at, until
   the server sends it without data-live. Where the focus was, it stays. Old phones run this too. */
(function () {
  "use strict";
  var waiting = null;

  function part() { return document.querySelector("[data-live]"); }

  function put(html) {
    var old = part(), box = document.createElement("div"), focused = document.activeElement;
    box.innerHTML = html;
    /* Whoever was signed out meanwhile gets another page. */
    if (!old || !box.firstElementChild || box.firstElementChild.id !== old.id) { return; }
    var id = focused && old.contains(focused) ? focused.id : "";
    old.parentNode.replaceChild(box.firstElementChild, old);
    if (id && document.getElementById(id)) { document.getElementById(id).focus(); }
  }

  function ask() {
    var here = part(), request = new XMLHttpRequest();
    if (!here) { return; }
    request.open("GET", here.getAttribute("data-live"));
    request.setRequestHeader("Accept", "text/html");
    request.timeout = 8000;
    request.onloadend = function () {
      if (request.status === 200) { put(request.responseText); }
      later();
    };
    request.send();
  }

  function later() {
    var here = part();
    clearTimeout(waiting);
    if (here && !document.hidden) { waiting = setTimeout(ask, Number(here.getAttribute("data-every")) || 10000); }
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { clearTimeout(waiting); } else { ask(); }
  });
  later();
})();
