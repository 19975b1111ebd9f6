"""/w/items/<id>: one item with its figures and history, and what is done to it."""

import uuid
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs
from portal.errors import BadDocument
from portal.extensions import db
from portal.forms import UNSTORABLE, EmptyForm
from portal.quizzes.attempts import own_seat
from portal.quizzes.banks import banking, item_page, item_words, wording
from portal.quizzes.models import QuizItem
from portal.quizzes.views.blueprint import bp, say_with_undo

LONGEST_REASON = 300

bp.add_app_template_filter(item_words.change_words, "item_changes")


@bp.app_template_global()
def item_kind(type_: str) -> str:
    """A type of item in words; an unknown one is shown as it is."""
    return str(item_words.TYPES.get(type_, type_))  # type: ignore[call-overload]


@bp.get("/items/<uuid:item_id>")
@needs("see quizzes")
def item(item_id: uuid.UUID) -> str:
    row = fetch(QuizItem, item_id)
    own_seat.require_item_open(current_user, row.id, clock.now())
    text = wording.current(row)
    return render_template(
        "quizzes/item.html", row=row, item=text, bank=row.bank, material=item_page.material(row),
        figures=item_page.figures(row), findings=item_page.findings(row, text), signer=item_page.signer(row),
        uses=item_page.uses(row, current_user), versions=item_page.versions(row),
        concern=item_page.concern_of(row, current_user), neighbours=item_page.neighbours(row),
        rule=item_words.RULES.get(text.rule) if text.rule else None, verdicts=item_words.VERDICTS,
        with_key=own_seat.may_see_keys(current_user),
        lapsed=item_page.has_lapsed(row), mine=row.unit_id in current_user.units_below(),
    )  # fmt: skip


@bp.get("/items/<uuid:item_id>/versions")
@needs("see quizzes")
def item_versions(item_id: uuid.UUID) -> str:
    """Two versions side by side: `?before=1&after=3`; the last change where nobody said."""
    row = fetch(QuizItem, item_id)
    if not own_seat.may_see_keys(current_user):
        abort(403)
    last = row.current_n
    before = item_page.seen(row, request.args.get("before", max(last - 1, 1), int))
    after = item_page.seen(row, request.args.get("after", last, int))
    if before is None or after is None:
        abort(404)
    return render_template(
        "quizzes/item_versions.html", row=row, bank=row.bank, before=before, after=after,
        lines=item_page.compared(before, after), versions=item_page.versions(row),
        materials={each.row.n: item_page.material(row, each.row.n) for each in (before, after)},
        mine=row.unit_id in current_user.units_below(),
    )  # fmt: skip


@bp.post("/items/<uuid:item_id>/versions/<int:n>/restore")
@needs("edit bank")
def restore_version(item_id: uuid.UUID, n: int) -> Response:
    """An old wording comes back as a new version; nothing between is lost."""
    row = fetch(QuizItem, item_id)
    old = item_page.seen(row, n)
    if old is None:
        abort(404)
    if EmptyForm().validate_on_submit():
        note = _("Version %(n)s brought back", n=n)
        made = banking.change_item(
            row, old.item, actor=current_user, at=clock.now(), note=note, problem_id=row.problem_id,
            material_id=old.row.material_id,
        )  # fmt: skip
        db.session.commit()
        flash(note + "." if made else _("It reads like that already."))
    return _back(row)


@bp.post("/items/<uuid:item_id>/retire")
@needs("edit bank")
def retire_item(item_id: uuid.UUID) -> Response:
    row = fetch(QuizItem, item_id)
    reason = UNSTORABLE.sub("", request.form.get("reason", "")).strip()[:LONGEST_REASON]
    if EmptyForm().validate_on_submit():
        if not reason:
            raise BadDocument(_("Say why this question is taken out of use."))
        banking.retire(row, actor=current_user, at=clock.now(), reason=reason)
        db.session.commit()
        say_with_undo(
            _("Out of use. It is not drawn any more; what was asked stays."),
            url_for("quizzes.restore_item", item_id=row.id),
        )
    return _back(row)


@bp.post("/items/<uuid:item_id>/restore")
@needs("edit bank")
def restore_item(item_id: uuid.UUID) -> Response:
    row = fetch(QuizItem, item_id)
    if EmptyForm().validate_on_submit():
        banking.restore(row, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("The question is in use again."))
    return _back(row)


@bp.post("/items/<uuid:item_id>/sign")
@needs("sign bank")
def sign_item(item_id: uuid.UUID) -> Response:
    """For the wording that was on the screen: a change in between has to be read first."""
    row = fetch(QuizItem, item_id)
    if EmptyForm().validate_on_submit():
        if request.form.get("n", type=int) != row.current_n:
            flash(_("The question was changed in the meantime. Read it again before you sign."), "warning")
        elif banking.sign([row], actor=current_user, at=clock.now()):
            db.session.commit()
            flash(_("Signed."))
    return _back(row)


def _back(row: QuizItem, **values: Any) -> Response:
    return redirect(url_for("quizzes.item", item_id=row.id, **values), 303)
