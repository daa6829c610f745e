"""Screens the chunks of one task: what a worker does, over and over."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.decision import Decision
from countermark.engine.listing import batch_to_listings
from countermark.engine.screen import Screener
from countermark.formats.listings import ListingMapping, Reject, read_chunk
from countermark.formats.snapshot_folder import load_snapshot
from countermark.scan.manifest import Manifest
from countermark.scan.part import PART_SCHEMA, PartFiles, PartReport, Shown

MAX_WORST: Final = 200
"""Listings of one task that are kept in full; the report page shows as many of the whole scan."""
_ORDER: Final = pa.array([decision.value for decision in Decision])


@dataclass(frozen=True, slots=True)
class Setup:
    """What each worker is given once."""

    folder: Path
    """The scan's work folder."""
    snapshot: Path
    mapping: ListingMapping
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some rows that were screened together."""

    rows: Any
    """Their places in the input file."""
    batch: Any
    result: Any


def start_worker(setup: Setup) -> Callable[[int], bytes]:
    """Load the snapshot once and return what does task after task."""
    pa.set_cpu_count(1)  # the processes are the parallelism; more threads than cores only take turns
    screener = Screener(load_snapshot(setup.snapshot))
    # The snapshot is a million objects that live as long as this process: looking through them again and again for
    # garbage took a quarter of the time.
    gc.collect()
    gc.freeze()

    def work(number: int) -> bytes:
        return msgspec.json.encode(screen_task(setup, screener, number))

    return work


def screen_task(setup: Setup, screener: Any, number: int) -> PartReport:
    """Read and screen the chunks of one task and write the part.

    Raises:
        InvalidInputError: a chunk as a whole is not readable.
        OSError: the part could not be written.
    """
    task = setup.manifest.tasks[number]
    path = Path(setup.manifest.inputs[task.file].path)
    now = datetime.fromisoformat(setup.manifest.started_at)
    rejects: list[Reject] = []
    tables: list[Any] = [PART_SCHEMA.empty_table()]
    worst: list[Shown] = []
    rows = 0
    fields: Counter[str] = Counter()
    for chunk in task.chunks:
        read = read_chunk(path, setup.mapping, chunk, now=now)
        rejects += read.rejects
        fields.update(read.fields)
        for piece in _screen(screener, read.batch, np.asarray(read.rows), str(path), rejects):
            worst += _worst_of(piece, rows, _bar(worst))
            tables.append(_table(piece, setup.manifest.language, screener.brand_names))
            rows += piece.batch.num_rows
        worst = sorted(worst, key=badness)[:MAX_WORST]
    rejects.sort(key=attrgetter("row"))
    table = pa.concat_tables(tables)
    counts = {item["values"]: item["counts"] for item in pc.value_counts(table.column("decision")).to_pylist()}
    report = PartReport(rows + len(rejects), len(rejects), counts, dict(fields))
    PartFiles(setup.folder, number).write(table=table, report=report, rejects=rejects, worst=worst)
    return report


def _screen(screener: Any, batch: Any, rows: Any, file: str, rejects: list[Reject]) -> Iterator[_Piece]:
    """Screen a batch; where the engine fails, halve it until only the listing at fault is left out."""
    if batch.num_rows == 0:
        return
    try:
        yield _Piece(rows, batch, screener.screen(batch))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one listing that no test thought of must not stop ten million
        if batch.num_rows == 1:
            what = f"could not be screened ({type(error).__name__}: {error}); please report this"
            rejects.append(Reject(file, int(rows[0]), batch.column("listing_id")[0].as_py(), [what], ""))
            return
        half = batch.num_rows // 2
        yield from _screen(screener, batch.slice(0, half), rows[:half], file, rejects)
        yield from _screen(screener, batch.slice(half), rows[half:], file, rejects)


def _table(piece: _Piece, language: str, brand_names: dict[str, str]) -> Any:
    output = piece.result.to_arrow(language, brand_names)
    side = [
        pa.array(piece.rows, pa.int64()),
        piece.batch.column("seller_id"),
        piece.result.columns["brand"],
        piece.result.columns["language"],
    ]
    return pa.Table.from_arrays([*output.columns, *side], schema=PART_SCHEMA)


def badness(shown: Shown) -> tuple[int, float]:
    """Return the key that sorts worst first: by decision, then by score."""
    return -shown.screened.decision.severity, -shown.screened.score


def _bar(worst: list[Shown]) -> tuple[int, float]:
    """Return what a listing must be worse than to be among the worst."""
    return badness(worst[-1]) if len(worst) >= MAX_WORST else (0, 0.0)


def _worst_of(piece: _Piece, start: int, bar: tuple[int, float]) -> list[Shown]:
    severity = pc.index_in(piece.result.decisions, value_set=_ORDER).to_numpy(zero_copy_only=False)
    scores = piece.result.scores
    is_worse = (-severity < bar[0]) | ((-severity == bar[0]) & (-scores < bar[1]))
    candidates = np.flatnonzero((severity > 0) & is_worse)
    order = np.lexsort((candidates, -scores[candidates], -severity[candidates]))
    chosen = candidates[order[:MAX_WORST]]
    ratio, units = (piece.result.columns[name] for name in ("price_ratio", "price_units"))
    listings = batch_to_listings(piece.batch.take(pa.array(chosen)))
    return [
        Shown(
            position=start + row,
            row=int(piece.rows[row]),
            listing=listing,
            screened=piece.result.screened(row, listing),
            price_ratio=ratio[row].as_py(),
            price_units=units[row].as_py(),
        )
        for row, listing in zip(chosen.tolist(), listings, strict=True)
    ]
