"""The lint of a bank: what a careful colleague would point at before these questions certify anybody.

`item_structure` says what cannot be asked at all; this says what can, but should be looked at.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from question_bank.checks_positions import key_positions, longest_is_key
from question_bank.checks_repeats import plain, repeats
from question_bank.item_structure import bank_problems, problems
from question_bank.items import Bank, Item, ItemType
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import say

_LAST_WORD = re.compile(
    r"^(?:以上|上述|前述)(?:各项|选项|答案|说法|几项|所有)*(?:全|都|均|皆|全部|全都|选项)*"
    r"(?:不)?(?:对|是|正确|错|错误|包括|可以|可|需要|符合)?$"
    r"|^(?:全部|都|均)(?:正确|对|不对|错误|是|不是)$"
    r"|^(?:all|none|both|any) of the (?:above|these)\W*$",
    re.IGNORECASE,
)
_LETTERS = re.compile(
    r"^\s*(?:[A-H](?:[、,，和与及或]\s*[A-H])+|(?:both )?[A-H] (?:and|or) [A-H])\s*"
    r"(?:都|均|皆)?(?:对|是|正确|可以)?\s*$"
)
_LETTER_IN_EXPLANATION = re.compile(r"(?:故|因此|所以|应)?(?:选|答案[为是:：])\s*[A-H](?![a-zA-Z])")
_SPREADSHEET_DATE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")


def lint(bank: Bank, on: date, lines: Mapping[str, int] | None = None) -> list[Problem]:
    """Everything worth saying about the bank, by item in its order, then about the bank as a whole.

    `lines` are the lines of the file each item was read from, by item key.
    """
    found = bank_problems(bank)
    for item in bank.items:
        found += [*problems(item), *_of_item(item, bank.base_language, on)]
    found += repeats(bank)
    found += [*key_positions(bank), *longest_is_key(bank)]
    place = {item.key: number for number, item in enumerate(bank.items)}
    found.sort(key=lambda problem: place.get(problem.item or "", len(place)))
    return [replace(problem, line=(lines or {}).get(problem.item or "")) for problem in found]


def _of_item(item: Item, base: str, on: date) -> Iterator[Problem]:
    if not item.asked:
        return
    if not any(words.strip() for words in item.explanation.values()):
        yield Problem(Severity.HINT, "no_explanation", item.key)
    if item.expires_on is not None and item.expired(on):
        yield Problem(Severity.WARNING, "expired", item.key, {"day": item.expires_on.isoformat()})
    yield from _same_options(item, base)
    yield from _order_of_options(item, base)
    yield from _damaged(item, base)


def _same_options(item: Item, base: str) -> Iterator[Problem]:
    first: dict[tuple[str, str | None], str] = {}
    for option in item.options:
        words = (plain(say(option.text, base)), option.picture)
        if not words[0] and option.picture is None:
            continue
        if words in first:
            params: dict[str, object] = {"first": first[words], "second": option.key}
            yield Problem(Severity.ERROR, "duplicate_options", item.key, params)
        first.setdefault(words, option.key)


def _order_of_options(item: Item, base: str) -> Iterator[Problem]:
    """Words that only hold while the options stand in their order."""
    if not item.shuffle or item.type not in (ItemType.SINGLE, ItemType.MULTIPLE):
        return
    for option in item.options:
        words = say(option.text, base).strip().rstrip("。.;；,，")
        if _LETTERS.match(words):
            yield Problem(Severity.WARNING, "names_letters", item.key, {"words": words[:40]})
        elif _LAST_WORD.match(words) and not option.pinned:
            yield Problem(Severity.WARNING, "not_pinned", item.key, {"words": words[:40]})
    if named := _LETTER_IN_EXPLANATION.search(say(item.explanation, base)):
        yield Problem(Severity.WARNING, "names_letters", item.key, {"words": named[0]})


def _damaged(item: Item, base: str) -> Iterator[Problem]:
    texts = [say(option.text, base) for option in item.options]
    texts += [answer.text for blank in item.blanks for answer in blank.accepted]
    for words in texts:
        if _SPREADSHEET_DATE.fullmatch(words.strip()):
            yield Problem(Severity.WARNING, "key_damaged", item.key, {"words": words.strip()})
