"""GIFT as it is written: questions, answers and weights, before they become items (Moodle's own rules)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from question_bank.errors import ItemError

MOST_ANSWERS = 1_000

# Escaped characters travel as control characters, which files do not hold, so that splitting is plain.
_ESCAPED = {
    "\\\\": "\x01",
    "\\:": "\x02",
    "\\#": "\x03",
    "\\=": "\x04",
    "\\{": "\x05",
    "\\}": "\x06",
    "\\~": "\x07",
}
_NEWLINE = "\x08"
_PLAIN = str.maketrans("\x01\x02\x03\x04\x05\x06\x07\x08", "\\:#={}~\n")
_ESCAPE = re.compile(r"\\[\\:#={}~n]")
_RESERVED = re.compile("[\x01-\x08]")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]\s*")
_NAME = re.compile(r"::(.*?)::", re.DOTALL)
_ID = re.compile(r"\[id:((?:\\]|[^]])+)]")
_TAG = re.compile(r"\[tag:((?:\\]|[^]])+)]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%\s*")
_FIGURE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_TRUE, _FALSE = frozenset({"T", "TRUE"}), frozenset({"F", "FALSE"})


class Rich(NamedTuple):
    """A text and how it is written."""

    markup: str
    text: str


class Figure(NamedTuple):
    """A number with tolerance, or a range; `tolerance` is None where none was written."""

    value: float | None = None
    tolerance: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class Reply:
    """One answer in the braces; `figure` in numerical questions, `other` in pairs."""

    right: bool
    text: Rich | None = None
    weight: float | None = None
    feedback: Rich | None = None
    figure: Figure | None = None
    other: str | None = None


@dataclass(slots=True)
class Question:
    """One block of a GIFT file."""

    kind: str
    line: int
    stem: Rich
    title: str | None = None
    id: str | None = None
    tags: list[str] = field(default_factory=list)
    embedded: bool = False
    replies: list[Reply] = field(default_factory=list)
    listed: bool = True
    truth: bool | None = None
    if_wrong: Rich | None = None
    if_right: Rich | None = None
    feedback: Rich | None = None


class Block(NamedTuple):
    """The lines of one question without comments, and what its comments said."""

    line: int
    text: str
    comments: str


def blocks(text: str) -> Iterator[Block]:
    """The questions of a file: blank lines part them, comments do not."""
    lines: list[str] = []
    comments: list[str] = []
    start = 0
    for number, line in enumerate(_RESERVED.sub("", text).split("\n"), 1):
        plain = line.strip()
        if plain.startswith("//"):
            comments.append(plain)
        elif plain:
            start = start or number
            lines.append(line)
        else:
            if lines:
                yield Block(start, "\n".join(lines), "\n".join(comments))
            lines, comments, start = [], [], 0
    if lines:
        yield Block(start, "\n".join(lines), "\n".join(comments))


def category(block: Block) -> tuple[str | None, Block]:
    """The category a block sets, and the rest of the block."""
    first, _, rest = block.text.lstrip().partition("\n")
    if not first.startswith("$CATEGORY:"):
        return None, block
    path = _escape(first.removeprefix("$CATEGORY:")).strip().translate(_PLAIN)
    return path, Block(block.line + 1, rest, block.comments)


def question(block: Block) -> Question:
    """The question in a block; ItemError says why there is none."""
    text = _escape(block.text).strip()
    title = None
    if name := _NAME.match(text):
        title = _joined(name[1]).translate(_PLAIN)
        text = text[name.end() :].strip()
    opened, closed = text.find("{"), text.find("}")
    identifier = _ID.search(block.comments)
    found = Question("description", block.line, _rich(text, "moodle"), title)
    found.id = identifier[1].replace("\\]", "]").strip() if identifier else None
    found.tags = [tag.replace("\\]", "]").strip() for tag in _TAG.findall(block.comments)]
    if opened < 0 and closed < 0:
        return found
    if opened < 0 or closed < opened:
        raise ItemError("gift_brace")
    before, inside, after = text[:opened], text[opened + 1 : closed], text[closed + 1 :].strip()
    found.embedded = bool(after)
    found.stem = _rich(f"{before.strip()} _____ {after}" if after else before, "moodle")
    _answers(found, inside.strip())
    return found


def _answers(found: Question, inside: str) -> None:
    """Reads what the kind of question needs."""
    inside, marked, general = inside.rpartition("####")
    if not marked:
        inside, general = general, ""
    inside = inside.strip()
    if general.strip():
        found.feedback = _rich(general, found.stem.markup)
    if (count := inside.count("~") + inside.count("=")) > MOST_ANSWERS:
        raise ItemError("too_many_options", count=count, limit=MOST_ANSWERS)
    found.kind = _kind(inside)
    if found.kind != "essay":
        _READERS[found.kind](found, inside)


def _kind(inside: str) -> str:
    """The kind of question, decided in Moodle's order."""
    if not inside:
        return "essay"
    if inside.startswith("#"):
        return "numerical"
    if "~" in inside:
        return "choice"
    if "=" in inside and "->" in inside:
        return "matching"
    return "truth" if inside.split("#", 1)[0].strip() in _TRUE | _FALSE else "short"


