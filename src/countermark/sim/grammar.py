"""Turns grammars into text by the thousand: every text is a row of tokens, drawn with array operations and joined once.

A template is a sequence of slots. A slot of the row (the brand, a feature, a city) has one token in each row; any other
slot is a pool of tokens, different for each language, from which each row draws.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.sim.content import LANGUAGES, table

ROW_SLOTS: Final = (
    "brand line model part noun f1 f2 f3 colour size city accessory part_noun subject sku year number "
    "lead tail friendly service shipping"
).split()
"""Slots with one token a row. The last five are rendered first, from pools that may hold the others."""
WORDS: Final = ("lead", "tail", "friendly", "service", "shipping")
KINDS: Final = ("genuine official grey second_hand refurbished compatible accessory generic hidden slang cheap").split()
"""Kinds of text; place = its number."""
KIND_NUMBER: Final[Mapping[str, int]] = {kind: number for number, kind in enumerate(KINDS)}
REVIEWS: Final = ("good", "bad", "fake")
_EMPTY: Final = len(ROW_SLOTS)
_PARTS: Final = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]|([^{}\[\]]+)")


class Vocabulary:
    """Tokens by number; grows while grammars are compiled."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self._pools: dict[tuple[tuple[str, ...], ...], int] = {}
        self.runs: list[list[tuple[int, int]]] = []
        """Pool -> for each language (first token, how many)."""
        self.tokens: list[str] = [""]

    def number(self, token: str) -> int:
        """Return the number of a token, which is added if it is new."""
        if token not in self._numbers:
            self._numbers[token] = len(self.tokens)
            self.tokens.append(token)
        return self._numbers[token]

    def run(self, tokens: Sequence[str]) -> tuple[int, int]:
        """Add tokens one after the other and return (first, how many)."""
        first = len(self.tokens)
        self.tokens.extend(tokens)
        return first, len(tokens)

    def pool(self, by_language: Sequence[Sequence[str]]) -> int:
        """Return the number of a pool with these tokens in each language."""
        key = tuple(tuple(tokens) for tokens in by_language)
        if key not in self._pools:
            self._pools[key] = len(self.runs)
            known: dict[tuple[str, ...], tuple[int, int]] = {}
            self.runs.append([known.setdefault(tokens, self.run(tokens)) for tokens in key])
        return self._pools[key]


@dataclass(frozen=True)
class Templates:
    """Templates of one use (titles; one sentence of a text; one kind of word), by kind and language."""

    slots: Any
    """int64 (templates, parts): place in `ROW_SLOTS`, `_EMPTY`, or `_EMPTY + 1 +` the number of a pool."""
    first: Any
    """int64 (kinds, languages): first template."""
    count: Any
    """int64 (kinds, languages): how many; 0 where the kind has no such sentence."""


def compile_templates(vocabulary: Vocabulary, texts: Sequence[Sequence[Sequence[str]]]) -> Templates:
    """Return templates of texts given as kind -> language -> alternatives.

    Raises:
        ValueError: a slot is not in `ROW_SLOTS`.
    """
    rows: list[list[int]] = []
    first = np.zeros((len(texts), len(LANGUAGES)), np.int64)
    count = np.zeros_like(first)
    for kind, by_language in enumerate(texts):
        for language, alternatives in enumerate(by_language):
            first[kind, language], count[kind, language] = len(rows), len(alternatives)
            rows += [_parts(vocabulary, text) for text in alternatives]
    width = max(map(len, rows))
    slots = np.array([row + [_EMPTY] * (width - len(row)) for row in rows], np.int64)
    return Templates(slots, first, count)


def _parts(vocabulary: Vocabulary, text: str) -> list[int]:
    parts = []
    for slot, choice, literal in _PARTS.findall(text):
        if slot:
            if slot not in ROW_SLOTS:
                raise ValueError(f"{{{slot}}} in {text!r} is not a slot")
            parts.append(ROW_SLOTS.index(slot))
        else:
            options = [literal] if literal else choice.split("|")
            parts.append(_EMPTY + 1 + vocabulary.pool([options] * len(LANGUAGES)))
    return parts


