"""What an unfinished scan was begun with, so that it is gone on with or refused, never mixed up."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from countermark.engine.errors import InvalidInputError, Problem
from countermark.formats.listings import ChunkRef, ListingMapping
from countermark.scan.errors import ScanError
from countermark.scan.files import write_atomically

NAME: Final = "manifest.json"
_FORMAT: Final = 1
_HEAD_BYTES: Final = 1 << 16
_TASKS: Final = 64
_MIN_ROWS: Final = 16_384
_MAX_ROWS: Final = 131_072


class InputFile(msgspec.Struct, frozen=True):
    """One file of listings, as it was when the scan began."""

    path: str
    size: int
    """Bytes."""
    mtime_ns: int
    head_sha256: str
    """SHA-256 of the first 64 KiB."""


class Task(msgspec.Struct, frozen=True):
    """Some chunks of one input file that follow each other: what a worker does in one go."""

    file: int
    """Position in `Manifest.inputs`."""
    chunks: list[ChunkRef]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the result depends on."""

    format: int = _FORMAT
    version: str
    """Of countermark."""
    snapshot: str
    """Content hash."""
    mapping: str
    """Name."""
    mapping_sha256: str
    language: str
    as_of: str
    """ISO date of the snapshot."""
    started_at: str
    """ISO moment, UTC: the clock that listings' dates are held against, also after an interruption."""
    inputs: list[InputFile]
    tasks: list[Task] = msgspec.field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of all input files."""
        return sum(chunk.rows for task in self.tasks for chunk in task.chunks)

    def task_name(self, number: int) -> str:
        """Return a task in words, for messages."""
        task = self.tasks[number]
        first, last = task.chunks[0], task.chunks[-1]
        return f"rows {first.first_row:,} to {last.first_row + last.rows - 1:,} of {self.inputs[task.file].path}"


def describe_input(path: Path) -> InputFile:
    """Return what identifies a file's contents.

    Raises:
        InvalidInputError: the file is not there, or not readable.
    """
    try:
        status = path.stat()
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise InvalidInputError([Problem(str(path), None, None, f"cannot be read: {error.strerror}")]) from error
    return InputFile(str(path), status.st_size, status.st_mtime_ns, hashlib.sha256(head).hexdigest())


def make_tasks(chunks: Sequence[Sequence[ChunkRef]]) -> list[Task]:
    """Return the tasks of a scan, in input order.

    A task is large where there is much to do (fewer, larger parts cost less) and small where there is little, so that
    every worker has some and the progress bar moves.

    Args:
        chunks: of each input file.
    """
    rows = sum(chunk.rows for refs in chunks for chunk in refs)
    target = min(max(rows // _TASKS, _MIN_ROWS), _MAX_ROWS)
    tasks: list[Task] = []
    for file, refs in enumerate(chunks):
        open_rows = target
        for chunk in refs:
            if open_rows + chunk.rows > target:
                tasks.append(Task(file, []))
                open_rows = 0
            tasks[-1].chunks.append(chunk)
            open_rows += chunk.rows
    return tasks


def hash_mapping(mapping: ListingMapping) -> str:
    """Return the SHA-256 of what a mapping says."""
    return hashlib.sha256(msgspec.json.encode(mapping, order="deterministic")).hexdigest()


def changes(begun: Manifest, now: Manifest) -> list[str]:
    """Return in words what is no longer as it was when the scan began; empty when the scan may go on."""
    found = []
    before = [file.path for file in begun.inputs]
    after = [file.path for file in now.inputs]
    if before != after:
        found.append(f"the input files were {', '.join(before)}; now they are {', '.join(after)}")
    else:
        found += [f"{new.path} has changed" for old, new in zip(begun.inputs, now.inputs, strict=True) if old != new]
    if begun.snapshot != now.snapshot:
        found.append(f"the snapshot was {begun.snapshot[:12]} (as of {begun.as_of}); now it is {_snapshot(now)}")
    if (begun.mapping, begun.mapping_sha256) != (now.mapping, now.mapping_sha256):
        found.append(f"the mapping was {begun.mapping}; now it is {now.mapping}, or its contents have changed")
    if begun.language != now.language:
        found.append(f"the language was {begun.language}; now it is {now.language}")
    if begun.version != now.version:
        found.append(f"countermark was {begun.version}; now it is {now.version}")
    return found


def _snapshot(manifest: Manifest) -> str:
    return f"{manifest.snapshot[:12]} (as of {manifest.as_of})"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of an unfinished scan, or None when there is none.

    Raises:
        ScanError: there is one that this version cannot read.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.MsgspecError as error:
        raise ScanError(f"{path} is not readable ({error}); begin anew with --restart") from error
    if manifest.format != _FORMAT:
        raise ScanError(f"{path} was written by another version of countermark; begin anew with --restart")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, whole or not at all."""
    write_atomically(folder / NAME, msgspec.json.encode(manifest))
