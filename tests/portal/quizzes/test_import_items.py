"""A file of questions on its way into a bank: read, looked at, mended, imported once, taken back."""

import io
import json

import docx
import pytest
import xlsxwriter

from portal.extensions import db
from portal.jobs import queue
from portal.people.audit import AuditEvent
from portal.quizzes.banks import wording
from portal.quizzes.imports import import_reading, import_states
from portal.quizzes.models import BankPicture, ItemImport, QuizItem
from portal.storage.models import StoredFile
from tests.factories import make_account, make_unit
from tests.portal.quizzes.quiz_factories import items_of, make_bank
from tests.question_bank.exchange.test_word import png

WORD = (
    "一、单选题（每题2分）",
    "1. 进店后先做什么？", "A. 报单位姓名", "B. 看库存", "答案：A", "解析：先让人知道您是谁。",
    "2、送来的烟破了一条，该找谁？", "A、送货员", "B、办公室", "答案：E",
    "3. 订货截止是星期几？ A.一 B.五 答案：B",
    "4. 扫码枪不响先看哪里？", "A. 电源", "B. 屏幕",
    "5. 进店后先做什么？", "A. 报单位姓名", "B. 看库存", "答案：A",
    "6. 订货截止是星期几？ A.一 B.五 答案：A",
)  # fmt: skip


@pytest.fixture
def bank(app):
    return make_bank(make_unit("长泰"), items=[])


@pytest.fixture
def trainer(bank, sign_in):
    person = make_account("trainer", bank.unit, language="en")
    sign_in(person)
    return person


def word(*lines):
    document, target = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def workbook(*rows):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("题库")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return target.getvalue()


def upload(client, bank, content, name):
    data = {"file": (io.BytesIO(content), name)}
    return client.post(f"/w/banks/{bank.id}/import", data=data, content_type="multipart/form-data")


def the_import():
    return db.session.scalars(db.select(ItemImport).order_by(ItemImport.created_at.desc())).first()


def states():
    return [str(state) for state in import_states.states_of(the_import()).states]


def address(run, *parts):
    return "/".join([f"/w/item-imports/{run.id}", *parts])


def stems(bank):
    return [item.text for item in items_of(bank)]


def test_a_word_file_is_shown_row_by_row_with_what_is_wrong_by_line(bank, trainer, client, page):
    upload(client, bank, word(*WORD), "三月.docx")

    shown = page(client.get(address(the_import())))

    assert states() == ["fine", "mend", "fine", "mend", "known", "mend"]
    assert "6 questions read: 2 fine, 3 need mending · 1 there already" in shown.text
    faults = [" ".join(row.get_text(" ").split()) for row in shown.select(".imp-faults tbody tr")]
    assert [fault[:20] for fault in faults] == [
        "Line 7 · question 2 ",
        "Line 12 · question 4",
        "Line 19 · question 6",
    ]
    row = shown.select("#row-1")[0]
    assert [part.get_text() for part in row.select(".imp-src i")] == ["2", "3", "4", "5", "6"]
    assert [part.dt.get_text() for part in row.select(".imp-parts > div")] == [
        "Stem",
        "Options",
        "Key",
        "Explanation",
        "Besides",
    ]
    assert db.session.query(QuizItem).count() == 0


@pytest.mark.sqlite
def test_a_row_is_mended_on_screen_and_checked_again_at_once(bank, trainer, client):
    upload(client, bank, word(*WORD), "三月.docx")
    mended = {"type": "single", "stem": "该找谁？", "option": ["送货员", "办公室"], "key": "E", "points": "2"}

    client.post(address(the_import(), "rows/2/mend"), data=mended)
    still_wrong = states()[1]
    client.post(address(the_import(), "rows/2/mend"), data=mended | {"key": "B"})

    assert (still_wrong, states()[1]) == ("mend", "fine")


@pytest.mark.sqlite
def test_of_two_that_contradict_each_other_one_is_chosen(bank, trainer, client):
    upload(client, bank, word(*WORD), "三月.docx")

    client.post(address(the_import(), "rows/3"), data={"do": "skip"})

    assert [states()[2], states()[5]] == ["skip", "fine"]


