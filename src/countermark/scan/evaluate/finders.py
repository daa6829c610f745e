"""Finding brand names in texts: two baselines and the engine, behind one interface, so that they share one table."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

import ahocorasick_rs
from confusable_homoglyphs import confusables

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.registry.model import Registry

if TYPE_CHECKING:
    from countermark.engine.screen import Screener

_BATCH: Final = 1_000
DISGUISE_WEIGHT: Final = 0.3
"""From this weight on the column `brand_disguised`, which rules and weights read, is true."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A brand that a finder saw in a text; offsets are code points of the text as given."""

    brand: str
    start: int
    end: int
    text: str
    kind: str = ""
    """Kind of disguise; empty for a name that is written as it should be."""
    weight: float = 0.0
    """How strong the finder thinks the disguise is, 0 to 1; 0 for a plain mention."""
    certainty: float = math.inf
    """How sure the finder is that the writing means the brand, in bits; infinite for a plain mention."""

    @property
    def disguised(self) -> bool:
        """Whether the finder says that the name is disguised."""
        return bool(self.kind)

    @property
    def sure(self) -> bool:
        """Whether rules and weights would see it: a plain mention, or a disguise of `DISGUISE_WEIGHT` or more."""
        return not self.kind or self.weight >= DISGUISE_WEIGHT


class Finder(Protocol):
    """Something that finds brand names in texts."""

    name: str

    def find(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Return what is found in each text."""
        ...


class ExactFinder:
    """Baseline: the names as they are, in lower case, by Aho-Corasick.

    A name that begins or ends with a Latin letter or digit has to stand apart from other letters and digits there:
    without that, `lg` would be found in `algae`, and the baseline would be unusable.
    """

    name = "exact"

    def __init__(self, registry: Registry) -> None:
        self._forms = [(_lower(form), brand) for form, brand in forms_of(registry)]
        self._automaton = ahocorasick_rs.AhoCorasick([form for form, _ in self._forms])

    def find(self, texts: Sequence[str]) -> list[list[Hit]]:
        """See Finder.find."""
        return [[Hit(b, s, e, text[s:e]) for b, s, e in self.spans(_lower(text))] for text in texts]

    def spans(self, lowered: str) -> list[tuple[str, int, int]]:
        """Return (brand id, start, end) of the longest names that do not overlap, from the left."""
        found = self._automaton.find_matches_as_indexes(lowered, overlapping=True)
        apart = [(start, -end, index) for index, start, end in found if _stands_apart(lowered, start, end)]
        kept: list[tuple[str, int, int]] = []
        for start, minus_end, index in sorted(apart):
            if not kept or start >= kept[-1][2]:
                kept.append((self._forms[index][1], start, -minus_end))
        return kept


class SkeletonFinder:
    """Baseline: as exact, after NFKC, without invisible characters, and with look-alikes mapped to ASCII (UTS 39)."""

    name = "skeleton"

    def __init__(self, registry: Registry) -> None:
        self._exact = ExactFinder(registry)

    def find(self, texts: Sequence[str]) -> list[list[Hit]]:
        """See Finder.find."""
        return [self._find(text) for text in texts]

    def _find(self, text: str) -> list[Hit]:
        folded, origins = _skeleton(text)
        hits = []
        for brand, start, end in self._exact.spans(folded):
            first, last = origins[start], origins[end - 1] + 1
            plain = _lower(text[first:last]) == folded[start:end]
            hits.append(Hit(brand, first, last, text[first:last], "" if plain else "skeleton", 0.0 if plain else 1.0))
        return hits


class EngineFinder:
    """Countermark: whatever evidence of brands in titles the screener gives."""

    name = "countermark"

    def __init__(self, screener: "Screener") -> None:
        self._screener = screener

    def find(self, texts: Sequence[str]) -> list[list[Hit]]:
        """See Finder.find."""
        hits: list[list[Hit]] = []
        for start in range(0, len(texts), _BATCH):
            hits += self._find(texts[start : start + _BATCH])
        return hits

    def _find(self, texts: Sequence[str]) -> list[list[Hit]]:
        listings = [Listing(listing_id=str(i), seller_id="s", title=text) for i, text in enumerate(texts)]
        result = self._screener.screen(listings_to_batch(listings))
        return [
            [
                Hit(
                    fact.brand,
                    fact.start,
                    fact.end,
                    fact.text,
                    fact.kind if disguised else "",
                    fact.weight,
                    math.inf if fact.value is None else fact.value,
                )
                for fact in result.evidence(row)
                if fact.field == "title"
                and ((disguised := fact.code == "brand_disguised") or fact.code == "brand_mentioned")
            ]
            for row in range(len(texts))
        ]


def forms_of(registry: Registry) -> list[tuple[str, str]]:
    """Return (name, brand id) of every name and alias of the registry."""
    names = [(brand.name, brand.brand_id) for brand in registry.brands]
    return names + [(alias.alias, alias.brand_id) for alias in registry.aliases]


def plain_key(text: str) -> str:
    """Return the text's letters and digits without accents and case: what honest spellings of a name share."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def _lower(text: str) -> str:
    # A few capitals become two characters in lower case, which would shift every offset after them.
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _stands_apart(text: str, start: int, end: int) -> bool:
    left = start > 0 and _is_word(text[start]) and _is_word(text[start - 1])
    right = end < len(text) and _is_word(text[end - 1]) and _is_word(text[end])
    return not left and not right


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _skeleton(text: str) -> tuple[str, list[int]]:
    folded: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(text):
        for part in _folded(char):
            folded.append(part)
            origins.append(index)
    return "".join(folded), origins


@cache
def _folded(char: str) -> str:
    if char.isascii():
        return char.lower()
    normal: Iterable[str] = unicodedata.normalize("NFKC", char).casefold()
    return "".join(_ascii_twin(part) for part in normal if unicodedata.category(part) != "Cf")


@cache
def _ascii_twin(char: str) -> str:
    if char.isascii():
        return char
    for twin in confusables.confusables_data.get(char, ()):
        if len(twin["c"]) == 1 and twin["c"].isascii() and twin["c"].isalnum():
            return str(twin["c"]).lower()
    return char
