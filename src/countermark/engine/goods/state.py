"""The state of the goods: new, used or refurbished, or one that no price band is about."""

import re
from collections.abc import Set as AbstractSet
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OTHER_WORDS: Final = _words(
    "vencido vencida vencidos vencidas expirado expirada expirados expiradas expired caducado caducada caducados "
    "caducadas sucata defective damaged avariado avariada avariados avariadas vazio vazia vazios vazias vacio vacia "
    "vacios vacias empty amostra amostras sample samples decant decants tester testers locacao aluguel rental"
)
_OTHER_PHRASES: Final = re.compile(
    r"\b(?:out of date|para pecas|p/ ?pecas|retirada de pecas|for parts|not working|para repuesto|com defeito|"
    r"con defecto|sem caixa|caixa aberta|open box)\b"
)
_PHRASE_WORDS: Final = _words("date pecas parts working repuesto defeito defecto caixa box")
_OTHER_HAN: Final = re.compile("过期|临期|瑕疵|小样|分装|试用装|租赁|定金|空瓶|空盒")
"""Goods and offers that no band is about: expired, damaged, without box, empty, samples, rentals, deposits."""
_REFURBISHED_WORDS: Final = _words(
    "remanufaturado remanufaturada remanufaturados remanufaturadas recondicionado recondicionada recondicionados "
    "recondicionadas recarregado recarregada recarregados recarregadas refurbished renewed reacondicionado "
    "reacondicionada reacondicionados reacondicionadas"
)
_USED_WORDS: Final = _words(
    "usado usada usados usadas seminovo seminova seminovos seminovas novo nova seminuevo seminueva owned preowned "
    "secondhand hand used"
)
_USED: Final = re.compile(
    r"(?<!nunca )(?<!never )(?<!not )\b(?:usad[oa]s?|semi ?nov[oa]s?|seminuev[oa]s?|pre-?owned|second ?hand|used)\b"
)
_USED_HAN: Final = re.compile("(?<!非)二手")
_WORDS: Final = _OTHER_WORDS | _PHRASE_WORDS | _REFURBISHED_WORDS | _USED_WORDS
_HAN_CUE: Final = re.compile("[期瑕样分试租定空翻二]")
"""A character of each Chinese phrase."""
_OF_CONTEXT: Final = {"second_hand": "used", "refurbished": "refurbished"}

OTHERS_GOODS: Final = frozenset({"accessory", "empty", "compatible", "publication", "negated", "comparison"})
"""Contexts in which the goods are not the brand's own: nothing that is known of the brand's goods applies to them."""


def _is_other(title: str, words: AbstractSet[str]) -> bool:
    if not words.isdisjoint(_OTHER_WORDS):
        return True
    if not words.isdisjoint(_PHRASE_WORDS) and _OTHER_PHRASES.search(title):
        return True
    return not title.isascii() and _OTHER_HAN.search(title) is not None


def condition_of(title: str, words: AbstractSet[str], listed: str, context: str | None) -> str | None:
    """Return the condition whose price band applies: new, used or refurbished; None when no band does.

    Words in the title and the context found by the context signal win over a condition field that says new, since
    honest sellers of used goods often leave the field at that. An unknown condition is taken as new.

    Args:
        title: plain text.
        words: the title's words.
        listed: the listing's condition field.
        context: what the context signal found, if anything.
    """
    is_latin = title.isascii()
    if words.isdisjoint(_WORDS) and (is_latin or not _HAN_CUE.search(title)):
        # Most titles say nothing of their goods' state.
        return listed if listed in {"used", "refurbished"} else _OF_CONTEXT.get(context or "", "new")
    if _is_other(title, words):
        return None
    if listed in {"used", "refurbished"}:
        return listed
    if context in _OF_CONTEXT:
        return _OF_CONTEXT[context]
    if not words.isdisjoint(_REFURBISHED_WORDS) or (not is_latin and "翻新" in title):
        return "refurbished"
    if not words.isdisjoint(_USED_WORDS) and _USED.search(title):
        return "used"
    return "used" if not is_latin and _USED_HAN.search(title) else "new"
