"""What each ability is called on screen; access.py says who has it."""

from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: dict[str, Any] = {
    "see surveys": _l("See surveys"),
    "see results": _l("See results"),
    "see comments": _l("Read comments without names"),
    "see identity": _l("See who answered a named survey"),
    "export": _l("Export answers"),
    "edit survey": _l("Write surveys"),
    "publish survey": _l("Publish surveys"),
    "distribute": _l("Make codes and posters"),
    "see retailers": _l("See retailers"),
    "edit retailers": _l("Change and import retailers"),
    "manage people": _l("Manage accounts and units"),
    "see people": _l("See colleagues"),
    "change settings": _l("Change settings"),
    "read audit": _l("Read the audit log"),
    "archive": _l("Archive"),
    "erase": _l("Erase on a privacy request"),
    "answer for others": _l("Fill in together with a retailer"),
    "use api": _l("Use the programming interface"),
    "code voice": _l("Sort comments by theme"),
    "assign task": _l("Assign tasks"),
    "see scores": _l("See scores"),
    "see quizzes": _l("See question banks and quizzes"),
    "edit bank": _l("Write and import quiz items"),
    "sign bank": _l("Sign items about policy and rules"),
    "run quiz": _l("Set up, publish and supervise quizzes"),
    "start team quiz": _l("Start a short quiz for a team"),
    "see quiz results": _l("See who answered what in quizzes"),
    "mark answers": _l("Mark written answers and change marks"),
    "see evidence": _l("Look into copying and leaked items"),
    "examine": _l("Examine hands-on and oral"),
    "see problems": _l("See problems"),
    "edit problem": _l("Write problems"),
}
# How far an ability reaches where the role alone does not say it (ux: ability matrix).
REACH: dict[tuple[str, str], Any] = {
    ("see comments", "staff"): _l("own shops"),
    ("see comments", "leader"): _l("own team"),
    ("see identity", "staff"): _l("own shops"),
    ("see identity", "leader"): _l("own team"),
    ("see identity", "auditor"): _l("each view is logged"),
    ("assign task", "leader"): _l("own team"),
    ("see scores", "staff"): _l("own"),
    ("see scores", "leader"): _l("own team"),
    ("see scores", "trainer"): _l("quizzes only"),
    ("see retailers", "staff"): _l("own shops"),
    ("see retailers", "leader"): _l("own team"),
    ("answer for others", "staff"): _l("own shops"),
    ("start team quiz", "leader"): _l("own team"),
    ("see quiz results", "leader"): _l("own team"),
    ("see evidence", "auditor"): _l("each view is logged"),
    ("examine", "staff"): _l("own shops"),
    ("examine", "leader"): _l("own team"),
    ("erase", "admin"): _l("logged"),
}


def words_of(ability: str) -> str:
    return str(WORDS[ability])
