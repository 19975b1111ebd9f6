"""Every sentence this library can say about quiz items, papers and banks, by code."""


def _l(text: str) -> str:
    """Marks a sentence for the collector of translations; says nothing else about it."""
    return text


ITEM_MESSAGES: dict[str, str] = {
    # documents
    "bad_item": _l("This is not a quiz question: %(detail)s"),
    "bad_bank": _l("This is not a question bank: %(detail)s"),
    "bad_paper": _l("This is not a paper: %(detail)s"),
    "not_final": _l("The question is not ready: %(reason)s"),
    # one item
    "key_missing": _l("The question has no right answer."),
    "too_many_right": _l("Only one answer can be right here; %(count)s are marked."),
    "true_false_options": _l("A true or false question can only be answered with true or false."),
    "options_out_of_place": _l("This kind of question has no answers to choose from."),
    "order_incomplete": _l("The right order must name every step once."),
    "blanks_missing": _l("The question has no blank to fill in."),
    "blank_without_answer": _l("Blank %(blank)s has no accepted answer."),
    "too_many_swapped": _l("At most %(limit)s blanks may be answered in any order."),
    "bad_number": _l("An accepted number has no value, an empty range or a negative tolerance."),
    "pairs_missing": _l("The question needs at least %(least)s pairs."),
    "pair_without_text": _l("The pair “%(pair)s” has no words."),
    "pair_unknown_option": _l("The pair “%(pair)s” belongs to “%(option)s”, which is not among the answers."),
    "picture_unknown": _l("The picture “%(picture)s” does not belong to the question."),
    "picture_without_words": _l("The picture “%(picture)s” has no words for people who cannot see it."),
    "marker_unknown": _l("“[[%(marker)s]]” is neither a blank nor a picture of the question."),
    "material_unknown": _l("The material “%(material)s” is not in the bank."),
    "bad_fraction": _l("What an answer is worth must lie between -1 and 1."),
    "never_full": _l("No answer earns the full points."),
    "bad_difficulty": _l("Difficulty runs from 1 to %(limit)s."),
    "bad_points": _l("Points cannot be negative, and the lower bound cannot exceed the upper one."),
    "bad_address": _l("The address of the source must start with http:// or https://."),
    "bad_path": _l("A knowledge point is written as a/b/c, without empty parts."),
    "rule_unsuitable": _l("This way of marking does not suit this kind of question."),
    # a bank
    "no_quiz_items": _l("The bank has no questions yet."),
    "duplicate_options": _l("The answers “%(first)s” and “%(second)s” say the same."),
    "exact_repeat": _l("The same question as %(other)s."),
    "near_repeat": _l("Nearly the same question as %(other)s (%(percent)s%% alike)."),
    "contradiction": _l("The same question as %(other)s, but with another right answer."),
    "comparison_stopped": _l(
        "There is too much alike in this bank to compare every question with every other."
    ),
    "key_positions": _l(
        "The right answer is not spread evenly over the places: %(counts)s of %(n)s questions "
        "(chi-square %(statistic)s, %(df)s degrees of freedom). Shuffle the answers."
    ),
    "longest_is_key": _l(
        "In %(k)s of %(n)s questions the longest answer is the right one; chance would give %(expected)s."
    ),
    "no_explanation": _l("The question has no explanation."),
    "expired": _l("The source lapsed on %(day)s."),
    "not_pinned": _l("“%(words)s” only makes sense as the last answer: keep it in its place."),
    "names_letters": _l("“%(words)s” speaks of answers by their letters, which shuffling changes."),
    "key_damaged": _l("“%(words)s” looks like a date made by a spreadsheet, not like an answer."),
    # answers
    "answer_unreadable": _l("The answer has the wrong form."),
    "answer_unknown_part": _l("“%(part)s” is not a part of this question."),
    # papers
    "no_rules": _l("The paper has no rules yet."),
    "bad_paper_rule": _l("Rule %(rule)s asks for a number of questions or points that cannot be."),
    "rule_lacks": _l("Rule %(rule)s asks for %(count)s questions; %(found)s fit, %(lacking)s are missing."),
    "rules_lack": _l(
        "Rules %(rules)s together ask for %(count)s different questions; %(found)s fit, "
        "%(lacking)s are missing."
    ),
    "papers_uneven": _l(
        "The papers would differ in difficulty by %(spread)s points of a hundred; %(band)s are allowed."
    ),
    "version_missing": _l("The version of question %(item)s that was asked is not at hand."),
}
