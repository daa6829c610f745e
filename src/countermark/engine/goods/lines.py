"""Which product lines of a brand a text names.

A line is named by its aliases, by the words of its name, or by a model or part number of it. `664xl`, `664 XL` and
`hp664xl` are the same; the most specific name wins, so `664xl` does not also name the line `664`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from countermark.engine.goods.plain import Word, plain, squeezed, words_in, words_of
from countermark.engine.registry.model import Registry

_MIN_UNMISTAKABLE: Final = 5
"""Shorter numbers are too easily another brand's."""
_MAX_JOINED: Final = 4
"""Most words that may be written apart and still be one alias or part number (`GX-50-00 W`)."""

_NAMES_OF_LINES = ("sub_brand", "nickname")
"""Kinds of alias whose words may be what tells one line from another."""


class LineMention(NamedTuple):
    """One product line that a text names."""

    line_id: str
    words: tuple[str, ...]
    """The plain words by which it was recognised."""
    starts: frozenset[int]
    """Where these words start in the plain text, every time they occur."""
    exact: bool
    """True when a part number or model names it."""


class _Alias(NamedTuple):
    words: tuple[str, ...]
    line_id: str
    exact: bool


class _BrandLines:
    """The names of one brand's lines, by their first word."""

    def __init__(self, aliases: Iterable[_Alias], brand_words: frozenset[str]) -> None:
        self.by_first: dict[str, list[_Alias]] = {}
        for alias in aliases:
            self.by_first.setdefault(alias.words[0], []).append(alias)
        self.words_of: dict[str, set[str]] = {}
        """Line -> the words by which it is named, part numbers left out."""
        for group in self.by_first.values():
            for alias in group:
                if not alias.exact:
                    self.words_of.setdefault(alias.line_id, set()).update(alias.words)
        every = {word for group in self.by_first.values() for alias in group for word in alias.words}
        self.latin = frozenset(word for word in every if word.isascii())
        self.beginnings = frozenset(word[:length] for word in self.latin for length in range(1, len(word)))
        """Beginnings of the words: a word that is none of them cannot be the first part of one written apart."""
        self.other = tuple(sorted(every - self.latin))
        self.brand_words = tuple(sorted(brand_words))


class LineIndex:
    """Finds the lines of a brand in plain text; built once for a registry."""

    def __init__(self, registry: Registry) -> None:
        """Index aliases, names, models and part numbers of every product line of the registry."""
        self.brand_words = _words_of_brands(registry)
        aliases: dict[str, dict[_Alias, None]] = {}
        for line in registry.product_lines:
            own = self.brand_words.get(line.brand_id, frozenset())
            found = aliases.setdefault(line.brand_id, {})
            for text in (line.name, *line.aliases):
                found.update(dict.fromkeys(_aliases(text, line.line_id, own)))
        for model in registry.models:
            if model.line_id and model.exists:
                own = self.brand_words.get(model.brand_id, frozenset())
                found = aliases.setdefault(model.brand_id, {})
                found.update(dict.fromkeys(_aliases(model.model, model.line_id, own)))
                if number := squeezed(model.part_number):
                    found[_Alias((number,), model.line_id, exact=True)] = None
        self.unmistakable = _unmistakable(aliases)
        """Number (letters and digits, five or more) -> the one brand of the registry that has it."""
        self._brands = {
            brand: _BrandLines(group, self.brand_words.get(brand, frozenset())) for brand, group in aliases.items()
        }

    def __contains__(self, brand_id: str) -> bool:
        """Tell whether any line of the brand is known."""
        return brand_id in self._brands

    def find(self, brand_id: str, text: str) -> list[LineMention]:
        """Return the lines of the brand that a plain text names, one mention a line, without the less specific ones.

        Args:
            brand_id: the brand whose lines are looked for.
            text: plain text.
        """
        lines = self._brands.get(brand_id)
        if lines is None:
            return []
        places = _places(lines, text)
        if not places:
            return []
        found: dict[str, LineMention] = {}
        for first in places:
            for alias in lines.by_first.get(first, ()):
                if len(alias.words) == 1 or all(word in places for word in alias.words):
                    _add(found, alias, places)
        mentions = list(found.values())
        if len(mentions) < 2:
            return mentions
        mentions = [one for one in mentions if not any(one.starts < other.starts for other in mentions)]
        return _confirmed(mentions)

    def contradicts(self, brand_id: str, named: Iterable[LineMention], line_ids: Collection[str]) -> bool:
        """Tell whether the lines that a text names are all other ones than those a part number belongs to.

        A line whose name is the beginning of the other's is none of its own here: sellers write 664 for 664xl.

        Args:
            brand_id: the brand.
            named: what `find` says of the text without the part number.
            line_ids: the lines of the part number.
        """
        named = list(named)
        if not named or not line_ids or any(line.line_id in line_ids for line in named):
            return False
        words = [word for line_id in line_ids for word in self._brands[brand_id].words_of.get(line_id, ())]
        return not any(_is_beginning(word, other) for line in named for word in line.words for other in words)


