"""From bytes to listings, with every way in which that can go wrong told as a refusal."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec

from countermark.engine.listing import Listing, listing_problems
from countermark.gate.refusal import FieldProblem, RefusalError
from countermark.gate.unknown import (
    ACCEPTED,
    REFUSED,
    StrictBatch,
    StrictListing,
    UnknownFields,
    unknown_fields,
)
from countermark.gate.wire import MAX_BATCH, RawBatch, StrictRawBatch

_PLACE: Final = re.compile(r"(?s)(.*) - at `(?:key in )?\$\.?(.*)`")
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
        listing: Listing = _decode_listing(data)
    except msgspec.ValidationError as error:
        if not str(error).startswith(_UNKNOWN):
            raise _invalid("invalid_listing", [_field_problem(str(error))]) from error
        listing = _with_unknown_fields(data, now=now, unknown=unknown)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from error
    return checked(listing, now=now)


def _with_unknown_fields(data: bytes | msgspec.Raw, *, now: datetime, unknown: UnknownFields) -> Listing:
    """Return a listing that has fields which are not known, if those are accepted.

    Raises:
        RefusalError: they are not, or something else is wrong; told together.
    """
    problems: list[FieldProblem] = []
    try:
        listing: Listing = _decoded(_decode_any_listing, data, "invalid_listing")
        problems += [FieldProblem(field, message) for field, message in listing_problems(listing, now=now)]
    except RefusalError as refusal:
        if refusal.code != "invalid_listing":
            raise
        problems += refusal.problems
    if not unknown.accept:
        unknown.on_listing(REFUSED)
        problems = _decoded(unknown_fields, data, "invalid_listing") + problems
    if problems:
        raise _invalid("invalid_listing", problems)
    unknown.on_listing(ACCEPTED)
    return listing


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
        raise _malformed(error) from error
    if not items:
        raise RefusalError("invalid_batch", "listings is empty; expected 1 or more")
    if len(items) > MAX_BATCH:
        raise RefusalError("batch_too_long", f"{len(items)} listings; at most {MAX_BATCH} are taken at once")
    return [_item(item, now=now, unknown=unknown) for item in items]


def _item(item: Listing | msgspec.Raw, *, now: datetime, unknown: UnknownFields) -> Listing | RefusalError:
    try:
        return checked(item, now=now) if isinstance(item, Listing) else read_listing(item, now=now, unknown=unknown)
    except RefusalError as refusal:
        return refusal


def _decoded(decode: Callable[[Any], Any], data: bytes | msgspec.Raw, code: str) -> Any:
    try:
        return decode(data)
    except msgspec.ValidationError as error:
        raise _invalid(code, [_field_problem(str(error))]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error) from error


def _malformed(error: Exception) -> RefusalError:
    if isinstance(error, RecursionError):
        return RefusalError("malformed_json", "the JSON is nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return RefusalError("malformed_json", "the body is not UTF-8 text")
    return RefusalError("malformed_json", str(error))


def _invalid(code: str, problems: list[FieldProblem]) -> RefusalError:
    detail = "; ".join(
        f"{problem.field}: {problem.message}" if problem.field else problem.message for problem in problems
    )
    return RefusalError(code, detail, problems=problems)


def _field_problem(message: str) -> FieldProblem:
    found = _PLACE.fullmatch(message)
    return FieldProblem(found[2], found[1]) if found else FieldProblem("", message)
