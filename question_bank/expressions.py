"""One small language for rules over earlier answers, decided alike by the server and the page.

    q2 = "stopped"      q9 <= 3      q5 has "wechat"      answered(q4)      q3.fast = "easy"
    not (q1 = "no" or q6 > 2) and q7 != "none"

An item that is unanswered, hidden, or of another kind than the value makes its comparison false.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from question_bank.errors import ExpressionError

MAXIMUM_LENGTH = 500
MAXIMUM_DEPTH = 20
MAXIMUM_STEPS = 1_000

Value = str | int | float
Json = list[object]


@dataclass(frozen=True, slots=True)
class Compare:
    """`item op value`; `part` is the row, or the side of a pair, of an item that has several values."""

    item: str
    part: str | None
    op: str
    value: Value


@dataclass(frozen=True, slots=True)
class Answered:
    """True when the item was shown and answered."""

    item: str
    part: str | None


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple["Expression", ...]


Expression = Compare | Answered | Not | And | Or

COMPARISONS = ("=", "!=", "<=", ">=", "<", ">", "has")
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<word>[a-z][a-z0-9_]{0,31})(?:\.(?P<part>[a-z0-9][a-z0-9_-]{0,31}))?(?![A-Za-z0-9_.])
      | (?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,6})?)(?![A-Za-z0-9_.])
      | "(?P<text>[^"\\\x00-\x1f]*)"
      | (?P<sign><=|>=|!=|[=<>()])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    part: str | None
    position: int


def parse(text: str) -> Expression:
    """The rule as a tree; ExpressionError names the character where it stops making sense."""
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError("rule_too_long", limit=MAXIMUM_LENGTH)
    return _Parser(text).whole()


def evaluate(expression: Expression, answers: Mapping[str, object]) -> bool:
    """Whether the rule holds for canonical answers from which hidden items are already gone."""
    steps = iter(range(MAXIMUM_STEPS))
    return _evaluate(expression, answers, steps)


def references(expression: Expression) -> frozenset[str]:
    """The keys of all items the rule speaks of."""
    return frozenset(leaf.item for leaf in leaves(expression))


def leaves(expression: Expression) -> Iterator[Compare | Answered]:
    """Every comparison and every `answered()`, from left to right."""
    if isinstance(expression, (Compare, Answered)):
        yield expression
    elif isinstance(expression, Not):
        yield from leaves(expression.inner)
    else:
        for part in expression.parts:
            yield from leaves(part)


def to_json(expression: Expression) -> Json:
    """Nested lists for the page: `["&", ["=", "q2", "stopped"], ["!", ["?", "q4"]]]`; a part comes last."""
    if isinstance(expression, Compare):
        found: Json = [expression.op, expression.item, expression.value]
        return found if expression.part is None else [*found, expression.part]
    if isinstance(expression, Answered):
        return (
            ["?", expression.item] if expression.part is None else ["?", expression.item, 0, expression.part]
        )
    if isinstance(expression, Not):
        return ["!", to_json(expression.inner)]
    sign = "&" if isinstance(expression, And) else "|"
    return [sign, *(to_json(part) for part in expression.parts)]


JAVASCRIPT = (
    "function holds(e,a){var o=e[0],w=e[2],i,v,n;"
    'if(o=="!")return!holds(e[1],a);'
    'if(o=="&"||o=="|"){for(i=1;i<e.length;i++)if(holds(e[i],a)==(o=="|"))return o=="|";return o=="&"}'
    "v=a[e[1]];if(e[3]&&v)v=v[e[3]];"
    'if(v==null||v===""||v.length===0)return!1;'
    'if(o=="?")return!0;'
    'if(o=="has")return v instanceof Array&&v.indexOf(w)>=0;'
    "if(typeof v!=typeof w)return!1;"
    'if(o=="=")return v===w;if(o=="!=")return v!==w;'
    'n=typeof v=="number";'
    'return n&&(o=="<"?v<w:o=="<="?v<=w:o==">"?v>w:v>=w)}'
)
"""ES5 `holds(json, answers)`, twin of `evaluate`, over answers in canonical shape (numbers as numbers)."""


def _evaluate(expression: Expression, answers: Mapping[str, object], steps: Iterator[int]) -> bool:
    if next(steps, None) is None:
        raise ExpressionError("rule_too_costly")
    if isinstance(expression, Not):
        return not _evaluate(expression.inner, answers, steps)
    if isinstance(expression, And):
        return all(_evaluate(part, answers, steps) for part in expression.parts)
    if isinstance(expression, Or):
        return any(_evaluate(part, answers, steps) for part in expression.parts)
    answer = _answer(expression, answers)
    if answer is None:
        return False
    return isinstance(expression, Answered) or _compare(answer, expression.op, expression.value)


def _answer(leaf: Compare | Answered, answers: Mapping[str, object]) -> object:
    """The value the leaf looks at; None when there is none."""
    answer = answers.get(leaf.item)
    if leaf.part is not None:
        answer = answer.get(leaf.part) if isinstance(answer, Mapping) else None
    return None if answer is None or answer == "" or answer == [] else answer


def _compare(answer: object, op: str, value: Value) -> bool:
    if op == "has":
        return isinstance(answer, list) and value in answer
    if isinstance(answer, str) and isinstance(value, str):
        return (answer == value) if op == "=" else (op == "!=" and answer != value)
    if isinstance(answer, (int, float)) and isinstance(value, (int, float)):
        if op in _ORDER:
            return _ORDER[op](answer, value)
        return (answer == value) is (op == "=")
    return False


class _Parser:
    """Recursive descent: or, and, not, then one comparison or a bracket."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = 0

    def whole(self) -> Expression:
        found = self._either(0)
        if self._peek().kind != "end":
            raise self._unexpected(self._peek())
        return found

    def _either(self, depth: int) -> Expression:
        parts = [self._both(depth)]
        while self._take("word", "or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self, depth: int) -> Expression:
        parts = [self._one(depth)]
        while self._take("word", "and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self, depth: int) -> Expression:
        token = self._peek()
        if depth > MAXIMUM_DEPTH:
            raise ExpressionError("rule_too_deep", position=token.position)
        if self._take("word", "not"):
            return Not(self._one(depth + 1))
        if self._take("sign", "("):
            inner = self._either(depth + 1)
            self._need(")")
            return inner
        if self._take("word", "answered"):
            return self._answered()
        return self._comparison()

    def _answered(self) -> Answered:
        self._need("(")
        item = self._item()
        self._need(")")
        return Answered(item.text, item.part)

    def _comparison(self) -> Compare:
        item = self._item()
        sign = self._advance()
        if sign.text not in COMPARISONS or sign.kind not in ("sign", "word") or sign.part:
            raise ExpressionError("rule_expected", position=sign.position, expected=" ".join(COMPARISONS))
        value = self._advance()
        if value.kind == "number":
            return Compare(item.text, item.part, sign.text, _number(value.text))
        if value.kind == "text":
            return Compare(item.text, item.part, sign.text, value.text)
        raise ExpressionError("rule_expected", position=value.position, expected='"…" / 123')

    def _item(self) -> _Token:
        token = self._advance()
        if token.kind != "word" or token.text in ("and", "or", "not", "has", "answered"):
            raise self._unexpected(token)
        return token

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _advance(self) -> _Token:
        token = self._tokens[self._next]
        if token.kind != "end":
            self._next += 1
        return token

    def _take(self, kind: str, text: str) -> bool:
        token = self._peek()
        if token.kind == kind and token.text == text and token.part is None:
            self._next += 1
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._take("sign", sign):
            raise ExpressionError("rule_expected", position=self._peek().position, expected=sign)

    def _unexpected(self, token: _Token) -> ExpressionError:
        rest = self._text[token.position - 1 : token.position + 11].strip()
        return ExpressionError("rule_unexpected", position=token.position, found=rest or "…")


def _tokens(text: str) -> Iterator[_Token]:
    position, end = 0, len(text.rstrip(" \t\r\n"))
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip(" \t\r\n"))
            raise ExpressionError(
                "rule_unexpected", position=start + 1, found=ascii(text[start : start + 12])
            )
        kind = "word" if match["word"] else match.lastgroup
        yield _Token(kind, match[kind], match["part"], match.start(kind) + 1)
        position = match.end()
    yield _Token("end", "", None, end + 1)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
