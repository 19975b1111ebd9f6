"""Files an import hands out: templates to fill in, and what needs mending, given back with the reasons."""

import io
from collections.abc import Iterable
from pathlib import Path

from flask_babel import gettext as _

from portal.i18n import say
from portal.quizzes.imports import import_page, import_reading
from portal.quizzes.imports.import_reading import Row, Told
from portal.quizzes.imports.import_states import State, States, states_of
from portal.quizzes.models import ItemImport
from portal.sheets.writing import EXAMPLE, NOTES_SHEET, REASON, XLSX, Workbook
from portal.storage import files

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain; charset=utf-8"
COMMENT = "//!"
WAITING = (State.MEND,)
COLUMNS = (
    "序号", "题型*", "题干*", *(f"选项{letter}" for letter in "ABCDEFGH"), "答案*", "分值", "难度",
    "知识点", "解析", "依据文件", "失效日期", "标签", "挂问题", "指标",
)  # fmt: skip
EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "题型*": "单选", "题干*": "客户反映的事属于别的部门，首问人应当？", "选项A": "请他自己找",
        "选项B": "登记并转办，到办结为止", "选项C": "留个电话", "答案*": "B", "分值": "2", "难度": "2",
        "知识点": "服务/首问负责", "解析": "首问人负责到办结。", "依据文件": "《首问负责制》第三条",
        "失效日期": "2027-12-31", "标签": "月考",
    },
    {
        "题型*": "填空", "题干*": "结对子按“一带____”组成小组。", "答案*": "三;3", "分值": "2", "难度": "1",
        "知识点": "服务/结对子",
    },
)  # fmt: skip
NOTES = (
    ("题型", "单选、多选、判断、填空、简答、排序、数值。空着时按答案猜。"),
    ("题干", "填空的空用四个下划线 ____ 表示。"),
    ("选项A—H", "没有的空着；多于八个时，自己加“选项I”等列。"),
    ("答案", "单选写 B；多选写 AC 或 A、C；判断写 对 或 错；排序写 CAB。"),
    ("", "填空：同一空的几种写法用分号隔开，下一空用竖线：三;3|客户。"),
    ("", "像 1-2 这样的答案，先把单元格设成文本，不然会变成日期。"),
    ("分值、难度", "分值是数字，空着算 1 分；难度 1—5，1 最容易。"),
    ("知识点", "用斜线分级：服务/首问负责。"),
    ("失效日期", "依据到哪天为止，如 2027-12-31；过期的题不再抽。"),
    ("挂问题、指标", "写问题的编号或原话、指标的编码或名称；系统里没有的会提示，题照样导入。"),
    ("示例行", "序号写着“示例”的行不会导入，可以留着。"),
)
SAMPLE = """一、单选题（每题2分）
1. 客户反映的事属于别的部门，首问人应当？
A. 请他自己找
B. 登记并转办，到办结为止
C. 留个电话
答案：B
解析：首问人负责到办结。
难度：2
知识点：服务/首问负责

二、多选题（每题2分）
2. 进店后要看的有：
A. 价签
B. 库存
C. 陈列
D. 天气
答案：ABC

三、判断题（每题1分）
3. 对方点了接收，才算交接。（√）

四、填空题（每空1分）
4. 结对子按“一带____”组成小组。
答案：三;3

五、简答题（每题5分）
5. 老人第一次用手机订货，要注意什么？
答案：慢一点说；让他自己点；陪他订完第一单。
"""


def template() -> bytes:
    """The workbook: two samples that the reader skips, and a sheet that explains the columns."""
    book = Workbook()
    page = book.add("题库")
    for place, heading in enumerate(COLUMNS):
        page.set_column(place, place, 36 if heading == "题干*" else 12, book.text)
        page.write_string(0, place, heading, book.must if heading.endswith("*") else book.head)
    page.freeze_panes(1, 0)
    for line, cells in enumerate(EXAMPLES, 1):
        book.write(
            page, line, [f"{EXAMPLE}{line}", *(cells.get(name, "") for name in COLUMNS[1:])], book.grey
        )
    explained = book.add(NOTES_SHEET)
    explained.set_column(0, 0, 16, book.text)
    explained.set_column(1, 1, 90, book.text)
    for line, note in enumerate(NOTES):
        book.write(explained, line, note, book.text)
    return book.content()


