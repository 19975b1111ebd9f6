// ES5, for engines as old as Chromium 53. The form works without it: this keeps a draft on the
// phone, counts, shows one question at a time, and sends again by itself until the answers are safe.
var D = document, W = window, f = id('f'), w = JSON.parse(f.getAttribute('data-w')),
K = 'd:' + location.pathname + ':' + f.getAttribute('data-v'), sets = all('fieldset', f), hooks = [], ends = [],
button = all('#nav button')[0], label = button.textContent, L, bar, busy, wait = 2, since, tick, cur = 0,
single = /[?&]m=1/.test(location.search);
try { L = localStorage; L.setItem('_', 1) } catch (e) { L = 0 }
function all(q, n) { return [].slice.call((n || D).querySelectorAll(q)) }
function id(name) { return D.getElementById(name) }
function make(tag, cls, text) { var n = D.createElement(tag); n.className = cls; n.textContent = text; if (tag == 'button') n.type = tag; return n }
function fields(n) { return all('[name]', n || f).filter(function (e) { return e.type != 'hidden' && (!/radio|checkbox/.test(e.type) || e.checked) && e.value }) }
function hid(name) { return all('[name=' + name + ']', f)[0] }
function data() { return fields().map(function (e) { return [e.name, e.value] }) }
// The queued mark keeps the id of a hand-in under way: after a killed tab it is the same response.
function save(queued) { if (L) try { L.setItem(K, JSON.stringify({ d: data(), q: queued ? [hid('_id').value, hid('_stamp').value] : 0 })) } catch (e) {} }
function fill(d) {
all('[name]', f).forEach(function (e) {
if (e.type == 'hidden') return;
if (/radio|checkbox/.test(e.type)) e.checked = d.some(function (x) { return x[0] == e.name && x[1] == e.value });
else e.value = (d.filter(function (x) { return x[0] == e.name })[0] || ['', ''])[1]
})
}
function paint() {
hooks.forEach(function (h) { h() });
var no = hid('_consent') && (all('[name=_consent]:checked')[0] || {}).value == 'no';
all('[data-p]', f).forEach(function (s) { if (no) s.hidden = true; else if (!s.getAttribute('data-s')) s.hidden = false });
var asked = sets.filter(function (s) { return s.hasAttribute('data-n') && !s.hidden }), n = asked.filter(function (s) { return fields(s)[0] }).length, shown = sets.filter(function (s) { return !s.hidden });
cur = Math.max(0, Math.min(cur, shown.length - 1));
if (single) {
sets.forEach(function (s) { s.classList[s == shown[cur] ? 'remove' : 'add']('off') });
all('.prev')[0].disabled = !cur;
button.textContent = cur < shown.length - 1 ? w.next : label;
id('top').className = cur ? 'off' : ''
}
var number = single && asked.indexOf(shown[cur]) + 1;
id('p').textContent = (!single ? w.done : number ? w.at : w.last).replace('{a}', number || n).replace('{b}', asked.length);
id('pb').max = asked.length || 1;
id('pb').value = n;
return shown
}
function step(by) { cur += by; paint(); try { history.replaceState(0, '', location.href.replace(/&q=\d+|$/, '&q=' + (cur + 1)).replace(/(&q=\d+).*/, '$1')) } catch (e) {} W.scrollTo(0, 0) }
function go(s) { if (single) { cur = Math.max(0, paint().indexOf(s)); step(0) } else s.scrollIntoView() }
function say(text, again, href) {
if (!bar) { bar = make('div', 'net', ''); bar.setAttribute('role', 'status'); D.body.appendChild(bar) }
bar.hidden = !text; bar.textContent = text || '';
if (href) { var a = make('a', '', w.look); a.href = href; bar.appendChild(D.createTextNode(' ')); bar.appendChild(a) }
if (again) { again = make('button', '', again); again.onclick = send; bar.appendChild(again) }
}
function free() { busy = button.disabled = false; paint() }
function send() {
clearTimeout(tick); busy = button.disabled = true; button.textContent = w.sending; save(1); say('');
var x = new XMLHttpRequest();
x.open('POST', location.href.split('#')[0]);
x.timeout = 20000;
x.setRequestHeader('Accept', 'application/json');
x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
x.onload = function () {
var r = {}, s = x.status;
try { r = JSON.parse(x.responseText) } catch (e) { s = 500 }
if (s < 300) finish(r);
else if (s == 422) { free(); save(); mark(r.problems) }
else if (s >= 500 || s == 429) retry();
else { free(); save(); say(r.error, 0, r.next) }
};
x.onerror = x.ontimeout = retry;
x.send(data().concat(all('[type=hidden]', f).map(function (e) { return [e.name, e.value] })).map(function (p) { return p.map(encodeURIComponent).join('=') }).join('&'))
}
// What must travel after the answers (a photo) is in `ends`; each calls the next.
function finish(r) { var e = ends.shift(); if (e) return e(r, function () { finish(r) }); if (L) L.removeItem(K); location.replace(r.next) }
function retry() {
since = since || +new Date;
if (new Date - since > 3e5) { since = 0; wait = 2; free(); return say(w.lost, w.again) }
count(wait); wait = Math.min(wait * 2, 30)
}
function count(n) { say(w.net.replace('{a}', n), w.now); tick = setTimeout(function () { if (n > 1) count(n - 1); else send() }, 1000) }
function mark(problems) {
var box = make('div', 'err', ''), first;
box.appendChild(make('b', '', w.mend.replace('{a}', problems.length))); box.appendChild(D.createElement('br'));
all('.msg', f).forEach(function (m) { m.parentNode.removeChild(m) });
sets.forEach(function (s) { s.classList.remove('bad') });
box.setAttribute('role', 'alert'); box.tabIndex = -1;
problems.forEach(function (p) {
var s = id('i-' + p.item), a = make('a', '', p.label);
if (s) { s.classList.add('bad'); s.insertBefore(make('p', 'msg', p.message), s.childNodes[1]); first = first || s; a.href = '#' + s.id; a.onclick = function () { go(s) } } else a = D.createTextNode(p.message);
box.appendChild(a); box.appendChild(D.createTextNode(' '))
});
var old = id('box'); old.innerHTML = ''; old.appendChild(box);
if (single && first) go(first); else box.focus()
}
function load() {
var d; try { d = JSON.parse(L.getItem(K)) } catch (e) {}
if (!d || !d.d.length || f.hasAttribute('data-kept')) return;
fill(d.d);
if (d.q) { hid('_id').value = d.q[0]; hid('_stamp').value = d.q[1]; paint(); return send() }
var open = sets.filter(function (s) { return s.hasAttribute('data-n') && !s.hidden && !fields(s)[0] })[0],
last = sets.filter(function (s) { return s.hasAttribute('data-n') && fields(s)[0] }).pop(),
box = make('p', 'say', w.draft.replace('{a}', last ? last.getAttribute('data-n') : 1)),
on = make('button', 'b s', w.on), anew = make('button', 'b s', w.anew), two = make('div', 'two', '');
on.onclick = function () { box.hidden = true; go(open || last) };
anew.onclick = function () { box.hidden = true; fill([]); save(); cur = 0; paint() };
two.appendChild(on); two.appendChild(anew); box = id('box').appendChild(box).parentNode; box.appendChild(two)
}
function size(a) {
all('.fs a').forEach(function (b, i) { if (b == a) { D.documentElement.className = i ? 'fs' + (i + 1) : ''; b.setAttribute('aria-current', true); if (L) L.setItem('fs', i) } else b.removeAttribute('aria-current') })
}
function hear(s) {
var b = make('button', 'hear', ''), u;
b.setAttribute('aria-label', w.hear);
b.onclick = function () { u = new SpeechSynthesisUtterance(s.innerText); u.lang = D.documentElement.lang; speechSynthesis.cancel(); speechSynthesis.speak(u) };
all('legend', s)[0].appendChild(b)
}
function start() {
id('pr').hidden = false;
id('one').hidden = single;
if (single) {
var p = make('button', 'b s prev', w.prev); p.onclick = function () { step(-1) }; button.parentNode.insertBefore(p, button);
f.className = 'one'; cur = (/[?&]q=(\d+)/.exec(location.search) || [0, 1])[1] - 1
}
all('.fs a').forEach(function (a, i) { a.onclick = function () { size(a); return false }; if (L && !/fs=/.test(location.search) && L.getItem('fs') == i) size(a) });
if (W.speechSynthesis) sets.forEach(hear);
f.onchange = f.oninput = function (ev) {
var e = ev.target;
if (e.type == 'checkbox' && e.checked) all('[name="' + e.name + '"]', f).forEach(function (o) { if (o != e && (e.hasAttribute('data-e') || o.hasAttribute('data-e'))) o.checked = false });
paint(); save()
};
f.onsubmit = function () {
if (single && cur < paint().length - 1) step(1); else if (!busy) send();
return false
};
W.addEventListener('pageshow', function (ev) { if (ev.persisted) { if (!L || L.getItem(K)) paint(); else location.reload() } });
W.addEventListener('online', function () { if (busy) send() });
paint(); load(); paint()
}
