/* A button that prints the page; hidden where there is no script to press it. ES5. */
(function () {
  "use strict";
  var button = document.getElementById("print");
  if (button && window.print) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  }
}());
