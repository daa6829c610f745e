"""A world before its listings: everything that each process needs to make any part of it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa

from countermark.sim.catalogue import Catalogue, make_catalogue
from countermark.sim.config import WorldConfig
from countermark.sim.content import LANGUAGES, goods_names, places, table
from countermark.sim.grammar import Grammar, Vocabulary
from countermark.sim.layout import ROLE, Layout, make_layout
from countermark.sim.operators import Operators, make_operators
from countermark.sim.packs import FamilyPack, Pack
from countermark.sim.sellers import Sellers, make_block

NUMBERS: Final = 100_000
"""Article numbers that texts quote."""
_KEPT_BLOCKS: Final = 4


@dataclass(frozen=True)
class Tokens:
    """Where the tokens of this world's own words stand in the vocabulary: place of the first, or places by number."""

    strings: Any
    """Arrow array of all tokens."""
    brand: Any
    """int64 (languages, brands): the name that sellers of the language use."""
    line: Any
    """int64 (lines,)."""
    model: Any
    """int64 (models,)."""
    part: Any
    """int64 (models,)."""
    colour: Any
    """int64 (languages, colours)."""
    city: Any
    """int64 (languages, places)."""
    number: int
    """Article number n is token `number + n`."""
    goods: dict[str, tuple[Any, Any]]
    """Slot -> (first, count), each int64 (languages, kinds of goods)."""


@dataclass(eq=False)
class World:
    """What a world's parts are made from. The same configuration and packs give the same world."""

    config: WorldConfig
    catalogue: Catalogue
    operators: Operators
    layout: Layout
    grammar: Grammar
    tokens: Tokens
    packs: tuple[Pack, ...]
    """The pack of disguises in use first."""
    has_pictures: bool = False
    """Whether pictures are drawn; without, listings name pictures that are not there."""
    _blocks: OrderedDict[int, Sellers] = field(default_factory=OrderedDict)

    @classmethod
    def build(
        cls, config: WorldConfig, packs: tuple[Pack, ...] | tuple[FamilyPack, ...], *, has_pictures: bool = False
    ) -> Self:
        """Return the world of a checked configuration."""
        catalogue = make_catalogue(config)
        operators = make_operators(config, catalogue)
        vocabulary = Vocabulary()
        grammar = Grammar(vocabulary)
        tokens = _tokens(vocabulary, catalogue)
        layout = make_layout(config, operators, len(catalogue.brands))
        return cls(config, catalogue, operators, layout, grammar, tokens, tuple(packs), has_pictures)

    def sellers(self, number: int) -> Sellers:
        """Return one block of sellers; the last few are kept."""
        if number not in self._blocks:
            self._blocks[number] = make_block(self, number)
            while len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[number]

    def authorised(self) -> tuple[tuple[int, str, int], ...]:
        """Return (brand, seller id, market or -1) of all official and authorised sellers."""
        found = []
        for number in range(self.layout.blocks):
            block = self.sellers(number)
            for at in np.flatnonzero(block.brand >= 0).tolist():
                official = block.role[at] == ROLE["official"]
                seller = seller_name(self.layout.seller_ids(block.start + at))
                found.append((int(block.brand[at]), seller, -1 if official else int(block.market[at])))
        return tuple(found)


def seller_name(number: int) -> str:
    """Return the id of a seller from its scrambled number."""
    return f"s{number:09}"


def _tokens(vocabulary: Vocabulary, catalogue: Catalogue) -> Tokens:
    names = [
        [brand.han if language == "zh" and brand.han else brand.name for brand in catalogue.brands]
        for language in LANGUAGES
    ]
    colours = [table("names")["colours"][language] for language in LANGUAGES]
    cities = [
        [(place.name_zh or place.name) if code == "zh" else place.name for place in places()] for code in LANGUAGES
    ]
    own = {
        slot: _goods_runs(vocabulary, key)
        for slot, key in (("noun", "noun"), ("f1", "feature"), ("accessory", "accessory"), ("part_noun", "part"),
                          ("subject", "subject"), ("size", "size"))
    }  # fmt: skip
    found = {
        "brand": np.array([_run(vocabulary, row) for row in names]),
        "line": _run(vocabulary, [name for _, name in catalogue.lines]),
        "model": _run(vocabulary, list(catalogue.model_name)),
        "part": _run(vocabulary, list(catalogue.model_part)),
        "colour": np.array([_run(vocabulary, row) for row in colours]),
        "city": np.array([_run(vocabulary, row) for row in cities]),
    }
    number = vocabulary.run([str(value) for value in range(NUMBERS)])[0]
    return Tokens(strings=pa.array(vocabulary.tokens), number=number, goods=own, **found)


def _run(vocabulary: Vocabulary, words: list[str]) -> Any:
    first, count = vocabulary.run(words)
    return np.arange(first, first + count)


def _goods_runs(vocabulary: Vocabulary, key: str) -> tuple[Any, Any]:
    first = np.zeros((len(LANGUAGES), len(goods_names())), np.int64)
    count = np.zeros_like(first)
    for language, code in enumerate(LANGUAGES):
        for goods, name in enumerate(goods_names()):
            entry = table("goods")[name].get(key, {}).get(code) or table(code)["size"]
            words = [entry] if isinstance(entry, str) else [str(word) for word in entry]
            first[language, goods], count[language, goods] = vocabulary.run(words)
    return first, count


def within(world: World, days: Any) -> Any:
    """Return the days, infinity for those that lie after the world's end."""
    return np.where(days < world.config.days, days, np.inf)
