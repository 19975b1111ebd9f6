"""Items in the conventions of Chinese text: sections by type, numbers, letters, 答案, 解析."""

from collections.abc import Callable

from question_bank.exchange.gift_writing import figure
from question_bank.exchange.item_content import letters
from question_bank.exchange.item_remarks import speaker, type_left, unsaid
from question_bank.items import MARKER, TRUE, Accepted, Bank, Item, ItemType
from question_bank.problems import Problem
from question_bank.questionnaires import Text

FORMAT = "Chinese text"
HEADS = {
    ItemType.SINGLE: "单选题",
    ItemType.MULTIPLE: "多选题",
    ItemType.TRUE_FALSE: "判断题",
    ItemType.FILL_IN: "填空题",
    ItemType.NUMERIC: "数值题",
    ItemType.ORDERING: "排序题",
    ItemType.ESSAY: "简答题",
}
_KNOWN = frozenset({"options", "right", "blanks", "accepted", "any_order", "points", "explanation"}) | {
    *("model_answer", "difficulty", "knowledge_point", "tags", "source", "expires_on")
}

Say = Callable[[Text], str]


def lines_of(bank: Bank, format: str = FORMAT) -> tuple[list[str], list[Problem]]:
    """The lines of the whole bank, and what they cannot say."""
    say = speaker(bank)
    lines: list[str] = [say(bank.title), ""] if bank.title else []
    remarks: list[Problem] = []
    for number, item in enumerate(bank.items, 1):
        if item.type not in HEADS:
            remarks.append(type_left(item, format))
            continue
        remarks += unsaid(item, _KNOWN, format, details(item))
        lines += [*_item(item, number, say), ""]
    return lines, remarks


def _item(item: Item, number: int, say: Say) -> list[str]:
    names = [option.key for option in item.options]
    keys = dict(zip(names, letters(len(names)), strict=True))
    lines = [f"{number}、{_stem(item, say)} [{HEADS[item.type]}] ({figure(item.points)}分)"]
    if item.type is not ItemType.TRUE_FALSE:
        lines += [f"{keys[option.key]}. {flat(say(option.text))}" for option in item.options]
    lines.append(f"答案：{answer_of(item, keys, say)}")
    return lines + _about(item, say)


def _about(item: Item, say: Say) -> list[str]:
    said = {
        "解析": say(item.explanation),
        "难度": str(item.difficulty or ""),
        "知识点": item.knowledge_point,
        "标签": " ".join(item.tags),
        "依据文件": source_of(item),
        "失效日期": item.expires_on.isoformat() if item.expires_on else "",
    }
    return [f"{name}：{text}" for name, text in said.items() if text]


def source_of(item: Item) -> str:
    """Where the rule is written, in one line."""
    return " ".join(part for part in (item.source.document, item.source.clause) if part) or item.source.url


def answer_of(item: Item, keys: dict[str, str], say: Say) -> str:
    """The key as people write it; `keys` gives each option its letter."""
    if item.type is ItemType.TRUE_FALSE:
        return "".join("正确" if key == TRUE else "错误" for key in item.right)
    if item.type is ItemType.FILL_IN:
        parts = [";".join(_accepted(each) for each in blank.accepted) for blank in item.blanks]
        return ("乱序匹配 " if item.any_order else "") + "|".join(parts)
    if item.type is ItemType.NUMERIC:
        return ";".join(_accepted(each) for each in item.accepted)
    if item.type is ItemType.ESSAY:
        return say(item.model_answer)
    return "".join(keys.get(key, key) for key in item.right)


def _accepted(answer: Accepted) -> str:
    return figure(answer.value) if answer.value is not None else answer.text


def _stem(item: Item, say: Say) -> str:
    return flat(MARKER.sub("____", say(item.stem)))


def flat(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split("\n"))


def details(item: Item) -> list[str]:
    """Details of parts that have no place in a text or table."""
    found = []
    if any(option.feedback for option in item.options):
        found.append("feedback on answers")
    if any(option.fraction is not None for option in item.options):
        found.append("marks per answer")
    if any(option.picture for option in item.options):
        found.append("pictures of answers")
    if any(each.tolerance or each.minimum is not None for each in item.accepted):
        found.append("tolerance")
    return found
