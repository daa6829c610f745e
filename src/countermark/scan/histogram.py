"""The chart of listings by score, ready to draw."""

import math
from collections.abc import Sequence
from typing import Any

from countermark.scan.report_words import grouped


def histogram(
    every: Sequence[int], some: Sequence[int], *, some_word: str, words: dict[str, str], language: str
) -> dict[str, Any]:
    """Return bars and lines with heights in percent, on a scale where each power of ten is one step.

    Args:
        every: all listings, by score from 0 to 100 in equal steps.
        some: those of them that are drawn apart.
        some_word: what these are called.
        words: of the page.
        language: of numbers.
    """
    top = math.ceil(math.log10(max(*every, 9) + 1))
    width = 100 // len(every)

    def height(count: int) -> str:
        return f"{100 * (math.log10(count) + 0.3) / (top + 0.3):.1f}" if count else "0"

    def label(at: int) -> str:
        counts = f"{grouped(every[at], language)} ({some_word}: {grouped(some[at], language)})"
        return f"{at * width}–{(at + 1) * width}: {counts}"

    return {
        "some_word": some_word,
        "label": f"{words['by_score']}. " + "; ".join(label(at) for at, count in enumerate(every) if count),
        "bars": [
            {"every": height(count), "some": height(some[at]), "label": f"{words['score']} {label(at)}"}
            for at, count in enumerate(every)
        ],
        "lines": [{"value": 10**power, "height": height(10**power)} for power in range(top + 1)],
    }
