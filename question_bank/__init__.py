"""Everything true of questions without a web request. Its modules are its public names:

questionnaires   the document: items, options, sections, texts by language, canonical JSON, fingerprint
structure        is it well formed? (errors stop publication)       rules        can each show-when rule hold?
readability      seconds, stems, double noes: the publish checks    changes      what differs between two versions
expressions      the rule language, for the server and the page     templates    a questionnaire with its gallery card
answers          from a form or a document to canonical answers     columns      the flat variables for figures
answer_fields    names of form fields                               coding       answers as rows of numbers
answer_values    is this value an answer to this item?              exchange     files of others and our own
problems         what a check found                                 messages     every sentence, ready to translate
"""
