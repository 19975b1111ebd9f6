"""Every sentence this library can say about content, by code; screens translate the same sentences.

Placeholders are gettext's (`%(limit)s`), so `_(MESSAGES[code], **params)` works as it stands.
"""

from collections.abc import Mapping


def _l(text: str) -> str:
    """Marks a sentence for the collector of translations; says nothing else about it."""
    return text


MESSAGES: dict[str, str] = {
    # documents
    "too_large": _l("The document is larger than %(limit)s bytes."),
    "too_deep": _l("The document is nested too deeply."),
    "not_json": _l("This is not valid JSON: %(detail)s"),
    "bad_document": _l("This is not a questionnaire: %(detail)s"),
    "bad_template": _l("This is not a survey template: %(detail)s"),
    "bad_text": _l("The text holds characters that cannot be stored (NUL or half of a character)."),
    "not_finite": _l("A number is not finite."),
    "unknown_format": _l("%(name)s is in none of the formats that can be read here: %(formats)s."),
    # rules
    "rule_too_long": _l("The rule is longer than %(limit)s characters."),
    "rule_too_deep": _l("The rule is nested too deeply at character %(position)s."),
    "rule_unexpected": _l("The rule cannot be read at character %(position)s: %(found)s."),
    "rule_expected": _l("At character %(position)s of the rule %(expected)s is missing."),
    "rule_too_costly": _l("The rule takes too many steps."),
    # answers
    "required": _l("This question needs an answer."),
    "choose_one": _l("Choose one of the answers."),
    "not_an_option": _l("“%(value)s” is not one of the answers."),
    "too_few": _l("Choose at least %(limit)s."),
    "too_many": _l("Choose at most %(limit)s."),
    "exclusive": _l("“%(option)s” cannot be chosen together with others."),
    "incomplete": _l("Answer every part of this question."),
    "not_a_number": _l("This is not a number."),
    "out_of_range": _l("The number must lie between %(minimum)s and %(maximum)s."),
    "below_minimum": _l("The number must be at least %(minimum)s."),
    "above_maximum": _l("The number must be at most %(maximum)s."),
    "not_a_date": _l("There is no such day."),
    "text_too_long": _l("The text is %(length)s characters long; %(limit)s is the most."),
    "not_a_phone": _l("This is not a phone number."),
    "same_rank": _l("Two answers have the same place."),
    "wrong_type": _l("The answer has the wrong form."),
    "unknown": _l("The questionnaire does not ask “%(names)s” (%(count)s in all)."),
    "too_many_fields": _l("There are more answers than the questionnaire can have."),
}


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The English sentence of a code."""
    return MESSAGES[code] % params
