"""From the form to the item it describes; what the form does not show stays as it was."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from portal.forms import merged
from portal.quizzes.banks.bank_forms import difficulty_of
from portal.quizzes.banks.item_answer_words import line_of
from portal.quizzes.banks.item_form_data import USES
from portal.quizzes.banks.item_forms import WORDS, ItemForm
from portal.quizzes.banks.item_words import problem_words
from question_bank import item_structure
from question_bank.items import (
    FALSE,
    SUITABLE,
    TRUE,
    Accepted,
    Blank,
    GuidePoint,
    Item,
    ItemType,
    Option,
    Pair,
    Picture,
    Rule,
    Source,
)
from question_bank.problems import Severity
from question_bank.questionnaires import Text

EMPTY = Item(key="item", type=ItemType.SINGLE)
CHOOSING = (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE)

# At which field of the page a fault of the item is told; the rest is told at the stem.
PLACES = {
    "options_missing": "options", "too_many_options": "options", "option_without_text": "options",
    "options_out_of_place": "options", "true_false_options": "options", "key_missing": "right",
    "too_many_right": "right", "right_unknown": "right", "order_incomplete": "options",
    "blanks_missing": "blanks", "blank_without_answer": "blanks", "too_many_swapped": "any_order",
    "bad_number": "accepted",
    "pairs_missing": "pairs", "pair_without_text": "pairs", "pair_unknown_option": "pairs",
    "picture_unknown": "pictures", "bad_difficulty": "difficulty", "bad_points": "points",
    "rule_unsuitable": "rule", "bad_address": "url", "bad_path": "knowledge_point", "bad_fraction": "options",
}  # fmt: skip


def item_from(form: ItemForm, old: Item = EMPTY) -> Item:
    """Lines that were left wholly empty are not there; parts of another type are not there either."""
    kind = ItemType(form.type.data) if form.type.data in USES else old.type
    uses = USES[kind.value]
    options = _truths(form, old) if kind is ItemType.TRUE_FALSE else _options(form, old)
    options = options if "options" in uses or kind is ItemType.TRUE_FALSE else ()
    keys = tuple(option.key for option in options)
    return replace(
        old, type=kind, options=options, right=_right(form, kind, keys),
        blanks=_blanks(form, old) if "blanks" in uses else (),
        any_order=bool(form.any_order.data) and "blanks" in uses,
        accepted=_accepted(form, old) if "accepted" in uses else (),
        pairs=_pairs(form, old) if "pairs" in uses else (),
        guide=_guide(form, old) if "guide" in uses else (),
        pictures=_pictures(form, old), shuffle=bool(form.shuffle.data) or kind is ItemType.ORDERING,
        points=form.points.number if form.points.number is not None else 1, rule=_rule(form, kind),
        source=_source(form),
        knowledge_point="/".join(part.strip() for part in (form.knowledge_point.data or "").split("/")),
        difficulty=difficulty_of(form.difficulty.data),
        tags=tuple(dict.fromkeys((form.tags.data or "").split())), expires_on=form.expires_on.data,
        indicator=form.indicator.data or None, problem=None,
        **{name: merged(getattr(old, name), form[name].posted or form[name].data) for name in WORDS},
    )  # fmt: skip


def faults_of(item: Item) -> dict[str, list[str]]:
    """What forbids keeping the item, by the field of the page where it can be mended."""
    found: dict[str, list[str]] = {}
    for problem in item_structure.problems(item):
        if problem.severity is Severity.ERROR:
            place = PLACES.get(problem.code, "stem")
            if problem.code == "key_missing" and item.type is ItemType.NUMERIC:
                place = "accepted"
            if problem.code in ("bad_number", "bad_fraction") and item.type is ItemType.FILL_IN:
                place = "blanks"
            found.setdefault(place, []).append(problem_words(problem))
    return {place: list(dict.fromkeys(words)) for place, words in found.items()}


def _source(form: ItemForm) -> Source:
    return Source(document=form.document.data or "", clause=form.clause.data or "", url=form.url.data or "")


def _said(text: Mapping[str, str]) -> bool:
    return any(words.strip() for words in text.values())


def _text(old: Text, entry: Any) -> dict[str, str]:
    return merged(old, entry.posted or entry.data)


def _options(form: ItemForm, old: Item) -> tuple[Option, ...]:
    found = []
    for entry in form.options:
        part = entry.form
        before = old.option(part.key.data) or Option(key=part.key.data or "")
        worth = part.worth.number
        made = replace(
            before, text=_text(before.text, part.text), feedback=_text(before.feedback, part.feedback),
            picture=part.picture.data or None, pinned=bool(part.pinned.data),
            fraction=None if worth is None else worth / 100,
        )  # fmt: skip
        if _said(made.text) or made.picture or made.feedback or made.key in (form.right.data or ()):
            found.append(made)
    return tuple(found)


def _truths(form: ItemForm, old: Item) -> tuple[Option, ...]:
    """True and false are written out only where they have words or feedback of their own."""
    found = [option for option in _options(form, old) if option.key in (TRUE, FALSE)]
    return tuple(option for option in found if _said(option.text) or option.feedback or option.picture)


def _right(form: ItemForm, kind: ItemType, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Of an ordering item the lines stand in their right order."""
    if kind is ItemType.ORDERING:
        return keys
    if kind not in CHOOSING:
        return ()
    ticked = tuple(dict.fromkeys(form.right.data or ()))
    if kind is ItemType.TRUE_FALSE:
        return tuple(key for key in ticked if key in (TRUE, FALSE))
    return tuple(key for key in keys if key in ticked) + tuple(key for key in ticked if key not in keys)


