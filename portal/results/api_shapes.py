"""What the API sends and takes, as types: the answers and the OpenAPI document are made from these."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec

Text = dict[str, str]


class SurveyShape(msgspec.Struct, kw_only=True):
    """A survey as lists show it; `received` is live, figures of protected surveys may be behind."""

    id: uuid.UUID
    title: Text
    state: str
    mode: str
    audience: str
    version: int
    received: int
    target: int | None
    population: int | None
    opens_at: datetime | None
    ends_at: datetime | None


class SurveysShape(msgspec.Struct):
    surveys: list[SurveyShape]


class LineShape(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One answer: `count` of `base`, the share and its 95 % interval as fractions."""

    key: str
    label: Text
    count: int
    base: int
    share: float | None
    interval: tuple[float, float] | None
    weighted_share: float | None = None
    theme: str | None = None
    mean_rank: float | None = None


class PartShape(msgspec.Struct, kw_only=True, omit_defaults=True):
    key: str = ""
    label: Text = {}
    n: int = 0
    answers: list[LineShape] = []
    mean: float | None = None
    median: float | None = None
    nps: float | None = None
    top: LineShape | None = None
    weighted_mean: float | None = None
    effective_n: float | None = None


class ItemShape(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`hidden` says why an item shows nothing."""

    key: str
    type: str
    text: Text
    n: int | None = None
    small_sample: bool = False
    hidden: str | None = None
    parts: list[PartShape] = []
    gap: float | None = None


class CrossRowShape(msgspec.Struct, kw_only=True):
    """A count of null is not shown."""

    key: str
    label: Text | str
    n: int | None
    counts: list[int | None]
    mean: float | None


class CrossShape(msgspec.Struct, kw_only=True, omit_defaults=True):
    item: str
    by: str
    columns: list[Text | str] = []
    rows: list[CrossRowShape] = []
    totals: list[int | None] = []
    n: int | None = None
    hidden: str | None = None


class ResultsShape(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`n` responses are in these figures, `waiting` more will be once there are `k` of them."""

    survey: uuid.UUID
    n: int
    waiting: int
    k: int
    items: list[ItemShape]
    cross: CrossShape | None = None


class ResponsesShape(msgspec.Struct, kw_only=True):
    """Rows of cells under `columns`, mixed, generalised as exports are."""

    survey: uuid.UUID
    page: int
    pages: int
    total: int
    columns: list[str]
    rows: list[list[str | int | float | None]]


class SubmissionShape(msgspec.Struct, kw_only=True):
    """`id` is made by the sender: sending the same again returns the same receipt."""

    id: uuid.UUID
    answers: dict[str, Any]
    version: int | None = None
    language: str = "zh-Hans"
    code: str | None = None
    licence: str | None = None
    mode: str | None = None
    filled_by: str | None = None


class ReceiptShape(msgspec.Struct):
    receipt: str
    status: str


class ProblemShape(msgspec.Struct):
    item: str
    message: str


class ErrorShape(msgspec.Struct, kw_only=True, omit_defaults=True):
    error: str
    status: int
    problems: list[ProblemShape] = []
