"""The register as a workbook that the import reads back without loss."""

from collections.abc import Iterable

from portal.retailers.card import value_of
from portal.retailers.columns import COLUMNS
from portal.retailers.fields import BY_KEY
from portal.retailers.models import Retailer
from portal.retailers.words import CLASS_TEXTS, ORDERING_TEXTS, SIZE_TEXTS
from portal.sheets import writing

NAME = "零售客户"
TEXTS = {"customer_class": CLASS_TEXTS, "size": SIZE_TEXTS, "ordering": ORDERING_TEXTS}


def workbook(shops: Iterable[Retailer]) -> bytes:
    return writing.register(NAME, COLUMNS, (line(shop) for shop in shops))


def line(shop: Retailer) -> list[str]:
    return [_cell(shop, column.key) for column in COLUMNS]


def _cell(shop: Retailer, key: str) -> str:
    if key == "district":
        return shop.unit.name
    if key == "manager":
        return shop.manager.login if shop.manager else ""
    if key in TEXTS:
        return TEXTS[key].get(getattr(shop, key) or "", "")
    if key in BY_KEY:
        return value_of(shop, key)
    value = getattr(shop, key)
    return "" if value is None else str(value)
