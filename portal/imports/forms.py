"""What may be typed on the import screens."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from portal.forms import BaseForm
from portal.people.forms import options
from portal.sheets.columns import Columns
from portal.sheets.model import Sheet

NOWHERE = ""
SAMPLES = 2


class UploadForm(BaseForm):
    file = FileField(_l("Workbook or text file"), [FileRequired(_l("Choose a file first."))])


class RunForm(BaseForm):
    only_good = BooleanField()


def columns_form(sheet: Sheet, known: Columns, mapping: dict[str, int]) -> BaseForm:
    """One choice for each column we know: which column of the file it is."""
    offered = options({n: _named(sheet, n) for n in range(len(sheet.header))}, _l("Not in the file"))
    fields = {
        column.key: SelectField(
            f"{column.heading}{'*' if column.required else ''}",
            choices=offered,
            default=str(mapping.get(column.key, NOWHERE)),
            validators=[DataRequired(_l("This one is needed."))] if column.required else [],
        )
        for column in known
    }
    form: BaseForm = type("ColumnsForm", (ColumnsForm,), fields)()
    return form


class ColumnsForm(BaseForm):
    def chosen(self) -> dict[str, int]:
        return {field.name: int(field.data) for field in self._choices() if field.data != NOWHERE}

    def _choices(self) -> list[Any]:
        return [field for field in self if field.type == "SelectField"]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        taken: set[str] = set()
        for field in self._choices():
            if field.data != NOWHERE and field.data in taken:
                field.errors = [*field.errors, _("This column of the file is chosen twice.")]
                fine = False
            taken.add(field.data)
        return fine


def _named(sheet: Sheet, place: int) -> str:
    samples = [row.cell(place)[:18] for row in sheet.rows[:SAMPLES] if row.cell(place)]
    heading = sheet.header[place] or _("Column %(n)s", n=place + 1)
    return f"{heading}（{'，'.join(samples)}）" if samples else heading
