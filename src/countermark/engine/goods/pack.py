"""The pack size from everything a listing says: title first, then attributes, then the description's own table."""

import re
from collections.abc import Sequence
from typing import Final

from countermark.engine.goods.plain import plain
from countermark.engine.goods.units import ONE, Units

MAX_STATED: Final = 48
"""A larger number in an attribute is something else: a page yield was seen under "Unidades por embalagem"."""
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"\s*0*(\d{1,3})\s*(?:un\w*\.?|pcs?|件|个|pack)?\s*")
_IN_WORDS: Final = re.compile(
    r"(?<![\d/.,])(\d{1,2})[ -]?(?:packs?|pk|pcs?|un|unidades?)\b|\bpack of (\d{1,2})\b|(\d{1,2})[件条双支瓶只个盒]装"
)
_IN_TABLE: Final = re.compile(r"(?:unidades por kit|units per (?:pack|kit)|unidades por pack|件数)\s*[:：]\s*(\d{1,3})")
_TABLE_BEGINS: Final = ("unidades por ", "units per ", "件数")
"""What every match of `_IN_TABLE` begins with: most descriptions have none of it, which is seen much faster."""
_MAX_DESCRIPTION: Final = 4_000


def pack_size(title: Units | None, attributes: Sequence[tuple[str, str]], description: str) -> Units | None:
    """Return how many articles the price is for, None when it cannot be said.

    Args:
        title: what the title says.
        attributes: (kind, value) of the attributes that `attributes.UNITS` finds.
        description: original text; only read when title and attributes leave it open.
    """
    stated = _stated(attributes)
    if title is None:
        if stated is None:
            stated = _in_table(plain(description[:_MAX_DESCRIPTION]))
        return Units(stated, stated, stated=True) if stated and 1 < stated <= MAX_STATED else None
    if stated is None or title.low == title.high == stated:
        return title
    if not title.stated:
        within = title.low <= stated <= title.high and title != ONE
        return Units(stated, stated, stated=True) if within else Units(title.low, max(title.high, stated), stated=False)
    if stated == 1:
        return title
    return Units(min(title.low, stated), max(title.high, stated), stated=False)


def _in_table(description: str) -> int | None:
    """Return the pack size that a plain description states as a row of a table, None if it does not."""
    if not any(begin in description for begin in _TABLE_BEGINS):
        return None
    match = _IN_TABLE.search(description)
    return int(match.group(1)) if match else None


def _stated(attributes: Sequence[tuple[str, str]]) -> int | None:
    """Return the pack size that the attributes state, the surest first, None if they do not."""
    by_kind: dict[str, int] = {}
    for kind, value in attributes:
        if value.isalpha() or not _DIGIT.search(value):
            continue  # most are a colour
        match = (_IN_WORDS.search if kind == "variant" else _NUMBER.fullmatch)(plain(value))
        number = int(next(group for group in match.groups() if group)) if match else 0
        if 1 <= number <= MAX_STATED:
            by_kind.setdefault(kind, number)
    return next((by_kind[kind] for kind in ("kit", "variant", "box") if kind in by_kind), None)
