// Options in random order where the questionnaire says so; pinned ones keep their place.
all('[data-x]').forEach(function (s) {
var rows = all('.o', s).filter(function (o) { return !all('[data-f]', o)[0] }), places = rows.map(function (o) { return o.parentNode.insertBefore(D.createComment(''), o) });
places.forEach(function (p) { p.parentNode.replaceChild(rows.splice(Math.floor(Math.random() * rows.length), 1)[0], p) })
});
