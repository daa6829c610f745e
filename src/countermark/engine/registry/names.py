"""When two names are the same name, and when a text is too short or empty to be one."""

import unicodedata
from typing import Final

_FIRST_UNSPACED: Final = "\u2e80"
"""From here on lie Han, kana and hangul, of which one character can be a word."""


def fold(text: str) -> str:
    """Return the text as a reader tells names apart: NFKC, without case, single spaces.

    The matcher undoes much more (look-alikes, separators); this is only what makes two rows the same row.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fold_case(text: str) -> str:
    """Return the text without case, with single spaces: how slang and phrases are told apart.

    These are searched as they are typed, so `1ª linha` and `1a linha` are two terms.
    """
    return " ".join(text.casefold().split())


def name_problem(text: str) -> str | None:
    """Return what makes the text unfit to be searched for, or None.

    A text without a letter or digit would match nothing, a single letter would match nearly everything.
    """
    folded = fold(text)
    if not any(char.isalnum() for char in folded):
        return f"{text!r} has no letter or digit, so that nothing can be searched for"
    if len(folded) == 1 and folded < _FIRST_UNSPACED:
        return f"{text!r} is a single letter and would match everywhere; give at least two characters"
    return None