class Grammar:
    """All templates, compiled, with the tokens that are the same in every world."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        languages = [table(language) for language in LANGUAGES]
        self.words = {
            word: compile_templates(vocabulary, [[language["words"][word] for language in languages]]) for word in WORDS
        }
        self.titles = compile_templates(
            vocabulary, [[language["titles"][kind] for language in languages] for kind in KINDS]
        )
        groups = max(len(language["texts"][kind]) for language in languages for kind in KINDS)
        self.sentences = [
            compile_templates(
                vocabulary, [[_group(language["texts"][kind], at) for language in languages] for kind in KINDS]
            )
            for at in range(groups)
        ]
        self.reviews = compile_templates(
            vocabulary, [[language["reviews"][kind] for language in languages] for kind in REVIEWS]
        )
        joints = [str(language["joint"]) for language in languages]
        self.joints = pa.array(joints)
        runs = np.array(vocabulary.runs, np.int64)
        self.run_first, self.run_count = runs[:, :, 0], runs[:, :, 1]


def _group(groups: list[list[str]], at: int) -> list[str]:
    return groups[at] if at < len(groups) else [""]


class Writer:
    """Writes texts for the rows of one chunk.

    Args:
        grammar: compiled.
        tokens: Arrow array of the vocabulary, with what belongs to this world (names, numbers).
        language: int64 (n,), place in `LANGUAGES`.
        row_tokens: slot -> token of each row, int64 (n,); slots that are missing are empty.
        rng: the chunk's stream of text.
    """

    def __init__(
        self, grammar: Grammar, tokens: Any, language: Any, row_tokens: Mapping[str, Any], rng: np.random.Generator
    ) -> None:
        self._grammar = grammar
        self._language = language
        self._rng = rng
        self._rows = len(language)
        self._tokens = tokens
        self._row_tokens = np.zeros((len(ROW_SLOTS) + 1, self._rows), np.int64)
        for slot, numbers in row_tokens.items():
            self._row_tokens[ROW_SLOTS.index(slot)] = numbers
        for word, templates in grammar.words.items():
            self.put(word, self._render(templates, np.zeros(self._rows, np.int64)))

    def put(self, slot: str, texts: Any) -> None:
        """Fill a slot of every row with a text, given as Arrow array of strings (n,)."""
        first = len(self._tokens)
        self._tokens = pa.concat_arrays([self._tokens, texts])
        self._row_tokens[ROW_SLOTS.index(slot)] = np.arange(first, first + self._rows)

    def titles(self, kinds: Any) -> Any:
        """Return a title for each row, as Arrow strings (n,); `kinds` are numbers of `KINDS`."""
        raw = self._render(self._grammar.titles, kinds)
        # Empty slots leave two or three spaces in a row, and a separator at the end.
        tidy = pc.replace_substring(pc.replace_substring(raw, "  ", " "), "  ", " ")
        tidy = pc.utf8_rtrim(pc.utf8_ltrim_whitespace(tidy), " -,|")
        first = pc.utf8_upper(pc.utf8_slice_codeunits(tidy, 0, 1))
        return pc.binary_join_element_wise(first, pc.utf8_slice_codeunits(tidy, 1), "")

    def descriptions(self, kinds: Any) -> Any:
        """Return a description for each row, as Arrow strings (n,)."""
        joints = self._grammar.joints.take(pa.array(self._language))
        sentences = [self._render(templates, kinds) for templates in self._grammar.sentences]
        parts = [piece for sentence in sentences for piece in (sentence, joints)][:-1]
        return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*parts, ""))

    def reviews(self, kinds: Any) -> Any:
        """Return the text of a review for each row; `kinds` are places in `REVIEWS`."""
        return self._render(self._grammar.reviews, kinds)

    def _render(self, templates: Templates, kinds: Any) -> Any:
        rng, language = self._rng, self._language
        chosen = templates.first[kinds, language] + _floor(rng, templates.count[kinds, language])
        rows = np.arange(self._rows)
        columns = []
        for part in range(templates.slots.shape[1]):
            slots = templates.slots[chosen, part]
            pools = (slots - _EMPTY - 1).clip(min=0)
            drawn = self._grammar.run_first[pools, language] + _floor(rng, self._grammar.run_count[pools, language])
            fixed = self._row_tokens[slots.clip(max=_EMPTY), rows]
            columns.append(self._tokens.take(pa.array(np.where(slots > _EMPTY, drawn, fixed))))
        return pc.binary_join_element_wise(*columns, "")


def _floor(rng: np.random.Generator, counts: Any) -> Any:
    """Return a number below each count, each equally likely, as int64."""
    return (rng.random(len(counts)) * counts).astype(np.int64)
