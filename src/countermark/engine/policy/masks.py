"""The steps of `program.py`: what one part of a condition does with a small batch.

A mask is a whole number whose bit i says something of listing i: Python combines two of them in a twentieth of the time
that a call into numpy or polars takes. Numbers are float64 arrays, or a single float for a number that is written out,
with NaN for unknown. Texts are lists of str or None.
"""

import re
from collections.abc import Collection
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Mask: TypeAlias = int
"""Listing i is bit i, from the lowest; never negative."""
Numbers: TypeAlias = Any
"""float64 (rows,), or a float that stands for every row; NaN is unknown."""
Texts: TypeAlias = list[str | None]
Flags: TypeAlias = npt.NDArray[np.bool_]


def everywhere(rows: int) -> Mask:
    """Return the mask of all listings of a batch."""
    return (1 << rows) - 1


def mask_of(flags: Any, full: Mask) -> Mask:
    """Return booleans as a mask; a single one stands for every listing."""
    if not isinstance(flags, np.ndarray) or flags.ndim == 0:
        return full if flags else 0
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def flags_of(mask: Mask, rows: int) -> Flags:
    """Return a mask as booleans."""
    packed = np.frombuffer(mask.to_bytes((rows + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(packed, count=rows, bitorder="little").view(np.bool_)


def column_known(column: Any, full: Mask) -> Mask:
    """Return where an Arrow column is not null."""
    validity = column.buffers()[0]
    return full if validity is None else _bitmap(validity, column) & full


def column_true(column: Any, full: Mask) -> Mask:
    """Return where a boolean Arrow column is true."""
    values = column.buffers()[1]
    return 0 if values is None else _bitmap(values, column) & column_known(column, full)


def column_numbers(column: Any) -> Numbers:
    """Return an Arrow column of numbers."""
    numbers = column.to_numpy(zero_copy_only=False)
    if numbers.dtype.kind != "f":
        return numbers.astype(np.float64)
    numbers = numbers.astype(np.float64, copy=False)
    return finite(numbers) if np.isinf(numbers).any() else numbers


def column_texts(column: Any) -> Texts:
    """Return an Arrow column of texts."""
    texts: Texts = column.to_pylist()
    return texts


def finite(numbers: Numbers) -> Numbers:
    """Return the numbers, unknown where they are not finite."""
    return np.where(np.isfinite(numbers), numbers, np.nan)


def known_numbers(numbers: Numbers, full: Mask) -> Mask:
    """Return where a number is known."""
    return mask_of(~np.isnan(numbers), full)


def known_texts(texts: Texts, full: Mask) -> Mask:
    """Return where a text is known."""
    return full if None not in texts else _mask_of_list([text is not None for text in texts])


def both(left: Mask, right: Mask) -> Mask:
    """Return where both hold."""
    return left & right


def either(left: Mask, right: Mask) -> Mask:
    """Return where one holds, or both."""
    return left | right


def without(left: Mask, right: Mask) -> Mask:
    """Return where the first holds and the second does not."""
    return left & ~right


def same_texts(left: Texts, right: Texts) -> Mask:
    """Return where two texts are known and the same."""
    return _mask_of_list([one is not None and one == two for one, two in zip(left, right, strict=True)])


def numbers_among(numbers: Numbers, full: Mask, values: Collection[float]) -> Mask:
    """Return where a number is one of some."""
    if np.ndim(numbers) == 0:
        return full if float(numbers) in values else 0
    return _mask_of_list([number in values for number in numbers.tolist()])


def texts_among(texts: Texts, values: Collection[str]) -> Mask:
    """Return where a text is one of some."""
    return _mask_of_list([text in values for text in texts])


def texts_with(texts: Texts, wanted: str) -> Mask:
    """Return where a text has another in it."""
    return _mask_of_list([text is not None and wanted in text for text in texts])


def texts_starting(texts: Texts, wanted: str) -> Mask:
    """Return where a text begins with another."""
    return _mask_of_list([text is not None and text.startswith(wanted) for text in texts])


def texts_ending(texts: Texts, wanted: str) -> Mask:
    """Return where a text ends with another."""
    return _mask_of_list([text is not None and text.endswith(wanted) for text in texts])


def texts_matching(texts: Texts, pattern: re.Pattern[str]) -> Mask:
    """Return where a whole text matches."""
    return _mask_of_list([text is not None and pattern.fullmatch(text) is not None for text in texts])


def like_pattern(pattern: str) -> re.Pattern[str]:
    """Return a LIKE pattern as a regular expression of Python.

    What stands between two `%` is found as early as it can be, and never looked for again (an atomic group): so the
    time grows with the length of text times pattern, and no pattern makes it explode.
    """
    parts = ["".join("." if at == "_" else re.escape(at) for at in part) for part in re.split("%+", pattern)]
    if len(parts) == 1:
        return re.compile(parts[0], re.DOTALL)
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1])
    return re.compile(f"{parts[0]}{middle}.*{parts[-1]}", re.DOTALL)


def lower(texts: Texts) -> Texts:
    """Return texts in lower case."""
    return [None if text is None else text.lower() for text in texts]


def upper(texts: Texts) -> Texts:
    """Return texts in upper case."""
    return [None if text is None else text.upper() for text in texts]


def lengths(texts: Texts) -> Numbers:
    """Return the number of code points of each text."""
    return np.array([np.nan if text is None else len(text) for text in texts], dtype=np.float64)


def rounded(numbers: Numbers) -> Numbers:
    """Return the nearest whole numbers; halves go away from zero."""
    whole = np.trunc(numbers)
    return whole + np.copysign(np.abs(numbers - whole) >= _HALF, numbers)


def first_number(one: Numbers, other: Numbers) -> Numbers:
    """Return each number, or where it is not known the other."""
    return np.where(np.isnan(one), other, one)


def first_text(one: Texts, other: Texts) -> Texts:
    """Return each text, or where it is not known the other."""
    return [second if first is None else first for first, second in zip(one, other, strict=True)]


def chosen_numbers(rows: int, mask: Mask, one: Numbers, other: Numbers) -> Numbers:
    """Return the first number where the mask is set, and the second elsewhere."""
    return np.where(flags_of(mask, rows), one, other)


def chosen_texts(rows: int, mask: Mask, one: Texts, other: Texts) -> Texts:
    """Return the first text where the mask is set, and the second elsewhere."""
    return [one[row] if mask >> row & 1 else other[row] for row in range(rows)]


def repeated(rows: int, text: str | None) -> Texts:
    """Return a text that is written out, or an unknown one, once for every listing."""
    return [text] * rows


_HALF: Final = 0.5


def _mask_of_list(flags: list[bool]) -> Mask:
    return mask_of(np.array(flags, dtype=np.bool_), 0)


def _bitmap(buffer: Any, column: Any) -> Mask:
    """Return the bits of an Arrow buffer from the column's first value on; bits behind its last may be anything."""
    start: int = column.offset
    stop = start + len(column)
    part: memoryview = memoryview(buffer)[start >> 3 : (stop + 7) >> 3]
    return int.from_bytes(part, "little") >> (start & 7)
