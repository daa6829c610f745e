"""Colours in words, in English, Portuguese, Spanish and Chinese.

Each word maps to a family of colours: navy is a blue. A line that lists `Midnight Navy` is not contradicted by a seller
who writes `azul`, so only families are compared.
"""

import re
from typing import Final

MANY: Final = "many"
"""The family of tricolour, colorido, 彩色: the article has several colours, or prints them."""

_SURE: Final = {
    "black": "black preto preta pretos pretas negro negra negros negras bk 黑色",
    "white": "white branco branca brancos brancas blanco blanca blancos blancas offwhite 白色 米白色 奶白色 象牙色",
    "grey": "grey gray cinza cinzas gris grises prateado prateada plateado plateada 灰色 银色",
    "red": "red vermelho vermelha vermelhos vermelhas rojo roja rojos rojas burgundy bordo maroon 红色 酒红色 大红色",
    "blue": "blue azul azuis azules navy turquoise turquesa cyan ciano cian 蓝色 天蓝色 藏青色 深蓝色 浅蓝色 青色",
    "green": "green verde verdes 绿色 军绿色 墨绿色",
    "yellow": "yellow amarelo amarela amarelos amarelas amarillo amarilla amarillos amarillas dourado dourada dorado "
    "dorada 黄色 金色",
    "orange": "alaranjado anaranjado 橙色 橘色 桔色",
    "pink": "pink magenta fuchsia fucsia 粉色 粉红色 玫红色 洋红色",
    "purple": "purple roxo roxa roxos roxas morado morada morados moradas 紫色",
    "brown": "brown marrom marrons marron khaki caqui beige bege 棕色 咖啡色 褐色 卡其色 米色 驼色 杏色",
    MANY: "tricolor tricolour colorido colorida coloridos coloridas multicolor multicolour multicolorido color "
    "彩色 三色",
}
_IN_COLOUR_FIELD: Final = {
    "white": "ivory cream creme crema marfim marfil",
    "grey": "silver prata plata charcoal chumbo grafite graphite",
    "red": "vinho crimson scarlet",
    "blue": "marinho marino celeste royal teal",
    "green": "olive oliva mint",
    "yellow": "gold golden ouro oro mustard mostarda",
    "orange": "orange laranja naranja coral",
    "pink": "rosa rosas rosado rosada salmon salmao",
    "purple": "violet violeta lilac lilas lila lavender lavanda",
    "brown": "cafe castanho castanha tan nude chocolate caramel caramelo",
}
SURE: Final = {word: family for family, words in _SURE.items() for word in words.split()}
"""Plain colour word -> family, for words that mean a colour wherever they stand. `cor` and `colour` are nouns."""
ANY: Final = SURE | {word: family for family, words in _IN_COLOUR_FIELD.items() for word in words.split()}
"""Also words that mean a colour only in a colour field: a cream, a rosa and a tan are other things elsewhere."""

_HAN: Final = sorted((word for word in SURE if not word.isascii()), key=lambda word: (-len(word), word))
HAN_COLOUR: Final = re.compile("|".join(_HAN))
_LATIN_WORD: Final = re.compile(r"[a-z]+")
_NOT_COLOURS: Final = re.compile(
    r"\b(?:black (?:friday|week|label|box)|white label|(?:caixa|tampa|sola) (?:preta|branca)|red (?:wine|line))\b"
)
"""Fixed phrases that have a colour word but say nothing of the article's colour."""


def families_in(text: str, *, is_colour_field: bool = False) -> frozenset[str]:
    """Return the colour families that a plain text names, `MANY` among them.

    Args:
        text: plain text of a title, or of an attribute.
        is_colour_field: the text is the value of a colour attribute, in which every colour word is one.
    """
    words = ANY if is_colour_field else SURE
    text = _NOT_COLOURS.sub(" ", text)
    found = {family for word in _LATIN_WORD.findall(text) if (family := words.get(word))}
    if not text.isascii():
        found.update(SURE[word] for word in HAN_COLOUR.findall(text))
    return frozenset(found)
