"""The pack size in Chinese text: 两支装, 10个装, 3瓶, 500ml*6瓶, 一打."""

import re
from typing import Final

_NUMERALS: Final = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2}
_NUMBER: Final = r"(?<![\d.\-~—至到满送买第减a-z])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_PACKED: Final = re.compile(_NUMBER + r"\s?[瓶支只个盒件条双包袋罐块桶对本卷听台根把枝副套顶]装")
"""N支装: so many in the pack."""
_PAIRS: Final = re.compile(_NUMBER + r"\s?对(?:装|儿)?(?![讲付])")
_COUNTED: Final = re.compile(
    r"(?<![\d.\-~—至到满送买第减a-z一二三四五六七八九十])(?P<n>1?\d|2[0-4]|[两三四五六])\s?(?:[瓶支盒罐]|(?<=\d)双(?=[\s,，)）】棉袜鞋手]|$))"
    r"(?!装|[/套减起送]|包邮)"
)
"""3瓶: containers that one buys one of. 个, 件, 条 and 包 also stand in 3个月, 三件套 and 4包邮, and are left out."""
_TIMES: Final = re.compile(
    r"\d\s?(?:ml|g|kg|l|克|毫升|升|公斤)\s?[x×*]\s?(?P<n>\d{1,3})(?![\d.a-z*×])"
    r"(?!\s?(?:[瓶支盒罐包袋条件个桶]装?)?(?:/[瓶支盒罐包袋板]|[粒片丸颗板锭]))"
)
"""500ml*6瓶: six bottles of 500 ml."""
_SIZED: Final = re.compile(r"(?<![\d.])(?P<n>\d{1,2})\s?[x×*]\s?\d+(?:\.\d+)?\s?(?:ml|g|克|毫升)(?![x×*\d])")
"""12*18g: twelve of 18 g."""
_DOZEN: Final = re.compile(r"(?<![双单])(?P<n>\d|[一二两三])\s?打(?![击底印开卡折])")
_UNCLEAR: Final = re.compile(
    r"[二两三四五六七八九十\d]+\s?[件]\s?(?:套|组合)|整箱|[一二两三\d]箱|批发|买[一二两三四五\d]+\s?[送赠得]|第[二2][件双支瓶]|组合套餐|礼包|"
    r"[支瓶]装?[^,，]{0,8}(?:柜|烟盒|收纳)|(?:柜|烟盒|收纳).{0,12}\d[支瓶]装"
)
"""Sets, cases, wholesale, promotions, and furniture that holds so many: what the price is for cannot be said."""
_CUE: Final = re.compile("[瓶支盒罐双对打箱套件装]|批发|买|第二|礼包|[x×*]")
_FIRST: Final = re.compile("[瓶支盒罐双对打箱套件装批买二包x×*]")
"""A character of each cue: in most titles there is none, and that is seen much faster."""
_UNCLEAR_FIRST: Final = re.compile("[件箱批买第餐礼柜烟纳]")
"""A character of each text that is unclear."""
_NUMERAL: Final = re.compile(r"[\d一二两三四五六七八九十]")
_PAIRED_GOODS: Final = re.compile(r"[鞋靴袜]|手套|耳[环钉坠]|筷")


def read_units_han(text: str) -> tuple[int, int] | None:
    """Return the least and the most units that a Chinese text may be about: (0, 0) when it does not say.

    Returns:
        None when the text says that there is more than one, but not how many, or contradicts itself.
    """
    if not _FIRST.search(text) or not _CUE.search(text):
        return 0, 0
    if _UNCLEAR_FIRST.search(text) and _UNCLEAR.search(text):
        return None
    if not _NUMERAL.search(text):
        return 0, 0
    found = {_value(match) for pattern in (_PACKED, _COUNTED, _TIMES, _SIZED) for match in pattern.finditer(text)}
    found |= {12 * _value(match) for match in _DOZEN.finditer(text)}
    pairs = {_value(match) for match in _PAIRS.finditer(text)}
    found.discard(0)
    if pairs and not found:
        most = max(pairs)
        return (most, most) if _PAIRED_GOODS.search(text) else (min(pairs), 2 * most)
    if not found:
        return 0, 0
    return None if len(found) > 1 else (min(found), max(found))


def _value(match: re.Match[str]) -> int:
    """Return the number of a match; numerals up to 99 as in 十二 and 二十."""
    text = match.group("n")
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS[text] if len(text) == 1 else 0
    return 10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0)
