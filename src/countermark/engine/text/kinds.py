"""The kinds of disguise, and how much each says about the intent of whoever wrote it."""

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "zero_width": 0.95,
    "homoglyph": 0.95,
    "upside_down": 0.95,
    "bidi_override": 0.95,
    "combining_marks": 0.9,
    "leet": 0.85,
    "styled_letters": 0.8,
    "masked": 0.8,
    "mixed_script": 0.8,
    "split_characters": 0.8,
    "filler": 0.8,
    "punctuation": 0.75,
    "lookalike_letters": 0.75,
    "spacing": 0.7,
    "homophone": 0.7,
    "similar_character": 0.7,
    "dropped_character": 0.6,
    "transposed_characters": 0.6,
    "reversed": 0.7,
    "bopomofo": 0.7,
    "repeated_letters": 0.65,
    "transposed_letters": 0.65,
    "scrambled_letters": 0.65,
    "rotated": 0.65,
    "vowels_removed": 0.6,
    "respelled": 0.6,
    "misspelt": 0.6,
    "dropped_letter": 0.6,
    "inserted_letter": 0.6,
    "substituted_letter": 0.6,
    "added_accent": 0.5,
    "swapped_words": 0.3,
    "glued": 0.25,
    "split_words": 0.25,
    "sound_alike": 0.25,
    "pinyin": 0.25,
    "transliterated": 0.25,
    "hyphenated": 0.2,
    "full_width": 0.2,
    "initials": 0.2,
}
"""Kind of disguise -> weight, 0 to 1. What a seller's keyboard or habit does innocently weighs little."""

MIN_DISGUISE: Final = 0.3
"""Weight from which a way of writing is called a disguise; below it (full width, pinyin) it is a habit."""


def strongest_first(kinds: set[str]) -> tuple[str, ...]:
    """Return the kinds in order of weight, then of name."""
    return tuple(sorted(kinds, key=lambda kind: (-WEIGHTS[kind], kind)))
