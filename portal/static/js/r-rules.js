// Which questions are shown: the twin of the server's rule, over answers in canonical shape.
function answer(s) {
var t = s.getAttribute('data-t') || '', l = fields(s), o = {}, v;
if (!l.length) return null;
if (t == 'm') return l.map(function (e) { return e.value });
if (t == 'r') return l.sort(function (a, b) { return a.value - b.value }).map(function (e) { return e.name.split('.')[1] });
if (t == 'd') return l.length > 2 ? l.map(function (e) { return e.value }).join('-') : null;
if (t.charAt(0) == 'o') { l.forEach(function (e) { o[e.name.split('.')[1]] = t == 'on' ? +e.value : e.value }); return o }
v = l[0].value.trim();
return t == 'n' && v ? +v : v
}
hooks.push(function () {
var a = {};
sets.forEach(function (s) {
var r = s.getAttribute('data-s');
s.hidden = !!r && !holds(JSON.parse(r), a);
if (!s.hidden) a[s.getAttribute('data-i')] = answer(s)
})
});
