"""Where every random number of a world comes from: one root seed, and a stream of its own for each thing that is drawn.

A stream is named by what it is for and by a number (a block of sellers, a chunk of listings). Streams do not depend on
each other, so that any part of a world can be made alone, in any order and by any process, and comes out the same.
"""

from enum import IntEnum
from typing import Any, Final

import numpy as np

VERSION: Final = 1
"""Of the world's content. A change that makes another world from the same seed raises it."""


class Stream(IntEnum):
    """What is drawn. Numbers are part of what a seed means: they are never used again for something else."""

    BRANDS = 1
    OPERATORS = 2
    SELLERS = 3
    SIZES = 4
    ORDER = 5
    GOODS = 6
    TEXT = 7
    EVENTS = 8
    NOTICES = 9
    TEST_BUYS = 10
    LEADS = 11
    IDS = 12
    IDENTITY = 14
    PICTURES = 15
    RECORDS = 16
    REVIEWS = 17
    PLAY = 18
    PLAY_TEXT = 19
    PLAY_OPERATORS = 20
    PLAY_HOLDERS = 21
    PLAY_SELLERS = 22


def stream(seed: int, what: Stream, number: int = 0) -> np.random.Generator:
    """Return the generator of one stream, at its beginning.

    Args:
        seed: the world's, 0 or more.
        what: what is drawn.
        number: which block or chunk of it, 0 or more.
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(VERSION, int(what), number))
    return np.random.Generator(np.random.PCG64DXSM(sequence))


def scrambled(values: Any, salt: int) -> Any:
    """Return a 64-bit hash of each value, as uint64 (n,): the finaliser of SplitMix64 (Steele et al., 2014).

    For ids that must not tell in which order things were made, and for identifiers that follow from a person.
    """
    mixed = np.asarray(values, np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & (2**64 - 1))
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def uniforms(numbers: Any, salt: int) -> Any:
    """Return a number from 0 up to 1 that belongs to each of these numbers, float64 (n,).

    For chances that must not depend on the order in which they are asked for: the same reviewer, for example, errs on
    the same listing whatever else is looked at.
    """
    return (scrambled(numbers, salt) >> np.uint64(11)).astype(np.float64) / 2**53


class Shuffle:
    """A one-to-one scramble of 0..count-1 into numbers of the same length: ids without their order.

    Numbers from count on, of things that are made later, come out different too.

    Args:
        count: how many ids, at least 1.
        rng: decides which scramble.
    """

    def __init__(self, count: int, rng: np.random.Generator) -> None:
        self._prime = _next_prime(max(count, 10))
        self._factor = int(rng.integers(self._prime // 3, self._prime - 1))
        self._start = int(rng.integers(self._prime))

    def __call__(self, numbers: Any) -> Any:
        """Return the scrambled numbers, int64 (n,); different numbers stay different."""
        pages, within = np.divmod(np.asarray(numbers, np.int64), self._prime)
        return (within * self._factor + self._start) % self._prime + pages * self._prime

    @property
    def largest(self) -> int:
        """The largest number that may come out for 0..count-1."""
        return self._prime - 1


def _next_prime(least: int) -> int:
    number = least | 1
    while any(number % divisor == 0 for divisor in range(3, int(number**0.5) + 1, 2)):
        number += 2
    return number


def pick(rng: np.random.Generator, shares: Any, count: int) -> Any:
    """Return `count` places of a list of shares, each as likely as its share, as int64 (count,)."""
    edges = np.cumsum(np.asarray(shares, float))
    return np.searchsorted(edges / edges[-1], rng.random(count), side="right").clip(max=len(edges) - 1)
