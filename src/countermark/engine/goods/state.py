"""The state of the goods: new, used or refurbished, or one that no price band is about."""

import re
from typing import Final

_OTHER_GOODS: Final = re.compile(
    r"\b(?:vencid[oa]s?|expirad[oa]s?|validade (?:vencida|expirada)|expired|out of date|caducad[oa]s?|para pecas|"
    r"p/ ?pecas|retirada de pecas|for parts|not working|para repuesto|sucata|com defeito|con defecto|defective|damaged|"
    r"avariad[oa]s?|vazi[oa]s?|vaci[oa]s?|empty|amostras?|samples?|decants?|testers?|locacao|aluguel|rental|"
    r"sem caixa|caixa aberta|open box)\b|过期|临期|瑕疵|小样|分装|试用装|租赁|定金|空瓶|空盒"
)
"""Goods and offers that no band is about: expired, damaged, without box, empty, samples, rentals, deposits."""
_REFURBISHED: Final = re.compile(r"\b(?:remanufaturad|recondicionad|recarregad|refurbish|renewed|reacondicionad)|翻新")
_USED: Final = re.compile(
    r"(?<!nunca )(?<!never )(?<!not )\b(?:usad[oa]s?|semi ?nov[oa]s?|seminuev[oa]s?|pre-?owned|second ?hand|used)\b|"
    r"(?<!非)二手"
)
OTHERS_GOODS: Final = frozenset({"accessory", "empty", "compatible", "publication", "negated", "comparison"})
"""Contexts in which the goods are not the brand's own: nothing that is known of the brand's goods applies to them."""
_OF_CONTEXT: Final = {"second_hand": "used", "refurbished": "refurbished"}


def condition_of(title: str, listed: str, context: str | None) -> str | None:
    """Return the condition whose price band applies: new, used or refurbished; None when no band does.

    Words in the title and the context found by the context signal win over the condition field, since honest sellers
    of used goods often leave the field at new. An unknown condition is taken as new.

    Args:
        title: plain text.
        listed: the listing's condition field.
        context: what the context signal found, if anything.
    """
    if _OTHER_GOODS.search(title):
        return None
    if listed in {"used", "refurbished"}:
        return listed
    if context in _OF_CONTEXT:
        return _OF_CONTEXT[context]
    if _REFURBISHED.search(title):
        return "refurbished"
    return "used" if _USED.search(title) else "new"
