// Each answer is explained at once and then stands: what is known is asked, not what can be guessed after.
all('fieldset', f).forEach(function (s) {
var right = s.getAttribute('data-r').split(' '), note = all('.why', s)[0], look = all('.look', s)[0];
function chosen() { return all('input:checked', s).map(function (e) { return e.value }) }
function reveal() {
var c = chosen();
if (!c.length) return;
note.firstChild.textContent = c.slice().sort().join(' ') == right.slice().sort().join(' ') ? note.getAttribute('data-y') : note.getAttribute('data-n');
note.hidden = false;
if (look) look.hidden = true;
all('input', s).forEach(function (e) {
e.disabled = !e.checked;
if (e.checked && e.type == 'checkbox') e.onclick = function () { return false };
if (right.indexOf(e.value) > -1) e.parentNode.className = 'o ok'
})
}
if (look) { look.hidden = false; look.onclick = reveal }
hooks.push(function () { if (!look && note.hidden) reveal() })
});
