"""Who may call what: written by hand from the ability matrix of the design, never from the code.

A line is an address by its endpoint ("POST endpoint" where writing needs more than reading), and one mark
per role for an object of the own unit:

    +  does it    -  403: knows of it, may not    0  404: does not know of it

What lies in a unit below is like the own. What lies in a sister county does not exist: 404 for everybody.
So does what lies in the unit above, unless SHARED_DOWN says that it is read there.
"""

#           S L C M T A D : staff, leader, clerk, manager, trainer, auditor, admin
ROLES = ("staff", "leader", "clerk", "manager", "trainer", "auditor", "admin")
EVERYBODY = "+++++++"

# Anybody at all, without signing in.
PUBLIC = {
    "static",
    "desk.healthz", "desk.readyz", "api.describe",
    "people.sign_in", "people.open_link",
    "responses.start", "responses.survey", "responses.hand_in", "responses.survey_for_shop",
    "responses.hand_in_for_shop", "responses.quiz", "responses.visit", "responses.hand_in_visit",
    "responses.awareness", "responses.hand_in_awareness", "responses.aware", "responses.speak_up",
    "responses.hand_in_speaking_up",
    "receipts.look_up", "receipts.show", "receipts.forget", "receipts.photo",
    "notices.helping", "notices.privacy",
}  # fmt: skip

PEOPLE = {
    "people.me": EVERYBODY,
    "people.choose": EVERYBODY,
    "people.change_password": EVERYBODY,
    "people.end_others": EVERYBODY,
    "people.sign_out": EVERYBODY,
    "people.end_preview": EVERYBODY,
    "accounts.index": "-++++++",
    "accounts.create": "------+",
    "accounts.edit": "------+",
    "accounts.transfer": "------+",
    "accounts.disable": "------+",
    "accounts.enable": "------+",
    "accounts.link": "------+",
    "accounts.preview": "------+",
    "units.index": "-++++++",
    "units.create": "------+",
    "units.edit": "------+",
    "units.move": "------+",
    "units.archive": "------+",
    "units.restore": "------+",
    "rules.roles": "-++++++",
    "rules.settings": "---+--+",
    "rules.unit_settings": "---+--+",
    "trail.index": "-----++",
    "trail.export": "-----++",
    "trail.chain": "-----++",
}

DEMO = {
    "demo.show": "------+",
    "demo.remove": "------+",
}

DESK = {
    "desk.overview": "-++++++",
    "desk.phone": EVERYBODY,
}

# Staff see their own shops; another's shop of the same district does not exist for them.
RETAILERS = {
    "customers.index": "++++-++",
    "customers.show": "0+++-++",
    "retailers.index": "++++-++",
    "retailers.export": "--++-+-",
    "retailer.create": "--++--+",
    "retailer.show": "0+++-++",
    "retailer.edit": "0-++--+",
    "retailer.move": "0-++--+",
    "retailer.close": "0-++--+",
    "retailer.reopen": "0-++--+",
    "retailer.reveal": "0+++-+-",
    "distribution.shop_code": "0-++--+",
    "distribution.shop_picture": "0+++-++",
    "distribution.print_shop": "0-++--+",
    "distribution.shop_codes": "--++--+",
    "distribution.make_shop_codes": "--++--+",
    "distribution.replace_shop_codes": "--++--+",
    "distribution.print_shops": "--++--+",
    "distribution.print_shops_pdf": "--++--+",
}
# The same addresses for a shop that is the staff member's own.
OWN_SHOP = {
    "exams.examine_shop": "+",
    "customers.show": "+",
    "retailer.show": "+",
    "retailer.reveal": "+",
    "distribution.shop_picture": "+",
    "assisting.sheet_for_shop": "+",
    "assisting.hand_in_for_shop": "+",
    "assisting.call": "+",
    "assisting.hand_in_call": "+",
    "assisting.dial": "+",
    "assisting.outcome": "+",
    "retailer.edit": "-",
    "retailer.move": "-",
    "retailer.close": "-",
    "retailer.reopen": "-",
    "distribution.shop_code": "-",
    "distribution.print_shop": "-",
}

IMPORTS = {
    f"imports.{step} {kind}": marks
    for kind, marks in {"retailers": "--++--+", "accounts": "------+"}.items()
    for step in ("start", "template", "show", "columns", "faulty", "run", "undo")
}

