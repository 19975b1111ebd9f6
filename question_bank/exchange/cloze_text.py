"""A text file that is one sentence with gaps, in Moodle's way of writing them."""

from collections.abc import Mapping

from question_bank.exchange import cloze
from question_bank.exchange.item_content import Draft, ItemContent, WrittenItems, language_of
from question_bank.exchange.item_remarks import languages_left, speaker, type_left, unsaid, with_material
from question_bank.exchange.plain_text import decode_utf8, stored
from question_bank.items import MARKER, Bank, Item, ItemType, Markup

NAME = "cloze"
ENDING = ".cloze.txt"
FORMAT = "Cloze"


def recognises(source: bytes, name: str) -> bool:
    """Text with `{1:SHORTANSWER:...}` in it."""
    return not source.lstrip().startswith((b"<", b'{"', b"[")) and bool(cloze.LOOK.search(source[:200_000]))


def read(source: bytes) -> ItemContent:
    """One question of the whole file."""
    draft, text = Draft(), stored(decode_utf8(source))
    language = language_of(text[:20_000])
    stem, blanks = cloze.read(text.strip(), language, is_html=False)
    item = Item(
        key=draft.next_key, type=ItemType.FILL_IN, stem={language: stem}, markup=Markup.MOODLE, blanks=blanks
    )
    draft.add(item, 1)
    return draft.content(language)


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """The first question with gaps; the format has one question a file."""
    bank, joined = with_material(bank)
    say = speaker(bank)
    fitting = [item for item in bank.items if item.type is ItemType.FILL_IN]
    remarks = [*languages_left(bank, FORMAT), *joined]
    remarks += [type_left(item, FORMAT) for item in bank.items if item not in fitting[:1]]
    if not fitting:
        return WrittenItems(b"", remarks)
    remarks += unsaid(fitting[0], frozenset({"blanks", "markup"}), FORMAT)
    gaps = {blank.key: cloze.write(blank, say) for blank in fitting[0].blanks}
    text = MARKER.sub(lambda found: gaps.pop(found[1], found[0]), say(fitting[0].stem))
    return WrittenItems(" ".join([text, *gaps.values()]).encode(), remarks)
