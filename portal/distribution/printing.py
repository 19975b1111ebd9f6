"""What is to be printed, whether the browser or a PDF prints it: an order becomes a sheet of cards."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import i18n
from portal.distribution.addresses import address, base_address, spoken
from portal.distribution.facts import Facts, facts_of
from portal.distribution.models import Channel, Code
from portal.distribution.services import live_code, live_codes
from portal.distribution.shops import Part, counted, listed, shops, with_code
from portal.errors import Gone, Refused
from portal.people.brand import Brand, brand_of
from portal.people.models import Account, Unit
from portal.retailers.models import Retailer
from portal.surveys.models import Mode

MOST_COPIES = 500
SHOPS_A_PAGE = 96  # of a print page: whole sheets of stickers and of cards


@dataclass(frozen=True, slots=True)
class Layout:
    label: Any
    hint: Any
    for_shops: bool
    for_channels: bool


LAYOUTS = {
    "poster": Layout(_l("A4 poster"), _l("scanned from 1 metre, code 90 mm wide"), False, True),
    "card": Layout(_l("A5 table card"), _l("from 50 centimetres, code 60 mm wide"), True, True),
    "sticker": Layout(_l("50 mm stickers"), _l("24 on each A4 sheet"), True, True),
    "list": Layout(_l("Hand-out list"), _l("one line for each shop, with its code"), True, False),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One printed code. What is written under it is what is in it."""

    address: str
    code: str
    title: str
    shop: str = ""
    place: str = ""
    manager: str = ""
    licence_tail: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    layout: str
    office: Brand
    host: str
    cards: list[Card]
    total: int  # cards of the whole order, of which a page shows a part
    facts: Facts | None  # of the survey; a shop's own code belongs to none
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked to print: so many copies of a channel's code, or one for each shop of a part."""

    layout: str = "poster"
    channel: uuid.UUID | None = None
    copies: int = 1
    part: Part | None = None  # None: the channel's own code, for no shop in particular

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Order":
        for_shops = bool(values.get("shops"))
        layout = str(values.get("layout") or ("list" if for_shops else "poster"))
        known = LAYOUTS.get(layout)
        if known is None or not (known.for_shops if for_shops else known.for_channels):
            raise Refused(_("Choose one of those offered."))
        return cls(
            layout=layout,
            channel=_uuid(values.get("channel")),
            copies=_copies(values.get("copies")),
            part=Part.read(values) if for_shops else None,
        )

    def written(self) -> dict[str, str]:
        values = {"layout": self.layout, "copies": str(self.copies)}
        if self.channel is not None:
            values["channel"] = str(self.channel)
        if self.part is not None:
            values |= {"shops": "1", **self.part.written()}
        return values


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text)) if text else None
    except ValueError:
        return None


def _copies(text: Any) -> int:
    digits = str(text or "1").strip()
    return min(max(int(digits), 1), MOST_COPIES) if digits.isascii() and digits.isdigit() else 1


def channel_sheet(channel: Channel, order: Order) -> Sheet:
    code = channel_code(channel)
    facts = facts_of(channel.survey)
    card = Card(
        address=address(code.code, channel.unit), code=code.code, title=facts.title, channel=channel.name
    )
    cards = [card] * order.copies
    return Sheet(order.layout, facts.office, _host(channel.unit), cards, len(cards), facts, facts.is_demo)


def shop_sheet(
    person: Account,
    unit: Unit,
    order: Order,
    *,
    channel: Channel | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Sheet:
    """A card for each shop of the part that has a live code: its own, or this channel's survey for it."""
    query = with_code(shops(person, order.part or Part(), within=unit))
    retailers = listed(query, offset=offset, limit=limit)
    codes = live_codes(retailers)
    prefix = shop_channel_code(channel) if channel else None
    facts = facts_of(channel.survey) if channel else None
    title = facts.title if facts else _("Scan here to tell us")
    cards = [_card(shop, codes[shop.id], unit, prefix, title) for shop in retailers]
    office = brand_of(unit)
    is_demo = facts.is_demo if facts else office.is_demo
    return Sheet(order.layout, office, _host(unit), cards, counted(query), facts, is_demo)


def _card(shop: Retailer, code: Code, unit: Unit, prefix: Code | None, title: str) -> Card:
    where = address(prefix.code, unit, shop=code.code) if prefix else address(code.code, unit)
    return Card(
        address=where,
        code=f"{prefix.code}/{code.code}" if prefix else code.code,
        title=title,
        shop=shop.shop_name or shop.name,
        place=shop.village or shop.unit.name,
        manager=shop.manager.name if shop.manager else "",
        licence_tail=shop.licence[-4:],
        channel=prefix.channel.name if prefix and prefix.channel else "",
    )


def channel_code(channel: Channel) -> Code:
    """The one that opens today; a revoked code is printed nowhere."""
    code = None if channel.archived_at else live_code(channel=channel)
    if code is None:
        raise Gone(_("This channel has no code that opens. Give it a new one first."))
    return code


def shop_channel_code(channel: Channel) -> Code:
    if channel.survey.mode == Mode.ANONYMOUS:
        raise Refused(_("An anonymous survey has no code for each shop: it would tell who answered."))
    return channel_code(channel)


def _host(unit: Unit) -> str:
    return spoken(base_address(unit))


def words(sheet: Sheet) -> dict[str, str]:
    """What stands on the paper beside the card's own words, in the language of whoever prints."""
    facts = sheet.facts
    return {
        "office": sheet.office.name,
        "line": sheet.office.line,
        "host": sheet.host,
        "adults": adults(sheet.office),
        "guard": _("We never ask for a password or an identity number, and it costs nothing"),
        "guard_short": _("No passwords, no identity numbers, no charge"),
        "act": _("You say it, we change it."),
        "scan_1": _("Open WeChat"),
        "scan_2": _("and scan"),
        "scan": _("Scan with WeChat"),
        "minutes": _("%(n)s min", n=facts.minutes) if facts else "",
        "questions": _("%(n)s questions", n=facts.items) if facts else "",
        "login": _("No sign-in"),
        "charge": _("No charge"),
        "known_1": facts.known[0] if facts else "",
        "known_2": facts.known[1] if facts else "",
        "shop_uses": _("Surveys · speak up · follow what becomes of it"),
        "alt": _("Cannot scan? Type %(host)s into the browser of the phone, then the code", host=sheet.host),
        "manager": _("Customer manager"),
        "shop": _("Shop"),
        "place": _("Village"),
        "licence": _("Licence ends in"),
        "code": _("Code"),
        "qr": _("QR code"),
        "demo": _("Demo data") if sheet.is_demo else "",
        "language": i18n.html_language(i18n.current_language()),
    }


def adults(office: Brand) -> str:
    if not office.phone:
        return _("Not for minors")
    return _("Not for minors · service %(phone)s", phone=office.phone)
