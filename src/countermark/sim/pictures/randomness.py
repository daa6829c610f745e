"""Seeded choice. Each part of a picture draws from its own stream, so that a change in one leaves the others alone."""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np

from countermark.sim.pictures.scene import Colour

T = TypeVar("T")


class Draw:
    """A stream of random values that depends on the seed and the part's name alone."""

    def __init__(self, seed: int, part: str) -> None:
        self.generator = np.random.Generator(np.random.PCG64([seed & 0xFFFFFFFF, seed >> 32, crc32(part.encode())]))

    def between(self, low: float, high: float) -> float:
        """Return a number from the range, evenly."""
        return low + (high - low) * float(self.generator.random())

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.generator.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Return True that often."""
        return float(self.generator.random()) < share

    def one(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[int(self.generator.random() * len(choices))]

    def weighted(self, choices: dict[T, float]) -> T:
        """Return one of the choices, each as often as its weight says."""
        at = float(self.generator.random()) * sum(choices.values())
        for choice, weight in choices.items():
            at -= weight
            if at < 0:
                return choice
        return next(reversed(choices))

    def near(self, colour: Colour, spread: float) -> Colour:
        """Return a colour whose parts differ by up to `spread` levels."""
        moved = (round(part + self.between(-spread, spread)) for part in colour)
        red, green, blue = (min(255, max(0, part)) for part in moved)
        return (red, green, blue)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour between two: 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def lightness(colour: Colour) -> float:
    """Return how light a colour looks, 0-255 (Rec. 601 luma)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)


def darker(colour: Colour, share: float) -> Colour:
    """Return the colour mixed with black."""
    return mixed(colour, BLACK, share)


def lighter(colour: Colour, share: float) -> Colour:
    """Return the colour mixed with white."""
    return mixed(colour, WHITE, share)


def hue(degrees: float, saturation: float, value: float) -> Colour:
    """Return the colour with that hue (degrees), saturation and value (0-1)."""
    sector = degrees % 360 / 60
    parts = []
    for offset in (5, 3, 1):
        k = (offset + sector) % 6
        parts.append(round(255 * (value - value * saturation * max(0.0, min(k, 4 - k, 1.0)))))
    return (parts[0], parts[1], parts[2])
