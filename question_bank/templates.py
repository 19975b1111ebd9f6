"""A survey template: a questionnaire with what a gallery says about it."""

import hashlib

import msgspec

from question_bank import documents
from question_bank.errors import QuestionnaireError
from question_bank.questionnaires import MAXIMUM_BYTES, Questionnaire, Text

AUDIENCES = ("retailers", "consumers", "staff", "partners")
MODES = ("anonymous", "confidential", "named")
ENTRIES = ("s", "v", "k", "t")


class Template(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`entry` is the public door that serves it: s survey, v visit check, k awareness check, t speak up."""

    code: str
    minutes: float
    audience: str
    mode: str
    entry: str
    questionnaire: Questionnaire
    pass_mark: int | None = None
    note: Text = {}

    @property
    def items(self) -> int:
        """How many numbered questions it has."""
        return len(self.questionnaire.numbered())


# Done once here: where two threads make msgspec learn a type at the same moment, the process dies.
msgspec.json.Decoder(Template)


def read_template(source: bytes | str) -> Template:
    """A template from its JSON; QuestionnaireError says what is wrong."""
    tree = documents.read(source, limit=MAXIMUM_BYTES)
    try:
        template = msgspec.convert(tree, Template)
    except msgspec.ValidationError as error:
        raise QuestionnaireError("bad_template", detail=str(error)) from error
    if template.audience not in AUDIENCES or template.mode not in MODES or template.entry not in ENTRIES:
        detail = f"{template.audience}, {template.mode}, {template.entry}"
        raise QuestionnaireError("bad_template", detail=detail)
    return template


def write_template(template: Template) -> str:
    """The canonical JSON of a template."""
    return documents.write(msgspec.to_builtins(template))


def fingerprint(template: Template) -> str:
    """SHA-256 of the canonical template, in hex: tells whether a stored copy is still the shipped one."""
    return hashlib.sha256(write_template(template).encode()).hexdigest()
