"""The folder beside the output in which an unfinished scan keeps its parts."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from countermark.scan.errors import ChangedError, ScanError
from countermark.scan.files import remove_temporaries, sync_folder
from countermark.scan.manifest import NAME, Manifest, Task, changes, read_manifest, write_manifest
from countermark.scan.part import PartFiles, PartReport

_LOCK: Final = "lock"


def work_folder(output: Path) -> Path:
    """Return the work folder of a scan that writes to `output`."""
    return output.with_name(f"{output.name}.work")


def unfinished(output: Path) -> Manifest | None:
    """Return what an unfinished scan into `output` was begun with, or None when there is none.

    Raises:
        ScanError: there is one that this version cannot read.
    """
    return read_manifest(work_folder(output))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other scans out of a work folder, which is made if need be; the lock ends with this process at the latest.

    Raises:
        ScanError: another scan is at work there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ScanError(f"another scan is writing to {folder}; wait for it or choose another --out") from error
        try:
            yield
        finally:
            if not (folder / NAME).exists():  # nothing to go on with
                shutil.rmtree(folder, ignore_errors=True)


def begin_or_resume(folder: Path, now: Manifest, *, plan: Callable[[], list[Task]], restart: bool) -> Manifest:
    """Return the manifest to go by: that of the unfinished scan in the folder if it may go on, else `now`, written.

    Args:
        folder: locked work folder.
        now: what is asked for now, without its tasks.
        plan: cuts the input files into tasks; only asked when there is no scan to go on with.
        restart: throw away an unfinished scan.

    Raises:
        ChangedError: the unfinished scan was begun with something else; the message lists what, and what to do.
        ScanError: the unfinished scan's manifest is not readable.
    """
    remove_temporaries(folder)
    begun = None if restart else read_manifest(folder)
    if begun is not None:
        if differences := changes(begun, now):
            what = "".join(f"\n  - {difference}" for difference in differences)
            raise ChangedError(
                f"{folder} holds an unfinished scan that was begun with something else:{what}\n"
                "Put it back as it was to go on with that scan, or begin anew with --restart."
            )
        return begun
    manifest = msgspec.structs.replace(now, tasks=plan())
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()
    write_manifest(folder, manifest)
    sync_folder(folder)
    return manifest


def finished_parts(folder: Path, manifest: Manifest) -> dict[int, PartReport]:
    """Return the parts that need not be done again, by number, with their counts."""
    reports = ((number, PartFiles(folder, number).report()) for number in range(len(manifest.tasks)))
    return {number: report for number, report in reports if report is not None}


def forget(folder: Path) -> None:
    """Give up a locked work folder: once its manifest is gone, the rest goes when the lock is left."""
    (folder / NAME).unlink(missing_ok=True)
