"""The closed lists of values that the registry's tables use."""

import re
from typing import Final

ALIAS_KINDS: Final = ("name", "nickname", "transliteration", "abbreviation", "sub_brand")
MARK_STATUSES: Final = ("pending", "registered", "expired", "cancelled")
CONTEXT_KINDS: Final = (
    "compatible",
    "accessory",
    "negated",
    "comparison",
    "second_hand",
    "refurbished",
    "publication",
    "empty",
)
SIDES: Final = ("before", "after", "anywhere")

COUNTRY: Final = re.compile(r"[A-Z]{2}")
"""ISO 3166 alpha-2, and EU for the European Union. The form is checked, not the list: countries change."""
OFFICE: Final = re.compile(r"[A-Z]{2}")
"""WIPO ST.3: two capital letters (CN, EM, US, WO)."""

LANGUAGES: Final = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu""".split()
)
"""ISO 639-1 codes."""
NOT_LANGUAGES: Final = {"cn": "zh", "jp": "ja", "ua": "uk", "dk": "da", "cz": "cs", "gr": "el"}
"""Country codes that are often written where a language code is meant -> the language code."""
