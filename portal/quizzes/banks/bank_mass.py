"""The buttons of the mass edit: what each of them does to the chosen items."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal import clock
from portal.access import fetch, visible_to
from portal.errors import BadDocument
from portal.extensions import db
from portal.i18n import say
from portal.people.models import Account
from portal.quizzes.banks import bank_changes, bank_checks, bank_listing, banking
from portal.quizzes.banks.bank_changes import Done, Who
from portal.quizzes.banks.bank_forms import MassForm, difficulty_of
from portal.quizzes.models import Bank, QuizItem
from portal.quizzes.practice import concerns

AT_ONCE = 400  # keys in one IN list


def form_for(person: Account) -> MassForm:
    """With the problems and the own banks that may be chosen."""
    form = MassForm()
    known = {
        str(each.problem_id): f"{each.number} {say(each.statement)}" for each in concerns.in_sight(person)
    }
    form.problem.choices = [("", _("no problem")), *known.items()]
    mine = visible_to(person, Bank).where(Bank.unit_id.in_(person.units_below()), Bank.archived_at.is_(None))
    banks = db.session.scalars(mine.order_by(Bank.created_at))
    form.target.choices = [("", "—"), *((str(bank.id), say(bank.title)) for bank in banks)]
    return form


def chosen(bank: Bank, form: MassForm, asked: Mapping[str, str]) -> list[QuizItem]:
    """The ticked items of this bank, or all that the filter finds."""
    wanted: Sequence[uuid.UUID] = list(form.chosen())
    if form.every.data:
        today = clock.day_of(clock.now(), current_app.config["TIME_ZONE"])
        wanted = bank_listing.item_ids(bank, asked, bank_checks.findings(bank), today)
    rows: list[QuizItem] = []
    for start in range(0, len(wanted), AT_ONCE):
        part = QuizItem.id.in_(wanted[start : start + AT_ONCE])
        rows += db.session.scalars(select(QuizItem).where(QuizItem.bank_id == bank.id, part))
    return sorted(rows, key=lambda row: row.number)


def do(what: str, bank: Bank, rows: Sequence[QuizItem], form: MassForm, actor: Account, at: datetime) -> Done:
    """BadDocument where the value that the button needs is missing or wrong."""
    who = Who(actor, at)
    if what in _REWRITES:
        return _rewritten(what, bank, rows, form, who)
    if what == "problem":
        problem_id = _problem(form, actor)
        return bank_changes.at_once(
            bank, rows, lambda: bank_changes.attach(rows, problem_id, who), who, "attach items"
        )
    if what == "retire":
        reason = form.reason.data or ""
        if not reason:
            raise BadDocument(_("Say why these questions are taken out of use."))
        return bank_changes.at_once(
            bank, rows, lambda: bank_changes.retire(rows, reason, who), who, "retire items"
        )
    if what == "restore":
        return bank_changes.at_once(bank, rows, lambda: bank_changes.restore(rows, who), who, "restore items")
    if what == "sign":
        return bank_changes.at_once(
            bank, rows, lambda: banking.sign(rows, actor=actor, at=at), who, "sign items"
        )
    if what == "move":
        target = _target(form)
        return bank_changes.at_once(
            bank, rows, lambda: bank_changes.move(rows, target, who), who, "move items"
        )
    raise BadDocument(_("Choose what is to be done."))


def _rewritten(what: str, bank: Bank, rows: Sequence[QuizItem], form: MassForm, who: Who) -> Done:
    how = _REWRITES[what](form)
    note = _("Changed together with others")
    return bank_changes.at_once(
        bank, rows, lambda: bank_changes.rewrite(rows, how, who, note), who, "edit items"
    )


def _point(form: MassForm) -> bank_changes.Rewrite:
    point = "/".join(part.strip() for part in (form.point.data or "").split("/"))
    return lambda item: bank_changes.with_values(item, knowledge_point=point)


def _difficulty(form: MassForm) -> bank_changes.Rewrite:
    hard = difficulty_of(form.difficulty.data)
    return lambda item: bank_changes.with_values(item, difficulty=hard)


def _points(form: MassForm) -> bank_changes.Rewrite:
    points = form.points.number
    if points is None:
        raise BadDocument(_("Say how many points each question is worth."))
    return lambda item: bank_changes.with_values(item, points=points)


def _tags(form: MassForm) -> list[str]:
    found = (form.tags.data or "").split()
    if not found:
        raise BadDocument(_("Write at least one tag."))
    return found


def _add_tags(form: MassForm) -> bank_changes.Rewrite:
    tags = _tags(form)
    return lambda item: bank_changes.with_tags(item, tags, ())


def _remove_tags(form: MassForm) -> bank_changes.Rewrite:
    tags = _tags(form)
    return lambda item: bank_changes.with_tags(item, (), tags)


def _expiry(form: MassForm) -> bank_changes.Rewrite:
    day = form.expires_on.data
    return lambda item: bank_changes.with_values(item, expires_on=day)


_REWRITES = {
    "point": _point, "difficulty": _difficulty, "points": _points, "tags": _add_tags, "untag": _remove_tags,
    "expiry": _expiry,
}  # fmt: skip


def _problem(form: MassForm, actor: Account) -> uuid.UUID | None:
    """Only a problem the person may see; an empty choice takes the items off theirs."""
    problem_id = form.problem_id()
    if form.problem.data and problem_id not in {each.problem_id for each in concerns.in_sight(actor)}:
        raise BadDocument(_("Choose a problem of the list."))
    return problem_id


def _target(form: MassForm) -> Bank:
    target_id = form.target_id()
    if target_id is None:
        raise BadDocument(_("Choose the bank they go into."))
    return fetch(Bank, target_id, may="edit bank")
