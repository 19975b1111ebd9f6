"""People who answer as fast as they can, and retry with the same submission id until they hold a receipt."""

import http.client
import json
import random
import threading
import time
import urllib.parse
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.torture.ledger import Ledger

PATIENCE = 20.0
CUT_SHARE = 0.2  # how often the line breaks after the request has left
ASK_AGAIN_SHARE = 0.1  # how often somebody with a receipt sends the same once more
PAUSE = 0.02
CHOICES = {
    "q1": ["enough", "rare", "never"],
    "q2": ["full", "surname", "no"],
    "q3": ["under_2", "over_10"],
    "q4": ["at_once", "later", "no"],
    "q6": ["no", "often"],
    "q8": ["small", "medium", "large"],
    "filled_by": ["self", "family"],
}


def some_answers(luck: random.Random) -> dict[str, Any]:
    """Answers to template T1; the text makes each unlike all others."""
    answers: dict[str, Any] = {key: luck.choice(options) for key, options in CHOICES.items()}
    return answers | {
        "q5": ["manager", "wechat"],
        "q7": ["ordering"],
        "q9": luck.randint(1, 5),
        "q10": f"要说的话 {luck.getrandbits(64):x}",
    }


class Client(threading.Thread):
    """One person after another on one phone; stops when `ended` is set and the last one has a receipt."""

    def __init__(self, port: int, code: str, ledger: Path, seed: int, ended: threading.Event) -> None:
        super().__init__(name=f"client {seed}")
        self.port, self.path, self.ended = port, f"/s/{code}", ended
        self.luck = random.Random(seed)
        self.ledger = Ledger(ledger)
        self.address = f"10.{seed // 250}.{seed % 250}.1"
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.slowest = 0.0

    def run(self) -> None:
        while not self.ended.is_set():
            self.one_person()
        self.ledger.close()

    def one_person(self) -> None:
        sid, answers = str(uuid.UUID(int=self.luck.getrandbits(128), version=4)), some_answers(self.luck)
        self.ledger.sent(sid, answers)
        body = urllib.parse.urlencode({"_id": sid, **answers}, doseq=True).encode()
        started = time.monotonic()
        while time.monotonic() - started < PATIENCE:
            receipt = self.send(body)
            if receipt:
                self.ledger.acked(sid, receipt)
                self.slowest = max(self.slowest, time.monotonic() - started)
                if self.luck.random() >= ASK_AGAIN_SHARE:
                    return
            else:
                time.sleep(PAUSE)
        self.counts["gave up"] += 1

    def send(self, body: bytes) -> str | None:
        """A receipt, or None where there was no answer, or one that says to come back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("POST", self.path, body, self.headers)
            if self.luck.random() < CUT_SHARE:
                time.sleep(self.luck.random() * 0.01)
                self.counts["cut"] += 1
                return None
            return self.understand(connection.getresponse())
        except (OSError, http.client.HTTPException):
            self.counts["no answer"] += 1
            return None
        finally:
            with suppress(OSError):
                connection.close()

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": self.address,
        }

    def understand(self, answer: http.client.HTTPResponse) -> str | None:
        content = answer.read()
        self.counts[str(answer.status)] += 1
        if answer.status in (200, 201):
            return str(json.loads(content)["receipt"])
        if answer.status != 503 or not answer.headers.get("Retry-After"):
            self.faults.append(f"{answer.status} {content[:200]!r}")
        return None


class Crowd:
    """Many clients at once; `faults` are answers that no respondent should ever get."""

    def __init__(self, port: int, code: str, folder: Path, size: int = 12) -> None:
        self.ended = threading.Event()
        self.clients = [
            Client(port, code, folder / f"{number}.ledger", number, self.ended) for number in range(size)
        ]

    def start(self) -> None:
        for client in self.clients:
            client.start()

    def stop(self) -> None:
        self.ended.set()
        for client in self.clients:
            client.join()

    @property
    def counts(self) -> Counter[str]:
        return sum((client.counts for client in self.clients), Counter())

    @property
    def faults(self) -> Sequence[str]:
        return [fault for client in self.clients for fault in client.faults]

    @property
    def slowest(self) -> float:
        return max(client.slowest for client in self.clients)
