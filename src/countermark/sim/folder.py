"""The folder of a world: files that are there whole or not at all, and the state of a world that is not finished."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from countermark.evidence.files import sync_folder, temporary_beside, write_atomically
from countermark.sim.errors import NoRoomError, SimError

FINISHED: Final = "world.json"
PLAYED: Final = "play.json"
_WORK: Final = ".work"
_BEGUN: Final = "begun.json"
BYTES_PER_LISTING: Final = 260
"""What all tables together take on the disk for each listing, at one and a half orders a listing: measured 181 at one
million and at five, with a margin."""
BYTES_PER_ORDER: Final = 60
BYTES_PER_PICTURE: Final = 60_000
"""With what the file system rounds up: measured 40,000 on the default world, with a margin."""
PICTURES_PER_LISTING: Final = 3.9
PICTURES_PER_BRAND: Final = 14
FIXED_BYTES: Final = 8_000_000
"""Registry and the tables that do not grow."""
_UNIQUE: Final = frozenset({
    "listing_id", "order_id", "title", "description", "notice_id", "seller_id", "test_buy_id", "images", "buyer_id",
    "phone", "email", "bank_account", "device_id", "document", "price_minor", "picture_set", "face", "person_key",
})  # fmt: skip
"""Columns in which values hardly repeat: a dictionary would only cost time."""


class FileNote(msgspec.Struct, frozen=True):
    """One file that was written."""

    path: str
    """Below the world's folder."""
    rows: int
    size: int
    """Bytes."""
    sha256: str
    pictures: int = 0
    """How many pictures the table lists, each with its hash."""
    pictures_size: int = 0
    """Bytes of these pictures."""


def room_needed(listings: int, orders_per_listing: float, pictures: int = 0) -> int:
    """Return how many bytes a world of this size takes on the disk, rather too many than too few."""
    tables = listings * (BYTES_PER_LISTING + BYTES_PER_ORDER * max(0.0, orders_per_listing - 1.5))
    return FIXED_BYTES + round(tables) + pictures * BYTES_PER_PICTURE


def pictures_expected(listings: int, brands: int) -> int:
    """Return about how many pictures a world has, rather too many than too few."""
    return round(PICTURES_PER_LISTING * listings + PICTURES_PER_BRAND * brands)


def check_room(folder: Path, needed: int, free: int | None = None) -> None:
    """Refuse a world that would not fit.

    Args:
        folder: where it shall go; need not exist.
        needed: bytes.
        free: bytes there are; None to ask the disk.

    Raises:
        NoRoomError: there is less room than is needed.
    """
    place = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(place).free if free is None else free
    if needed > free:
        raise NoRoomError(
            f"{folder}: the world would take about {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free; "
            "make it smaller (--scale) or choose another disk"
        )


@contextmanager
def world_folder(folder: Path, begun: bytes, *, restart: bool, finished: str = FINISHED) -> Iterator[Path]:
    """Hold a folder for one world, or one play of a world: a new one, or one of the same kind that was interrupted.

    Args:
        folder: need not exist.
        begun: what decides the content; an unfinished one of other content is refused.
        restart: throw away an unfinished one that is there.
        finished: name of the file that says that it is finished.

    Yields:
        The folder in which to note what is finished.

    Raises:
        SimError: the folder holds something else, or another process is writing to it.
    """
    work = folder / _WORK
    what = "play" if finished == PLAYED else "world"
    _refuse(folder, work, what)
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SimError(f"{folder}: another process is making a {what} here") from error
        if restart:
            _clear(folder, work)
        _remove_half_written(folder)
        note = work / _BEGUN
        if not note.exists():
            write_atomically(note, begun)
        elif note.read_bytes() != begun:
            raise SimError(
                f"{folder}: holds an unfinished {what} of another seed, size, configuration or version; "
                "give --restart to throw it away, or another folder"
            )
        yield work
    if (folder / finished).exists():
        _remove_half_written(folder)
        shutil.rmtree(work)


def _remove_half_written(folder: Path) -> None:
    """Remove what a killed process had not finished writing.

    At the end as well as at the start: a worker outlives its killed parent by a moment, and may leave a file after
    the next run has begun.
    """
    for path in folder.rglob(".*.tmp"):
        path.unlink(missing_ok=True)


def _refuse(folder: Path, work: Path, what: str) -> None:
    if not folder.exists() or work.is_dir():
        return
    if not folder.is_dir():
        raise SimError(f"{folder}: is a file; expected a folder that is empty or not there")
    for name, kind in ((FINISHED, "world"), (PLAYED, "play")):
        if (folder / name).exists():
            raise SimError(f"{folder}: holds a finished {kind}; choose another folder")
    if any(folder.iterdir()):
        raise SimError(f"{folder}: is not empty; a {what} goes into a folder of its own")


def _clear(folder: Path, work: Path) -> None:
    for name in ("platform", "truth"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in work.iterdir():
        if path.name != "lock":
            path.unlink()


def parquet_bytes(table: Any) -> bytes:
    """Return an Arrow table as a Parquet file of one row group; the same table gives the same bytes."""
    sink = pa.BufferOutputStream()
    repeating = [name for name in table.schema.names if name not in _UNIQUE]
    with pq.ParquetWriter(
        sink, table.schema, compression="zstd", compression_level=1, use_dictionary=repeating, write_statistics=False
    ) as writer:
        writer.write_table(table, row_group_size=max(table.num_rows, 1))
    found: bytes = sink.getvalue().to_pybytes()
    return found


def write_table(folder: Path, path: str, table: Any) -> FileNote:
    """Write a table as Parquet below the world's folder."""
    data = parquet_bytes(table)
    return write_file(folder, path, data, table.num_rows)


def write_file(folder: Path, path: str, data: bytes, rows: int) -> FileNote:
    """Write bytes below the world's folder, whole or not at all."""
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(place, data)
    return FileNote(path, rows, len(data), hashlib.sha256(data).hexdigest())


class PictureFiles:
    """Writes pictures below the world's folder, each whole or not at all.

    They are made durable together: one by one that would take longer than drawing them.

    Args:
        folder: the world's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: list[Path] = []
        self.size = 0
        """Bytes written."""

    @property
    def count(self) -> int:
        """How many pictures were written."""
        return len(self._written)

    def write(self, path: str, data: bytes) -> None:
        """Write one picture."""
        place = self._folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_beside(place)
        try:
            temporary.write_bytes(data)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
        self._written.append(place)
        self.size += len(data)

    def make_durable(self) -> None:
        """Return when all pictures would outlive a loss of power."""
        for place in self._written:
            with place.open("rb") as file:
                os.fsync(file.fileno())
        for folder in {place.parent for place in self._written}:
            sync_folder(folder)


def world_digest(notes: list[FileNote]) -> str:
    """Return one hash of all files of a world: SHA-256 over path and hash of each, in the order of paths."""
    lines = sorted(f"{note.path} {note.sha256}\n" for note in notes)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
