"""All sheets of an order as one PDF, made beside the web process."""

import uuid
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal import clock, i18n
from portal.access import can, visible_to
from portal.distribution.models import Channel
from portal.distribution.pdf import compile_sheet
from portal.distribution.printing import Order, Sheet, channel_sheet, shop_sheet
from portal.distribution.services import mark_printed, shop_codes
from portal.distribution.shops import Part, listed, shops
from portal.errors import Gone, Refused
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.queue import Progress, enqueue, job_kind
from portal.people.models import Account, Unit
from portal.storage import files

KIND = "print sheets"
KEEP_DAYS = 30
ABILITY = "see surveys"


def enqueue_print(order: Order, *, unit: Unit, owner: Account, back: str) -> Job:
    """The language travels along: a job has no browser that could say it."""
    parameters = {
        "order": order.written(),
        "unit": str(unit.id),
        "language": i18n.current_language(),
        "back": back,
    }
    return enqueue(KIND, parameters, owner=owner, unit_id=unit.id)


@job_kind(KIND, needs=ABILITY)
def print_sheets(job: Job, progress: Progress) -> None:
    parameters: dict[str, Any] = job.parameters
    g.language = parameters["language"]
    owner = db.session.get(Account, job.owner_id)
    unit = db.session.get(Unit, uuid.UUID(parameters["unit"]))
    if owner is None or unit is None or not owner.is_active or not can(owner, ABILITY):
        raise Refused(_("Whoever asked for these sheets is not here any more."))
    sheet = _sheet(owner, unit, Order.read(parameters["order"]))
    if not sheet.cards:
        raise Refused(_("There is no code to print here."))
    progress.step(0, len(sheet.cards), _("Drawing the codes"))
    content = compile_sheet(sheet, lambda done: progress.step(done))
    _keep(job, sheet, content)


def _sheet(owner: Account, unit: Unit, order: Order) -> Sheet:
    channel = _channel(owner, order.channel) if order.channel else None
    if order.part is None:
        if channel is None:
            raise Refused(_("There is no code to print here."))
        return channel_sheet(channel, order)
    _complete_codes(owner, unit, order.part)
    return shop_sheet(owner, unit, order, channel=channel)


def _complete_codes(owner: Account, unit: Unit, part: Part) -> None:
    """Every shop of the part gets its code; what is printed is noted."""
    at = clock.now()
    codes = shop_codes(listed(shops(owner, part, within=unit)), at=at)
    mark_printed(codes.values(), at=at)


def _channel(owner: Account, channel_id: uuid.UUID) -> Channel:
    """What the owner may see now, not what could be seen when the work was asked for."""
    channel = db.session.scalars(visible_to(owner, Channel).where(Channel.id == channel_id)).first()
    if channel is None:
        raise Gone(_("This channel is not there any more."))
    return channel


def _keep(job: Job, sheet: Sheet, content: bytes) -> None:
    file = files.save(
        content,
        unit_id=job.unit_id,
        owner_type="job",
        owner_id=job.id,
        purpose="sheets",
        name=_("codes-%(layout)s-%(n)s.pdf", layout=sheet.layout, n=len(sheet.cards)),
        media_type="application/pdf",
        keep_days=KEEP_DAYS,
    )
    job.result_file_id = file.id
    job.result = {"href": job.parameters["back"]}
    job.message = _("%(n)s codes on paper", n=len(sheet.cards))