def test_what_is_fine_is_imported_once_however_often_it_is_asked_for(bank, trainer, client, page):
    upload(client, bank, word(*WORD), "三月.docx")
    client.post(
        address(the_import(), "all"), data={"knowledge_point": "服务/拜访", "tags": "月考", "difficulty": "2"}
    )

    for _ in range(2):
        client.post(address(the_import(), "apply"))

    assert stems(bank) == ["进店后先做什么？", "订货截止是星期几？"]
    first = wording.current(items_of(bank)[0])
    assert (first.points, first.knowledge_point, first.tags, first.difficulty) == (
        2,
        "服务/拜访",
        ("月考",),
        2,
    )
    verbs = list(
        db.session.scalars(db.select(AuditEvent.verb).where(AuditEvent.object_type == "item_import"))
    )
    assert verbs == ["import"]
    assert page(client.get(address(the_import()))).h1 == "Imported"


def test_the_same_file_again_brings_nothing_and_another_key_asks_for_a_decision(bank, trainer, client, page):
    upload(client, bank, word(*WORD[:6]), "一.docx")
    client.post(address(the_import(), "apply"))
    upload(client, bank, word(*WORD[:6]), "二.docx")
    again = states()
    upload(client, bank, word(*WORD[:4], "答案：B"), "三.docx")
    run = the_import()

    contradicting = page(client.get(address(run))).text
    client.post(address(run, "rows/1"), data={"do": "replace"})
    client.post(address(run, "apply"))

    assert again == ["known"]
    assert "Same question, other key: number 1 of the bank." in contradicting
    (item,) = items_of(bank)
    assert (item.current_n, wording.current(item).right) == (2, ("B",))


def test_an_import_is_taken_back_as_far_as_nobody_used_it(bank, trainer, client, page):
    upload(client, bank, word(*WORD), "三月.docx")
    client.post(address(the_import(), "apply"))
    used = items_of(bank)[1]
    used.signed_n = 1

    client.post(address(the_import(), "undo"))

    assert "1 question was taken out." in page(client.get(address(the_import()))).text
    assert [(item.number, item.retired_at is not None) for item in items_of(bank)] == [(2, True)]


def test_a_bank_that_changed_meanwhile_is_compared_again_before_anything_is_written(
    bank, trainer, client, page
):
    upload(client, bank, word(*WORD[:6]), "一.docx")
    first = the_import()
    upload(client, bank, word(*WORD[:6]), "二.docx")
    client.post(address(the_import(), "apply"))

    client.post(address(first, "apply"))

    assert "compared again" in page(client.get(address(first))).text
    assert len(items_of(bank)) == 1


@pytest.mark.sqlite
def test_headings_nobody_knows_are_asked_about_first(bank, trainer, client, page):
    rows = [("考题正文", "甲项", "乙项", "对的"), ("进店后先做什么？", "报姓名", "看库存", "A")]
    asked = page(upload(client, bank, workbook(*rows), "题.xlsx"))
    columns = client.get(client.get(address(the_import())).location)

    chosen = {"column0": "stem", "column1": "option:A", "column2": "option:B", "column3": "key"}
    refused = client.post(address(the_import(), "columns"), data=chosen | {"column0": ""})
    client.post(address(the_import(), "columns"), data=chosen)

    assert asked.status == 303
    assert page(columns).h1 == "Which column is what?"
    assert page(refused).errors == ["Say which column holds the stem."]
    assert states() == ["fine"]


@pytest.mark.sqlite
def test_faulty_rows_come_back_with_their_reasons_and_are_read_again(bank, trainer, client):
    head = ("题型", "题干", "选项A", "选项B", "答案", "难度", "分值")
    rows = [head, ("单选", "甲？", "一", "二", "A", "", ""), ("单选", "乙？", "三", "四", "E", "", "")]
    upload(client, bank, workbook(*rows), "题.xlsx")

    sheet = client.get(address(the_import(), "faulty"))
    upload(client, bank, sheet.data, "改.xlsx")
    run = the_import()
    again = import_reading.rows_at(run, [0])[0]
    upload(client, bank, word(*WORD), "三月.docx")
    text = client.get(address(the_import(), "faulty")).data.decode("utf-8-sig")

    assert import_reading.about(run).rows == 1
    assert again.item.stem == {"zh-Hans": "乙？"}
    assert "column_unknown" not in {told.code for told in import_reading.about(run).general}
    assert text.startswith("//! Line 7 ")
    assert "2、送来的烟破了一条，该找谁？" in text


