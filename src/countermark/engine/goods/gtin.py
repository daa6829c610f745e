"""Global Trade Item Numbers: check digit, special ranges, company prefix.

Sources: GS1 General Specifications, section 7.9 (check digit) and 1.4 (prefixes); UPC-E as in section 5.2.2.4.
A GS1 prefix names the organisation that gave the number out. It says nothing of where the goods were made, and nothing
here or in a message may say so.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

ABSENT: Final = "absent"
VALID: Final = "valid"
INVALID: Final = "invalid"
RESTRICTED: Final = "restricted"
STATUSES: Final = (ABSENT, VALID, INVALID, RESTRICTED)
_VERDICTS: Final = (INVALID, VALID, RESTRICTED)

_LENGTHS: Final = frozenset({8, 12, 13, 14})
_SEPARATORS: Final = re.compile("[\t\n\f\r \\-.\u2010-\u2015]+")
_DIGIT: Final = re.compile("[0-9]")
_WEIGHTS: Final = np.array([3, 1] * 7, dtype=np.int64)
_DIGITS: Final = 14

RANGES: Final = (
    # first and last prefix (three digits of the GTIN-13), and what it is for
    ("020", "029", "in_store"),
    ("040", "049", "in_store"),
    ("050", "059", "coupon"),
    ("200", "299", "in_store"),
    ("952", "952", "demonstration"),
    ("977", "977", "periodical"),
    ("978", "979", "book"),
    ("980", "980", "receipt"),
    ("981", "984", "coupon"),
    ("990", "999", "coupon"),
)
"""GS1 prefixes that never identify goods of a brand's owner."""


def _kinds_by_prefix() -> list[str]:
    kinds = [""] * 1_000
    for first, last, kind in RANGES:
        for prefix in range(int(first), int(last) + 1):
            kinds[prefix] = kind
    return kinds


_KIND_OF_PREFIX: Final = _kinds_by_prefix()
_IS_RESTRICTED: Final = np.array([bool(kind) for kind in _KIND_OF_PREFIX])


class Gtins(NamedTuple):
    """The numbers of a batch, checked."""

    status: list[str]
    """One of `STATUSES` for each of n numbers."""
    codes: list[str | None]
    """14 digits where the status is valid or restricted, else None; n."""


def check(texts: Sequence[str | None]) -> Gtins:
    """Check numbers as sellers typed them.

    Spaces, hyphens and full stops are taken out. A text without any digit ("does not apply", "无") says that there is
    no number: absent, not invalid. So does None.

    Args:
        texts: n texts.
    """
    status = [ABSENT] * len(texts)
    codes: list[str | None] = [None] * len(texts)
    rows, numbers = [], []
    for row, text in enumerate(texts):
        if not text:
            continue
        number = text if text.isascii() and text.isdecimal() else _cleaned(text)
        if len(number) in _LENGTHS and number.isascii() and number.isdecimal():
            rows.append(row)
            numbers.append(number)
        elif _DIGIT.search(number):
            status[row] = INVALID
    if not rows:
        return Gtins(status, codes)
    digits = _digits(numbers)
    is_good = (digits @ _WEIGHTS) % 10 == 0
    is_short = np.array([len(number) == 8 for number in numbers])
    verdicts = np.where(is_good, np.where(_is_restricted(digits, is_short), 2, 1), 0).tolist()
    for row, number, verdict in zip(rows, numbers, verdicts, strict=True):
        status[row] = _VERDICTS[verdict]
        if verdict:
            codes[row] = number.rjust(_DIGITS, "0")
    for at in np.flatnonzero(is_short & (digits[:, 6] <= 1)).tolist():
        if (code := _expanded(numbers[at])) is not None:
            status[rows[at]], codes[rows[at]] = VALID, code
    return Gtins(status, codes)


def _cleaned(text: str) -> str:
    """Return a text without separators and with plain digits."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def _is_restricted(digits: Any, is_short: Any) -> Any:
    """Tell which numbers lie in ranges that never identify goods; GTIN-8 has its own: 0 and 2 are for use in a firm."""
    prefix = digits[:, 1] * 100 + digits[:, 2] * 10 + digits[:, 3]
    is_unused = ~digits[:, :8].any(axis=1)
    return np.where(is_short, np.isin(digits[:, 6], (0, 2)), _IS_RESTRICTED[prefix] | is_unused)


def restricted_kind(code: str) -> str:
    """Return what the range of a 14-digit restricted number is for: in_store, coupon, book, ..., or unused."""
    if code.startswith("000000"):
        return "in_store" if code[6] in "02" and code.strip("0") else "unused"
    return _KIND_OF_PREFIX[int(code[1:4])] or "unused"


def check_digit(body: str) -> int:
    """Return the check digit of a GTIN without one (7, 11, 12 or 13 digits)."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body)))
    return -total % 10


def expand_upc_e(code: str) -> str:
    """Return the 12-digit UPC-A that an 8-digit UPC-E number (number system 0 or 1) stands for."""
    system, body, check_at = code[0], code[1:7], code[7]
    last = body[5]
    if last in "012":
        middle = body[:2] + last + "0000" + body[2:5]
    elif last == "3":
        middle = body[:3] + "00000" + body[3:5]
    elif last == "4":
        middle = body[:4] + "00000" + body[4]
    else:
        middle = body[:5] + "0000" + last
    return system + middle + check_at


def _expanded(short: str) -> str | None:
    """Return a number that is no goods number as GTIN-8 but is one as UPC-E, which looks alike, with 14 digits."""
    long = expand_upc_e(short)
    if short.strip("0") and check_digit(long[:11]) == int(long[11]):
        return long.rjust(_DIGITS, "0")
    return None


def _digits(numbers: Sequence[str]) -> Any:
    """Return an int64 (n, 14) array of the digits of numbers, filled with zeros on the left."""
    text = "".join([number.rjust(_DIGITS, "0") for number in numbers]).encode()
    return (np.frombuffer(text, dtype=np.uint8) - ord("0")).astype(np.int64).reshape(-1, _DIGITS)
