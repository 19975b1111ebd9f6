"""The office's words for a shop: what is stored, and what is written on screen and in spreadsheets."""

from flask_babel import lazy_gettext as _l

CLASSES = {"1": _l("Class one"), "2": _l("Class two"), "3": _l("Class three")}
SIZES = {"small": _l("Small shop"), "medium": _l("Medium shop"), "large": _l("Large shop")}
ORDERING = {"online": _l("Online"), "telephone": _l("By telephone"), "other": _l("Another way")}
TIERS = range(1, 31)

# What a spreadsheet says, whatever the language of the screen.
CLASS_TEXTS = {"1": "一类", "2": "二类", "3": "三类"}
SIZE_TEXTS = {"small": "小户", "medium": "中户", "large": "大户"}
ORDERING_TEXTS = {"online": "网上", "telephone": "电话", "other": "其他"}

ORIGINS = {
    "visit": _l("On a visit"),
    "telephone": _l("By telephone"),
    "licence": _l("From the licence papers"),
    "retailer": _l("Said by the retailer"),
    "import": _l("From a spreadsheet"),
    "demo": _l("Demo data"),
}
TYPED_ORIGINS = ("visit", "telephone", "licence", "retailer")
PURPOSES = {
    "contact": _l("To contact the retailer"),
    "check": _l("To check the file"),
    "reply": _l("To handle what the retailer reported"),
    "care": _l("Care on a feast day or in hardship"),
}
