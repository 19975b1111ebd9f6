"""How a survey reaches people: channels, the codes printed for them, and who is asked."""

import enum
import uuid
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.columns import UtcDateTime, ordered_id
from portal.extensions import Base
from portal.people.models import Account, Unit
from portal.retailers.models import Retailer
from portal.surveys.models import Survey


class Kind(enum.StrEnum):
    """人员, 电话, 网络, 平面, 会议."""

    PEOPLE = "people"
    TELEPHONE = "telephone"
    NETWORK = "network"
    PRINT = "print"
    MEETING = "meeting"


KINDS = {
    Kind.PEOPLE: _l("People"),
    Kind.TELEPHONE: _l("Telephone"),
    Kind.NETWORK: _l("Network"),
    Kind.PRINT: _l("In print"),
    Kind.MEETING: _l("Meeting"),
}
MEDIA = {
    "qq": _l("QQ"),
    "wechat": _l("WeChat"),
    "douyin": _l("Douyin"),
    "sms": _l("Text message"),
    "platform": _l("Ordering platform"),
}


# 四员: the four who meet the shops.
FOUR_ROLES = ("deliverer", "customer_manager", "inspector", "telephonist")


class Way(enum.StrEnum):
    """How people were told that a survey is on."""

    RALLY = "rally"
    HANDBOOK = "handbook"
    SMS = "sms"
    GROUP = "group"
    VISIT = "visit"
    CALL = "call"


WAYS = {
    Way.RALLY: _l("Mobilisation meeting"),
    Way.HANDBOOK: _l("Handbook or leaflet"),
    Way.SMS: _l("Text message"),
    Way.GROUP: _l("Message in a group"),
    Way.VISIT: _l("Told at a visit"),
    Way.CALL: _l("Told on the telephone"),
}
# Outreach stands beside the answers of the kind of channel it works for.
KIND_OF_WAY = {
    Way.RALLY: Kind.MEETING,
    Way.HANDBOOK: Kind.PRINT,
    Way.SMS: Kind.NETWORK,
    Way.GROUP: Kind.NETWORK,
    Way.VISIT: Kind.PEOPLE,
    Way.CALL: Kind.TELEPHONE,
}


class Channel(Base):
    """One way a survey reaches its people, with its own code, target and owner."""

    __tablename__ = "channel"
    __table_args__ = (CheckConstraint("target IS NULL OR target >= 0", name="target"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))  # the survey's unit
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[Kind] = mapped_column(String(15))
    medium: Mapped[str | None] = mapped_column(String(15))
    post: Mapped[str | None] = mapped_column(String(30))  # the role of the four who brings it
    department: Mapped[str] = mapped_column(String(80), default="")
    target: Mapped[int | None]
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    assisted: Mapped[bool] = mapped_column(default=False)  # typed by us, e.g. on the telephone
    copy_text: Mapped[str] = mapped_column(String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    survey: Mapped[Survey] = relationship()
    unit: Mapped[Unit] = relationship()
    owner: Mapped[Account | None] = relationship()


ONE_OWNER = (
    " + ".join(
        f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)"
        for column in ("channel_id", "retailer_id", "quiz_id")
    )
    + " = 1"
)


class Code(Base):
    """Six characters somebody printed: a channel's (opens its survey), a quiz's or a shop's (opens its page).

    A revoked code stays, so that whoever scans it is told so; a fresh one takes its place.
    """

    __tablename__ = "code"
    __table_args__ = (CheckConstraint(ONE_OWNER, name="one_owner"),)

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    channel_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("channel.id", ondelete="CASCADE"), index=True
    )
    retailer_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("retailer.id", ondelete="CASCADE"), index=True
    )
    quiz_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    channel: Mapped[Channel | None] = relationship()
    retailer: Mapped[Retailer | None] = relationship()


class Invitee(Base):
    """A shop the survey is for, and the channel that is to bring it. Never kept for anonymous surveys."""

    __tablename__ = "invitee"
    __table_args__ = (UniqueConstraint("survey_id", "retailer_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    retailer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retailer.id", ondelete="CASCADE"), index=True)
    channel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="SET NULL"))


class Outreach(Base):
    """One effort to tell people of a survey, and how many it reached: what the answers are held against."""

    __tablename__ = "outreach"
    __table_args__ = (CheckConstraint("reached >= 0", name="reached"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    channel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="SET NULL"))
    day: Mapped[date]
    way: Mapped[Way] = mapped_column(String(15))
    reached: Mapped[int]
    note: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    channel: Mapped[Channel | None] = relationship()
