"""Two wordings of an item side by side, part by part, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.quizzes.banks.item_answer_words import accepted_words
from portal.quizzes.banks.item_texts import letter
from portal.quizzes.banks.item_words import RULES, TYPES
from question_bank.items import Item, ItemType, Option
from question_bank.questionnaires import Text

LANGUAGES = {"zh-Hans": "", "en": " (English)"}


@dataclass(frozen=True, slots=True)
class Line:
    """One part that differs."""

    what: str
    before: str
    after: str


def lines_of(before: Item, after: Item) -> list[Line]:
    """What differs, in the order of the editor; nothing where both say the same."""
    old, new = _parts(before), _parts(after)
    names = list(dict.fromkeys([*old, *new]))
    found = [Line(name, old.get(name, ""), new.get(name, "")) for name in names]
    return [line for line in found if line.before != line.after]


def _parts(item: Item) -> dict[str, str]:
    """Every part under its name on screen, as words."""
    parts = {_("Type"): str(TYPES[item.type])}
    parts |= _texts(_("Stem"), item.stem)
    parts |= _key_parts(item)
    parts |= _texts(_("Explanation"), item.explanation) | _texts(_("Model answer"), item.model_answer)
    parts |= _texts(_("Unit of measure"), item.unit)
    for place, point in enumerate(item.guide, 1):
        parts |= _texts(_("Guide point %(number)s", number=place), point.text, f" ({point.points:g})")
    for picture in item.pictures:
        parts[_("Picture %(name)s", name=picture.name)] = _both(picture.alt) + f" [{picture.sha256[:8]}]"
    return parts | {str(label): shown for label, show in _PLAIN if (shown := show(item))}


def _key_parts(item: Item) -> dict[str, str]:
    parts: dict[str, str] = {}
    for place, option in enumerate(item.options):
        name = _("Answer %(letter)s", letter=letter(place))
        parts |= _texts(name, option.text, _marks(option))
        parts |= _texts(_("Feedback to %(letter)s", letter=letter(place)), option.feedback)
    parts[_("Right answer")] = _right(item)
    for place, blank in enumerate(item.blanks, 1):
        parts[_("Blank %(number)s", number=place)] = " / ".join(
            accepted_words(each) for each in blank.accepted
        )
    if item.accepted:
        parts[_("Accepted")] = " / ".join(accepted_words(each) for each in item.accepted)
    for place, pair in enumerate(item.pairs, 1):
        belongs = item.option(pair.option)
        behind = f" → {_both(belongs.text) if belongs else pair.option}"
        parts |= _texts(_("Pair %(number)s", number=place), pair.text, behind)
    return parts


def _right(item: Item) -> str:
    """The key by its letters, which are those of the answers above it."""
    letters = {option.key: letter(place) for place, option in enumerate(item.options)}
    truths = {"true": _("True"), "false": _("False")} if item.type is ItemType.TRUE_FALSE else {}
    said = [truths.get(key) or letters.get(key, key) for key in item.right]
    return " → ".join(said) if item.type is ItemType.ORDERING else ", ".join(said)


def _marks(option: Option) -> str:
    """What else there is to say of an option, behind its words."""
    marks = []
    if option.pinned:
        marks.append(_("keeps its place"))
    if option.fraction is not None:
        marks.append(f"{option.fraction * 100:g}%")
    if option.picture:
        marks.append(f"[{option.picture}]")
    return " " + " ".join(marks) if marks else ""


def _texts(name: str, text: Mapping[str, str], behind: str = "") -> dict[str, str]:
    found = {name + LANGUAGES.get(tag, f" ({tag})"): words + behind for tag, words in text.items() if words}
    return found or ({name: behind.strip()} if behind else {})


def _both(text: Text) -> str:
    return " / ".join(words for words in text.values() if words)


def _rule(item: Item) -> str:
    return str(RULES[item.rule]) if item.rule else ""


def _blank_marks(item: Item) -> str:
    marks = [_("in any order")] if item.any_order else []
    marks += [_("case counts") for blank in item.blanks if blank.case_sensitive][:1]
    return ", ".join(marks)


_PLAIN: tuple[tuple[Any, Callable[[Item], str]], ...] = (
    (_l("Blanks"), _blank_marks),
    (_l("Marking rule"), _rule),
    (_l("Points it is worth"), lambda item: f"{item.points:g}"),
    (_l("Answers are shuffled"), lambda item: "✓" if item.shuffle else "—"),
    (_l("Knowledge point"), lambda item: item.knowledge_point),
    (_l("Difficulty"), lambda item: str(item.difficulty or "")),
    (_l("Tags"), lambda item: " ".join(item.tags)),
    (_l("Document"), lambda item: item.source.document),
    (_l("Clause"), lambda item: item.source.clause),
    (_l("Web address"), lambda item: item.source.url),
    (_l("Source holds until"), lambda item: item.expires_on.isoformat() if item.expires_on else ""),
    (_l("Indicator"), lambda item: item.indicator or ""),
    (_l("Shared material"), lambda item: item.material or ""),
)