def are_related(one: LineMention, other: LineMention) -> bool:
    """Tell whether one line's name is the beginning of the other's, as 664 is of 664xl."""
    return any(_is_beginning(a, b) for a in one.words for b in other.words)


def _is_beginning(one: str, other: str) -> bool:
    """Tell whether one word is the beginning of the other, and not the same."""
    return one != other and (one.startswith(other) or other.startswith(one))


def _add(found: dict[str, LineMention], alias: _Alias, places: dict[str, set[int]]) -> None:
    starts = frozenset().union(*[places[word] for word in alias.words])
    before = found.get(alias.line_id)
    if before is None:
        found[alias.line_id] = LineMention(alias.line_id, alias.words, starts, alias.exact)
        return
    words = before.words if len(before.words) >= len(alias.words) else alias.words
    found[alias.line_id] = LineMention(alias.line_id, words, before.starts | starts, before.exact or alias.exact)


def _confirmed(mentions: list[LineMention]) -> list[LineMention]:
    """Drop lines that are only a shorter or longer name of a line which a part number confirms."""
    exact = [mention for mention in mentions if mention.exact]
    if not exact:
        return mentions
    return [one for one in mentions if one.exact or not any(are_related(one, other) for other in exact)]


def _places(lines: _BrandLines, text: str) -> dict[str, set[int]]:
    """Return where each known word stands, also where it is written apart or glued to the brand's name."""
    places: dict[str, set[int]] = {}
    words = words_in(text)
    known, beginnings, brands = lines.latin, lines.beginnings, lines.brand_words
    telling = [at for at, word in enumerate(words) if word in known or word in beginnings or word.startswith(brands)]
    if telling:
        placed = words_of(text)
        for at in telling:
            _add_word(places, lines, placed[at : at + _MAX_JOINED])
    for other in lines.other:
        start = text.find(other)
        while start >= 0:
            places.setdefault(other, set()).add(start)
            start = text.find(other, start + 1)
    return places


def _add_word(places: dict[str, set[int]], lines: _BrandLines, words: list[Word]) -> None:
    """Add the known words that begin with the first of the words."""
    word, start, _ = words[0]
    if word in lines.latin:
        places.setdefault(word, set()).add(start)
    if word in lines.beginnings:
        _add_joined(places, lines, word, words)
    if word.startswith(lines.brand_words):
        for brand in lines.brand_words:
            if word.startswith(brand) and len(word) > len(brand):
                _add_joined(places, lines, word[len(brand) :], words)


def _add_joined(places: dict[str, set[int]], lines: _BrandLines, first: str, words: list[Word]) -> None:
    """Add every known word that the first word (or what is left of it), joined with those just after it, spells."""
    joined, starts, end = first, [words[0][1]], words[0][2]
    if joined in lines.latin:
        places.setdefault(joined, set()).update(starts)
    for part, start, stop in words[1:]:
        if start - end > 1 or joined not in lines.beginnings:
            return
        joined, end = joined + part, stop
        starts.append(start)
        if joined in lines.latin:
            places.setdefault(joined, set()).update(starts)


def _unmistakable(aliases: Mapping[str, Iterable[_Alias]]) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for brand, group in aliases.items():
        for alias in group:
            word = alias.words[0]
            is_number = word.isascii() and not word.isalpha() and not word.isdigit()
            if len(alias.words) == 1 and is_number and len(word) >= _MIN_UNMISTAKABLE:
                owners.setdefault(word, set()).add(brand)
    return {word: brands.pop() for word, brands in owners.items() if len(brands) == 1}


def _aliases(text: str, line_id: str, brand_words: frozenset[str]) -> list[_Alias]:
    words = tuple(word for word, _, _ in words_of(plain(text)) if word not in brand_words)
    if not words or (len(words) == 1 and len(words[0]) == 1 and words[0].isascii()):
        return []
    aliases = [_Alias(words, line_id, exact=False)]
    if len(words) > 1 and all(word.isascii() for word in words):
        aliases.append(_Alias(("".join(words),), line_id, exact=False))
    return aliases


def _words_of_brands(registry: Registry) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    names = [(brand.brand_id, brand.name) for brand in registry.brands]
    names += [(alias.brand_id, alias.alias) for alias in registry.aliases if alias.kind not in _NAMES_OF_LINES]
    for brand_id, name in names:
        words.setdefault(brand_id, set()).update(word for word, _, _ in words_of(plain(name)))
    return {brand_id: frozenset(group) for brand_id, group in words.items()}
