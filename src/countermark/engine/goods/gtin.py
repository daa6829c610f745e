"""Global Trade Item Numbers: check digit, special ranges, company prefix.

Sources: GS1 General Specifications, section 7.9 (check digit) and 1.4 (prefixes); UPC-E as in section 5.2.2.4.
A GS1 prefix names the organisation that gave the number out. It says nothing of where the goods were made, and nothing
here or in a message may say so.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.columns import bits, is_known

ABSENT: Final = "absent"
VALID: Final = "valid"
INVALID: Final = "invalid"
RESTRICTED: Final = "restricted"
STATUSES: Final = (ABSENT, VALID, INVALID, RESTRICTED)

_LENGTHS: Final = r"^(?:[0-9]{8}|[0-9]{12,14})$"
_SEPARATORS: Final = r"[\s\-.\x{2010}-\x{2015}]+"
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


@dataclass(frozen=True, slots=True)
class Gtins:
    """The numbers of a batch, checked."""

    status: Any
    """Arrow strings (n,): one of `STATUSES`."""
    codes: Any
    """Arrow strings (n,): 14 digits where the status is valid or restricted, else null."""


def check(column: Any) -> Gtins:
    """Check the numbers of a column as sellers typed them.

    Spaces, hyphens and full stops are taken out. A text without any digit ("does not apply", "无") says that there is
    no number: absent, not invalid. So does null.

    Args:
        column: Arrow strings (n,).
    """
    size = len(column)
    status = np.zeros(size, dtype=np.int8)
    given = np.flatnonzero(is_known(column))
    if not len(given):
        return Gtins(_named(status), pa.nulls(size, pa.string()))
    text = _cleaned(column.take(pa.array(given)))
    status[given[bits(pc.match_substring_regex(text, "[0-9]"))]] = STATUSES.index(INVALID)
    judged = np.flatnonzero(bits(pc.match_substring_regex(text, _LENGTHS)))
    rows = given[judged]
    padded = pc.utf8_lpad(text.take(pa.array(judged)), width=_DIGITS, padding="0")
    digits = _digits(padded)
    good = (digits @ _WEIGHTS) % 10 == 0
    is_short = pc.binary_length(text).to_numpy()[judged] == 8
    restricted = _is_restricted(digits, is_short)
    status[rows[good]] = STATUSES.index(VALID)
    status[rows[good & restricted]] = STATUSES.index(RESTRICTED)
    places = np.full(size, -1)
    places[rows[good]] = np.flatnonzero(good)
    codes = padded.take(pa.array(places, mask=places < 0))
    upc_e = _expanded(padded, digits, is_short & (digits[:, 6] <= 1))
    if upc_e:
        values = codes.to_pylist()
        for at, code in upc_e.items():
            status[rows[at]] = STATUSES.index(VALID)
            values[rows[at]] = code
        codes = pa.array(values, type=pa.string())
    return Gtins(_named(status), codes)


def _cleaned(text: Any) -> Any:
    """Return the texts without separators and with plain digits; those that are plain already are left alone."""
    odd = ~bits(pc.ascii_is_decimal(text))
    if not odd.any():
        return text
    mended = pc.replace_substring_regex(pc.utf8_normalize(text.filter(pa.array(odd)), "NFKC"), _SEPARATORS, "")
    return pc.replace_with_mask(text, pa.array(odd), mended)


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


def _expanded(padded: Any, digits: Any, candidates: Any) -> dict[int, str]:
    """Return the numbers that are no goods number as GTIN-8 but are one as UPC-E, which looks alike."""
    found = {}
    for at in np.flatnonzero(candidates).tolist():
        short = padded[at].as_py()[6:]
        long = expand_upc_e(short)
        if digits[at, 6:].any() and check_digit(long[:11]) == int(long[11]):
            found[at] = long.rjust(_DIGITS, "0")
    return found


def _digits(padded: Any) -> Any:
    """Return an int64 (n, 14) array of the digits of equally long Arrow strings."""
    text = "".join(padded.to_pylist()).encode()
    return (np.frombuffer(text, dtype=np.uint8) - ord("0")).astype(np.int64).reshape(-1, _DIGITS)


def _named(status: Any) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(status), pa.array(STATUSES)).cast(pa.string())
