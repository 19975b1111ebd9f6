// The receipts this phone remembers; nobody else is told, one tap forgets them.
var D = document, L, list = D.getElementById('mine'), code = D.body.getAttribute('data-receipt') || (D.getElementById('code') || { getAttribute: function () {} }).getAttribute('data-code');
function read() { try { L = localStorage; return JSON.parse(L.getItem('receipts')) || [] } catch (e) { return [] } }
function start() {
var mine = read().filter(function (c) { return /^[0-9A-Z]{8}$/.test(c) });
if (code && L) { mine = [code].concat(mine.filter(function (c) { return c != code })).slice(0, 20); try { L.setItem('receipts', JSON.stringify(mine)) } catch (e) {} }
if (!list || !mine.length) return;
list.hidden = false;
mine.forEach(function (c) { var li = D.createElement('li'), a = D.createElement('a'); a.href = '/r/' + c; a.textContent = c.slice(0, 4) + '-' + c.slice(4); li.appendChild(a); D.getElementById('codes').appendChild(li) });
D.getElementById('forget').onclick = function () { L.removeItem('receipts'); list.hidden = true }
}
