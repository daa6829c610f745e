"""What one character stands for when a reader looks at it: the tables behind every disguise we undo.

Each code point has a letter (what it is read as), a class (letters and digits that stand in for each other, such as
i, l and 1, share one), a type (letter, digit, Han, ...) and flags that say how far the writing is from the plain
letter. Sources: Unicode NFKC and case folding (unicodedata), Unicode TR39 confusables (confusable-homoglyphs), OpenCC's
character variants, and the small tables below.
"""

import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from confusable_homoglyphs import confusables

from countermark.engine.text.char_shapes import BRAILLE, SHAPES, letter_by_name
from countermark.engine.text.han_variants import SIMPLIFIED, TRADITIONAL

SIZE: Final = 0x32000
"""Length of the tables. No character from here on is read as a letter (tags, selectors, private use, unassigned), so
a look-up clips to the last entry, which is unassigned too."""

BREAK: Final = "\x1f"
"""Stands between texts that are searched together. It is read as itself, so that nothing is found across it."""
FIRST_UNSPACED: Final = 0x2E80
"""Letters from here on belong to scripts without spaces (Han, kana, hangul)."""

# Types
OTHER: Final = 0
"""Spaces, punctuation, symbols: what separates words."""
LETTER: Final = 1
DIGIT: Final = 2
HAN: Final = 3
"""Han, kana, hangul: scripts without spaces between words."""
IGNORED: Final = 4
"""Zero-width characters, bidi controls, variation selectors, combining marks: what nobody reads as a letter."""

# Flags: how a character differs from the plain letter it is read as
STYLED: Final = 1
"""Full width, mathematical, circled, small capitals, letters as emoji."""
HOMOGLYPH: Final = 2
"""A look-alike from another script."""
DIACRITIC: Final = 4
LEET: Final = 8
"""A symbol in place of a letter (@ for a). Digits need no flag: their type says it."""
UPPER: Final = 16
"""Upper case in the original."""
FLIPPED: Final = 32
"""A letter turned upside down."""
SYMBOL: Final = 0x4000_0000
"""Added to the letter that a symbol may stand for (@ for a): whether it does depends on its neighbours."""

FULL_WIDTH: Final = 64
"""Full width forms, which East Asian keyboards write innocently."""

