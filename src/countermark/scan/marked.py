"""Text of a listing made fit to be shown: evidence marked, and nothing in it hidden or able to disturb the page.

Sellers write these texts, some of them to deceive. Characters that have no shape of their own (zero-width, control,
direction overrides) become visible placeholders: they are often the evidence, and raw they could turn the text
around them upside down. The result is data; whoever shows it (page, terminal) escapes it in its own way.
"""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from countermark.engine.decision import EVIDENCE_CODES, Evidence

EvidenceSide = Literal["against", "noted", "for"]
"""What a fact says of the listing; `noted` is one of weight 0, such as that a brand is named: it accuses nobody."""
Side = Literal["", "against", "noted", "for", "both"]

_SHORT: Final = {
    "\u00ad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ",
    "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO",
    "\u202e": "RLO", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\ufeff": "BOM", "\x00": "NUL",
}  # fmt: skip
_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters without a shape that are not of a category which says so."""
_SPACES: Final = frozenset("\t\n\r\u2028\u2029")
_MAX_MARKS: Final = 3
"""Combining marks shown on one letter; more would grow over the lines around them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a text that evidence points at."""

    number: int
    """The evidence's number in the listing's list, from 1."""
    start: int
    end: int
    side: EvidenceSide
    label: str = ""
    """The kind of disguise, where there is one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters that are shown alike."""

    text: str
    side: Side = ""
    hidden: str = ""
    """What the character is, when `text` is a placeholder for it."""
    ends: tuple[Mark, ...] = ()
    """Marks that end behind this run."""


def marks_of(evidence: Sequence[Evidence], field: str) -> list[Mark]:
    """Return the marks that a numbered list of evidence puts on one field; numbers count from 1."""
    return [
        Mark(number, item.start, item.end, side_of(item), item.kind if item.code == "brand_disguised" else "")
        for number, item in enumerate(evidence, start=1)
        if item.field == field and 0 <= item.start < item.end
    ]


def side_of(item: Evidence) -> EvidenceSide:
    """Return what a fact says of the listing."""
    if EVIDENCE_CODES.get(item.code) == "for":
        return "for"
    return "against" if item.weight > 0 else "noted"


def segments(text: str, marks: Sequence[Mark], *, start: int = 0, end: int | None = None) -> list[Segment]:
    """Cut a stretch of a text at the marks' bounds and around characters that have no shape.

    Args:
        text: the original text.
        marks: in code points of `text`; what lies beyond it is ignored.
        start: where the stretch begins.
        end: where it ends; None for the end of the text.
    """
    end = len(text) if end is None else min(end, len(text))
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    bounds = {start, end} | {bound for mark in inside for bound in (mark.start, mark.end) if start < bound < end}
    ordered = sorted(bounds)
    found: list[Segment] = []
    for low, high in itertools.pairwise(ordered):
        covering = [mark for mark in inside if mark.start <= low and mark.end >= high]
        side = _both({mark.side for mark in covering})
        runs = list(_runs(text, low, high))
        ends = tuple(mark for mark in inside if mark.end == high or (mark.end > end and high == end))
        for position, (shown, hidden) in enumerate(runs):
            found.append(Segment(shown, side, hidden, ends if position == len(runs) - 1 else ()))
    return found


def windows(text: str, marks: Sequence[Mark], *, budget: int, margin: int = 80) -> list[tuple[int, int]]:
    """Return the stretches of a text to show so that its marks are seen, in about `budget` code points.

    A text within the budget is shown whole; one without marks from its beginning.
    """
    if len(text) <= budget:
        return [(0, len(text))] if text else []
    found: list[tuple[int, int]] = []
    left = budget
    for mark in sorted(marks, key=lambda mark: mark.start) or [Mark(0, 0, 0, "against")]:
        low, high = max(0, mark.start - margin), min(len(text), mark.end + margin)
        if not marks:
            high = budget
        if found and low <= found[-1][1] + margin // 2:
            left -= max(0, high - found[-1][1])
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        elif left > 0 and low < len(text):
            left -= high - low
            found.append((low, high))
    return found


def _both(sides: set[EvidenceSide]) -> Side:
    if {"against", "for"} <= sides:
        return "both"
    return next(iter(sides - {"noted"} or sides), "")


def _runs(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    """Yield (what to show, what it hides) over a stretch; characters that are treated alike in one run."""
    combining = 0
    run: list[str] = []
    before = None
    for position in range(start, end):
        character = text[position]
        combining = combining + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        hidden = combining > _MAX_MARKS or _is_shapeless(text, position)
        treatment = character if hidden else ""
        if run and treatment != before:
            yield _shown(run, hidden=bool(before))
            run = []
        run.append(" " if character in _SPACES else character)
        before = treatment
    if run:
        yield _shown(run, hidden=bool(before))


def _shown(run: list[str], *, hidden: bool) -> tuple[str, str]:
    if not hidden:
        return "".join(run), ""
    times = f"×{len(run)}" if len(run) > 1 else ""
    return _placeholder(run[0]) + times, _name(run[0])


def _is_shapeless(text: str, position: int) -> bool:
    character = text[position]
    if character in _SPACES:
        return False
    if "\ufe00" <= character <= "\ufe0f" or character == "\u200d":
        # Part of an emoji when it follows a symbol; anywhere else it is there to be overlooked.
        return position == 0 or unicodedata.category(text[position - 1]) not in {"So", "Sk", "Mn", "Nd", "Po"}
    return character in _BLANKS or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _placeholder(character: str) -> str:
    return _SHORT.get(character, f"U+{ord(character):04X}")


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
