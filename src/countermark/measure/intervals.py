"""Intervals for shares: how sure a count of successes out of a total makes us.

Every share that the project reports stands beside such an interval. Two are offered: Wilson's score interval, for
figures near the middle and for tables, and the exact interval of Clopper and Pearson, which never covers less than it
says and is the one to use for claims about rare events (false hits, false removals).
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

_STEPS: Final = 200
"""Bisection halves the unit interval this often: below the resolution of a double."""
_TINY: Final = 1e-300
_TERMS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its two-sided interval; all three between 0 and 1."""

    share: float
    low: float
    high: float


def wilson(successes: int, total: int, *, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval (Wilson 1927) of a share.

    Args:
        successes: 0 to `total`.
        total: at least 1.
        confidence: between 0 and 1, both excluded.

    Raises:
        ValueError: an argument lies outside its range.
    """
    _check(successes, total, confidence)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = successes / total
    scale = 1 + z * z / total
    centre = (share + z * z / (2 * total)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    # At the ends the formula gives the end itself; rounding must not move it inside.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == total else min(1.0, centre + half)
    return Interval(share, low, high)


def clopper_pearson(successes: int, total: int, *, confidence: float = 0.95) -> Interval:
    """Return the exact interval (Clopper and Pearson 1934) of a share; it covers at least `confidence`.

    Args:
        successes: 0 to `total`.
        total: at least 1.
        confidence: between 0 and 1, both excluded.

    Raises:
        ValueError: an argument lies outside its range.
    """
    _check(successes, total, confidence)
    tail = (1 - confidence) / 2
    # P(X >= k | p) is the regularised incomplete beta function I_p(k, n - k + 1), which rises with p.
    low = 0.0 if successes == 0 else _root(tail, successes, total - successes + 1)
    high = 1.0 if successes == total else _root(1 - tail, successes + 1, total - successes)
    return Interval(successes / total, low, high)


def _check(successes: int, total: int, confidence: float) -> None:
    if total < 1:
        raise ValueError(f"total is {total}; a share needs at least one trial")
    if not 0 <= successes <= total:
        raise ValueError(f"successes is {successes}; expected 0 to {total}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; expected a number between 0 and 1")


def _root(target: float, a: int, b: int) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if _incomplete_beta(middle, a, b) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b) by Lentz's continued fraction (DLMF 8.17.22)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    # The fraction converges fast below the mean; above it the mirror image does.
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _fraction(x, a, b) / a
    return 1 - math.exp(log_front) * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
