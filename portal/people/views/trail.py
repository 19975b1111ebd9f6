"""The audit log: /a/audit."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional

from portal import clock
from portal.access import needs
from portal.extensions import db
from portal.forms import BaseForm
from portal.people import audit, listing, trail, trail_values
from portal.people.audit import AuditEvent
from portal.people.forms import options
from portal.people.verbs import field_words, object_words, verb_words

bp = Blueprint("trail", __name__, url_prefix="/a/audit")
MOST_EXPORTED = 50_000


class TrailFilter(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    actor = StringField(_l("Who"), [Optional()])
    verb = SelectField(_l("Did what"), default="")
    object_type = SelectField(_l("Kind"), default="")
    object = StringField(_l("To what"), [Optional()])
    since = DateField(_l("From"), [Optional()])
    until = DateField(_l("To"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = trail.offered(current_user, AuditEvent.verb)
        kinds = trail.offered(current_user, AuditEvent.object_type)
        self.verb.choices = options({each: verb_words(each) for each in verbs}, _l("All"))
        self.object_type.choices = options({each: object_words(each) for each in kinds}, _l("All"))

    def wanted(self) -> dict[str, Any]:
        """What was asked for and makes sense; the rest does not narrow the list."""
        self.validate()
        return {field.name: field.data for field in self if not field.errors}


@bp.app_context_processor
def words() -> dict[str, Any]:
    return {
        "verb_words": verb_words,
        "object_words": object_words,
        "field_words": field_words,
        "value_words": trail_values.value_words,
    }


@bp.get("")
@needs("read audit")
def index() -> Any:
    form = TrailFilter(request.args)
    page = listing.cut(trail.events(current_user, form.wanted()), request.args.get("page", "1"))
    people, names = trail.actors(page.rows), trail_values.names(page.rows)
    return render_template("people/audit.html", form=form, page=page, people=people, names=names)


@bp.post("/export")
@needs("read audit")
def export() -> Any:
    """A POST, because the export is itself an event of the log."""
    form = TrailFilter(request.form)
    query = trail.events(current_user, form.wanted())
    lines = list(trail.as_csv(list(db.session.scalars(query.limit(MOST_EXPORTED)))))
    changes = {"rows": [None, len(lines) - 1]}
    audit.record(current_user, "export", current_user, changes=changes, name="audit log", at=clock.now())
    db.session.commit()
    headers = {"Content-Disposition": "attachment; filename=audit.csv"}
    return Response("".join(lines), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/chain")
@needs("read audit")
def chain() -> Any:
    return render_template("people/audit_chain.html", checked=trail.check(), seals=trail.seals()[:60])
