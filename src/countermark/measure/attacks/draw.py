"""Which families may be tuned on and which are sealed: a draw by seed, made once, before anything was measured.

Within each kind the families are ordered by a hash of seed and name; the first half is the tuning pack. A hash, and
not a random generator, so that the draw comes out the same under every version of every library. A test holds the two
packs to this draw.
"""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from countermark.measure.attacks.family import Kind

SEED: Final = 20261124
"""The day on which the families were listed and the draw was made; one draw, never repeated."""

NAMES: Final[Mapping[Kind, Sequence[str]]] = MappingProxyType(
    {
        Kind.SCRIPT: (
            "cyrillic_lookalikes greek_lookalikes rare_script_lookalikes latin_extended_lookalikes "
            "mathematical_letters fullwidth_letters circled_letters squared_letters regional_indicators "
            "small_capitals superscript_letters accented_letters combining_marks zalgo upside_down han_lookalikes"
        ).split(),
        Kind.SPACING: (
            "zero_width bidi_controls soft_hyphens_and_selectors bidi_override spaced_letters dotted_letters "
            "hyphens_and_underscores mixed_punctuation emoji_between exotic_spaces bracketed_letters split_in_two "
            "single_separator glued_padding glued_neighbours filler_between_halves"
        ).split(),
        Kind.EDIT: (
            "leet_digits leet_symbols repeated_letters dropped_letter transposed_letters vowel_swapped wildcard "
            "digraph_lookalikes ascii_lookalikes reversed_name phonetic_respelling neighbour_key inserted_letter "
            "word_order_swapped vowels_removed leet_spaced"
        ).split(),
        Kind.CHINESE: (
            "pinyin_joined pinyin_spaced pinyin_with_tones pinyin_initials mixed_han_pinyin han_with_initials "
            "homophones traditional_characters similar_glyphs split_components bopomofo separated_characters "
            "inserted_between_characters transposed_characters"
        ).split(),
    }
)
"""Every family, as listed before the draw."""


def drawn(kind: Kind) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the kind's families that fell to the tuning pack and to the sealed pack."""
    ordered = sorted(NAMES[kind], key=lambda name: hashlib.sha256(f"{SEED}:{name}".encode()).hexdigest())
    half = len(ordered) // 2
    return frozenset(ordered[:half]), frozenset(ordered[half:])
