"""What clients sent and were promised, in files written before and after; and how the database compares.

lost: promised, not stored. duplicated: one submission id stored twice. wrong: other answers or another
receipt than was promised. ghosts: stored, never sent. In doubt (stored, never promised) is allowed: the
answer was on its way when the line was cut, and the phone would ask again.
"""

import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy


def fingerprint(answers: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()


class Ledger:
    """One client's file: `sent ID HASH` before the first try, `acked ID RECEIPT` after each promise."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", buffering=1)

    def sent(self, sid: str, answers: dict[str, Any]) -> None:
        self.file.write(f"sent {sid} {fingerprint(answers)}\n")

    def acked(self, sid: str, receipt: str) -> None:
        self.file.write(f"acked {sid} {receipt}\n")

    def close(self) -> None:
        self.file.close()


@dataclass(frozen=True)
class Verdict:
    """How many of each; `acked` and `stored` say how much was at stake."""

    acked: int
    stored: int
    lost: int
    duplicated: int
    wrong: int
    ghosts: int
    in_doubt: int

    @property
    def faultless(self) -> bool:
        return not (self.lost or self.duplicated or self.wrong or self.ghosts)


def read(folder: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """(id -> hash of what was sent, id -> receipts that were promised)."""
    sent: dict[str, str] = {}
    acked: dict[str, set[str]] = {}
    for path in folder.glob("*.ledger"):
        for line in path.read_text().splitlines():
            verb, sid, value = line.split()
            if verb == "sent":
                sent[sid] = value
            else:
                acked.setdefault(sid, set()).add(value)
    return sent, acked


def stored(url: str) -> list[tuple[str, str, str]]:
    """(id, receipt, hash) of every row, read without the portal's own code."""
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, receipt, answers FROM response").all()
    engine.dispose()
    return [(str(uuid.UUID(str(sid))), receipt, fingerprint(json.loads(text))) for sid, receipt, text in rows]


def compare(folder: Path, url: str) -> Verdict:
    sent, acked = read(folder)
    rows = stored(url)
    times = Counter(sid for sid, _receipt, _hash in rows)
    wrong = sum(
        sent.get(sid, content) != content or bool(acked.get(sid, {receipt}) - {receipt})
        for sid, receipt, content in rows
    )
    return Verdict(
        acked=len(acked),
        stored=len(rows),
        lost=len(acked.keys() - times.keys()),
        duplicated=sum(count - 1 for count in times.values()),
        wrong=wrong,
        ghosts=len(times.keys() - sent.keys()),
        in_doubt=len(times.keys() - acked.keys()),
    )
