"""Colours that a product line does not come in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from countermark.engine.goods.colours import HAN_COLOUR, MANY, families_in
from countermark.engine.goods.plain import plain
from countermark.engine.registry.model import ProductLine, Registry

_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class WrongColour:
    """A colour that is given and does not exist; offsets are -1 outside the title."""

    field: str
    start: int
    end: int
    text: str
    line: ProductLine


class ColourCheck:
    """The colours of the lines that list them all."""

    def __init__(self, registry: Registry) -> None:
        """Take the lines whose listed colours are all colour words; others cannot be contradicted."""
        self._lines: dict[str, tuple[frozenset[str], ProductLine]] = {}
        brands = set()
        for line in registry.product_lines:
            families = [families_in(plain(colour), is_colour_field=True) for colour in line.colours]
            if families and all(families) and not any(MANY in group for group in families):
                self._lines[line.line_id] = (frozenset().union(*families), line)
                brands.add(line.brand_id)
        self.brands = frozenset(brands)

    def impossible(self, line_id: str, title: str, colours: Sequence[str]) -> WrongColour | None:
        """Return the colour given for the line when none of those given exists.

        Args:
            line_id: the line that the listing is about.
            title: original title; read only when there is no colour attribute.
            colours: values of colour attributes.
        """
        if line_id not in self._lines:
            return None
        existing, line = self._lines[line_id]
        if colours:
            given = frozenset().union(*(families_in(plain(value), is_colour_field=True) for value in colours))
            if self._contradicts(given, existing):
                return WrongColour("attributes", -1, -1, " / ".join(colours), line)
            return None
        if not self._contradicts(families_in(plain(title)), existing):
            return None
        words = (match for match in _WORD.finditer(title) if match[0].isascii() or not HAN_COLOUR.search(match[0]))
        match = HAN_COLOUR.search(title) or next((word for word in words if families_in(plain(word[0]))), None)
        return None if match is None else WrongColour("title", match.start(), match.end(), match[0], line)

    def _contradicts(self, given: frozenset[str], existing: frozenset[str]) -> bool:
        return bool(given) and MANY not in given and not given & existing
