"""Tuning pack, spacing tricks: something put between or around the letters."""

from typing import Final

import numpy as np

from countermark.measure.attacks.family import AttackFamily, Kind, Span, between, pick, rewriting, suits

_DOTS: Final = (".", "\u00b7", "\u2022", "\u30fb")
_PUNCTUATION: Final = tuple("*|/\\~^_'`!,;:+=-.")
_SINGLE: Final = tuple(".-_*/|'~ ")
_FILLERS: Final = (
    "[new]",
    "(2024)",
    "{top}",
    "【正品】",
    "★hot★",
    "(sale)",
    "[A+]",
    "<3",
    "-best-",
    "★★",
    "(new style)",
)
_OVERRIDE: Final = "\u202e"
_POP: Final = "\u202c"


def _spaced(name: str, rng: np.random.Generator) -> str | None:
    return between(name, (pick(rng, (" ", " ", " ", "  ")),), rng)


def _dotted(name: str, rng: np.random.Generator) -> str | None:
    return between(name, (pick(rng, _DOTS),), rng)


def _mixed_punctuation(name: str, rng: np.random.Generator) -> str | None:
    return between(name, _PUNCTUATION, rng)


def _single_separator(name: str, rng: np.random.Generator) -> str | None:
    gaps = [i for i in range(1, len(name)) if name[i - 1].isalnum() and name[i].isalnum()]
    if not gaps:
        return None
    place = pick(rng, gaps)
    return name[:place] + pick(rng, _SINGLE) + name[place:]


def _split_in_two(name: str, rng: np.random.Generator) -> str | None:
    halves = _halves(name, rng)
    return None if halves is None else f"{halves[0]} {halves[1]}"


def _filler(name: str, rng: np.random.Generator) -> str | None:
    halves = _halves(name, rng)
    return None if halves is None else halves[0] + pick(rng, _FILLERS) + halves[1]


def _halves(name: str, rng: np.random.Generator) -> tuple[str, str] | None:
    """Cut the name where both parts keep two letters; a name of several words would only be cut at its space."""
    if len(name) < 4 or " " in name:
        return None
    place = int(rng.integers(2, len(name) - 1))
    return name[:place], name[place:]


def _bidi_override(name: str, rng: np.random.Generator) -> str | None:
    del rng
    # Shown right to left, the reversed letters read as the brand.
    return _OVERRIDE + name[::-1] + _POP


def _glued_neighbours(title: str, span: Span, rng: np.random.Generator) -> tuple[str, Span] | None:
    """Join the brand with the Latin word before it, after it, or both, as hash tags do."""
    before, name, after = title[: span.start], title[span.start : span.end], title[span.end :]
    sides = [side for side, can in (("left", _ends_in_word(before)), ("right", _begins_with_word(after))) if can]
    if not sides or not suits(Kind.SPACING, name):
        return None
    glued = {pick(rng, sides)} if rng.random() < 0.6 else set(sides)
    if rng.random() < 0.5:
        name = name.capitalize()
        after = _capitalized_word(after) if "right" in glued else after
    if "left" in glued:
        before = before[:-1]
    if "right" in glued:
        after = after[1:]
    return before + name + after, Span(len(before), len(before) + len(name))


def _ends_in_word(text: str) -> bool:
    return len(text) >= 2 and text[-1] == " " and text[-2].isalpha() and text[-2].isascii()


def _begins_with_word(text: str) -> bool:
    return len(text) >= 2 and text[0] == " " and text[1].isalpha() and text[1].isascii()


def _capitalized_word(text: str) -> str:
    return text[0] + text[1].upper() + text[2:]


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("spaced_letters", Kind.SPACING, "one or two spaces between all letters", _spaced),
    rewriting("dotted_letters", Kind.SPACING, "dots between all letters", _dotted),
    rewriting("mixed_punctuation", Kind.SPACING, "different punctuation between all letters", _mixed_punctuation),
    rewriting("single_separator", Kind.SPACING, "one separator somewhere inside", _single_separator),
    rewriting("split_in_two", Kind.SPACING, "one space inside a name of one word", _split_in_two),
    rewriting("filler_between_halves", Kind.SPACING, "a selling word in brackets between two halves", _filler),
    rewriting("bidi_override", Kind.SPACING, "letters reversed under a right-to-left override", _bidi_override),
    AttackFamily("glued_neighbours", Kind.SPACING, "joined with the words beside it", _glued_neighbours),
)
"""The spacing families on which text signals may be tuned."""
