"""The methods behind `portal analyse`: columns in, figures out. A new one is one more line of METHODS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.cli.csv_tables import CsvTable, TableProblem, number, whole
from portal.cli.item_analysis import analyse_items
from portal.methods.intervals import Interval
from portal.methods.proportions import newcombe
from portal.methods.samples import sample_size
from portal.methods.satisfaction import Nps, nps, nps_of_scores
from portal.methods.significance import difference_p

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """`columns` are the headers it can read, any one of them; empty: any columns will do."""

    name: str
    says: str
    columns: tuple[tuple[str, ...], ...]
    example: str
    run: Callable[[CsvTable], Answer]

    def analyse(self, table: CsvTable) -> Answer:
        """The answer, or a TableProblem that shows what the file should look like."""
        if self.columns and not any(table.has(columns) for columns in self.columns):
            wanted = " or ".join(",".join(columns) for columns in self.columns)
            found = ",".join(table.header)
            raise TableProblem(f"{self.name} needs the columns {wanted}, but the file has {found}.")
        return self.run(table)


def _each(one: Callable[[int, dict[str, str]], Answer]) -> Callable[[CsvTable], Answer]:
    """One row answers plainly, several as `rows`."""

    def run(table: CsvTable) -> Answer:
        answers = [one(line, cells) for line, cells in table.records()]
        return answers[0] if len(answers) == 1 else {"rows": answers}

    return run


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def _proportions(line: int, cells: dict[str, str]) -> Answer:
    counts = {name: whole(cells[name], name, line) for name in ("x1", "n1", "x2", "n2")}
    for hits, base in (("x1", "n1"), ("x2", "n2")):
        if not 0 <= counts[hits] <= counts[base] or counts[base] == 0:
            raise TableProblem(f"{hits} must lie between 0 and {base}, and {base} above 0.", line)
    found = newcombe(**_as_k(counts))
    return {"difference": found.value, "interval": _ends(found.interval), "p": difference_p(**_as_k(counts))}


def _as_k(counts: dict[str, int]) -> dict[str, int]:
    return {name.replace("x", "k"): value for name, value in counts.items()}


def _nps(table: CsvTable) -> Answer:
    if not table.has(["score"]):
        return _each(_nps_of_counts)(table)
    scores = []
    for line, cells in table.records():
        score = whole(cells["score"], "score", line)
        if score > 10:
            raise TableProblem(f"A score runs from 0 to 10; {score} does not.", line)
        scores.append(score)
    return _nps_answer(nps_of_scores(scores))


def _nps_of_counts(line: int, cells: dict[str, str]) -> Answer:
    return _nps_answer(
        nps(*(whole(cells[name], name, line) for name in ("promoters", "passives", "detractors")))
    )


def _nps_answer(found: Nps) -> Answer:
    return {"n": found.n, "nps": found.value, "interval": _ends(found.interval)}


def _sample_size(line: int, cells: dict[str, str]) -> Answer:
    population = whole(cells["population"], "population", line) if cells["population"] else None
    margin = number(cells["margin"], "margin", line)
    confidence = number(cells["confidence"], "confidence", line)
    if not (0 < margin < 1 and 0 < confidence < 1):
        raise TableProblem("margin and confidence are fractions, such as 0.05 and 0.95.", line)
    if population == 0:
        raise TableProblem("The population holds at least one.", line)
    return {"n": sample_size(population, margin, confidence)}


METHODS = {
    method.name: method
    for method in (
        Method(
            "items",
            "How each question of a quiz did: one row a person, one column a question, marks in the cells; "
            "empty: not given to this person. A first row “max” holds the greatest marks.",
            (),
            "person,q1,q2,q3\nmax,1,1,2\nLin,1,0,2\nWang,0,1,1",
            analyse_items,
        ),
        Method(
            "nps",
            "Net promoter score with its interval, in points.",
            (("score",), ("promoters", "passives", "detractors")),
            "promoters,passives,detractors\n50,30,20",
            _nps,
        ),
        Method(
            "proportions",
            "Difference of two independent shares, first minus second (Newcombe), and how likely by chance.",
            (("x1", "n1", "x2", "n2"),),
            "x1,n1,x2,n2\n56,70,48,80",
            _each(_proportions),
        ),
        Method(
            "sample-size",
            "How many to ask for a margin of error; an empty population is endless.",
            (("population", "margin", "confidence"),),
            "population,margin,confidence\n1297,0.05,0.95",
            _each(_sample_size),
        ),
    )
}
