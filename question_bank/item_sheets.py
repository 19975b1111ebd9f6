"""An item as the person who answers may see it: nothing in it depends on the key."""

from collections.abc import Sequence

from question_bank.items import Blank, Item, Option, Pair


def without_key(item: Item, order: Sequence[str] = ()) -> Item:
    """What is asked and nothing else, options in the given order; the rest is sent when review allows it."""
    options = {option.key: option for option in item.options}
    return Item(
        key=item.key,
        type=item.type,
        stem=item.stem,
        markup=item.markup,
        pictures=item.pictures,
        material=item.material,
        options=tuple(_option(options[key]) for key in (order or options)),
        blanks=tuple(Blank(key=blank.key, choices=tuple(sorted(blank.choices))) for blank in item.blanks),
        unit=item.unit,
        pairs=tuple(_pair(pair) for pair in item.pairs),
        points=item.points,
    )


def _option(option: Option) -> Option:
    return Option(key=option.key, text=option.text, picture=option.picture, markup=option.markup)


def _pair(pair: Pair) -> Pair:
    return Pair(key=pair.key, text=pair.text, picture=pair.picture, markup=pair.markup)
