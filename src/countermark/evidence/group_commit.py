"""Group commit: whatever is asked for while the disk is busy goes into the next write, and shares its fsync."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from countermark.evidence.errors import LogError
from countermark.evidence.log import DecisionLog
from countermark.evidence.writer import Prepared

MAX_GROUP: Final = 4_096
"""Records of one group; more wait for the next."""


class Commit:
    """Records that one caller wants to be durable together."""

    def __init__(self, entries: Sequence[Prepared]) -> None:
        self.entries = entries
        self.error: LogError | None = None
        """Set when they could not be made durable; then none of them may be answered."""


class GroupCommit:
    """A thread that writes to a log on behalf of many.

    Args:
        log: the log; while this lives, nobody else appends to it.
        on_group: called in the thread after each group, with its commits, each with its error or none, and the seconds
            that writing took. Must not raise.
    """

    def __init__(self, log: DecisionLog, *, on_group: Callable[[list[Commit], float], None]) -> None:
        self._log = log
        self._on_group = on_group
        self._waiting: queue.SimpleQueue[Commit | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="decision-log", daemon=True)
        self._thread.start()

    def submit(self, commit: Commit) -> None:
        """Have records written; returns at once."""
        self._waiting.put(commit)

    def close(self) -> None:
        """Write what is waiting, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open:
            group, is_open = self._next_group()
            if group:
                started = time.perf_counter()
                self._write(group)
                self._on_group(group, time.perf_counter() - started)

    def _next_group(self) -> tuple[list[Commit], bool]:
        group: list[Commit] = []
        records = 0
        commit = self._waiting.get()
        while commit is not None:
            group.append(commit)
            records += len(commit.entries)
            if records >= MAX_GROUP:
                return group, True
            try:
                commit = self._waiting.get_nowait()
            except queue.Empty:
                return group, True
        return group, False

    def _write(self, group: list[Commit]) -> None:
        entries = [entry for commit in group for entry in commit.entries]
        try:
            self._log.append_prepared(entries)
        except Exception as error:  # noqa: BLE001 - whatever it is, callers must hear of it and the thread go on
            for commit in group:
                commit.error = error if isinstance(error, LogError) else LogError(f"{type(error).__name__}: {error}")
