"""Our own form of a survey: the questionnaire's JSON, or a template's, which holds one."""

import re
from dataclasses import replace

import msgspec

from question_bank import documents, readability, structure
from question_bank.errors import QuestionnaireError
from question_bank.exchange.content import SurveyContent
from question_bank.problems import Problem, Severity
from question_bank.questionnaires import MAXIMUM_BYTES, Questionnaire, read_document, write_document
from question_bank.templates import read_template

NAME = "json"

_BYTE = re.compile(r"byte (\d+)")


def recognises(source: bytes, name: str) -> bool:
    """A name ending in .json, or a first character that only JSON begins with."""
    return name.lower().endswith(".json") or source[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read(source: bytes) -> SurveyContent:
    """The questionnaire and what its checks say, each with the line where its item begins."""
    try:
        questionnaire = _read(source)
    except QuestionnaireError as error:
        line = _line_of_byte(source, str(error.params.get("detail", "")))
        return SurveyContent(None, [Problem(Severity.ERROR, error.code, None, error.params, line)])
    found = structure.problems(questionnaire)
    seen = {(problem.code, problem.item) for problem in found}
    for check in readability.checks(questionnaire):
        found += [problem for problem in check.problems if (problem.code, problem.item) not in seen]
    text = source.decode("utf-8", "replace")
    return SurveyContent(questionnaire, [_with_line(problem, text) for problem in found])


def write(questionnaire: Questionnaire) -> bytes:
    """The canonical document, indented for people."""
    return msgspec.json.format(write_document(questionnaire).encode(), indent=2) + b"\n"


def _read(source: bytes) -> Questionnaire:
    tree = documents.read(source, limit=MAXIMUM_BYTES)
    if isinstance(tree, dict) and "questionnaire" in tree:
        return read_template(source).questionnaire
    return read_document(source)


def _with_line(problem: Problem, text: str) -> Problem:
    if problem.item is None:
        return problem
    match = re.search(rf'"key"\s*:\s*{re.escape(msgspec.json.encode(problem.item).decode())}', text)
    return replace(problem, line=text.count("\n", 0, match.start()) + 1) if match else problem


def _line_of_byte(source: bytes, detail: str) -> int | None:
    """The line a JSON error points at, when it names a byte."""
    match = _BYTE.search(detail)
    return source.count(b"\n", 0, int(match[1])) + 1 if match else None
