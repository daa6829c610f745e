"""What a scan looks like while it runs: a bar on a terminal, a line now and then in a log."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from countermark.scan.request import Progress

_LOG_SECONDS: Final = 30.0
_MIN_SECONDS: Final = 0.5
"""Before that a rate means nothing."""


class ScanDisplay:
    """Shows a scan's progress on standard error.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._start = clock()
        self._logged = self._start
        self._console = Console(file=sys.stderr)
        self._bar = RichProgress(
            TextColumn("Screening"),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            console=self._console,
            expand=True,
        )
        self._task = self._bar.add_task("", total=None, rate="")
        self._line = Text("Starting the workers", style="dim")
        self._live: Live | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = Live(Group(self._bar, self._line), console=self._console, refresh_per_second=4, transient=True)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    @property
    def seconds(self) -> float:
        """Seconds since the display was made."""
        return self._clock() - self._start

    def show(self, progress: Progress) -> None:
        """Take in how far the scan is."""
        rate = progress.rows_now / self.seconds if self.seconds > _MIN_SECONDS else 0.0
        shown_rate = f"{rate:,.0f} listings/s" if progress.rows_now else ""
        self._bar.update(self._task, completed=progress.rows, total=progress.rows_planned, rate=shown_rate)
        if progress.rows:
            self._line.plain = summary_line(progress)
        if self._live is None and self._clock() - self._logged >= _LOG_SECONDS:
            self._logged = self._clock()
            self._console.print(f"{_percent(progress)} {shown_rate} {summary_line(progress)}", soft_wrap=True)


class CountDisplay:
    """Shows on a terminal how far a piece of work is; says nothing where there is none.

    Args:
        what: in a few words.
        unit: what is counted, in the plural.
        clock: seconds, monotonic.
    """

    def __init__(self, what: str, unit: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._start = clock()
        self._unit = unit
        console = Console(file=sys.stderr)
        self._bar = RichProgress(
            TextColumn(what),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            console=console,
            expand=True,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None, rate="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    @property
    def seconds(self) -> float:
        """Seconds since the display was made."""
        return self._clock() - self._start

    def show(self, done: int, total: int, pictures: int = 0) -> None:
        """Take in how much is done of how much, and how many pictures are drawn."""
        rate = f"{done / self.seconds:,.0f} {self._unit}/s" if self.seconds > _MIN_SECONDS else ""
        rate += f"  {pictures:,} pictures" if pictures else ""
        self._bar.update(self._task, completed=done, total=total, rate=rate)


def summary_line(progress: Progress) -> str:
    """Return the counts so far in one line."""
    counts = "  ".join(f"{name} {progress.decisions[name]:,}" for name in ("block", "hold", "review", "allow"))
    rejects = f"  rejects {progress.rejects:,}" if progress.rejects else ""
    kept = f"  (going on: {progress.parts_kept} of {progress.parts} parts were there)" if progress.parts_kept else ""
    return f"{progress.rows:,} rows  {counts}{rejects}{kept}"


def _percent(progress: Progress) -> str:
    return f"{100 * progress.rows / max(progress.rows_planned, 1):.0f}%"
