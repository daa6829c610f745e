"""What `countermark screen` wrote, read back: decisions, their evidence, and the listings that they are about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from countermark.engine.decision import OUTPUT_SCHEMA, Decision, Evidence, Screened
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.listing import Listing, batch_to_listings
from countermark.formats.listings import ListingMapping, read_listings

_COUNTED: Final = ["listing_id", "decision", "score", "reasons"]
_DECISIONS: Final = pa.array([decision.value for decision in Decision])


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions of a file."""

    path: Path
    table: Any
    """Arrow: `listing_id`, `decision`, `score` and `reasons` of `OUTPUT_SCHEMA`, one row a listing."""
    snapshot: str
    """Content hash of what was decided under; empty when the file is empty."""
    version: str
    """Of Countermark; empty when the file does not say."""

    def screened(self, rows: Sequence[int]) -> dict[int, Screened]:
        """Return the decisions of a few rows with their evidence, by row.

        The file does not keep which rules fired, nor the listing's version and hash; these are left empty.
        """
        wanted = np.array(sorted(rows), np.int64)
        found: dict[int, Screened] = {}
        start = 0
        with pq.ParquetFile(self.path) as file:
            for group in range(file.num_row_groups):
                stop = start + file.metadata.row_group(group).num_rows
                inside = wanted[(wanted >= start) & (wanted < stop)]
                if len(inside):
                    taken = file.read_row_group(group, columns=OUTPUT_SCHEMA.names).take(pa.array(inside - start))
                    found |= zip(inside.tolist(), map(_screened, taken.to_pylist()), strict=True)
                start = stop
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """Listings of files."""

    listings: Mapping[str, tuple[int, Listing]]
    """Of those asked for: id -> row in its file and listing. Of several with one id the first counts."""
    ids: Any
    """Arrow: the ids of all listings in the files."""
    markets: Any
    """Arrow: the market of each of them."""


def read_decisions(path: Path) -> Decided:
    """Read the output of a screening.

    Raises:
        InvalidInputError: it is no such file, or a row is not what a screening writes.
    """
    try:
        with pq.ParquetFile(path) as file:
            schema, metadata = file.schema_arrow, file.schema_arrow.metadata or {}
            if missing := [name for name in OUTPUT_SCHEMA.names if name not in schema.names]:
                message = "is not a column of the file; expected what `countermark screen` writes"
                raise InvalidInputError([Problem(str(path), None, name, message) for name in missing])
            table = file.read(columns=_COUNTED)
            snapshots = file.read(columns=["snapshot"]).column("snapshot").unique().to_pylist()
    except (OSError, pa.ArrowException) as error:
        message = f"cannot be read as Parquet: {error}".splitlines()[0]
        raise InvalidInputError([Problem(str(path), None, None, message)]) from error
    _check(path, table)
    version = metadata.get(b"countermark.version", b"").decode(errors="replace")
    return Decided(path, table, ", ".join(map(str, snapshots)), version)


def find_listings(files: Iterable[Path], mapping: ListingMapping, wanted: set[str], *, now: datetime) -> Found:
    """Look listings up in the files that they were screened from, in memory that holds every id and market.

    Args:
        files: of listings.
        mapping: how they are read.
        wanted: ids of the listings to return in full.
        now: the caller's clock, aware.

    Raises:
        InvalidInputError: a file is not readable as a whole.
    """
    listings: dict[str, tuple[int, Listing]] = {}
    ids, markets = [pa.array([], pa.string())], [pa.array([], pa.string())]
    values = pa.array(sorted(wanted), pa.string())
    for file in files:
        for chunk in read_listings(file, mapping, now=now):
            column = chunk.batch.column("listing_id")
            ids.append(column)
            markets.append(chunk.batch.column("market").cast(pa.string()))
            chosen = np.flatnonzero(pc.is_in(column, value_set=values).to_numpy(zero_copy_only=False))
            rows = np.asarray(chunk.rows)[chosen].tolist()
            for row, listing in zip(rows, batch_to_listings(chunk.batch.take(pa.array(chosen))), strict=True):
                listings.setdefault(listing.listing_id, (row, listing))
    return Found(listings, pa.chunked_array(ids).combine_chunks(), pa.chunked_array(markets).combine_chunks())


def _check(path: Path, table: Any) -> None:
    decisions = table.column("decision").cast(pa.string())
    unknown = np.flatnonzero(pc.is_in(decisions, value_set=_DECISIONS).to_numpy() == 0)
    problems = [
        Problem(str(path), int(row) + 1, "decision", f"is {decisions[row].as_py()!r}; expected one of {_names()}")
        for row in unknown[:20].tolist()
    ]
    problems += [
        Problem(str(path), None, name, "has rows without a value")
        for name in _COUNTED
        if table.column(name).null_count and name != "decision"
    ]
    if problems:
        raise InvalidInputError(problems)


def _names() -> str:
    return ", ".join(_DECISIONS.to_pylist())


def _screened(row: dict[str, Any]) -> Screened:
    return Screened(
        listing_id=row["listing_id"],
        version=1,
        listing_hash="",
        decision=Decision(row["decision"]),
        score=row["score"],
        reasons=row["reasons"],
        rules=[],
        shadow_rules=[],
        evidence=[_evidence(item) for item in row["evidence"]],
        counter_evidence=[_evidence(item) for item in row["counter_evidence"]],
        snapshot=row["snapshot"],
    )


def _evidence(item: dict[str, Any]) -> Evidence:
    return Evidence(**{name: value for name, value in item.items() if name != "words"})
