"""Taobao item texts with people's labels: characters with BIO tags, one to a line, texts apart by an empty line.

The export wrote a comma where the seller's text had a space; it is turned back, so that `air,jordan` is `air jordan`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from countermark.engine.errors import InvalidInputError, Problem
from countermark.measure.attacks.family import Span

FILES: Final = {"train": "text/taobao_brand_ner/train.txt", "dev": "text/taobao_brand_ner/dev.txt"}
"""Part -> file in the data folder."""
_BRAND: Final = "HPPX"


@dataclass(frozen=True, slots=True)
class TaggedText:
    """One item text and where people saw brands in it."""

    text: str
    brands: tuple[Span, ...]


def read_texts(path: Path) -> list[TaggedText]:
    """Return the texts of a file.

    Raises:
        InvalidInputError: a line is not one character, a space and a tag; the problem names the line.
    """
    return [_tagged(characters) for characters in _texts(path)]


def _texts(path: Path) -> Iterator[list[tuple[str, str]]]:
    characters: list[tuple[str, str]] = []
    # Only \n ends a line here: the texts contain other separators that splitlines would break at.
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if not line.strip():
            if characters:
                yield characters
            characters = []
            continue
        character, _, tag = line.partition(" ")
        if len(character) != 1 or not tag:
            raise InvalidInputError([Problem(path.name, number, None, "is not one character, a space and a tag")])
        characters.append((" " if character == "," else character, tag))
    if characters:
        yield characters


def _tagged(characters: list[tuple[str, str]]) -> TaggedText:
    spans: list[Span] = []
    for index, (_, tag) in enumerate(characters):
        part, _, kind = tag.partition("-")
        if kind != _BRAND:
            continue
        if part == "I" and spans and spans[-1].end == index:
            spans[-1] = Span(spans[-1].start, index + 1)
        else:
            spans.append(Span(index, index + 1))
    return TaggedText("".join(character for character, _ in characters), tuple(spans))
