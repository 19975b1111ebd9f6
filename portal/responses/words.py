"""The fixed texts of the respondent's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.people.brand import Brand
from portal.responses.resolving import Facts
from portal.responses.sheet import Sheet
from portal.surveys.models import Audience, Mode


@dataclass(frozen=True, slots=True)
class Consent:
    text: str
    agree: str
    refuse: str
    given: str
    message: str


def lead(sheet: Sheet) -> str:
    if sheet.minutes < 1:
        return str(_("%(count)s questions, half a minute.", count=sheet.count))
    return str(_("%(count)s questions, about %(minutes)s min.", count=sheet.count, minutes=sheet.minutes))


def promise(mode: Mode, audience: str) -> str:
    """Who will know, before question one."""
    if mode is Mode.NAMED:
        return str(
            _(
                "This survey notes which shop answers. Only the people of our office who work on it "
                "see that. You may stop at any time."
            )
        )
    if audience == Audience.STAFF:
        return str(
            _("Used only to improve our work; nobody above you sees who answered. You may stop at any time.")
        )
    if mode is Mode.CONFIDENTIAL:
        return str(
            _(
                "Used only to improve our service; your customer manager does not see who answered, "
                "we only count groups of shops. You may stop at any time."
            )
        )
    return str(
        _(
            "Used only to improve our service; your customer manager does not see who answered. "
            "You may stop at any time."
        )
    )


def assisted(language: str) -> str:
    with force_locale(language.replace("-", "_")):
        return str(_("Typed for somebody else: this one does not count in the customer manager's score."))


def things(kinds: Sequence[str]) -> str:
    """Personal data as people call it."""
    names = {
        "phone": _("telephone number"),
        "name": _("name"),
        "photo": _("photo"),
        "address": _("address"),
    }
    return str(_(" and ")).join(str(names[kind]) for kind in dict.fromkeys(kinds))


def consent(
    sheet: Sheet, office: Brand, days: int, given: Mapping[str, Sequence[str]], messages: Mapping[str, str]
) -> Consent:
    kinds = {str(item.personal) for item in sheet.questionnaire.personal} or {"phone"}
    what = things([str(item.personal) for item in sheet.questionnaire.personal] or ["phone"])
    keeper = f"{office.name}{office.line}"
    first = next((each for each in sheet.questions if each.item.personal), None)
    starts = first is not None and first.number == 1
    return Consent(
        text=str(
            _(
                "We ask for your %(what)s to answer what you told us. %(keeper)s keeps it for %(days)s days "
                "and only those who handle the matter see it. To have it removed, use "
                "“%(button)s” with your receipt code, or call %(phone)s.",
                what=what,
                button=_("Remove my phone number") if kinds == {"phone"} else _("Remove my personal data"),
                keeper=keeper,
                days=days,
                phone=office.phone or "—",
            )
        ),
        agree=str(_("Agree and start") if starts else _("Agree and fill in")),
        refuse=str(_("Without %(what)s, stay unnamed", what=what)),
        given=next(iter(given.get("_consent", ())), ""),
        message=messages.get("_consent", ""),
    )


def for_script() -> dict[str, str]:
    return {
        "done": str(_("{a} / {b} answered")),
        "at": str(_("Question {a} of {b}")),
        "last": str(_("The last lines")),
        "net": str(_("The network is weak. Your answers are kept on this phone; trying again in {a} s")),
        "now": str(_("Try now")),
        "lost": str(
            _(
                "Still no connection. Your answers stay on this phone; open this page where there is a "
                "signal to hand them in."
            )
        ),
        "again": str(_("Try again")),
        "sending": str(_("Handing in…")),
        "draft": str(_("Last time you got to question {a}.")),
        "on": str(_("Go on")),
        "anew": str(_("Start again")),
        "next": str(_("Next question")),
        "prev": str(_("Previous")),
        "hear": str(_("Read aloud")),
        "mend": str(_("{a} questions need a look; everything you typed is kept")),
        "look": str(_("Follow my receipt")),
        "up": str(_("Move up")),
        "down": str(_("Move down")),
    }


def notice(survey: Facts | None, kinds: Sequence[str], office: Brand, days: int) -> list[str]:
    """At most 400 characters, made from what is really asked."""
    sentences = [str(promise(survey.mode, survey.audience))] if survey else []
    if kinds:
        sentences.append(
            str(
                _(
                    "Your %(what)s is asked only with your consent, to answer you; "
                    "it is erased after %(days)s days.",
                    what=things(kinds),
                    days=days,
                )
            )
        )
    elif survey:
        sentences.append(str(_("Neither name nor telephone number nor photo is asked.")))
    sentences += [
        str(_("Nothing is passed on, nothing is used for advertising, and this page sets no cookie.")),
        str(_("With your receipt code you see what became of it and can take your personal data back.")),
        str(_("We never ask for a password, an identity number or a payment.")),
    ]
    who = office.contact or f"{office.name}{office.line}"
    if who or office.phone:
        sentences.append(str(_("Responsible: %(who)s %(phone)s", who=who, phone=office.phone)).strip())
    return sentences
