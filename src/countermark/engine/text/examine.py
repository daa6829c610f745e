"""Is this span a writing of that name, and if so, how is it disguised?

The automaton proposes spans whose canonical stream equals a name's; most are the name itself, some are ordinary words
that happen to look alike. `examine` looks at the characters that were typed and decides. It is slow and runs on few
spans: plain writings are recognised before, in bulk.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from countermark.engine.text import chars, names
from countermark.engine.text.canonical import MAX_FILLER, ReadChar, Reading, read_chars
from countermark.engine.text.compare import APOSTROPHES, gaps_of, kinds_of_gaps, kinds_of_letters, own_gaps, pieces_of
from countermark.engine.text.edges import is_edge, is_end, kind_of, word_around
from countermark.engine.text.kinds import strongest_first
from countermark.engine.text.vocabulary import Vocabulary

_CERTAIN: Final = frozenset({"zero_width", "combining_marks", "styled_letters", "upside_down", "bidi_override"})
"""Kinds that nobody produces by accident."""
_OTHER_WORD: Final = frozenset(
    {"repeated_letters", "dropped_letter", "lookalike_letters", "glued", "swapped_words", "vowels_removed", "reversed"}
)
"""Kinds after which the word could be quite another word."""
_APART: Final = frozenset({"spacing", "punctuation", "filler"})
"""Kinds that put something visible between the letters."""
_LETTERS_CHANGED: Final = frozenset({"repeated_letters", "dropped_letter", "lookalike_letters"})
_SHORTEST: Final = {
    "added_accent": 3,
    "leet": 3,
    "glued": 5,
    "dropped_letter": 5,
    "swapped_words": 6,
    "reversed": 6,
    "vowels_removed": 4,
    "pinyin": names.MIN_PINYIN,
    "initials": names.MIN_INITIALS,
}
"""Fewest letters for a kind to count; 4 for the others."""
_NO_DIGIT_BESIDE: Final = frozenset({names.VOWELLESS, names.INITIALS, names.REVERSED, names.LOOKALIKE})
"""Forms that a part number (vctr100) may hold by chance."""
_NATURAL_GAPS: Final = frozenset({" ", "-", "/", ",", ".", "&", "+", ":", "、", "，", "·", "・", "=", "(", ")"})
"""Separators that stand between words in honest titles."""
_UNITS: Final = frozenset(
    "ml cl l g kg mg cm mm m km k gb mb tb kb w kw v a ah mah wh hz mhz ghz s xs xl xxl x pcs pc pz in ft oz lb lbs st "
    "nd rd th p d mp dpi rpm bit in1 un und pk pack ct size".split()
)
_LONG_NUMBER: Final = re.compile(r"^[a-z]+\d{3,}$|^\d{3,}[a-z]{1,2}$|^\d{3,}[a-z]\d")
"""Letters read that look like a part number: ba151, 300v, 300v1a."""
_ORDINARY_SINGLES: Final = frozenset("aeioyà&")
"""Single letters that are words of their own in English, Portuguese, Spanish, French or Italian."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How a name is written in a text."""

    kinds: tuple[str, ...]
    """Kinds of disguise, strongest first; empty for a plain writing."""


@dataclass(frozen=True)
class Candidate:
    """A span of a text that may be a writing of a name."""

    text: str
    """The text around the span; a window of 40 characters on both sides is enough."""
    start: int
    end: int
    name: names.Name
    pattern: names.Pattern
    reading: Reading = Reading.USUAL

    @cached_property
    def span(self) -> list[ReadChar]:
        """The characters of the span that are read as letters."""
        # What a character is read as depends on its neighbours: on the next ones, or on brackets a little further.
        around = 1 if self.reading is Reading.USUAL else MAX_FILLER + 2
        first = max(0, self.start - around)
        shift = self.start - first
        read = read_chars(self.text[first : self.end + around], self.reading)
        size = self.end - self.start
        return [ReadChar(char.at - shift, char.letter, char.flags) for char in read if 0 <= char.at - shift < size]

    @cached_property
    def letters(self) -> str:
        """What is read of the span."""
        return "".join(char.letter for char in self.span)

    @cached_property
    def gaps(self) -> list[str]:
        """What stands between the letters (compare.gaps_of)."""
        own = own_gaps(self.letters, self.pattern.letters, self.pattern.breaks)
        return gaps_of(self.text[self.start : self.end], self.span, own)

    @cached_property
    def gaps_as_typed(self) -> list[str]:
        """What stands between the letters, the name's own separators included."""
        return gaps_of(self.text[self.start : self.end], self.span, set())

    @property
    def is_spelled(self) -> bool:
        """The name is spelled out: something stands between all of its letters."""
        return len(self.span) > 2 and all(self.gaps_as_typed)

    @cached_property
    def word(self) -> str:
        """The span widened to whole words."""
        start, end = word_around(self.text, self.start, self.end)
        return self.text[start:end]


