"""From bytes to listings, with every way in which that can go wrong told as a refusal."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import msgspec

from countermark.engine.listing import Listing, listing_problems
from countermark.gate.faults import decode_tolerantly, field_problem, listing_faults
from countermark.gate.refusal import FieldProblem, RefusalError
from countermark.gate.repeated import RepeatingObject, repeated_keys, repeats_a_key
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
        listing = checked(_decode_listing(data), now=now)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if unknown.accept and str(error).startswith(_UNKNOWN):
            with suppress(msgspec.DecodeError, ValueError, RecursionError):
                listing = checked(_decode_any_listing(data), now=now)
                if not repeats_a_key(data):
                    unknown.on_listing(ACCEPTED)
                    return listing
        return _read_again(data, error, now=now, unknown=unknown)
    if repeats_a_key(data):
        raise _invalid("invalid_listing", repeated_keys(decode_tolerantly(data)))
    return listing


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
    return _read_value(value, now=now, unknown=unknown)


def _read_value(value: Any, *, now: datetime, unknown: UnknownFields) -> Listing:
    """Return the listing that JSON, as Python values, describes, or tell everything that is wrong with it.

    Raises:
        RefusalError: it is no valid listing.
    """
    strange = unknown_fields(value)
    if strange and not unknown.accept:
        unknown.on_listing(REFUSED)
    problems = ([] if unknown.accept else strange) + repeated_keys(value) + listing_faults(value, now=now)
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
    items: Sequence[Any]
    try:
        items = _batch_items(data, accept_unknown=unknown.accept)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        items = _batch_again(data, error, now=now, unknown=unknown)
    if not items:
        raise RefusalError("invalid_batch", "listings is empty; expected 1 or more")
    if len(items) > MAX_BATCH:
        raise RefusalError("batch_too_long", f"{len(items)} listings; at most {MAX_BATCH} are taken at once")
    return [_item(item, now=now, unknown=unknown) for item in items]


def _batch_items(data: bytes, *, accept_unknown: bool) -> Sequence[Listing | msgspec.Raw]:
    """Return the listings of a batch; if one has a fault, each as JSON of its own, to be read one by one.

    Raises:
        RefusalError: it is no batch.
        ValueError: a key is there more than once.
        msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is not JSON.
    """
    items: Sequence[Any]
    try:
        items = _decode_batch(data).listings
        repeats = repeats_a_key(data)
    except msgspec.ValidationError:
        decode = _decode_any_raw_batch if accept_unknown else _decode_raw_batch
        items = _decoded(decode, data, "invalid_batch").listings
        try:
            repeats = repeats_a_key(data)
        except (ValueError, RecursionError):
            repeats = False  # the listing that cannot be read is told when it is read
    if repeats:
        message = "a key is there more than once"
        raise ValueError(message)
    return items


def _batch_again(
    data: bytes, error: Exception, *, now: datetime, unknown: UnknownFields
) -> list[Listing | msgspec.Raw | RefusalError]:
    """Return the listings of a batch in which some text is not valid or a key is there more than once.

    Returns:
        Each as JSON of its own, to be read one by one; of those with a key more than once, which that JSON would not
        say any more, what reading them came to.

    Raises:
        RefusalError: it is not JSON, or no batch.
    """
    try:
        value = decode_tolerantly(data)
    except (ValueError, RecursionError):
        raise _malformed(error) from error
    if isinstance(value, RepeatingObject):
        raise _invalid("invalid_batch", repeated_keys(value))
    kind = AnyBatch if unknown.accept else StrictAnyBatch
    listings = _decoded(lambda value: msgspec.convert(value, kind), value, "invalid_batch").listings
    return [
        _read_or_refused(listing, now=now, unknown=unknown)
        if repeated_keys(listing)
        else msgspec.Raw(json.dumps(listing).encode())
        for listing in listings
    ]


def _read_or_refused(value: Any, *, now: datetime, unknown: UnknownFields) -> Listing | RefusalError:
    try:
        return _read_value(value, now=now, unknown=unknown)
    except RefusalError as refusal:
        return refusal


def _item(
    item: Listing | msgspec.Raw | RefusalError, *, now: datetime, unknown: UnknownFields
) -> Listing | RefusalError:
    if isinstance(item, RefusalError):
        return item
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
