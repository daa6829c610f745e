"""Tokens of a plain title: numbers, words and signs, with their places."""

import re
from functools import cached_property
from typing import Final

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|[^\s\w]|[^\W\da-z_]+")


class Tokens:
    """The tokens of one plain title, in order: numbers (`8,5` is one), Latin words, signs, runs of other letters."""

    def __init__(self, text: str, most: int) -> None:
        """Split a plain text; what comes after `most` tokens is left out."""
        self.texts: list[str] = _TOKEN.findall(text)[:most]
        self._text = text

    @cached_property
    def starts(self) -> list[int]:
        """Where each token starts."""
        starts, place = [], 0
        for text in self.texts:
            # Between two tokens there is nothing that could be a part of one.
            start = self._text.index(text, place)
            place = start + len(text)
            starts.append(start)
        return starts

    def is_glued(self, at: int) -> bool:
        """Tell whether the token is a word or number that stands directly after another, as in `3un` and `a4`."""
        if not 0 < at < len(self.texts):
            return False
        before, text = self.texts[at - 1], self.texts[at]
        if before + text not in self._text:
            return False  # stand nowhere side by side: seen without the places of all tokens
        return self.starts[at] == self.starts[at - 1] + len(before) and text.isalnum() and before.isalnum()
