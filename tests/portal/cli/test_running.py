"""Starting: a taken port is refused in words, and a process that dies is started again."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import Process
from pathlib import Path
from typing import Any

import pytest

from portal.cli import running

Portal = Callable[..., Any]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused_before_anything_is_loaded(portal: Portal, taken_port: int) -> None:
    answer = portal("run", "--bind", f"127.0.0.1:{taken_port}")

    assert answer.exit_code == 2
    assert "--bind" in answer.stderr


def test_a_port_that_is_none_is_refused(portal: Portal) -> None:
    assert portal("run", "--bind", "127.0.0.1:http").exit_code == 2


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    assert condition()


def test_a_worker_that_dies_is_started_again_and_all_stop_together(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    starts.touch()

    def note_and_wait() -> None:
        with starts.open("a") as file:
            file.write(f"{os.getpid()}\n")
        threading.Event().wait(60)

    def supervise() -> None:
        running.Supervisor({"web": lambda: threading.Event().wait(60), "worker": note_and_wait}).run()

    supervisor = Process(target=supervise)
    supervisor.start()
    try:
        wait_for(lambda: len(starts.read_text().split()) == 1)
        os.kill(int(starts.read_text().split()[0]), signal.SIGKILL)
        wait_for(lambda: len(starts.read_text().split()) == 2)
    finally:
        supervisor.terminate()
        supervisor.join(20)

    second = int(starts.read_text().split()[1])
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
