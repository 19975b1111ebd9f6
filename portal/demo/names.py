"""Invented people and shops: surnames and given names are put together by chance, numbers are nobody's."""

import random
from datetime import date

SURNAMES = "林陈黄郑王张李吴刘蔡杨许叶戴卢苏连薛沈江汤庄曾游洪谢邱方柯高"
GIVEN = (
    "阿明", "水生", "美玉", "建国", "秀英", "志强", "金花", "文彬", "丽华", "国平", "春梅", "永福", "阿珠",
    "海滨", "玉兰", "天赐", "素珍", "德旺", "月娥", "火土", "庆祥", "雅琴", "木根", "锦华", "淑芬", "阿根",
    "宝珠", "清水", "惠珍", "荣华", "进发", "碧霞", "开泰", "红英", "长庚", "亚妹", "顺利", "彩云",
)  # fmt: skip
SHOP_FIRST = (
    "福兴", "顺发", "好又来", "永泰", "利民", "乐家", "万家", "和顺", "客来",
    "金源", "信达", "便民", "阿婆", "老街", "新村", "惠民", "联发", "四季",
)  # fmt: skip
SHOP_LAST = ("食杂店", "便利店", "小卖部", "商店", "副食店", "超市", "烟酒店")
VILLAGES = {
    "城区": ("东门社区", "西门社区", "南街社区", "新城社区", "桥头社区", "车站社区"),
    "北片": ("上坂村", "坑内村", "石溪村", "岭头村", "水尾村", "后山村", "新田村"),
    "东片": ("东洋村", "溪口村", "古楼村", "下店村", "双圳村", "大埔村", "竹园村"),
    "南片": ("南埔村", "渡口村", "洋中村", "前厝村", "湖边村", "林墩村", "枋尾村"),
    "城关片": ("城关社区", "北门社区", "河滨社区"),
    "沙岭片": ("沙岭村", "茶坪村", "高洋村", "大坝村"),
}
FAMILY = ("儿子一家在县城", "与儿子儿媳同住", "夫妻二人", "女儿在外地", "与老伴同住", "三代同堂")
RELATIONS = ("儿子", "女儿", "儿媳", "孙子", "侄儿")
INTERESTS = ("象棋", "泡茶", "看戏", "钓鱼", "广场舞", "听芗剧", "篮球")
BRANDS = ("七匹狼", "七匹狼、石狮", "红双喜", "石狮", "中华、七匹狼")
STRUCTURES = ("中档为主", "低档为主", "中高档为主", "高低都有")
NEEDS = ("想学网上订货", "想要货源信息", "陈列指导", "新品介绍", "希望多来几趟", "终端设备维护")
EDUCATION = ("小学", "初中", "高中", "中专", "大专")
SCALE = ("好", "较好", "一般")
AREAS = {"small": (10, 28), "medium": (26, 60), "large": (55, 160)}


def person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def shop(rng: random.Random) -> str:
    return rng.choice(SHOP_FIRST) + rng.choice(SHOP_LAST)


def phone(number: int) -> str:
    """From a block that nobody has been given: 138 0000 and four digits more."""
    return f"138{number:08d}"


def birthday(rng: random.Random, years: tuple[int, int]) -> date:
    return date(2012 - rng.randint(*years), rng.randint(1, 12), rng.randint(1, 28))


def customer_file(
    rng: random.Random, *, born: date, size: str, village: str, number: int, thorough: float
) -> dict[str, str]:
    """What the customer managers have written down; the more thorough, the fewer fields are missing."""
    low, high = AREAS[size]
    fields = {
        "gender": rng.choice("男女"),
        "nation": "汉族",
        "education": rng.choice(EDUCATION),
        "address": f"{village}{rng.randint(1, 180)}号",
        "spare_phone": phone(500000 + number),
        "email": f"shop{number}@example.cn",
        "family": rng.choice(FAMILY),
        "shop_staff": rng.choice(("夫妻二人", "本人", "本人和家人", "两名店员")),
        "interests": rng.choice(INTERESTS),
        "shop_area": f"{rng.randint(low, high)}平方米",
        "main_brands": rng.choice(BRANDS),
        "sales_structure": rng.choice(STRUCTURES),
        "cooperation": rng.choice(SCALE),
        "support": rng.choice(SCALE),
        "needs": rng.choice(NEEDS),
    }
    kept = {key: value for key, value in fields.items() if rng.random() < thorough}
    return {"birth_date": born.isoformat(), **kept}
