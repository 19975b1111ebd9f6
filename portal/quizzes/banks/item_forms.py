"""The form of one item: everything an item can have; the page shows what its type uses."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from portal.forms import TAGS, UNSTORABLE, BaseForm, WordsField, offered
from portal.quizzes.banks.bank_forms import DIFFICULTIES, MOST_POINTS, NumberText
from portal.quizzes.banks.item_words import TYPES

LISTS = ("options", "blanks", "accepted", "pairs", "guide", "pictures")
WORDS = ("stem", "explanation", "unit", "model_answer")
PERCENT = {"low": -100, "high": 100}


class OptionForm(Form):
    key = HiddenField()
    text = WordsField()
    picture = StringField()
    pinned = BooleanField(_l("keeps its place"))
    worth = NumberText(_l("Worth in percent"), **PERCENT)
    feedback = WordsField(_l("Said to who chose it"))


class BlankForm(Form):
    """`accepted` holds one alternative a line."""

    key = HiddenField()
    accepted = TextAreaField(_l("Accepted answers, one a line"))
    choices = StringField(_l("To choose from, with | between"))
    weight = NumberText(_l("Weight"), low=0, high=MOST_POINTS)
    case_sensitive = BooleanField(_l("large and small letters differ"))
    wildcard = BooleanField(_l("* stands for anything"))


class AcceptedForm(Form):
    """A number with tolerance, or a range."""

    value = NumberText(_l("Exact number"))
    tolerance = NumberText(_l("give or take"), low=0)
    minimum = NumberText(_l("from"))
    maximum = NumberText(_l("to"))
    worth = NumberText(_l("Worth in percent"), **PERCENT)
    feedback = WordsField(_l("Said to who wrote it"))


class PairForm(Form):
    key = HiddenField()
    text = WordsField()
    option = StringField()
    picture = StringField()


class GuideForm(Form):
    text = WordsField()
    points = NumberText(_l("Points"), low=0, high=MOST_POINTS)


class PictureForm(Form):
    name = HiddenField()
    sha256 = HiddenField()
    alt = WordsField(_l("What it shows, in words"))


class ItemForm(BaseForm):
    """`stamp` tells which state was edited, `tongue` the language in sight, `do` the button pressed."""

    type = SelectField(_l("Type"), choices=offered(TYPES))
    stem = WordsField(_l("Stem"), long=True)
    options = FieldList(FormField(OptionForm), _l("Options"))
    right = SelectMultipleField(_l("Right answer"), validate_choice=False)
    blanks = FieldList(FormField(BlankForm), _l("Blanks"))
    any_order = BooleanField(_l("The blanks may be answered in any order"))
    accepted = FieldList(FormField(AcceptedForm), _l("Accepted numbers"))
    unit = WordsField(_l("Unit of measure"))
    pairs = FieldList(FormField(PairForm), _l("Pairs"))
    guide = FieldList(FormField(GuideForm), _l("What a marker looks for"))
    model_answer = WordsField(_l("Model answer"), long=True)
    shuffle = BooleanField(_l("Shuffle the answers"), default=True)
    rule = SelectField(_l("Marking rule"), validate_choice=False)
    points = NumberText(_l("Points it is worth"), low=0, high=MOST_POINTS, default="1")
    explanation = WordsField(_l("Explanation"), long=True)
    knowledge_point = StringField(_l("Knowledge point"), [Length(max=200)])
    difficulty = SelectField(_l("Difficulty"), choices=offered(DIFFICULTIES), validate_choice=False)
    tags = StringField(_l("Tags"), [Length(max=250)])
    document = StringField(_l("Document"), [Length(max=200)])
    clause = StringField(_l("Clause"), [Length(max=100)])
    url = StringField(_l("Web address"), [Length(max=500)])
    expires_on = DateField(_l("Source holds until"), [Optional()])
    indicator = StringField(_l("Indicator"), [Length(max=60)])
    problem = SelectField(_l("Problem"), validate_choice=False)
    material = SelectField(_l("Shared material"), validate_choice=False)
    material_text = WordsField(_l("or write a new one"), long=True)
    pictures = FieldList(FormField(PictureForm), _l("Pictures"))
    new_picture = FileField(_l("Add a picture"))
    note = StringField(_l("What was changed, for the history"), [Length(max=300)])
    stamp = HiddenField()
    tongue = HiddenField(default=TAGS[0])

    def typed(self) -> dict[str, Any]:
        """Everything in the form as it was typed, to build the form anew from."""
        data = dict(self.data)
        for name in ("csrf_token", "new_picture"):
            data.pop(name, None)
        return data

    def faults(self) -> dict[str, list[str]]:
        """What is wrong with single inputs, by the name of the field on the page."""
        found: dict[str, list[str]] = {}
        for field in self:
            told = list(_told(field.errors))
            if told:
                found[field.name] = list(dict.fromkeys(told))
        if any(UNSTORABLE.search(words) for words in _texts(self.data)):
            found.setdefault("stem", []).append(str(_l("This text holds characters that cannot be stored.")))
        return found


def _told(errors: Any) -> Any:
    """Messages however deep they lie in lists of sub-forms."""
    if isinstance(errors, dict):
        for each in errors.values():
            yield from _told(each)
    elif isinstance(errors, (list, tuple)):
        for each in errors:
            yield from _told(each)
    elif errors:
        yield str(errors)


def _texts(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
