"""What each number of a title counts: a whole pack, a part of one, or nothing."""

from typing import Final, NamedTuple

from countermark.engine.goods import unit_words as words
from countermark.engine.goods.colours import SURE
from countermark.engine.goods.tokens import Tokens

MAX_UNITS: Final = 144
"""A larger number is not a pack size."""
_MAX_ITEMS: Final = 24
"""Where only the neighbour (goods, a colour, the word kit) says that a number counts, it must be this small."""
_MAX_PARTS: Final = 9
"""Largest number that may count articles of one colour; larger ones are names (`Cartucho 22 Colorido`)."""
_MAX_TOKENS: Final = 300
_REACH: Final = 5
"""Tokens from a number to the colour that it counts: `1 HP 667 color`."""
_BETWEEN: Final = frozenset("de tinta ink".split()) | words.GOODS | words.UNITS
_SCALES: Final = frozenset("\" ″ ' ’ % º ° ª".split())
_STARTS: Final = words.KITS | words.CONNECTORS | words.AND | frozenset("+ & ( : - , / !".split())
_BEFORE_GOODS: Final = frozenset({"no", "n", "num", "numero", "#"})
"""A number after one of these is a name, whatever stands behind it."""
_EITHER: Final = words.OR | {"/"}
_JOINTS: Final = words.CONNECTORS | {"/"}
_NUMBER_WORDS: Final = frozenset(words.NUMBERS) | words.DOZENS
_SEVERAL: Final = frozenset({"twin", "double", "duo", "triple"})


class Count(NamedTuple):
    """One number that counts articles."""

    at: int
    """Token from which it reaches; a number in brackets after its colour reaches from the colour."""
    value: int
    is_total: bool
    """True for a pack or unit word beside it; False where it may also be a part."""
    is_sure: bool = True
    """False for a number that only a colour stands beside: alone it may be a name (`Runner 4 Black`)."""


class UnclearError(Exception):
    """The text says several, but not how many."""


