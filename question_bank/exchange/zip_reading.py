"""Opens packages that strangers made: what they claim is checked before, what they hold while it is read."""

import io
import zipfile
import zlib
from types import TracebackType

from question_bank.errors import ItemError
from question_bank.exchange.item_content import MEGABYTE, MOST_BYTES

MOST_MEMBERS = 70_000
MOST_UNPACKED = 96 * MEGABYTE
MOST_IN_ONE = 48 * MEGABYTE
MOST_RATIO = 200
SMALL = 4 * MEGABYTE
ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Package:
    """A zip file whose members are read one by one, never more than they may hold."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise ItemError("file_too_large", limit=MOST_BYTES // MEGABYTE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGED as error:
            raise ItemError("zip_damaged") from error
        self._members = {_path(member.filename): member for member in self._zip.infolist()}
        self._left = MOST_UNPACKED
        _refuse_claims(self._zip.infolist())

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The paths inside, with forward slashes."""
        return list(self._members)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return _path(name) in self._members

    def read(self, name: str, limit: int = MOST_IN_ONE) -> bytes:
        """The bytes of a member; ItemError when it is missing, damaged or larger than it may be."""
        member = self._members.get(_path(name))
        if member is None:
            raise ItemError("file_missing", name=name)
        allowed = min(limit, self._left)
        try:
            with self._zip.open(member) as stream:
                content = stream.read(allowed + 1)
        except RuntimeError as error:  # zipfile's word for a member that asks for a password
            raise ItemError("password") from error
        except _DAMAGED as error:
            raise ItemError("zip_damaged") from error
        if len(content) > allowed:
            raise ItemError("zip_bomb")
        self._left -= len(content)
        return content


def _refuse_claims(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise ItemError("zip_bomb")
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)):
        raise ItemError("zip_bomb")
    for member in members:
        parts = _path(member.filename).split("/")
        if member.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise ItemError("zip_path")


def _path(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")
