"""What may be typed to change how an item is marked."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import BaseForm
from portal.i18n import say
from portal.quizzes.analysis import analysis_words as words
from portal.quizzes.analysis import regrade_keys
from portal.quizzes.analysis.analysis_data import Asked
from portal.quizzes.models import Treatment

KEY, VERSION = "key", "version"


class RegradeForm(BaseForm):
    """One item: another key, the key of a later version, right for everybody, dropped, or as usual again."""

    how = RadioField(_l("How it is to be marked"), validators=[InputRequired(_l("Choose one."))])
    right = SelectMultipleField(
        _l("New key"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    version = SelectField(_l("Version"), validators=[Optional()])
    reason = TextAreaField(
        _l("Reason, which everybody concerned will read"),
        validators=[InputRequired(_l("Say why.")), Length(max=500)],
    )

    @classmethod
    def of(cls, asked: Asked) -> "RegradeForm":
        form = cls()
        found = regrade_keys.versions(asked.row.item_id, asked.item, asked.row.n)
        later = [each for each in found if each.row.n != asked.row.key_n]
        choices = regrade_keys.can_choose(asked.item)
        form.right.choices = (
            [(key, _option(asked, key, label)) for key, label in words.letters(asked.item).items()]
            if choices
            else []
        )
        form.version.choices = [(str(each.row.n), _version(each)) for each in reversed(later)]
        form.how.choices = _ways(asked, choices=choices, later=bool(later))
        form.right.data = form.right.data or []
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        if self.how.data == KEY and not self.right.data:
            self.right.errors = [_("Choose the right option.")]
            return False
        if self.how.data == VERSION and not self.version.data:
            self.version.errors = [_("Choose a version.")]
            return False
        return fine

    def change(self) -> dict[str, Any]:
        """As `Regrade.changes` holds it."""
        if self.how.data == KEY:
            return {"right": list(self.right.data or [])}
        if self.how.data == VERSION:
            return {"key_n": int(self.version.data)}
        return {"treatment": self.how.data}


class ApplyForm(BaseForm):
    """Agreeing to the effect that was shown."""

    seen = HiddenField()


def _ways(asked: Asked, *, choices: bool, later: bool) -> list[tuple[str, str]]:
    ways = [(KEY, _("By another key"))] if choices else []
    if later:
        ways.append((VERSION, _("By the key of another version of this item")))
    ways += [
        (Treatment.EVERYBODY.value, _("Right for everybody")),
        (Treatment.DROPPED.value, _("Not at all: drop it, the others count")),
        (Treatment.NORMAL.value, _("By its key again")),
    ]
    return [way for way in ways if way[0] != asked.row.treatment]


def _option(asked: Asked, key: str, label: str) -> str:
    told = f"{label} {words.option_text(asked.item, key)}".strip()
    if key in words.right_keys(asked.key):
        return _("%(option)s (key so far)", option=told)
    return told


def _version(each: regrade_keys.Version) -> str:
    named = words.letters(each.item)
    key = _(", ").join(named[key] for key in words.right_keys(each.item) if key in named)
    told = _("Version %(n)s", n=each.row.n)
    note = each.row.note or say(each.item.stem)[:30]
    return " · ".join(part for part in (told, _("key %(key)s", key=key) if key else "", note) if part)
