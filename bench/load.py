"""A load generator: so many kept-alive connections, each sends its next request once it has the answer."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

# What the next request of a connection is; it is given the body of the answer before, empty at first.
Script = Callable[[], Callable[[bytes], bytes]]


@dataclass(frozen=True)
class Sample:
    """Rates per second; times in milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as far as needed: answers carry Content-Length."""

    def __init__(self, following: Callable[[bytes], bytes], until: float, times: list[float]) -> None:
        self.following, self.until, self.times = following, until, times
        self.buffer = bytearray()
        self.errors = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send(b"")

    def send(self, before: bytes) -> None:
        self.started = time.perf_counter()
        if self.started >= self.until:
            self.transport.close()
            return
        self.transport.write(self.following(before))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        fields = bytes(self.buffer[:head]).lower()
        length = int(fields.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if len(self.buffer) < head + 4 + length:
            return
        body = bytes(self.buffer[head + 4 :])
        self.times.append(time.perf_counter() - self.started)
        self.errors += fields[9:10] not in b"23"  # done, or done and seen elsewhere
        self.buffer.clear()
        self.send(body)

    def connection_lost(self, error: Exception | None) -> None:
        self.errors += error is not None or time.perf_counter() < self.until
        if not self.ended.done():
            self.ended.set_result(None)


async def _run(port: int, script: Script, connections: int, seconds: float) -> Sample:
    loop, started = asyncio.get_running_loop(), time.perf_counter()
    times: list[float] = []
    made = [
        await loop.create_connection(
            lambda: _Connection(script(), started + seconds, times), "127.0.0.1", port
        )
        for _number in range(connections)
    ]
    await asyncio.gather(*(protocol.ended for _transport, protocol in made))
    spent = time.perf_counter() - started
    ordered = sorted(times)
    return Sample(
        rate=len(times) / spent,
        p50=1000 * ordered[len(ordered) // 2],
        p99=1000 * ordered[int(len(ordered) * 0.99)],
        errors=sum(protocol.errors for _transport, protocol in made),
    )


def load(port: int, script: Script, connections: int, seconds: float) -> Sample:
    return asyncio.run(_run(port, script, connections, seconds))