def examine(candidate: Candidate, vocabulary: Vocabulary) -> Writing | None:
    """Return how the span writes the name, or None when it does not, or most likely by accident.

    Args:
        candidate: the span and whose pattern was found there.
        vocabulary: ordinary words.
    """
    pattern = candidate.pattern
    if not candidate.span:
        return None
    if pattern.is_han:
        return _examine_han(candidate)
    accents = candidate.name.accents if pattern.form == names.PLAIN else frozenset()
    kinds = kinds_of_letters(candidate.span, pattern.letters, accents)
    if kinds is None:
        return None
    kinds |= kinds_of_gaps(candidate.gaps)
    if pattern.form != names.PLAIN:
        kinds = _kinds_of_form(candidate, kinds)
    edges = _kinds_of_edges(candidate, vocabulary)
    if kinds is None or edges is None or _is_piece_of_longer(candidate):
        return None
    if edges and kinds - {"full_width"}:
        return None  # glued and disguised as well is a chance find
    kinds |= edges
    return Writing(strongest_first(kinds)) if _is_plausible(candidate, kinds, vocabulary) else None


def plain_word(word: str) -> str:
    """Return a word as the vocabulary has it: composed and in lower case."""
    return unicodedata.normalize("NFC", word).lower()


def may_be_glued(name: names.Name, form: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a name is long and uncommon enough to be seen inside a longer word."""
    return (
        form == names.PLAIN
        and len(name.letters) >= _SHORTEST["glued"]
        and not is_ordinary(name.text, vocabulary.frequent)
    )


def is_ordinary(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a text is made of ordinary words."""
    words = "".join(char if kind_of(char) == chars.LETTER else " " for char in plain_word(text)).split()
    return bool(words) and all(word in vocabulary for word in words)


def _examine_han(candidate: Candidate) -> Writing | None:
    """A name without spaces (Chinese, kana, bopomofo): only what stands between its characters can disguise it."""
    if candidate.letters != candidate.pattern.letters:
        return None
    kinds = kinds_of_gaps(candidate.gaps)
    if candidate.pattern.form != names.PLAIN:
        return Writing((candidate.pattern.form,))
    gaps = [gap for gap in candidate.gaps if gap]
    if gaps and not kinds & _CERTAIN and not _is_meant(candidate, gaps):
        return None
    return Writing(strongest_first(kinds))


def _is_meant(candidate: Candidate, gaps: list[str]) -> bool:
    """Tell whether what stands between Chinese characters is no list of words (大小,米色 does not name 小米)."""
    text, start, end = candidate.text, candidate.start, candidate.end
    if len(gaps) == len(candidate.letters) - 1 >= 2 or not all(gap in _NATURAL_GAPS for gap in gaps):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not any(char and kind_of(char) == chars.HAN for char in (before, after))


def _kinds_of_form(candidate: Candidate, kinds: set[str]) -> set[str] | None:
    """A form (pinyin, reversed, ...) is not disguised a second time, but for the ways that go with it."""
    form = candidate.pattern.form
    is_flipped = sum(1 for char in candidate.span if char.flags & chars.FLIPPED) * 3 >= len(candidate.span)
    if (form == names.UPSIDE_DOWN) != is_flipped:
        return None
    allowed = {"full_width", "upside_down"} if form in {names.UPSIDE_DOWN, names.PINYIN} else set()
    if form == names.REVERSED and _is_overridden(candidate):
        return {"bidi_override"}
    if form == names.PINYIN:
        allowed |= {"spacing", "punctuation"}
    return None if kinds - allowed else {form} | (kinds & {"punctuation"})


def _is_overridden(candidate: Candidate) -> bool:
    """Tell whether a right-to-left override before the span shows its letters backwards."""
    before = candidate.text[: candidate.start]
    return max(before.rfind("\u202e"), before.rfind("\u202b"), before.rfind("\u2067")) > max(
        before.rfind("\u202c"), before.rfind("\u2069")
    )


def _kinds_of_edges(candidate: Candidate, vocabulary: Vocabulary) -> set[str] | None:
    """Tell whether the span stands free as a word; glued to other letters it counts only where it is long and rare."""
    text, start, end = candidate.text, candidate.start, candidate.end
    if is_edge(text, start) and is_end(text, end):
        beside = text[max(start - 1, 0) : start] + text[end : end + 1]
        is_code = candidate.pattern.form in _NO_DIGIT_BESIDE and any(char.isdigit() for char in beside)
        return None if is_code else set()
    if not may_be_glued(candidate.name, candidate.pattern.form, vocabulary):
        return None
    first, last = word_around(text, start, end)
    rests = [text[first:start], text[end:last]]
    if plain_word(candidate.word) in vocabulary or any(candidate.gaps):
        return None
    if all(not rest or _is_separate(rest, vocabulary) for rest in rests):
        return {"glued"}
    # In front of a word that no dictionary has (sonybcvw1), a long name is still itself.
    is_long = len(candidate.name.letters) >= 7 and is_edge(text, start) and len(rests[1]) >= 3
    return {"glued"} if is_long else None


def _is_separate(rest: str, vocabulary: Vocabulary) -> bool:
    """Tell whether what is glued to a name is a word of its own, or no word part at all (xx, 2024)."""
    word = plain_word(rest)
    return (len(word) >= 3 and word in vocabulary.frequent) or not word.isalpha() or len(set(word)) == 1


def _is_piece_of_longer(candidate: Candidate) -> bool:
    """Tell whether letters spelled out one by one go on past the span on both sides."""
    if not candidate.is_spelled:
        return False
    return _goes_on(candidate.text, candidate.start - 2, -1) and _goes_on(candidate.text, candidate.end + 1, 1)


def _goes_on(text: str, at: int, step: int) -> bool:
    if not 0 <= at < len(text) or kind_of(text[at]) != chars.LETTER:
        return False
    beyond = at + step
    return not 0 <= beyond < len(text) or kind_of(text[beyond]) != chars.LETTER


def _is_plausible(candidate: Candidate, kinds: set[str], vocabulary: Vocabulary) -> bool:
    """Weigh the disguise against the chance that an honest text looks like this."""
    size = len(candidate.pattern.letters)
    if not kinds or kinds == {"full_width"}:
        return True
    if candidate.pattern.letters.isdigit():
        return False
    if kinds & _CERTAIN:
        return size >= 2
    if "homoglyph" in kinds:
        return size >= 4 or (_is_mixed(candidate.word) and candidate.reading is Reading.USUAL)
    if "leet" in kinds and not _is_plausible_leet(candidate, kinds):
        return False
    if kinds & _APART:
        return _is_plausible_split(candidate, kinds, vocabulary)
    if "repeated_letters" in kinds and _is_drawn_out(candidate.letters):
        return size >= (4 if "lookalike_letters" in kinds else 3)
    if kinds == {names.PINYIN} and len(candidate.pattern.breaks) >= 2 and any(candidate.gaps_as_typed):
        return True  # three syllables apart are no chance
    if "leet" not in kinds and is_ordinary(candidate.word, vocabulary):
        return False
    # A name of one ordinary word (Champion) is more likely misspelt as a word than disguised as a name.
    if kinds <= _OTHER_WORD and not candidate.pattern.breaks and is_ordinary(candidate.name.text, vocabulary.frequent):
        return False
    if kinds == {names.REVERSED} and candidate.word[-1].isupper() and candidate.word[:-1].islower():
        return size >= 4
    return all(size >= _SHORTEST.get(kind, 4) for kind in kinds)


def _is_drawn_out(letters: str) -> bool:
    """Tell whether a letter is there three times in a row, as in no word."""
    return any(letters[at] == letters[at + 1] == letters[at + 2] for at in range(len(letters) - 2))


def _is_mixed(word: str) -> bool:
    """Tell whether a word mixes ASCII letters with letters of another script."""
    letters = [char for char in word if kind_of(char) in {chars.LETTER, chars.HAN}]
    return any(char.isascii() for char in letters) and not all(char.isascii() for char in letters)


def _is_plausible_leet(candidate: Candidate, kinds: set[str]) -> bool:
    """Digits in place of letters: some letters left, in a word of its own that is no unit or part number."""
    letters, gaps, size = candidate.letters, candidate.gaps, len(candidate.pattern.letters)
    if any(gaps) and not (candidate.is_spelled and size >= 5):
        return False
    digits = sum(1 for letter in letters if letter.isdigit())
    if digits == 0:
        return size >= 3
    if size < 4 or digits == len(letters) or (size == 4 and digits > 2):
        return False
    around = sum(1 for char in candidate.word if kind_of(char) in {chars.LETTER, chars.DIGIT})
    has_plural = around == len(letters) + 1 and candidate.word[-1] in "sS"
    if not any(gaps) and around > len(letters) and not has_plural:
        return False
    if "dropped_letter" in kinds or _LONG_NUMBER.search(letters):
        return False
    rest = candidate.word.lower().lstrip("0123456789")
    leading = len(candidate.word) - len(rest)
    is_number = any(word.isdigit() and len(word) == 1 for word in _words_of(candidate))
    return rest not in _UNITS and (leading <= 2 or size >= 6) and not is_number


def _words_of(candidate: Candidate) -> list[str]:
    bounds = [0, *candidate.pattern.breaks, len(candidate.letters)]
    if len(candidate.letters) != len(candidate.pattern.letters):
        return [candidate.letters]
    return [candidate.letters[first:last] for first, last in pairwise(bounds)]


def _is_plausible_split(candidate: Candidate, kinds: set[str], vocabulary: Vocabulary) -> bool:
    """Letters apart: spelled out one by one, or cut so that the pieces are no words. May add the kind hyphenated."""
    size = len(candidate.pattern.letters)
    if candidate.is_spelled and "glued" not in kinds and not kinds & _LETTERS_CHANGED:
        return size >= 3 and (size > 3 or "filler" not in kinds)
    if "glued" in kinds or size < 4:
        return False
    gaps = [gap for gap in candidate.gaps if gap]
    if not all(gap in _NATURAL_GAPS for gap in gaps):
        return True
    pieces = pieces_of(candidate.gaps, candidate.letters)
    is_word = not candidate.pattern.breaks and is_ordinary(candidate.name.text, vocabulary.frequent)
    if kinds & _LETTERS_CHANGED or is_word:
        return False
    if gaps in (["-"], [" "]) and min(len(piece) for piece in pieces) >= 3:
        habit = _habit_of(candidate, gaps[0])
        if habit:
            kinds -= _APART
            kinds.add(habit)
            return True
    if len(pieces[0]) == 1 and candidate.text[max(candidate.start - 1, 0)] in APOSTROPHES:
        return False  # "Men's Watch" does not name Swatch.
    singles = [piece for piece in pieces if len(piece) == 1]
    if len(pieces) > 2 and 0 < len(singles) < 3:
        pieces = [piece for piece in pieces if len(piece) > 1]
    return len(pieces) > 1 and any(_is_odd_piece(piece, vocabulary) for piece in pieces)


def _habit_of(candidate: Candidate, gap: str) -> str | None:
    """Tell the habit behind a name cut in two: with a hyphen, or with a space and a second capital (Kedar Fab)."""
    if gap == "-":
        return "hyphenated"
    second = candidate.text[candidate.start : candidate.end].split(" ")[-1]
    return "split_words" if second[0].isupper() and not second.isupper() else None


def _is_odd_piece(piece: str, vocabulary: Vocabulary) -> bool:
    if len(piece) == 1:
        return piece not in _ORDINARY_SINGLES
    return piece not in vocabulary.frequent
