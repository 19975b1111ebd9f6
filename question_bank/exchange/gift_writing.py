"""Items as GIFT; what it cannot say is told."""

from collections.abc import Callable, Iterator

from question_bank.exchange.item_remarks import type_left, unsaid
from question_bank.items import TRUE, Accepted, Item, ItemType, Markup, Option, Rule
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import Text

FORMAT = "GIFT"
_KNOWN = frozenset({"markup", "right", "explanation", "name", "foreign_id", "tags", "knowledge_point"})
_OPTIONS = _KNOWN | {"options"}
_SPECIAL = str.maketrans({letter: "\\" + letter for letter in "\\:#={}~"} | {"\n": "\\n"})
_NAMES = {Markup.PLAIN: "plain", Markup.HTML: "html", Markup.MARKDOWN: "markdown", Markup.MOODLE: "moodle"}

Say = Callable[[Text], str]


class Writer:
    """Writes items one by one and remembers what could not be said."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._category = ""
        self.remarks: list[Problem] = []

    def write(self, item: Item) -> str:
        """The block of one item with its blank line, or "" where GIFT has no such question."""
        kind = _KINDS.get(item.type)
        if kind is None:
            self.remarks.append(type_left(item, FORMAT))
            return ""
        reason = _impossible(item)
        if reason:
            params: dict[str, object] = {"format": FORMAT, "reason": reason}
            self.remarks.append(Problem(Severity.ERROR, "item_not_said", item.key, params))
            return ""
        body = kind(self, item)
        return f"{self._heading(item)}{self._comment(item)}{self._title(item)}{body}\n\n"

    def _heading(self, item: Item) -> str:
        if item.knowledge_point == self._category:
            return ""
        self._category = item.knowledge_point
        return f"$CATEGORY: {escape(item.knowledge_point or '$course$/top')}\n\n"

    def _comment(self, item: Item) -> str:
        said = [f"[id:{_bracketed(item.foreign_id)}]"] if item.foreign_id else []
        said += [f"[tag:{_bracketed(tag)}]" for tag in item.tags]
        return f"// {' '.join(said)}\n" if said else ""

    def _title(self, item: Item) -> str:
        name = f"::{escape(item.name)}::" if item.name else ""
        return name + ("" if item.markup is Markup.MOODLE else f"[{_NAMES[item.markup]}]")

    def _note(self, item: Item, known: frozenset[str], *also: str) -> None:
        pictures = ["pictures"] if item.pictures else []
        parts = {option.picture for option in item.options} | {pair.picture for pair in item.pairs}
        pictures += ["pictures of answers"] if parts - {None} else []
        pinned = ["answers kept in place"] if any(option.pinned for option in item.options) else []
        self.remarks += unsaid(item, known | {"pictures"}, FORMAT, [*also, *pictures, *pinned])

    def _explained(self, item: Item) -> str:
        said = self._say(item.explanation)
        return f"\n\t####{escape(said)}" if said else ""

    def information(self, item: Item) -> str:
        self._note(item, _KNOWN - {"explanation"})
        return escape(self._say(item.stem))

    def essay(self, item: Item) -> str:
        self._note(item, _KNOWN)
        return f"{escape(self._say(item.stem))}{{{self._explained(item)}}}"

    def truth(self, item: Item) -> str:
        right = item.right == (TRUE,)
        by_key = {option.key: self._say(option.feedback) for option in item.options}
        if_right = by_key.get(item.right[0], "") if item.right else ""
        if_wrong = next((said for key, said in by_key.items() if key not in item.right), "")
        words = ["own words for true and false"] if any(option.text for option in item.options) else []
        self._note(item, _OPTIONS, *words)
        said = (
            f"#{escape(if_wrong)}#{escape(if_right)}"
            if if_right
            else (f"#{escape(if_wrong)}" if if_wrong else "")
        )
        return f"{self._stem(item)}{{{'TRUE' if right else 'FALSE'}{said}{self._explained(item)}}}"

    def choice(self, item: Item) -> str:
        known = _OPTIONS | ({"rule"} if item.rule is Rule.PER_OPTION else set())
        several = item.type is ItemType.MULTIPLE
        own = any(option.fraction is not None for option in item.options)
        self._note(item, known, *(["all right or nothing"] if several and not own else []))
        lines = "".join(f"\n\t{self._option(item, option)}" for option in item.options)
        return f"{self._stem(item)}{{{lines}{self._explained(item)}\n}}"

    def _option(self, item: Item, option: Option) -> str:
        fraction, right = option.fraction, option.key in item.right
        if item.type is ItemType.MULTIPLE and fraction is None:
            fraction = 1 / len(item.right) if right else -1.0
        text = self._part(option.text, item.markup, option.markup)
        mark = "=" if right and item.type is ItemType.SINGLE else "~"
        if text.startswith("%") and fraction is None:
            fraction = 1.0 if mark == "=" else 0.0
        return f"{mark}{_percent(fraction)}{text}{self._feedback(option.feedback)}"

    def blank(self, item: Item) -> str:
        blank = item.blanks[0]
        stem = self._say(item.stem)
        also = ["case of letters"] if blank.case_sensitive else []
        also += ["place of the blank"] if stem.rstrip().endswith(f"[[{blank.key}]]") else []
        also += ["list of words to choose from"] if blank.choices else []
        also += ["numbers with tolerance in a blank"] if any(each.numeric for each in blank.accepted) else []
        self._note(item, _KNOWN | {"blanks"}, *also)
        inside = "".join(f"\n\t={self._accepted(each)}" for each in blank.accepted) + self._explained(item)
        before, _, after = stem.partition(f"[[{blank.key}]]")
        return f"{escape(before)}{{{inside}\n}}{escape(after)}"

    def numeric(self, item: Item) -> str:
        self._note(item, _KNOWN | {"accepted"} | ({"rule"} if item.rule is Rule.PER_OPTION else set()))
        figures = "".join(f"\n\t={self._accepted(each)}" for each in item.accepted if each.numeric)
        others = [each for each in item.accepted if not each.numeric]
        wrong = "".join(f"\n\t~{self._feedback(each.feedback)}" for each in others[:1])
        return f"{self._stem(item)}{{#{figures}{wrong}{self._explained(item)}\n}}"

    def _accepted(self, answer: Accepted) -> str:
        text = _figure(answer) if answer.numeric else escape(_starred(answer))
        fraction = None if answer.fraction == 1 and not text.startswith("%") else answer.fraction
        return f"{_percent(fraction)}{text}{self._feedback(answer.feedback)}"

    def matching(self, item: Item) -> str:
        used = [pair.option for pair in item.pairs]
        options = {option.key: escape(self._say(option.text)) for option in item.options}
        lines = [f"{escape(self._say(pair.text))} -> {options.get(pair.option, '')}" for pair in item.pairs]
        lines += [f" -> {text}" for key, text in options.items() if key not in used]
        self._note(item, _OPTIONS | {"pairs"})
        inside = "".join(f"\n\t={line}" for line in lines)
        return f"{self._stem(item)}{{{inside}{self._explained(item)}\n}}"

    def _stem(self, item: Item) -> str:
        return escape(self._say(item.stem))

    def _part(self, text: Text, usual: Markup, own: Markup | None) -> str:
        said = escape(self._say(text))
        if own is None or own is usual:
            return f"[{_NAMES[usual]}]{said}" if said.startswith("[") else said
        return f"[{_NAMES[own]}]{said}"

    def _feedback(self, text: Text) -> str:
        said = self._say(text)
        return f"#{escape(said)}" if said else ""


_KINDS: dict[ItemType, Callable[[Writer, Item], str]] = {
    ItemType.SINGLE: Writer.choice,
    ItemType.MULTIPLE: Writer.choice,
    ItemType.TRUE_FALSE: Writer.truth,
    ItemType.FILL_IN: Writer.blank,
    ItemType.NUMERIC: Writer.numeric,
    ItemType.MATCHING: Writer.matching,
    ItemType.ESSAY: Writer.essay,
    ItemType.INFORMATION: Writer.information,
}


def escape(text: str) -> str:
    """The text with the marks of GIFT taken as letters."""
    return text.strip().translate(_SPECIAL)


def _impossible(item: Item) -> str:
    """Why GIFT cannot write the question at all."""
    if item.type is ItemType.FILL_IN and len(item.blanks) != 1:
        return "several blanks"
    arrows = item.type is ItemType.MATCHING and any("->" in said for said in _sides(item))
    arrows |= item.type is ItemType.FILL_IN and any("->" in each.text for each in item.blanks[0].accepted)
    if arrows:
        return "an arrow -> in an answer"
    if item.type in (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.TRUE_FALSE) and not item.right:
        return "no right answer"
    return ""


def _sides(item: Item) -> Iterator[str]:
    for pair in item.pairs:
        yield from pair.text.values()
    for option in item.options:
        yield from option.text.values()


def _percent(fraction: float | None) -> str:
    return "" if fraction is None else f"%{figure(round(fraction * 100, 5))}%"


def _figure(answer: Accepted) -> str:
    if answer.value is not None:
        return f"{figure(answer.value)}:{figure(answer.tolerance)}"
    low, high = answer.minimum or 0, answer.maximum if answer.maximum is not None else answer.minimum or 0
    return f"{figure(low)}..{figure(high)}"


def _starred(answer: Accepted) -> str:
    return answer.text if answer.wildcard else answer.text.replace("*", "\\*")


def figure(value: float) -> str:
    """A number as people write it: 5, not 5.0."""
    return str(int(value)) if value == int(value) else repr(value)


def _bracketed(text: str) -> str:
    return " ".join(text.split()).replace("]", "\\]")
