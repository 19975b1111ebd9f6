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
}


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The English sentence of a code."""
    return MESSAGES[code] % params
