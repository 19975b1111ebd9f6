"""How lines of Chinese question banks look: heads, numbers, keys, explanations, and what is only noise."""

import re

from question_bank.exchange.raw_questions import KIND_WORDS

_COUNT = r"[一二三四五六七八九十百\d]{1,4}"
_ORDINAL = rf"(?:第\s*{_COUNT}\s*(?:部分|大题|章|节|单元|篇)\s*[、.．:：]?\s*)"
_NUMERAL = r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?\s*[、.．:：]?\s*)"
_SAID = r"(?:[（(【\[].{0,200}[)）】\]])"

HEAD = re.compile(
    rf"(?:[=＝#*\s]*[<《]*\s*)?(?:{_ORDINAL}?{_NUMERAL}?)({KIND_WORDS}题)"
    rf"\s*(?:{_SAID}|[:：].{{0,120}})?\s*[。.]?\s*[>》]*[=＝#*\s]*"
)
CHAPTER = re.compile(rf"{_ORDINAL}(.{{0,40}})")
GLUED_HEAD = re.compile(
    rf"(?:{_ORDINAL}|[一二三四五六七八九十]{{1,3}}\s*[、.．]\s*)?{KIND_WORDS}题\s*{_SAID}?\s*(?=1\s*[、.．])"
)
POINTS_EACH = re.compile(r"每(?:小)?题\s*(\d{1,3}(?:\.\d+)?)\s*分")

MARKED = re.compile(r"(?:第\s*)?(\d{1,5})\s*(?:题\s*)?(?:[.、．,，:：)）]|(?<=题))\s*(.+)", re.DOTALL)
BRACKETED = re.compile(r"[（(]\s*(\d{1,5})\s*[)）]\s*[.、．]?\s*(.+)", re.DOTALL)
BARE = re.compile(r"(\d{1,4})(?:\s+(.+)|([^\d\s%％.,，年月日].+))", re.DOTALL)
DECIMAL = re.compile(r"\d{1,5}[.．]\d")

_ANSWER = r"(?:正确答案|参考答案|标准答案|本题答案|答案)"
KEY = re.compile(
    rf"(?:[【\[]\s*{_ANSWER}\s*[】\]]\s*[:：]?"
    rf"|[(（]?{_ANSWER}\s*(?:[:：]|为[:：]?|是[:：]|\s(?=[A-Z√×对错])))\s*(.*)",
    re.DOTALL,
)
INNER_KEY = re.compile(rf"[【\[]\s*{_ANSWER}\s*[】\]]|{_ANSWER}\s*[:：]")
_EXPLAINED = r"(?:(?:答案|试题|题目|本题|参考)?(?:解析|分析|详解|解释)|考点分析)"
EXPLANATION = re.compile(
    rf"(?:[【\[]\s*{_EXPLAINED}\s*[】\]]\s*[:：]?|{_EXPLAINED}\s*[:：])\s*(.*)", re.DOTALL
)
INNER_EXPLANATION = re.compile(rf"[【\[]\s*{_EXPLAINED}\s*[】\]]|{_EXPLAINED}\s*[:：]")
FIELDS = re.compile(
    r"[【\[]?\s*(难度系数|难度|难易度|分值|分数|知识点|考点|分类|章节|标签|依据文件|依据|出处|来源|失效日期)"
    r"\s*[】\]]?\s*[:：]\s*(.*)"
)
FIELD_NAMES = {
    "难度系数": "difficulty",
    "难度": "difficulty",
    "难易度": "difficulty",
    "分值": "points",
    "分数": "points",
    "知识点": "knowledge_point",
    "考点": "knowledge_point",
    "分类": "knowledge_point",
    "章节": "knowledge_point",
    "标签": "tags",
    "依据文件": "source",
    "依据": "source",
    "出处": "source",
    "来源": "source",
    "失效日期": "expires",
}
JUDGE = re.compile(r"[（(]?\s*(?:此题|本题)为(判断|单选|多选)题\s*(?:[（(].{0,20}[)）])?\s*[。.]?\s*[)）]?")
NOISE = re.compile(
    r"点击查看.{0,10}|查看(?:正确)?答案.{0,10}|第\s*\d+\s*页.{0,20}|-\s*\d+\s*-"
    r"|.{0,30}(?:www\.|https?://)\S{3,80}.{0,20}"
)
TAIL = re.compile(
    r"[【\[（(]?\s*(?:.{0,30}?)(?:参考答案|标准答案|正确答案|答案)"
    r"\s*(?:[及与和]\s*(?:答案)?(?:解析|详解|评分标准))?\s*[】\])）]?\s*[:：]?"
)

TAG = re.compile(rf"[_*]*[\[【（(]\s*({KIND_WORDS}题?)\s*[\]】）)][_*]*")
SQUARE_TAG = re.compile(rf"\[\s*{KIND_WORDS}题\s*\]")
FIRST_WORD = re.compile(rf"({KIND_WORDS}题)\s*[:：]?\s+|题目\s*[:：]\s*")
SCORE = re.compile(
    r"^\s*[（(]\s*(\d{1,3}(?:\.\d+)?)\s*分\s*[)）]|[（(\[]\s*(\d{1,3}(?:\.\d+)?)\s*分\s*[)）\]]\s*$"
)

_KEYLIKE = r"(?:[A-ZＡ-Ｚ][A-ZＡ-Ｚ、,，\s]{0,20}|[√×✓✗]|对|错|正确|错误)"
TAIL_ENTRY = re.compile(rf"[（(]?(\d{{1,5}})\s*[.、．,，:：)）]?\s*(?:{_ANSWER}\s*[:：]\s*)?(.*)", re.DOTALL)
TAIL_START = re.compile(
    rf"[（(]?\d{{1,5}}\s*[.、．,，:：)）]?\s*(?:{_ANSWER}\s*[:：].*|{_KEYLIKE}\s*[。.;；]?(?:\s.*|\d.*|【.*|解析.*)?)"
    rf"|\d{{1,5}}\s*[-~—–～至]\s*\d{{1,5}}.*",
    re.DOTALL,
)
TAIL_RANGE = re.compile(
    r"(\d{1,5})\s*[-~—–～至]\s*(\d{1,5})\s*[.、．:：]?\s*((?:[A-ZＡ-Ｚ√×✓✗对错]+[\s,，、;；]*)+)"
)
TAIL_PAIR = re.compile(
    r"(\d{1,5})\s*[.、．:：)）]?\s*([A-ZＡ-Ｚ]{1,8}|[√×✓✗]|对|错|正确|错误)(?=[\s,，;；、。.\d（(]|$)"
)
BETWEEN = re.compile(r"[\s,，;；、。.]*")
