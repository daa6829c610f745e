r"""Words whose letters are drawn with several signs, or stand for signs, one after another: |\|!|<3, c()n(av3.

`canonical.DRAWN` reads single drawn letters among plain ones. Here a whole word is read as somebody reads it who looks
for letters in it: the longest drawing at each place first, then digits and signs as the letters that they look like.
"""

import re
from typing import Final

from countermark.engine.text import chars
from countermark.engine.text.canonical import DRAWN
from countermark.engine.text.compare import DIGIT_LETTERS

MAX_WORD: Final = 60
MIN_DRAWN: Final = 2
"""Fewest drawn letters or signs for letters in a word for it to be read so."""
_MORE: Final = {
    "|_": "l", "|=": "f", "_|": "j", "`/": "y", "0_": "q", "|{": "k", "\\|/": "y", "[]": "o", "{}": "o", "(_)": "u",
    "|\\": "n", "(|": "d", "!\\!": "n", "]{": "k", "]3": "b", "'/": "y", "\\|": "n",
}  # fmt: skip
_DRAWN: Final = dict(sorted({**DRAWN, **_MORE}.items(), key=lambda item: -len(item[0])))
_SIGNS: Final = dict(zip("@$€£¢¥§!|+(<{¡^&#%µ√†¤°©*", "aselcysiitccciaehxuvtooco", strict=True))
_MAY_BE_DRAWN: Final = re.compile(
    r"[|\\/(){}\[\]<>_]{2}|[|(<\\]\w|\w[|(<\\]|[@$€£¢¥§!+¡^&#%µ√†¤°©*].*[@$€£¢¥§!+¡^&#%µ√†¤°©*]"
)
_WORD: Final = re.compile(r"\S{3,60}")


def drawn_words(text: str) -> list[tuple[str, int, int]]:
    """Return (letters, start, end) of each word in which at least `MIN_DRAWN` signs stand for letters."""
    found = []
    for word in _WORD.finditer(text):
        if _MAY_BE_DRAWN.search(word.group()):
            letters, drawn = read_drawn(word.group())
            if drawn >= MIN_DRAWN and letters.isalpha():
                found.append((letters, word.start(), word.end()))
    return found


def read_drawn(word: str) -> tuple[str, int]:
    """Return what is read of a word, and how many of its letters are drawn with several signs or are signs."""
    letters, drawn, at = [], 0, 0
    while at < len(word):
        signs = next((signs for signs in _DRAWN if word.startswith(signs, at)), "")
        if signs:
            letters.append(_DRAWN[signs])
            drawn += 1
            at += len(signs)
            continue
        char = word[at].lower()
        letter = _SIGNS.get(char) or char.translate(DIGIT_LETTERS)
        value = int(chars.char_tables().letter[min(ord(letter), chars.SIZE - 1)])
        if ord("a") <= value <= ord("z"):
            letters.append(chr(value))
            drawn += char in _SIGNS
        at += 1
    return "".join(letters), drawn