# Long work is its owner's alone, and only while the owner may do it; the job of the test is an export and
# belongs to whoever asks.
JOBS = {
    "jobs.show": "--++-+-",
    "jobs.cancel": "--++-+-",
    "jobs.download": "--++-+-",
}

SURVEYS = {
    "surveys.index": "-++++++",
    "surveys.gallery": "--+++--",
    "surveys.create": "--+++--",
    "surveys.edit": "--+++--",
    "surveys.add_item": "--+++--",
    "surveys.save_item": "--+++--",
    "surveys.duplicate_item": "--+++--",
    "surveys.keep_item": "--+++--",
    "surveys.move_item": "--+++--",
    "surveys.remove_item": "--+++--",
    "surveys.insert_from_library": "--+++--",
    "surveys.undo": "--+++--",
    "surveys.redo": "--+++--",
    "surveys.restore_revision": "--+++--",
    "surveys.versions": "--+++--",
    "surveys.settings": "--+++--",
    "surveys.save_opening": "--+++--",
    "surveys.copy": "--+++--",
    "surveys.repeat": "--+++--",
    "surveys.keep": "--+++--",
    "surveys.library": "--+++--",
    "surveys.archive_library_item": "--+++--",
    "surveys.archive_template": "--+++--",
    "surveys.publish": "--+++--",
    "surveys.publish_now": "---+---",
    "surveys.pause": "---+---",
    "surveys.resume": "---+---",
    "surveys.close": "---+---",
    "surveys.archive": "---++--",
    "surveys.put_into_bin": "---++--",
    "surveys.restore": "---++--",
    "preview.show": "-++++++",
    "preview.answer": "-++++++",
}

DISTRIBUTION = {
    "distribution.share": "-++++++",
    "distribution.channel_picture": "-++++++",
    "distribution.new_channel": "--+++--",
    "distribution.split": "--+++--",
    "distribution.add_starter": "--+++--",
    "distribution.add_outreach": "--+++--",
    "distribution.archive_channel": "--+++--",
    "distribution.change_code": "--+++--",
    "distribution.edit_channel": "--+++--",
    "distribution.print_survey": "--+++--",
    "distribution.print_survey_pdf": "--+++--",
    # Which shops a survey is for: a trainer does not see shops.
    "distribution.scope": "--++---",
    "distribution.set_scope": "--++---",
    "distribution.survey_shop_codes": "--++---",
    "distribution.make_survey_shop_codes": "--++---",
}

# Typing for others: also for surveys of the county above, for whoever has a code or a list to call.
ASSISTING = {
    "assisting.index": "++++---",
    "assisting.shops": "++++---",
    "assisting.sheet": "++++---",
    "assisting.hand_in": "++++---",
    "assisting.sheet_for_shop": "0+++---",
    "assisting.hand_in_for_shop": "0+++---",
    "assisting.done": "++++---",
    "assisting.telephone": "++++---",
    "assisting.telephone_script": "++++---",
    "assisting.interview": "++++---",
    "assisting.hand_in_interview": "++++---",
    "assisting.call": "0+++---",
    "assisting.hand_in_call": "0+++---",
    "assisting.dial": "0+++---",
    "assisting.outcome": "0+++---",
    "assisting.paper": "++++---",
    "assisting.type_in": "++++---",
    "assisting.print_paper": "--+++--",
}

RESPONSES = {
    "photos.show": "0+++-+-",
}

RESULTS = {
    "results.live": "-++++++",
    "results.report": "-++++++",
    "results.public": "-++++++",
    "results.export": "--++-+-",
    "results.export_missing": "--++-+-",
    "results.publish_totals": "---+---",
    "results.add_change": "---+---",
    "results.withdraw_change": "---+---",
    "api_tokens.index": "--++-++",
    "api_tokens.revoke": "--++-++",
}

# Programs, by a token of the person: who may not use the interface is refused before anything is looked up.
API = {
    "api.surveys": "--++-++",
    "api.survey": "--++-++",
    "api.results": "--++-++",
    "api.responses": "--++-+-",
    "api.submit": "--++---",
}
API_HIDDEN = "--00-00"

