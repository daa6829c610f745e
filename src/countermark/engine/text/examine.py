"""Is this span a writing of that name, and if so, how is it disguised?

The automaton proposes spans whose canonical stream equals a name's; most are the name itself, some are ordinary words
that happen to look alike. `examine` looks at the characters that were typed and decides. It is slow and runs on few
spans: plain writings are recognised before, in bulk.
"""

from dataclasses import dataclass
from typing import Final

from countermark.engine.text import chars, names
from countermark.engine.text.candidate import Candidate, is_ordinary, plain_word
from countermark.engine.text.compare import kinds_of_gaps, kinds_of_letters
from countermark.engine.text.edges import is_edge, is_end, kind_of, word_around
from countermark.engine.text.homophone import is_no_phrase, is_no_word
from countermark.engine.text.kinds import strongest_first
from countermark.engine.text.plausible import CERTAIN, NATURAL_GAPS_HAN, SHORTEST, is_plausible
from countermark.engine.text.vocabulary import Vocabulary

MAX_FILLERS: Final = 3
"""Most words between the first word of a name and the rest."""
_CHANGED: Final = frozenset({names.SHAPE, names.DROPPED, names.BACKWARDS, names.TRANSPOSED})
"""Forms of Chinese names that could be words of their own."""
AROUND: Final = 16
"""Characters on both sides of a Chinese span by which it is cut into words."""
MIN_REPEATED: Final = 3
"""Fewest characters of a name that may be repeated."""
MIN_IN_FRONT: Final = 5
"""Shortest name that is seen in front of letters that are no word."""
MIN_AT_END: Final = 6
"""Shortest name that is seen after letters that are no word."""
_NO_DIGIT_BESIDE: Final = frozenset({names.VOWELLESS, names.INITIALS, names.REVERSED, names.LOOKALIKE})
"""Forms that a part number (vctr100) may hold by chance."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How a name is written in a text."""

    kinds: tuple[str, ...]
    """Kinds of disguise, strongest first; empty for a plain writing."""


def examine(candidate: Candidate, vocabulary: Vocabulary) -> Writing | None:
    """Return how the span writes the name, or None when it does not, or most likely by accident.

    Args:
        candidate: the span and whose pattern was found there.
        vocabulary: ordinary words.
    """
    pattern = candidate.pattern
    size = len(pattern.letters)
    if not candidate.span or is_too_short(len(candidate.span), size):
        return None
    if pattern.is_han:
        return _examine_han(candidate)
    if pattern.form == names.FIRST_WORD:
        return _examine_first_word(candidate, vocabulary)
    edges = _kinds_of_edges(candidate, vocabulary)
    if edges is None:
        return None
    accents = candidate.name.accents if pattern.form == names.PLAIN else frozenset()
    kinds = kinds_of_letters(candidate.span, pattern.letters, accents)
    if kinds is None:
        return None
    kinds |= kinds_of_gaps(candidate.gaps)
    if pattern.form != names.PLAIN:
        kinds = _kinds_of_form(candidate, kinds)
    if kinds is None or _is_piece_of_longer(candidate):
        return None
    if edges and kinds - {"full_width"}:
        return None  # glued and disguised as well is a chance find
    kinds |= edges
    return Writing(strongest_first(kinds)) if is_plausible(candidate, kinds, vocabulary) else None


def is_too_short(read: int, size: int) -> bool:
    """Tell whether a name of `size` letters cannot be written with `read`: short names are not seen shortened."""
    return read < size < SHORTEST["dropped_letter"]


