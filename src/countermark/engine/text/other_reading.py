"""The other reading of titles (canonical.Reading.OTHER): which titles have one, found in bulk, and what it is.

Few titles have one, so that the reading itself is done character by character.
"""

from functools import cache
from typing import Any

import numpy as np

from countermark.engine.text import canonical, chars
from countermark.engine.text.chars import BREAK
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
    """Return uint8 by code point: 1 for symbols and brackets, 2 for Chinese look-alikes of Latin letters."""
    table = np.zeros(chars.SIZE, dtype=np.uint8)
    table[np.flatnonzero(chars.char_tables().letter >= chars.SYMBOL)] = 1
    for char in canonical.OPENING:
        table[ord(char)] = 1
    for char in chars.HAN_LOOKALIKES:
        table[ord(char)] = 2
    for char in chars.RARE_LOOKALIKES:
        table[ord(char)] = 3
    return table


def _candidate_rows(texts: Texts) -> Any:
    """Return the rows whose titles may have another reading: a quick, generous test."""
    # A break in front gives the first character a neighbour; every text ends with one.
    codes = np.append(np.uint32(ord(BREAK)), texts.codes[: int(texts.starts[texts.rows])])
    kind = chars.char_tables().kind.take(codes, mode="clip")
    mark = _marks().take(codes, mode="clip")
    before, here, after = kind[:-2], kind[1:-1], kind[2:]
    is_word = (before == chars.LETTER) | (before == chars.HAN) | (before == chars.DIGIT)
    is_symbol = (mark[1:-1] == 1) & is_word & (after != chars.OTHER)
    is_lone = (before == chars.HAN) & (after == chars.HAN) & ((here == chars.LETTER) | (here == chars.DIGIT))
    is_alike = (mark[1:-1] == 2) & (
        (before == chars.LETTER) | (after == chars.LETTER) | (mark[:-2] >= 2) | (mark[2:] >= 2)
    )
    at = np.flatnonzero(is_symbol | is_lone | is_alike | (mark[1:-1] == 3))
    return np.unique(texts.text_of(at))
