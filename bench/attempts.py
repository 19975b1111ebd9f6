"""Whole quiz attempts: start, page, ten answers saved one by one, hand-in, against the bare visit."""

import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterator

from bench.exam import LETTERS, POSTING, Paper, Person, make_exam
from bench.http import bare_server, page_of, visiting
from bench.load import Sample, Script, load
from bench.measuring import DATABASES, Line, at_least, installation, medians
from portal.extensions import db
from tests.torture.installation import portal_server

ANSWERS = 10
REQUESTS = ANSWERS + 3  # the start, the page it leads to, the hand-in
CONNECTIONS = 32
PEOPLE, ATTEMPTS = 1_200, 20


def sitting(path: str, people: Iterator[Person]) -> Script:
    """One person after another on each connection."""

    def script() -> Callable[[bytes], bytes]:
        steps: Iterator[bytes] = iter(())
        page = [b""]

        def following(before: bytes) -> bytes:
            nonlocal steps
            page[0] = before
            request = next(steps, None)
            if request is None:
                steps = one(path, next(people), page)
                request = next(steps)
            return request

        return following

    return script


def one(path: str, person: Person, page: list[bytes]) -> Iterator[bytes]:
    luck = random.Random(person.number)
    yield person.request("POST", f"{path}/start")
    yield person.request("GET", f"{path}/sit")
    paper = Paper.read(page[0])
    for question in range(ANSWERS):
        body = paper.body([paper.save(question, luck.choice(LETTERS))])
        yield person.request("POST", f"{path}/save", body, POSTING)
    yield person.request("POST", f"{path}/hand-in", paper.body([]), POSTING)


def run(short: bool) -> Iterator[Line]:
    count, seconds = (3, 3.0) if short else (5, 5.0)
    for database in DATABASES:
        with installation(database) as installed:
            app = installed.app()
            with app.app_context():
                path, people = make_exam(app, PEOPLE, ANSWERS, ATTEMPTS)
                db.engine.dispose()
            portal = portal_server(installed)
            portal.start()
            page = installed.folder / "page.http"
            page.write_bytes(page_of(portal.port, installed.code))
            bare = bare_server(installed, page)
            bare.start()
            try:
                queue = itertools.chain.from_iterable(itertools.repeat(people, ATTEMPTS))
                scripts = {"portal": sitting(path, queue), "bare": visiting(installed.code)}
                ports = {"portal": portal.port, "bare": bare.port}
                yield from _lines(database, measured(scripts, ports, count, seconds))
            finally:
                portal.stop()
                bare.stop()


def measured(
    scripts: dict[str, Script], ports: dict[str, int], count: int, seconds: float
) -> dict[str, list[Sample]]:
    """In turn, and the first of each thrown away."""
    samples: dict[str, list[Sample]] = defaultdict(list)
    for number in range(count + 1):
        for name, script in scripts.items():
            sample = load(ports[name], script, CONNECTIONS, seconds if number else 1.5)
            if sample.errors:
                raise RuntimeError(f"{sample.errors} requests to {name} failed")
            if number:
                samples[name].append(sample)
    return samples


def _lines(database: str, samples: dict[str, list[Sample]]) -> Iterator[Line]:
    rate, slow = medians(samples, "rate"), medians(samples, "p99")
    attempts, visits = rate["portal"] / REQUESTS, rate["bare"] / 2
    words = f"whole attempts, {database}: {attempts:.0f}/s against {visits:.0f} bare visits/s"
    yield at_least(words, attempts / visits, 0.15)
    yield Line(
        f"a request of an attempt, {database}, {CONNECTIONS} connections, p99", f"{slow['portal']:.0f} ms"
    )
