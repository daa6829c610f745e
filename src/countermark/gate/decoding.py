"""From bytes to listings, with every way in which that can go wrong told as a refusal."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import msgspec

from countermark.engine.listing import Listing, listing_problems
from countermark.gate.faults import decode_tolerantly, field_problem, listing_faults
from countermark.gate.refusal import FieldProblem, RefusalError
from countermark.gate.unknown import (
    ACCEPTED,
    REFUSED,
    StrictBatch,
    StrictListing,
    UnknownFields,
    unknown_fields,
)
from countermark.gate.wire import MAX_BATCH, AnyBatch, RawBatch, StrictAnyBatch, StrictRawBatch

_UNKNOWN: Final = "Object contains unknown field"
_REFUSE: Final = UnknownFields()
_decode_listing: Final = msgspec.json.Decoder(StrictListing).decode
_decode_any_listing: Final = msgspec.json.Decoder(Listing).decode
_decode_batch: Final = msgspec.json.Decoder(StrictBatch).decode
_decode_raw_batch: Final = msgspec.json.Decoder(StrictRawBatch).decode
_decode_any_raw_batch: Final = msgspec.json.Decoder(RawBatch).decode


def read_listing(data: bytes | msgspec.Raw, *, now: datetime, unknown: UnknownFields = _REFUSE) -> Listing:
    """Return the listing that the JSON describes.

    Args:
        data: JSON, not yet trusted.
        now: the caller's clock, aware.
        unknown: what is done about fields that a listing does not have.

    Raises:
        RefusalError: it is not JSON, or not a valid listing.
    """
    try:
        return checked(_decode_listing(data), now=now)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if unknown.accept and str(error).startswith(_UNKNOWN):
            with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                listing = checked(_decode_any_listing(data), now=now)
                unknown.on_listing(ACCEPTED)
                return listing
        return _read_again(data, error, now=now, unknown=unknown)


def _read_again(data: bytes | msgspec.Raw, error: Exception, *, now: datetime, unknown: UnknownFields) -> Listing:
    """Return a listing that was not read at the first attempt, or tell everything that is wrong with it.

    Raises:
        RefusalError: it is not JSON, or not a valid listing.
    """
    try:
        value = decode_tolerantly(data)
    except (ValueError, RecursionError) as worse:
        # A fault in the types is told before the rest is looked at, which may be no JSON.
        raise _malformed(worse if isinstance(error, msgspec.ValidationError) else error) from error
    strange = unknown_fields(value)
    if strange and not unknown.accept:
        unknown.on_listing(REFUSED)
    problems = ([] if unknown.accept else strange) + listing_faults(value, now=now)
    if problems:
        raise _invalid("invalid_listing", problems)
    if strange:
        unknown.on_listing(ACCEPTED)
    return msgspec.convert(value, Listing)


def checked(listing: Listing, *, now: datetime) -> Listing:
    """Return the listing if it is valid.

    Raises:
        RefusalError: something is wrong with it that its types cannot say.
    """
    problems = [FieldProblem(field, message) for field, message in listing_problems(listing, now=now)]
    if problems:
        raise _invalid("invalid_listing", problems)
    return listing


def read_batch(data: bytes, *, now: datetime, unknown: UnknownFields = _REFUSE) -> list[Listing | RefusalError]:
    """Return the listings of a batch, or in the place of each that is not valid why it is refused.

    Args: as for `read_listing`.

    Raises:
        RefusalError: the body as a whole is not a batch.
    """
    items: list[Any]
    try:
        items = _decode_batch(data).listings
    except msgspec.ValidationError:
        decode = _decode_any_raw_batch if unknown.accept else _decode_raw_batch
        items = _decoded(decode, data, "invalid_batch").listings
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        items = _batch_again(data, error, accept_unknown=unknown.accept)
    if not items:
        raise RefusalError("invalid_batch", "listings is empty; expected 1 or more")
    if len(items) > MAX_BATCH:
        raise RefusalError("batch_too_long", f"{len(items)} listings; at most {MAX_BATCH} are taken at once")
    return [_item(item, now=now, unknown=unknown) for item in items]


def _batch_again(data: bytes, error: Exception, *, accept_unknown: bool) -> list[msgspec.Raw]:
    """Return the listings of a batch in which some text is not valid, each as JSON of its own, to be read one by one.

    Raises:
        RefusalError: it is not JSON, or no batch.
    """
    try:
        value = decode_tolerantly(data)
    except (ValueError, RecursionError):
        raise _malformed(error) from error
    kind = AnyBatch if accept_unknown else StrictAnyBatch
    listings = _decoded(lambda value: msgspec.convert(value, kind), value, "invalid_batch").listings
    return [msgspec.Raw(json.dumps(listing).encode()) for listing in listings]


def _item(item: Listing | msgspec.Raw, *, now: datetime, unknown: UnknownFields) -> Listing | RefusalError:
    try:
        return checked(item, now=now) if isinstance(item, Listing) else read_listing(item, now=now, unknown=unknown)
    except RefusalError as refusal:
        return refusal


def _decoded(decode: Callable[[Any], Any], data: Any, code: str) -> Any:
    try:
        return decode(data)
    except msgspec.ValidationError as error:
        raise _invalid(code, [field_problem(str(error))]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from error


def _malformed(error: Exception) -> RefusalError:
    if isinstance(error, RecursionError):
        return RefusalError("malformed_json", "the JSON is nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return RefusalError("malformed_json", "the body is not UTF-8 text")
    return RefusalError("malformed_json", str(error))


def _invalid(code: str, problems: list[FieldProblem]) -> RefusalError:
    problems = [FieldProblem(_encodable(problem.field), _encodable(problem.message)) for problem in problems]
    detail = "; ".join(
        f"{problem.field}: {problem.message}" if problem.field else problem.message for problem in problems
    )
    return RefusalError(code, detail, problems=problems)


def _encodable(text: str) -> str:
    """Return text with lone surrogates as escapes: the name of a field may be what is wrong with it."""
    return text.encode("utf-8", "backslashreplace").decode()
