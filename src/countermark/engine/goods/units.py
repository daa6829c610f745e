"""How many articles a price is for, read from a title.

Every number of the title is given a role by its neighbours: a pack size (`3-pack`, `kit c/ 3`, `3 unidades`), a part of
one (`2 pretos e 1 colorido`), or nothing (2 ml, 2376, UPF 50, size 6-12). Then the roles are added up. A title that
says there are several but not how many gives no answer, which is better than a wrong one: a pack size read too large
makes an honest price look far too low.
"""

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from countermark.engine.goods import unit_words as words
from countermark.engine.goods.colours import SURE
from countermark.engine.goods.plain import word_set
from countermark.engine.goods.unit_counts import Count, NumberReader, UnclearError
from countermark.engine.goods.units_han import read_units_han

_MAX_COLOURS: Final = 4
_MAX_REMEMBERED: Final = 4_096
"""Titles whose reading is remembered."""
_SEVERAL_WORDS: Final = words.KITS | words.PLURALS | words.DOZENS | words.PROMOTIONS
"""Any of these words is reason enough to read a title closely."""
_COUNTED_WORDS: Final = (
    words.PACKS | words.UNITS | words.PAIRS | words.GOODS | words.BOXES | words.SETS | frozenset(SURE) | {"x"}
)
"""These are, where there is a small number too."""
_COLOURS: Final = frozenset(SURE)
_LISTING: Final = words.KITS | words.PLURALS
"""With one of these, every colour named may be an article of its own."""
_LISTED: Final = words.ASSORTED | words.PLURALS
_ALSO: Final = words.AND | {"&"}
_NUMBER_NAMES: Final = frozenset(words.NUMBERS)
_CUES: Final = _SEVERAL_WORDS | _COUNTED_WORDS | _COLOURS | _NUMBER_NAMES
_DIGIT: Final = re.compile(r"\d")
_MEASURE: Final = rf"[\s_]*(?:{'|'.join(sorted(words.MEASURES))})"
_COUNTS_NOTHING: Final = re.compile(
    rf"(?<![\da-z])(?:(?:\d+(?:[.,]\d+)+|\d{{4,}})(?:{_MEASURE})?|\d{{1,3}}{_MEASURE})(?![\da-z])"
)
"""Decimals, long numbers and measures (8,5; 2376; 14 ml): most numbers of titles, and none is a pack size."""
_GLUED: Final = re.compile(r"\d[a-z×]|\d ×|[a-z]\d")
_SMALL_NUMBER: Final = re.compile(r"(?<![\da-z.,])\d{1,3}(?!\d|[.,]\d)")


class Units(NamedTuple):
    """How many articles the price is for: between `low` and `high`, usually the same."""

    low: int
    high: int
    stated: bool
    """False when the text does not say, and one is taken for granted."""

    @property
    def exact(self) -> int | None:
        """The number, where there is only one reading."""
        return self.low if self.low == self.high else None


ONE: Final = Units(1, 1, stated=False)


def read_units(
    text: str,
    *,
    names: Collection[int] = (),
    brand_words: Collection[str] = (),
    found: AbstractSet[str] | None = None,
) -> Units | None:
    """Return how many articles a plain text says the offer has.

    Args:
        text: plain text of a title.
        names: where words start that name a product line or part number; numbers in them count nothing.
        brand_words: words of the brand's name; a number just after one belongs to a model name (`HP 22`).
        found: the words of the text, as `word_set` gives them, where the caller has them already.

    Returns:
        None when the text says that there are several but not how many.
    """
    if not text.isascii():
        han = read_units_han(text)
        if han is None:
            return None
        if han[0]:
            return Units(han[0], han[1], stated=True)
    if not _needs_reading(text, word_set(text) if found is None else found):
        return ONE
    return _read_closely(text, frozenset(names), frozenset(brand_words))


@lru_cache(_MAX_REMEMBERED)
def _read_closely(text: str, names: frozenset[int], brand_words: frozenset[str]) -> Units | None:
    """Return the same, from all numbers and colours; many sellers use one title, so the last ones are remembered."""
    try:
        return _Sum(NumberReader(text, names, brand_words)).units()
    except UnclearError:
        return None


