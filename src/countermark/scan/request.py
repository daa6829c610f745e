"""What a scan is asked, how far it is, and what came of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from countermark.engine.snapshot import Snapshot
from countermark.formats.listings import ListingMapping
from countermark.scan.part import PartReport
from countermark.scan.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What to screen, under what, and where to."""

    files: Sequence[Path]
    """Files of listings, in the order in which they stand in the output."""
    mapping: ListingMapping
    snapshot: Snapshot
    output: Path
    """Parquet file of `OUTPUT_SCHEMA`."""
    now: datetime
    """Aware, UTC: the clock that listings' dates are held against."""
    csv: Path | None = None
    report: Path | None = None
    language: str = "en"
    """Of the words of the evidence, and of the report page: en, zh or pt."""
    processes: int = 2
    restart: bool = False
    """Throw away an unfinished scan into the same output."""

    @property
    def rejects(self) -> Path:
        """Where the rows that could not be screened are listed."""
        return self.output.with_name(f"{self.output.name.removesuffix('.parquet')}.rejects.jsonl")


@dataclass(slots=True)
class Progress:
    """How far a scan is; counts before repeated listing ids are taken out."""

    parts: int
    rows_planned: int
    """Rows of all input files."""
    parts_done: int = 0
    parts_kept: int = 0
    """Of those done, how many were finished by an earlier, interrupted run."""
    rows: int = 0
    """Rows read in the parts that are done."""
    rows_now: int = 0
    """Of those, rows read in this run."""
    rejects: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    fields: dict[int, Counter[str]] = field(default_factory=dict)
    """By number of the input file: its rows by field, read by the mapping or not."""

    def add(self, report: PartReport, *, file: int, kept: bool = False) -> None:
        """Count a finished part of an input file, which is given by its number."""
        self.parts_done += 1
        self.parts_kept += kept
        self.rows += report.rows_read
        self.rows_now += 0 if kept else report.rows_read
        self.rejects += report.rejects
        self.decisions.update(report.decisions)
        self.fields.setdefault(file, Counter()).update(report.fields)


Observer = Callable[[Progress], None]
"""Is told how far the scan is, about once a second or oftener."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """A finished scan."""

    tally: Tally
    progress: Progress