# Banks of the unit above are read and asked from below, and changed only where they are kept.
BANKS = {
    "quizzes.picture": EVERYBODY,
    "quizzes.banks": "-++++++",
    "quizzes.bank": "-++++++",
    "quizzes.new_bank": "--+++--",
    "quizzes.edit_bank": "--+++--",
    "quizzes.archive_bank": "---++--",
    "quizzes.change_items": "--+++--",
    "quizzes.undo_change": "--+++--",
    "quizzes.export_bank": "--+++--",
    "quizzes.take_export": "--+++--",
    "quizzes.item": "-++++++",
    "quizzes.item_versions": "--++++-",
    "quizzes.new_item": "--+++--",
    "quizzes.edit_item": "--+++--",
    "quizzes.restore_version": "--+++--",
    "quizzes.retire_item": "--+++--",
    "quizzes.restore_item": "--+++--",
    "quizzes.sign_item": "---+---",
}

PROBLEMS = {
    "problems.index": "-++++++",
    "problems.create": "--++---",
    "problems.show": "-++++++",
    "problems.edit": "--++---",
    "problems.archive": "--++---",
    "problems.restore": "--++---",
    "problems.items": "--++---",
    "problems.add_items": "--++---",
    "problems.remove_items": "--++---",
}

# A quiz of the unit above is read from below, narrowed to the own people; an attempt there is not known.
QUIZ_RESULTS = {
    "quizzes.results": "-+-+++-",
    "quizzes.result_sheet_of": "-+-+++-",
    "quizzes.export_results": "---+++-",
    "quizzes.marking": "---++--",
    "quizzes.mark_answer": "---++--",
    "quizzes.skills": "-+-+++-",
    "quizzes.export_skills": "---+++-",
}

# Figures of items name nobody; who is named in a pair is asked of the few who decide about it.
AWARENESS = {
    "quizzes.awareness": "-++++++",
}

QUIZ_ANALYSIS = {
    "quizzes.item_analysis": "-++++++",
    "quizzes.item_analysis_file": "-++++++",
    "quizzes.fit_models": "-++++++",
    "quizzes.regrade": "-++++++",
    "quizzes.propose_regrade": "---++--",
    "quizzes.regrade_effect": "-++++++",
    "quizzes.apply_regrade": "---++--",
    "quizzes.withdraw_regrade": "---++--",
    "quizzes.evidence": "---+++-",
}

# A paper says what will be asked, its key what is right: for those who write banks, never for who is asked.
PAPERS = {
    "quizzes.papers": "-++++++",
    "quizzes.create_paper": "--+++--",
    "quizzes.paper_plan": "--+++--",
    "quizzes.check_paper": "--+++--",
    "quizzes.copy_paper": "--+++--",
    "quizzes.archive_paper": "--+++--",
    "quizzes.draw_paper": "--+++--",
    "quizzes.change_question": "--+++--",
    "quizzes.paper_from_items": "--+++--",
    "quizzes.print_paper": "--+++--",
    "quizzes.word_paper": "--+++--",
}

# Who may see results watches; setting up and supervising is the manager's and the trainer's. A code passed on
# in a meeting is for everybody of the county.
QUIZ_SETUP = {
    "quizzes.index": "-++++++",
    "quizzes.new_exam": "---++--",
    "quizzes.exam": "-++++++",
    "quizzes.exam_settings": "---++--",
    "quizzes.exam_publish": "---++--",
    "quizzes.publish_exam": "---++--",
    "quizzes.copy_exam": "---++--",
    "quizzes.archive_exam": "---++--",
    "quizzes.withdraw_exam": "---++--",
    "quizzes.close_exam": "---++--",
    "quizzes.monitor": "-+-+++-",
    "quizzes.monitor_now": "-+-+++-",
    "quizzes.missing_people": "-+-+++-",
    "quizzes.add_people": "---++--",
    "quizzes.person": "---++--",
    "quizzes.supervise": "---++--",
    "exams.team_quiz": "-+-++--",
    "exams.start_team_quiz": "-+-++--",
    "exams.team_live": "-+-++--",
    "exams.team_now": "-+-++--",
    "exams.end_team_quiz": "-+-++--",
    "exams.join": EVERYBODY,
    "exams.take_part": EVERYBODY,
}

