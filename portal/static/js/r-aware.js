// Each answer is explained at once and then stands: what is known is asked, not what can be guessed after.
var untold = [];
all('fieldset', f).forEach(function (s) {
var right = s.getAttribute('data-r').split(' '), note = all('.why', s)[0], look = all('.look', s)[0];
function chosen() { return all('input:checked', s).map(function (e) { return e.value }) }
function reveal() {
var c = chosen();
if (!c.length || !note.hidden || s.classList.contains('off')) return;
note.firstChild.textContent = c.slice().sort().join(' ') == right.slice().sort().join(' ') ? note.getAttribute('data-y') : note.getAttribute('data-n');
note.hidden = false;
if (look) look.hidden = true;
all('input', s).forEach(function (e) {
e.disabled = !e.checked;
if (e.checked && e.type == 'checkbox') e.onclick = function () { return false };
if (right.indexOf(e.value) > -1) e.parentNode.className = 'o ok'
});
return s
}
// Begun anew, e.g. by the next person at this phone: nothing is told before the answer.
function conceal() {
note.hidden = true;
if (look) look.hidden = false;
all('input', s).forEach(function (e) { e.disabled = false; e.onclick = null; e.parentNode.className = 'o' })
}
if (look) { look.hidden = false; look.onclick = reveal; untold.push(reveal) }
hooks.push(function () { if (!note.hidden) { if (!chosen().length) conceal() } else if (!look) reveal() })
});
// Going on or handing in with several ticked and the answer not yet looked at shows it first.
f.addEventListener('submit', function (ev) {
var told = untold.map(function (u) { return u() }).filter(Boolean)[0];
if (told) { ev.preventDefault(); ev.stopImmediatePropagation(); all('.why', told)[0].scrollIntoView(false) }
});
