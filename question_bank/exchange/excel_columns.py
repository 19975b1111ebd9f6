"""What the columns of a question table mean, by their headings; wide enough for what people write there."""

import re
from collections.abc import Sequence

from question_bank.exchange.raw_questions import plain

FIELDS: dict[str, str] = {
    "number": r"序号|编号|题号|no",
    "kind": r"题型|试题类型|题目类型|类型|题类|type",
    "stem": r"题干|题目|题目内容|试题内容|试题|问题|题目名称|试题题干|题干内容|question|stem",
    "options": r"选项|题目选项|试题选项|备选项|备选答案|选项内容|options",
    "key": r"答案|正确答案|题目答案|参考答案|标准答案|试题答案|正确选项|answer|key",
    "points": r"分值|分数|单空分数|得分|points|score",
    "difficulty": r"难度|难易度|难度系数|试题难度|difficulty",
    "knowledge_point": r"知识点|考点|分类|章节|所属分类|试题分类|科目|作业种类|知识点路径|category",
    "explanation": r"解析|答案解析|试题解析|题目解析|说明|分析|explanation",
    "source": r"依据文件|依据|出处|来源|制度依据|source",
    "expires": r"失效日期|有效期至|到期日|expires",
    "tags": r"标签|tags",
    "problem": r"挂问题|所属问题|对应问题|关联问题|problem",
    "indicator": r"指标|所属指标|对应指标|关联指标|indicator",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in FIELDS.items()}
_LETTER = re.compile(r"(?:选项|答案|备选项|option)?[-_]?([a-z])")
_BLANK = re.compile(r"(?:空|填空|blank)[-_]?(\d{1,2})")
_OPTION_NUMBER = re.compile(r"(?:选项|option)[-_]?(\d{1,2}|[一二三四五六七八九十])")
_NUMERALS = "一二三四五六七八九十"


def meaning(heading: str) -> str:
    """The field a heading stands for; `option:A`, `blank:1`, or "" where it is not known."""
    bare = re.sub(r"[\s*＊]+|[（(][^（()）]{0,40}[)）]", "", plain(heading)).casefold().strip(":：")
    for name, pattern in _PATTERNS.items():
        if pattern.fullmatch(bare):
            return name
    if found := _BLANK.fullmatch(bare):
        return f"blank:{int(found[1])}"
    if found := _OPTION_NUMBER.fullmatch(bare):
        number = _NUMERALS.find(found[1]) + 1 or int(found[1])
        return f"option:{chr(64 + number)}" if 1 <= number <= 26 else ""
    if found := _LETTER.fullmatch(bare):
        return f"option:{found[1].upper()}"
    return ""


def header_place(rows: Sequence[Sequence[str]], within: int = 20) -> int | None:
    """The row with the most known headings, one of them the question; None where there is none."""
    best, place = 1, None
    for number, row in enumerate(rows[:within]):
        known = {meaning(cell) for cell in row if cell} - {""}
        if "stem" in known and len(known) > best:
            best, place = len(known), number
    return place


def columns(row: Sequence[str]) -> dict[str, int]:
    """Which field stands in which column; the first column wins."""
    found: dict[str, int] = {}
    for place, heading in enumerate(row):
        name = meaning(heading) if heading else ""
        if name:
            found.setdefault(name, place)
    return found