class NumberReader:
    """The numbers of one title, each with its role."""

    def __init__(self, text: str, names: frozenset[int], brand_words: frozenset[str]) -> None:
        """Take a plain title, where words start that are names, and the words of the brand's name."""
        self.tokens = Tokens(text, _MAX_TOKENS)
        self.names = names
        self.brand_words = brand_words
        self.texts = self.tokens.texts
        self.every = frozenset(self.texts)
        self.pairs = False
        """Whether a number of pairs was among the counts."""
        self.sets = False
        """Whether a number of pieces of a set was among the counts: `set of 4`."""

    def counts(self) -> list[Count]:
        """Return what counts articles, in order.

        Raises:
            UnclearError: a promotion, a choice of pack sizes or a set of pieces: what the price is for cannot be said.
        """
        places = [at for at, text in enumerate(self.texts) if text[0] in "0123456789" or text in _NUMBER_WORDS]
        if not places:
            return []
        if self.every & words.PROMOTIONS and any(self.value_at(at) for at in places):
            raise UnclearError
        return [count for at in places if (count := self._role(at)) is not None]

    def value_at(self, at: int) -> int:
        """Return the number that a token is, 0 if it is none or part of a name."""
        text = self.text_at(at)
        if len(text) > 3 and text not in words.NUMBERS:
            return 0
        if self._starts_name(at) or (self.tokens.is_glued(at) and self.text_at(at - 1).isascii()):
            return 0
        if text.isdigit() and text.isascii():
            return int(text) if int(text) <= MAX_UNITS else 0
        return words.NUMBERS.get(text, 0)

    def _starts_name(self, at: int) -> bool:
        """Tell whether a name starts at a token; most titles name none, and their tokens' places are not needed."""
        return bool(self.names) and self.tokens.starts[at] in self.names

    def text_at(self, at: int) -> str:
        """Return a token's text, empty outside the title."""
        return self.texts[at] if 0 <= at < len(self.texts) else ""

    def _role(self, at: int) -> Count | None:
        """Return what the number at a token counts, None if it is no number or counts nothing."""
        if self.texts[at] in words.DOZENS and not self.value_at(at - 1 if at else 0):
            return Count(at, 6 if self.text_at(at - 1) in words.HALVES else 12, is_total=True)
        value = self.value_at(at)
        if not value:
            return None
        after = at + 2 if self.text_at(at + 1) in {"-", ")"} else at + 1
        following = self.text_at(after)
        if following in words.MEASURES or following in _SCALES or self._is_part_of_code(at):
            return None
        if following in words.DOZENS:
            return Count(at, 12 * value, is_total=True)
        if following in words.PAIRS:
            self.pairs = True
            return Count(at, value, is_total=True)
        return self._pack_count(at, value, after, following) or self._item_count(at, value, after, following)

    def _is_part_of_code(self, at: int) -> bool:
        """Tell whether letters and again digits are glued to the number, as in 3ym79ab."""
        return self.tokens.is_glued(at + 1) and self.tokens.is_glued(at + 2)

    def _pack_count(self, at: int, value: int, after: int, following: str) -> Count | None:
        """Return the count of a number beside a pack or unit word."""
        if following in words.PACKS:
            if self.text_at(at - 1) in _EITHER and self.value_at(at - 2):
                raise UnclearError
            return Count(at, value, is_total=True)
        if self.texts[at] in _SEVERAL:
            return None
        if following in words.SETS or (following in words.UNITS and self.every & words.SETS and value > 1):
            if value > 1 and following not in {"set", "sets"}:
                raise UnclearError
            return None
        if following in words.UNITS:
            return Count(at, value, is_total=not self._reaches_colour(after))
        return None

    def _item_count(self, at: int, value: int, after: int, following: str) -> Count | None:
        """Return the count of a number that a kit word, goods or a colour stands beside."""
        if value > _MAX_ITEMS:
            return None
        if self._is_after_box(at):
            self.sets |= self._before_connectors(at) in words.SETS
            return Count(at, value, is_total=True)
        is_counted = self._is_after_kit(at) or self._is_before_goods(at, following)
        if is_counted or (following in {"x", "×"} and self._is_times(at, after)):
            return Count(at, value, is_total=False)
        return self._part_count(at, value)

    def _part_count(self, at: int, value: int) -> Count | None:
        """Return the count of a number of articles of one colour: `2 pretos`, `black (9)`."""
        if self.text_at(at - 1) == "(" and self.text_at(at + 1) == ")":
            return Count(at - 2, value, is_total=False) if self.text_at(at - 2) in SURE else None
        if value <= _MAX_PARTS and self.texts[at].isdigit() and not self._is_name(at) and self._reaches_colour(at):
            return Count(at, value, is_total=False, is_sure=False)
        return None

    def _is_before_goods(self, at: int, following: str) -> bool:
        """Tell `2 cartuchos` and `+ 1 frasco` from `No. 5 perfume`."""
        before = self.text_at(at - 1)
        if following not in words.GOODS or before in self.brand_words or before in _BEFORE_GOODS:
            return False
        return at == 0 or following in words.PLURALS or before in _STARTS

    def _is_times(self, at: int, after: int) -> bool:
        """Tell `2x cartucho` from `2x zoom` and `32 x 34`."""
        then = self.text_at(after + 1)
        if then in words.MEASURES or not then.isalpha():
            return False
        return at == 0 or then in words.GOODS or then in self.brand_words

    def _is_name(self, at: int) -> bool:
        """Tell whether the number follows a brand's name, or another digit as in `H P 6 6 4 Preto`."""
        before = self.text_at(at - 1)
        if before in self.brand_words:
            return not self.every & words.KITS
        return before.isdigit() and len(before) == 1 and not self._starts_name(at - 1)

    def _is_after_kit(self, at: int) -> bool:
        before = self._before_connectors(at)
        return before in words.KITS and not (before in words.PACKS and self.value_at(at - 2))

    def _is_after_box(self, at: int) -> bool:
        return self.text_at(at - 1) in _JOINTS and self._before_connectors(at) in words.BOXES

    def _before_connectors(self, at: int) -> str:
        at -= 1
        while at >= 0 and (self.texts[at] in words.CONNECTORS or self.texts[at] in "/("):
            at -= 1
        return self.text_at(at)

    def _reaches_colour(self, at: int) -> bool:
        for then in range(at + 1, min(at + 1 + _REACH, len(self.texts))):
            if self.texts[then] in SURE:
                return True
            is_name = self._starts_name(then) or (bool(self.names) and self._is_glued_to_name(then))
            if not (is_name or self.texts[then] in self.brand_words or self.texts[then] in _BETWEEN):
                return False
        return False

    def _is_glued_to_name(self, at: int) -> bool:
        return self.tokens.is_glued(at) and (self.tokens.starts[at - 1] in self.names or self._is_glued_to_name(at - 1))
