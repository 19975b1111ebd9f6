"""A small TCP proxy between a browser and the server, which can cut a request at a chosen point."""

import enum
import socket
import threading
from contextlib import suppress


class Cut(enum.Enum):
    """Where the line breaks: nothing arrives, half of it does, or all of it and only the answer is lost."""

    BEFORE = "before the request"
    MIDDLE = "in the middle of the request"
    AFTER = "after the commit, before the answer"


class Proxy:
    """`cut_next("/save", Cut.AFTER)` breaks the next request to such an address; `url` is the way in."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.wanted: dict[str, list[Cut]] = {}
        self.made = threading.Semaphore(0)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_next(self, ending: str, *cuts: Cut) -> None:
        self.wanted[ending] = list(cuts)

    def wait_for_cut(self) -> None:
        assert self.made.acquire(timeout=10), "nothing was cut"

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        """One request a connection, as the server of the tests answers."""
        with client, suppress(OSError):
            request = _read(client)
            if not request:
                return
            cut = self._cut_for(request)
            if cut is Cut.BEFORE:
                self.made.release()
                return
            with socket.create_connection(("127.0.0.1", self.port)) as server:
                server.sendall(request if cut is not Cut.MIDDLE else request[: -len(_body(request)) // 2])
                if cut is Cut.MIDDLE:
                    server.shutdown(socket.SHUT_WR)
                answer = _until_closed(server)
            if cut is None:
                client.sendall(answer)
            else:
                self.made.release()

    def _cut_for(self, request: bytes) -> Cut | None:
        address = request.split(b" ", 2)[1].decode()
        for ending, cuts in self.wanted.items():
            if address.endswith(ending) and cuts:
                return cuts.pop(0)
        return None


def _body(request: bytes) -> bytes:
    return request.partition(b"\r\n\r\n")[2]


def _read(client: socket.socket) -> bytes:
    """Head and body of one request."""
    data = b""
    while True:
        head, gap, body = data.partition(b"\r\n\r\n")
        if gap:
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            if len(body) >= (int(lengths[0].split(b":")[1]) if lengths else 0):
                return data
        more = client.recv(65536)
        if not more:
            return b""
        data += more


def _until_closed(server: socket.socket) -> bytes:
    parts = []
    while more := server.recv(65536):
        parts.append(more)
    return b"".join(parts)
