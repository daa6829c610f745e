"""Where a rule fired, one bit a listing: an eighth of the memory to move when rules are combined over a batch."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Bits: TypeAlias = npt.NDArray[np.uint8]
"""Listing i is bit i % 8 (from the lowest) of byte i // 8; bits behind the last listing are 0."""
Flags: TypeAlias = npt.NDArray[np.bool_]
"""One boolean a listing."""


def no_bits(rows: int) -> Bits:
    """Return the bits of a rule that fired nowhere."""
    return np.zeros((rows + 7) // 8, dtype=np.uint8)


def pack(series: pl.Series) -> Bits:
    """Return the bits of a boolean series; a null counts as false."""
    array = series.to_arrow()
    validity, values = array.buffers()
    if array.offset or values is None:
        return np.packbits(series.fill_null(False).to_numpy(), bitorder="little")
    size = (len(array) + 7) // 8
    bits = np.frombuffer(values, dtype=np.uint8)[:size]
    if array.null_count:
        bits = bits & np.frombuffer(validity, dtype=np.uint8)[:size]
    used = len(array) % 8
    if used and bits[-1] >> used:  # Arrow leaves open what stands behind the last value
        bits = bits.copy()
        bits[-1] &= (1 << used) - 1
    return bits


def from_mask(mask: int, rows: int) -> Bits:
    """Return the bits of a mask (`masks.Mask`)."""
    return np.frombuffer(mask.to_bytes((rows + 7) // 8, "little"), dtype=np.uint8)


def to_mask(bits: Bits) -> int:
    """Return bits as a mask: a whole number whose bit i is that of listing i."""
    return int.from_bytes(bits.tobytes(), "little")


def unpack(bits: Bits, rows: int) -> Flags:
    """Return the bits as booleans."""
    return np.unpackbits(bits, count=rows, bitorder="little").view(np.bool_)


def is_set(bits: Bits, row: int) -> bool:
    """Return the bit of one listing; the row must lie within the batch."""
    return bool(bits[row >> 3] >> (row & 7) & 1)


def count(bits: Bits) -> int:
    """Return how many listings' bits are set."""
    return int(_ONES[bits].sum(dtype=np.int64))


_ONES = np.array([value.bit_count() for value in range(256)], dtype=np.uint8)