def _choices(found: Question, inside: str) -> None:
    parts = [part for part in re.split(r"(?=[=~])", inside) if part.strip()]
    if parts[0][0] not in "=~":
        raise ItemError("gift_leftover", text=parts[0].strip().translate(_PLAIN))
    found.replies = [_reply(part[1:], part[0] == "=", found.stem.markup) for part in parts]
    if len(found.replies) < 2:
        raise ItemError("gift_few_answers")


def _pairs(found: Question, inside: str) -> None:
    for part in _parts(inside, "="):
        left, arrow, right = part.partition("->")
        if not arrow:
            raise ItemError("gift_pair", text=part.translate(_PLAIN))
        other = _rich(right, found.stem.markup).text
        found.replies.append(Reply(True, _rich(left, found.stem.markup), other=other))
    if len(found.replies) < 2:
        raise ItemError("gift_few_answers")


def _truth(found: Question, inside: str) -> None:
    word, *said = inside.split("#")
    found.truth = word.strip() in _TRUE
    spoken = [_rich(part, found.stem.markup) if part.strip() else None for part in (*said, "", "")]
    found.if_wrong, found.if_right = spoken[0], spoken[1]


def _numerical(found: Question, inside: str) -> None:
    markup = found.stem.markup
    inside, wrong, said = inside[1:].strip().partition("~")
    found.listed = "=" in inside
    for part in _parts(inside, "="):
        reply = _reply(part, True, markup)
        written = reply.text.text if reply.text else ""
        if written != "*":
            reply.text, reply.figure = None, _figure(written)
        found.replies.append(reply)
    if wrong and (feedback := said.partition("#")[2].strip()):
        found.replies.append(Reply(False, Rich(markup, "*"), 0.0, _rich(feedback, markup)))


def _short(found: Question, inside: str) -> None:
    found.replies = [_reply(part, True, found.stem.markup) for part in _parts(inside, "=")]


_READERS = {
    "choice": _choices,
    "matching": _pairs,
    "numerical": _numerical,
    "short": _short,
    "truth": _truth,
}


def _figure(written: str) -> Figure:
    low, dots, high = written.partition("..")
    if dots:
        return Figure(low=_number(low), high=_number(high))
    value, colon, tolerance = written.partition(":")
    return Figure(_number(value), _number(tolerance) if colon else None)


def _number(written: str) -> float:
    plain = written.strip().replace(",", ".")
    if not _FIGURE.fullmatch(plain):
        raise ItemError("gift_number", text=written.strip())
    return float(plain)


def _reply(part: str, right: bool, markup: str) -> Reply:
    weight = None
    part = part.strip()
    if share := _WEIGHT.match(part):
        weight, part = float(share[1]), part[share.end() :]
    text, _, said = part.partition("#")
    return Reply(right, _rich(text, markup), weight, _rich(said, markup) if said.strip() else None)


def _parts(inside: str, mark: str) -> list[str]:
    return [part.strip() for part in inside.split(mark) if part.strip()]


def _escape(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[0], _NEWLINE), text)


def _rich(text: str, usual: str) -> Rich:
    """Line breaks of plain text are the file's, not the writer's; those of HTML and markdown stay."""
    text = text.strip(" \t\n")
    markup = usual
    if prefix := _FORMAT.match(text):
        markup, text = prefix[1], text[prefix.end() :]
    if markup not in ("html", "markdown"):
        text = _joined(text)
    return Rich(markup, text.strip(" \t\n").translate(_PLAIN))


def _joined(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", text).strip()
