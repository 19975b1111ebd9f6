"""What may be typed on the screens of an import: the file, its columns, one row, what is set for all."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.forms import UNSTORABLE, BaseForm, offered
from portal.i18n import say
from portal.quizzes.banks import item_words
from portal.quizzes.banks.bank_forms import DIFFICULTIES, MOST_POINTS, NumberText
from portal.quizzes.imports import import_mending
from portal.quizzes.imports.import_mending import Typed
from portal.quizzes.imports.import_reading import Heading
from portal.quizzes.practice import concerns
from question_bank.exchange.item_content import letters
from question_bank.items import HARDEST, ItemType

MOST_TEXT = 1_000_000
SPARE_OPTIONS = 2
MOST_OPTIONS = 26
NOWHERE = ""
FIELD_NAMES: dict[str, Any] = {
    "stem": _l("Stem"),
    "kind": _l("Type"),
    "options": _l("All options in one cell"),
    "key": _l("Key"),
    "explanation": _l("Explanation"),
    "points": _l("Worth in points"),
    "difficulty": _l("Difficulty"),
    "knowledge_point": _l("Knowledge point"),
    "tags": _l("Tags"),
    "source": _l("Source document"),
    "expires": _l("Last day"),
    "problem": _l("Problem"),
    "indicator": _l("Indicator"),
    "number": _l("Number, not read"),
}


class UploadForm(BaseForm):
    file = FileField(_l("File"))
    text = TextAreaField(_l("Or paste the questions here"), [Length(max=MOST_TEXT)])

    def validate_file(self, field: FileField) -> None:
        if not (field.data and field.data.filename) and not self.text.data:
            raise ValidationError(_("Choose a file or paste some text first."))

    def content(self) -> tuple[bytes, str]:
        if self.file.data and self.file.data.filename:
            with self.file.data.stream as stream:
                return stream.read(), UNSTORABLE.sub("", self.file.data.filename)[:200]
        return (self.text.data or "").encode(), _("Pasted text") + ".txt"


def column_choices() -> dict[str, Any]:
    """What a column may be: our fields, then options and blanks by letter and number."""
    named = {NOWHERE: _l("Not read"), **FIELD_NAMES}
    named |= {f"option:{letter}": _("Option %(letter)s", letter=letter) for letter in letters(12)}
    return named | {f"blank:{n}": _("Blank %(number)s", number=n) for n in range(1, 9)}


def columns_form(headings: list[Heading], mapping: dict[str, str]) -> "ColumnsForm":
    """One choice for each column of the file: what it is."""
    choices = offered(column_choices())
    fields = {
        f"column{place}": SelectField(
            heading.name[:60], choices=choices, default=mapping.get(heading.name, heading.meaning)
        )
        for place, heading in enumerate(headings)
    }
    form: ColumnsForm = type("ColumnsForm", (ColumnsForm,), fields)()
    form.headings = headings
    return form


class ColumnsForm(BaseForm):
    headings: list[Heading] = []

    @property
    def columns(self) -> list[tuple[Heading, Any]]:
        return [(heading, self[f"column{place}"]) for place, heading in enumerate(self.headings)]

    def chosen(self) -> dict[str, str]:
        return {heading.name: field.data for heading, field in self.columns if field.data}

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        taken: set[str] = set()
        for _heading, field in self.columns:
            if field.data and field.data in taken:
                field.errors = [*field.errors, _("Two columns cannot be the same thing.")]
                fine = False
            taken.add(field.data)
        if "stem" not in taken:
            self.form_errors.append(_("Say which column holds the stem."))
            fine = False
        return fine


class MendForm(BaseForm):
    """One row as in the template: options one by one, the key as A, AC, 对 or words."""

    type = SelectField(
        _l("Type"), choices=offered({kind: item_words.TYPES[kind] for kind in import_mending.TYPES})
    )
    stem = TextAreaField(_l("Stem"), [Length(max=20_000)])
    key = StringField(_l("Key"), [Length(max=5_000)])
    pairs = TextAreaField(_l("Pairs, one on a line: left = right"), [Length(max=5_000)])
    explanation = TextAreaField(_l("Explanation"), [Length(max=20_000)])
    knowledge_point = StringField(_l("Knowledge point"), [Length(max=200)])
    difficulty = SelectField(_l("Difficulty"), choices=offered(DIFFICULTIES), validate_choice=False)
    points = NumberText(_l("Worth in points"), low=0, high=MOST_POINTS)
    options: list[str] = []

    @classmethod
    def of(cls, typed: Typed) -> "MendForm":
        values = {
            "type": typed.type.value, "stem": typed.stem, "key": typed.key, "pairs": typed.pairs,
            "explanation": typed.explanation, "knowledge_point": typed.knowledge_point,
            "difficulty": str(typed.difficulty or ""), "points": f"{typed.points:g}",
        }  # fmt: skip
        form = cls(formdata=None, data=values)
        form.offer(typed.type)
        form.options = [*typed.options]
        return form

    def offer(self, kind: ItemType) -> None:
        """The kinds a row can become; matching and information stay what they are."""
        if kind not in import_mending.TYPES:
            self.type.choices = offered({kind: item_words.TYPES[kind]})

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Letter and words of each option, with some to spare."""
        count = min(max(len(self.options) + SPARE_OPTIONS, 4), MOST_OPTIONS)
        words = [*self.options, *[""] * count]
        return list(zip(letters(count), words, strict=False))

    def typed(self, options: list[str]) -> Typed:
        while options and not options[-1].strip():
            options.pop()
        difficulty = int(self.difficulty.data) if str(self.difficulty.data).isdecimal() else 0
        return Typed(
            type=ItemType(self.type.data), stem=self.stem.data or "",
            options=[each.strip() for each in options],
            key=self.key.data or "", pairs=self.pairs.data or "", explanation=self.explanation.data or "",
            knowledge_point=self.knowledge_point.data or "",
            difficulty=difficulty if 1 <= difficulty <= HARDEST else None,
            points=1 if self.points.number is None else self.points.number,
        )  # fmt: skip


