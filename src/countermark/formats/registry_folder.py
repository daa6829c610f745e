"""The registry folder on disk: CSV or YAML files that people keep (docs/reference/registry.md)."""

import os
import shutil
from pathlib import Path
from typing import Final

from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.registry.model import Registry
from countermark.engine.registry.parse import file_names, parse_registry, registry_files
from countermark.engine.registry.raw import MAX_TABLE_BYTES
from countermark.engine.registry.write import header_only
from countermark.starter import starter_file

FROM_STARTER: Final = ("slang", "contexts")
"""Tables that are taken from the starter when the folder has none."""
_NOT_READ: Final = (".md", ".txt")
"""Notes that people keep beside their tables."""


def read_registry(folder: Path) -> Registry:
    """Return the registry of a folder.

    Hidden files and notes (`.md`, `.txt`) are passed over; any other file or folder that is not a table is a problem,
    so that a misspelt name cannot hide a table. Without `slang` and `contexts` the starter's are used; `extra_slang`
    and `extra_contexts` add to whichever is in use.

    Raises:
        InvalidInputError: the folder is missing or cannot be read, or a table has a problem.
    """
    files = _read_files(folder)
    for table in FROM_STARTER:
        if f"{table}.csv" not in files and f"{table}.yaml" not in files:
            files[f"{table}.csv"] = starter_file(f"{table}.csv")
    return parse_registry(files)


def write_registry(registry: Registry, folder: Path) -> None:
    """Write the registry as a folder of CSV files that `read_registry` reads back the same.

    The folder is written beside its place, flushed to disk, and put there in one rename; what was there before is
    replaced as a whole. When anything fails the former folder stands as it was. A process that is killed between
    the two renames of a replacement leaves the former folder whole beside its place, as `.<name>.old`.

    Args:
        registry: what to write.
        folder: its place; its parent must exist.

    Raises:
        InvalidInputError: the registry cannot be written as CSV, or the folder holds files that are not of a registry
            and would be lost.
        OSError: the disk refuses.
    """
    files = registry_files(registry)
    for table in FROM_STARTER:
        files.setdefault(f"{table}.csv", header_only(table))  # an empty table, not the starter's
    folder = folder.resolve()
    _refuse_foreign_files(folder)
    new = folder.parent / f".{folder.name}.{os.getpid()}.new"
    new.mkdir()
    try:
        for name, data in files.items():
            _write_flushed(new / name, data)
        _flush_folder(new)
        _put_in_place(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _flush_folder(folder.parent)


def _read_files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        old = _old_place(folder.resolve())
        rescue = f". A write of it was cut short: rename {old} to {folder.resolve()}" if old.exists() else ""
        message = f"{what}; expected a folder with brands.csv{rescue}"
        raise InvalidInputError([Problem(str(folder), None, None, message)])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    tables = {name.partition(".")[0] for name in file_names()}  # a table saved as aliases.txt must not go unnoticed
    for path in sorted(_listed(folder)):
        if path.name.startswith(".") or (path.suffix.lower() in _NOT_READ and path.stem not in tables):
            continue
        if not path.is_file():
            problems.append(Problem(path.name, None, None, "is not a file; a registry folder holds tables only"))
            continue
        try:
            with path.open("rb") as file:
                files[path.name] = file.read(MAX_TABLE_BYTES + 1)  # one more than allowed, so that it is noticed
        except OSError as error:
            problems.append(Problem(path.name, None, None, f"cannot be read: {error.strerror}"))
    if problems:
        raise InvalidInputError(problems)
    return files


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise InvalidInputError([Problem(str(folder), None, None, f"cannot be read: {error.strerror}")]) from error


def _refuse_foreign_files(folder: Path) -> None:
    if not folder.exists():
        return
    known = set(file_names())
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in known)
    if foreign:
        message = f"holds {', '.join(foreign[:5])}, which writing a registry would delete; choose another folder"
        raise InvalidInputError([Problem(str(folder), None, None, message)])


def _put_in_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = _old_place(folder)
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _old_place(folder: Path) -> Path:
    """Return where the former folder waits while the new one takes its place."""
    return folder.parent / f".{folder.name}.old"


def _write_flushed(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
