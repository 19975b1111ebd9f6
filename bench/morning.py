"""An exam morning: 300 people, 30 answers each, begun in the first minute and handed in during the last.

Each person writes down what is sent and what is promised; afterwards the journal is compared with it.
"""

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy

from bench.exam import LETTERS, POSTING, Paper, Person, make_exam
from bench.measuring import DATABASES, Line, at_most, installation
from portal.extensions import db
from tests.torture.installation import portal_server

PEOPLE, QUESTIONS = 300, 30
MINUTES, SHORT_MINUTES = 5.0, 1.0


@dataclass
class Ledger:
    """Saves by id: (attempt, item, answer) as sent, the number as promised; how long each request took."""

    sent: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    promised: dict[str, int] = field(default_factory=dict)
    handed_in: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    lost: int
    duplicated: int
    wrong: int
    open_ones: int

    @property
    def faultless(self) -> bool:
        return not (self.lost or self.duplicated or self.wrong or self.open_ones)


class Sitter:
    """One person at a pace of their own, who thinks longer than any connection is kept open."""

    def __init__(self, port: int, path: str, person: Person, ledger: Ledger, minute: float) -> None:
        self.port, self.path, self.person, self.ledger, self.minute = port, path, person, ledger, minute
        self.luck = random.Random(person.number)

    async def sit(self) -> None:
        began = time.monotonic()
        await asyncio.sleep(self.luck.random() * self.minute)
        await self.ask("GET", self.path)
        await self.ask("POST", f"{self.path}/start")
        paper = Paper.read(await self.ask("GET", f"{self.path}/sit"))
        end = began + (4 + self.luck.random()) * self.minute
        moments = sorted(self.luck.uniform(time.monotonic(), end) for _question in range(QUESTIONS))
        for question, moment in enumerate(moments):
            await asyncio.sleep(max(moment - time.monotonic(), 0))
            await self.save(paper, question)
        await asyncio.sleep(max(end - time.monotonic(), 0))
        await self.ask("POST", f"{self.path}/hand-in", paper.body([]))
        self.ledger.handed_in.add(paper.attempt)

    async def save(self, paper: Paper, question: int) -> None:
        save = paper.save(
            question, self.luck.choice(LETTERS), str(uuid.UUID(int=self.luck.getrandbits(128), version=4))
        )
        self.ledger.sent[save["id"]] = (paper.attempt, save["item"], save["answer"])
        for receipt in json.loads(await self.ask("POST", f"{self.path}/save", paper.body([save])))[
            "receipts"
        ]:
            self.ledger.promised[receipt["id"]] = receipt["n"]

    async def ask(self, verb: str, path: str, body: bytes = b"") -> bytes:
        started = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(self.person.request(verb, path, body, POSTING if body else ""))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        content = await reader.readexactly(length)
        writer.close()
        self.ledger.seconds.append(time.perf_counter() - started)
        if head[9:10] not in b"23":
            self.ledger.faults.append(head[9:12].decode())
        return content


def compare(ledger: Ledger, url: str, letters: dict[str, Sequence[str]]) -> Verdict:
    """Read without the portal's own code; `letters` are the options of each item in the order shown."""
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT save_id, attempt_id, n, item_id, answer FROM journal WHERE kind = 'answer'"
        ).all()
        still_open = connection.exec_driver_sql(
            "SELECT count(*) FROM attempt WHERE handed_in_at IS NULL"
        ).scalar()
        marked = connection.exec_driver_sql("SELECT count(*) FROM marking").scalar()
    engine.dispose()
    times = Counter(_id(row.save_id) for row in rows)
    wrong = 0
    for row in rows:
        attempt, item, letter = ledger.sent[_id(row.save_id)]
        key = letters[item][LETTERS.index(letter)]
        said = (attempt, item, key, ledger.promised.get(_id(row.save_id), row.n))
        wrong += said != (_id(row.attempt_id), _id(row.item_id), json.loads(row.answer), row.n)
    return Verdict(
        lost=len(ledger.promised.keys() - times.keys()),
        duplicated=sum(count - 1 for count in times.values()),
        wrong=wrong + abs((marked or 0) - len(ledger.handed_in)),
        open_ones=still_open or 0,
    )


def _id(value: object) -> str:
    return str(uuid.UUID(str(value)))


async def _morning(port: int, path: str, people: Sequence[Person], minute: float) -> Ledger:
    ledger = Ledger()
    await asyncio.gather(*(Sitter(port, path, person, ledger, minute).sit() for person in people))
    return ledger


def run(short: bool) -> Iterator[Line]:
    minutes = SHORT_MINUTES if short else MINUTES
    for database in DATABASES:
        with installation(database) as installed:
            app = installed.app()
            with app.app_context():
                path, people = make_exam(app, PEOPLE, QUESTIONS)
                letters = _letters()
                db.engine.dispose()
            server = portal_server(installed)
            server.start()
            try:
                ledger = asyncio.run(_morning(server.port, path, people, minutes * 60 / 5))
            finally:
                server.stop()
            yield from _lines(database, minutes, ledger, compare(ledger, installed.url, letters))


def _letters() -> dict[str, Sequence[str]]:
    from portal.quizzes.models import QuizPaper

    [paper] = db.session.query(QuizPaper).all()
    return {question["item"]: question["options"] for question in paper.document["questions"]}


def _lines(database: str, minutes: float, ledger: Ledger, verdict: Verdict) -> Iterator[Line]:
    if ledger.faults:
        raise RuntimeError(f"answers nobody should get: {Counter(ledger.faults)}")
    ordered = sorted(ledger.seconds)
    slow = 1000 * ordered[int(len(ordered) * 0.99)]
    title = f"exam morning in {minutes:g} min, {database}"
    said = f"{len(ledger.handed_in)} people, {len(ledger.promised)} answers, {len(ordered)} requests"
    yield at_most(f"{title}: {said}, p99", slow, 1_000, " ms")
    lost, twice = f"lost {verdict.lost}", f"duplicated {verdict.duplicated}"
    found = f"{lost}, {twice}, wrong {verdict.wrong}, open {verdict.open_ones}"
    yield Line(title, found, "all 0", verdict.faultless)
