"""Tokens of a plain title: numbers, words and signs, with their places."""

import re
from typing import Final

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|[^\s\w]|[^\W\da-z_]+")


class Tokens:
    """The tokens of one plain title, in order: numbers (`8,5` is one), Latin words, signs, runs of other letters."""

    __slots__ = ("ends", "starts", "texts")

    def __init__(self, text: str, most: int) -> None:
        """Split a plain text; what comes after `most` tokens is left out."""
        matches = list(_TOKEN.finditer(text))[:most]
        self.texts = [match[0] for match in matches]
        self.starts = [match.start() for match in matches]
        self.ends = [match.end() for match in matches]

    def is_glued(self, at: int) -> bool:
        """Tell whether the token is a word or number that stands directly after another, as in `3un` and `a4`."""
        if not 0 < at < len(self.texts) or self.starts[at] != self.ends[at - 1]:
            return False
        return self.texts[at].isalnum() and self.texts[at - 1].isalnum()
