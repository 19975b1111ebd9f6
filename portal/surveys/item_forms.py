"""The form of one question, and the question it describes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from msgspec.structs import replace
from wtforms import (
    BooleanField,
    FieldList,
    FloatField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import Length, NumberRange, Optional

from portal.forms import BaseForm, WordsField, merged, offered, strip
from portal.surveys import editing, showing
from question_bank.questionnaires import PURPOSES, THEMES, ItemType, Option, Questionnaire, Row, SurveyItem

TYPES = {
    ItemType.SINGLE: _l("Single choice"),
    ItemType.MULTIPLE: _l("Multiple choice"),
    ItemType.RATING: _l("Rating with faces"),
    ItemType.NPS: _l("0 to 10"),
    ItemType.KANO: _l("Kano pair"),
    ItemType.GAP: _l("Expected and experienced"),
    ItemType.MATRIX: _l("Table"),
    ItemType.RANKING: _l("Ranking"),
    ItemType.SHORT_TEXT: _l("Short text"),
    ItemType.LONG_TEXT: _l("Say or write"),
    ItemType.NUMBER: _l("Number"),
    ItemType.DATE: _l("Date"),
    ItemType.PHOTO: _l("Photo"),
    ItemType.INFORMATION: _l("Information"),
}
THEME_NAMES = {
    "mindset": _l("Mindset"),
    "skills": _l("Skills"),
    "equipment": _l("Equipment"),
    "vulnerable": _l("Vulnerable people"),
    "network": _l("Network and system"),
}
PURPOSE_NAMES = {
    "": _l("nothing personal"),
    "phone": _l("a telephone number"),
    "name": _l("a name"),
    "photo": _l("a photo"),
    "address": _l("an address"),
}
OPERATORS = {
    "=": _l("is"),
    "!=": _l("is not"),
    "has": _l("includes"),
    "lacks": _l("does not include"),
    "<=": _l("at most"),
    ">=": _l("at least"),
    "<": _l("less than"),
    ">": _l("more than"),
    "answered": _l("is answered"),
    "unanswered": _l("is not answered"),
}


class OptionForm(Form):
    key = HiddenField()
    text = WordsField()
    theme = SelectField(choices=offered({"": "—", **THEME_NAMES}), validate_choice=False)
    exclusive = BooleanField(_l("clears the others"))
    right = BooleanField(_l("right answer"))


class RowForm(Form):
    key = HiddenField()
    text = WordsField()


class ConditionForm(Form):
    item = SelectField(_l("Question"), validate_choice=False)
    op = SelectField(_l("Comparison"), choices=offered(OPERATORS), validate_choice=False)
    value = StringField(_l("Value"), filters=[strip])


class ItemForm(BaseForm):
    """Everything one question can have; the page shows what its type uses."""

    type = SelectField(_l("Type"), choices=offered(TYPES))
    stem = WordsField(_l("Question"))
    hint = WordsField(_l("Hint"))
    required = BooleanField(_l("Required"))
    randomise = BooleanField(_l("Shuffle the answers"))
    options = FieldList(FormField(OptionForm))
    rows = FieldList(FormField(RowForm))
    labels = FieldList(FormField(RowForm))
    choose_at_least = IntegerField(_l("Choose at least"), [Optional(), NumberRange(1, 100)])
    choose_at_most = IntegerField(_l("Choose at most"), [Optional(), NumberRange(1, 100)])
    minimum = FloatField(_l("From"), [Optional(), NumberRange(-1e9, 1e9)])
    maximum = FloatField(_l("To"), [Optional(), NumberRange(-1e9, 1e9)])
    unit = WordsField(_l("Unit"))
    functional = WordsField(_l("If you had it"))
    dysfunctional = WordsField(_l("If you did not have it"))
    ask_importance = BooleanField(_l("Also ask how important it is"))
    purpose = SelectField(_l("Asks for"), choices=offered(PURPOSE_NAMES))
    explanation = WordsField(_l("Said after answering"))
    joiner = SelectField(choices=offered({"and": _l("all of them"), "or": _l("one of them")}), default="and")
    conditions = FieldList(FormField(ConditionForm))
    rule = StringField(_l("Rule"), [Length(max=500)])
    indicator = StringField(_l("Indicator"), [Length(max=60)])
    touchpoint = StringField(_l("Touchpoint"), [Length(max=60)])
    do = HiddenField()
    stamp = HiddenField()


def form_of(item: SurveyItem, asked: Questionnaire, *, stamp: str) -> ItemForm:
    """The form as the editor shows it; after a post it holds what was typed."""
    simple = showing.conditions_of(item.show_when)
    joiner, conditions = simple or ("and", [])
    names = ("type", "stem", "hint", "required", "randomise", "choose_at_least", "choose_at_most", "minimum",
             "maximum", "unit", "functional", "dysfunctional", "ask_importance", "explanation")  # fmt: skip
    form = ItemForm(
        data={name: getattr(item, name) for name in names}
        | {
            "options": [_option_data(option, item) for option in item.options],
            "rows": [{"key": row.key, "text": row.text} for row in item.rows],
            "labels": [{"key": str(step), "text": item.labels.get(str(step), {})} for step in steps(item)],
            "purpose": item.purpose or "",
            "indicator": item.indicator or "",
            "touchpoint": item.touchpoint or "",
            "joiner": joiner,
            "conditions": [{"item": each.item, "op": each.op, "value": each.value} for each in conditions],
            "rule": item.show_when if simple is None else "",
            "stamp": stamp,
        }
    )
    return form


def steps(item: SurveyItem) -> list[int]:
    """The steps of a scale that can carry words."""
    return list(item.scale()) if item.type in editing.LABELLED and len(item.scale()) <= 11 else []


def item_from(form: ItemForm, old: SurveyItem, asked: Questionnaire) -> SurveyItem:
    """The question as the form describes it; what the form does not show stays as it was."""
    options = _options(form, old)
    changed = replace(
        old,
        type=ItemType(form.type.data),
        required=form.required.data,
        randomise=form.randomise.data,
        options=options,
        rows=tuple(
            Row(key=key, text=text) for key, text in _texts(form.rows, {r.key: r.text for r in old.rows})
        ),
        labels={key: text for key, text in _texts(form.labels, old.labels) if text},
        right=tuple(each.form.key.data for each in form.options if each.form.right.data),
        purpose=form.purpose.data if form.purpose.data in PURPOSES else None,
        indicator=form.indicator.data or None,
        touchpoint=form.touchpoint.data or None,
        ask_importance=form.ask_importance.data,
        show_when=_rule(form, old, asked),
        **{name: merged(getattr(old, name), form[name].posted) for name in WORDS},
        **{name: form[name].data for name in ("choose_at_least", "choose_at_most", "minimum", "maximum")},
    )
    return editing.fitted(_done(changed, form.do.data or "", asked))


WORDS = ("stem", "hint", "unit", "functional", "dysfunctional", "explanation")


def _option_data(option: Option, item: SurveyItem) -> dict[str, Any]:
    return {
        "key": option.key,
        "text": option.text,
        "theme": option.theme or "",
        "exclusive": option.exclusive,
        "right": option.key in item.right,
    }


def _options(form: ItemForm, old: SurveyItem) -> tuple[Option, ...]:
    known = {option.key: option for option in old.options}
    found = []
    for entry in form.options:
        part = entry.form
        before = known.get(part.key.data) or Option(key=part.key.data, text={})
        text = merged(before.text, part.text.posted)
        exclusive = part.exclusive.data if old.type is ItemType.MULTIPLE else before.exclusive
        theme = part.theme.data if part.theme.data in THEMES else None
        found.append(replace(before, text=text, theme=theme, exclusive=exclusive))
    return tuple(found)


def _texts(entries: FieldList, known: dict[str, dict[str, str]]) -> list[tuple[str, dict[str, str]]]:
    return [
        (entry.form.key.data, merged(known.get(entry.form.key.data, {}), entry.form.text.posted))
        for entry in entries
    ]


def _rule(form: ItemForm, old: SurveyItem, asked: Questionnaire) -> str:
    if form.rule.data:
        return str(form.rule.data)
    conditions = [
        showing.Condition(each.form.item.data, each.form.op.data or "", each.form.value.data or "")
        for each in form.conditions
        if each.form.item.data
    ]
    return showing.rule_of(form.joiner.data, conditions, asked)


def _done(item: SurveyItem, do: str, asked: Questionnaire) -> SurveyItem:
    """What the pressed button asks for besides saving: `option:add`, `option:up:2`, `rule:add`, ..."""
    part, _colon, action = do.partition(":")
    verb, _colon, number = action.partition(":")
    index = int(number) if number.isdecimal() else 0
    if part == "option":
        return replace(item, options=_changed(item.options, verb, index, "o"))
    if part == "row":
        return replace(item, rows=_changed(item.rows, verb, index, "r"))
    if part == "rule" and verb == "add":
        return replace(item, show_when=_with_condition(item, asked))
    return item


def _changed(parts: tuple[Any, ...], verb: str, index: int, letter: str) -> tuple[Any, ...]:
    if verb == "add":
        made = Option if letter == "o" else Row
        return (*parts, made(key=editing.new_part_key(parts, letter), text={}))
    if verb == "remove":
        return editing.without(parts, index)
    return editing.shifted(parts, index, -1 if verb == "up" else 1)


def _with_condition(item: SurveyItem, asked: Questionnaire) -> str:
    simple = showing.conditions_of(item.show_when)
    earlier = showing.candidates(asked, item.key)
    if simple is None or not earlier:
        return item.show_when
    joiner, conditions = simple
    new = showing.Condition(earlier[-1].key, showing.operators(earlier[-1])[0])
    return showing.rule_of(joiner, [*conditions, new], asked)
