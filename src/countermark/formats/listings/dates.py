"""Dates in a shop's own writing, as moments in UTC."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from countermark.formats.listings.coercion import parse_moment, whole_number
from countermark.formats.listings.parameters import BadParameterError, choice, refuse_unknown
from countermark.formats.listings.values import UnreadableValueError, shown

_DIRECTIVES: Final = frozenset("YymdHIMSfzpbB%")
"""Of strptime; month names are read in English."""
_MAX_FORMATS: Final = 10
_MAX_TEXT: Final = 64
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def date_conversion(parameters: Any) -> Callable[[Any], datetime | None]:
    """Return the conversion `date`.

    Args:
        parameters: `formats` (strptime formats tried in order; ISO 8601 when left out), `zone` (for dates that name
            none: UTC, +HH:MM or an IANA name), `unit` (seconds or milliseconds since 1970, instead of formats).

    Raises:
        BadParameterError: a format, zone or unit is not known.
    """
    known = refuse_unknown(parameters, ("formats", "zone", "unit"))
    unit = choice(known, "unit", ("", "seconds", "milliseconds"), "")
    formats = _formats(known.get("formats"))
    if unit and formats:
        raise BadParameterError("has both `unit` and `formats`; expected one of them")
    zone = _zone(known["zone"]) if "zone" in known else None
    if unit:
        return lambda value: _from_epoch(value, 1 if unit == "seconds" else 1000)
    return lambda value: _from_value(value, formats, zone)


def _formats(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    formats = given if isinstance(given, list) else [given]
    if not 0 < len(formats) <= _MAX_FORMATS or not all(isinstance(item, str) for item in formats):
        raise BadParameterError("needs `formats` as text or a short list of texts, such as '%d/%m/%Y %H:%M'")
    for item in formats:
        _check_format(item)
    return tuple(formats)


def _check_format(item: str) -> None:
    directives = [after[:1] for after in item.replace("%%", "").split("%")[1:]]
    unknown = [name for name in directives if name not in _DIRECTIVES or not name]
    if unknown or len(item) > _MAX_TEXT or "\x00" in item:
        allowed = " ".join(f"%{name}" for name in sorted(_DIRECTIVES))
        raise BadParameterError(f"has the date format {shown(item)}; expected only {allowed}")
    if len(directives) != len(set(directives)) or not {"Y", "y"} & set(directives):
        raise BadParameterError(f"has the date format {shown(item)}; expected a year, and each part once")
    try:
        datetime.strptime(datetime(2026, 1, 31, tzinfo=UTC).strftime(item), item)  # noqa: DTZ007 - only tried
    except ValueError as error:
        raise BadParameterError(f"has the date format {shown(item)}, which cannot be read back: {error}") from error


def _zone(name: Any) -> tzinfo:
    if not isinstance(name, str):
        raise BadParameterError(f"has {shown(name)} for `zone`; expected text such as UTC, '-03:00', America/Sao_Paulo")
    if name == "UTC":
        return UTC
    sign, hours, colon, minutes = name[:1], name[1:3], name[3:4], name[4:]
    if sign in {"+", "-"} and colon == ":" and hours.isdigit() and minutes.isdigit() and len(minutes) == 2:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if offset < timedelta(hours=24):
            return timezone(-offset if sign == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        message = f"has the time zone {shown(name)}, which this machine does not know; expected UTC, '-03:00' or such"
        raise BadParameterError(message) from error


def _from_epoch(value: Any, per_second: int) -> datetime | None:
    if isinstance(value, str) and not value.strip():
        return None
    number = value if isinstance(value, float) and math.isfinite(value) else whole_number(value)
    try:
        return _EPOCH + timedelta(seconds=number / per_second)
    except OverflowError as error:
        raise UnreadableValueError(f"is {shown(value)}; expected a moment in the years 1 to 9999") from error


def _from_value(value: Any, formats: tuple[str, ...], zone: tzinfo | None) -> datetime | None:
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, date):
        return _in_zone(datetime(value.year, value.month, value.day), zone)  # noqa: DTZ001 - the zone comes next
    if not isinstance(value, str):
        raise UnreadableValueError(f"is {shown(value)}; expected a date as text")
    text = value[: _MAX_TEXT + 1].strip()
    if not text:
        return None
    if len(value) > _MAX_TEXT:
        raise UnreadableValueError(f"has {len(value):,} characters; expected a date")
    return _in_zone(_parsed(text, formats) if formats else parse_moment(text), zone)


def _parsed(text: str, formats: tuple[str, ...]) -> datetime:
    for item in formats:
        try:
            return datetime.strptime(text, item)  # noqa: DTZ007 - the zone comes next
        except ValueError:
            continue
    raise UnreadableValueError(f"is {shown(text)}; expected a date written as {' or '.join(formats)}")


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.replace(tzinfo=zone) if moment.tzinfo is None and zone is not None else moment
