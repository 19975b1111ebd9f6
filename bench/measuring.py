"""What the scripts share: scratch installations, rounds in turn, and lines of the table of results."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.torture.installation import Installation, install
from tests.torture.postgresql import Cluster

DATABASES = ("SQLite FULL", "PostgreSQL")


@dataclass(frozen=True)
class Line:
    """One measured figure; `target` is empty where there is none."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        mark = {None: "", True: "yes", False: "**no**"}[self.met]
        return f"| {self.what} | {self.value} | {self.target} | {mark} |"


def shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def at_least(what: str, value: float, target: float, unit: str = "") -> Line:
    return Line(what, shown(value) + unit, f">= {target:,g}{unit}", value >= target)


def at_most(what: str, value: float, target: float, unit: str = "") -> Line:
    return Line(what, shown(value) + unit, f"<= {target:,g}{unit}", value <= target)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may look into."""
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def installation(database: str, template: str = "T1") -> Iterator[Installation]:
    """With one open survey, on a durable database of its own."""
    with scratch() as folder:
        if database.startswith("SQLite"):
            yield install(folder, f"sqlite:///{folder / 'portal.db'}", template)
            return
        cluster = Cluster(folder / "cluster")
        try:
            yield install(folder, cluster.create_database("portal"), template)
        finally:
            cluster.remove()


def medians(rounds: Mapping[str, Sequence[object]], figure: str) -> dict[str, float]:
    """By name, the median over the rounds of one figure of their samples."""
    return {name: median(getattr(sample, figure) for sample in samples) for name, samples in rounds.items()}
