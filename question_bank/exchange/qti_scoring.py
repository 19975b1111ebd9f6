"""How a written QTI item is marked: its response declarations and its response processing."""

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from question_bank.exchange.gift_writing import figure
from question_bank.items import Accepted, Item, ItemType, Rule

New = Callable[..., Element]

_CARDINALITY = {ItemType.MULTIPLE: "multiple", ItemType.ORDERING: "ordered", ItemType.MATCHING: "multiple"}


class Scoring:
    """Declares the responses of one item; `lost` names what cannot be declared."""

    def __init__(self, new: New, item: Item) -> None:
        self._new, self._item = new, item
        self.lost: list[str] = []
        self._mapped = item.type is ItemType.FILL_IN or any(
            option.fraction is not None for option in item.options
        )

    def declare(self, root: Element) -> None:
        """The responses and the outcome."""
        item = self._item
        if item.type is ItemType.FILL_IN:
            self._blanks(root)
        elif item.type is ItemType.NUMERIC:
            self._number(root)
        elif item.type is not ItemType.INFORMATION:
            self._one(root)
        outcome = self._new(
            root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float"
        )
        self._new(self._new(outcome, "defaultValue"), "value").text = "0"
        if not self._mapped and item.points != 1:
            self.lost.append("points")

    def _one(self, root: Element) -> None:
        item = self._item
        base = {ItemType.MATCHING: "directedPair", ItemType.ESSAY: "string"}.get(item.type, "identifier")
        declared = self._declared(root, "RESPONSE", _CARDINALITY.get(item.type, "single"), base)
        right: Sequence[str] = item.right
        if item.type is ItemType.MATCHING:
            right = [f"L{pair.key} R{pair.option}" for pair in item.pairs if pair.option]
        self._correct(declared, right)
        if (
            item.type is ItemType.MULTIPLE
            and not self._mapped
            and item.rule not in (None, Rule.ALL_OR_NOTHING)
        ):
            self.lost.append("rule of marking")
        if self._mapped:
            lower = figure(item.lower_bound * item.points)
            bounds = {"lowerBound": lower, "upperBound": figure(item.points), "defaultValue": "0"}
            mapping = self._new(declared, "mapping", **bounds)
            for option in item.options:
                worth = option.fraction
                if worth is None:
                    worth = 1.0 if option.key in item.right else 0.0
                self._entry(mapping, option.key, worth * item.points)

    def _blanks(self, root: Element) -> None:
        item = self._item
        whole = sum(blank.weight for blank in item.blanks) or 1
        for blank in item.blanks:
            base = "identifier" if blank.choices else "string"
            declared = self._declared(root, f"RESPONSE_{blank.key}", "single", base)
            names = {words: f"C{number}" for number, words in enumerate(blank.choices, 1)}
            words = [each for each in blank.accepted if not each.numeric]
            if len(words) < len(blank.accepted) or any(each.wildcard for each in words):
                self.lost.append("numbers and stars in a blank")
            self._correct(declared, [names.get(each.text, each.text) for each in words[:1]])
            mapping = self._new(declared, "mapping", defaultValue="0")
            for each in words:
                share = each.fraction * item.points * blank.weight / whole
                key = names.get(each.text, each.text)
                self._entry(mapping, key, share, exact=blank.case_sensitive or bool(names))
        if item.any_order:
            self.lost.append("answers in any order")

    def _number(self, root: Element) -> None:
        accepted = [each for each in self._item.accepted if each.value is not None]
        declared = self._declared(root, "RESPONSE_b1", "single", "float")
        self._correct(declared, [figure(each.value or 0) for each in accepted[:1]])
        if len(accepted) != 1 or len(self._item.accepted) != 1:
            self.lost.append("several accepted numbers or a range")

    def _declared(self, root: Element, name: str, cardinality: str, base: str) -> Element:
        return self._new(root, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base)

    def _correct(self, declared: Element, values: Sequence[str]) -> None:
        if values:
            correct = self._new(declared, "correctResponse")
            for value in values:
                self._new(correct, "value").text = value

    def _entry(self, mapping: Element, key: str, worth: float, exact: bool = True) -> None:
        given = {"mapKey": key, "mappedValue": repr(worth) if worth != int(worth) else figure(worth)}
        self._new(mapping, "mapEntry", **given, caseSensitive=str(exact).lower())

    def process(self, root: Element, template: Callable[[str], str]) -> None:
        """How the score follows from the responses."""
        item = self._item
        if item.type in (ItemType.ESSAY, ItemType.INFORMATION):
            return
        if item.type is ItemType.FILL_IN:
            rules = self._new(root, "responseProcessing")
            score = self._new(self._new(rules, "setOutcomeValue", identifier="SCORE"), "sum")
            for blank in item.blanks:
                self._new(score, "mapResponse", identifier=f"RESPONSE_{blank.key}")
        elif item.type is ItemType.NUMERIC:
            self._equal(self._new(root, "responseProcessing"), item.accepted[:1])
        else:
            name = "map_response" if self._mapped else "match_correct"
            self._new(root, "responseProcessing", template=template(name))

    def _equal(self, rules: Element, accepted: Sequence[Accepted]) -> None:
        margin = figure(accepted[0].tolerance) if accepted else "0"
        about = {"toleranceMode": "absolute", "tolerance": f"{margin} {margin}"}
        condition = self._new(self._new(rules, "responseCondition"), "responseIf")
        equal = self._new(condition, "equal", **about)
        self._new(equal, "variable", identifier="RESPONSE_b1")
        self._new(equal, "correct", identifier="RESPONSE_b1")
        outcome = self._new(condition, "setOutcomeValue", identifier="SCORE")
        self._new(outcome, "baseValue", baseType="float").text = "1"