def sample_document() -> bytes:
    import docx  # heavy: only for this download

    document = docx.Document()
    for line in SAMPLE.splitlines():
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def sample(ending: str) -> tuple[bytes, str, str] | None:
    """Content, media type and name of a file to start from."""
    if ending == "xlsx":
        return template(), XLSX, "题库导入.xlsx"
    if ending == "docx":
        return sample_document(), WORD, "题库样例.docx"
    return (SAMPLE.encode("utf-8-sig"), TEXT, "题库样例.txt") if ending == "txt" else None


def faulty(run: ItemImport) -> tuple[bytes, str, str]:
    """What waits for mending: a sheet with a red column in front, or a text with the reasons as comments."""
    states = states_of(run)
    stem = f"{Path(run.file_name).stem}-{_('to mend')}"
    if import_reading.about(run).format == "excel":
        return _faulty_rows(run, states), XLSX, f"{stem}.xlsx"
    return _faulty_lines(run, states).encode("utf-8-sig"), TEXT, f"{stem}.txt"


def _faulty_rows(run: ItemImport, states: States) -> bytes:
    """The rows as they stood in the file, under their own headings."""
    if run.file is None:
        raise import_reading.Unreadable(
            _("The file of this import is not kept any more. Upload it once more.")
        )
    reasons = {(row.row.sheet, row.row.line): _reasons(row) for row in _waiting(run, states)}
    reasons |= {
        (told.sheet, told.line): [import_page.told_words(told)]
        for told in import_reading.about(run).general
        if told.code == "row_without_stem"
    }
    tables = import_reading.tables(files.read(run.file), run.file_name)
    book = Workbook()
    for table in tables:
        sheet = table.name if len(tables) > 1 else ""
        lines = [n for n in range(len(table.rows)) if (sheet, table.first_line + n) in reasons]
        if not lines:
            continue
        page = book.add(
            "".join(letter for letter in table.name if letter not in "[]:*?/\\'")[:31] or "Sheet1"
        )
        page.set_column(0, 0, 46)
        page.freeze_panes(1, 1)
        head = _head(table, min(lines))
        book.write(page, 0, [REASON, *table.rows[head]], book.head)
        for line, n in enumerate(lines, 1):
            page.write_string(line, 0, "\n".join(reasons[sheet, table.first_line + n]), book.red)
            book.write(page, line, table.rows[n], book.text, first=1)
    return book.content()


def _head(table: import_reading.Table, before: int) -> int:
    """The row of headings: the fullest one above the first question."""
    return max(range(min(before, 20)) or [0], key=lambda n: sum(map(bool, table.rows[n])))


def _faulty_lines(run: ItemImport, states: States) -> str:
    lines: list[str] = []
    for told in import_reading.about(run).general:
        if told.line is not None and told.severity != "hint":
            lines.append(_comment([_place(told), import_page.told_words(told)]))
    for row in _waiting(run, states):
        lines.append("")
        lines += [_comment([_place(row.row), reason]) for reason in _reasons(row)]
        lines += [text for _number, text in row.row.source] or [say(row.item.stem)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _waiting(run: ItemImport, states: States) -> Iterable[import_page.ShownRow]:
    rows = [row for row, state in enumerate(states.states) if state in WAITING]
    for start in range(0, len(rows), import_reading.CHUNK):
        yield from import_page.shown_rows(run, states, rows[start : start + import_reading.CHUNK])


def _reasons(row: import_page.ShownRow) -> list[str]:
    said = [import_page.told_words(each) for each in row.problems if each.is_error]
    return [*said, *([import_page.twin_words(row.twin)] if row.twin else [])] or [_("Look at this question.")]


def _place(told: Told | Row) -> str:
    return import_page.place_words(told)


def _comment(parts: Iterable[str]) -> str:
    return f"{COMMENT} " + " ".join(" ".join(part.split()) for part in parts)
