"""The score: from what the signals found to a probability that the listing is counterfeit.

A model is built from what a snapshot holds and then only read. The additive model of this package is the first one;
a learned model takes its place by implementing `Model`: it is fitted outside the engine from verdicts (DESIGN M4), its
parameters are a file of the snapshot with a parser and a canonical form beside it, as `parse_weights` and
`weights_bytes` are here, and its probabilities are calibrated before they leave `evaluate`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from countermark.engine.errors import Problem


class Scores(NamedTuple):
    """Scores of a batch of n listings."""

    probability: Any
    """float64 (n,): calibrated probability that the listing is counterfeit, 0 to 1, rounded to six decimals."""
    score: Any
    """float64 (n,): probability times 100, rounded to two decimals."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term added to the log-odds of one listing."""

    term: str
    """Id of the term; `intercept` for the base rate."""
    column: str
    """The column that it read; empty for the intercept."""
    value: str | float | bool | None
    """The listing's value in that column."""
    log_odds: float
    """Added to the log-odds; negative speaks for the listing."""
    note: str


class Model(Protocol):
    """What the screener asks of a model."""

    needs: Sequence[str]
    """Columns that it reads."""

    def evaluate(self, known: Mapping[str, Any]) -> Scores:
        """Score every listing of a batch; the same columns give the same scores on any machine.

        Args:
            known: outputs of all signals, as Arrow arrays of equal length.
        """
        ...

    def contributions(self, known: Mapping[str, Any], row: int) -> list[Contribution]:
        """Return what moved the score of one listing, the strongest first."""
        ...

    def problems(self, names: Mapping[str, Any], file: str) -> list[Problem]:
        """Return what is wrong with the columns that the model reads, given those there are and their Arrow types."""
        ...
