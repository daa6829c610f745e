"""How sellers of fakes hide a brand's name from filters and not from buyers.

Written apart from the attack families that Countermark is measured with (src/countermark/measure/attacks).
"""

import random
import re
from collections.abc import Callable
from typing import Final

from demo.world import Brand

_CYRILLIC_AND_GREEK: Final = {
    "a": "\u0430", "c": "\u0441", "e": "\u0435", "i": "\u0456", "o": "\u03bf", "p": "\u0440", "x": "\u0445",
    "y": "\u0443", "B": "\u0412", "C": "\u0421", "H": "\u041d", "K": "\u039a", "M": "\u041c", "O": "\u041e",
    "S": "\u0405", "T": "\u0422", "Z": "\u0396", "A": "\u0391", "v": "\u03bd", "u": "\u03c5",
}  # fmt: skip
_LEET: Final = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7", "l": "1", "A": "4", "B": "8", "S": "5"}
_ACCENTS: Final = {"a": "àáâä", "e": "èéêë", "i": "ìíî", "o": "òóôö", "u": "ùúû", "n": "ñ", "c": "ç"}
_SAME_SOUND: Final = dict(
    zip(
        "阔纳奥薇莎瑞达泽恩科图泰颂奎摩利可塞斯多派赛瓦芬雷库凡尚嶂岚鸢泠锐砚团豆诺罗贝伦奇莉",
        "扩娜傲微沙锐答则嗯颗涂太送葵磨力克赛丝朵湃塞娃分蕾酷帆上障兰鸳铃瑞彦抟逗喏萝倍轮琦丽",
        strict=True,
    )
)

_SYLLABLE: Final = re.compile(r"[^aeiou]*[aeiou]+(?:ng|n)?(?=[^aeiou])", re.IGNORECASE)


def disguise(brand: Brand, family: str, rng: random.Random) -> str:
    """Return the brand's name in a disguise of the family.

    Raises:
        ValueError: the family is about Chinese names, and the brand has none.
    """
    if family in HAN_FAMILIES:
        if not (brand.han and brand.pinyin):
            raise ValueError(f"{brand.name} has no name in Chinese")
        return HAN_FAMILIES[family](brand, rng)
    return LATIN_FAMILIES[family](brand.latin, rng)


def _some(name: str, table: dict[str, str], share: float, rng: random.Random) -> str:
    """Replace about that share of the letters that the table knows, at least one."""
    places = [at for at, char in enumerate(name) if char in table]
    if not places:
        return name
    chosen = rng.sample(places, max(1, round(share * len(places))))
    return "".join(rng.choice(table[char]) if at in chosen else char for at, char in enumerate(name))


def _inner(name: str, rng: random.Random) -> int:
    """Return the place of a letter that is neither first nor last."""
    places = [at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at + 1].isalpha()]
    return rng.choice(places)


def _homoglyph(name: str, rng: random.Random) -> str:
    return _some(name, _CYRILLIC_AND_GREEK, 0.6, rng)


def _leet(name: str, rng: random.Random) -> str:
    return _some(name, _LEET, 0.7, rng)


def _diacritics(name: str, rng: random.Random) -> str:
    return _some(name, _ACCENTS, 0.6, rng)


def _spacing(name: str, rng: random.Random) -> str:
    return rng.choice((" ", "  ")).join(name.replace(" ", ""))


def _punctuation(name: str, rng: random.Random) -> str:
    return rng.choice(".-_*|").join(name.replace(" ", ""))


def _zero_width(name: str, rng: random.Random) -> str:
    return "".join(char + (rng.choice(("\u200b", "\u200d", "\u2060")) if rng.random() < 0.5 else "") for char in name)


def _full_width(name: str, rng: random.Random) -> str:
    del rng
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in name)


def _dropped_letter(name: str, rng: random.Random) -> str:
    at = _inner(name, rng)
    return name[:at] + name[at + 1 :]


def _doubled_letter(name: str, rng: random.Random) -> str:
    at = _inner(name, rng)
    return name[:at] + name[at] * rng.choice((2, 3)) + name[at + 1 :]


def _swapped_letters(name: str, rng: random.Random) -> str:
    at = _inner(name, rng)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _starred_letter(name: str, rng: random.Random) -> str:
    at = _inner(name, rng)
    return name[:at] + "*" + name[at + 1 :]


def _split(name: str, rng: random.Random) -> str:
    middle = len(name) // 2 + rng.choice((-1, 0, 1))
    return f"{name[:middle]} {name[middle:]}"


def _pinyin(brand: Brand, rng: random.Random) -> str:
    return rng.choice((brand.pinyin, brand.pinyin.lower(), brand.pinyin.upper()))


def _same_sound(brand: Brand, rng: random.Random) -> str:
    return _some(brand.han, _SAME_SOUND, 0.5, rng)


def _separated_han(brand: Brand, rng: random.Random) -> str:
    return rng.choice("·、/ ~").join(brand.han)


def _mixed(brand: Brand, rng: random.Random) -> str:
    """Half in one script, half in the other."""
    del rng
    if brand.latin != brand.pinyin:
        return brand.latin[: len(brand.latin) // 2] + brand.han[-1]
    syllable = _SYLLABLE.match(brand.latin)
    return brand.han[0] + brand.latin[syllable.end() if syllable else 2 :].lower()


LATIN_FAMILIES: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "homoglyph": _homoglyph,
    "leet": _leet,
    "diacritics": _diacritics,
    "spacing": _spacing,
    "punctuation": _punctuation,
    "zero_width": _zero_width,
    "full_width": _full_width,
    "dropped_letter": _dropped_letter,
    "doubled_letter": _doubled_letter,
    "swapped_letters": _swapped_letters,
    "starred_letter": _starred_letter,
    "split": _split,
}
HAN_FAMILIES: Final[dict[str, Callable[[Brand, random.Random], str]]] = {
    "pinyin": _pinyin,
    "same_sound": _same_sound,
    "separated_han": _separated_han,
    "mixed": _mixed,
}
