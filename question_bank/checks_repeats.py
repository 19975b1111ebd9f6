"""Repeats, near repeats and contradictions in a bank, exactly and in a time that does not explode."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1
from typing import NamedTuple

from question_bank.items import MARKER, Bank, Item, ItemType
from question_bank.marking_words import fold
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import say

ALIKE = 0.7
"""Share of common pairs of characters (Jaccard) of stem and options from which items are near twins."""
STANDS_FOR = 0.9
"""From here on the earlier item stands for the later one: a third is compared with the earlier only."""
MOST_COMPARISONS = 150_000
LONGEST_BEGINNING = 400
SHORTEST = 8
"""Shorter texts resemble each other by chance."""

_TAGS = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]{0,500})?/?>")
_MARKS = r",;:!?，。、；：！？…·~()（）\[\]【】《》{}“”‘’\"'"
# Between digits a mark belongs to the number: 1.5 is not 15. Signs (%, +, -, <) always count.
_IGNORED = re.compile(rf"[\s_]+|[{_MARKS}.](?!\d)|(?<!\d)[{_MARKS}]")
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Twins:
    """Two items that should not meet: the later one, the earlier one, how alike, and in which way."""

    item: str
    other: str
    code: str
    share: float = 1.0


def plain(text: str) -> str:
    """The text as it is compared: without tags, markers, spaces, punctuation and width.

    Case stays (kW is not kw), and NFKC would go too far: 10² is not 102.
    """
    bare = _TAGS.sub("", MARKER.sub("", text)).translate(_WIDTH)
    return _IGNORED.sub("", bare) or bare.strip()


def twins(items: Iterable[tuple[str, Item]], base: str) -> tuple[list[Twins], bool]:
    """All pairs worth naming, each later item once; and whether every comparison was made."""
    looks = [_look(name, item, base) for name, item in items if item.asked]
    found, distinct = _exact(looks)
    near, complete = _near(distinct)
    return found + near, complete


def repeats(bank: Bank) -> Iterator[Problem]:
    """Exact repeats (warning), contradictions (error) and near twins (hint), at the later item."""
    found, complete = twins(((item.key, item) for item in bank.items), bank.base_language)
    severities = {"contradiction": Severity.ERROR, "exact_repeat": Severity.WARNING}
    for pair in found:
        params: dict[str, object] = {"other": pair.other}
        if pair.code == "near_repeat":
            params["percent"] = round(pair.share * 100)
        yield Problem(severities.get(pair.code, Severity.HINT), pair.code, pair.item, params)
    if not complete:
        yield Problem(Severity.HINT, "comparison_stopped")


def apart(items: Mapping[str, Item], base: str = "zh-Hans") -> list[set[str]]:
    """Pairs that must not meet on one paper, by the ids given; the items may come from several banks."""
    return [{pair.item, pair.other} for pair in twins(items.items(), base)[0]]


@dataclass(frozen=True, slots=True)
class _Look:
    """What is compared of an item: what is asked, and what counts as right."""

    key: str
    asked: str
    right: object
    text: str


def _look(name: str, item: Item, base: str) -> _Look:
    stem = plain(say(item.stem, base)).casefold()
    words = {
        option.key: plain(say(option.text, base)) or option.picture or option.key for option in item.options
    }
    lefts = [plain(say(pair.text, base)) for pair in item.pairs]
    # Without words for true and false, such an item is asked by its stem alone.
    shown = [] if item.type is ItemType.TRUE_FALSE else sorted(words.values())
    pictures = sorted(picture.sha256 or picture.name for picture in item.pictures)
    asked = "\x1f".join([stem, *sorted(lefts), *shown, *pictures, item.material or ""])
    return _Look(name, asked, _right(item, words, base), stem + "".join(shown))


def _right(item: Item, words: dict[str, str], base: str) -> object:
    """The key in words, so that it is the same when options stand in another order."""
    if item.type is ItemType.TRUE_FALSE:
        return item.right
    if item.type is ItemType.ORDERING:
        return tuple(words.get(key, key) for key in item.right)
    if item.type is ItemType.MATCHING:
        return frozenset((plain(say(p.text, base)), words.get(p.option, p.option)) for p in item.pairs)
    if item.type is ItemType.ESSAY:
        return None
    accepted = [tuple(sorted({fold(a.text) or repr(a) for a in blank.accepted})) for blank in item.blanks]
    numbers = [(a.value, a.tolerance, a.minimum, a.maximum, a.fraction) for a in item.accepted]
    return frozenset(words.get(key, key) for key in item.right), tuple(accepted), tuple(numbers)


def _exact(looks: Sequence[_Look]) -> tuple[list[Twins], list[_Look]]:
    first: dict[str, _Look] = {}
    found = []
    for look in looks:
        earlier = first.setdefault(look.asked, look)
        if earlier is not look:
            code = "exact_repeat" if earlier.right == look.right else "contradiction"
            found.append(Twins(look.key, earlier.key, code))
    return found, list(first.values())


def _near(looks: Sequence[_Look]) -> tuple[list[Twins], bool]:
    """Pairs at least ALIKE, each later item with its closest earlier one.

    Two sets that share so much must share one of the rarest few pieces of each (prefix filtering, Chaudhuri
    et al. 2006), so only items that do are compared.
    """
    often = Counter(piece for look in looks for piece in _pieces(look.text))
    index: dict[str, list[_Look]] = defaultdict(list)
    found: list[Twins] = []
    budget = MOST_COMPARISONS
    for look in looks:
        prefix = _rarest(look.text, often)
        others = {other.key: other for piece in prefix for other in index[piece]}
        budget -= len(others)
        if budget < 0:
            return found, False
        best = max(
            ((_jaccard(look.text, other.text), key) for key, other in others.items()), default=(0.0, "")
        )
        if best[0] < STANDS_FOR:
            for piece in prefix:
                index[piece].append(look)
        if best[0] >= ALIKE:
            found.append(Twins(look.key, best[1], "near_repeat", best[0]))
    return found, True


def _rarest(text: str, often: Counter[str]) -> list[str]:
    """The pieces of which a near twin must have one; none of a short text."""
    size = len(_pieces(text))
    if size < SHORTEST:
        return []
    ranked = sorted(_pieces(text), key=lambda piece: (often[piece], piece))
    return ranked[: size - int(ALIKE * size - 1e-9)]


def _jaccard(one: str, two: str) -> float:
    first, second = _pieces(one), _pieces(two)
    if min(len(first), len(second)) < ALIKE * max(len(first), len(second)):
        return 0.0
    common = len(first & second)
    return common / (len(first) + len(second) - common)


# Kept for the texts at hand only: those of a big bank together would fill the memory.
@lru_cache(maxsize=4_096)
def _pieces(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters."""
    return frozenset(text[start : start + 2] for start in range(len(text) - 1))


class Prints(NamedTuple):
    """What an item asks and what counts as right there, each as a short hash: the same question has the
    same `asked`; with another `right` the two contradict each other. `right` is "" for essays."""

    asked: str
    right: str


def prints(item: Item, base: str) -> Prints:
    """For finding the same question again in another bank or at another time."""
    look = _look(item.key, item, base)
    right = "" if look.right is None else _short(repr(_sorted(look.right)))
    return Prints(_short(look.asked), right)


def stem_print(words: str) -> str:
    """The same for equal stems; long ones are compared by how they begin."""
    return _short(plain(" ".join(words.split())[:LONGEST_BEGINNING]).casefold())


def _short(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]


def _sorted(value: object) -> object:
    """The same for equal sets, in whichever order they are gone through."""
    if isinstance(value, frozenset):
        return sorted(map(repr, value))
    return [_sorted(part) for part in value] if isinstance(value, tuple) else value
