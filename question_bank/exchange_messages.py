"""Every sentence this library can say about files of quiz items, by code."""


def _l(text: str) -> str:
    """Marks a sentence for the collector of translations; says nothing else about it."""
    return text


EXCHANGE_MESSAGES: dict[str, str] = {
    # the file as a whole
    "file_empty": _l("The file is empty."),
    "file_too_large": _l("The file is larger than %(limit)s MB. Divide it and read the parts."),
    "too_many_lines": _l("The file has more than %(limit)s lines. Divide it and read the parts."),
    "too_many_questions": _l("Only the first %(limit)s questions were read. Divide the file."),
    "more_problems": _l("%(count)s more remarks of this kind are not listed one by one."),
    "not_utf8": _l("The file is not UTF-8; save it as UTF-8 first. Byte %(byte)s cannot be read."),
    "bad_encoding": _l("The characters of the file cannot be read; save it as UTF-8."),
    "encoding_guessed": _l("The file is not UTF-8; it was read as %(encoding)s."),
    "old_word": _l("This is a Word file of the old kind (.doc). Open it in Word and save it as .docx."),
    "old_excel": _l("This is a workbook of the old kind (.xls). Open it in Excel and save it as .xlsx."),
    "password": _l("The file is protected by a password. Save it without one."),
    "zip_damaged": _l("The file is incomplete or damaged. Save it once more and try again."),
    "zip_bomb": _l("The package unpacks to more than it may hold; it was not read."),
    "zip_path": _l("The package holds a file with a forbidden name; it was not read."),
    "xml_damaged": _l("The XML is damaged: %(detail)s"),
    "xml_forbidden": _l(
        "The file holds a document type or entities, which are never needed; it was not read."
    ),
    "xml_too_deep": _l("The XML is nested too deeply or holds too much for one question."),
    "pdf_not_read": _l("A PDF cannot be read. Save the document as .docx or as text."),
    "examview_not_read": _l("This is a test of ExamView. Export it as QTI or Blackboard and read that."),
    "no_target_format": _l("%(name)s names no format that can be written. Known: %(formats)s."),
    # inside the file
    "not_understood": _l("This line was not understood and belongs to no question: %(text)s"),
    "noise_left_out": _l("This line belongs to the web page the questions came from: %(text)s"),
    "before_first": _l("This line stands before the first question and was left out: %(text)s"),
    "number_gap": _l("After question %(previous)s comes question %(number)s: is something missing?"),
    "number_missing": _l("The question has no number."),
    "mark_removed": _l("The mark “%(mark)s” at the end of an answer was left out."),
    "two_keys": _l("The question has two keys: %(first)s and %(second)s. The first one was used."),
    "key_not_read": _l("The key “%(key)s” is neither letters of answers nor true or false."),
    "kind_and_key": _l("The question stands among %(kind)s but has %(count)s right answers."),
    "blank_count": _l("The question has %(blanks)s blanks but %(answers)s answers."),
    "options_not_in_order": _l("The letters of the answers are not in order: %(letters)s."),
    "option_line_joined": _l("This line has no letter; it was added to the answer before it: %(text)s"),
    "stopped": _l("Reading stopped at line %(number)s: what comes so far is no question bank."),
    "answer_without_question": _l("The answer to question %(number)s belongs to no question."),
    "bad_figure": _l("“%(value)s” is not a number for “%(field)s”."),
    "bad_day": _l("“%(value)s” is not a day."),
    "picture_missing": _l("The picture “%(picture)s” is not in the file."),
    "picture_kind": _l("“%(picture)s” is not a picture that can be shown (PNG, JPEG, GIF or WebP)."),
    # tables
    "no_heading": _l("The sheet “%(sheet)s” has no column with questions and was not read."),
    "columns_guessed": _l("The columns of “%(sheet)s” were taken as: %(columns)s."),
    "column_unknown": _l("The column “%(column)s” was not read."),
    "sample_left_out": _l("The sample row of the template was left out."),
    "problem_not_known": _l("The problem “%(name)s” is not known here; %(count)s questions go without it."),
    "indicator_not_known": _l(
        "The indicator “%(name)s” is not known here; %(count)s questions go without it."
    ),
    "row_without_stem": _l("The row has no question: %(text)s"),
    "key_is_date": _l("The key “%(value)s” is a date made by the spreadsheet, not an answer."),
    # formats of other programs
    "gift_brace": _l("A brace { or } is missing or stands too much."),
    "gift_few_answers": _l("The question needs at least two answers."),
    "gift_number": _l("“%(text)s” is not a number of this format."),
    "gift_pair": _l("“%(text)s” is not a pair of this format."),
    "gift_leftover": _l("“%(text)s” stands before the first answer."),
    "markup_lost": _l("One part is written as %(part)s, the question as %(question)s; the words were kept."),
    "aiken_option_first": _l("An answer stands here without a question."),
    "aiken_answer_first": _l("ANSWER stands here without a question."),
    "aiken_few_options": _l("The question has fewer than two answers and was left out: %(text)s"),
    "aiken_open": _l("The question has no ANSWER line and was left out: %(text)s"),
    "kind_not_read": _l("Questions of the kind “%(kind)s” are not known here; the question was left out."),
    "part_not_read": _l("“%(part)s” of the question has no place here and was left out."),
    "scoring_not_read": _l(
        "How the question is marked is written in a way that is not read here; check the key."
    ),
    "file_not_read": _l("“%(name)s” could not be read: %(reason)s"),
    "file_missing": _l("The package names “%(name)s” but does not hold it."),
    "test_not_kept": _l(
        "The rules of the test (%(parts)s) are not part of a question bank and were left out."
    ),
    # writing
    "type_not_written": _l("%(format)s has no questions of the kind “%(kind)s”; the question was left out."),
    "not_said": _l("%(format)s cannot say: %(fields)s."),
    "item_not_said": _l("%(format)s cannot write the question: %(reason)s. It was left out."),
    "languages_left": _l("%(format)s holds one language; the words in %(languages)s were left out."),
    "materials_joined": _l("%(format)s has no shared material; its words were put before each question."),
    "picture_not_at_hand": _l("The picture “%(picture)s” is not at hand and was not written."),
}
