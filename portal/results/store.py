"""Where frames lie: one folder per survey, one inside it per generation, each column a mapped .npy file.

A generation is written whole beside the current one and takes its place by an atomic rename, so a reader
never sees half of it; what a reader has mapped stays readable after its file is gone.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from portal.errors import PortalError

FORMAT = 2
TRIES = 20


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What the files of a generation mean; `released` rows come first and are what figures may use."""

    format: int
    layout: str
    rows: int
    released: int
    columns: dict[str, str]
    codes: dict[str, list[str | None]]
    days: dict[int, int]


# Made once here: two threads must not make msgspec learn a type at the same moment.
_read_meta = msgspec.json.Decoder(Meta).decode


@dataclass(frozen=True)
class Generation:
    folder: Path
    meta: Meta

    def column(self, name: str) -> npt.NDArray[Any]:
        """The whole column, mapped read-only."""
        # A plain view: numpy asks a memmap many questions each time it is sliced.
        return np.load(self.folder / self.meta.columns[name], mmap_mode="r").view(np.ndarray)


class Store:
    """The frame files of one survey on this machine."""

    def __init__(self, data: Path, survey_id: uuid.UUID) -> None:
        self.folder = data / "frames" / str(survey_id)

    def current(self) -> Generation | None:
        for _ in range(TRIES):
            name = self._current_name()
            if name is None:
                return None
            folder = self.folder / name
            try:
                meta = _read_meta((folder / "meta.json").read_bytes())
            except FileNotFoundError:
                continue  # another process put a newer generation in its place just now
            except msgspec.MsgspecError:
                return None  # written by another version of the program
            return Generation(folder, meta) if meta.format == FORMAT else None
        raise PortalError("The figures are being renewed. Try again in a moment.")

    def _current_name(self) -> str | None:
        try:
            return (self.folder / "current").read_text()
        except FileNotFoundError:
            return None

    def write(self, meta: Meta, columns: Mapping[str, npt.NDArray[Any]]) -> Generation:
        """A new generation; only one writer at a time, see `locked`."""
        old = self._current_name()
        name = secrets.token_hex(8)
        folder = self.folder / name
        folder.mkdir(parents=True)
        for column, file in meta.columns.items():
            np.save(folder / file, columns[column])
        (folder / "meta.json").write_bytes(msgspec.json.encode(meta))
        self._point_to(name)
        self._sweep({name, old})
        return Generation(folder, meta)

    def _sweep(self, kept: set[str | None]) -> None:
        """The generation before stays once more, for who has just read its name."""
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _point_to(self, name: str) -> None:
        draft = self.folder / f"current.{name}"
        draft.write_text(name)
        os.replace(draft, self.folder / "current")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer per survey and machine, whatever the number of processes and threads."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
