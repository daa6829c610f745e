"""How likely is it that an honest text looks like this? The rules that keep false alarms below one in ten thousand.

They were tuned on genuine titles of several marketplaces (docs/explanation/how-accuracy-is-measured.md).
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final

from countermark.engine.text import chars, names
from countermark.engine.text.candidate import Candidate, is_ordinary, plain_word
from countermark.engine.text.canonical import Reading
from countermark.engine.text.compare import APOSTROPHES, pieces_of
from countermark.engine.text.edges import kind_of
from countermark.engine.text.names import words_of
from countermark.engine.text.vocabulary import Vocabulary

CERTAIN: Final = frozenset({"zero_width", "combining_marks", "styled_letters", "upside_down", "bidi_override"})
"""Kinds that nobody produces by accident."""
_OTHER_WORD: Final = frozenset(
    {"repeated_letters", "dropped_letter", "lookalike_letters", "glued", "swapped_words", "vowels_removed", "reversed"}
)
"""Kinds after which the word could be quite another word."""
_APART: Final = frozenset({"spacing", "punctuation", "filler"})
"""Kinds that put something visible between the letters."""
_LETTERS_CHANGED: Final = frozenset({"repeated_letters", "dropped_letter", "lookalike_letters"})
SHORTEST: Final = {
    "added_accent": 3,
    "leet": 3,
    "glued": 4,
    "dropped_letter": 5,
    "swapped_words": 6,
    "reversed": 4,
    "vowels_removed": 4,
    "pinyin": names.MIN_PINYIN,
    "initials": names.MIN_INITIALS,
}
"""Fewest letters for a kind to count; 4 for the others."""
MIN_FOREIGN: Final = 6
"""Shortest name that counts in a word of another living script."""
_LIVING: Final = frozenset(
    "ARABIC ARMENIAN BENGALI DEVANAGARI ETHIOPIC GEORGIAN GUJARATI GURMUKHI HEBREW KANNADA KHMER LAO MALAYALAM MYANMAR "
    "SINHALA TAMIL TELUGU THAI".split()
)
MIN_SPLIT: Final = 5
"""Shortest name that counts with one space in it, where both pieces might be words."""
MIN_TELLING: Final = 7
MIN_TELLING_LETTERS: Final = 3
"""Fewest characters, and letters among them, of which no part number is by chance."""
MIN_CHINESE: Final = 0.25
"""Share of Chinese characters from which a text is Chinese."""
NATURAL_GAPS: Final = frozenset({" ", "-", "/", ",", ".", "&", "+", ":", "、", "，", "·", "・", "=", "(", ")"})
NATURAL_GAPS_HAN: Final = frozenset({" ", "/", ",", "&", "+", ":", "、", "，", "-", "|"})
"""Separators that stand between words in honest titles."""
_DIVIDES: Final = " -/_"
_UNITS: Final = frozenset(
    "ml cl l g kg mg cm mm m km k gb mb tb kb w kw v a ah mah wh hz mhz ghz s xs xl xxl x pcs pc pz in ft oz lb lbs st "
    "nd rd th p d mp dpi rpm bit in1 un und pk pack ct size".split()
)
_LONG_NUMBER: Final = re.compile(r"^[a-z]+\d{3,}$|^\d{3,}[a-z]{1,2}$|^\d{3,}[a-z]\d")
"""Letters read that look like a part number: ba151, 300v, 300v1a."""
_ORDINARY_SINGLES: Final = frozenset("aeioyà&")
"""Single letters that are words of their own in English, Portuguese, Spanish, French or Italian."""


def is_plausible(candidate: Candidate, kinds: set[str], vocabulary: Vocabulary) -> bool:
    """Weigh the disguise against the chance that an honest text looks like this."""
    size = len(candidate.pattern.letters)
    if not kinds or kinds == {"full_width"}:
        return True
    if candidate.pattern.letters.isdigit() or (size < MIN_FOREIGN and _is_foreign(candidate.word)):
        return False
    if kinds & CERTAIN:
        return size >= (4 if kinds & (_LETTERS_CHANGED | {"leet"}) else 2)
    if "homoglyph" in kinds:
        return size >= 4 or (_is_mixed(candidate.word) and candidate.reading is Reading.USUAL)
    if "leet" in kinds and not _is_plausible_leet(candidate, kinds):
        return False
    if kinds & _APART:
        return _is_plausible_split(candidate, kinds, vocabulary)
    if "repeated_letters" in kinds and _is_drawn_out(candidate.letters):
        return size >= (4 if "lookalike_letters" in kinds else 3)
    of_form = _is_plausible_form(candidate, kinds, vocabulary)
    if of_form is not None:
        return of_form
    if "leet" not in kinds and is_ordinary(candidate.word, vocabulary):
        return False
    if _is_rather_a_word(candidate, kinds, vocabulary):
        return False
    if kinds == {names.REVERSED} and candidate.word[-1].isupper() and candidate.word[:-1].islower():
        return size >= 4
    return all(size >= SHORTEST.get(kind, 4) for kind in kinds)


def _is_foreign(word: str) -> bool:
    """Tell whether a word is written in one living script whose letters only chance makes look Latin."""
    letters = [char for char in word if kind_of(char) == chars.LETTER]
    if not letters or letters[0].isascii():
        return False
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in letters}
    return len(scripts) == 1 and scripts <= _LIVING


def _is_plausible_form(candidate: Candidate, kinds: set[str], vocabulary: Vocabulary) -> bool | None:
    """Weigh pinyin, swapped words and a fault in a short one; None where the other rules decide."""
    if candidate.pattern.form in {names.DROPPED_LETTER, names.SUBSTITUTED_LETTER}:
        # The words beside it tell; how ordinary they are is weighed in certainty.py.
        return not is_ordinary(candidate.span_text, vocabulary.frequent)
    if kinds == {names.SWAPPED}:
        return len(candidate.pattern.letters) >= SHORTEST[names.SWAPPED] and not _is_between_its_own(candidate)
    if kinds != {names.PINYIN}:
        return None
    is_apart = any(candidate.gaps_as_typed)
    if len(candidate.pattern.breaks) >= 2 and is_apart:
        return True  # three syllables apart are no chance
    if _is_among_chinese(candidate):
        # In a Chinese title Latin words are names, and syllables apart are pinyin.
        return is_apart or plain_word(candidate.word) not in vocabulary.frequent
    return None


def _is_rather_a_word(candidate: Candidate, kinds: set[str], vocabulary: Vocabulary) -> bool:
    """Tell whether a name of one ordinary word (Champion) is more likely misspelt as a word than disguised."""
    return (
        kinds <= _OTHER_WORD
        and kinds != {"glued"}
        and candidate.pattern.form != names.LOOKALIKE
        and not candidate.pattern.breaks
        and is_ordinary(candidate.name.text, vocabulary.frequent)
    )


def _is_between_its_own(candidate: Candidate) -> bool:
    """Tell whether swapped words are the end and the beginning of the name written twice (final draft final draft)."""
    first, second = words_of(candidate.name)[:2]
    before, after = plain_word(candidate.text[: candidate.start]), plain_word(candidate.text[candidate.end :])
    return before.rstrip(_DIVIDES).endswith(first) or after.lstrip(_DIVIDES).startswith(second)


def _is_among_chinese(candidate: Candidate) -> bool:
    """Tell whether the text around is Chinese: a quarter of its characters are."""
    kinds = [kind_of(char) for char in candidate.text]
    return kinds.count(chars.HAN) > MIN_CHINESE * len(kinds)


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
    is_telling = size >= MIN_TELLING and len(letters) - digits >= MIN_TELLING_LETTERS
    if "dropped_letter" in kinds or (_LONG_NUMBER.search(letters) and not is_telling):
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
    if not all(gap in NATURAL_GAPS for gap in gaps):
        return True
    pieces = pieces_of(candidate.gaps, candidate.letters)
    is_word = not candidate.pattern.breaks and is_ordinary(candidate.name.text, vocabulary.frequent)
    if kinds & _LETTERS_CHANGED:
        return False
    if is_word and gaps != [" "]:
        return False
    if gaps in (["-"], [" "]) and min(len(piece) for piece in pieces) >= 3:
        habit = _habit_of(candidate, gaps[0], pieces, vocabulary)
        if is_word and habit == "split_words" and all(piece in vocabulary.frequent for piece in pieces):
            return False  # "net work" is two words, whoever is called Network
        if habit:
            kinds -= _APART
            kinds.add(habit)
            return True
    if size >= MIN_SPLIT and gaps == [" "] and not candidate.pattern.breaks and min(map(len, pieces)) >= 2:
        return not _is_after_apostrophe(candidate)
    if (len(pieces[0]) == 1 and _is_after_apostrophe(candidate)) or is_word:
        return False  # "Men's Watch" does not name Swatch.
    singles = [piece for piece in pieces if len(piece) == 1]
    if len(pieces) > 2 and 0 < len(singles) < 3:
        pieces = [piece for piece in pieces if len(piece) > 1]
    return len(pieces) > 1 and any(_is_odd_piece(piece, vocabulary) for piece in pieces)


def _habit_of(candidate: Candidate, gap: str, pieces: list[str], vocabulary: Vocabulary) -> str | None:
    """Tell the habit behind a name cut in two: a hyphen, a second capital (Kedar Fab), or two words (paper pro)."""
    if gap == "-":
        return "hyphenated"
    second = candidate.text[candidate.start : candidate.end].split(" ")[-1]
    has_capital = second[0].isupper() and not second.isupper()
    are_words = all(piece in vocabulary.frequent for piece in pieces)
    return "split_words" if has_capital or are_words else None


def _is_after_apostrophe(candidate: Candidate) -> bool:
    return candidate.start > 0 and candidate.text[candidate.start - 1] in APOSTROPHES


def _is_odd_piece(piece: str, vocabulary: Vocabulary) -> bool:
    if len(piece) == 1:
        return piece not in _ORDINARY_SINGLES
    return piece not in vocabulary.frequent
