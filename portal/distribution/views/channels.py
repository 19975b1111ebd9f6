"""Adding and changing channels, and giving one a new code."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal import clock
from portal.access import fetch, needs, visible_to
from portal.distribution import services, starters
from portal.distribution.forms import ChannelForm, CodeForm
from portal.distribution.models import Channel
from portal.distribution.views.blueprint import bp
from portal.extensions import db
from portal.forms import EmptyForm
from portal.people import audit
from portal.people.models import Account
from portal.surveys.models import Survey


@bp.route("/surveys/<uuid:survey_id>/channels/new", methods=["GET", "POST"])
@needs("distribute")
def new_channel(survey_id: uuid.UUID) -> str | Response:
    survey = fetch(Survey, survey_id)
    form = ChannelForm().offer(people())
    if form.validate_on_submit():
        channel = services.add_channel(
            survey, owner=owner(form), actor=current_user, at=clock.now(), **form.details()
        )
        db.session.commit()
        return back(channel)
    return render_template("distribution/channel.html", survey=survey, channel=None, form=form)


@bp.route("/channels/<uuid:channel_id>/edit", methods=["GET", "POST"])
@needs("distribute")
def edit_channel(channel_id: uuid.UUID) -> str | Response:
    channel = fetch(Channel, channel_id)
    form = ChannelForm(obj=channel, owner=str(channel.owner_id or "")).offer(people())
    if form.validate_on_submit():
        services.change_channel(
            channel, owner=owner(form), actor=current_user, at=clock.now(), **form.details()
        )
        db.session.commit()
        return back(channel)
    return render_template("distribution/channel.html", survey=channel.survey, channel=channel, form=form)


@bp.post("/channels/<uuid:channel_id>/archive")
@needs("distribute")
def archive_channel(channel_id: uuid.UUID) -> Response:
    channel = fetch(Channel, channel_id)
    if EmptyForm().validate_on_submit():
        services.archive_channel(channel, actor=current_user, at=clock.now())
        db.session.commit()
    return redirect(url_for("distribution.share", survey_id=channel.survey_id), 303)


@bp.route("/channels/<uuid:channel_id>/code", methods=["GET", "POST"])
@needs("distribute")
def change_code(channel_id: uuid.UUID) -> str | Response:
    channel = fetch(Channel, channel_id)
    code = services.live_code(channel=channel)
    form = CodeForm()
    if code is None and EmptyForm().validate_on_submit():
        services.issue_code(channel=channel, at=clock.now())
        audit.record(current_user, "issue code", channel, changes={})
    elif code is not None and form.validate_on_submit():
        change = services.replace_code if form.action.data == "replace" else services.revoke
        change(code, actor=current_user, at=clock.now(), reason=form.reason.data)
    else:
        return render_template("distribution/code.html", channel=channel, code=code, form=form)
    db.session.commit()
    return back(channel)


@bp.post("/surveys/<uuid:survey_id>/channels/starter")
@needs("distribute")
def add_starter(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    if EmptyForm().validate_on_submit():
        made = starters.add_set(survey, request.form.get("set", ""), actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("%(n)s channels added.", n=len(made)))
    return redirect(url_for("distribution.share", survey_id=survey.id), 303)


@bp.post("/surveys/<uuid:survey_id>/channels/split")
@needs("distribute")
def split(survey_id: uuid.UUID) -> Response:
    survey = fetch(Survey, survey_id)
    if EmptyForm().validate_on_submit():
        made = starters.split_by_person(survey, actor=current_user, at=clock.now())
        db.session.commit()
        flash(_("%(n)s channels added.", n=len(made)))
    return redirect(url_for("distribution.share", survey_id=survey.id), 303)


def people() -> list[Account]:
    query = visible_to(current_user, Account).where(Account.disabled_at.is_(None))
    return list(db.session.scalars(query.order_by(Account.name)))


def owner(form: ChannelForm) -> Account | None:
    """One of those offered: the form has looked."""
    if not form.owner.data:
        return None
    return db.session.scalars(select(Account).filter_by(id=uuid.UUID(form.owner.data))).one()


def back(channel: Channel) -> Response:
    return redirect(url_for("distribution.share", survey_id=channel.survey_id, channel=channel.id), 303)
