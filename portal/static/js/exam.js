// ES5, as old as Chromium 53. Without it the page is one form. This shows one question at a time, saves each answer at
// once, keeps in the phone what the server has given no receipt for, and sends it again until it has.
(function () {
var D = document, W = window, F = id('exam'), token = F.elements.csrf_token, text = JSON.stringify, parse = JSON.parse, type = 'application/json', P = performance, here = location.pathname,
attempt = F.elements.attempt.value, KEY = 'exam:' + attempt, cells = all('.sheet a'), by = {}, queue = [], cur = 0, wait = 0, told = 9, last = '',
qs, sending, finishing, ended, kept = 1, renewed, timer, typing, ime, gone, due, offset, w = parse(F.dataset.words);
function id(name) { return D.getElementById(name) }
function all(query, root) { return [].slice.call((root || D).querySelectorAll(query)) }
function say(key, a, b, c) { return w[key].replace('{a}', a).replace('{b}', b).replace('{c}', c) }
function newId() {
return 'x-y-4z-8z-yx'.replace(/x/g, 'yy').replace(/y/g, 'zh').replace(/z/g, 'hhh').replace(/h/g, function () { return (crypto.getRandomValues(new Uint8Array(1))[0] & 15).toString(16) })
}
function isAnswer(e) { return e.kind == 'answer' }
function part(f) { return f.name.split('.').pop() }
function fields(q) { return all('.qu input,.qu select,.qu textarea', q.box) }
// What a question says now: the answer or null, and how sure one is.
function read(q) {
var f = fields(q), parts = {}, a, sure = all('.certain input:checked', q.box)[0];
if (/fill|matching/.test(q.kind)) {
f.forEach(function (e) { if (e.value) parts[part(e)] = e.value });
a = Object.keys(parts)[0] ? parts : null
} else if (/numeric|essay/.test(q.kind)) a = f[0].value || null;
else {
a = f.filter(function (e) { return q.order ? e.value : e.checked });
if (q.order) a.sort(function (x, y) { return x.value - y.value });
a = a.map(function (e) { return q.order ? part(e) : e.value });
a = !a[0] ? null : /single|true/.test(q.kind) ? a[0] : a
}
return [a, sure ? +sure.value : null]
}
function write(q, a, sure) {
fields(q).forEach(function (e) {
if (/radio|checkbox/.test(e.type)) e.checked = a && a.indexOf(e.value) >= 0;
else if (q.order) e.value = a && a.indexOf(part(e)) + 1 || '';
else e.value = a ? /fill|matching/.test(q.kind) ? a[part(e)] || '' : a : ''
});
all('.certain input', q.box).forEach(function (e) { e.checked = +e.value == sure })
}
// The queue is what has no receipt, oldest first.
function store() { try { localStorage[queue[0] ? 'setItem' : 'removeItem'](KEY, text(queue)); kept = 1 } catch (e) { kept = 0 } }
function note(kind, q, said) {
queue = queue.filter(function (e) { return !q || e.item != q.item || e.kind.slice(-4) != kind.slice(-4) || sending && sending.indexOf(e) >= 0 });
queue.push({ id: newId(), kind: kind, item: q ? q.item : null, answer: said ? said[0] : null, certainty: said ? said[1] : null });
store(); paint()
}
function collect() {
clearTimeout(typing); typing = 0;
if (ended || ime) return;
qs.forEach(function (q) { var now = read(q), said = text(now); if (said != q.known) { q.known = said; note('answer', q, now) } });
send()
}
function send() {
var x = new XMLHttpRequest();
if (sending || ended || !queue[0] && !finishing) return;
clearTimeout(timer); sending = queue.slice(0, 150);
sending.forEach(function (e) { if (isAnswer(e) && e.base == null) e.base = by[e.item].n });
store();
x.open('POST', finishing ? F.dataset.finish : F.action); x.timeout = 2e4;
[['Accept', type], ['Content-Type', type], ['X-CSRFToken', token.value]].forEach(function (h) { x.setRequestHeader(h[0], h[1]) });
x.onload = function () { hear(x) }; x.onerror = x.ontimeout = later;
x.send(text({ attempt: attempt, paper: +F.elements.paper.value, saves: sending, time: finishing == 'time' }))
}
function hear(x) {
var t = {}, s = x.status, bad;
try { t = parse(x.responseText) } catch (e) { if (s != 400) s = 500 }
if (s >= 500 || s == 429) return later();
sending = 0; bad = t.wrong || [];
if (t.now) { offset = Date.parse(t.now) - P.now(); if (t.receipts) due = t.due_at ? Date.parse(t.due_at) : 0 }
(t.receipts || []).forEach(take);
queue = queue.filter(function (e) { return bad.indexOf(e.id) < 0 });
store();
if (s == 400) return renew();
if (s == 401) { tell(t.error, w.signin, t.next); paint(); timer = setTimeout(send, 3e4); return }
wait = renewed = 0;
if (t.next) return end(t, s);
if (s != 200 && !t.receipts && !bad[0]) { ended = 1; return tell(t.error || '', w.again, here) }
if (s != 200) { lock(); tell(t.error, '', '', 1) }
else if (!/stays/.test(id('say').className)) tell('');
paint();
if (s == 200 || bad[0]) send()
}
function take(r) {
queue = queue.filter(function (e) {
var q = by[e.item];
if (e.id != r.id) return 1;
if (isAnswer(e)) { q.n = Math.max(q.n, r.n); last = r.at.slice(11, 19) }
if (r.kind == 'outdated') { tell(say('newer', q.place), w.again, here, 1); setTimeout(function () { location = here }, 5e3) }
})
}
function later() { sending = 0; wait = Math.min(wait * 2 || 2, 30); count(wait) }
function count(n) { tell(say(kept ? 'net' : 'poor', n)); paint(); clearTimeout(timer); timer = setTimeout(function () { if (n > 1) count(n - 1); else send() }, 1e3) }
// Signed in anew: another token.
function renew() {
var x = new XMLHttpRequest();
if (renewed) return later();
renewed = 1; x.open('GET', here); x.onerror = later;
x.onload = function () { var found = /csrf_token" value="([^"]+)/.exec(x.responseText); if (found) token.value = found[1]; send() };
x.send()
}
function tell(words, link, href, stays) {
var box = id('say'), a = D.createElement('a');
box.textContent = words + ' '; box.hidden = !words; box.className = 'note warn' + (stays ? ' stays' : '');
if (words && link) { a.href = href; a.textContent = link; box.appendChild(a) }
}
function paint() {
var open = 0, done = 0, flags = 0, lamp = id('saved');
qs.forEach(function (q, i) {
var has = read(q)[0] !== null, waits = queue.some(function (e) { return isAnswer(e) && e.item == q.item }), c = cells[i];
open += waits; done += has; flags += q.flag;
c.className = (has ? 'done' : '') + (q.flag ? ' flag' : '') + (waits ? ' wait' : '') + (i == cur ? ' cur' : '');
c.setAttribute('aria-label', say('at', i + 1, qs.length) + ', ' + (has ? w.has : w.not) + (q.flag ? ', ' + w.flagged : ''))
});
lamp.className = 'sm lamp ' + (open ? 'warn' : 'ok');
lamp.textContent = say(open ? 'open' : last ? 'saved' : 'all', open || last);
id('done').textContent = say('done', done, qs.length, flags);
id('at').textContent = say('at', cur + 1, qs.length) + ' · ' + all('.meta span', qs[cur].box)[0].textContent;
id('flag').textContent = qs[cur].flag ? w.unflag : w.flag;
id('next').textContent = qs[cur + 1] ? w.next : w.card
}
function show(place, first) {
var at = cur = Math.max(0, Math.min(place, qs.length - 1)), box = qs[cur].box;
qs.forEach(function (q, i) { q.box.className = i == cur ? 'q on' : 'q off' });
while ('with' in qs[at].box.dataset) at--;
if (qs[at].mat) box.insertBefore(qs[at].mat, all('.qu', box)[0]);
paint();
if (!first) { history.replaceState(0, '', '#i' + (cur + 1)); W.scrollTo(0, 0) }
}
function tick() {
var left = Math.max(0, Math.ceil((due - P.now() - offset) / 1e3)), s = left % 60, stage = left <= 60 ? 1 : left <= 300 ? 5 : 9, box = id('left');
if (ended || !due) return;
box.textContent = (left - s) / 60 + (s < 10 ? ':0' : ':') + s;
box.className = left < 60 ? 'late' : '';
if (left && stage < told) { told = stage; tell(stage > 1 ? w.five : w.one, '', '', 1) }
if (!left && !finishing) { collect(); lock('time'); tell(w.over, '', '', 1); send() }
}
function lock(how) { wait = 0; finishing = how = how || false; all('fieldset,#hand,#finish').forEach(function (e) { e.disabled = how }) }
function end(t, s) {
ended = 1; queue = []; store();
if (s == 200 && finishing == 'self') return location.replace(t.next);
F.hidden = id('saved').hidden = true; tell(t.message, w.look, t.next, 1)
}
function ask() {
collect();
var empty = qs.filter(function (q) { return read(q)[0] === null }), list = id('empty');
id('asked').textContent = empty[0] ? say('some', empty.length) : say('none', qs.length);
list.innerHTML = empty.map(function (q) { return '<a href="#i' + q.place + '">' + q.place + '</a>' }).join(' ');
id('back').href = '#i' + (empty[0] ? empty[0].place : 1);
id('sure').hidden = false; id('back').focus(); id('sure').scrollIntoView(false)
}
qs = all('.q').map(function (box, i) {
var d = box.dataset, q = { box: box, place: i + 1, kind: all('.qu', box)[0].dataset.kind, item: d.item, n: +d.n, flag: 'flag' in d, mat: all('.mat', box)[0] };
q.order = q.kind == 'ordering';
q.known = text(read(q));
return by[q.item] = q
});
due = +F.dataset.due;
offset = F.dataset.now - P.timing.responseStart + P.timing.navigationStart;
try { queue = parse(localStorage.getItem(KEY)) || [] } catch (e) { kept = 0 }
queue.forEach(function (e) {
var q = by[e.item];
if (q && isAnswer(e)) { write(q, e.answer, e.certainty); q.known = text(read(q)) } else if (q) q.flag = e.kind == 'flag'
});
F.className = 'one'; id('steps').hidden = false; id('plain').hidden = true;
F.onchange = collect;
F.oninput = function (ev) { if (/^text/.test(ev.target.type)) { clearTimeout(typing); typing = setTimeout(collect, 1200) } };
F.onsubmit = function () { return false };
F.onclick = function (ev) { var m = /#i(\d+)$/.exec(ev.target.href); if (m) { id('sure').hidden = true; show(m[1] - 1); return false } };
['end', 'start'].forEach(function (name, i) { F.addEventListener('composition' + name, function () { ime = i }) });
id('next').onclick = function () { collect(); if (qs[cur + 1]) show(cur + 1); else id('done').scrollIntoView() };
id('flag').onclick = function () { var q = qs[cur]; q.flag = !q.flag; note(q.flag ? 'flag' : 'unflag', q); send() };
id('finish').onclick = ask;
id('hand').onclick = function () { collect(); lock('self'); tell(w.sending); send() };
D.addEventListener('visibilitychange', function () { if (!ended && !gone) { collect(); note(D.hidden ? 'left' : 'back'); send() } });
W.onpagehide = function () { collect(); gone = 1 };
W.onpageshow = function (ev) { if (ev.persisted) location.reload() };
W.ononline = send;
note('opened'); show((/#i(\d+)$/.exec(location.hash) || [0, 1])[1] - 1, 1);
if (queue[1]) send();
tick(); setInterval(tick, 500)
})()
