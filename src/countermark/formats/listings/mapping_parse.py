"""A mapping file's YAML, checked and turned into a ListingMapping; every problem found is reported, with its line."""

from collections.abc import Iterator
from typing import Any, Final

import yaml

from countermark.engine.documents import parse_yaml
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.listing import CURRENCIES
from countermark.engine.registry.suggest import did_you_mean
from countermark.formats.listings.conversions import CONVERSIONS, build_conversion
from countermark.formats.listings.mapping import (
    ENCODINGS,
    FORMATS,
    AttributesMapping,
    FieldMapping,
    ListingMapping,
    Source,
    Step,
)
from countermark.formats.listings.parameters import BadParameterError
from countermark.formats.listings.targets import TARGETS
from countermark.formats.listings.values import UnreadableValueError, shown

_KEYS: Final = ("format", "records", "delimiter", "encodings", "constants", "fields")
_FIELD_KEYS: Final = ("from", "convert", "default", "optional")
_SOURCE_KEYS: Final = ("path", "convert")
_ATTRIBUTE_KEYS: Final = ("from", "name", "value", "collect", "pairs", "separator", "optional")
_MAX_PATH: Final = 500
_MAX_SOURCES: Final = 50
_MAX_STEPS: Final = 20

Place = tuple[str | int, ...]


def parse_mapping(data: bytes, name: str) -> ListingMapping:
    """Return the mapping that a YAML document describes.

    Args:
        data: the file's bytes.
        name: file or mapping name for messages.

    Raises:
        InvalidInputError: it is not readable YAML, or a key, target, conversion, parameter or constant is not known.
    """
    document = parse_yaml(data, name)
    return _Parser(document, name, _lines(data)).mapping()


def _lines(data: bytes) -> dict[Place, int]:
    """Return the line of every key and list item; only for YAML that parse_yaml has accepted."""
    root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    return dict(_node_lines(root, ())) if root is not None else {}


def _node_lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _node_lines(value, (*place, key.value))
            yield (*place, key.value), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _node_lines(value, (*place, index))


