"""Seeded choice. Each part of a picture draws from its own stream, so that a change in one leaves the others alone.

The generator is SplitMix64 (Steele, Lea, Flood 2014): a few lines that stay the same whatever library changes, and
cheap to start, which matters with a dozen streams a picture.
"""

from collections.abc import Sequence
from typing import Final, TypeVar
from zlib import crc32

from countermark.sim.pictures.scene import Colour

T = TypeVar("T")

_ALL: Final = (1 << 64) - 1
_STEP: Final = 0x9E3779B97F4A7C15


class Draw:
    """A stream of random values that depends on the seed and the part's name alone."""

    def __init__(self, seed: int, part: str) -> None:
        self._state = _scrambled(seed ^ (crc32(part.encode()) << 32))

    def _share(self) -> float:
        """Return the next number from 0 to just below 1."""
        self._state = (self._state + _STEP) & _ALL
        return (_scrambled(self._state) >> 11) / (1 << 53)

    def between(self, low: float, high: float) -> float:
        """Return a number from the range, evenly."""
        return low + (high - low) * self._share()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._share() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Return True that often."""
        return self._share() < share

    def one(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[int(self._share() * len(choices))]

    def weighted(self, choices: dict[T, float]) -> T:
        """Return one of the choices, each as often as its weight says."""
        at = self._share() * sum(choices.values())
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


def _scrambled(state: int) -> int:
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _ALL
    return state ^ (state >> 31)


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
