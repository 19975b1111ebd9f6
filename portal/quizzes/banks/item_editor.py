"""The editor of an item: what its page shows, pictures that come in, and keeping what was written."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from msgspec.structs import replace
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.errors import BadDocument
from portal.extensions import db
from portal.i18n import say
from portal.indicators.services import known_codes
from portal.people import audit
from portal.people.models import Account
from portal.quizzes.banks import bank_changes, bank_listing, bank_pictures, banking, wording
from portal.quizzes.banks.item_comparing import Line, lines_of
from portal.quizzes.banks.item_form_data import picture_name
from portal.quizzes.banks.item_forms import ItemForm
from portal.quizzes.banks.item_texts import plain
from portal.quizzes.banks.item_words import RULES
from portal.quizzes.models import Bank, ItemVersion, Material, QuizItem
from portal.quizzes.practice import concerns
from question_bank.items import MARKER, SUITABLE, Item, ItemType
from question_bank.items import Material as MaterialText

OWN_FIELDS = ("csrf_token", "stamp", "do")
LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody kept another wording meanwhile; `lines` go from theirs to mine."""

    newest: ItemVersion
    stamp: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class EditorPage:
    """`faults` by field; `row` is None while the item is new."""

    bank: Bank
    row: QuizItem | None
    form: ItemForm
    points: list[str]
    tags: list[str]
    indicators: list[str]
    materials: Mapping[str, MaterialText]
    faults: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.form.type.data)

    @property
    def picture_names(self) -> list[str]:
        return [entry.form.name.data for entry in self.form.pictures]


def page_of(
    bank: Bank,
    row: QuizItem | None,
    form: ItemForm,
    person: Account,
    faults: Mapping[str, list[str]] | None = None,
) -> EditorPage:
    known = bank_listing.facets(bank)
    texts = {str(each.id): wording.material_of(each) for each in materials(bank, row)}
    chosen = ItemType(form.type.data) if form.type.data in set(ItemType) else ItemType.SINGLE
    rules = [(rule.value, RULES[rule]) for rule in SUITABLE[chosen]]
    form.rule.choices = (
        [("", _("as usual: %(rule)s", rule=rules[0][1])), *rules[1:]] if rules else [("", "—")]
    )
    form.problem.choices = [("", _("no problem")), *_problems(person, form.problem.data)]
    form.material.choices = [("", _("no material")), *((key, _label(text)) for key, text in texts.items())]
    return EditorPage(
        bank, row, form, known.points, known.tags, sorted(known_codes(bank.unit)), texts, faults or {}
    )


def stamp_of(row: QuizItem | None) -> str:
    """The state of an item that an editor page shows."""
    return "" if row is None else f"{row.current_n}.{row.problem_id or ''}"


def materials(bank: Bank, row: QuizItem | None) -> list[Material]:
    """What the bank's items may share, and what this one asks about wherever it came from."""
    version = wording.version(row) if row is not None else None
    own = version.material_id if version is not None else None
    query = (
        select(Material)
        .where((Material.bank_id == bank.id) | (Material.id == own))
        .order_by(Material.id.desc())
    )
    return list(db.session.scalars(query.limit(200)))


def add_picture(bank: Bank, form: ItemForm, upload: FileStorage, *, actor: Account, at: datetime) -> None:
    """Keep what came and put it among the pictures of the form. BadDocument for what is no picture."""
    content = upload.read(bank_pictures.MOST_BYTES + 1)
    if len(content) > bank_pictures.MOST_BYTES:
        raise BadDocument(_("The photo is too large. Choose a smaller one."))
    sha256 = bank_pictures.keep(bank, content)
    file = bank_pictures.file_of(bank.id, sha256)
    ending = "png" if file is not None and file.media_type == "image/png" else "jpg"
    taken = {entry.form.name.data for entry in form.pictures}
    name = picture_name(upload.filename or "picture", taken, ending)
    form.pictures.append_entry({"name": name, "sha256": sha256})
    audit.record(actor, "add picture", bank, changes={"picture": [None, name]}, at=at)


def keep(
    bank: Bank, row: QuizItem | None, form: ItemForm, item: Item, *, actor: Account, at: datetime
) -> QuizItem:
    """A new item at the end of the bank, or the next version. Does not commit."""
    material_id, key = _material(bank, row, form, item, at)
    problem_id = _problem(form, row, actor)
    note = form.note.data or ""
    if row is None:
        item = replace(item, key=f"q{bank_changes.last_number(bank) + 1}", material=key)
        incoming = banking.Incoming(item, problem_id, material_id)
        return banking.add_items(bank, [incoming], actor=actor, at=at, note=note)[0]
    item = replace(item, material=key)
    banking.change_item(
        row, item, actor=actor, at=at, note=note, problem_id=problem_id, material_id=material_id
    )
    return row


def conflict_of(row: QuizItem, mine: Item) -> Conflict:
    newest = wording.version(row)
    assert newest is not None  # noqa: S101 - every item has its current version
    return Conflict(newest, stamp_of(row), lines_of(wording.current(row), mine))


def _problems(person: Account, chosen: str | None) -> list[tuple[str, str]]:
    found = [
        (str(each.problem_id), f"{each.number} {say(each.statement)}"[:LONGEST_LABEL])
        for each in concerns.in_sight(person)
    ]
    # A problem that is closed or not this person's to know stays where it is.
    if chosen and chosen not in dict(found):
        found.append((chosen, _("the present one")))
    return found


def _problem(form: ItemForm, row: QuizItem | None, person: Account) -> uuid.UUID | None:
    allowed = {str(each.problem_id): each.problem_id for each in concerns.in_sight(person)}
    if row is not None and row.problem_id is not None:
        allowed[str(row.problem_id)] = row.problem_id
    return allowed.get(form.problem.data or "")


def _material(
    bank: Bank, row: QuizItem | None, form: ItemForm, item: Item, at: datetime
) -> tuple[uuid.UUID | None, str | None]:
    """The row of the shared material and what items call it; a text that was typed is a new one."""
    words = {tag: text for tag, text in form.material_text.data.items() if text.strip()}
    if words:
        named = {name for text in words.values() for name in MARKER.findall(text)}
        pictures = tuple(each for each in item.pictures if each.name in named)
        text = MaterialText(key=f"m{uuid.uuid4().hex[:12]}", text=words, pictures=pictures)
        return banking.add_material(bank, text, at=at).id, text.key
    for each in materials(bank, row):
        if str(each.id) == form.material.data:
            return each.id, wording.material_of(each).key
    return None, None


def _label(text: MaterialText) -> str:
    return plain(say(text.text))[:LONGEST_LABEL]


def typed_fields(posted: Any, form: ItemForm) -> list[tuple[str, str]]:
    """What was typed, to be sent again from the page about the conflict; a new picture among it."""
    typed = [(name, value) for name, value in posted.items(multi=True) if name not in OWN_FIELDS]
    parts = [part for entry in form.pictures for part in (entry.form.name, entry.form.sha256)]
    return typed + [(part.name, part.data or "") for part in parts if part.name not in posted]
