"""The register of retailers: who sells where, in whose care, and what their file says."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship, validates

from portal.columns import UtcDateTime, ordered_id
from portal.extensions import Base
from portal.people.models import OWN, Account, Unit
from portal.retailers.initials import initials


class Retailer(Base):
    """A licensed shop. `unit_id` is its district; class, size and tier are the office's words for it."""

    __tablename__ = "retailer"
    __table_args__ = (UniqueConstraint("licence"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    licence: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(80))
    initials: Mapped[str] = mapped_column(String(20), default="", index=True)  # of the name: 王小明 WXM
    shop_name: Mapped[str] = mapped_column(String(120), default="")
    village: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str | None] = mapped_column(String(30))
    customer_class: Mapped[str | None] = mapped_column(String(2))  # 一类 二类 三类: "1" "2" "3"
    size: Mapped[str | None] = mapped_column(String(10))  # "small" "medium" "large"
    tier: Mapped[int | None]  # 档位 1-30
    ordering: Mapped[str | None] = mapped_column(String(20))  # "online" "telephone" "other"
    manager_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    helper_name: Mapped[str | None] = mapped_column(String(80))
    helper_phone: Mapped[str | None] = mapped_column(String(30))
    helper_relation: Mapped[str | None] = mapped_column(String(30))
    note: Mapped[str] = mapped_column(String(500), default="")
    source: Mapped[str] = mapped_column(String(10), default=OWN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()
    manager: Mapped[Account | None] = relationship()
    file: Mapped[dict[str, "RetailerField"]] = relationship(
        collection_class=attribute_keyed_dict("field"), cascade="all, delete-orphan", passive_deletes=True
    )

    @validates("name")
    def _note_initials(self, key: str, name: str) -> str:
        self.initials = initials(name)
        return name

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @classmethod
    def own_rows(cls, person: Any) -> ColumnElement[bool]:
        return cls.manager_id == person.id


class RetailerField(Base):
    """One of the 18 fields of the customer file, with where it came from and when it was true."""

    __tablename__ = "retailer_field"
    __table_args__ = (UniqueConstraint("retailer_id", "field"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ordered_id)
    retailer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retailer.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(30))
    value: Mapped[str] = mapped_column(String(500))
    origin: Mapped[str] = mapped_column(String(60))
    as_of: Mapped[date]
