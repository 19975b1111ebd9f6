"""From what stands in a GIFT file to items."""

import re
from collections.abc import Sequence
from fractions import Fraction

import msgspec

from question_bank.exchange.gift_parsing import Question, Reply, Rich
from question_bank.exchange.item_content import Draft, letters
from question_bank.items import FALSE, TRUE, Accepted, Blank, Item, ItemType, Markup, Option, Pair
from question_bank.questionnaires import Text

PLACE = "_____"
_ROOT = re.compile(r"\$(?:course|module|system|coursecat)\$")
_STAR = re.compile(r"(?<!\\)\*")
_SHARES = sorted({float(Fraction(p, q)) for q in range(1, 21) for p in range(1, q + 1)})


def share(percent: float) -> float:
    """33.33333 percent is a third: files round what Moodle keeps as five decimals."""
    part = percent / 100
    for known in _SHARES:
        if abs(abs(part) - known) < 6e-6:
            return known if part > 0 else -known
    return part


def path(category: str) -> str:
    """`$course$/top/Goods/Codes` is the knowledge point `Goods/Codes`; `//` is a slash that parts nothing."""
    marked = _ROOT.sub("", category).replace("//", "\0")
    parts = [part.replace("\0", "／").strip() for part in marked.split("/")]
    parts = [part for part in parts if part]
    return "/".join(parts[1:] if parts and parts[0] == "top" else parts)


def accepted(text: str, fraction: float, feedback: Text) -> Accepted:
    """Words that count; a star stands for anything unless it is escaped."""
    wild = bool(_STAR.search(text))
    return Accepted(
        text=text if wild else text.replace("\\*", "*"), wildcard=wild, fraction=fraction, feedback=feedback
    )


class Builder:
    """Makes the item of one question; says where parts are written in another way than the question."""

    def __init__(self, question: Question, draft: Draft, language: str) -> None:
        self._question = question
        self._draft = draft
        self._language = language

    def item(self, category: str) -> Item:
        """The item, under the knowledge point of its category."""
        question = self._question
        item = Item(
            key=self._draft.next_key,
            type=ItemType.INFORMATION,
            stem=self._words(self._stem()),
            markup=Markup(question.stem.markup),
            name=question.title or "",
            foreign_id=question.id or "",
            tags=tuple(question.tags),
            explanation=self._said(question.feedback),
            knowledge_point=category,
        )
        return msgspec.structs.replace(item, **_KINDS[question.kind](self))

    def _stem(self) -> str:
        question = self._question
        if question.kind == "short" and question.embedded:
            return question.stem.text.replace(PLACE, "[[b1]]", 1)
        return question.stem.text

    def _words(self, text: str) -> Text:
        return {self._language: text} if text else {}

    def _said(self, rich: Rich | None) -> Text:
        if rich is None:
            return {}
        if rich.markup != self._question.stem.markup:
            line, stem = self._question.line, self._question.stem.markup
            self._draft.hint("markup_lost", line, self._draft.next_key, part=rich.markup, question=stem)
        return self._words(rich.text)

    def essay(self) -> dict[str, object]:
        return {"type": ItemType.ESSAY}

    def information(self) -> dict[str, object]:
        return {"type": ItemType.INFORMATION}

    def truth(self) -> dict[str, object]:
        question = self._question
        right, wrong = (TRUE, FALSE) if question.truth else (FALSE, TRUE)
        options = [
            Option(key=key, feedback=self._said(said))
            for key, said in ((right, question.if_right), (wrong, question.if_wrong))
            if said
        ]
        options.sort(key=lambda option: option.key == FALSE)
        return {"type": ItemType.TRUE_FALSE, "right": (right,), "options": tuple(options)}

    def choice(self) -> dict[str, object]:
        replies = self._question.replies
        single = any(reply.right for reply in replies)
        keys = letters(len(replies))
        right = [key for key, reply in zip(keys, replies, strict=True) if _counts(reply, single)]
        options = [
            self._option(key, reply, None if single else 0.0)
            for key, reply in zip(keys, replies, strict=True)
        ]
        if single:
            # Several answers of one choice may earn everything in Moodle: one is the key here, all count.
            options = [
                option if reply.weight is not None or key not in right[1:] else _full(option)
                for key, option, reply in zip(keys, options, replies, strict=True)
            ]
            right = right[:1]
        kind = ItemType.SINGLE if single else ItemType.MULTIPLE
        return {"type": kind, "options": tuple(options), "right": tuple(right)}

    def _option(self, key: str, reply: Reply, usual: float | None) -> Option:
        text = reply.text or Rich("", "")
        same = text.markup == self._question.stem.markup
        return Option(
            key=key,
            text=self._words(text.text),
            fraction=usual if reply.weight is None else share(reply.weight),
            feedback=self._said(reply.feedback),
            markup=None if same else Markup(text.markup),
        )

    def short(self) -> dict[str, object]:
        blank = Blank(key="b1", accepted=tuple(map(self._accepted, self._question.replies)))
        return {"type": ItemType.FILL_IN, "blanks": (blank,)}

    def numerical(self) -> dict[str, object]:
        return {"type": ItemType.NUMERIC, "accepted": tuple(map(self._accepted, self._question.replies))}

    def _accepted(self, reply: Reply) -> Accepted:
        fraction = 1.0 if reply.weight is None else share(reply.weight)
        figure, feedback = reply.figure, self._said(reply.feedback)
        if figure is None:
            return accepted(reply.text.text if reply.text else "", fraction, feedback)
        return Accepted(
            value=figure.value,
            tolerance=figure.tolerance or 0,
            minimum=figure.low,
            maximum=figure.high,
            fraction=fraction,
            feedback=feedback,
        )

    def matching(self) -> dict[str, object]:
        rights = list(dict.fromkeys(reply.other or "" for reply in self._question.replies))
        keys = dict(zip(rights, letters(len(rights)), strict=True))
        lefts = [reply for reply in self._question.replies if reply.text and reply.text.text]
        pairs = [self._pair(n, reply, keys) for n, reply in enumerate(lefts, 1)]
        options = tuple(Option(key=key, text=self._words(text)) for text, key in keys.items())
        return {"type": ItemType.MATCHING, "pairs": tuple(pairs), "options": options}

    def _pair(self, number: int, reply: Reply, keys: dict[str, str]) -> Pair:
        text = reply.text or Rich("", "")
        markup = None if text.markup == self._question.stem.markup else Markup(text.markup)
        return Pair(
            key=f"p{number}", text=self._words(text.text), option=keys[reply.other or ""], markup=markup
        )


def _counts(reply: Reply, single: bool) -> bool:
    return reply.right if single else (reply.weight or 0) > 0


def _full(option: Option) -> Option:
    return Option(
        key=option.key, text=option.text, fraction=1.0, feedback=option.feedback, markup=option.markup
    )


_KINDS = {
    "choice": Builder.choice,
    "description": Builder.information,
    "essay": Builder.essay,
    "matching": Builder.matching,
    "numerical": Builder.numerical,
    "short": Builder.short,
    "truth": Builder.truth,
}


def sample(questions: Sequence[Question]) -> str:
    """Enough words to tell the language."""
    return " ".join(question.stem.text for question in questions[:20])
