// Ranking by moving lines up and down; the places stay in the selects, which work without this.
all('.rk').forEach(function (list) {
function lines() { return all('li', list) }
function number() { lines().forEach(function (li, i) { all('select', li)[0].value = i + 1 }); paint(); save() }
lines().forEach(function (li) {
[-1, 1].forEach(function (by) {
var b = make('button', '', by < 0 ? '↑' : '↓');
b.setAttribute('aria-label', (by < 0 ? w.up : w.down) + ' ' + all('span', li)[0].textContent);
b.onclick = function () {
var l = lines(), other = l[l.indexOf(li) + by];
if (other) list.insertBefore(by < 0 ? li : other, by < 0 ? other : li);
number(); b.focus()
};
all('label', li)[0].appendChild(b)
})
})
});
