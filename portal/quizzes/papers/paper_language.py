"""The fixed words of a printed paper. They are content, not screen words: a paper in Chinese follows the
conventions that question_bank.exchange reads back, whatever the catalogue of the screens holds."""

from collections.abc import Iterable

from portal.i18n import current_language, say
from portal.quizzes.papers.paper_words import figure, numeral
from question_bank.items import ItemType
from question_bank.papers import PaperRule

SECTIONS: dict[ItemType, dict[str, str]] = {
    ItemType.SINGLE: {"zh-Hans": "单项选择题", "en": "Single choice"},
    ItemType.MULTIPLE: {"zh-Hans": "多项选择题", "en": "Multiple choice"},
    ItemType.TRUE_FALSE: {"zh-Hans": "判断题", "en": "True or false"},
    ItemType.FILL_IN: {"zh-Hans": "填空题", "en": "Fill in the blanks"},
    ItemType.NUMERIC: {"zh-Hans": "数值题", "en": "Numbers"},
    ItemType.MATCHING: {"zh-Hans": "匹配题", "en": "Matching"},
    ItemType.ORDERING: {"zh-Hans": "排序题", "en": "Ordering"},
    ItemType.ESSAY: {"zh-Hans": "简答题", "en": "Short answers"},
}
WORDS: dict[str, dict[str, str]] = {
    "mixed": {"zh-Hans": "综合题", "en": "Mixed questions"},
    "each": {"zh-Hans": "（每题{each}分，共{points}分）", "en": " ({each} points each, {points} in all)"},
    "together": {"zh-Hans": "（共{n}题，{points}分）", "en": " ({n} questions, {points} points)"},
    "worth": {"zh-Hans": "（{points}分）", "en": " ({points} points)"},
    "heading": {"zh-Hans": "{numeral}、{title}", "en": "{numeral}. {title}"},
    "number": {"zh-Hans": "{number}．", "en": "{number}. "},
    "full": {"zh-Hans": "满分{points}分", "en": "{points} points in all"},
    "minutes": {"zh-Hans": "时间{minutes}分钟", "en": "{minutes} minutes"},
    "paper number": {"zh-Hans": "第{number}号卷", "en": "Paper no. {number}"},
    "trace": {"zh-Hans": "种子 {seed} · 卷库 {pool}", "en": "Seed {seed} · pool {pool}"},
    "name": {"zh-Hans": "姓名", "en": "Name"},
    "unit": {"zh-Hans": "单位", "en": "Unit"},
    "staff number": {"zh-Hans": "编号", "en": "Number"},
    "seal": {"zh-Hans": "密封线", "en": "seal"},
    "seal note": {"zh-Hans": "密封线内不要答题", "en": "Write nothing on this side of the line"},
    "part": {"zh-Hans": "题号", "en": "Part"},
    "earned": {"zh-Hans": "得分", "en": "Points"},
    "total": {"zh-Hans": "总分", "en": "Total"},
    "marker": {"zh-Hans": "阅卷人", "en": "Marked by"},
    "passed": {"zh-Hans": "是否合格", "en": "Passed"},
    "row": {"zh-Hans": "序号", "en": "No."},
    "key title": {"zh-Hans": "{title} 参考答案", "en": "{title}: answer key"},
    "sheet title": {"zh-Hans": "{title} 成绩登记表", "en": "{title}: score sheet"},
    "answer": {"zh-Hans": "答案：", "en": "Answer: "},
    "explanation": {"zh-Hans": "解析：", "en": "Explanation: "},
    "difficulty": {"zh-Hans": "难度：", "en": "Difficulty: "},
    "knowledge point": {"zh-Hans": "知识点：", "en": "Knowledge point: "},
    "source": {"zh-Hans": "依据文件：", "en": "Source: "},
    "material": {"zh-Hans": "阅读材料，回答第{first}—{last}题。", "en": "Read this for {first}–{last}."},
    "material one": {"zh-Hans": "阅读材料，回答第{first}题。", "en": "Read this for question {first}."},
    "order": {"zh-Hans": "正确顺序：", "en": "Right order: "},
    "bracket": {"zh-Hans": "（　　）", "en": " (     )"},
    "right": {"zh-Hans": "正确", "en": "True"},
    "wrong": {"zh-Hans": "错误", "en": "False"},
    "pages": {"zh-Hans": "第{page}页 共{pages}页", "en": "Page {page} of {pages}"},
    "demo": {"zh-Hans": "演示数据", "en": "Demo data"},
}


def words(name: str, **values: object) -> str:
    """In the language of the page."""
    return say(WORDS[name]).format(**values)


def section_title(rule: PaperRule | None, types: Iterable[ItemType]) -> str:
    """The rule's own title, else what its questions are."""
    own = say(rule.title) if rule is not None else ""
    kinds = set(types)
    if own or not kinds:
        return own
    return say(SECTIONS[kinds.pop()]) if len(kinds) == 1 else words("mixed")


def heading(number: int, title: str) -> str:
    return words("heading", numeral=numeral(number), title=title)


def note(points: Iterable[float]) -> str:
    """（每题2分，共20分）, or what all together are worth where they differ."""
    worths = list(points)
    total = figure(sum(worths))
    if len(set(worths)) == 1:
        return words("each", each=figure(worths[0]), points=total)
    return words("together", n=len(worths), points=total)


def is_chinese() -> bool:
    return current_language() != "en"
