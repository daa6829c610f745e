"""The gate itself, without HTTP: its parts, how they start and stop, and what it does every second."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from countermark.engine.decision import Screened
from countermark.engine.errors import InvalidInputError, SnapshotError
from countermark.engine.listing import Listing
from countermark.evidence.errors import LogError
from countermark.evidence.log import DecisionLog
from countermark.evidence.sealing import closed_segments
from countermark.gate.body import BodyReader
from countermark.gate.coalesce import Coalescer
from countermark.gate.durable import DurableLog
from countermark.gate.fallback import Fallback, parse_fallback
from countermark.gate.isolate import screen_isolating
from countermark.gate.key_lock import KeyLocks
from countermark.gate.keys import KeyRing, OpenRing, parse_keys
from countermark.gate.logs import described, log
from countermark.gate.metrics import Metrics, forget_dead_workers
from countermark.gate.rate import SharedRates
from countermark.gate.screens import Screens
from countermark.gate.settings import GateSettings
from countermark.gate.snapshots import Snapshots
from countermark.gate.watched import WatchedFile
from countermark.gate.wire import Readiness

STUCK_S: Final = 10.0
"""A worker whose engine has been at one batch for this long is not ready."""
Value = TypeVar("Value")


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


class Gate:
    """One worker's gate; made on the event loop that it then runs on.

    Args:
        settings: what the operator set.
        load: makes an engine of a snapshot's folder.
        now: wall clock, aware.

    Raises:
        SnapshotError, InvalidInputError, LogError: a part cannot start; the message says which and why.
    """

    def __init__(
        self, settings: GateSettings, load: Callable[[Path], Screens], *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.settings = settings
        self.now = now
        self.metrics = Metrics()
        self._sealers: list[subprocess.Popen[bytes]] = []
        self.keys: WatchedFile[KeyRing | OpenRing] = WatchedFile(settings.keys, parse_keys, OpenRing())
        self.fallback = WatchedFile(settings.fallback, parse_fallback, Fallback())
        self.snapshots = Snapshots(settings.snapshot, load, turn=settings.runtime / "turn")
        self.log = DecisionLog(
            settings.log,
            durability=settings.durability,
            segment_bytes=settings.segment_bytes,
            on_close=self._seal,
        )
        self.durable = DurableLog(self.log, on_group=self._on_group)
        self.coalescer = Coalescer(self._screen, max_waiting=settings.limits.waiting_listings)
        self.key_locks = KeyLocks(settings.log / "keys.lock")
        self.rates = SharedRates(settings.runtime, clock=time.monotonic)
        limits = settings.limits
        self.bodies = BodyReader(seconds=limits.body_s, total_bytes=limits.bodies_bytes)
        self.metrics.snapshots.labels(self.snapshots.current.snapshot).set(1)
        self._parent = os.getppid()
        self._ticking: asyncio.Task[None] | None = None
        if self.log.set_aside_bytes:
            self.metrics.set_aside.inc(self.log.set_aside_bytes)
            log(logging.WARNING, "torn bytes of a crash set aside", bytes=self.log.set_aside_bytes)

    def start(self) -> None:
        """Begin to look after snapshot, keys, fallback and log."""
        self._ticking = asyncio.create_task(self._tick())
        log(logging.INFO, "gate started", snapshot=self.snapshots.current.snapshot)

    async def stop(self) -> None:
        """Write what was accepted, then give everything back."""
        if self._ticking is not None:
            self._ticking.cancel()
            with suppress(asyncio.CancelledError):
                await self._ticking
        self.coalescer.close()
        await self.durable.close()
        self.key_locks.close()
        self.rates.close()
        self.log.close()
        log(logging.INFO, "gate stopped")

    def readiness(self) -> Readiness:
        """Return whether decisions can be taken now."""
        reasons = []
        if self.durable.failure is not None:
            reasons.append("the decision log cannot be written")
        if self.durable.is_late:
            reasons.append("the decision log does not confirm in time")
        if self.coalescer.engine_busy_s() > STUCK_S:
            reasons.append("the engine does not answer")
        return Readiness(not reasons, self.snapshots.current.snapshot, reasons)

    async def reload(self) -> None:
        """Look for a new snapshot, keys and fallback now, and try again what was refused before."""
        await self._look(again=True)

    def _screen(self, listings: Sequence[Listing]) -> list[Screened | None]:
        """Screen one engine batch under the snapshot in force when it begins. Runs in the engine's thread."""
        started = time.perf_counter()
        screened = screen_isolating(self.snapshots.current.screen_many, listings, on_failure=self._on_engine_failure)
        self.metrics.engine_seconds.observe(time.perf_counter() - started)
        self.metrics.batch_rows.observe(len(listings))
        return screened

    def _on_engine_failure(self, error: BaseException) -> None:
        self.metrics.engine_failures.inc()
        log(logging.ERROR, "the engine failed", **described(error))

    def _on_group(self, records: int, seconds: float, failure: LogError | None) -> None:
        self.metrics.commit_rows.observe(records)
        self.metrics.commit_seconds.observe(seconds)
        if failure is not None:
            self.metrics.log_failures.inc()
            log(logging.ERROR, "decisions could not be made durable", records=records, why=str(failure))

    def _seal(self, folder: Path) -> None:
        """Have closed segments sealed by another process: the work would slow this one down."""
        if not self.settings.seal or not closed_segments(folder):
            return
        try:
            sealer = subprocess.Popen([sys.executable, "-m", "countermark.evidence.sealing", str(folder)])  # noqa: S603 - our own program and folder
        except OSError as error:
            log(logging.ERROR, "segments cannot be sealed now", folder=folder.name, why=error.strerror)
        else:
            self._sealers.append(sealer)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self.settings.poll_s)
            try:
                await self._look_around()
            except Exception as error:  # noqa: BLE001 - one bad look must not end all looking
                log(logging.ERROR, "looking after the gate failed", **described(error))

    async def _look_around(self) -> None:
        self.metrics.waiting.set(self.coalescer.waiting)
        forget_dead_workers()
        self._sealers = [sealer for sealer in self._sealers if sealer.poll() is None]
        if os.getppid() != self._parent:
            log(logging.ERROR, "the main process is gone; stopping")
            os.kill(os.getpid(), signal.SIGTERM)
        await self.durable.probe()
        await self._look(again=False)

    async def _look(self, *, again: bool) -> None:
        self._look_at(self.keys, "keys")
        self._look_at(self.fallback, "fallback")
        before = self.snapshots.current.snapshot
        try:
            after = await self.snapshots.look(again=again)
        except SnapshotError as error:
            self.metrics.refused_swaps.inc()
            log(logging.ERROR, "snapshot refused; the old one stays", snapshot=before, why=str(error))
            return
        if after is not None:
            self.metrics.snapshots.labels(before).set(0)
            self.metrics.snapshots.labels(after).set(1)
            self.metrics.swaps.inc()
            log(logging.INFO, "snapshot swapped", before=before, after=after)

    def _look_at(self, file: WatchedFile[Value], name: str) -> None:
        try:
            if file.look():
                log(logging.INFO, f"{name} read again")
        except InvalidInputError as error:
            log(logging.ERROR, f"{name} refused; the old ones stay", why=str(error))
