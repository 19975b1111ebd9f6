"""What the audit log's verbs and kinds of objects are called on screen; an unknown one is shown as it is."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.people.settings import RULES

VERBS: dict[str, Any] = {
    "add": _l("added"),
    "add practice items": _l("added practice items to"),
    "archive": _l("archived"),
    "bin": _l("put into the bin"),
    "change": _l("changed"),
    "change settings": _l("changed the settings of"),
    "close": _l("closed"),
    "copy": _l("copied"),
    "create": _l("made"),
    "delete": _l("deleted"),
    "disable": _l("deactivated"),
    "edit": _l("changed"),
    "enable": _l("activated"),
    "erase": _l("erased"),
    "erase personal answers": _l("erased the personal answers of"),
    "export": _l("exported"),
    "export missing": _l("exported who has not answered"),
    "export retailers": _l("exported the register of"),
    "import": _l("imported"),
    "issue": _l("issued"),
    "issue code": _l("issued a code for"),
    "keep as template": _l("kept as a template"),
    "keep in library": _l("kept a question in the library"),
    "look at names": _l("looked at the names of"),
    "look at personal data": _l("looked at the personal data of"),
    "make sign-in link": _l("made a sign-in link for"),
    "move": _l("moved"),
    "pause": _l("paused"),
    "preview": _l("looked at the portal as"),
    "publish": _l("published"),
    "publish change": _l("published what was changed"),
    "publish totals": _l("published totals of"),
    "remove": _l("removed for good"),
    "remove demo data": _l("took out the demo data"),
    "reopen": _l("reopened"),
    "repeat": _l("repeated"),
    "restore": _l("restored"),
    "resume": _l("resumed"),
    "revoke": _l("revoked"),
    "scope": _l("chose whom it is for"),
    "set": _l("set"),
    "set password": _l("set a password for"),
    "sign in": _l("signed in"),
    "sign in by link": _l("signed in by link"),
    "take out practice items": _l("took practice items out of"),
    "take out of the archive": _l("took out of the archive"),
    "transfer": _l("transferred"),
    "undo import": _l("took back the import of"),
    "view": _l("looked at"),
    "withdraw change": _l("withdrew what was published"),
}
OBJECTS: dict[str, Any] = {
    "account": _l("account"),
    "api_token": _l("interface token"),
    "channel": _l("channel"),
    "code": _l("code"),
    "import_run": _l("list to import"),
    "library_item": _l("question of the library"),
    "outreach": _l("outreach"),
    "problem": _l("problem"),
    "public_change": _l("published change"),
    "response": _l("answer sheet"),
    "retailer": _l("retailer"),
    "setting": _l("setting"),
    "survey": _l("survey"),
    "survey_template": _l("template"),
    "unit": _l("unit"),
}

FIELDS: dict[str, Any] = {
    "archived_at": _l("archived on"),
    "baseline_denominator": _l("baseline: out of"),
    "baseline_numerator": _l("baseline: how many"),
    "baseline_on": _l("day of the baseline"),
    "binned_at": _l("put into the bin on"),
    "assisted": _l("typed for others"),
    "closed_at": _l("closed on"),
    "created_at": _l("made on"),
    "current_version": _l("version"),
    "day": _l("day"),
    "department": _l("department"),
    "disabled_at": _l("deactivated on"),
    "ends_at": _l("ends on"),
    "indicator_id": _l("indicator"),
    "is_key": _l("key problem"),
    "items": _l("items"),
    "kind": _l("kind"),
    "licence": _l("licence"),
    "login": _l("staff number"),
    "medium": _l("medium"),
    "name": _l("name"),
    "note": _l("note"),
    "opens_at": _l("opens on"),
    "ordering": _l("ordering"),
    "owner_id": _l("owner"),
    "parent_id": _l("belongs to"),
    "password_hash": _l("password"),
    "per_shop": _l("answers of one shop"),
    "phone": _l("phone"),
    "population": _l("people it is for"),
    "position": _l("place in the list"),
    "post": _l("post"),
    "public_totals": _l("published totals"),
    "published_at": _l("published on"),
    "reached": _l("people reached"),
    "role": _l("role"),
    "rows": _l("lines"),
    "said": _l("what was said"),
    "statement": _l("what is wrong"),
    "strata": _l("strata"),
    "superior_id": _l("superior"),
    "target": _l("target"),
    "teams": _l("whom it concerns"),
    "text": _l("text"),
    "title": _l("title"),
    "unit_id": _l("unit"),
    "way": _l("way"),
} | {key: rule.label for key, rule in RULES.items()}


def verb_words(verb: str) -> str:
    return str(VERBS.get(verb, verb))


def field_words(name: str) -> str:
    return str(FIELDS.get(name, name))


def object_words(kind: str) -> str:
    return str(OBJECTS.get(kind, kind))
