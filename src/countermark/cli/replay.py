"""`countermark replay`: decide a logged decision again and compare."""

from pathlib import Path
from typing import Annotated, Final, NoReturn

import msgspec
import typer

import countermark
from countermark.engine.decision import Screened
from countermark.engine.errors import SnapshotError
from countermark.engine.screen import Screener
from countermark.engine.snapshot import MANIFEST, Snapshot
from countermark.evidence.errors import LogError
from countermark.evidence.reader import LogReader
from countermark.evidence.record import DecisionRecord
from countermark.evidence.tombstone import last_pruned_decision
from countermark.formats.snapshot_folder import load_snapshot

_MAX_SHOWN: Final = 2_000
_HASH_DIGITS: Final = 12


def replay(
    log: Annotated[Path, typer.Argument(help="Folder of the decision log.")],
    *,
    listing_id: Annotated[str, typer.Option("--id", help="Id of the listing; its newest decision is replayed.")],
    snapshots: Annotated[Path, typer.Option(help="Folder of snapshots, or the one that is needed.")] = Path(
        "snapshots"
    ),
) -> None:
    """Screen a logged listing again under the snapshot that decided it, and say whether the decision is the same.

    Exit code 0 when it is the same to the byte, 1 when it is not or cannot be replayed.
    """
    try:
        record = _record(log, listing_id)
        snapshot = _snapshot(snapshots, record.screened.snapshot)
    except (LogError, SnapshotError) as error:
        _stop(str(error))
    typer.echo(_headline(record))
    if record.incomplete:
        typer.echo(
            f"This is a fallback decision ({record.incomplete}): the engine did not take part in it. What it says now:"
        )
    again = Screener(snapshot).screen_listing(record.listing)
    if record.incomplete:
        typer.echo(f"  {again.decision}, score {again.score:g}, reasons {', '.join(again.reasons) or 'none'}")
        return
    differences = _differences(record.screened, again)
    if not differences:
        typer.echo(f"Same to the byte ({len(msgspec.json.encode(again))} bytes).")
        return
    typer.echo("DIFFERENT:")
    for line in differences:
        typer.echo(f"  {line}")
    if snapshot.manifest.engine != countermark.__version__:
        typer.echo(
            f"The snapshot was built with version {snapshot.manifest.engine}, this is {countermark.__version__}; "
            "only the same version promises the same decision."
        )
    raise typer.Exit(1)


def _record(log: Path, listing_id: str) -> DecisionRecord:
    reader = LogReader(log)
    try:
        record = reader.get(listing_id)
        if record is None:
            raise LogError(_why_there_is_none(log, reader, listing_id))
    finally:
        reader.close()
    return record


def _why_there_is_none(log: Path, reader: LogReader, listing_id: str) -> str:
    pruned = reader.pruned(listing_id)
    if pruned is not None:
        return f"the decision of listing {listing_id!r} is no longer in {log}: {pruned}"
    message = f"{log} has no decision of listing {listing_id!r}"
    last = last_pruned_decision(log)
    return message if last is None else f"{message}; decisions up to {last:%Y-%m-%d %H:%M:%SZ} were pruned"


def _snapshot(folder: Path, digest: str) -> Snapshot:
    path = folder if (folder / MANIFEST).exists() else folder / digest[:_HASH_DIGITS]
    if not path.is_dir():
        raise SnapshotError(f"{path}: the snapshot that decided is not there; name its folder with --snapshots")
    snapshot = load_snapshot(path)
    if snapshot.hash != digest:
        raise SnapshotError(f"{path} is snapshot {snapshot.hash}, the decision was taken under {digest}")
    return snapshot


def _headline(record: DecisionRecord) -> str:
    screened = record.screened
    return (
        f"listing {screened.listing_id} version {screened.version}: {screened.decision}, score {screened.score:g}, "
        f"decided at {record.decided_at.isoformat(timespec='milliseconds')} in {record.latency_us / 1000:.1f} ms, "
        f"request {record.request_id}, snapshot {screened.snapshot[:_HASH_DIGITS]}"
    )


def _differences(logged: Screened, again: Screened) -> list[str]:
    """Return one line for each field whose bytes differ."""
    lines = []
    for name in Screened.__struct_fields__:
        before, after = (msgspec.json.encode(getattr(side, name)).decode()[:_MAX_SHOWN] for side in (logged, again))
        if msgspec.json.encode(getattr(logged, name)) != msgspec.json.encode(getattr(again, name)):
            lines.append(f"{name}: logged {before}, now {after}")
    return lines


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
