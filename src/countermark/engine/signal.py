"""The Signal protocol: one measured fact, or a few that belong together, about every listing of a batch.

A signal is one module. It states its name, which columns it needs and which it adds; it evaluates a whole
batch at once and returns dense columns (for rules and score) and sparse evidence (for people). Examples ship with it:
they are tests, and they are the reference documentation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from countermark.engine.decision import Evidence
from countermark.engine.listing import Listing


@dataclass(frozen=True, slots=True)
class Output:
    """One named column that a signal adds; rules and weights refer to it by `name`."""

    name: str
    type: Any
    """Arrow type. A null means: not known."""
    meaning: str
    """One line for the reference page."""


@dataclass(frozen=True, slots=True)
class SignalResult:
    """What a signal found in a batch of n listings."""

    columns: dict[str, Any]
    """Output name -> Arrow array of length n."""
    evidence: list[tuple[int, Evidence]] = field(default_factory=list)
    """(row, evidence) in any order; the code says whether it speaks for or against the listing."""


@dataclass(frozen=True, slots=True)
class Example:
    """A listing and what the signal must say about it."""

    listing: Listing
    expect: Mapping[str, Any]
    """Output name -> value; outputs not named are not checked."""
    codes: Sequence[str] = ()
    """Evidence codes that must be among those found."""
    note: str = ""


class Signal(Protocol):
    """What the screener asks of a signal."""

    name: str
    needs: Sequence[str]
    """Columns read: of the listing schema, or outputs of signals that run before."""
    outputs: Sequence[Output]

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """Measure every listing of an Arrow batch of `LISTING_SCHEMA`.

        Args:
            batch: the listings.
            known: outputs of the signals that ran before, as Arrow arrays.
        """
        ...

    def examples(self) -> Sequence[Example]:
        """Return listings and what this signal must say about them under the starter registry of the tests."""
        ...
