"""Sealed pack, spacing tricks. Nobody tunes on these families: see the package's comment."""

from typing import Final

import numpy as np

from countermark.measure.attacks.family import AttackFamily, Kind, Span, between, pick, rewriting, suits

_ZERO_WIDTH: Final = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
_BIDI: Final = ("\u200e", "\u200f", "\u202a\u202c", "\u2066\u2069", "\u061c")
_INVISIBLE: Final = ("\u00ad", "\u034f", "\ufe0f", "\ufe00", "\u180e", "\u2063", "\u2062", "\U000e0020")
_HYPHENS: Final = ("-", "_", "--", "\u2010", "\u2013", "\u2014", "__")
_EMOJI: Final = ("💎", "🔥", "✨", "⭐", "❤️", "👟", "👑", "💯", "🎁")
_SPACES: Final = ("\u00a0", "\u2003", "\u2006", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000", "\u2800", "\u3164")
_BRACKETS: Final = ("[]", "()", "{}", "<>", "【】", "「」")
_PADDING: Final = (
    ("xx", "xx"), ("zz", "zz"), ("best", ""), ("my", ""), ("ilove", ""), ("", "4u"), ("", "store"), ("top", "shop"),
    ("", "2024"), ("a", "a"), ("new", "x"), ("the", "outlet"),
)  # fmt: skip


def _zero_width(name: str, rng: np.random.Generator) -> str | None:
    return between(name, _ZERO_WIDTH, rng, share=0.6)


def _bidi(name: str, rng: np.random.Generator) -> str | None:
    return between(name, _BIDI, rng, share=0.6)


def _invisible(name: str, rng: np.random.Generator) -> str | None:
    return between(name, _INVISIBLE, rng, share=0.6)


def _hyphens(name: str, rng: np.random.Generator) -> str | None:
    return between(name, (pick(rng, _HYPHENS),), rng)


def _emoji(name: str, rng: np.random.Generator) -> str | None:
    return between(name, (pick(rng, _EMOJI),), rng, share=pick(rng, (0.3, 1.0)))


def _spaces(name: str, rng: np.random.Generator) -> str | None:
    return between(name, (pick(rng, _SPACES),), rng)


def _bracketed(name: str, rng: np.random.Generator) -> str | None:
    pair = pick(rng, _BRACKETS)
    return "".join(char if char.isspace() else pair[0] + char + pair[1] for char in name)


def _glued_padding(title: str, span: Span, rng: np.random.Generator) -> tuple[str, Span] | None:
    """Put letters directly before or after the brand; the disguised brand is still only its own letters."""
    before, after = pick(rng, _PADDING)
    name = title[span.start : span.end]
    if not suits(Kind.SPACING, name):
        return None
    start = span.start + len(before)
    return title[: span.start] + before + name + after + title[span.end :], Span(start, start + len(name))


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("zero_width", Kind.SPACING, "zero-width characters between letters", _zero_width),
    rewriting("bidi_controls", Kind.SPACING, "direction controls between letters", _bidi),
    rewriting("soft_hyphens_and_selectors", Kind.SPACING, "soft hyphens and other invisible characters", _invisible),
    rewriting("hyphens_and_underscores", Kind.SPACING, "hyphens, dashes or underscores between letters", _hyphens),
    rewriting("emoji_between", Kind.SPACING, "emoji between letters", _emoji),
    rewriting("exotic_spaces", Kind.SPACING, "unusual spaces between letters", _spaces),
    rewriting("bracketed_letters", Kind.SPACING, "every letter in brackets", _bracketed),
    AttackFamily("glued_padding", Kind.SPACING, "letters or words glued on", _glued_padding),
)
"""The spacing families that are kept out of all tuning."""
