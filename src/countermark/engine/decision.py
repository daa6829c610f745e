"""What the engine says about a listing: decision, score, reasons, evidence and counter-evidence."""

from enum import StrEnum
from typing import Any, Final

import msgspec
import pyarrow as pa


class Decision(StrEnum):
    """What happens to the listing, from mildest to most severe."""

    ALLOW = "allow"
    """Published."""
    REVIEW = "review"
    """Published, and queued for a person."""
    HOLD = "hold"
    """Not published until a person decides, with a deadline."""
    BLOCK = "block"
    """Refused."""

    @property
    def severity(self) -> int:
        """Position in the order allow < review < hold < block, from 0."""
        return _ORDER.index(self)


_ORDER: Final = (Decision.ALLOW, Decision.REVIEW, Decision.HOLD, Decision.BLOCK)


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """One measured fact that speaks against the listing, or (as counter-evidence) for it.

    `start` and `end` are offsets in Unicode code points into the original, unchanged text of `field`, end exclusive;
    both are -1 where the fact is not about a piece of text.
    """

    code: str
    """A code of `EVIDENCE_CODES`."""
    field: str = ""
    """The listing field the fact is about: `title`, `description`, `brand`, `attributes`, `price_minor`, ..."""
    start: int = -1
    end: int = -1
    text: str = ""
    """The original characters between start and end, or the value that was looked at."""
    brand: str = ""
    """The brand id the fact concerns."""
    kind: str = ""
    """A finer kind: of disguise, of slang language, of context."""
    value: float | None = None
    """The measured number, where there is one: ratio, weight, days, rate."""
    weight: float = 0.0
    """How strong the fact is, 0 to 1; what the signal itself thinks of it."""


class Screened(msgspec.Struct, frozen=True):
    """The decision record of one listing: everything that was decided and why, without the time of it."""

    listing_id: str
    version: int
    listing_hash: str
    """SHA-256 of the listing's canonical bytes, hexadecimal."""
    decision: Decision
    score: float
    """0 to 100, rounded to two decimals: the calibrated probability that the listing is counterfeit, times 100."""
    reasons: list[str]
    """Reason codes of the live rules that fired, most severe first, without repeats."""
    rules: list[str]
    """Ids of the live rules that fired."""
    shadow_rules: list[str]
    """Ids of the shadow rules that fired; they never change the decision."""
    evidence: list[Evidence]
    counter_evidence: list[Evidence]
    snapshot: str
    """Content hash of the snapshot."""


EVIDENCE_CODES: Final[dict[str, str]] = {
    # what speaks against a listing
    "brand_mentioned": "against",
    "brand_disguised": "against",
    "brand_claimed": "against",
    "brand_claim_conflict": "against",
    "slang": "against",
    "price_below_band": "against",
    "gtin_invalid": "against",
    "gtin_restricted": "against",
    "gtin_foreign_prefix": "against",
    "part_number_malformed": "against",
    "model_impossible": "against",
    "colour_impossible": "against",
    "tell": "against",
    "seller_new": "against",
    "seller_strikes": "against",
    "seller_refunds": "against",
    "seller_linked_banned": "against",
    # what speaks for it
    "context_compatible": "for",
    "context_accessory": "for",
    "context_negated": "for",
    "context_comparison": "for",
    "context_second_hand": "for",
    "context_refurbished": "for",
    "context_publication": "for",
    "context_empty": "for",
    "common_word": "for",
    "price_in_band": "for",
    "price_above_band": "for",
    "gtin_matches": "for",
    "part_number_matches": "for",
    "seller_authorised": "for",
    "seller_established": "for",
}
"""Every evidence code and its side: `against` the listing, or `for` it (counter-evidence)."""

EVIDENCE_TYPE: Final[Any] = pa.struct(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("brand", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("weight", pa.float64(), nullable=False),
        pa.field("words", pa.string(), nullable=False),
    ]
)

OUTPUT_SCHEMA: Final[Any] = pa.schema(
    [
        pa.field("listing_id", pa.string(), nullable=False),
        pa.field("decision", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("reasons", pa.list_(pa.string()), nullable=False),
        pa.field("evidence", pa.list_(EVIDENCE_TYPE), nullable=False),
        pa.field("counter_evidence", pa.list_(EVIDENCE_TYPE), nullable=False),
        pa.field("snapshot", pa.string(), nullable=False),
    ]
)
"""One row a listing: what `countermark screen` writes."""
