"""Coalescing: requests that arrive together are screened together, since a batch of one costs nearly as much as ten.

Everything but the engine runs on the event loop. The engine runs in one thread, a batch at a time; whatever arrives
meanwhile goes into the next batch, so that batches grow with the load by themselves. If that is little, the next batch
waits a moment, in which the answers of the last go out and new requests come in: the engine's cost however few the
listings is then paid half as often. Single listings go before those of batches, but never take all the room.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from itertools import islice, repeat
from typing import Final

from countermark.engine.decision import Screened
from countermark.engine.listing import Listing
from countermark.gate.refusal import RefusalError, retry_after

MAX_ROWS: Final = 512
"""Listings of one engine batch: a few milliseconds of work, so that a single listing does not wait long behind it."""
WINDOW_S: Final = 0.001
"""How long the first request of a batch waits for company when the engine is idle."""

ENOUGH_ROWS: Final = 64
"""Listings with which a batch does not wait for more: most of its cost is theirs by then."""
PAUSE_SHARE: Final = 0.5
"""How long a small batch waits after the last, as a share of the time that the engine took for that; the faster the
engine, the shorter."""
PAUSE_S: Final = 0.005
"""But no longer than this."""

ScreenMany = Callable[[Sequence[Listing]], list[Screened | None]]


class Incomplete(StrEnum):
    """Why a listing was not screened to the end."""

    DEADLINE = "deadline"
    ENGINE_ERROR = "engine_error"


class _Job:
    """The listings of one request."""

    def __init__(self, listings: Sequence[Listing], future: asyncio.Future[None]) -> None:
        self.listings = listings
        self.outcomes: list[Screened | Incomplete] = [Incomplete.DEADLINE] * len(listings)
        self.future = future
        self.taken = 0
        """Listings that went to the engine."""
        self.open = len(listings)
        """Listings without an outcome of the engine."""


class Coalescer:
    """Brings requests together for the engine.

    Args:
        screen: the engine; called in a thread of its own, one batch at a time.
        max_waiting: listings that may wait for the engine; more are refused.
        max_rows: listings of one engine batch.
        window_s: how long to wait for company.
    """

    def __init__(
        self, screen: ScreenMany, *, max_waiting: int, max_rows: int = MAX_ROWS, window_s: float = WINDOW_S
    ) -> None:
        self._screen = screen
        self._max_waiting = max_waiting
        self._max_rows = max_rows
        self._enough_rows = min(ENOUGH_ROWS, max_rows)
        self._window_s = window_s
        self._loop = asyncio.get_running_loop()
        self._engine = ThreadPoolExecutor(1, thread_name_prefix="engine")
        self._singles: dict[_Job, None] = {}
        self._batches: dict[_Job, None] = {}
        self._is_busy = False
        self._timer: asyncio.TimerHandle | None = None
        self._started_at = 0.0
        self.waiting = 0
        """Listings that wait for the engine."""

    async def screen(self, listings: Sequence[Listing], *, deadline: float) -> list[Screened | Incomplete]:
        """Return what came of each listing, at the latest at the deadline.

        Args:
            listings: of one request, 1 or more.
            deadline: on the event loop's clock.

        Raises:
            RefusalError: too many listings are waiting; come back later.
        """
        if self.waiting + len(listings) > self._max_waiting:
            raise RefusalError(
                "overloaded", f"{self.waiting} listings are waiting to be screened", headers=retry_after(1)
            )
        job = _Job(listings, self._loop.create_future())
        queue = self._singles if len(listings) == 1 else self._batches
        queue[job] = None
        self.waiting += len(listings)
        expiry = self._loop.call_at(deadline, _settle, job)
        self._wake()
        try:
            await job.future
        finally:
            expiry.cancel()
            if job in queue:
                del queue[job]
                self.waiting -= len(job.listings) - job.taken
        return list(job.outcomes)

    def engine_busy_s(self) -> float:
        """Return for how long the engine has been working on the batch in hand; 0 when it is idle."""
        return self._loop.time() - self._started_at if self._is_busy else 0.0

    def close(self) -> None:
        """Let the engine's thread go; a batch in hand is not waited for."""
        if self._timer is not None:
            self._timer.cancel()
        self._engine.shutdown(wait=False, cancel_futures=True)

    def _wake(self) -> None:
        if self._is_busy:
            return
        if self.waiting >= self._enough_rows:
            self._dispatch()
        else:
            self._dispatch_after(self._window_s)

    def _dispatch_after(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, self._dispatch)

    def _dispatch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        parts = [] if self._is_busy else self._take()
        if not parts:
            return
        self._is_busy = True
        self._started_at = self._loop.time()
        listings = [listing for job, start, end in parts for listing in job.listings[start:end]]
        work = self._loop.run_in_executor(self._engine, self._screen, listings)
        work.add_done_callback(lambda done: self._finish(done, parts))

    def _take(self) -> list[tuple[_Job, int, int]]:
        """Take listings for one engine batch: half the room is for batches, if any wait, and the rest for singles."""
        room = self._max_rows
        for_singles = room // 2 if self._batches else room
        parts = [(job, 0, 1) for job in islice(self._singles, for_singles)]
        for job, _, _ in parts:
            del self._singles[job]
            job.taken = 1
        room -= len(parts)
        while room and self._batches:
            job = next(iter(self._batches))
            start, job.taken = job.taken, min(job.taken + room, len(job.listings))
            if job.taken == len(job.listings):
                del self._batches[job]
            parts.append((job, start, job.taken))
            room -= job.taken - start
        self.waiting -= self._max_rows - room
        return parts

    def _finish(self, done: asyncio.Future[list[Screened | None]], parts: list[tuple[_Job, int, int]]) -> None:
        self._is_busy = False
        took_s = self._loop.time() - self._started_at
        has_failed = done.cancelled() or done.exception() is not None
        screened = repeat(None) if has_failed else iter(done.result())
        for job, start, end in parts:
            for at in range(start, end):
                outcome = next(screened)
                if not job.future.done():
                    job.outcomes[at] = Incomplete.ENGINE_ERROR if outcome is None else outcome
            job.open -= end - start
            if job.open == 0:
                _settle(job)
        if 0 < self.waiting < self._enough_rows:
            self._dispatch_after(min(PAUSE_S, took_s * PAUSE_SHARE))
        else:
            self._dispatch()


def _settle(job: _Job) -> None:
    """Give a job's outcomes as they are now; what is not screened yet counts as not screened in time."""
    if not job.future.done():
        job.future.set_result(None)
