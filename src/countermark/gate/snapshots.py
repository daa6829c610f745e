"""Which snapshot is in force, and how a new one takes its place: loaded beside the old one, tried, then swapped in.

The operator gives either one snapshot's folder, or a folder of snapshots with `current` in it: a symbolic link to one,
or a text file with one's name. Put a new one in force by replacing the link or the file atomically (rename).
"""

import asyncio
import fcntl
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from countermark.engine.errors import SnapshotError
from countermark.engine.listing import Listing
from countermark.engine.snapshot import MANIFEST
from countermark.gate.screens import Screens

CURRENT: Final = "current"
RETRY_POLLS: Final = 10
"""A snapshot that was refused is tried again after this many polls: it may have been half copied."""
_PROBE: Final = Listing(listing_id="probe", seller_id="probe", title="probe")
_MAX_NAME: Final = 255
_SWITCH_S: Final = 0.0005
"""How soon a thread gives way while a snapshot is loaded; Python's own 0.005 s makes requests ten times slower."""

Identity = tuple[str, int, int]


def locate_snapshot(folder: Path) -> Path:
    """Return the folder of the snapshot that is in force.

    Raises:
        SnapshotError: there is none.
    """
    if (folder / MANIFEST).exists():
        return folder.resolve()
    current = folder / CURRENT
    if current.is_dir():
        return current.resolve()
    try:
        with current.open("rb") as file:
            name = file.read(_MAX_NAME + 1).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError(
            f"{folder} is neither a snapshot (no {MANIFEST}) nor has it a link or file {CURRENT!r} that names one"
        ) from error
    if not name or len(name) > _MAX_NAME or "/" in name or name in {".", ".."}:
        raise SnapshotError(f"{current}: expected the name of a folder beside it, found {name[:80]!r}")
    return (folder / name).resolve()


class Snapshots:
    """Holds the snapshot in force.

    Args:
        folder: as above.
        load: makes an engine of a snapshot's folder.
        turn: a file that the workers share: one loads at a time, so that the others have the processor for requests.

    Raises:
        SnapshotError: there is no snapshot that can be used to begin with.
    """

    def __init__(self, folder: Path, load: Callable[[Path], Screens], *, turn: Path) -> None:
        self._folder = folder
        self._load = load
        self._turn = turn
        self._identity = _identity(folder)
        self._refused: tuple[Identity, int] | None = None
        self.current = self._loaded()
        """The engine that screens now. Take it once for each batch."""

    async def look(self, *, again: bool = False) -> str | None:
        """Swap in the snapshot in force if it is another one than before.

        Args:
            again: try a snapshot again that was refused.

        Returns:
            Its hash, or None when nothing changed.

        Raises:
            SnapshotError: the new one is broken; the old one stays. Said once for each, not on every look.
        """
        identity = _identity(self._folder)
        if identity == self._identity or self._is_known_bad(identity, again=again):
            return None
        with _turn(self._turn) as is_mine:
            if not is_mine:
                return None  # the next look will do
            try:
                with _polite_threads():
                    loaded = await asyncio.to_thread(self._loaded)
            except SnapshotError:
                self._refused = (identity, 0)
                raise
        self._refused = None
        self._identity = identity
        if loaded.snapshot == self.current.snapshot:
            return None
        self.current = loaded
        return loaded.snapshot

    def _is_known_bad(self, identity: Identity, *, again: bool) -> bool:
        if self._refused is None or self._refused[0] != identity or again:
            return False
        looks = self._refused[1] + 1
        self._refused = (identity, looks)
        return looks < RETRY_POLLS

    def _loaded(self) -> Screens:
        """Load the snapshot in force and let it screen something: one that cannot must never get that far."""
        path = locate_snapshot(self._folder)
        with _out_of_collection():
            try:
                screens = self._load(path)
                screens.screen_many([_PROBE])
            except SnapshotError:
                raise
            except Exception as error:
                raise SnapshotError(
                    f"{path}: the engine cannot screen with it: {type(error).__name__}: {error}"
                ) from error
        return screens


@contextmanager
def _turn(path: Path) -> Iterator[bool]:
    """Say whether it is our turn, and keep it; the kernel gives the turn of a dead process to another."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _polite_threads() -> Iterator[None]:
    """Have threads that compute give way sooner: loading takes seconds, and requests are answered meanwhile."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def _out_of_collection() -> Iterator[None]:
    """Keep what is made out of the garbage collector's sight, for ever.

    An engine is half a million objects. While they are made the collector would look through them several times, and
    later again every few seconds, and each time everything else stands still for a fifth of a second. They make no
    cycles among each other, so that an engine that is no longer used goes without a collector; a test watches that.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _identity(folder: Path) -> Identity:
    """Tell one state of the snapshot in force from another without reading it."""
    try:
        path = locate_snapshot(folder)
        status = (path / MANIFEST).stat()
    except (SnapshotError, OSError) as error:
        return str(error), 0, 0
    return str(path), status.st_mtime_ns, status.st_ino
