"""The workbook of our template: one row a question, columns as in the import template."""

import io
from collections.abc import Mapping

from question_bank.exchange.chinese_writing import answer_of, details, source_of
from question_bank.exchange.gift_writing import figure
from question_bank.exchange.item_content import WrittenItems, letters
from question_bank.exchange.item_remarks import languages_left, speaker, type_left, unsaid, with_material
from question_bank.items import MARKER, Bank, Item, ItemType

FORMAT = "Excel"
KINDS = {
    ItemType.SINGLE: "单选",
    ItemType.MULTIPLE: "多选",
    ItemType.TRUE_FALSE: "判断",
    ItemType.FILL_IN: "填空",
    ItemType.NUMERIC: "数值",
    ItemType.ORDERING: "排序",
    ItemType.ESSAY: "简答",
}
ABOUT = ("答案*", "分值", "难度", "知识点", "解析", "依据文件", "失效日期", "标签")
LEAST_OPTIONS = 8
_KNOWN = frozenset(
    {"options", "right", "blanks", "accepted", "any_order", "points", "explanation", "model_answer"}
) | {"difficulty", "knowledge_point", "tags", "source", "expires_on"}


def write(bank: Bank, files: Mapping[str, bytes]) -> WrittenItems:
    """The template filled with the questions; what has no column is named."""
    import xlsxwriter  # heavy: not for reading

    bank, joined = with_material(bank)
    remarks = [*languages_left(bank, FORMAT), *joined]
    count = max((len(item.options) for item in bank.items), default=0)
    names = letters(max(LEAST_OPTIONS, count))
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("题库")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, ["题型*", "题干*", *(f"选项{name}" for name in names), *ABOUT])
        row = 0
        for item in bank.items:
            if item.type not in KINDS:
                remarks.append(type_left(item, FORMAT))
                continue
            row += 1
            remarks += unsaid(item, _KNOWN, FORMAT, details(item))
            for column, text in enumerate(_row(bank, item, len(names))):
                sheet.write_string(row, column, text)
    return WrittenItems(target.getvalue(), remarks)


def _row(bank: Bank, item: Item, width: int) -> list[str]:
    say = speaker(bank)
    keys = dict(zip([option.key for option in item.options], letters(len(item.options)), strict=True))
    options = [say(option.text) for option in item.options] if item.type is not ItemType.TRUE_FALSE else []
    options += [""] * (width - len(options))
    about = [
        answer_of(item, keys, say),
        figure(item.points),
        str(item.difficulty or ""),
        item.knowledge_point,
        say(item.explanation),
        source_of(item),
        item.expires_on.isoformat() if item.expires_on else "",
        " ".join(item.tags),
    ]
    return [KINDS[item.type], MARKER.sub("____", say(item.stem)), *options, *about]