@pytest.mark.sqlite
def test_pictures_are_written_anew_and_belong_to_the_bank_once_imported(bank, trainer, client):
    document, target = docx.Document(), io.BytesIO()
    document.add_paragraph("1. 看图：这是什么？").add_run().add_picture(io.BytesIO(png()))
    for line in ("A. 价签", "B. 库存", "答案：A"):
        document.add_paragraph(line)
    document.save(target)
    upload(client, bank, target.getvalue(), "图.docx")
    (name,) = import_reading.about(the_import()).pictures

    shown = client.get(address(the_import(), "pictures", name))
    client.post(address(the_import(), "apply"))

    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    picture = db.session.get_one(BankPicture, (bank.id, name))
    file = db.session.get_one(StoredFile, picture.file_id)
    assert (file.owner_type, file.erase_on) == ("bank", None)
    assert file.sha256 != name


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "老.docx", ".doc"),
        (b"PK\x03\x04broken", "坏.docx", "damaged"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><quiz/>', "x.xml", ""),
        (b"", "空.txt", "empty"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence_and_is_not_kept(
    bank, trainer, client, page, content, name, words
):
    answer = page(upload(client, bank, content, name))

    assert (answer.status, len(answer.errors)) == (422, 1)
    assert words in answer.errors[0]
    assert db.session.query(StoredFile).count() == 0


def test_a_large_file_is_read_and_written_as_long_work(bank, trainer, client, page, monkeypatch):
    monkeypatch.setattr("portal.quizzes.imports.import_reading.SMALL_TEXT", 10)
    monkeypatch.setattr("portal.quizzes.imports.import_applying.AT_ONCE", 1)
    text = "\n".join(WORD).encode("gb18030")
    upload(client, bank, text, "大.txt")
    waiting = page(client.get(address(the_import())))

    queue.run_job(the_import().job_id)
    over = client.get(address(the_import()), headers={"Sec-Fetch-Dest": "empty"})
    for _ in range(2):
        client.post(address(the_import(), "apply"))
    job = queue.run_job(the_import().job_id)

    assert "Waiting" in waiting.text
    assert "data-forward" in over.text
    assert job.message.startswith("2 ")
    assert len(items_of(bank)) == 2


@pytest.mark.sqlite
def test_an_import_thrown_away_leaves_nothing_behind(bank, trainer, client):
    upload(client, bank, word(*WORD), "三月.docx")

    client.post(address(the_import(), "discard"))

    assert (the_import(), db.session.query(StoredFile).count()) == (None, 0)


@pytest.mark.sqlite
def test_the_bank_of_another_county_does_not_exist(bank, trainer, client):
    other = make_bank(make_unit("云霄"), items=[])

    assert upload(client, other, word(*WORD), "x.docx").status_code == 404


@pytest.mark.sqlite
def test_the_command_imports_all_or_nothing_and_says_so_in_its_status(bank, portal, tmp_path):
    sound, faulty = tmp_path / "好.docx", tmp_path / "三月.docx"
    sound.write_bytes(word(*WORD[:6]))
    faulty.write_bytes(word(*WORD))

    fine = portal("import", "items", sound, "--bank", "题库 A", "--json")
    wrong = portal("import", "items", faulty, "--bank", "题库 A")
    nowhere = portal("import", "items", sound, "--bank", "题库 Z")
    before = stems(bank)
    skipping = portal("import", "items", faulty, "--bank", str(bank.id), "--skip-faulty", "--json")

    assert (fine.exit_code, wrong.exit_code, nowhere.exit_code, skipping.exit_code) == (0, 1, 2, 1)
    assert json.loads(fine.stdout)["imported"] == 1
    assert "error: line 12: The question has no right answer." in wrong.stdout
    assert before == ["进店后先做什么？"]
    assert json.loads(skipping.stdout)["imported"] == 1
    assert stems(bank) == ["进店后先做什么？", "订货截止是星期几？"]


@pytest.mark.sqlite
def test_markup_in_a_file_is_shown_as_the_text_it_is(bank, trainer, client, page):
    evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    text = f"1. {evil}？\nA. {evil}\nB. 二\n答案：Z{evil}\n解析：{evil}\n\n{evil}\n"
    upload(client, bank, text.encode(), f"{evil[:20]}.txt")

    shown = page(client.get(address(the_import()) + "?mend=1"))

    assert evil in shown.text
    assert shown.select("main img, main script, main [onerror]") == []
