"""Everything true of questions without a web request. Its modules are its public names:

questionnaires  the document: items, options, sections, texts by language; canonical JSON and fingerprint
templates       a questionnaire with what a gallery says about it
structure       is it well formed? errors stop publication
rules           do the show-when rules make sense, and can each of them hold?
readability     seconds, long stems, double noes: the publish checks about content
changes         what differs between two versions, and whether answers may still be compared
expressions     the language of rules, for the server and for the page
answers         from a form or a document to canonical answers (answer_fields: names of form fields)
columns         the flat variables for figures and exports; coding turns answers into rows of numbers

items           the document of a quiz item and of a bank; item_documents: canonical JSON and fingerprint
item_structure  is it well formed? errors forbid making it final; item_changes: what a new version means
item_answers    canonical answers; item_sheets: an item as the person who answers may see it, without its key
marking         what an answer is worth (marking_words, marking_parts, numerals); marking_papers: all of them
papers          rules, papers and candidates; papers_draw draws them (papers_supply, papers_balance)
checks          the lint of a bank: repeats, contradictions, skewed keys (checks_repeats, checks_positions)
analysis        how items and papers did: facility, distractors, reliability, Rasch, pairs that agree too well
practice        when an item comes back (FSRS-6), the wrong-question book, today's ten

exchange        files of others and our own
problems        what a check found; messages holds every sentence, ready to be translated
"""
