// ES5. Steps to be put in order: arrows move a line, and the numbers follow. Without this the numbers are chosen.
(function () {
  "use strict";

  function each(list, work) { Array.prototype.forEach.call(list, work); }

  function renumber(list) {
    each(list.children, function (line, place) {
      line.querySelector("select").value = String(place + 1);
      line.querySelector("[data-up]").disabled = !place;
      line.querySelector("[data-down]").disabled = place === list.children.length - 1;
    });
  }

  function changed(list) {
    var event = document.createEvent("Event");
    event.initEvent("change", true, true);
    list.dispatchEvent(event);
  }

  function move(list, line, place) {
    var others = [];
    each(list.children, function (other) { if (other !== line) { others.push(other); } });
    list.insertBefore(line, others[place] || null);
    renumber(list);
    changed(list);
  }

  function prepare(list) {
    var ranked = [];
    each(list.children, function (line) { if (Number(line.getAttribute("data-rank"))) { ranked.push(line); } });
    ranked.sort(function (a, b) { return a.getAttribute("data-rank") - b.getAttribute("data-rank"); });
    ranked.reverse().forEach(function (line) { list.insertBefore(line, list.firstChild); });
    each(list.children, function (line) {
      each(line.querySelectorAll("button"), function (button) {
        button.hidden = false;
        button.addEventListener("click", function () {
          var place = Array.prototype.indexOf.call(list.children, line);
          move(list, line, button.hasAttribute("data-up") ? Math.max(place - 1, 0) : place + 1);
          (button.disabled ? line.querySelector("button:not([disabled])") : button).focus();
        });
      });
      line.querySelector("select").addEventListener("change", function (event) {
        event.stopPropagation();
        if (event.target.value) { move(list, line, event.target.value - 1); } else { changed(list); }
      });
    });
  }

  each(document.querySelectorAll("[data-order]"), prepare);
}());
