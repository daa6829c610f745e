"""Snapshots as folders: written once, atomically, under their hash; read with the large parts memory-mapped."""

import mmap
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from countermark.engine.errors import SnapshotError
from countermark.engine.snapshot import FREQUENT, MANIFEST, WORDS, Snapshot


def save_snapshot(snapshot: Snapshot, folder: Path) -> Path:
    """Write the snapshot as `folder/<first 12 digits of its hash>` and return that path.

    The folder appears whole or not at all; one that is already there is left as it is, since its name says that it is
    the same.

    Raises:
        OSError: the folder cannot be written; it names the snapshot's path.
    """
    target = folder / snapshot.hash[:12]
    if (target / MANIFEST).exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".snapshot-", dir=folder))
    try:
        for name, data in snapshot.files().items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o755)
        temporary.rename(target)
    except BaseException as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if (target / MANIFEST).exists():
            return target
        if isinstance(error, OSError):
            error.filename = str(target)  # a full disk names no file, and the temporary one is gone
        raise
    return target


def load_snapshot(folder: Path) -> Snapshot:
    """Read a snapshot folder and check every file against the manifest.

    Raises:
        SnapshotError: the folder is missing, incomplete, changed, or of another format.
    """
    if not folder.is_dir():
        raise SnapshotError(f"{folder} is not a snapshot folder")
    files: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            files[name] = _mapped(path) if name in {WORDS, FREQUENT} else path.read_bytes()
    try:
        return Snapshot.from_files(files)
    except SnapshotError as error:
        raise SnapshotError(f"{folder}: {error}") from error


def _mapped(path: Path) -> Any:
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
