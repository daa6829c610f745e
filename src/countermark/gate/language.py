"""Which language the words of an answer are in."""

from functools import lru_cache
from typing import Final

from countermark.engine.messages import LANGUAGES

_MAX_HEADER: Final = 1_000


@lru_cache(maxsize=256)
def negotiate(accept_language: str) -> str:
    """Return the catalogue's best language for an Accept-Language header; its first when none fits.

    Only primary subtags count: `zh-Hans-CN` is `zh`, `pt-BR` is `pt`.

    Source: RFC 9110, section 12.5.4; RFC 4647, section 3.4 (lookup).
    """
    best, best_quality = LANGUAGES[0], 0.0
    for part in accept_language[:_MAX_HEADER].split(","):
        tag, _, parameters = part.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        quality = _quality(parameters)
        if primary in LANGUAGES and quality > best_quality:
            best, best_quality = primary, quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
