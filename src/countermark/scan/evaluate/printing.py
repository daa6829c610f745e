"""Printing a report in a terminal; every suite is printed by the same code."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from countermark.scan.evaluate.report import Cell, Figure, Report, Table

_INVISIBLE: Final = {"Cf", "Cc", "Mn", "Me", "Co", "Cs"}


def print_report(report: Report, console: Console, *, show: int) -> None:
    """Print a report.

    Args:
        report: what to print.
        console: where to.
        show: how many examples of each kind to print; the JSON has all of them.
    """
    console.print(f"[bold]{escape(report.suite)}[/bold]  {escape(report.describe)}")
    size = sum(file.size for file in report.data)
    console.print(
        f"data: {len(report.data)} files, {size:,} bytes, {report.rows:,} rows, sha256 {report.data_hash[:12]}   "
        f"snapshot {report.snapshot[:12]}   countermark {report.version}   seed {report.seed}",
        highlight=False,
    )
    for table in report.tables:
        if table.rows:
            _print_table(table, console, show)
    if report.figures:
        _print_figures(report.figures, console)
    for note in report.notes:
        console.print(escape(note), highlight=False)


def _print_figures(figures: Sequence[Figure], console: Console) -> None:
    rich = RichTable("figure", "share", "95% interval", "count", "of", "target", "met", title="Figures")
    for column in ("share", "95% interval", "count", "of"):
        next(c for c in rich.columns if c.header == column).justify = "right"
    for item in figures:
        met = "" if item.met is None else ("yes" if item.met else "NO")
        rich.add_row(
            escape(item.name),
            percent(item.share),
            _interval(item),
            f"{item.count:,}",
            f"{item.total:,}",
            item.target,
            met,
        )
    console.print(rich)


def _print_table(table: Table, console: Console, show: int) -> None:
    rows = table.rows[:show] if table.examples else table.rows
    left = len(table.rows) - len(rows)
    title = table.title if not left else f"{table.title} ({len(rows)} of {len(table.rows)})"
    rich = RichTable(*(escape(column) for column in table.columns), title=escape(title))
    for row in rows:
        rich.add_row(*(escape(_cell(value)) for value in row))
    console.print(rich)


def percent(share: float | None) -> str:
    """Return a share in percent with a precision that suits its size, or a dash where nothing was measured."""
    if share is None:
        return "-"
    digits = 3 if 0 < share < 0.001 else 2 if 0 < share < 0.01 or 0.99 < share < 1 else 1
    return f"{100 * share:.{digits}f}%"


def _interval(item: Figure) -> str:
    return "-" if item.low is None else f"{percent(item.low)} to {percent(item.high)}"


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else visible(str(value))


def visible(text: str) -> str:
    """Return the text with control, format and combining characters written out, so that a terminal shows them."""
    return "".join(f"<{ord(char):04X}>" if unicodedata.category(char) in _INVISIBLE else char for char in text)
