"""The registry by which features contribute to pages that know nothing of them.

A page asks for a slot; whoever has something to show has registered a function for it. An
early page thereby shows what a later feature brings without importing it.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Contribution = Callable[..., Any]
_slots: dict[str, list[tuple[int, Contribution]]] = defaultdict(list)


def contributes(slot: str, position: int = 100) -> Callable[[Contribution], Contribution]:
    """Register a function for a slot, e.g. 'shop page', 'retailer panel', 'receipt', 'overview'."""

    def register(function: Contribution) -> Contribution:
        _slots[slot].append((position, function))
        _slots[slot].sort(key=lambda entry: entry[0])
        return function

    return register


def contributions(slot: str, *args: Any, **kwargs: Any) -> list[Any]:
    """What the registered functions have to show, in their order; None means nothing."""
    shown = (function(*args, **kwargs) for _position, function in _slots[slot])
    return [each for each in shown if each is not None]
