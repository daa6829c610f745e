"""One record of a source, by way of the mapping, to the values of one listing or the reasons why it is none."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import msgspec

from countermark.formats.listings.attributes import compile_attributes
from countermark.formats.listings.conversions import Conversion, build_conversion
from countermark.formats.listings.mapping import FieldMapping, ListingMapping, Step
from countermark.formats.listings.money import MoneyText, minor_units
from countermark.formats.listings.paths import Lookup, compile_path
from countermark.formats.listings.targets import TARGETS, Target
from countermark.formats.listings.values import BadCell, UnreadableValueError, is_empty, is_encodable


class RowValues(msgspec.Struct):
    """The values of one listing, by column of the listing schema; not valid while there are problems."""

    values: dict[str, Any]
    problems: list[tuple[str, str]]
    """(field, message) pairs."""


@dataclass(frozen=True, slots=True)
class _Field:
    target: Target
    sources: tuple[tuple[Lookup, Conversion], ...]
    convert: Conversion
    default: Any
    """Already of the target's type; NODEFAULT where the listing must have the field."""
    paths: tuple[str, ...]
    key: str | None
    """The one key of a field that is taken as it is, which most fields are; None for the others."""
    plain: type | None
    """The Python type that needs no conversion: str for text, int for integers."""


_PLAIN: dict[str, type] = {"text": str, "integer": int}


class RowReader:
    """A mapping, ready to be applied to record after record."""

    def __init__(self, mapping: ListingMapping, *, columns: Collection[str] | None = None) -> None:
        """Compile the mapping; `columns`, where they are known, spare the look-up of fields that the file lacks."""
        fields = [_compile(field) for field in mapping.fields]
        absent = [field for field in fields if columns is not None and _is_absent(field, columns)]
        self._fields = tuple(field for field in fields if field not in absent)
        self._attributes = compile_attributes(mapping.attributes)
        self._fixed = {name: TARGETS[name].coerce(value) for name, value in mapping.constants.items()}
        filled = {field.target for field in mapping.fields} | set(self._fixed)
        self._absent = {name: target.default for name, target in TARGETS.items() if name not in filled}
        self._absent |= {field.target.name: field.default for field in absent}

    def read(self, record: dict[str, Any]) -> RowValues:
        """Return the record's values, and every field that could not be read."""
        row = RowValues({**self._absent, **self._fixed}, [])
        money = None
        for field in self._fields:
            if field.key is not None and _is_taken_as_it_is(field, record.get(field.key), row.values):
                continue
            try:
                value = _first(field, record)
                if isinstance(value, MoneyText):
                    money = value
                    value = None
                row.values[field.target.name] = _finished(field, value)
            except UnreadableValueError as error:
                row.problems.append((field.target.name, str(error)))
        if money is not None:
            _price(row, money)
        if self._attributes is not None:
            try:
                row.values["attributes"] = self._attributes(record)
            except UnreadableValueError as error:
                row.problems.append(("attributes", str(error)))
        return row


def _compile(field: FieldMapping) -> _Field:
    target = TARGETS[field.target]
    sources = tuple((compile_path(source.path), _chain(source.convert)) for source in field.sources)
    default = target.default if field.default is None else target.coerce(field.default)
    simple = len(field.sources) == 1 and not field.convert and not field.sources[0].convert
    key = field.sources[0].path if simple and "." not in field.sources[0].path else None
    paths = tuple(source.path for source in field.sources)
    return _Field(target, sources, _chain(field.convert), default, paths, key, _PLAIN.get(target.kind))


def _is_absent(field: _Field, columns: Collection[str]) -> bool:
    """Return True when a table has no source of a field that a listing can do without."""
    named = any(path in columns or path.split(".", 1)[0] in columns for path in field.paths)
    return not named and field.default is not msgspec.NODEFAULT


def _is_taken_as_it_is(field: _Field, value: Any, values: dict[str, Any]) -> bool:
    """Set a field whose value needs nothing done to it; return False when it needs a closer look."""
    target = field.target
    if value is None:
        if field.default is msgspec.NODEFAULT:
            return False
        values[target.name] = field.default
        return True
    if type(value) is str and field.plain is str:
        sound = target.low <= len(value) <= target.high and is_encodable(value)
    elif type(value) is int and field.plain is int:
        sound = target.low <= value <= target.high
    else:
        return False
    if sound:
        values[target.name] = value
    return sound


def _chain(steps: tuple[Step, ...]) -> Conversion:
    conversions = [build_conversion(step.name, step.parameters) for step in steps]
    if not conversions:
        return _unchanged
    if len(conversions) == 1:
        return conversions[0]
    return _sequence(conversions)


def _unchanged(value: Any) -> Any:
    return value


def _sequence(conversions: list[Conversion]) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        for conversion in conversions:
            value = conversion(value)
            if value is None:
                return None
        return value

    return convert


def _first(field: _Field, record: dict[str, Any]) -> Any:
    """Return the first source that has something; an empty text or list is kept only if nothing better follows."""
    found = None
    for look_up, convert in field.sources:
        value = look_up(record)
        if value is None:
            continue
        if isinstance(value, BadCell):
            raise UnreadableValueError(value.message)
        value = convert(value)
        if value is not None:
            value = field.convert(value)
        if not is_empty(value):
            return value
        if found is None:
            found = value
    return found


def _finished(field: _Field, value: Any) -> Any:
    if value is not None:
        return field.target.coerce(value)
    if field.default is msgspec.NODEFAULT:
        raise UnreadableValueError("is missing; a listing needs it")
    return field.default


def _price(row: RowValues, money: MoneyText) -> None:
    if any(field == "currency" for field, _ in row.problems):
        return  # one message for one cause
    try:
        price, currency = minor_units(money, row.values.get("currency"))
    except UnreadableValueError as error:
        row.problems.append(("price_minor", str(error)))
        return
    row.values["price_minor"] = price
    row.values["currency"] = currency
