"""How a QTI 1.2 item is marked: what each condition asks for, and what it gives."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from question_bank.exchange.qti_responses import number
from question_bank.exchange.xml_reading import all_named, name_of

_LOW, _HIGH = ("vargte", "vargt"), ("varlte", "varlt")


@dataclass(slots=True)
class Condition:
    """One `<respcondition>`: values asked for, of which responses, between which bounds, for how much."""

    score: float = 0
    rights: list[str] = field(default_factory=list)
    respondents: list[str] = field(default_factory=list)
    low: float | None = None
    high: float | None = None


def conditions(item: Element) -> list[Condition]:
    """All conditions of an item in their order."""
    return [_condition(each) for each in all_named(item, "respcondition")]


def _condition(element: Element) -> Condition:
    found = Condition(_score(element))
    for each in all_named(element, "conditionvar"):
        _read(each, found, negative=False)
    if found.rights and not all_named(element, "setvar"):
        found.score = 1  # Blackboard gives the points of such conditions elsewhere
    return found


def _read(element: Element, found: Condition, *, negative: bool) -> None:
    for each in element:
        name, text = name_of(each), (each.text or "").strip()
        if name == "varequal" and not negative and text:
            found.rights.append(text)
            found.respondents.append(each.get("respident") or "")
        elif name in _LOW:
            found.low = number(text)
        elif name in _HIGH:
            found.high = number(text)
        else:
            _read(each, found, negative=negative or name == "not")


def _score(element: Element) -> float:
    for each in all_named(element, "setvar"):
        text = (each.text or "").strip()
        return 100.0 if text == "SCORE.max" else number(text) or 0.0
    return 0.0
