"""The 18 fields of the customer file (客户信息档案), in the order in which offices write them."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class FileField:
    """`heading` is what a spreadsheet calls it; a sensitive one says what it is kept for."""

    key: str
    label: Any
    heading: str
    purpose: Any = ""
    example: str = ""

    @property
    def is_sensitive(self) -> bool:
        return bool(self.purpose)


NAME, PHONE = "name", "phone"
FIELDS = (
    FileField(NAME, _l("Name of the retailer"), "客户姓名", example="王小明"),
    FileField("gender", _l("Gender"), "性别", example="男"),
    FileField("nation", _l("Ethnic group"), "族别", _l("Only for care on feast days"), "汉族"),
    FileField("birth_date", _l("Date of birth"), "出生日期", _l("Only for birthday wishes"), "1966-05-01"),
    FileField("education", _l("Education"), "学历", example="初中"),
    FileField("address", _l("Address"), "联系地址", _l("Only for visits and delivery"), "武安镇官山村12号"),
    FileField(PHONE, _l("Telephone"), "电话", _l("Only for service calls"), "13800138000"),
    FileField(
        "spare_phone",
        _l("Second telephone"),
        "备用电话",
        _l("Only where the first is not answered"),
        "0596-8321234",
    ),
    FileField("email", _l("E-mail"), "邮箱", _l("Only for notices"), "wang@example.cn"),
    FileField("family", _l("Family"), "家庭成员", _l("Only for help through the family"), "儿子一家在县城"),
    FileField("shop_staff", _l("People in the shop"), "店内人员", example="夫妻二人"),
    FileField("interests", _l("Interests"), "兴趣爱好", example="象棋"),
    FileField("shop_area", _l("Area of the shop"), "店面面积", example="35平方米"),
    FileField("main_brands", _l("Main brands"), "主销品牌", example="七匹狼"),
    FileField("sales_structure", _l("Structure of sales"), "销售结构", example="中档为主"),
    FileField("cooperation", _l("Cooperation"), "配合情况", example="好"),
    FileField("support", _l("Support"), "支持情况", example="好"),
    FileField("needs", _l("Needs"), "需求", example="想学网上订货"),
)
BY_KEY = {field.key: field for field in FIELDS}
# Name and telephone are columns of the register itself; the others are rows of the file.
KEPT_AS_ROWS = tuple(field for field in FIELDS if field.key not in (NAME, PHONE))
TOTAL = len(FIELDS)
