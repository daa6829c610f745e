"""The engine as a part of the programme: the real Screener, in this process or in several."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from countermark.engine.screen import SLICE_ROWS, Screener
from countermark.engine.snapshot import Snapshot
from countermark.evidence.files import write_atomically
from countermark.sim.errors import SimError
from countermark.sim.folder import parquet_bytes
from countermark.sim.play.defence import Act, Action, Posted, Seen
from countermark.sim.workers import end_with_parent

_ACTS: Final = {"allow": Act.ALLOW, "review": Act.REVIEW, "hold": Act.HOLD, "block": Act.REMOVE}
_COLUMNS: Final = ("decision", "score", "reasons")
Screen = Callable[[Any], Any]
"""Takes an Arrow batch of listings and returns a table of `_COLUMNS`, a row a listing."""


class Screening:
    """Asks the engine about everything that is posted or edited.

    Args:
        screen: asks the engine.
        kept: folder in which to keep what was answered, so that a play that is gone on with need not ask again.
    """

    name = "screening"

    def __init__(self, screen: Screen, kept: Path) -> None:
        self._screen = screen
        self._kept = kept

    def screen(self, posted: Posted) -> list[Action]:
        """See Defence.screen."""
        if not posted.batch.num_rows:
            return []
        found = self._answer(posted)
        told = zip(posted.listing.tolist(), posted.day.tolist(), *(found[name].to_pylist() for name in _COLUMNS),
                   strict=True)  # fmt: skip
        return [
            Action(_ACTS[decision], max(day, posted.start_day), listing, reason=" ".join(reasons), score=score)
            for listing, day, decision, score, reasons in told
        ]

    def end_of_week(self, seen: Seen) -> list[Action]:
        """See Defence.end_of_week: the engine has nothing to add."""
        del seen
        return []

    def _answer(self, posted: Posted) -> Any:
        """Return what the engine says, from the file of an earlier run if there is one.

        Raises:
            SimError: the file is about other listings.
        """
        path = self._kept / f"screened-{posted.week:04}-{posted.version}.parquet"
        ids = posted.batch.column("listing_id")
        if path.exists():
            found = pq.read_table(path)
            if not found["listing_id"].combine_chunks().equals(ids):
                raise SimError(f"{path}: is about other listings than this week's; give --restart")
            return found
        answer = self._screen(posted.batch)
        found = answer.add_column(0, "listing_id", ids)
        write_atomically(path, parquet_bytes(found))
        return found


def _told(screener: Screener, batch: Any) -> Any:
    result = screener.screen(batch)
    return pa.table([result.decisions, result.columns["score"], result.policy.reasons_array()], names=_COLUMNS)


@contextmanager
def engine(snapshot: Snapshot, processes: int) -> Iterator[Screen]:
    """Give a function that screens batches; the answers do not depend on the number of processes.

    Args:
        snapshot: under which to decide.
        processes: 1 to screen in this process.
    """
    if processes == 1:
        screener = Screener(snapshot)
        yield lambda batch: _told(screener, batch)
        return
    with _Pool(snapshot, processes) as pool:
        yield pool.screen


class _Pool:
    def __init__(self, snapshot: Snapshot, processes: int) -> None:
        context = multiprocessing.get_context("spawn")
        files = {name: bytes(data) for name, data in snapshot.files().items()}
        self._pool = ProcessPoolExecutor(processes, context, _start, (files,))
        self._processes = processes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def screen(self, batch: Any) -> Any:
        rows = batch.num_rows
        size = min(SLICE_ROWS, max(1, -(-rows // self._processes)))
        slices = [pa.Table.from_batches([batch.slice(start, size)]) for start in range(0, rows, size)]
        try:
            return pa.concat_tables(self._pool.map(_work, slices)).combine_chunks()
        except BrokenProcessPool as error:
            raise SimError("a worker died; what is finished stays, the same command goes on") from error


_of_worker: dict[str, Screener] = {}
"""The screener of a worker process; empty in the parent."""


def _start(files: dict[str, bytes]) -> None:
    end_with_parent()
    pa.set_cpu_count(1)
    _of_worker["screener"] = Screener(Snapshot.from_files(files))


def _work(table: Any) -> Any:
    return _told(_of_worker["screener"], table.combine_chunks().to_batches()[0])
