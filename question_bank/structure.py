"""Is the questionnaire well formed? Everything that would break asking, counting or translating it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from question_bank import rules
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import (
    CHOOSING,
    KEY,
    PURPOSES,
    RESERVED,
    SILENT,
    THEMES,
    ItemType,
    Questionnaire,
    SurveyItem,
    Text,
)

MOST_ITEMS = 200
MOST_OPTIONS = 100
LONGEST_TEXT = 2_000

_KEY = re.compile(KEY, re.ASCII)
_PART_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?", re.ASCII)
_RESERVED_PARTS = frozenset({"constructor", "length"})
_SCALES = frozenset({ItemType.RATING, ItemType.GAP})


def problems(questionnaire: Questionnaire, themes: Collection[str] = THEMES) -> list[Problem]:
    """All findings in the order of the questionnaire; errors stop publication."""
    found = list(_of_the_whole(questionnaire))
    for item in questionnaire.items:
        found += _of_item(item, questionnaire, themes)
    return found + list(rules.problems(questionnaire))


def _error(code: str, item: str | None = None, **params: object) -> Problem:
    return Problem(Severity.ERROR, code, item, params)


def _of_the_whole(questionnaire: Questionnaire) -> Iterator[Problem]:
    items = questionnaire.items
    if not any(item.type is not ItemType.INFORMATION for item in items):
        yield _error("no_items")
    if len(items) > MOST_ITEMS:
        yield _error("too_many_items", count=len(items), limit=MOST_ITEMS)
    if not questionnaire.title.get(questionnaire.base_language):
        yield _error("no_title")
    yield from _languages(questionnaire)
    sections = [section.key for section in questionnaire.sections]
    yield from (_error("duplicate_key", key=key) for key in _repeated(sections))
    yield from (_error("duplicate_key", key, key=key) for key in _repeated([item.key for item in items]))
    roles = [item.role for item in items if item.role]
    yield from (_error("duplicate_role", role=role) for role in _repeated(roles))
    for text in (questionnaire.title, questionnaire.intro, questionnaire.thanks):
        yield from _too_long(text, None)


def _languages(questionnaire: Questionnaire) -> Iterator[Problem]:
    for language in questionnaire.languages:
        if not _LANGUAGE.fullmatch(language):
            yield _error("bad_language", language=language)
    if questionnaire.base_language not in questionnaire.languages:
        yield _error("base_not_listed", language=questionnaire.base_language)


def _of_item(item: SurveyItem, questionnaire: Questionnaire, themes: Collection[str]) -> Iterator[Problem]:
    if not _KEY.fullmatch(item.key) or item.key in RESERVED:
        yield _error("bad_key", item.key, key=item.key)
    if not item.stem.get(questionnaire.base_language, "").strip():
        yield _error("empty_stem", item.key)
    if item.required and item.type in SILENT:
        yield _error("cannot_be_required", item.key)
    if item.purpose is not None and item.purpose not in PURPOSES:
        yield _error("bad_purpose", item.key, purpose=item.purpose)
    yield from _options(item, questionnaire.base_language, themes)
    yield from _rows(item, questionnaire.base_language)
    yield from _limits(item)
    yield from _kano(item, questionnaire.base_language)
    yield from _words(item, questionnaire)


def _options(item: SurveyItem, base: str, themes: Collection[str]) -> Iterator[Problem]:
    if item.type in CHOOSING and len(item.options) < 2:
        yield _error("options_missing", item.key, least=2)
    if len(item.options) > MOST_OPTIONS:
        yield _error("too_many_options", item.key, count=len(item.options), limit=MOST_OPTIONS)
    yield from _part_keys(item, [option.key for option in item.options])
    for option in item.options:
        if not option.text.get(base, "").strip():
            yield _error("option_without_text", item.key, option=option.key)
        if option.theme is not None and option.theme not in themes:
            yield _error("bad_theme", item.key, theme=option.theme)
    for key in item.right:
        if item.option(key) is None:
            yield _error("right_unknown", item.key, option=key)


def _rows(item: SurveyItem, base: str) -> Iterator[Problem]:
    if item.type is ItemType.MATRIX and not item.rows:
        yield _error("rows_missing", item.key)
    if len(item.rows) > MOST_OPTIONS:
        yield _error("too_many_options", item.key, count=len(item.rows), limit=MOST_OPTIONS)
    yield from _part_keys(item, [row.key for row in item.rows])
    for row in item.rows:
        if not row.text.get(base, "").strip():
            yield _error("row_without_text", item.key, row=row.key)


def _part_keys(item: SurveyItem, keys: list[str]) -> Iterator[Problem]:
    for key in keys:
        if not _PART_KEY.fullmatch(key) or key in _RESERVED_PARTS:
            yield _error("bad_key", item.key, key=key)
    yield from (_error("duplicate_key", item.key, key=key) for key in _repeated(keys))


def _limits(item: SurveyItem) -> Iterator[Problem]:
    low, high = item.minimum, item.maximum
    if low is not None and high is not None and low > high:
        yield _error("minimum_above_maximum", item.key)
    elif item.type in _SCALES and not _sound_scale(item):
        yield _error("bad_scale", item.key)
    least, most = item.choose_at_least, item.choose_at_most
    given = [limit for limit in (least, most) if limit is not None]
    chooses = item.type in (ItemType.MULTIPLE, ItemType.RANKING)
    if given and not (chooses and all(1 <= n <= len(item.options) for n in given) and given == sorted(given)):
        yield _error("bad_choice_limits", item.key)


def _sound_scale(item: SurveyItem) -> bool:
    low = 1.0 if item.minimum is None else float(item.minimum)
    high = 5.0 if item.maximum is None else float(item.maximum)
    return low >= 0 and low.is_integer() and high.is_integer() and 1 <= high - low <= 10


def _kano(item: SurveyItem, base: str) -> Iterator[Problem]:
    if item.type is not ItemType.KANO:
        return
    if bool(item.functional.get(base)) != bool(item.dysfunctional.get(base)):
        yield _error("kano_sides", item.key)
    if len(item.options) not in (0, 5):
        yield _error("kano_options", item.key)


def _words(item: SurveyItem, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Missing translations once per language, and texts beyond any screen."""
    texts = texts_of(item)
    base = questionnaire.base_language
    for language in questionnaire.languages:
        # Traditional characters are converted from simplified ones where no text is given.
        if language in (base, "zh-Hant"):
            continue
        if any(text.get(base) and not text.get(language) for text in texts):
            yield Problem(Severity.WARNING, "not_translated", item.key, {"language": language})
    for text in texts:
        yield from _too_long(text, item.key)


def texts_of(item: SurveyItem) -> list[Text]:
    """Every text a respondent can read in this item."""
    own = [item.stem, item.hint, item.unit, item.functional, item.dysfunctional, item.explanation]
    return [*own, *item.labels.values(), *(o.text for o in item.options), *(r.text for r in item.rows)]


def _too_long(text: Text, item: str | None) -> Iterator[Problem]:
    for words in text.values():
        if len(words) > LONGEST_TEXT:
            yield _error("content_too_long", item, length=len(words), limit=LONGEST_TEXT)


def _repeated(keys: list[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]
