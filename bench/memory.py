"""Memory of every process after load: proportional set size, mapped frame files apart."""

from collections.abc import Iterator
from pathlib import Path

from bench.http import visiting
from bench.load import load
from bench.measuring import DATABASES, Line, at_most, installation
from tests.torture.installation import Installation, Server, children, free_port, portal_server

MIB = 1024


def family(pid: int) -> list[int]:
    return [pid, *(one for child in children(pid) for one in family(child))]


def proportional(pid: int, without: str = "/frames/") -> float:
    """In MiB; pages that several processes share count in part for each."""
    total, counted = 0, True
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, _, value = line.partition(":")
        if "-" in name.split(" ", 1)[0]:
            counted = without not in line
        elif name == "Pss" and counted:
            total += int(value.split()[0])
    return total / MIB


def everything(installed: Installation) -> Server:
    """The web server and the worker, as `portal run` starts them."""
    port = free_port()
    server = portal_server(installed)
    server.command = [*server.command[:3], "run", "--no-demo", "--bind", f"127.0.0.1:{port}"]
    server.port = port
    return server


def run(short: bool) -> Iterator[Line]:
    for database in DATABASES:
        with installation(database) as installed:
            server = everything(installed)
            server.start()
            try:
                load(server.port, visiting(installed.code), 32, 10.0 if short else 300.0)
                total = sum(proportional(pid) for pid in family(server.pid))
                yield at_most(f"web and worker after load, {database}", total, 300, " MiB")
            finally:
                server.stop()
