"""How many articles a price is for, read from a title.

Every number of the title is given a role by its neighbours: a pack size (`3-pack`, `kit c/ 3`, `3 unidades`), a part of
one (`2 pretos e 1 colorido`), or nothing (2 ml, 2376, UPF 50, size 6-12). Then the roles are added up. A title that
says there are several but not how many gives no answer, which is better than a wrong one: a pack size read too large
makes an honest price look far too low.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from countermark.engine.goods import unit_words as words
from countermark.engine.goods.colours import SURE
from countermark.engine.goods.tokens import Tokens
from countermark.engine.goods.units_han import read_units_han

MAX_UNITS: Final = 144
"""A larger number is not a pack size."""
_MAX_ITEMS: Final = 24
"""Where only the neighbour (goods, a colour, the word kit) says that a number counts, it must be this small."""
_MAX_PARTS: Final = 9
"""Largest number that may count articles of one colour; larger ones are names (`Cartucho 22 Colorido`)."""
_MAX_COLOURS: Final = 4
_MAX_TOKENS: Final = 300
_REACH: Final = 5
"""Tokens from a number to the colour that it counts: `1 HP 667 color`."""
_BETWEEN: Final = frozenset("de tinta ink".split()) | words.GOODS | words.UNITS
_SCALES: Final = frozenset("\" ″ ' ’ % º ° ª".split())
_STARTS: Final = words.KITS | words.CONNECTORS | words.AND | frozenset("+ & ( : - , / !".split())
_NUMBER_WORDS: Final = frozenset(words.NUMBERS) | words.DOZENS
_SEVERAL: Final = frozenset({"twin", "double", "duo", "triple"})
_CUES: Final = (
    words.PACKS | words.KITS | words.UNITS | words.PAIRS | words.DOZENS | words.GOODS | words.BOXES | words.AND
    | words.OR | words.SETS | frozenset("+ & / x × ( leve pague lleva buy compre".split()) | frozenset(words.NUMBERS)
)  # fmt: skip
_POSSIBLE_CUE: Final = re.compile(r"[a-z]+|[+&/×(]")


@dataclass(frozen=True, slots=True)
class Units:
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


class _Count(NamedTuple):
    """One number that counts articles."""

    at: int
    """Token from which it reaches; a number in brackets after its colour reaches from the colour."""
    value: int
    is_total: bool
    """True for a pack or unit word beside it; False where it may also be a part."""
    is_sure: bool = True
    """False for a number that only a colour stands beside: alone it may be a name (`Runner 4 Black`)."""


class _UnclearError(Exception):
    """The text says several, but not how many."""


def read_units(text: str, *, names: Collection[int] = (), brand_words: Collection[str] = ()) -> Units | None:
    """Return how many articles a plain text says the offer has.

    Args:
        text: plain text of a title.
        names: where words start that name a product line or part number; numbers in them count nothing.
        brand_words: words of the brand's name; a number just after one belongs to a model name (`HP 22`).

    Returns:
        None when the text says that there are several but not how many.
    """
    if not text.isascii():
        han = read_units_han(text)
        if han is None:
            return None
        if han[0]:
            return Units(han[0], han[1], stated=True)
    if _CUES.isdisjoint(_POSSIBLE_CUE.findall(text)):
        return ONE
    try:
        return _Reading(Tokens(text, _MAX_TOKENS), frozenset(names), frozenset(brand_words)).units()
    except _UnclearError:
        return None


class _Reading:
    """One title, on its way from tokens to a number."""

    def __init__(self, tokens: Tokens, names: frozenset[int], brand_words: frozenset[str]) -> None:
        self.tokens = tokens
        self.names = names
        self.brand_words = brand_words
        self.texts = tokens.texts
        self.every = frozenset(self.texts)
        self.pairs = False

    def units(self) -> Units:
        """Return the answer, or raise _UnclearError."""
        places = [at for at, text in enumerate(self.texts) if text[0] in "0123456789" or text in _NUMBER_WORDS]
        if self.every & words.PROMOTIONS and any(self._value(at) for at in places):
            raise _UnclearError
        counts = [count for at in places if (count := self._count(at)) is not None]
        if not counts or (len(counts) == 1 and not counts[0].is_sure):
            return self._from_colours()
        total = self._total(counts)
        if self.pairs and not self.every & words.IN_PAIRS:
            return Units(total, 2 * total, stated=True)
        return Units(total, total, stated=True)

    def _value(self, at: int) -> int:
        """Return the number that a token is, 0 if it is none or part of a name."""
        text = self._text(at)
        if len(text) > 3 and text not in words.NUMBERS:
            return 0
        if self.tokens.starts[at] in self.names or (self.tokens.is_glued(at) and self._text(at - 1).isascii()):
            return 0
        if text.isdigit() and text.isascii():
            return int(text) if int(text) <= MAX_UNITS else 0
        return words.NUMBERS.get(text, 0)

    def _text(self, at: int) -> str:
        return self.texts[at] if 0 <= at < len(self.texts) else ""

    def _count(self, at: int) -> _Count | None:
        """Return what the number at a token counts, None if it is no number or counts nothing."""
        if self.texts[at] in words.DOZENS and not self._value(at - 1 if at else 0):
            return _Count(at, 6 if self._text(at - 1) in words.HALVES else 12, is_total=True)
        value = self._value(at)
        if not value:
            return None
        after = at + 2 if self._text(at + 1) in {"-", ")"} else at + 1
        following = self._text(after)
        if following in words.MEASURES or following in _SCALES or self._is_part_of_code(at):
            return None
        if following in words.DOZENS:
            return _Count(at, 12 * value, is_total=True)
        if following in words.PAIRS:
            self.pairs = True
            return _Count(at, value, is_total=True)
        return self._pack_count(at, value, after, following) or self._item_count(at, value, after, following)

    def _is_part_of_code(self, at: int) -> bool:
        """Tell whether letters and again digits are glued to the number, as in 3ym79ab."""
        return self.tokens.is_glued(at + 1) and self.tokens.is_glued(at + 2)

    def _pack_count(self, at: int, value: int, after: int, following: str) -> _Count | None:
        """Return the count of a number beside a pack or unit word."""
        if following in words.PACKS:
            if self._text(at - 1) in words.OR | {"/"} and self._value(at - 2):
                raise _UnclearError
            return _Count(at, value, is_total=True)
        if self.texts[at] in _SEVERAL:
            return None
        if following in words.SETS or (following in words.UNITS and self.every & words.SETS and value > 1):
            if value > 1 and following not in {"set", "sets"}:
                raise _UnclearError
            return None
        if following in words.UNITS:
            return _Count(at, value, is_total=not self._reaches_colour(after))
        return None

    def _item_count(self, at: int, value: int, after: int, following: str) -> _Count | None:
        """Return the count of a number that a kit word, goods or a colour stands beside."""
        if value > _MAX_ITEMS:
            return None
        if self._is_after_box(at):
            return _Count(at, value, is_total=True)
        is_counted = self._is_after_kit(at) or self._is_before_goods(at, following)
        if is_counted or (following in {"x", "×"} and self._is_times(at, after)):
            return _Count(at, value, is_total=False)
        return self._part_count(at, value)

    def _part_count(self, at: int, value: int) -> _Count | None:
        """Return the count of a number of articles of one colour: `2 pretos`, `black (9)`."""
        if self._text(at - 1) == "(" and self._text(at + 1) == ")":
            return _Count(at - 2, value, is_total=False) if self._text(at - 2) in SURE else None
        if value <= _MAX_PARTS and self.texts[at].isdigit() and not self._is_name(at) and self._reaches_colour(at):
            return _Count(at, value, is_total=False, is_sure=False)
        return None

    def _is_before_goods(self, at: int, following: str) -> bool:
        """Tell `2 cartuchos` and `+ 1 frasco` from `No. 5 perfume`."""
        if following not in words.GOODS or self._text(at - 1) in self.brand_words | {"no", "n", "num", "numero", "#"}:
            return False
        return at == 0 or following in words.PLURALS or self._text(at - 1) in _STARTS

    def _is_times(self, at: int, after: int) -> bool:
        """Tell `2x cartucho` from `2x zoom` and `32 x 34`."""
        then = self._text(after + 1)
        if then in words.MEASURES or not then.isalpha():
            return False
        return at == 0 or then in words.GOODS or then in self.brand_words

    def _is_name(self, at: int) -> bool:
        """Tell whether the number follows a brand's name, or another digit as in `H P 6 6 4 Preto`."""
        before = self._text(at - 1)
        if before in self.brand_words:
            return not self.every & words.KITS
        return before.isdigit() and len(before) == 1 and self.tokens.starts[at - 1] not in self.names

    def _is_after_kit(self, at: int) -> bool:
        before = self._before_connectors(at)
        return before in words.KITS and not (before in words.PACKS and self._value(at - 2))

    def _is_after_box(self, at: int) -> bool:
        return self._text(at - 1) in words.CONNECTORS | {"/"} and self._before_connectors(at) in words.BOXES

    def _before_connectors(self, at: int) -> str:
        at -= 1
        while at >= 0 and (self.texts[at] in words.CONNECTORS or self.texts[at] in "/("):
            at -= 1
        return self._text(at)

    def _reaches_colour(self, at: int) -> bool:
        for then in range(at + 1, min(at + 1 + _REACH, len(self.texts))):
            if self.texts[then] in SURE:
                return True
            is_name = self.tokens.starts[then] in self.names or self._is_glued_to_name(then)
            if not (is_name or self.texts[then] in self.brand_words or self.texts[then] in _BETWEEN):
                return False
        return False

    def _is_glued_to_name(self, at: int) -> bool:
        return self.tokens.is_glued(at) and (self.tokens.starts[at - 1] in self.names or self._is_glued_to_name(at - 1))

    def _total(self, counts: list[_Count]) -> int:
        """Add the counts up: totals must agree, and parts must add up to the total where there is one."""
        totals = {count.value for count in counts if count.is_total}
        items = [count for count in counts if not count.is_total]
        if len(totals) > 1:
            raise _UnclearError
        added = self._added(items) if items else 0
        if not totals:
            return added
        total = totals.pop()
        if items and total not in {added, items[0].value}:
            raise _UnclearError
        return total

    def _added(self, items: list[_Count]) -> int:
        """Add parts: `3 cartuchos (2 pretos 1 color)` is 3, `2 cartuchos pretos + 1 color` is 3 as well."""
        if len(items) == 1:
            return items[0].value
        rest = sum(item.value for item in items[1:])
        if self._colour_between(items[0].at, items[1].at):
            if all(self._colour_between(one.at, other.at) for one, other in pairwise(items)):
                return items[0].value + rest
            raise _UnclearError
        if items[0].value == rest or len({item.value for item in items}) == 1:
            return items[0].value
        raise _UnclearError

    def _colour_between(self, start: int, end: int) -> bool:
        return any(text in SURE for text in self.texts[start:end])

    def _from_colours(self) -> Units:
        """Count the colours of a kit that gives no number: `Kit Cartucho 664 Preto e Colorido` has two."""
        first: dict[str, int] = {}
        for at, text in enumerate(self.texts):
            family = SURE.get(text)
            if family and not (text == "color" and (self._text(at + 1) in SURE or self._text(at + 1) == ":")):
                first.setdefault(family, at)
        places = sorted(first.values())
        many = len(places)
        if many > 1 and any(self._joined(one, other) & words.OR for one, other in pairwise(places)):
            return ONE
        if self.every & (words.KITS | words.PLURALS):
            if not (2 <= many <= _MAX_COLOURS and self.every & (words.ASSORTED | words.PLURALS)):
                raise _UnclearError
            return Units(many, many, stated=True)
        if many < 2:
            return ONE
        if many <= _MAX_COLOURS and all(self._is_list(one, other) for one, other in pairwise(places)):
            return Units(many, many, stated=True)
        return Units(1, many, stated=False)

    def _joined(self, one: int, other: int) -> frozenset[str]:
        return frozenset(self.texts[one + 1 : other])

    def _is_list(self, one: int, other: int) -> bool:
        """Tell `preto + colorido` and `667 preto e 667 colorido` (two articles) from `preto e branco` (maybe one)."""
        between = self._joined(one, other)
        if "+" in between:
            return True
        names = any(start in self.names for start in self.tokens.starts[one + 1 : other])
        return names and bool(between & (words.AND | {"&"}))
