"""What a suite reports: the data it ran on, figures with their intervals, tables and listings to read by eye."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from countermark.measure.intervals import clopper_pearson, wilson

Cell = str | int | float | None
Method = Literal["wilson", "clopper-pearson"]


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file that was read."""

    name: str
    """Path relative to the data folder."""
    size: int
    """Bytes."""
    sha256: str
    """Of the content, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of something, with the counts it is made of and a 95% interval."""

    name: str
    count: int
    total: int
    share: float | None
    """None where the total is zero: nothing was measured."""
    low: float | None
    high: float | None
    method: Method
    target: str = ""
    """What was aimed for, in words."""
    met: bool | None = None
    """Whether the share itself meets the target; None where there is no target or nothing was measured."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; where it lists examples to read by eye, only the first few rows are printed."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    examples: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one suite."""

    suite: str
    describe: str
    version: str
    """Of Countermark."""
    seed: int
    snapshot: str
    """Content hash of the snapshot that was measured."""
    data: Sequence[DataFile]
    rows: int
    """Listings or texts that were read."""
    figures: Sequence[Figure] = field(default_factory=list)
    tables: Sequence[Table] = field(default_factory=list)
    notes: Sequence[str] = field(default_factory=list)

    @property
    def data_hash(self) -> str:
        """SHA-256 over names and hashes of the files, hexadecimal."""
        lines = "".join(f"{file.sha256}  {file.name}\n" for file in sorted(self.data, key=lambda file: file.name))
        return hashlib.sha256(lines.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the whole report as plain dicts, lists, strings and numbers."""
        return asdict(self) | {"data_hash": self.data_hash}


def figure(
    name: str,
    count: int,
    total: int,
    *,
    below: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Return a figure with its 95% interval, and whether it meets the target if one is given.

    The interval is Wilson's; where the claim is that something is rare (`below`), it is the exact one.

    Args:
        name: what is counted, of what.
        count: successes.
        total: trials; 0 gives a figure without a share.
        below: the share has to be less than or equal to this.
        at_least: the share has to be this or more.
    """
    method: Method = "wilson" if below is None else "clopper-pearson"
    if total == 0:
        return Figure(name, count, total, None, None, None, method, _target(below, at_least))
    interval = (wilson if method == "wilson" else clopper_pearson)(count, total)
    met = None
    if below is not None or at_least is not None:
        met = (below is None or interval.share <= below) and (at_least is None or interval.share >= at_least)
    return Figure(
        name, count, total, interval.share, interval.low, interval.high, method, _target(below, at_least), met
    )


def describe_files(root: Path, paths: Sequence[Path]) -> list[DataFile]:
    """Return name, size and hash of the files."""
    return [
        DataFile(path.relative_to(root).as_posix(), path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in paths
    ]


def _target(below: float | None, at_least: float | None) -> str:
    if below is not None:
        return "none" if below == 0 else f"at most {below:.4g}"
    return "" if at_least is None else f"at least {at_least:.4g}"
