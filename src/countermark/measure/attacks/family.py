"""What an attack family is: one way in which sellers disguise a brand name in a title.

A family is a pure function of title, place of the brand and a generator of randomness that the caller seeds. The
evaluation uses families to measure recall under disguise; a simulator may use the same ones to make fake listings.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

import numpy as np

Choice = TypeVar("Choice")


class Span(NamedTuple):
    """A piece of a text: offsets in Unicode code points, end exclusive."""

    start: int
    end: int


class Kind(StrEnum):
    """What a family works on."""

    SCRIPT = "script"
    """Letters are replaced by others that look like them, or decorated."""
    SPACING = "spacing"
    """Something is put between or around the letters."""
    EDIT = "edit"
    """Letters are changed, dropped, added or moved."""
    CHINESE = "chinese"
    """A name in Chinese characters is written some other way."""


Attack = Callable[[str, Span, np.random.Generator], tuple[str, Span] | None]
"""(title, place of the brand, generator) -> (new title, place of the disguised brand), or None if not applicable."""
Rewrite = Callable[[str, np.random.Generator], str | None]
"""(brand as it stands in the title, generator) -> disguised brand, or None if not applicable."""


@dataclass(frozen=True, slots=True)
class AttackFamily:
    """One way to disguise a brand name."""

    name: str
    kind: Kind
    meaning: str
    """One line for tables and the reference page."""
    apply: Attack
    """Pure: the same title, span and generator state give the same result."""


def rewriting(name: str, kind: Kind, meaning: str, rewrite: Rewrite) -> AttackFamily:
    """Return a family that changes only the brand itself and leaves its neighbours alone.

    Chinese families apply to names of Chinese characters only, all others to names with none. A rewriting that a
    reader who ignores case would not notice is no disguise: the family then does not apply.
    """

    def apply(title: str, span: Span, rng: np.random.Generator) -> tuple[str, Span] | None:
        old = title[span.start : span.end]
        new = rewrite(old, rng) if suits(kind, old) else None
        if new is None or new.casefold() == old.casefold():
            return None
        return replaced(title, span, new)

    return AttackFamily(name, kind, meaning, apply)


def suits(kind: Kind, name: str) -> bool:
    """Return whether families of this kind are meant for a name in this script."""
    if kind is Kind.CHINESE:
        return is_han(name)
    return any(char.isalpha() for char in name) and not any(is_han(char) for char in name)


def replaced(title: str, span: Span, new: str) -> tuple[str, Span]:
    """Return the title with `new` in place of the span, and where `new` stands.

    A space is put in where two Latin words would otherwise run together that did not before (pinyin beside a word).
    """
    before, old, after = title[: span.start], title[span.start : span.end], title[span.end :]
    left = " " if before and _is_word(before[-1]) and _is_word(new[0]) and not _is_word(old[0]) else ""
    right = " " if after and _is_word(after[0]) and _is_word(new[-1]) and not _is_word(old[-1]) else ""
    start = span.start + len(left)
    return before + left + new + right + after, Span(start, start + len(new))


def pick(rng: np.random.Generator, options: Sequence[Choice]) -> Choice:
    """Return one of the options, each equally likely."""
    return options[int(rng.integers(len(options)))]


def chosen_places(rng: np.random.Generator, places: Sequence[int], *, share: float) -> set[int]:
    """Return some of the places: each with probability `share`, and at least one if there are any."""
    chosen = {place for place in places if rng.random() < share}
    if not chosen and places:
        chosen = {pick(rng, places)}
    return chosen


def substituted(
    text: str, table: Mapping[str, Sequence[str]], rng: np.random.Generator, *, share: float = 1.0
) -> str | None:
    """Return the text with a share of the characters that the table knows replaced, or None if it knows none.

    Characters are looked up as they are and then in lower case.
    """
    options = [table.get(char) or table.get(char.lower()) or () for char in text]
    places = [index for index, option in enumerate(options) if option]
    if not places:
        return None
    chosen = chosen_places(rng, places, share=share)
    return "".join(pick(rng, options[i]) if i in chosen else char for i, char in enumerate(text))


def between(text: str, separators: Sequence[str], rng: np.random.Generator, *, share: float = 1.0) -> str | None:
    """Return the text with separators between its letters, in a share of the gaps; None if it has no gap.

    The gap beside a space of the name itself is left alone.
    """
    gaps = [i for i in range(1, len(text)) if not text[i - 1].isspace() and not text[i].isspace()]
    if not gaps:
        return None
    chosen = chosen_places(rng, gaps, share=share)
    return "".join((pick(rng, separators) if i in chosen else "") + char for i, char in enumerate(text))


def lookalikes(pairs: str) -> dict[str, tuple[str, ...]]:
    """Return a substitution table from words such as `a=3b1,251`: a letter and the code points that replace it.

    Code points are written in hexadecimal because in an editor the characters cannot be told from the letters.
    """
    table = {}
    for pair in pairs.split():
        letter, _, codes = pair.partition("=")
        table[letter] = tuple(chr(int(code, 16)) for code in codes.split(","))
    return table


def inner_letters(text: str) -> list[int]:
    """Return the places of letters other than the first and the last character."""
    return [i for i in range(1, len(text) - 1) if text[i].isalpha()]


def is_han(text: str) -> bool:
    """Return whether every character is a Chinese character of the basic block."""
    return all("\u4e00" <= char <= "\u9fff" for char in text)


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()
