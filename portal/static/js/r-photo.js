// A photo is made small on the phone and travels after the answers are safe.
all('.ph').forEach(function (input) {
input.hidden = false;
// Tells the server that a photo will follow, so that consent is asked for before anything travels.
input.onchange = function () { if (!all('[name=_photo]', f)[0]) { var n = make('input', '', ''); n.type = 'text'; n.name = '_photo'; n.value = 1; n.hidden = true; s.appendChild(n) } paint() };
var s = input.parentNode, send = function (r, next, blob) {
var x = new XMLHttpRequest(), d = new FormData();
d.append('_id', hid('_id').value);
d.append('photo', blob, 'photo.jpg');
x.open('POST', r.next.split('?')[0] + '/photo/' + s.getAttribute('data-i'));
x.timeout = 60000;
x.setRequestHeader('Accept', 'application/json');
x.onload = x.onerror = x.ontimeout = function () {
if (x.status && x.status < 300) return next();
r.next = r.next.split('?')[0] + '?id=' + hid('_id').value + '&photo=failed'; next()
};
x.send(d)
};
ends.push(function (r, next) {
var file = input.files && input.files[0], u, i = new Image();
if (!file || s.hidden) return next();
u = W.URL.createObjectURL(file);
i.onload = function () {
var k = Math.min(1, 1280 / Math.max(i.width, i.height)), c = D.createElement('canvas');
c.width = i.width * k; c.height = i.height * k; c.getContext('2d').drawImage(i, 0, 0, c.width, c.height);
if (c.toBlob) c.toBlob(function (b) { send(r, next, b || file) }, 'image/jpeg', .7); else send(r, next, file)
};
i.onerror = function () { send(r, next, file) };
i.src = u
})
});
