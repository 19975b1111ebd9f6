"""What a QTI item declares about its responses: the key, and what each answer is worth."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from question_bank.exchange.qti_names import attribute, find, first, values


@dataclass(slots=True)
class Response:
    """One response variable."""

    cardinality: str = "single"
    base: str = ""
    correct: list[str] = field(default_factory=list)
    worth: dict[str, float] = field(default_factory=dict)
    exact: set[str] = field(default_factory=set)
    usual: float = 0
    lower: float | None = None
    upper: float | None = None

    @property
    def best(self) -> float:
        """The most the mapping can give."""
        positive = [value for value in self.worth.values() if value > 0]
        most = sum(positive) if self.cardinality != "single" else max(positive, default=0.0)
        return most if self.upper is None else min(most, self.upper) or self.upper


def declarations(item: Element) -> dict[str, Response]:
    """All response variables by their identifiers."""
    return {attribute(each, "identifier"): _response(each) for each in find(item, "responsedeclaration")}


def _response(element: Element) -> Response:
    found = Response(attribute(element, "cardinality", "single"), attribute(element, "basetype"))
    correct = first(element, "correctresponse")
    if correct is not None:
        found.correct = values(find(correct, "value"))
    mapping = first(element, "mapping")
    if mapping is not None:
        found.usual = number(attribute(mapping, "defaultvalue")) or 0.0
        found.lower, found.upper = (number(attribute(mapping, name)) for name in ("lowerbound", "upperbound"))
        for entry in find(mapping, "mapentry"):
            key = attribute(entry, "mapkey")
            found.worth[key] = number(attribute(entry, "mappedvalue")) or 0.0
            if attribute(entry, "casesensitive", "true").lower() == "true":
                found.exact.add(key)
    return found


def number(said: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(said)
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def processing(item: Element) -> str:
    """`correct`, `map`, or "" where the rules are of another kind; `none` where there are none."""
    rules = first(item, "responseprocessing")
    if rules is None:
        return "none"
    template = attribute(rules, "template").rpartition("/")[2].removesuffix(".xml")
    if template:
        return {"match_correct": "correct", "map_response": "map"}.get(template, "")
    if first(rules, "mapresponse") is not None:
        return "map"
    return "correct" if first(rules, "correct") is not None else ""
