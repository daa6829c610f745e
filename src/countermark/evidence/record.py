"""What the decision log holds: decisions, each with its listing, and answers that were promised to stay the same."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

import msgspec

from countermark.engine.decision import Screened
from countermark.engine.listing import Listing
from countermark.evidence.errors import LogDamagedError


class DecisionRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="decision"):
    """One decision with all that is needed to take it again: the listing itself, and the snapshot by its hash."""

    screened: Screened
    listing: Listing
    decided_at: datetime
    """Aware, UTC, by the clock of the machine that decided."""
    latency_us: int
    """Microseconds from the arrival of the request's body to the decision; writing the log comes on top."""
    request_id: str
    client: str = ""
    """Name of the API key that asked; empty where keys are not used."""
    key_hash: str = ""
    """SHA-256 of client and idempotency key, hexadecimal; empty without a key."""
    incomplete: str = ""
    """Why the screening did not come to an end, so that the decision is the operator's fallback: `deadline` or
    `engine_error`; empty when it did."""


class AnswerRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="answer"):
    """The answer that was given under an idempotency key; the same key gets the same bytes again."""

    key_hash: str
    """SHA-256 of client and idempotency key, hexadecimal."""
    body_hash: str
    """SHA-256 of the request that the key came with, hexadecimal; another request may not use the key."""
    body: msgspec.Raw
    """The answer's body, JSON, byte for byte."""


Entry: TypeAlias = DecisionRecord | AnswerRecord


class StoredEntry(msgspec.Struct, frozen=True):
    """An entry as it lies in the log."""

    sequence: int
    """Place in the order of writing, over all writers of the log; from 1, with gaps."""
    payload: bytes
    """The entry's JSON, byte for byte."""

    @property
    def entry(self) -> Entry:
        """The entry itself.

        Raises:
            LogDamagedError: the payload is not an entry that this version can read.
        """
        return decode_entry(self.payload)


class Headline(msgspec.Struct, frozen=True):
    """The few fields by which an entry is found; read without the rest because there are many."""

    kind: str
    listing_id: str | None
    key_hash: str | None


class _ScreenedId(msgspec.Struct):
    listing_id: str


class _DecisionHead(msgspec.Struct, tag_field="kind", tag="decision"):
    screened: _ScreenedId


class _AnswerHead(msgspec.Struct, tag_field="kind", tag="answer"):
    key_hash: str


_encode: Final = msgspec.json.Encoder().encode
_decode: Final[Callable[[bytes], Entry]] = msgspec.json.Decoder(DecisionRecord | AnswerRecord).decode
_decode_head: Final = msgspec.json.Decoder(_DecisionHead | _AnswerHead).decode


def encode_entry(entry: Entry) -> bytes:
    """Return the entry as the JSON that is written, hashed and sealed.

    Raises:
        UnicodeEncodeError: a text holds a lone surrogate.
    """
    return _encode(entry)


def decode_entry(payload: bytes) -> Entry:
    """Return the entry that `encode_entry` wrote.

    Raises:
        LogDamagedError: the payload is not an entry that this version can read.
    """
    try:
        return _decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LogDamagedError(f"a record cannot be read: {error}") from error


def headline(payload: bytes) -> Headline:
    """Return by what an entry is found: by nothing, when it is of a kind that this version does not know."""
    try:
        head = _decode_head(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Headline("unknown", None, None)
    if isinstance(head, _AnswerHead):
        return Headline("answer", None, head.key_hash)
    return Headline("decision", head.screened.listing_id, None)
