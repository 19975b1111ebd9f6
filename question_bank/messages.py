"""Every sentence this library can say about content, by code; screens translate the same sentences.

Placeholders are gettext's (`%(limit)s`), so `_(MESSAGES[code], **params)` works as it stands.
"""

from collections.abc import Mapping

from question_bank.exchange_messages import EXCHANGE_MESSAGES
from question_bank.item_messages import ITEM_MESSAGES


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
    # content
    "no_items": _l("The questionnaire has no questions yet."),
    "too_many_items": _l("The questionnaire has %(count)s questions; %(limit)s is the most."),
    "no_title": _l("The questionnaire has no title."),
    "bad_language": _l("“%(language)s” is not a language tag."),
    "base_not_listed": _l("The base language %(language)s is not among the languages of the questionnaire."),
    "bad_key": _l("The key “%(key)s” must be small Latin letters, digits and _, and start with a letter."),
    "duplicate_key": _l("The key “%(key)s” is used twice."),
    "empty_stem": _l("The question has no words."),
    "not_translated": _l("The words in %(language)s are missing."),
    "content_too_long": _l("A text is %(length)s characters long; %(limit)s is the most."),
    "options_missing": _l("The question needs at least %(least)s answers to choose from."),
    "too_many_options": _l("The question has %(count)s answers to choose from; %(limit)s is the most."),
    "option_without_text": _l("The answer “%(option)s” has no words."),
    "rows_missing": _l("The table has no rows."),
    "row_without_text": _l("The row “%(row)s” has no words."),
    "bad_theme": _l("“%(theme)s” is not a theme."),
    "minimum_above_maximum": _l("The smallest number allowed is larger than the largest."),
    "bad_scale": _l("A scale runs in whole numbers from 0 or more and has 2 to 11 steps."),
    "bad_choice_limits": _l(
        "The least and the most answers to choose contradict each other or the question."
    ),
    "kano_sides": _l("A Kano pair needs both questions: with it and without it."),
    "kano_options": _l("A Kano pair has exactly five answers."),
    "right_unknown": _l("The right answer “%(option)s” is not among the answers."),
    "cannot_be_required": _l("Information and photos cannot be required."),
    "bad_purpose": _l("“%(purpose)s” is not a kind of personal data."),
    "duplicate_role": _l("Two questions play the part “%(role)s”."),
    "rule_unknown_item": _l("The rule speaks of “%(other)s”, which does not exist."),
    "rule_later_item": _l("The rule speaks of “%(other)s”, which is not asked before this question."),
    "rule_silent_item": _l("The rule speaks of “%(other)s”, which has no answer to compare."),
    "rule_unknown_option": _l(
        "The rule compares “%(other)s” with “%(value)s”, which is not one of its answers."
    ),
    "rule_wrong_kind": _l("The rule compares “%(other)s” in a way its answers do not allow."),
    "never_shown": _l("No answers can make the rule of this question hold, so nobody would see it."),
    # how it reads
    "stem_too_long": _l("The question is %(length)s characters long; %(limit)s is easy to read."),
    "stem_too_wordy": _l("The question is %(length)s words long; %(limit)s is easy to read."),
    "uncommon_characters": _l("Some readers may not know these characters: %(characters)s."),
    "many_questions": _l("There are %(count)s questions; more than %(limit)s tire people."),
    "double_negative": _l("The question says no twice: “%(words)s”."),
    "jump_instruction": _l("Questions are skipped by rules; nobody has to be told “%(words)s”."),
    "consent_needed": _l("Personal data (%(purposes)s) is asked, so the consent block will be shown."),
    # answers
    "required": _l("This question needs an answer."),
    "not_an_option": _l("“%(value)s” is not one of the answers."),
    "too_few": _l("Choose at least %(limit)s."),
    "too_many": _l("Choose at most %(limit)s."),
    "exclusive": _l("One of the chosen answers excludes all others."),
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
    # quiz items, papers and banks
    **ITEM_MESSAGES,
    # files of quiz items
    **EXCHANGE_MESSAGES,
}


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The English sentence of a code."""
    return MESSAGES[code] % params