# Practice and one's own exams: everybody's own, by person. Problems and banks by whom they are for; an exam,
# an attempt or an answer of somebody else does not exist.
NOBODYS = "0000000"
PRACTICE = {
    "exams.practice": EVERYBODY,
    "exams.practise": EVERYBODY,
    "exams.practise_problem": EVERYBODY,
    "exams.practise_bank": EVERYBODY,
    "exams.answer_practice": EVERYBODY,
    "exams.star": EVERYBODY,
    "exams.wrong": EVERYBODY,
    "exams.index": EVERYBODY,
    "exams.practice_told": NOBODYS,
    "exams.result": NOBODYS,
    "exams.practise_wrong": NOBODYS,
    "exams.certificate": NOBODYS,
}

# Whoever has a seat sits it; for everybody else there is no such exam.
SITTING = {
    "exams.rules": NOBODYS,
    "exams.start": NOBODYS,
    "exams.sit": NOBODYS,
    "exams.save": NOBODYS,
    "exams.hand_in": NOBODYS,
}

# An examination belongs to whoever examines; staff examine the shops in their own care, and nobody else.
EXAMINING = {
    "exams.examine": "+++++--",
    "exams.examine_whom": "+++++--",
    "exams.examine_shop": "0+++0--",
    "exams.examine_person": "0++++--",
    "exams.examining_sheet": "+++++--",
    "exams.examining_save": "+++++--",
    "exams.examining_photo": "+++++--",
    "exams.examining_finish": "+++++--",
    "exams.take_over": "0+++0--",
    "exams.examined": "+++++--",
    "exams.examined_photo": "00000--",
    "quizzes.result_photo": "-0-000-",
}

ITEM_IMPORTS = {
    "quizzes.import_items": "--+++--",
    "quizzes.import_sample": "--+++--",
    "quizzes.import_preview": "--+++--",
    "quizzes.import_columns": "--+++--",
    "quizzes.import_decide": "--+++--",
    "quizzes.import_mend": "--+++--",
    "quizzes.import_set_all": "--+++--",
    "quizzes.import_apply": "--+++--",
    "quizzes.import_discard": "--+++--",
    "quizzes.import_undo": "--+++--",
    "quizzes.import_faulty": "--+++--",
    "quizzes.import_picture": "--+++--",
}

EXPECTED = (
    PEOPLE
    | SITTING
    | EXAMINING
    | QUIZ_SETUP
    | PAPERS
    | BANKS
    | DESK
    | DEMO
    | RETAILERS
    | IMPORTS
    | JOBS
    | SURVEYS
    | DISTRIBUTION
    | RESPONSES
    | RESULTS
    | API
    | ASSISTING
    | PROBLEMS
    | PRACTICE
    | QUIZ_RESULTS
    | QUIZ_ANALYSIS
    | AWARENESS
    | ITEM_IMPORTS
)

# Rows of the unit above which those below may read: for a right they do not have there it is 403.
SHARED_DOWN = {
    **dict.fromkeys(PROBLEMS, "-------"),
    "problems.show": "-++++++",
    **dict.fromkeys(BANKS, "-------"),
    **{endpoint: "-++++++" for endpoint in ("quizzes.bank", "quizzes.item")},
    "quizzes.item_versions": "--++++-",
    "exams.practise_bank": EVERYBODY,
    "exams.practise_problem": EVERYBODY,
    "exams.examine_whom": "+++++--",
    "exams.examine_shop": "00000--",
    "exams.examine_person": "00000--",
    **dict.fromkeys(
        (
            "quizzes.exam_settings",
            "quizzes.exam_publish",
            "quizzes.publish_exam",
            "quizzes.copy_exam",
            "quizzes.archive_exam",
            "quizzes.withdraw_exam",
            "quizzes.close_exam",
            "quizzes.add_people",
            "quizzes.person",
            "quizzes.supervise",
            "exams.team_live",
            "exams.team_now",
            "exams.end_team_quiz",
        ),
        "-------",
    ),
    "quizzes.awareness": "-++++++",
    "quizzes.evidence": "---+++-",
    "quizzes.item_analysis": "-++++++",
    "quizzes.item_analysis_file": "-++++++",
    "quizzes.fit_models": "-++++++",
    "quizzes.regrade": "-++++++",
    "quizzes.propose_regrade": "-------",
    "quizzes.export_results": "---+++-",
    "quizzes.mark_answer": "-------",
    "quizzes.marking": "-------",
    "quizzes.picture": EVERYBODY,
    "quizzes.results": "-+-+++-",
    "surveys.archive_library_item": "-------",
    "surveys.archive_template": "-------",
    "quizzes.import_items": "-------",
    "quizzes.import_sample": "-------",
}
