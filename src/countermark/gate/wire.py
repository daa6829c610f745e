"""What goes over the wire, as types: decoding, validation and the OpenAPI document all come from here."""

from datetime import datetime
from typing import Any, Final

import msgspec

from countermark.engine.decision import Decision
from countermark.engine.listing import Listing
from countermark.gate.refusal import FieldProblem

MAX_BATCH: Final = 1_000
"""Listings of one batch."""


class Reason(msgspec.Struct, frozen=True):
    """Why, in words that a seller can be shown."""

    code: str
    words: str


class EvidenceItem(msgspec.Struct, frozen=True):
    """One measured fact. Offsets are in Unicode code points of the original text of `field`; -1 where there is none."""

    code: str
    field: str
    start: int
    end: int
    text: str
    brand: str
    kind: str
    value: float | None
    weight: float
    words: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The decision on one listing."""

    request_id: str
    listing_id: str
    version: int
    listing_hash: str
    decision: Decision
    score: float | None
    """0 to 100; null when the screening did not come to an end."""
    incomplete: str | None
    """Why the screening did not come to an end (`deadline`, `engine_error`); null when it did."""
    reasons: list[Reason]
    evidence: list[EvidenceItem]
    counter_evidence: list[EvidenceItem]
    rules: list[str]
    shadow_rules: list[str]
    snapshot: str
    decided_at: datetime
    language: str


class ItemProblem(msgspec.Struct, frozen=True):
    """Why one listing of a batch has no decision."""

    code: str
    detail: str
    problems: list[FieldProblem]


class BatchItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one listing of a batch: an answer or a problem."""

    index: int
    """Place in the request, from 0."""
    answer: Answer | None = None
    problem: ItemProblem | None = None


class BatchAnswer(msgspec.Struct, frozen=True):
    """One item for each listing of the request, in its order."""

    request_id: str
    answered: int
    refused: int
    results: list[BatchItem]


class BatchRequest(msgspec.Struct, frozen=True):
    """Listings to screen together."""

    listings: list[Listing]


class RawBatch(msgspec.Struct, frozen=True):
    """The same, read so that one bad listing does not spoil the others."""

    listings: list[msgspec.Raw]


class StrictRawBatch(RawBatch, frozen=True, forbid_unknown_fields=True):
    """The same, with nothing else beside the listings."""


class AnyBatch(msgspec.Struct, frozen=True):
    """The same, with listings as Python values."""

    listings: list[Any]


class StrictAnyBatch(AnyBatch, frozen=True, forbid_unknown_fields=True):
    """The same, with nothing else beside the listings."""


class Readiness(msgspec.Struct, frozen=True):
    """Whether this worker can take decisions, and if not, why."""

    ready: bool
    snapshot: str
    reasons: list[str]
