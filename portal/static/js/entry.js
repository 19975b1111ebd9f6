// The telephone screen: what the rules of the respondent's page need to show and hide questions.
var D = document, f = D.getElementById('f'), sets = all('fieldset', f), hooks = [];
function all(q, n) { return [].slice.call((n || D).querySelectorAll(q)) }
function fields(n) { return all('[name]', n || f).filter(function (e) { return e.type != 'hidden' && (!/radio|checkbox/.test(e.type) || e.checked) && e.value }) }
function start() {
sets = sets.filter(function (s) { return s.hasAttribute('data-i') });
function paint() { hooks.forEach(function (h) { h() }) }
f.onchange = f.oninput = function (ev) {
var e = ev.target;
if (e.type == 'checkbox' && e.checked) all('[name="' + e.name + '"]', f).forEach(function (o) { if (o != e && (e.hasAttribute('data-e') || o.hasAttribute('data-e'))) o.checked = false });
paint()
};
paint()
}