class _Parser:
    """Walks the document once; problems are collected, not raised, until the end."""

    def __init__(self, document: Any, name: str, lines: dict[Place, int]) -> None:
        self.document = document
        self.name = name
        self.lines = lines
        self.problems: list[Problem] = []

    def mapping(self) -> ListingMapping:
        if not isinstance(self.document, dict):
            raise InvalidInputError([Problem(self.name, 1, None, f"is {shown(self.document)}; expected a mapping")])
        self._unknown_keys(self.document, (), _KEYS)
        constants = self._constants()
        fields, attributes = self._fields()
        mapping = ListingMapping(
            name=self.name,
            fields=tuple(fields),
            attributes=attributes,
            constants=constants,
            format=self._choice("format", tuple(dict.fromkeys(FORMATS.values())), ""),
            records=self._text("records", _MAX_PATH),
            delimiter=self._delimiter(),
            encodings=self._encodings(),
        )
        self._needed(mapping)
        if self.problems:
            raise InvalidInputError(sorted(self.problems, key=lambda problem: problem.row or 0))
        return mapping

    def _problem(self, place: Place, message: str) -> None:
        line = next((self.lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in self.lines), None)
        self.problems.append(Problem(self.name, line, ".".join(str(part) for part in place) or None, message))

    def _unknown_keys(self, item: dict[Any, Any], place: Place, known: tuple[str, ...]) -> None:
        for key in item:
            if key not in known:
                hint = did_you_mean(str(key), known)
                self._problem((*place, str(key)), f"is not a known key; expected {', '.join(known)}{hint}")

    def _text(self, key: str, most: int) -> str:
        value = self.document.get(key, "")
        if not isinstance(value, str) or len(value) > most:
            self._problem((key,), f"is {shown(value)}; expected text of at most {most} characters")
            return ""
        return value

    def _choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.document.get(key, default)
        if value != default and value not in allowed:
            self._problem((key,), f"is {shown(value)}; expected one of {', '.join(allowed)}")
        return str(value)

    def _delimiter(self) -> str:
        value = self.document.get("delimiter", "")
        if value == "" and "delimiter" not in self.document:
            return ""
        if (
            not isinstance(value, str)
            or len(value) != 1
            or not value.isascii()
            or value in '"\r\n\x00'
            or value.isalnum()
        ):
            self._problem(("delimiter",), f"is {shown(value)}; expected one character, such as ';' or \"\\t\"")
        return str(value)

    def _encodings(self) -> tuple[str, ...]:
        value = self.document.get("encodings", ["utf-8"])
        if not isinstance(value, list) or not value:
            self._problem(("encodings",), f"is {shown(value)}; expected a list such as [utf-8, cp1252]")
            return ("utf-8",)
        for index, item in enumerate(value):
            if item not in ENCODINGS:
                self._problem(("encodings", index), f"is {shown(item)}; expected one of {', '.join(ENCODINGS)}")
        return tuple("utf-8" if item == "utf-8-sig" else str(item) for item in value)

    def _constants(self) -> dict[str, Any]:
        given = self.document.get("constants", {})
        if not isinstance(given, dict):
            self._problem(("constants",), f"is {shown(given)}; expected our field names and values")
            return {}
        return {
            str(key): value
            for key, item in given.items()
            if (value := self._fixed(("constants", str(key)), str(key), item)) is not None
        }

    def _fixed(self, place: Place, target: str, value: Any) -> Any:
        """Return a constant or default that fits its target, as plain data."""
        if target not in TARGETS:
            hint = did_you_mean(target, TARGETS)
            self._problem(place, f"is not a field of a listing{hint or '; see the reference of listing fields'}")
            return None
        if value is None:
            self._problem(place, "is empty; expected a value")
            return None
        try:
            TARGETS[target].coerce(value)
        except UnreadableValueError as error:
            self._problem(place, str(error))
            return None
        if target == "currency" and value not in CURRENCIES:
            self._problem(place, f"{shown(value)} is not a currency code of ISO 4217")
        return value

    def _fields(self) -> tuple[list[FieldMapping], AttributesMapping | None]:
        given = self.document.get("fields")
        if not isinstance(given, dict) or not given:
            self._problem(("fields",), "is missing; expected our field names, each with where it comes from")
            return [], None
        fields = []
        attributes = None
        for key, item in given.items():
            target, place = str(key), ("fields", str(key))
            if target == "attributes":
                attributes = self._attributes(place, item)
            elif target not in TARGETS:
                hint = did_you_mean(target, TARGETS)
                self._problem(place, f"is not a field of a listing{hint or '; see the reference of listing fields'}")
            else:
                fields.append(self._field(place, target, item))
            if target in (self.document.get("constants") or {}):
                self._problem(place, "is also a constant; expected one of the two")
        return fields, attributes

    def _field(self, place: Place, target: str, item: Any) -> FieldMapping:
        if not isinstance(item, dict):
            item = {"from": item}
            here = place
        else:
            self._unknown_keys(item, place, _FIELD_KEYS)
            here = (*place, "from")
        default = item.get("default")
        if default is not None:
            default = self._fixed((*place, "default"), target, default)
        steps = self._steps((*place, "convert"), item.get("convert"))
        sources = self._sources(here, item.get("from"))
        every = (*steps, *(step for source in sources for step in source.convert))
        if target != "price_minor" and any(step.name == "money" for step in every):
            self._problem((*place, "convert"), "money makes minor units; expected only under price_minor")
        return FieldMapping(target, sources, steps, default, self._flag(place, item, "optional"))

    def _flag(self, place: Place, item: dict[str, Any], key: str) -> bool:
        value = item.get(key, False)
        if not isinstance(value, bool):
            self._problem((*place, key), f"is {shown(value)}; expected true or false")
        return value is True

    def _sources(self, place: Place, given: Any) -> tuple[Source, ...]:
        several = given if isinstance(given, list) else [given]
        if len(several) > _MAX_SOURCES or not several:
            self._problem(place, f"has {len(several)} sources; expected 1 to {_MAX_SOURCES}")
            return ()
        sources = []
        for index, item in enumerate(several):
            here = (*place, index) if isinstance(given, list) else place
            plain = item if isinstance(item, dict) else {"path": item}
            self._unknown_keys(plain, here, _SOURCE_KEYS)
            if (path := self._path(here, plain.get("path"))) is not None:
                sources.append(Source(path, self._steps((*here, "convert"), plain.get("convert"))))
        return tuple(sources)

    def _path(self, place: Place, value: Any) -> str | None:
        if not isinstance(value, str) or not value.strip() or len(value) > _MAX_PATH:
            what = "is missing" if value is None else f"is {shown(value)}"
            self._problem(place, f"{what}; expected a column name or a path such as offers.0.price (quote numbers)")
            return None
        return value

    def _steps(self, place: Place, given: Any) -> tuple[Step, ...]:
        if given is None:
            return ()
        several = given if isinstance(given, list) else [given]
        if len(several) > _MAX_STEPS:
            self._problem(place, f"has {len(several)} conversions; at most {_MAX_STEPS} are read")
            return ()
        steps = [
            self._step((*place, index) if isinstance(given, list) else place, item)
            for index, item in enumerate(several)
        ]
        return tuple(step for step in steps if step is not None)

    def _step(self, place: Place, item: Any) -> Step | None:
        if isinstance(item, dict) and len(item) == 1:
            name, parameters = next(iter(item.items()))
        else:
            name, parameters = item, None
        if not isinstance(name, str) or name not in CONVERSIONS:
            hint = did_you_mean(name, CONVERSIONS) if isinstance(name, str) else ""
            self._problem(place, f"is {shown(name)}; expected a conversion: {', '.join(CONVERSIONS)}{hint}")
            return None
        try:
            build_conversion(name, parameters)
        except BadParameterError as error:
            self._problem(place, f"{name} {error}")
            return None
        return Step(name, parameters)

    def _attributes(self, place: Place, item: Any) -> AttributesMapping:
        if not isinstance(item, dict):
            item = {"from": item}
        self._unknown_keys(item, place, _ATTRIBUTE_KEYS)
        collect = item.get("collect", {})
        if not isinstance(collect, dict):
            self._problem((*place, "collect"), f"is {shown(collect)}; expected attribute names and paths")
            collect = {}
        found = {str(key): self._path((*place, "collect", str(key)), path) for key, path in collect.items()}
        mapping = AttributesMapping(
            objects=self._paths(place, item, "from"),
            name_key=self._word(place, item, "name", "name"),
            value_key=self._word(place, item, "value", "value"),
            collect={key: path for key, path in found.items() if path is not None},
            pairs=self._paths(place, item, "pairs"),
            separator=self._word(place, item, "separator", ":"),
            optional=self._flag(place, item, "optional"),
        )
        if not (mapping.objects or mapping.collect or mapping.pairs):
            self._problem(place, "names no source; expected `from`, `collect` or `pairs`")
        return mapping

    def _paths(self, place: Place, item: dict[str, Any], key: str) -> tuple[str, ...]:
        given = item.get(key, [])
        several = given if isinstance(given, list) else [given]
        paths = [self._path((*place, key), path) for path in several[:_MAX_SOURCES]]
        return tuple(path for path in paths if path is not None)

    def _word(self, place: Place, item: dict[str, Any], key: str, default: str) -> str:
        value = item.get(key, default)
        if not isinstance(value, str) or not value:
            self._problem((*place, key), f"is {shown(value)}; expected text")
            return default
        return value

    def _needed(self, mapping: ListingMapping) -> None:
        filled = {field.target for field in mapping.fields} | set(mapping.constants)
        for target in TARGETS.values():
            if target.needed and target.name not in filled:
                self._problem(("fields",), f"has no {target.name}; a listing needs it (from a column or a constant)")
