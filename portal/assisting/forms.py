"""What a caller may say of a call that brought no answers."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.assisting.words import OUTCOMES, TYPED_OUTCOMES
from portal.forms import BaseForm


class OutcomeForm(BaseForm):
    outcome = RadioField(
        _l("No answers? What came of the call"),
        [InputRequired(_l("Please choose one"))],
        choices=[SelectChoice(str(each), OUTCOMES[each]) for each in TYPED_OUTCOMES],
    )
