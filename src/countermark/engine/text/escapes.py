"""Characters written as their codes (&#110; or %6E): what they stand for."""

import re
from html.entities import html5
from typing import Final

STARTS: Final = "&%\\<"
"""Signs with which an escape begins."""
_STARTS: Final = frozenset(STARTS)
_ESCAPE: Final = re.compile(
    r"&#(?P<decimal>[0-9]{2,7});?|&#[xX](?P<hex>[0-9a-fA-F]{2,6});?|%(?P<url>[2-7][0-9a-fA-F])|"
    r"\\u\{?(?P<unicode>[0-9a-fA-F]{4})\}?|\\x(?P<byte>[0-9a-fA-F]{2})|&(?P<name>[a-zA-Z]{2,8};)|"
    r"</?[a-zA-Z]{1,6} ?/?>|<!---->"
)
"""References of HTML, escapes of URLs and of program texts, and tags."""
LONGEST: Final = 12
"""Most characters of an escape."""


def escape_at(text: str, at: int) -> tuple[str, int] | None:
    """Return the character that an escape stands for ("" for a tag) and the offset after it; None if none is there."""
    found = _ESCAPE.match(text, at, at + LONGEST) if text[at] in STARTS else None
    if found is None:
        return None
    if found["name"]:
        char = html5.get(found["name"])
        return (char, found.end()) if char is not None and len(char) == 1 else None
    digits = found["hex"] or found["url"] or found["unicode"] or found["byte"]
    code = int(found["decimal"]) if found["decimal"] else int(digits, 16) if digits else 0
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code) if code else "", found.end()


def unescaped(text: str) -> str:
    """Return the text with its escapes replaced by what they stand for."""
    if not any(sign in text for sign in STARTS):
        return text
    parts, at = [], 0
    while at < len(text):
        escape = escape_at(text, at)
        char, at = escape if escape is not None else (text[at], at + 1)
        parts.append(char)
    return "".join(parts)


def hides_letters(text: str) -> bool:
    """Tell whether an escape stands for a letter, or stands inside a word."""
    if _STARTS.isdisjoint(text):
        return False
    for at in range(len(text)):
        escape = escape_at(text, at) if text[at] in STARTS else None
        if escape is not None:
            char, end = escape
            inside = text[max(at - 1, 0) : at].isalnum() and text[end : end + 1].isalnum()
            if inside or char.isalpha():
                return True
    return False
