"""Attributes of a listing, gathered from objects, single columns and texts such as `size:Large`."""

from collections.abc import Callable, Iterator
from typing import Any

from countermark.formats.listings.json_values import decode_json
from countermark.formats.listings.mapping import AttributesMapping
from countermark.formats.listings.paths import compile_path
from countermark.formats.listings.targets import TARGETS
from countermark.formats.listings.values import BadCell, UnreadableValueError, is_empty, shown


def compile_attributes(mapping: AttributesMapping | None) -> Callable[[dict[str, Any]], dict[str, str]] | None:
    """Return what gathers a record's attributes, or None where the mapping has none.

    The function raises UnreadableValueError where a source is not what the mapping says. Of several values for one
    name the first is kept: collected columns first, then pairs, then objects.
    """
    if mapping is None:
        return None
    collect = [(name, compile_path(path)) for name, path in mapping.collect.items()]
    pairs = [compile_path(path) for path in mapping.pairs]
    objects = [compile_path(path) for path in mapping.objects]
    target = TARGETS["attributes"]

    def gather(record: dict[str, Any]) -> dict[str, str]:
        found: dict[str, Any] = {}
        for name, look_up in collect:
            if not is_empty(value := look_up(record)):
                found.setdefault(name, value.strip() if isinstance(value, str) else value)
        for look_up in pairs:
            for name, value in _pair(look_up(record), mapping.separator):
                found.setdefault(name, value)
        result: dict[str, str] = target.coerce(found) if found else {}
        for look_up in objects:
            for name, value in target.coerce(list(_entries(look_up(record), mapping))).items():
                result.setdefault(name, value)
        return result

    return gather


def _pair(value: Any, separator: str) -> Iterator[tuple[str, str]]:
    if is_empty(value):
        return
    if isinstance(value, BadCell):
        raise UnreadableValueError(value.message)
    if not isinstance(value, str):
        raise UnreadableValueError(f"is {shown(value)}; expected text such as size{separator}Large")
    name, found, text = value.partition(separator)
    if not found or not name.strip():
        raise UnreadableValueError(f"is {shown(value)}; expected text such as size{separator}Large")
    if text.strip():
        yield name.strip(), text.strip()


def _entries(value: Any, mapping: AttributesMapping) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, str) and value.strip():
        value = decode_json(value.encode("utf-8", "surrogatepass"))
    if is_empty(value) or isinstance(value, str):
        return
    if isinstance(value, dict):
        yield from value.items()
        return
    if isinstance(value, BadCell):
        raise UnreadableValueError(value.message)
    if not isinstance(value, list):
        raise UnreadableValueError(f"is {shown(value)}; expected an object of names and values")
    for item in value:
        if isinstance(item, tuple) and len(item) == 2:  # an Arrow map
            yield item
        elif isinstance(item, dict) and mapping.name_key in item:
            yield item[mapping.name_key], item.get(mapping.value_key)
        else:
            raise UnreadableValueError(
                f"has the entry {shown(item)}; expected an object with {mapping.name_key!r} and {mapping.value_key!r}"
            )
