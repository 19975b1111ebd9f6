// ES5, as old as Chromium 53. Without it the page is one form. This saves each tap at once, keeps in the phone what the
// server has given no receipt for, sends it again until it has, and makes a photo small before it travels.
(function () {
var D = document, W = window, F = id('examine'), token = F.elements.csrf_token, w = JSON.parse(F.dataset.words), type = 'application/json',
KEY = 'examine:' + F.dataset.attempt, queue = [], wait = 0, last = '', kept = 1, sending, ended, finishing, timer, typing, composing, renewed, boxes;
function id(name) { return D.getElementById(name) }
function all(query, root) { return [].slice.call((root || D).querySelectorAll(query)) }
function say(key, a, b) { return w[key].replace('{a}', a).replace('{b}', b) }
function newId() {
return 'x-y-4z-8z-yx'.replace(/x/g, 'yy').replace(/y/g, 'zh').replace(/z/g, 'hhh').replace(/h/g, function () { return (crypto.getRandomValues(new Uint8Array(1))[0] & 15).toString(16) })
}
function boxed(e) { return /radio|checkbox/.test(e.type) }
function fields(box) { return all('input,select,textarea', box) }
// A question as a form would send it: names and values.
function read(box) { return fields(box).filter(function (e) { return !boxed(e) || e.checked }).map(function (e) { return [e.name, e.value] }) }
function write(box, said) {
fields(box).forEach(function (e) {
var mine = said.filter(function (p) { return p[0] == e.name }).map(function (p) { return p[1] });
if (boxed(e)) e.checked = mine.indexOf(e.value) >= 0; else e.value = mine[0] || ''
})
}
function store() { try { localStorage[queue[0] ? 'setItem' : 'removeItem'](KEY, JSON.stringify(queue)); kept = 1 } catch (e) { kept = 0 } }
function collect() {
clearTimeout(typing);
if (ended || composing) return;
boxes.forEach(function (box) {
var said = read(box), now = JSON.stringify(said), item = box.dataset.item;
if (now == box.known) return;
box.known = now;
// What is on its way stays until it has its receipt; anything older of this question is not needed.
queue = queue.filter(function (e) { return e.item != item || sending && sending.indexOf(e) >= 0 });
queue.push({ id: newId(), item: item, fields: said })
});
store(); paint(); send()
}
function send() {
var x = new XMLHttpRequest();
if (sending || ended || !queue[0]) return;
clearTimeout(timer); sending = queue.slice(0, 50);
x.open('POST', F.action); x.timeout = 2e4;
[['Accept', type], ['Content-Type', type], ['X-CSRFToken', token.value]].forEach(function (h) { x.setRequestHeader(h[0], h[1]) });
x.onload = function () { hear(x) }; x.onerror = x.ontimeout = later;
x.send(JSON.stringify({ saves: sending }))
}
function hear(x) {
var t = {}, s = x.status, done;
try { t = JSON.parse(x.responseText) } catch (e) { if (s < 400) s = 401 }
if (s >= 500 || s == 429) return later();
sending = 0; done = (t.receipts || []).concat(t.wrong || []);
queue = queue.filter(function (e) { return done.indexOf(e.id) < 0 });
store();
if (s == 400) return renew();
if (s == 401) { tell(w.out, w.signin, location.pathname); paint(); timer = setTimeout(send, 3e4); return }
if (s != 200) { ended = 1; queue = []; store(); return tell(s == 404 ? w.gone : t.error, t.next ? w.look : '', t.next) }
wait = renewed = 0;
if (done[0]) last = new Date().toTimeString().slice(0, 8);
tell(t.error || ''); paint();
if (queue[0]) send(); else if (finishing) id('hand').click()
}
// Twice is the same as once: each save has an id.
function later() { sending = 0; wait = Math.min(wait * 2 || 2, 30); count(wait) }
function count(n) { tell(say(kept ? 'net' : 'poor', n)); paint(); clearTimeout(timer); timer = setTimeout(function () { if (n > 1) count(n - 1); else send() }, 1e3) }
// Signed in anew elsewhere: another token.
function renew() {
var x = new XMLHttpRequest();
if (renewed) return later();
renewed = 1; x.open('GET', location.pathname); x.onerror = later;
x.onload = function () { var found = /csrf_token" value="([^"]+)/.exec(x.responseText); if (found) all('[name=csrf_token]').forEach(function (e) { e.value = found[1] }); send() };
x.send()
}
function tell(words, link, href) {
var box = id('say'), a = D.createElement('a');
box.textContent = words + ' '; box.hidden = !words;
if (words && link) { a.href = href; a.textContent = link; box.appendChild(a) }
}
function paint() {
var lamp = id('saved'), steps = 0, ticked = 0, empty = 0, told = [];
boxes.forEach(function (box) {
if ('steps' in box.dataset) { steps += all('[type=checkbox]', box).length; ticked += all('[type=checkbox]:checked', box).length }
else empty += !read(box).some(function (p) { return p[1] && !/\.c$/.test(p[0]) })
});
lamp.className = 'sm lamp ' + (queue[0] ? 'warn' : 'ok');
lamp.textContent = say(queue[0] ? 'open' : last ? 'saved' : 'all', queue.length || last);
if (steps) told.push(say('steps', ticked, steps));
if (empty || !steps) told.push(say('empty', empty));
id('tally').textContent = told[0]; id('count').textContent = told.join(' · ')
}
function shrink(file, next) {
var i = new Image();
i.onload = function () {
var k = Math.min(1, 1280 / Math.max(i.width, i.height)), c = D.createElement('canvas');
c.width = i.width * k; c.height = i.height * k; c.getContext('2d').drawImage(i, 0, 0, c.width, c.height);
if (c.toBlob) c.toBlob(function (b) { next(b || file) }, 'image/jpeg', .7); else next(file)
};
i.onerror = function () { next(file) };
i.src = W.URL.createObjectURL(file)
}
function photo() {
var P = id('photo'), file = P.elements.photo.files[0];
if (!file) return;
id('shown').textContent = w.sends;
shrink(file, function (blob) {
var x = new XMLHttpRequest(), d = new FormData();
d.append('photo', blob, 'photo.jpg');
x.open('POST', P.action); x.timeout = 6e4;
[['Accept', type], ['X-CSRFToken', token.value]].forEach(function (h) { x.setRequestHeader(h[0], h[1]) });
x.onload = x.onerror = x.ontimeout = function () {
var t = {}, img;
try { t = JSON.parse(x.responseText) } catch (e) { t = {} }
id('shown').textContent = x.status == 200 && t.photo ? w.photo : t.error || w.nophoto;
if (!t.photo) return;
img = D.createElement('img'); img.alt = w.photo; img.src = t.photo + '?' + Date.now();
id('shot').textContent = ''; id('shot').appendChild(img); id('shot').hidden = false
};
x.send(d)
})
}
boxes = all('.ex-q');
boxes.forEach(function (box) { box.known = JSON.stringify(read(box)) });
try { queue = JSON.parse(localStorage.getItem(KEY)) || [] } catch (e) { kept = 0 }
queue.forEach(function (e) {
boxes.forEach(function (box) { if (box.dataset.item == e.item) { write(box, e.fields); box.known = JSON.stringify(read(box)) } })
});
id('plain').hidden = true; all('.b', id('photo')).forEach(function (e) { e.hidden = true });
F.onchange = collect;
F.oninput = function (ev) { if (/^text/.test(ev.target.type)) { clearTimeout(typing); typing = setTimeout(collect, 1200) } };
['end', 'start'].forEach(function (name, i) { F.addEventListener('composition' + name, function () { composing = i }) });
F.onsubmit = function () { return !!(finishing && !queue[0]) };
id('photo').onchange = photo;
id('finish').onclick = function () { collect(); id('sure').hidden = false; id('back').focus(); id('sure').scrollIntoView(false); return false };
id('back').onclick = function () { id('sure').hidden = true };
id('hand').onclick = function () { collect(); finishing = 1; if (queue[0]) { tell(w.sending); send(); return false } };
W.onpagehide = collect;
W.onpageshow = function (ev) { if (ev.persisted) location.reload() };
W.ononline = send;
paint(); send()
})()