def _blanks(form: ItemForm, old: Item) -> tuple[Blank, ...]:
    known = {blank.key: blank for blank in old.blanks}
    found = []
    for entry in form.blanks:
        part = entry.form
        before = known.get(part.key.data) or Blank(key=part.key.data or "")
        weight = part.weight.number
        lines = [line.strip() for line in (part.accepted.data or "").splitlines()]
        same = {line_of(answer): answer for answer in before.accepted}
        # What was worth less or had its own feedback keeps it while its words stay.
        accepted = [
            replace(_same(same, line), wildcard=bool(part.wildcard.data) and "*" in line)
            for line in lines
            if line
        ]
        choices = [each.strip() for each in (part.choices.data or "").split("|")]
        found.append(
            replace(
                before, accepted=tuple(accepted), case_sensitive=bool(part.case_sensitive.data),
                weight=1 if weight is None else weight, choices=tuple(each for each in choices if each),
            )
        )  # fmt: skip
    return tuple(found)


def _same(known: Mapping[str, Accepted], line: str) -> Accepted:
    return known.get(line) or Accepted(text=line)


def _accepted(form: ItemForm, old: Item) -> tuple[Accepted, ...]:
    found = []
    for place, entry in enumerate(form.accepted):
        part = entry.form
        feedback = old.accepted[place].feedback if place < len(old.accepted) else {}
        worth = part.worth.number
        made = Accepted(
            value=part.value.number, tolerance=part.tolerance.number or 0, minimum=part.minimum.number,
            maximum=part.maximum.number, fraction=1 if worth is None else worth / 100,
            feedback=_text(feedback, part.feedback),
        )  # fmt: skip
        if made != Accepted():
            found.append(made)
    return tuple(found)


def _pairs(form: ItemForm, old: Item) -> tuple[Pair, ...]:
    known = {pair.key: pair for pair in old.pairs}
    found = []
    for entry in form.pairs:
        part = entry.form
        before = known.get(part.key.data) or Pair(key=part.key.data or "")
        text = _text(before.text, part.text)
        made = replace(before, text=text, option=part.option.data or "", picture=part.picture.data or None)
        if _said(made.text) or made.picture or made.option:
            found.append(made)
    return tuple(found)


def _guide(form: ItemForm, old: Item) -> tuple[GuidePoint, ...]:
    found = []
    for place, entry in enumerate(form.guide):
        before = old.guide[place].text if place < len(old.guide) else {}
        text, points = _text(before, entry.form.text), entry.form.points.number
        if _said(text):
            found.append(GuidePoint(text=text, points=1 if points is None else points))
    return tuple(found)


def _pictures(form: ItemForm, old: Item) -> tuple[Picture, ...]:
    known = {picture.name: picture for picture in old.pictures}
    found = []
    for entry in form.pictures:
        part = entry.form
        before = known.get(part.name.data) or Picture(name=part.name.data or "")
        found.append(replace(before, sha256=part.sha256.data or "", alt=_text(before.alt, part.alt)))
    return tuple(found)


def _rule(form: ItemForm, kind: ItemType) -> Rule | None:
    """A rule the type does not know is left out: it was chosen for the type before."""
    return next((rule for rule in SUITABLE[kind] if rule.value == form.rule.data), None)


def fault_words(faults: Iterable[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    """Faults of inputs and of the item together, by field."""
    found: dict[str, list[str]] = {}
    for each in faults:
        for name, words in each.items():
            found.setdefault(name, []).extend(word for word in words if word not in found.get(name, []))
    return found
