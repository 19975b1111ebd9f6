"""The columns of the register's spreadsheet: the office's own words, and the 18 fields of the file."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from portal.retailers.fields import KEPT_AS_ROWS, FileField
from portal.retailers.words import CLASS_TEXTS, ORDERING_TEXTS, SIZE_TEXTS
from portal.sheets import cells
from portal.sheets.columns import Column, Columns, Parse

LONGEST = 500


def _spellings(texts: Mapping[str, str], *more: tuple[str, str]) -> Parse:
    """Every way offices write a choice; the first ones are those a message offers."""
    words = {text: key for key, text in texts.items()}
    return cells.one_of({**words, **dict(more), **{key: key for key in texts}})


CLASS = _spellings(
    CLASS_TEXTS, ("一", "1"), ("二", "2"), ("三", "3"), ("1类", "1"), ("2类", "2"), ("3类", "3")
)
SIZE = _spellings(SIZE_TEXTS, ("小", "small"), ("中", "medium"), ("大", "large"))
ORDERING = _spellings(
    ORDERING_TEXTS,
    ("网上订货", "online"),
    ("电话订货", "telephone"),
    ("手机", "online"),
    ("网", "online"),
    ("其它", "other"),
)

REGISTER: Columns = (
    Column(
        "licence", "许可证号", ("许可证编号", "烟草专卖许可证号", "专卖证号", "客户编码", "licence no"), True,
        cells.number_text(), _l("As text; this number tells one shop from another"), "3506251000000017", 20,
    ),
    Column(
        "name", "客户姓名", ("零售户姓名", "姓名", "经营者", "负责人", "name of the retailer"), True,
        cells.short_text(80), _l("Who holds the licence"), "王小明",
    ),
    Column(
        "shop_name", "店名", ("店铺名称", "企业名称", "字号", "商店名称"), False,
        cells.short_text(120), "", "武安便利店", 20,
    ),
    Column(
        "phone", "电话", ("常用电话", "联系电话", "手机", "手机号", "手机号码", "telephone"), False,
        cells.phone, _l("As text, so that a leading zero stays"), "13800138000", 16,
    ),
    Column(
        "village", "乡镇/村", ("乡镇", "村", "村镇", "乡镇村", "village"), False,
        cells.short_text(80), "", "官山村",
    ),
    Column(
        "district", "片区", ("所属片区", "区域", "district"), False,
        cells.short_text(80), _l("As it is called under Units"), "南片",
    ),
    Column(
        "manager", "客户经理工号", ("客户经理", "经理工号", "customer manager"), False,
        cells.short_text(80), _l("Staff number or full name"), "1001",
    ),
    Column(
        "customer_class", "客户类别", ("客户分类", "类别", "class"), False,
        CLASS, "一类 / 二类 / 三类", "二类",
    ),
    Column("size", "规模", ("客户规模", "经营规模", "size"), False, SIZE, "小户 / 中户 / 大户", "中户"),
    Column("tier", "档位", ("客户档位", "tier"), False, cells.whole_number(1, 30), "1-30", "15", 8),
    Column("ordering", "订货方式", ("ordering",), False, ORDERING, "网上 / 电话 / 其他", "网上"),
    Column(
        "helper_name", "家属联系人", ("家属姓名", "帮手", "family helper"), False,
        cells.short_text(80), "", "王小雨",
    ),
    Column("helper_phone", "家属电话", (), False, cells.phone, "", "13900139000", 16),
    Column("helper_relation", "家属关系", ("与客户关系", "关系"), False, cells.short_text(30), "", "儿子"),
    Column("note", "备注", ("note",), False, cells.short_text(LONGEST)),
)  # fmt: skip

SYNONYMS = {
    "nation": ("民族",),
    "birth_date": ("生日", "出生年月日"),
    "education": ("文化程度",),
    "address": ("地址", "经营地址", "店铺地址"),
    "spare_phone": ("备用手机", "第二电话", "备用电话手机"),
    "email": ("电子邮箱", "电子邮件"),
    "family": ("家庭情况",),
    "shop_staff": ("店员", "从业人员"),
    "interests": ("爱好",),
    "shop_area": ("经营面积", "面积"),
    "main_brands": ("主销卷烟",),
    "needs": ("客户需求", "主要需求"),
}
PARSERS: dict[str, Parse] = {"birth_date": cells.day, "spare_phone": cells.phone}


def _file_column(field: FileField) -> Column:
    parse = PARSERS.get(field.key, cells.short_text(LONGEST))
    hint = field.purpose if field.is_sensitive else ""
    return Column(field.key, field.heading, SYNONYMS.get(field.key, ()), False, parse, hint, field.example)


COLUMNS: Columns = (*REGISTER, *map(_file_column, KEPT_AS_ROWS))
HEADINGS = {column.key: column.heading for column in COLUMNS}
