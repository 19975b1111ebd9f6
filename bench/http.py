"""Opening a page, handing in, and whole visits, against bare Flask doing the same bytes in the same run."""

import http.client
import random
import sys
import urllib.parse
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Sample, Script, load
from bench.measuring import DATABASES, Line, at_least, at_most, installation, medians
from tests.torture.clients import some_answers
from tests.torture.installation import Installation, Server, free_port, portal_server

CONNECTIONS = (8, 32, 64)
AGENT = "User-Agent: Mozilla/5.0 (Linux; Android 9) Chrome/86.0\r\nAccept-Language: zh-CN\r\n"
DROPPED = {"date", "connection", "server", "content-length", "x-request-id"}


@dataclass(frozen=True)
class Pair:
    """The portal and the bare application, both running; who is not asked uses nothing."""

    code: str
    ports: dict[str, int]


def page_of(port: int, code: str) -> bytes:
    """Headers and body of the page as the portal sends it, for the bare application to repeat."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/s/{code}")
    answer = connection.getresponse()
    head = [f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in DROPPED]
    page = "\r\n".join(head).encode() + b"\r\n\r\n" + answer.read()
    connection.close()
    return page


def bare_server(installed: Installation, page: Path) -> Server:
    port = free_port()
    url = installed.url.replace("portal.db", "bare.db")
    command = [sys.executable, "-m", "bench.bare", f"127.0.0.1:{port}", url, str(page)]
    return Server(command, installed.environment, port, installed.folder / "bare.log")


@contextmanager
def pair(database: str) -> Iterator[Pair]:
    with installation(database) as installed:
        portal = portal_server(installed)
        portal.start()
        page = installed.folder / "page.http"
        page.write_bytes(page_of(portal.port, installed.code))
        bare = bare_server(installed, page)
        bare.start()
        try:
            yield Pair(installed.code, {"portal": portal.port, "bare": bare.port})
        finally:
            portal.stop()
            bare.stop()


def _head(verb: str, code: str, number: int) -> str:
    return f"{verb} /s/{code} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 10.0.0.{number}\r\n{AGENT}"


def opening(code: str) -> Script:
    def script() -> Callable[[bytes], bytes]:
        request = _head("GET", code, 1).encode() + b"\r\n"
        return lambda before: request

    return script


def _posting(code: str, number: int, stamp: str, luck: random.Random) -> bytes:
    fields = {"_id": str(uuid.uuid4()), "_stamp": stamp, **some_answers(luck)}
    body = urllib.parse.urlencode(fields, doseq=True)
    kind = "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
    return f"{_head('POST', code, number)}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def handing_in(code: str, stamp: str) -> Script:
    """Each connection is a network of its own, as shops are."""
    numbers = iter(range(10**6))

    def script() -> Callable[[bytes], bytes]:
        number = next(numbers)
        luck = random.Random(number)
        return lambda before: _posting(code, number % 250, stamp, luck)

    return script


def stamp_in(page: bytes) -> str:
    return page.split(b'name="_stamp" value="', 1)[1].split(b'"', 1)[0].decode()


def visiting(code: str) -> Script:
    """The page, then the answers with the stamp it carried."""
    numbers = iter(range(10**6))

    def script() -> Callable[[bytes], bytes]:
        number = next(numbers)
        luck, get = random.Random(number), _head("GET", code, number % 250).encode() + b"\r\n"

        def following(before: bytes) -> bytes:
            return _posting(code, number % 250, stamp_in(before), luck) if b"_stamp" in before else get

        return following

    return script


def rounds(
    both: Pair, script: Script, connections: int, count: int, seconds: float
) -> dict[str, list[Sample]]:
    """In turn, and the first of each thrown away."""
    samples: dict[str, list[Sample]] = defaultdict(list)
    for number in range(count + 1):
        for name, port in both.ports.items():
            sample = load(port, script, connections, seconds if number else 1.0)
            if sample.errors:
                raise RuntimeError(f"{sample.errors} requests to {name} failed")
            if number:
                samples[name].append(sample)
    return samples


def compare(
    what: str, samples: dict[str, list[Sample]], each: int, target: float | None, slower: float | None
) -> list[Line]:
    """Two lines: how many a second, and the slowest hundredth; `each` is the requests in one of them."""
    rate, slow = medians(samples, "rate"), medians(samples, "p99")
    absolute = f"{rate['portal'] / each:.0f}/s against {rate['bare'] / each:.0f}/s"
    late = f"{slow['portal']:.0f} ms against {slow['bare']:.0f} ms"
    ratio, delay = rate["portal"] / rate["bare"], slow["portal"] / slow["bare"]
    first = (
        at_least(f"{what}: {absolute}", ratio, target)
        if target
        else Line(f"{what}: {absolute}", f"{ratio:.3g}")
    )
    second = (
        at_most(f"{what}, p99: {late}", delay, slower, " x")
        if slower
        else Line(f"{what}, p99: {late}", f"{delay:.3g} x")
    )
    return [first, second]


def run(short: bool) -> Iterator[Line]:
    count, seconds = (3, 2.0) if short else (5, 4.0)
    for database in DATABASES:
        with pair(database) as both:
            stamp = stamp_in(page_of(both.ports["portal"], both.code))
            for size in CONNECTIONS:
                title = f"{database}, {size} connections"
                if database == DATABASES[0]:
                    got = rounds(both, opening(both.code), size, count, seconds)
                    yield from compare(
                        f"GET, {size} connections",
                        got,
                        1,
                        0.75 if size == 32 else None,
                        2.5 if size == 32 else None,
                    )
                got = rounds(both, handing_in(both.code, stamp), size, count, seconds)
                yield from compare(
                    f"POST, {title}", got, 1, 0.6 if size == 32 else None, 2.0 if size == 64 else None
                )
            got = rounds(both, visiting(both.code), 32, count, seconds)
            yield from compare(f"visits, {database}, 32 connections", got, 2, 0.5, None)
