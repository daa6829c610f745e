"""Typed reading of one mapping of a policy file. Everything that is wrong is collected, nothing is raised."""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from countermark.engine.errors import Problem
from countermark.engine.policy.source import Path, Source
from countermark.engine.registry.suggest import did_you_mean

MAX_TEXT: Final = 2_000
"""Longest text of any field, in characters."""
_SHOWN: Final = 60
_ISO_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_MISSING: Final = object()

Word = TypeVar("Word", bound=StrEnum)
Item = TypeVar("Item")


class Fields:
    """One mapping of the document, with its place."""

    def __init__(self, value: Any, path: Path, source: Source, problems: list[Problem]) -> None:
        self.path = path
        self._source = source
        self._problems = problems
        self._values: dict[Any, Any] = value if isinstance(value, dict) else {}
        self.is_mapping = isinstance(value, dict)
        if not self.is_mapping:
            self.fault(None, f"is {shown(value)}; expected keys and values")

    def fault(self, key: str | int | None, message: str, *below: str | int) -> None:
        """Note that something is wrong with a key, or with the mapping itself (None)."""
        path = self.path if key is None else (*self.path, key, *below)
        self._problems.append(self._source.problem(path, message))

    def only(self, known: Collection[str]) -> None:
        """Note every key that is not known."""
        for key in self._values:
            if key not in known:
                hint = did_you_mean(str(key), known)
                self.fault(str(key)[:_SHOWN], f"is not a key here{hint}; there are {', '.join(known)}")

    def has(self, key: str) -> bool:
        """Return whether the key is there and not empty."""
        return self._values.get(key) is not None

    def raw(self, key: str) -> Any:
        """Return the value as it was read, or None."""
        return self._values.get(key)

    def text(self, key: str, *, required: bool = False, expected: str = "text") -> str:
        """Return a text without surrounding space; "" when it is missing or wrong."""
        value = self._values.get(key, _MISSING)
        if value is _MISSING or value is None:
            if required:
                self.fault(key if value is None else None, f"{key} is missing; expected {expected}")
            return ""
        found = self._checked_text(value, key, expected=expected)
        if required and found == "":
            self.fault(key, f"is empty; expected {expected}")
        return found or ""

    def pattern(self, key: str, pattern: re.Pattern[str], *, expected: str) -> str:
        """Return a required text that has the given form."""
        value = self.text(key, required=True, expected=expected)
        if value and not pattern.fullmatch(value):
            self.fault(key, f"{value[:_SHOWN]!r} is not {expected}")
        return value

    def word(self, key: str, words: type[Word], default: Word, *, required: bool = True) -> Word:
        """Return one of a fixed set of words, `default` when it is missing or wrong."""
        expected = f"one of {', '.join(words)}"
        value = self.text(key, required=required, expected=expected)
        if value in set(words):
            return words(value)
        if value:
            self.fault(key, f"{value[:_SHOWN]!r} is not {expected}{did_you_mean(value, map(str, words))}")
        return default

    def day(self, key: str) -> date | None:
        """Return a date, or None when it is missing or wrong."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.fault(key, f"is {shown(value)}; expected a date such as 2026-01-31")
        return None

    def items(self, key: str, read: Callable[[Any, Path], Item | None], *, what: str) -> tuple[Item, ...]:
        """Return a list, each item read by `read`, which returns None for an item that it has found wrong."""
        value = self._values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(key, f"is {shown(value)}; expected a list of {what}")
            return ()
        found = [read(item, (*self.path, key, at)) for at, item in enumerate(value)]
        return tuple(item for item in found if item is not None)

    def texts(self, key: str, *, what: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return self.items(
            key, lambda item, path: self._checked_text(item, key, int(path[-1]), expected=what), what=what
        )

    def countries(self, key: str) -> tuple[str, ...]:
        """Return a list of ISO 3166 alpha-2 codes."""
        return self.items(key, lambda item, path: self._country(item, key, int(path[-1])), what="country codes")

    def _country(self, item: Any, key: str, at: int) -> str | None:
        if item is False:
            self.fault(key, "YAML reads NO as false; write the country code in quotes: 'NO'", at)
            return None
        if isinstance(item, str) and _ISO_COUNTRY.fullmatch(item):
            return item
        self.fault(key, f"{shown(item)} is not a two-letter country code of ISO 3166, such as BR", at)
        return None

    def _checked_text(self, value: Any, key: str, *below: int, expected: str) -> str | None:
        if not isinstance(value, str):
            self.fault(key, f"is {shown(value)}; expected {expected}, as text", *below)
            return None
        if len(value) > MAX_TEXT:
            self.fault(key, f"is {len(value):,} characters long; at most {MAX_TEXT:,} are read", *below)
            return None
        if bad := next((character for character in value if _is_forbidden(character)), None):
            self.fault(key, f"has the character U+{ord(bad):04X}, which is not text", *below)
            return None
        return value.strip()


def shown(value: Any) -> str:
    """Return a value as messages show it, short."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = repr(str(value) if isinstance(value, date) else value)
    if isinstance(value, bool):
        return str(value).lower()
    kind = "the number " if isinstance(value, (int, float)) else ""
    return kind + (text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def _is_forbidden(character: str) -> bool:
    return character not in "\t\n\r" and unicodedata.category(character) in {"Cc", "Cs"}
