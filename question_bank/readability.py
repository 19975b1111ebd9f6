"""How long and how hard a questionnaire is for somebody with little time: seconds, stems, double noes."""

import re
from dataclasses import dataclass

from question_bank.problems import Problem, Severity
from question_bank.questionnaires import ItemType, Questionnaire, SurveyItem, say
from question_bank.rules import problems as rule_problems
from question_bank.structure import texts_of

LONGEST_STEM = 28
"""Chinese characters of a stem that an older reader takes in at a glance."""
WORDIEST_STEM = 20
"""The same for words of a language written with spaces."""
MOST_QUESTIONS = 12

CHARACTERS_PER_SECOND = 6.0
WORDS_PER_SECOND = 3.5

_THINKING: dict[ItemType, float] = {
    ItemType.SINGLE: 4,
    ItemType.MULTIPLE: 6,
    ItemType.RATING: 4,
    ItemType.NPS: 5,
    ItemType.KANO: 14,
    ItemType.GAP: 15,
    ItemType.MATRIX: 0,
    ItemType.RANKING: 4,
    ItemType.SHORT_TEXT: 8,
    ItemType.LONG_TEXT: 15,
    ItemType.NUMBER: 6,
    ItemType.DATE: 9,
    ItemType.PHOTO: 20,
    ItemType.INFORMATION: 0,
}
_PER_ROW = 4.0
_PER_RANK = 3.0
_IMPORTANCE = 4.0

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CLAUSE = re.compile(r"[，。！？；：,.!?;:\n（）()]+")

