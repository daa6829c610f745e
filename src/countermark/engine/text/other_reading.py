"""The other reading of titles (canonical.Reading.OTHER): which titles have one, found in bulk, and what it is.

Few titles have one, so that the reading itself is done character by character.
"""

from functools import cache
from typing import Any, Final

import numpy as np

from countermark.engine.text import canonical, chars
from countermark.engine.text import native as compiled
from countermark.engine.text.chars import BREAK
from countermark.engine.text.escapes import LONGEST, STARTS
from countermark.engine.text.stream import Texts, TextStream


def other_reading(texts: Texts) -> tuple[TextStream, Any] | None:
    """Return the stream of all titles that have another reading, by that reading, and their rows; None if none has.

    The stream's texts are those titles alone, in the order of the rows.
    """
    rows = _candidate_rows(texts)
    titles = [texts.slice(int(texts.starts[row]), int(texts.starts[row + 1]) - 1) for row in rows.tolist()]
    chosen = [at for at, title in enumerate(titles) if canonical.has_other_reading(title)]
    if not chosen:
        return None
    kept = [titles[at] for at in chosen]
    starts = np.cumsum([0] + [len(title) + 1 for title in kept])
    codes = np.frombuffer("".join(title + BREAK for title in kept).encode("utf-32-le"), dtype="<u4")
    letter = np.zeros(codes.size, dtype=np.uint32)
    letter[starts[1:] - 1] = ord(BREAK)
    for title, start in zip(kept, starts.tolist(), strict=False):
        for char in canonical.read_chars(title, canonical.Reading.OTHER):
            letter[start + char.at] = ord(char.letter)
    return TextStream(Texts(rows=len(kept), codes=codes, starts=starts), letter), rows[chosen]


@cache
def _marks() -> Any:
    """Return uint8 by code point: the marks below of symbols, brackets and Chinese look-alikes of Latin letters."""
    table = np.zeros(chars.SIZE, dtype=np.uint8)
    table[np.flatnonzero(chars.char_tables().letter >= chars.SYMBOL)] = _SYMBOL
    for char in canonical.OPENING:
        table[ord(char)] |= _OPENS
    for char in canonical.CLOSING:
        table[ord(char)] |= _CLOSES
    for sign in STARTS:
        table[ord(sign)] |= _ESCAPES
    for signs in canonical.DRAWN:
        table[ord(signs[0])] |= _DRAWS
        table[ord(signs[1])] |= _DRAWN_ON
    for char in chars.HAN_LOOKALIKES:
        table[ord(char)] = _ALIKE
    for char in chars.RARE_LOOKALIKES:
        table[ord(char)] = _ALIKE | _RARE
    table.setflags(write=False)
    return table


_SYMBOL: Final = 1
_OPENS: Final = 2
_CLOSES: Final = 4
_ALIKE: Final = 8
_RARE: Final = 16
_DRAWS: Final = 32
"""First sign of a drawn letter."""
_DRAWN_ON: Final = 64
"""Second sign of a drawn letter."""
_ESCAPES: Final = 128
"""First sign of a character that is written as its code."""


def _candidate_rows(texts: Texts) -> Any:
    """Return the rows whose titles may have another reading: a quick, generous test."""
    if compiled.native is not None:
        end = int(texts.starts[texts.rows])
        return compiled.native.marked_rows(
            texts.codes[:end],
            texts.starts[: texts.rows + 1],
            chars.char_tables().kind,
            _marks(),
            canonical.MAX_FILLER,
            LONGEST,
        )
    # A break in front gives the first character a neighbour; every text ends with one.
    codes = np.append(np.uint32(ord(BREAK)), texts.codes[: int(texts.starts[texts.rows])])
    kind = chars.char_tables().kind.take(codes, mode="clip")
    mark = _marks().take(codes, mode="clip")
    is_word = (kind == chars.LETTER) | (kind == chars.HAN) | (kind == chars.DIGIT)
    before, here, after = kind[:-2], kind[1:-1], kind[2:]
    inner = mark[1:-1]
    is_symbol = ((inner & _SYMBOL) > 0) & (before == chars.LETTER) & (after == chars.LETTER)
    is_no = codes[1:-1] == ord("の")
    is_lone = (before == chars.HAN) & (after == chars.HAN) & ((here == chars.LETTER) | (here == chars.DIGIT) | is_no)
    is_lone |= (here == chars.HAN) & (before == chars.LETTER) & (after == chars.LETTER)
    is_alike = ((inner & _ALIKE) > 0) & (
        (before == chars.LETTER) | (after == chars.LETTER) | (((mark[:-2] | mark[2:]) & _ALIKE) > 0)
    )
    is_heart = (codes[1:-1] == ord("<")) & (codes[2:] == ord("3")) & is_word[:-2]
    is_drawn = ((inner & _DRAWS) > 0) & ((mark[2:] & _DRAWN_ON) > 0)
    at = np.flatnonzero(is_symbol | is_lone | is_alike | is_heart | is_drawn | ((inner & _RARE) > 0))
    at = np.append(at, _escapes(codes))
    opens = np.flatnonzero(((inner & _OPENS) > 0) & is_word[:-2])
    return np.unique(texts.text_of(np.concatenate([at, opens[_close_within(opens, mark, is_word)]])))


def _escapes(codes: Any) -> Any:
    """Return the positions in the texts where a character may be written as its code; codes have a break in front."""
    here, after = codes[1:-1], codes[2:]
    at = np.flatnonzero(np.isin(here, _ESCAPING))
    if not at.size:
        return at
    sign, follows = here[at], after[at]
    beyond = codes[np.minimum(at + 3, codes.size - 1)]
    found = (sign == ord("&")) & (follows == ord("#"))
    found |= (sign == ord("%")) & (follows >= ord("2")) & (follows <= ord("7")) & np.isin(beyond, _HEX)
    found |= (sign == ord("\\")) & ((follows == ord("u")) | (follows == ord("x")))
    # A name of HTML ends with a semicolon, a tag with a bracket.
    ends = np.flatnonzero(np.isin(codes, _CLOSING)) - 1
    if ends.size:
        distance = ends[np.minimum(np.searchsorted(ends, at), ends.size - 1)] - at
        found |= np.isin(sign, _NAMING) & (distance > 1) & (distance < LONGEST)
    return at[found]


_ESCAPING: Final = np.array([ord(sign) for sign in STARTS], dtype=np.uint32)
_NAMING: Final = np.array([ord(sign) for sign in "&<"], dtype=np.uint32)
_CLOSING: Final = np.array([ord(sign) for sign in ";>"], dtype=np.uint32)
_HEX: Final = np.array([ord(digit) for digit in "0123456789abcdefABCDEF"], dtype=np.uint32)


def _close_within(opens: Any, mark: Any, is_word: Any) -> Any:
    """Tell which opening brackets (positions in the texts) have a closing one near, with a word going on after it."""
    closes = np.flatnonzero((mark & _CLOSES) > 0) - 1  # the marks have a break in front
    if not closes.size:
        return np.zeros(opens.size, dtype=bool)
    next_at = np.minimum(np.searchsorted(closes, opens + 1), closes.size - 1)
    distance = closes[next_at] - opens
    goes_on = is_word[np.minimum(closes[next_at] + 2, is_word.size - 1)]
    return (distance >= 2) & (distance <= canonical.MAX_FILLER + 2) & goes_on
