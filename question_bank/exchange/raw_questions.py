"""A question as a text, a Word file or a row of a workbook tells it, before anything is concluded from it."""

import re
import unicodedata
from dataclasses import dataclass, field

from question_bank.items import ItemType, Picture

_KINDS: tuple[tuple[str, ItemType | None], ...] = (
    (r"单选|单项选择|single", ItemType.SINGLE),
    (r"多选|多项选择|不定项|multiple", ItemType.MULTIPLE),
    (r"判断|是非|对错|正误|true", ItemType.TRUE_FALSE),
    (r"填空|完形|fill|blank", ItemType.FILL_IN),
    (r"排序|顺序题|order", ItemType.ORDERING),
    (r"数值|数字类|numeric", ItemType.NUMERIC),
    (r"简答|问答|论述|名词解释|案例|材料|计算|分析题|主观|essay|short", ItemType.ESSAY),
)
KIND_WORDS = (
    r"(?:单项选择|单选|多项选择|多选|不定项选择|不定项|选择|判断正误|判断改错|判断|是非|填空|简答|问答|论述|"
    r"名词解释|案例分析|案例|材料分析|计算|综合分析|综合|排序|主观)"
)


def kind_of(word: str) -> ItemType | None:
    """The type a word like 单项选择题 names; None where it leaves it open."""
    folded = word.casefold()
    return next((kind for pattern, kind in _KINDS if re.search(pattern, folded)), None)


def plain(text: str) -> str:
    """Full-width letters and marks as half-width ones: for labels and keys, never for what people read."""
    return unicodedata.normalize("NFKC", text)


@dataclass(slots=True)
class Raw:
    """What stands in the file for one question; lists hold lines."""

    line: int
    number: int | None = None
    section: int = 0
    kind: str = ""
    stem: list[str] = field(default_factory=list)
    stem_lines: list[int] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    key: str | None = None
    key_line: int | None = None
    explanation: list[str] = field(default_factory=list)
    points: float | None = None
    difficulty: str = ""
    knowledge_point: str = ""
    source: str = ""
    expires: str = ""
    tags: str = ""
    problem: str = ""
    indicator: str = ""
    pictures: list[Picture] = field(default_factory=list)
    unlabelled: bool = False
    closed: bool = False

    @property
    def complete(self) -> bool:
        """Whether the next number may begin another question."""
        return bool(self.options or self.key is not None or self.explanation or self.closed)
