"""`countermark log`: check a decision log, and remove what is older than it may be kept."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from countermark.evidence.errors import LogError
from countermark.evidence.folders import check_folder
from countermark.evidence.prune import Pruned, prune_log
from countermark.evidence.verify import SegmentFound, Verification, verify_log

app: Final = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, rich_markup_mode=None
)
FolderArgument = Annotated[Path, typer.Argument(help="Folder of the decision log.", show_default=False)]
_MAX_DAMAGE: Final = 20
"""Damaged places that are printed; of more, the number."""


@app.callback()
def _log() -> None:
    """Check a decision log, and remove what is older than it may be kept."""


@app.command()
def verify(folder: FolderArgument) -> None:
    """Check that a decision log is what was written, while it is written, sealed, or copied elsewhere.

    Prints every segment with its records and Merkle root, then the damaged places, the first one first.

    Exit code 0 when the log is what was written, 1 when it is not.
    """
    with _told():
        check_folder(folder)
        found = verify_log(folder)
    for segment in found.found:
        typer.echo(_segment_line(segment))
    for line in _totals(found):
        typer.echo(line)
    for note in found.notes:
        typer.echo(f"Note: {note}")
    if found.is_sound:
        typer.echo("The log is what was written.")
        return
    typer.echo(f"DAMAGED, first at {found.problems[0]}", err=True)
    for problem in found.problems[1:_MAX_DAMAGE]:
        typer.echo(f"  then {problem}", err=True)
    if len(found.problems) > _MAX_DAMAGE:
        typer.echo(f"  and {len(found.problems) - _MAX_DAMAGE:,} more", err=True)
    raise typer.Exit(1)


@app.command()
def prune(
    folder: FolderArgument,
    *,
    keep_days: Annotated[int, typer.Option(min=1, help="Decisions younger than so many days are kept.")],
    by: Annotated[str, typer.Option(help="Who has it removed; else the name of the user who runs this.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
) -> None:
    """Remove sealed segments all of whose decisions are older than a limit.

    A tombstone with the Merkle root stays in the place of each, so that a copy of the segment can be proved genuine
    later. Gates may write to the log meanwhile; killed at any moment, the same command goes on.

    Exit code 0 when all is done, 1 when a segment is damaged (it stays) or something stands in the way.
    """
    with _told():
        done = prune_log(folder, keep_days=keep_days, now=datetime.now(UTC), by=by or _user(), dry_run=dry_run)
    for line in _pruned_lines(done, dry_run=dry_run):
        typer.echo(line)
    for damage in done.damage:
        typer.echo(f"Not removed, since it is damaged: {damage}", err=True)
    if done.damage:
        raise typer.Exit(1)


def _segment_line(segment: SegmentFound) -> str:
    span = f"{segment.first_sequence} to {segment.last_sequence}" if segment.records else "none"
    return (
        f"{segment.writer}/{segment.number:08} {segment.state:<6} {segment.records:>9,} records, numbers {span}, "
        f"root {segment.merkle_root or 'cannot be told'}"
    )


def _totals(found: Verification) -> Iterator[str]:
    yield (
        f"{found.segments:,} segments, {found.sealed:,} of them sealed; {found.pruned:,} pruned; "
        f"{found.decisions:,} decisions, {found.answers:,} answers"
    )
    if found.set_aside_bytes:
        yield f"{found.set_aside_bytes:,} bytes of torn writes were set aside after crashes"


def _pruned_lines(done: Pruned, *, dry_run: bool) -> Iterator[str]:
    verb = "would remove" if dry_run else "removed"
    for name in done.finished:
        yield f"{name}: {verb} what an earlier run left of it"
    for writer, stone in done.removed:
        times = "no decisions"
        if stone.first_decided_at is not None and stone.last_decided_at is not None:
            times = f"decided {stone.first_decided_at:%Y-%m-%d} to {stone.last_decided_at:%Y-%m-%d}"
        yield (f"{writer}/{stone.segment:08}: {verb} {stone.records:,} records, {times}, root {stone.merkle_root}")
    count = len(done.removed)
    yield f"{verb.capitalize()} {count:,} segments, {done.freed_bytes:,} bytes; {done.kept:,} sealed ones are younger."
    if done.unsealed:
        yield f"{done.unsealed:,} segments are not sealed and stay, however old they are."


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except LogError as error:
        _stop(str(error))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
