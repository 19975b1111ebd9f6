import io
import struct
import uuid
from datetime import time
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.responses.models import Response, ResponsePhoto
from portal.storage import files
from portal.storage.models import StoredFile
from tests.factories import ITEMS, make_account, make_channel, make_code, make_survey, make_unit

PHOTO = {"key": "picture", "type": "photo", "stem": {"zh-Hans": "拍1张照片"}}
ORIENTATION, GPS = 0x0112, 0x8825


def picture(size=(2400, 1200), kind="JPEG", orientation=1, **wishes):
    image = Image.new("RGB", size, "red")
    marks = Image.Exif()
    marks[ORIENTATION] = orientation
    marks.get_ifd(GPS)[1] = "N"
    written = io.BytesIO()
    image.save(written, kind, **({"exif": marks, **wishes} if kind == "JPEG" else wishes))
    return written.getvalue()


def with_nonsense_for_a_resolution():
    """A camera's notes where a number is a word: they can be read, but not written again."""
    entries = struct.pack("<HHI4s", 0x011A, 2, 4, b"abc") + struct.pack("<HHIHH", ORIENTATION, 3, 1, 6, 0)
    notes = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 0)
    written = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(written, "JPEG", exif=notes)
    return written.getvalue()


@pytest.fixture
def answered(respondent):
    def hand_in(**fields):
        survey = make_survey(items=[*ITEMS, PHOTO], **fields)
        path = f"/s/{make_code(make_channel(survey)).code}"
        respondent.hand_in(path)
        db.session.rollback()
        return db.session.scalars(select(Response)).one()

    return hand_in


def send(client, response, content, item="picture", proof=None):
    data = {"_id": str(proof or response.id), "photo": (io.BytesIO(content), "IMG 陈伯的店.jpg")}
    path = f"/r/{response.receipt}/photo/{item}"
    return client.post(path, data=data, headers={"Accept": "application/json"})


def test_photo_is_written_anew_without_place_and_upright(client, answered):
    response = answered()

    answer = send(client, response, picture(orientation=6))

    db.session.rollback()
    file = db.session.scalars(select(StoredFile)).one()
    kept = Image.open(io.BytesIO(files.read(file)))
    assert answer.status_code == 201
    assert kept.format == "JPEG"
    assert kept.size == (800, 1600)
    assert not kept.getexif()
    assert "陈伯" not in file.name


def test_a_photo_with_nonsense_in_its_notes_is_kept_all_the_same(client, answered):
    answer = send(client, answered(), with_nonsense_for_a_resolution())

    db.session.rollback()
    kept = Image.open(io.BytesIO(files.read(db.session.scalars(select(StoredFile)).one())))
    assert answer.status_code == 201
    assert kept.size == (20, 40)


def test_a_photo_of_an_anonymous_survey_tells_the_day_and_no_order(app, client, answered):
    send(client, answered(mode="anonymous"), picture((20, 20)))

    db.session.rollback()
    file = db.session.scalars(select(StoredFile)).one()
    moment = file.created_at.astimezone(ZoneInfo(app.config["TIME_ZONE"]))
    [stored] = [path for path in (app.config["DATA_DIR"] / "files").rglob(file.id.hex)]
    assert moment.time() == time()
    assert stored.stat().st_mtime == file.created_at.timestamp()


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["response", "response_photo", "stored_file", "quota_slot"])
def test_no_hidden_number_keeps_the_order_of_arrival(app, table):
    with pytest.raises(OperationalError, match="no such column"):
        db.session.execute(text(f"SELECT rowid FROM {table}"))


def test_second_photo_for_the_same_question_changes_nothing(client, answered):
    response = answered()
    send(client, response, picture())

    again = send(client, response, picture(size=(10, 10)))

    db.session.rollback()
    assert again.status_code == 200
    assert len(db.session.scalars(select(ResponsePhoto)).all()) == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_picture_formats_become_jpeg(kind, client, answered):
    assert send(client, answered(), picture((20, 20), kind)).status_code == 201


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff\xe0 not really",
        picture()[:500],
        picture((4400, 3000), "PNG"),
        picture((4400, 3000), "WEBP"),
        picture((4400, 3000), progressive=True),
    ],
    ids=["empty", "svg", "gif", "liar", "cut", "huge", "huge in one piece", "huge and progressive"],
)
def test_what_is_no_photo_is_refused_with_a_sentence(content, client, answered):
    answer = send(client, answered(), content)

    db.session.rollback()
    assert answer.status_code == 422
    assert answer.json["error"]
    assert db.session.scalars(select(StoredFile)).all() == []


def test_photo_needs_the_submission_id(client, answered):
    answer = send(client, answered(), picture(), proof=uuid.uuid4())

    assert answer.status_code == 409


def test_photo_for_a_question_that_asks_none_is_refused(client, answered):
    assert send(client, answered(), picture(), item="q3").status_code == 409


def test_photo_to_come_needs_consent_first(respondent):
    path = f"/s/{make_code(make_channel(make_survey(items=[*ITEMS, PHOTO]))).code}"

    asked = respondent.hand_in(path, {"q1": "few", "q2": "1", "_photo": "1"}, json=True)
    agreed = respondent.hand_in(path, {"q1": "few", "q2": "1", "_photo": "1", "_consent": "yes"}, json=True)

    assert [problem["item"] for problem in asked.json["problems"]] == ["_consent"]
    assert agreed.status_code == 201


def test_plain_form_takes_its_proof_along_where_a_photo_may_follow(respondent):
    path = f"/s/{make_code(make_channel(make_survey(items=[*ITEMS, PHOTO]))).code}"
    answers = {"q1": "few", "q2": "1"}

    agreed = respondent.hand_in(path, {**answers, "_consent": "yes"})
    refused = respondent.hand_in(path, {**answers, "_consent": "no"})

    assert "?id=" in agreed.headers["Location"]
    assert "?id=" not in refused.headers["Location"]


def test_without_a_script_the_receipt_asks_for_the_photo(client, answered, page):
    response = answered()

    shown = page(client.get(f"/r/{response.receipt}?id={response.id}"))
    stranger = page(client.get(f"/r/{response.receipt}"))

    assert shown.select(f'form[action="/r/{response.receipt}/photo/picture"] input[type=file]')
    assert not stranger.select("input[type=file]")


@pytest.mark.parametrize(
    ("mode", "role", "status"),
    [
        ("confidential", "manager", 200),
        ("confidential", "trainer", 403),
        ("named", "clerk", 200),
        ("named", "trainer", 403),
    ],
)
def test_photo_is_seen_by_those_who_may_read_comments(mode, role, status, app, client, answered, sign_in):
    county = make_unit()
    response = answered(unit=county, mode=mode)
    send(client, response, picture((20, 20)))
    db.session.rollback()
    file = db.session.scalars(select(StoredFile)).one()
    path = f"/w/photos/{file.id}"

    answer = sign_in(make_account(role, county), app.test_client()).get(path)
    elsewhere = sign_in(make_account(role), app.test_client()).get(path)

    assert answer.status_code == status
    assert elsewhere.status_code == 404
    assert client.get(path).status_code == 303
    if status == 200:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
