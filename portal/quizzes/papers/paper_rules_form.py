"""The form of a paper plan: rules as rows that are added, moved and taken away before anything is kept."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    FloatField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import BaseForm
from portal.i18n import say
from portal.quizzes.models import Bank
from portal.quizzes.papers.paper_words import KINDS, MARKING, SHORT, worded
from portal.quizzes.practice.concerns import Concern
from question_bank.items import HARDEST, ItemType, Rule
from question_bank.papers import PaperRule, PaperSpec
from question_bank.papers_draw import MOST_QUESTIONS

MOST_RULES = 40
LARGEST_SEED = 2**53 - 1
_ROW = re.compile(r"rules-(\d{1,4})-(.+)")


class RuleForm(BaseForm):
    """One row: so many questions of this kind. `place` is its number in the stored rules, empty for a new
    one."""

    class Meta(BaseForm.Meta):
        csrf = False

    place = HiddenField()
    title = StringField(_l("Title of the part"), [Length(max=80)])
    bank = SelectField(_l("Bank"))
    knowledge_point = StringField(_l("Knowledge point"), [Length(max=200)])
    difficulties = SelectMultipleField(
        _l("Difficulty"), coerce=int, choices=[SelectChoice(n, str(n)) for n in range(1, HARDEST + 1)],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    types = SelectMultipleField(
        _l("Question types"), choices=[SelectChoice(kind.value, words) for kind, words in SHORT.items()],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    tags = StringField(_l("Tags"), [Length(max=120)])
    problem = SelectField(_l("Problem"))
    count = IntegerField(
        _l("Questions"),
        [
            InputRequired(_l("How many?")),
            NumberRange(1, MOST_QUESTIONS, message=_l("1 to %(most)s", most=MOST_QUESTIONS)),
        ],
    )
    points = FloatField(
        _l("Points each"), [Optional(), NumberRange(0, 100, message=_l("0 to %(most)s", most=100))]
    )
    marking = SelectField(
        _l("How it is marked"),
        choices=[
            SelectChoice("", _l("as each question says")),
            *[SelectChoice(rule.value, words) for rule, words in MARKING.items()],
        ],
    )


class PaperForm(BaseForm):
    """A plan: what it is called, how its papers come about, and its rules."""

    title = StringField(_l("Title"), [InputRequired(_l("A paper needs a title.")), Length(max=120)])
    kind = RadioField(
        _l("Papers"), choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()]
    )
    band = FloatField(
        _l("Difficulty may differ by"),
        [
            InputRequired(_l("How much?")),
            NumberRange(0.1, 50, message=_l("0.1 to 50 points of a hundred")),
        ],
    )
    shuffle_items = BooleanField(_l("Mix the questions inside each part"))
    shuffle_options = BooleanField(_l("Mix the options"))
    seed = IntegerField(_l("Seed of the draw"), [InputRequired(), NumberRange(0, LARGEST_SEED)])
    rules = FieldList(FormField(RuleForm), _l("Rules"), max_entries=MOST_RULES)
    stamp = HiddenField()

    def offer(self, banks: Sequence[Bank], concerns: Sequence[Concern]) -> None:
        """What the rows may choose from; a bank or problem that is named already stays a choice."""
        known = [SelectChoice(str(bank.id), say(bank.title)) for bank in banks]
        problems = [
            SelectChoice(str(each.problem_id), f"{each.number} {say(each.statement)[:40]}")
            for each in concerns
        ]
        for row in self.rules:
            bank, problem = row.form.bank, row.form.problem
            bank.choices = _with_own(
                [SelectChoice("", _("all banks")), *known], bank.data, _("not available")
            )
            problem.choices = _with_own(
                [SelectChoice("", _("any")), *problems], problem.data, _("another one")
            )


def _with_own(choices: list[SelectChoice], own: str | None, words: str) -> list[SelectChoice]:
    known = not own or any(own == choice.value for choice in choices) or not _is_key(own)
    return choices if known else [*choices, SelectChoice(own, words)]


def values_of(title: str, kind: str, seed: int, spec: PaperSpec, stamp: str) -> dict[str, Any]:
    """What the form shows of a stored plan."""
    return {
        "title": title, "kind": kind, "seed": seed, "stamp": stamp, "band": _bare(spec.band * 100),
        "shuffle_items": spec.shuffle_items, "shuffle_options": spec.shuffle_options,
        "rules": [_row_of(place, rule) for place, rule in enumerate(spec.rules)],
    }  # fmt: skip


def _bare(value: float) -> float:
    """5, not 5.0, in a field."""
    value = round(value, 4)
    return int(value) if value.is_integer() else value


def _row_of(place: int, rule: PaperRule) -> dict[str, Any]:
    return {
        "place": str(place), "title": say(rule.title), "bank": rule.bank or "",
        "knowledge_point": rule.knowledge_point, "difficulties": list(rule.difficulties),
        "types": [kind.value for kind in rule.types], "tags": " ".join(rule.tags),
        "problem": rule.problem or "", "count": rule.count,
        "points": None if rule.points is None else _bare(rule.points),
        "marking": rule.marking.value if rule.marking else "",
    }  # fmt: skip


def spec_from(form: PaperForm, old: PaperSpec) -> PaperSpec:
    """The rules as typed; what the form does not show is taken over from the stored ones."""
    return PaperSpec(
        rules=tuple(_rule_from(row.form, _old_rule(row.form, old)) for row in form.rules),
        title=worded(old.title, form.title.data or ""),
        band=round((form.band.data or 0) / 100, 6),
        shuffle_items=form.shuffle_items.data,
        shuffle_options=form.shuffle_options.data,
        pass_mark=old.pass_mark,
    )


def places_from(form: PaperForm, old: PaperSpec) -> dict[int, int]:
    """From the place of a stored rule to the place of the same rule now."""
    found = {}
    for now, row in enumerate(form.rules):
        before = _place(row.form, old)
        if before is not None:
            found[before] = now
    return found


def _place(form: RuleForm, old: PaperSpec) -> int | None:
    text = form.place.data or ""
    return int(text) if text.isdecimal() and int(text) < len(old.rules) else None


def _old_rule(form: RuleForm, old: PaperSpec) -> PaperRule | None:
    place = _place(form, old)
    return None if place is None else old.rules[place]


def _rule_from(form: RuleForm, old: PaperRule | None) -> PaperRule:
    marking = form.marking.data
    return PaperRule(
        count=form.count.data or 0,
        title=worded(old.title if old else {}, form.title.data or ""),
        bank=_key(form.bank.data),
        knowledge_point=(form.knowledge_point.data or "").strip("/ "),
        difficulties=tuple(sorted(set(form.difficulties.data or ()))),
        types=tuple(ItemType(kind) for kind in form.types.data or ()),
        tags=tuple(dict.fromkeys((form.tags.data or "").replace(",", " ").replace("，", " ").split())),
        indicator=old.indicator if old else None,
        problem=_key(form.problem.data),
        points=form.points.data,
        marking=Rule(marking) if marking else None,
    )


def _is_key(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _key(text: str | None) -> str | None:
    return str(uuid.UUID(text)) if text else None


def rearranged(posted: MultiDict[str, str], what: str) -> MultiDict[str, str]:
    """The posted form with a row added, moved or taken away; what stands in the others is as it was typed.

    `what`: "add", "remove-2", "up-2", "down-2" (rows counted from 0).
    """
    order = sorted({int(found[1]) for key in posted if (found := _ROW.fullmatch(key))})
    verb, _dash, number = what.partition("-")
    place = order.index(int(number)) if number.isdecimal() and int(number) in order else None
    if verb == "remove" and place is not None:
        del order[place]
    elif verb in ("up", "down") and place is not None:
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
    result = MultiDict(
        (key, value) for key, value in posted.items(multi=True) if not _ROW.fullmatch(key) and key != "do"
    )
    for now, before in enumerate(order):
        _copy_row(posted, before, result, now)
    if verb == "add" and len(order) < MOST_RULES:
        _new_row(result, len(order))
    return result


def _copy_row(source: MultiDict[str, str], before: int, target: MultiDict[str, str], now: int) -> None:
    for key, value in source.items(multi=True):
        found = _ROW.fullmatch(key)
        if found and int(found[1]) == before:
            target.add(f"rules-{now}-{found[2]}", value)


def _new_row(target: MultiDict[str, str], now: int) -> None:
    """Of the bank of the row above, so that one need not choose it again."""
    bank = target.get(f"rules-{now - 1}-bank", "") if now else ""
    for name, value in {
        "place": "",
        "bank": bank,
        "count": "10",
        "points": "2",
        "problem": "",
        "marking": "",
    }.items():
        target.add(f"rules-{now}-{name}", value)
