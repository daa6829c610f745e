"""The brand of goods that are offered as original by their number alone: `Cartucho original 667xl`.

Leaving the brand's name out is a way around a search for brands. Without a name nothing else shows what the goods are,
so a number counts only where it is unmistakable, where the title calls the goods original, and where no word speaks of
goods that go with it (refills, chips, cases) or of other makers' goods.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import ahocorasick_rs

from countermark.engine.goods.lines import LineIndex
from countermark.engine.goods.plain import plain, word_set
from countermark.engine.listed import find_in_all

LEAST_RATIO: Final = 0.6
"""Goods without a brand's name that cost less than this share of the genuine article may be something else: a part."""
_ORIGINAL: Final = frozenset(
    "original originais originales orig genuine genuino genuina genuinos genuinas autentico autentica".split()
)
_ORIGINAL_HAN: Final = ("原装", "正品")
_OTHER: Final = frozenset(
    "compativel compativeis compativo compatible compatibles similar similares generico genericos generica genericas "
    "generic remanufaturado remanufaturados remanufaturada recondicionado recondicionados recarregado recarregados "
    "reciclado reciclados refil refis refill refills recarga recargas recarregavel recarregaveis bulk chip chips "
    "adaptador adaptadores adapter suporte holder capa capas capinha case cases cover pelicula film cabo cable vazio "
    "vazios vazia vazias empty caixa box tipo type estilo style igual like nao not no non sem without replica".split()
)
_OTHER_HAN: Final = ("兼容", "适用", "通用", "壳", "膜", "套", "空", "代用", "国产")


class UnnamedBrands:
    """The numbers by which one brand of the registry is known, searched in many titles at once."""

    def __init__(self, lines: LineIndex) -> None:
        """Take the lines whose unmistakable numbers are looked for."""
        self._owners: Mapping[str, str] = lines.unmistakable
        self._automaton = ahocorasick_rs.AhoCorasick(sorted(self._owners)) if self._owners else None

    def __bool__(self) -> bool:
        """Tell whether there is any number to look for."""
        return self._automaton is not None

    def find(self, titles: Sequence[str]) -> dict[int, str]:
        """Return the brand id of the titles that offer a brand's goods as original by number, by place.

        Args:
            titles: original titles that name no brand.
        """
        if self._automaton is None:
            return {}
        hits = find_in_all(self._automaton, [title.lower() for title in titles])
        found = {place: self._brand_of(titles[place]) for place in dict.fromkeys(at for at, *_ in hits)}
        return {place: brand for place, brand in found.items() if brand is not None}

    def _brand_of(self, title: str) -> str | None:
        text = plain(title)
        words = word_set(text)
        owners = {self._owners[word] for word in words if word in self._owners}
        is_original = not words.isdisjoint(_ORIGINAL) or any(word in text for word in _ORIGINAL_HAN)
        is_other = not words.isdisjoint(_OTHER) or any(word in text for word in _OTHER_HAN)
        return owners.pop() if len(owners) == 1 and is_original and not is_other else None