def may_be_glued(name: names.Name, form: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a name is long and uncommon enough to be seen inside a longer word."""
    return (
        form == names.PLAIN
        and not name.common_word
        and len(name.letters) >= SHORTEST["glued"]
        and (len(name.letters) > SHORTEST["glued"] or not is_ordinary(name.text, vocabulary.frequent))
    )


def _examine_han(candidate: Candidate) -> Writing | None:
    """A name without spaces (Chinese, kana, bopomofo): only what stands between its characters can disguise it."""
    if candidate.letters != candidate.pattern.letters:
        return _examine_repeated(candidate)
    kinds = kinds_of_gaps(candidate.gaps)
    if candidate.pattern.form in _CHANGED:
        return _examine_changed(candidate)
    if candidate.pattern.form == names.MIXED:
        return _examine_mixed(candidate)
    if candidate.pattern.form != names.PLAIN:
        return Writing((candidate.pattern.form,))
    gaps = [gap for gap in candidate.gaps if gap]
    if gaps and not kinds & CERTAIN and not _is_meant(candidate, gaps):
        return None
    return Writing(strongest_first(kinds))


def _examine_repeated(candidate: Candidate) -> Writing | None:
    """A name of three characters or more, some of them written several times (荷荷贝贝克克)."""
    size = len(candidate.pattern.letters)
    if candidate.pattern.form != names.PLAIN or size < MIN_REPEATED or any(candidate.gaps_as_typed):
        return None
    return Writing(("repeated_letters",))


def _examine_mixed(candidate: Candidate) -> Writing | None:
    """A name with a letter or digit for one of its characters counts where that stands alone among characters."""
    text, start, end = candidate.text, candidate.start, candidate.end
    if end - start != len(candidate.pattern.letters):
        return None
    beside = ((text[start], text[start - 1 : start]), (text[end - 1], text[end : end + 1]))
    if any(inner.isascii() and outer.isascii() and outer.isalnum() for inner, outer in beside):
        return None
    like = candidate.pattern.letters
    rest = [at for at in range(len(like)) if not like[at].isascii()]
    first, last = start + rest[0], start + rest[-1] + 1
    is_rare = len(rest) >= MIN_REPEATED or _is_rare(candidate, first, last, "\0" * (last - first))
    return Writing((names.MIXED,)) if is_rare else None


def _examine_changed(candidate: Candidate) -> Writing | None:
    """A name with a changed or missing character counts only in one piece, and where it holds no word of its own."""
    size = len(candidate.pattern.letters)
    if candidate.end - candidate.start != size:
        return None
    like = candidate.name.letters if candidate.pattern.form in {names.SHAPE, names.TRANSPOSED} else "\0" * size
    is_rare = _is_rare(candidate, candidate.start, candidate.end, like)
    if not is_rare and candidate.pattern.form != names.SHAPE and size >= MIN_REPEATED:
        left = max(candidate.start - AROUND, 0)
        around = candidate.text[left : candidate.end + AROUND]
        is_rare = is_no_phrase(around, candidate.start - left, candidate.end - left)
    return Writing((candidate.pattern.form,)) if is_rare else None


def _is_rare(candidate: Candidate, start: int, end: int, like: str) -> bool:
    """Tell whether a span holds no word of its own, judged by the characters around (`is_no_word`)."""
    left = max(start - AROUND, 0)
    return is_no_word(candidate.text[left : end + AROUND], start - left, end - left, like)


def _examine_first_word(candidate: Candidate, vocabulary: Vocabulary) -> Writing | None:
    """The first word of a name of several words: does the rest follow after one to three other words?"""
    rest = list(names.words_of(candidate.name)[1:])
    following = plain_word(candidate.text[candidate.end :]).split()[: MAX_FILLERS + len(rest)]
    fillers = next((at for at in range(1, len(following)) if following[at : at + len(rest)] == rest), 0)
    is_ordinary_rest = all(word in vocabulary.frequent for word in rest)
    if is_ordinary_rest and (fillers > 1 or candidate.letters in vocabulary.frequent):
        return None
    if not fillers:
        return None
    return Writing(("filler",))


def _is_meant(candidate: Candidate, gaps: list[str]) -> bool:
    """Tell whether what stands between Chinese characters is no list of words (大小,米色 does not name 小米)."""
    text, start, end = candidate.text, candidate.start, candidate.end
    if len(gaps) == len(candidate.letters) - 1 >= 2 or not all(gap in NATURAL_GAPS_HAN for gap in gaps):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not any(char and kind_of(char) == chars.HAN for char in (before, after))


def _kinds_of_form(candidate: Candidate, kinds: set[str]) -> set[str] | None:
    """A form (pinyin, reversed, ...) is not disguised a second time, but for the ways that go with it."""
    form = candidate.pattern.form
    is_flipped = any(char.flags & chars.FLIPPED for char in candidate.span)
    if (form == names.UPSIDE_DOWN) != is_flipped:
        return None
    allowed: set[str] = set()
    if form == names.PINYIN and candidate.pattern.letters.isalpha() and len(candidate.pattern.letters) >= 6:
        allowed = {"leet"}
    if form in {names.UPSIDE_DOWN, names.PINYIN}:
        allowed |= {"full_width", "upside_down"}
    elif candidate.end - candidate.start - len(candidate.pattern.letters) not in {0, len(candidate.pattern.breaks)}:
        return None
    if form == names.REVERSED and _is_overridden(candidate):
        return {"bidi_override"}
    if form == names.PINYIN:
        allowed |= {"spacing", "punctuation", "added_accent"}  # tone marks
    return None if kinds - allowed else {form} | (kinds & {"punctuation", "leet"})


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
        beside = text[:start].split(" ")[-1] + text[end:].split(" ")[0]
        is_code = candidate.pattern.form in _NO_DIGIT_BESIDE and any(char.isdigit() for char in beside)
        return None if is_code else set()
    if not may_be_glued(candidate.name, candidate.pattern.form, vocabulary):
        return None
    if not (is_edge(text, start) or is_end(text, end)):
        return None
    first, last = word_around(text, start, end)
    rests = [text[first:start], text[end:last]]
    if plain_word(candidate.word) in vocabulary:
        return None
    if all(not rest or _is_separate(rest, vocabulary) for rest in rests):
        return None if any(candidate.gaps) else {"glued"}
    # A word that no dictionary has (canonxh, byblackberry) shows the name in front, and a long name at its end.
    size = len(candidate.name.letters)
    in_front = size >= MIN_IN_FRONT and is_edge(text, start) and len(rests[1]) >= 2
    is_joined = not any(candidate.gaps_as_typed)
    at_end = size >= MIN_AT_END and is_joined and is_end(text, end) and len(rests[0]) >= 2
    return {"glued"} if (in_front or at_end) and not any(candidate.gaps) else None


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