_LEET_SYMBOLS: Final = dict(zip("@$€£¢¥§∂!|+¡฿₵₣₲₭₥₦₱₴₮₩", "aselcysdiitibcfgkmnpstw", strict=True))
HAN_LOOKALIKES: Final = {
    pair[0]: pair[1]
    for pair in (
        "卂a 丹a 乃b 匚c 亡c 刀d 乇e 巨e 彐e 千f 下f 厶g 卄h 廾h 工i 丨i 丁j 亅j フj 长k 乚l 乛l "
        "ㄥl レl 爪m 冂n 几n 口o "
        "囗o ㄖo 回o 卩p 尸p 户p 尺r 丂s 弓s ちs 丅t 七t ㄒt 丄t 凵u ㄩu 山w 乂x メx 义x リv 丫y ㄚy 了z 乙z"
    ).split()
}
"""Chinese, kana and bopomofo characters that sellers put for the Latin letter they look like."""
RARE_LOOKALIKES: Final = frozenset("卂乇丂丅冂凵乚丄卩囗厶亅彐卄")
"""Those among them that no ordinary Chinese text holds."""
_LOOKALIKES: Final = {
    # Greek, Cyrillic and Armenian letters that people use for Latin ones although TR39 has another or no pair
    "αa", "βb", "εe", "ηn", "ιi", "κk", "μu", "νv", "οo", "ρp", "σo", "τt", "υu", "χx", "ωw", "γy", "δd", "ςs",
    "иn", "яr", "шw", "щw", "зe", "бb", "гr", "пn", "чy", "ьb", "йn", "дd", "вb", "кk", "тt", "мm", "нh", "уy", "хx",
    "лn", "жx", "цu", "юo", "эe", "фo", "ёe", "їi", "єe", "ґr", "ўy", "қk", "ҝk", "ңh", "һh", "ұy", "үy", "җx", "ҳx",
    "ոn", "սu", "հh", "ցg", "օo", "աw", "քp", "յj", "զq", "լl", "ռn", "մu",
    # Styles of "fancy text" generators: Canadian syllabics, Cherokee, Thai and Hebrew, Georgian, Ethiopic
    "ᗩa", "ᗷb", "ᑕc", "ᗪd", "ᗴe", "ᖴf", "ᕼh", "ᒍj", "ᒪl", "ᗰm", "ᑎn", "ᑭp", "ᑫq", "ᖇr", "ᔕs", "ᑌu", "ᐯv",
    "ᗯw", "ᘔz", "᙭x", "Ꭺa", "Ᏼb", "Ꮯc", "Ꭰd", "Ꭼe", "Ᏻg", "Ꮋh", "Ꭵi", "Ꭻj", "Ꮶk", "Ꮮl", "Ꮇm", "Ꭴo",
    "Ꮲp", "Ꮢr", "Ꮪs", "Ꭲt", "Ꮜu", "Ꮩv", "Ꮤw", "Ꭹy", "Ꮓz", "คa", "๒b", "๔d", "Ŧf", "ђh", "เi", "ןj",
    "ɭl", "๓m", "ภn", "๏o", "קp", "ợq", "รs", "Շt", "ยu", "שv", "ฬw", "אx", "ץy", "չz", "Ⴆb", "ƈc",
    "ԃd", "ҽe", "ϝf", "ԋh", "ʝj", "ʅl", "ɳn", "ϙq", "ƚt", "ყy", "ȥz", "ልa", "ጌb", "ርc", "ዕd", "ቿe",
    "ቻf", "ኗg", "ዘh", "ጎi", "ጋj", "ጕk", "ረl", "ጠm", "ክn", "ዐo", "የp", "ዒq", "ዪr", "ነs", "ፕt", "ሁu",
    "ሀv", "ሠw", "ሸx", "ሃy", "ጊz",
    # Latin letters with strokes or hooks, which have no decomposition
    "øo", "łl", "đd", "ħh", "ŧt", "ɓb", "ɗd", "ƙk", "ɠg", "ƒf", "ĸk", "ŋn", "ƥp", "ƭt", "ʋv", "ƴy", "ɲn", "ɱm", "ʂs",
    "ʐz", "ƀb", "ɇe", "ɨi", "ɉj", "ɍr", "ʉu", "ɏy", "ƶz", "ⱥa", "ȼc", "ⱪk", "ⱬz", "ꞓc", "ðd", "ɛe", "ıi", "ɩi", "ɑa",
    "əe", "ʃs", "ɢg", "ɪi", "ʟl", "ɴn", "ʀr", "ʏy", "ʙb", "ʜh", "ꜰf", "ꜱs", "ᴀa", "ᴄc", "ᴅd", "ᴇe", "ᴊj", "ᴋk", "ᴍm",
    "ᴏo", "ᴘp", "ᴛt", "ᴜu", "ᴠv", "ᴡw", "ᴢz", "ⅽc", "ⅾd", "ⅿm", "ℓl", "ℯe", "ℊg", "ℴo", "ⅰi", "ⅴv", "ⅹx",
}  # fmt: skip
_UPSIDE_DOWN: Final = {
    "ɐ": "a", "ɔ": "c", "ǝ": "e", "ɟ": "f", "ƃ": "g", "ɥ": "h", "ᴉ": "i", "ɾ": "j", "ʞ": "k", "ɯ": "m", "ɹ": "r",
    "ʇ": "t", "ʌ": "v", "ʍ": "w", "ʎ": "y", "Ɐ": "a", "Ɔ": "c", "Ǝ": "e", "Ⅎ": "f", "⅁": "g", "Ʞ": "k", "Ԁ": "p",
    "⊥": "t", "∩": "u", "⅄": "y",
}  # fmt: skip
_LETTER_BLOCKS: Final = (0x1F110, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
"""First code points of A-Z as parenthesised, squared, negative circled, negative squared letters and regional flags."""


_NEVER_READ: Final = frozenset({"Cn", "Cs", "Co", "Cc"})
"""Unicode categories of code points that are no characters, or controls."""


@dataclass(frozen=True, slots=True)
class CharTables:
    """Lookup tables indexed by code point, each of length `SIZE`."""

    letter: Any
    """uint32: the letter, digit or Han character that is read; 0 for what is not read (separators, ignored). Leet
    symbols have `SYMBOL` added to it."""
    kind: Any
    """uint8: type, see above."""
    flags: Any
    """uint8: bit set of flags."""
    letter_at: Sequence[int]
    """`letter` for code that looks at one character after another: an item of an array costs several times as much."""
    kind_at: Sequence[int]
    flags_at: Sequence[int]


@cache
def char_tables() -> CharTables:
    """Return the tables; built once a process (about a third of a second)."""
    letter = np.zeros(SIZE, dtype=np.uint32)
    kind = np.zeros(SIZE, dtype=np.uint8)
    flags = np.zeros(SIZE, dtype=np.uint8)
    looks_like = _look_alikes()
    for code in range(SIZE):
        if unicodedata.category(chr(code)) in _NEVER_READ:
            continue  # stays 0: not read, of type OTHER
        read, char_kind, char_flags = _read(chr(code), looks_like)
        char_flags = char_flags & ~UPPER | (UPPER if chr(code).isupper() else 0)
        letter[code], kind[code], flags[code] = read, char_kind, char_flags
    kind[SIZE - 1] = IGNORED
    shapes = {char: shape for char, shape in SHAPES.items() if kind[ord(char)] == OTHER and char not in "©®™"}
    for char, stands_for in (shapes | _LEET_SYMBOLS).items():
        letter[ord(char)] = ord(stands_for) + SYMBOL
        flags[ord(char)] = LEET
    letter[ord(BREAK)] = ord(BREAK)
    for table in (letter, kind, flags):
        table.setflags(write=False)
    return CharTables(
        letter=letter,
        kind=kind,
        flags=flags,
        letter_at=array("I", letter.tobytes()),
        kind_at=kind.tobytes(),
        flags_at=flags.tobytes(),
    )


def is_latin(code: Any) -> Any:
    """Tell whether code points (one, or an array) are Latin letters, given that they are letters."""
    return (code < 0x250) | ((code >= 0x1E00) & (code < 0x1F00))


LETTER_CLASSES: Final[dict[int, str]] = str.maketrans(
    {"l": "i", "b": "g"} | dict(zip("0123456789", "oizeasgtgg", strict=True))
)
"""Letters and digits whose class is another letter, for str.translate; every other letter is its own class.

Digits share the class of the letters that they stand for. So l shares that of i (both are written 1), and b that of g
(both are written 6, 8 or 9).
"""


@cache
def class_table() -> Any:
    """Return the class of each letter (`LETTER_CLASSES`) as uint32, length `SIZE`."""
    table = np.arange(SIZE, dtype=np.uint32)
    for letter, its_class in LETTER_CLASSES.items():
        table[letter] = ord(its_class)
    table.setflags(write=False)
    return table


def _look_alikes() -> dict[str, str]:
    """Return non-ASCII character -> ASCII letter that it looks like."""
    table: dict[str, str] = {}
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for letter in letters:
        for homoglyph in confusables.confusables_data.get(letter, ()):
            char = homoglyph["c"]
            if len(char) == 1 and ord(char) > 127:
                table.setdefault(char, letter.lower())
    for char, letter in SHAPES.items():
        if unicodedata.category(char)[0] in "LN":
            table.setdefault(char, letter)
    table.update({pair[0]: pair[1] for pair in _LOOKALIKES})
    table.pop("×", None)  # 10×15 cm
    return table


def _read(char: str, looks_like: dict[str, str]) -> tuple[int, int, int]:
    """Return (letter read, type, flags) of one character."""
    code = ord(char)
    if code < 128:
        return _read_ascii(char)
    if char in "™®©℠№":
        return 0, OTHER, 0
    if char in _UPSIDE_DOWN:
        return ord(_UPSIDE_DOWN[char]), LETTER, FLIPPED
    for first in _LETTER_BLOCKS:
        if first <= code < first + 26:
            return ord("a") + code - first, LETTER, STYLED
    if char in BRAILLE:
        return ord(BRAILLE[char]), LETTER, STYLED
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"} or char in "\u115f\u1160\u3164\uffa0\u2800":
        return 0, IGNORED, 0
    return _read_letter(char, category, looks_like)


def _read_ascii(char: str) -> tuple[int, int, int]:
    if char.isalpha():
        return ord(char.lower()), LETTER, UPPER if char.isupper() else 0
    return (ord(char), DIGIT, 0) if char.isdigit() else (0, OTHER, 0)


def _read_letter(char: str, category: str, looks_like: dict[str, str]) -> tuple[int, int, int]:
    case = UPPER if char.isupper() else 0
    if char in "・ー｡｢｣､･ˉˊˇˋ˙":
        return 0, OTHER if char == "・" else IGNORED, 0
    if _is_unspaced(ord(char)):
        simplified = _VARIANTS.get(char, char)
        folded = unicodedata.normalize("NFKC", simplified)
        return ord(folded[0]), HAN, DIACRITIC if simplified != char else 0
    if char in "İı":
        return ord("i"), LETTER, case  # Turkish keyboards write every i so
    if 0x80 <= ord(char) < 0x250 and char in looks_like:
        # Latin letters with strokes are ordinary letters of some languages (Polish, Danish, Turkish).
        return ord(looks_like[char]), LETTER, DIACRITIC | case
    if char in looks_like:
        full = FULL_WIDTH if 0xFF01 <= ord(char) <= 0xFF5E else 0
        style = STYLED if unicodedata.normalize("NFKC", char) != char else HOMOGLYPH
        return ord(looks_like[char]), LETTER, full or style | case
    plain = unicodedata.normalize("NFKD", char)
    base = "".join(part for part in plain if unicodedata.category(part) not in {"Mn", "Me"})
    if base and base != char:
        return _read_decomposed(char, base, looks_like)
    named = letter_by_name(char) if category[0] in "LS" else None
    if named:
        return ord(named), LETTER, (HOMOGLYPH if category[0] == "L" else STYLED) | case
    if category[0] == "L":
        folded = char.casefold()
        if len(folded) == 1 and folded in looks_like:
            return ord(looks_like[folded]), LETTER, HOMOGLYPH | case
        return ord(folded[0]), LETTER, case
    if category == "Nd":
        return ord(str(unicodedata.digit(char))), DIGIT, STYLED
    return 0, OTHER, 0


def _read_decomposed(char: str, base: str, looks_like: dict[str, str]) -> tuple[int, int, int]:
    """Read a character by its compatibility decomposition: the first letter of it (ﬁ reads as f, ½ as 1, ⒜ as a)."""
    parts = [_read(part, looks_like) for part in base]
    read, kind, flags = next((part for part in parts if part[1] in {LETTER, DIGIT, HAN}), (0, OTHER, 0))
    if not read:
        return 0, OTHER, 0
    if 0xFF01 <= ord(char) <= 0xFF5E:
        return read, kind, flags | FULL_WIDTH
    is_accent = unicodedata.normalize("NFD", char) != char
    return read, kind, flags | (DIACRITIC if is_accent else STYLED)


_VARIANTS: Final = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True)) | {"剋": "克"}
_UNSPACED: Final = (
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3041, 0x312F),
    (0x3131, 0x318E),
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3134F),
)


def _is_unspaced(code: int) -> bool:
    return any(first <= code <= last for first, last in _UNSPACED)
