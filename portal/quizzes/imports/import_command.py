"""The import of questions without the web: `portal import items FILE --bank NAME|ID`."""

import uuid
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people.models import Account, Unit
from portal.quizzes.imports import (
    import_applying,
    import_page,
    import_reading,
    import_services,
    import_states,
)
from portal.quizzes.imports.import_states import State
from portal.quizzes.models import Bank, ItemImport
from question_bank.problems import Problem, Severity


class NoSuchBank(Exception):
    """No bank of the unit is called that, or several are; `known` are those there are."""

    def __init__(self, known: list[str]) -> None:
        super().__init__(", ".join(known))
        self.known = known


def bank_named(name: str, unit: Unit) -> Bank:
    """By id, or by its title in any language."""
    every = db.session.scalars(select(Bank).where(Bank.unit_id == unit.id, Bank.archived_at.is_(None)))
    banks = {bank.id: bank for bank in every}
    try:
        found = [banks[uuid.UUID(name)]]
    except (ValueError, KeyError):
        found = [bank for bank in banks.values() if name.strip() in bank.title.values()]
    if len(found) != 1:
        raise NoSuchBank([next(iter(bank.title.values()), "") for bank in banks.values()])
    return found[0]


def import_file(path: Path, bank: Bank, *, skip_faulty: bool, actor: Account | None) -> dict[str, Any]:
    """All or nothing; with `skip_faulty` what is faulty stays out. The report names every problem by line."""
    content = path.read_bytes()
    base, on, limits = bank.base_language, import_services.today(), import_reading.AS_A_JOB
    try:
        chunks, about = import_reading.read(content, path.name, {}, base=base, on=on, limits=limits)
    except (import_reading.Unreadable, import_reading.TooSlow) as refused:
        return {
            "format": "",
            "rows": 0,
            "imported": 0,
            "problems": [_problem("error", None, refused.message)],
        }
    run = import_services.keep(bank, content, path.name, actor=actor, at=clock.now())
    import_services.take_in(run, chunks, about, actor=actor)
    states = import_states.states_of(run)
    problems = _problems(run, states)
    errors = any(each["severity"] == Severity.ERROR for each in problems)
    counts = {state.value: states.counts[state] for state in (State.FINE, State.MEND, State.KNOWN)}
    report: dict[str, Any] = {"format": about.format, "rows": about.rows, **counts, "imported": 0}
    report["problems"] = problems
    if states.imported and (skip_faulty or not errors):
        import_applying.lock(run)
        ready = import_applying.prepare(run, at=clock.now())
        report["imported"] = import_applying.write(run, ready, actor=actor, at=clock.now())["added"]
        db.session.commit()
        return report
    if run.read_file is not None:
        import_services.discard(run, actor=actor, at=clock.now())
        db.session.commit()
    return report


def _problems(run: ItemImport, states: import_states.States) -> list[dict[str, Any]]:
    """Lines that are no question first, then rows in the order of the file; what only helps is left out."""
    about = import_reading.about(run)
    found = [_problem(each.severity, each.line, _said(each), each.sheet) for each in about.general]
    for n, row in enumerate(import_reading.all_rows(run)):
        found += [_problem(each.severity, row.line, _said(each), row.sheet) for each in row.problems]
        twin = states.twins.get(n)
        if twin is not None:
            severity = "warning" if twin.agrees else "error"
            with force_locale("en"):  # as everything the command says
                found.append(_problem(severity, row.line, import_page.twin_words(twin), row.sheet))
    return [each for each in found if each["severity"] != Severity.HINT]


def _said(told: import_reading.Told) -> str:
    return Problem(Severity(told.severity), told.code, None, told.params).message


def _problem(severity: str, line: int | None, message: str, sheet: str = "") -> dict[str, Any]:
    return {"severity": str(severity), "line": line, "sheet": sheet, "message": message}


def in_words(report: dict[str, Any]) -> str:
    counts = {key: value for key, value in report.items() if isinstance(value, int)}
    said = ", ".join(f"{key} {value}" for key, value in counts.items())
    return "\n".join([*map(_line, report["problems"]), said])


def _line(problem: dict[str, Any]) -> str:
    place = " ".join(filter(None, (problem["sheet"], f"line {problem['line'] or '-'}")))
    return f"{problem['severity']}: {place}: {problem['message']}"