class ForAllForm(BaseForm):
    """What is the same for every row; what is empty stays as the file says it."""

    knowledge_point = StringField(_l("Knowledge point"), [Length(max=200)])
    difficulty = SelectField(
        _l("Difficulty"), choices=offered({**DIFFICULTIES, "": _l("as in the file")}), validate_choice=False
    )
    tags = StringField(_l("Tags, separated by spaces"), [Length(max=200)])
    points = NumberText(_l("Worth in points"), low=0, high=MOST_POINTS)
    problem = SelectField(_l("Problem"), validate_choice=True)

    @classmethod
    def of(cls, person: Any, values: dict[str, Any]) -> "ForAllForm":
        shown = {
            "knowledge_point": values.get("knowledge_point", ""), "tags": " ".join(values.get("tags", ())),
            "difficulty": str(values.get("difficulty", "")), "problem": values.get("problem", ""),
            "points": f"{values['points']:g}" if "points" in values else "",
        }  # fmt: skip
        form = cls(data=shown)
        problems = {
            str(each.problem_id): f"{each.number} {say(each.statement)}" for each in concerns.in_sight(person)
        }
        form.problem.choices = offered({"": _l("as in the file"), **problems})
        return form

    def values(self) -> dict[str, Any]:
        said = {
            "knowledge_point": (self.knowledge_point.data or "").strip("/ "),
            "difficulty": int(self.difficulty.data) if self.difficulty.data in set("12345") else None,
            "tags": (self.tags.data or "").split(), "points": self.points.number,
            "problem": self.problem.data,
        }  # fmt: skip
        return {key: value for key, value in said.items() if value not in ("", None, [])}

    def validate_knowledge_point(self, field: StringField) -> None:
        if field.data and not all(part.strip() for part in field.data.split("/")):
            raise ValidationError(_("A knowledge point is written as a/b/c, without empty parts."))


class ApplyForm(BaseForm):
    """The button that writes."""