_A_NOT_A = re.compile(r"(\w)[不没]\1|有没有")
_HARMLESS_NO = re.compile(
    r"无所谓|不错|不但|不仅|不管|不论|不如|不过|不久|不同|不断|无论|未来|未成年|除非|非常|没关系|差不多|了不起|对不起|不好意思|是否|"
    r"不满意|不知道|不方便|不太懂"
)
_DOUBLE_NO = re.compile(
    r"不得不|不能不|不会不|不可不|不无|无不|莫不|未尝不|并非不|难道[不没]|非[^，。？！]{1,8}不可"
)
_NO = re.compile(r"[不没未无非勿别]")
_ENGLISH_NO = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|hardly|cannot|\w+n['’]t)\b", re.IGNORECASE
)
_ENGLISH_NEGATED = re.compile(
    r"\b(?:not|never|\w+n['’]t)\s+(?:\w+\s+)?(?:unhappy|unhelpful|unclear|unlikely|unable|uncommon|"
    r"unreasonable|unnecessary|unsatisfied|unsatisfactory|dissatisfied|disagree|dislike|impossible|impolite|incorrect|"
    r"inconvenient|insufficient|incomplete)\b",
    re.IGNORECASE,
)
_JUMP = re.compile(
    r"(?:请)?(?:跳到|跳至|转到|转至|直接答)第?\s*\d+\s*题?|\b(?:skip|go|jump) to (?:question|item) \w+", re.I
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the publish page: its code ("stems"), and what it found; nothing found is good news."""

    code: str
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """No error and no warning; a hint does not count."""
        return all(problem.severity is Severity.HINT for problem in self.problems)


def checks(questionnaire: Questionnaire) -> tuple[Check, ...]:
    """The five publish checks about content: consent, stems, count, negation, skips."""
    return (
        Check("consent", tuple(consent_needed(questionnaire))),
        Check("stems", (*long_stems(questionnaire), *uncommon_characters(questionnaire))),
        Check("count", tuple(many_questions(questionnaire))),
        Check("negation", tuple(double_negatives(questionnaire))),
        Check("skips", tuple(unreachable(questionnaire))),
    )


def characters(text: str) -> int:
    """Han characters, plus one for each number or Latin word; punctuation is free."""
    return len(_HAN.findall(text)) + len(_WORD.findall(_HAN.sub(" ", text)))


def length(text: str, language: str) -> tuple[int, int]:
    """How long a stem is and what is still easy: characters for Chinese, words for other languages."""
    if language.startswith("zh"):
        return characters(text), LONGEST_STEM
    return len(_WORD.findall(text)), WORDIEST_STEM


def longest_stem(questionnaire: Questionnaire, language: str | None = None) -> tuple[str, int]:
    """The key of the item with the longest stem, and its length; ("", 0) when there is none."""
    tongue = language or questionnaire.base_language
    lengths = [(length(say(item.stem, tongue), tongue)[0], item.key) for item in questionnaire.items]
    longest, key = max(lengths, default=(0, ""), key=lambda pair: pair[0])
    return key, longest


def seconds(questionnaire: Questionnaire, language: str | None = None) -> int:
    """About how long answering takes; questions behind a rule count half."""
    tongue = language or questionnaire.base_language
    total = 0.0
    for item in questionnaire.items:
        own = seconds_of(item, tongue, questionnaire.base_language)
        total += own / 2 if item.show_when else own
    return round(total)


def seconds_of(item: SurveyItem, language: str, base: str) -> float:
    """Reading time of the words on the screen and the time to decide; optional writing counts half."""
    words = [say(text, language, base) for text in texts_of(item) if text is not item.explanation]
    reading = sum(_reading(text, language) for text in words)
    thinking = _THINKING[item.type] + _PER_ROW * len(item.rows) + _IMPORTANCE * item.ask_importance
    if item.type is ItemType.RANKING:
        thinking += _PER_RANK * len(item.options)
    writes = item.type in (ItemType.SHORT_TEXT, ItemType.LONG_TEXT, ItemType.PHOTO)
    return reading + (thinking / 2 if writes and not item.required else thinking)


def long_stems(questionnaire: Questionnaire) -> list[Problem]:
    """Stems over 28 Chinese characters, or 20 words, in any language of the questionnaire."""
    found = []
    for item in _asking(questionnaire):
        for language, stem in item.stem.items():
            size, limit = length(stem, language)
            if size > limit:
                code = "stem_too_long" if language.startswith("zh") else "stem_too_wordy"
                found.append(Problem(Severity.WARNING, code, item.key, {"length": size, "limit": limit}))
    return found


def uncommon_characters(questionnaire: Questionnaire) -> list[Problem]:
    """Hints at stems with characters outside level 1 of GB/T 2312, the 3,755 in common use."""
    found = []
    for item in _asking(questionnaire):
        rare = "".join(dict.fromkeys(each for each in item.stem.get("zh-Hans", "") if not _common(each)))
        if rare:
            found.append(Problem(Severity.HINT, "uncommon_characters", item.key, {"characters": rare}))
    return found


def many_questions(questionnaire: Questionnaire) -> list[Problem]:
    """More than twelve numbered questions."""
    count = len(questionnaire.numbered())
    if count <= MOST_QUESTIONS:
        return []
    return [Problem(Severity.WARNING, "many_questions", None, {"count": count, "limit": MOST_QUESTIONS})]


def double_negatives(questionnaire: Questionnaire) -> list[Problem]:
    """Questions that say no twice, in Chinese or in English."""
    found = []
    for item in _asking(questionnaire):
        for language, stem in item.stem.items():
            words = double_negative(stem, language)
            if words:
                found.append(Problem(Severity.WARNING, "double_negative", item.key, {"words": words}))
    return found


def double_negative(text: str, language: str) -> str:
    """The clause that says no twice, else ""; 够不够 and words like 无所谓 are no negation."""
    for clause in _CLAUSE.split(text):
        if language.startswith("zh"):
            twice = bool(_DOUBLE_NO.search(clause)) or len(_NO.findall(_plain_zh(clause))) > 1
        else:
            twice = len(_ENGLISH_NO.findall(clause)) > 1 or bool(_ENGLISH_NEGATED.search(clause))
        if twice:
            return clause.strip()
    return ""


def unreachable(questionnaire: Questionnaire) -> list[Problem]:
    """Rules that are wrong or can never hold, and texts that tell people to jump instead of a rule."""
    found = list(rule_problems(questionnaire))
    for item in questionnaire.items:
        for text in (*item.stem.values(), *item.hint.values()):
            jump = _JUMP.search(text)
            if jump:
                found.append(Problem(Severity.WARNING, "jump_instruction", item.key, {"words": jump[0]}))
    return found


def consent_needed(questionnaire: Questionnaire) -> list[Problem]:
    """A hint that the consent block will be shown, naming what is asked."""
    purposes = sorted({item.personal or "" for item in questionnaire.personal})
    if not purposes:
        return []
    return [Problem(Severity.HINT, "consent_needed", None, {"purposes": ", ".join(purposes)})]


def _asking(questionnaire: Questionnaire) -> list[SurveyItem]:
    return [item for item in questionnaire.items if item.type is not ItemType.INFORMATION]


def _common(character: str) -> bool:
    """True for all that is no Han character, and for rows 16 to 55 of GB/T 2312."""
    if not _HAN.match(character):
        return True
    code = character.encode("gb2312", "ignore")
    return bool(code) and 0xB0 <= code[0] <= 0xD7


def _reading(text: str, language: str) -> float:
    if language.startswith("zh"):
        return characters(text) / CHARACTERS_PER_SECOND
    return len(_WORD.findall(text)) / WORDS_PER_SECOND


def _plain_zh(clause: str) -> str:
    """The clause without A-not-A questions and words in which the no is no longer one."""
    return _HARMLESS_NO.sub("", _A_NOT_A.sub("", clause))
