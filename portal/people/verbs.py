"""What the audit log's verbs and kinds of objects are called on screen; an unknown one is shown as it is."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.people.settings import RULES

VERBS: dict[str, Any] = {
    "add": _l("added"),
    "archive": _l("archived"),
    "change": _l("changed"),
    "close": _l("closed"),
    "copy": _l("copied"),
    "create": _l("made"),
    "delete": _l("deleted"),
    "disable": _l("deactivated"),
    "enable": _l("activated"),
    "erase": _l("erased"),
    "export": _l("exported"),
    "import": _l("imported"),
    "issue": _l("issued"),
    "make sign-in link": _l("made a sign-in link for"),
    "move": _l("moved"),
    "pause": _l("paused"),
    "preview": _l("looked at the portal as"),
    "publish": _l("published"),
    "repeat": _l("repeated"),
    "restore": _l("restored"),
    "resume": _l("resumed"),
    "revoke": _l("revoked"),
    "set": _l("set"),
    "set password": _l("set a password for"),
    "sign in": _l("signed in"),
    "sign in by link": _l("signed in by link"),
    "transfer": _l("transferred"),
    "view": _l("looked at"),
}
OBJECTS: dict[str, Any] = {
    "account": _l("account"),
    "api_token": _l("interface token"),
    "channel": _l("channel"),
    "code": _l("code"),
    "response": _l("answer sheet"),
    "retailer": _l("retailer"),
    "setting": _l("setting"),
    "survey": _l("survey"),
    "unit": _l("unit"),
}

FIELDS: dict[str, Any] = {
    "archived_at": _l("archived on"),
    "disabled_at": _l("deactivated on"),
    "kind": _l("kind"),
    "login": _l("staff number"),
    "name": _l("name"),
    "parent_id": _l("belongs to"),
    "password_hash": _l("password"),
    "phone": _l("phone"),
    "post": _l("post"),
    "role": _l("role"),
    "rows": _l("lines"),
    "superior_id": _l("superior"),
    "title": _l("title"),
    "unit_id": _l("unit"),
} | {key: rule.label for key, rule in RULES.items()}


def verb_words(verb: str) -> str:
    return str(VERBS.get(verb, verb))


def field_words(name: str) -> str:
    return str(FIELDS.get(name, name))


def object_words(kind: str) -> str:
    return str(OBJECTS.get(kind, kind))