def _needs_reading(text: str, found: AbstractSet[str]) -> bool:
    """Tell whether a title may say anything of a pack size; most do not, and need not be taken apart."""
    cues = found & _CUES
    if cues and (not cues.isdisjoint(_SEVERAL_WORDS) or len(cues & _COLOURS) > 1):
        return True
    # Glued to a number (`3un`, `2x`) the words are not found, but the number is.
    is_named = not cues.isdisjoint(_NUMBER_NAMES)
    if not is_named and (not _DIGIT.search(text) or not _SMALL_NUMBER.search(text)):
        return False
    if cues.isdisjoint(_COUNTED_WORDS) and not _GLUED.search(text):
        return False
    return is_named or _DIGIT.search(_COUNTS_NOTHING.sub(" ", text)) is not None


class _Sum:
    """The numbers of one title, added up."""

    def __init__(self, numbers: NumberReader) -> None:
        self.numbers = numbers

    def units(self) -> Units:
        """Return the answer, or raise UnclearError."""
        counts = self.numbers.counts()
        if not counts or (len(counts) == 1 and not counts[0].is_sure):
            return self._from_colours()
        total = self._total(counts)
        if self.numbers.pairs and not self.numbers.every & words.IN_PAIRS:
            return Units(total, 2 * total, stated=True)
        if self.numbers.sets and not self.numbers.every & words.GOODS:
            # `Set of 4 cartridges` is four articles; a set of 4 cups or tools is sold, and priced, as one.
            return Units(1, total, stated=False)
        return Units(total, total, stated=True)

    def _total(self, counts: list[Count]) -> int:
        """Add the counts up: totals must agree, and parts must add up to the total where there is one."""
        totals = {count.value for count in counts if count.is_total}
        items = [count for count in counts if not count.is_total]
        if len(totals) > 1:
            raise UnclearError
        added = self._added(items) if items else 0
        if not totals:
            return added
        total = totals.pop()
        if items and total not in {added, items[0].value}:
            raise UnclearError
        return total

    def _added(self, items: list[Count]) -> int:
        """Add parts: `3 cartuchos (2 pretos 1 color)` is 3, `2 cartuchos pretos + 1 color` is 3 as well."""
        if len(items) == 1:
            return items[0].value
        rest = sum(item.value for item in items[1:])
        if self._colour_between(items[0].at, items[1].at):
            if all(self._colour_between(one.at, other.at) for one, other in pairwise(items)):
                return items[0].value + rest
            raise UnclearError
        if items[0].value == rest or len({item.value for item in items}) == 1:
            return items[0].value
        raise UnclearError

    def _colour_between(self, start: int, end: int) -> bool:
        return any(text in SURE for text in self.numbers.texts[start:end])

    def _from_colours(self) -> Units:
        """Count the colours of a kit that gives no number: `Kit Cartucho 664 Preto e Colorido` has two."""
        first: dict[str, int] = {}
        for at in [at for at, text in enumerate(self.numbers.texts) if text in SURE]:
            following = self.numbers.text_at(at + 1)
            if not (self.numbers.texts[at] == "color" and (following in SURE or following == ":")):
                first.setdefault(SURE[self.numbers.texts[at]], at)
        places = sorted(first.values())
        many = len(places)
        if many > 1 and any(self._joined(one, other) & words.OR for one, other in pairwise(places)):
            return ONE
        if not self.numbers.every.isdisjoint(_LISTING):
            if not 2 <= many <= _MAX_COLOURS or self.numbers.every.isdisjoint(_LISTED):
                raise UnclearError
            return Units(many, many, stated=True)
        if many < 2:
            return ONE
        if many <= _MAX_COLOURS and all(self._is_list(one, other) for one, other in pairwise(places)):
            return Units(many, many, stated=True)
        return Units(1, many, stated=False)

    def _joined(self, one: int, other: int) -> frozenset[str]:
        return frozenset(self.numbers.texts[one + 1 : other])

    def _is_list(self, one: int, other: int) -> bool:
        """Tell `preto + colorido` and `667 preto e 667 colorido` (two articles) from `preto e branco` (maybe one)."""
        between = self._joined(one, other)
        if "+" in between:
            return True
        names = any(start in self.numbers.names for start in self.numbers.tokens.starts[one + 1 : other])
        return names and not between.isdisjoint(_ALSO)
