"""The two counties below their city, who works there, and what stands at the foot of their pages."""

from dataclasses import dataclass
from datetime import datetime

from portal.demo.county import DISTRICTS
from portal.people import settings
from portal.people.models import DEMO, Account, Unit, UnitKind
from portal.people.services import create_account, create_unit

DEPARTMENTS = ("客户服务中心", "专卖", "物流", "电访")
SISTER_DISTRICTS = ("城关片", "沙岭片")
Person = tuple[str, str, str, str, str]  # login, name, role, post, unit

# 23 people; 陈队长 is one of the eight inspectors and leads the northern team.
STAFF: tuple[Person, ...] = (
    ("ct001", "郑主任", "manager", "director", ""),
    ("ct002", "吴小敏", "clerk", "clerk", ""),
    ("ct003", "林志远", "staff", "customer_manager", "北片"),
    ("ct004", "陈文静", "staff", "customer_manager", "城区"),
    ("ct005", "黄国栋", "staff", "customer_manager", "东片"),
    ("ct006", "郑晓岚", "staff", "customer_manager", "南片"),
    ("ct007", "陈队长", "leader", "inspector", "北片"),
    *((f"ct{8 + n:03}", name, "staff", "inspector", "专卖")
      for n, name in enumerate(("叶建军", "苏明辉", "卢志坚", "戴永强", "薛文斌", "曾国富", "沈立新"))),
    *((f"ct{15 + n:03}", name, "staff", "deliverer", "物流")
      for n, name in enumerate(("江水木", "汤阿勇", "庄火生", "游建成", "洪天来", "谢志平"))),
    *((f"ct{21 + n:03}", name, "staff", "telephonist", "电访")
      for n, name in enumerate(("邱丽琴", "方美云", "柯雅芳"))),
)  # fmt: skip
# Trainer, auditor and administrator serve every county, so they sit at the city.
CITY_STAFF: tuple[Person, ...] = (
    ("zz001", "林内训", "trainer", "trainer", ""),
    ("zz002", "许审计", "auditor", "auditor", ""),
    ("zz003", "蔡管理", "admin", "administrator", ""),
)
# 37 people, who sit the quarter's exam together with the 23 of 长泰县.
SISTER_STAFF: tuple[Person, ...] = (
    ("ha001", "杨主任", "manager", "director", ""),
    ("ha002", "高秀兰", "clerk", "clerk", ""),
    ("ha003", "连志鹏", "staff", "customer_manager", "城关片"),
    ("ha004", "张慧敏", "staff", "customer_manager", "沙岭片"),
    ("ha005", "李队长", "leader", "team_leader", "沙岭片"),
    ("ha006", "刘宝珍", "staff", "telephonist", ""),
    *(
        (f"ha{7 + n:03}", name, "staff", "inspector", "城关片")
        for n, name in enumerate(
            (
                "陈建华",
                "许文斌",
                "周志勇",
                "范国平",
                "童永福",
                "涂海滨",
                "雷开泰",
                "蓝长庚",
                "钟进发",
                "饶清水",
            )
        )
    ),
    *(
        (f"ha{17 + n:03}", name, "staff", "deliverer", "沙岭片")
        for n, name in enumerate(
            (
                "赖阿明",
                "马水生",
                "唐德旺",
                "邹火土",
                "贺木根",
                "严顺利",
                "温荣华",
                "韦庆祥",
                "段天赐",
                "阮阿根",
                "纪金水",
            )
        )
    ),
    *(
        (f"ha{28 + n:03}", name, "staff", "telephonist", "")
        for n, name in enumerate(
            (
                "罗秀英",
                "梁美玉",
                "宋丽华",
                "彭春梅",
                "曹玉兰",
                "袁素珍",
                "邓月娥",
                "傅雅琴",
                "崔淑芬",
                "龚碧霞",
            )
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Office:
    """A county with the units and people below it, by name and by login."""

    county: Unit
    units: dict[str, Unit]
    people: dict[str, Account]

    @property
    def districts(self) -> list[str]:
        return [name for name, unit in self.units.items() if unit.kind == UnitKind.DISTRICT]

    @property
    def director(self) -> Account:
        return self._first("director")

    @property
    def clerk(self) -> Account:
        return self._first("clerk")

    def with_post(self, post: str) -> list[Account]:
        return [person for person in self.people.values() if person.post == post]

    def manager_of(self, district: str) -> Account:
        home = self.units[district].id
        return next(person for person in self.with_post("customer_manager") if person.unit_id == home)

    def _first(self, post: str) -> Account:
        return self.with_post(post)[0]


def build(at: datetime) -> tuple[Office, Office]:
    """漳州市 with 长泰县, whose case is told, and 华安县, so that the walls between counties can be seen."""
    city = create_unit(name="漳州市公司", kind=UnitKind.CITY, parent=None, actor=None, at=at, source=DEMO)
    changtai = _county(city, "长泰县公司", DISTRICTS, DEPARTMENTS, STAFF, at)
    sister = _county(city, "华安县公司", SISTER_DISTRICTS, ("客户服务中心",), SISTER_STAFF, at)
    _people({"": city}, CITY_STAFF, at)
    phones = ((city, "0596-0000009"), (changtai.county, "0596-0000000"), (sister.county, "0596-0000001"))
    for unit, phone in phones:
        _settings(unit, phone, at)
    return changtai, sister


def _county(
    city: Unit, name: str, districts: tuple[str, ...], departments: tuple[str, ...],
    staff: tuple[Person, ...], at: datetime,
) -> Office:  # fmt: skip
    county = create_unit(name=name, kind=UnitKind.COUNTY, parent=city, actor=None, at=at, source=DEMO)
    units = {"": county}
    for kind, names in ((UnitKind.DISTRICT, districts), (UnitKind.DEPARTMENT, departments)):
        for each in names:
            units[each] = create_unit(name=each, kind=kind, parent=county, actor=None, at=at, source=DEMO)
            units[each].position = len(units) - 1
    return Office(county, units, _people(units, staff, at))


def _people(units: dict[str, Unit], staff: tuple[Person, ...], at: datetime) -> dict[str, Account]:
    made = {}
    for login, name, role, post, unit in staff:
        made[login] = create_account(
            unit=units[unit], login=login, name=name, role=role, post=post, at=at, source=DEMO,
            phone=f"1390000{int(login[2:]):04d}",
        )  # fmt: skip
    return made


def _settings(unit: Unit, phone: str, at: datetime) -> None:
    values = {
        "organisation_name": unit.name,
        "department_name": "客户服务",
        "office_phone": phone,
        "privacy_contact": "客户服务中心（演示）",
    }
    for key, value in values.items():
        settings.put(unit, key, value, None, at)
