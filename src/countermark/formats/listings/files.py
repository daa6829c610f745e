"""Opening files from outside, with errors that say what is wrong with the file as a whole."""

from pathlib import Path
from typing import BinaryIO

from countermark.engine.errors import InvalidInputError, Problem


def file_error(path: Path, message: str, *, row: int | None = None, field: str | None = None) -> InvalidInputError:
    """Return the error for a file that cannot be read as a whole."""
    return InvalidInputError([Problem(str(path), row, field, message)])


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        InvalidInputError: it is missing, a folder, something else than a file, empty, or may not be read.
    """
    check_file(path)
    try:
        return path.open("rb")
    except OSError as error:
        raise file_error(path, f"cannot be read: {error.strerror or error}") from error


def check_file(path: Path) -> int:
    """Return the file's size in bytes.

    Raises:
        InvalidInputError: it is missing, a folder, something else than a file, or empty.
    """
    try:
        status = path.stat()
        is_file, is_folder = path.is_file(), path.is_dir()
    except FileNotFoundError as error:
        raise file_error(path, "does not exist") from error
    except (OSError, ValueError) as error:
        raise file_error(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if is_folder:
        raise file_error(path, "is a folder; expected a file of listings")
    if not is_file:
        raise file_error(path, "is not a regular file; expected a file of listings")
    if status.st_size == 0:
        raise file_error(path, "is empty (0 bytes); expected listings")
    return status.st_size


def refuse_utf16(path: Path, file: BinaryIO) -> None:
    """Refuse a file in UTF-16, in which no line could be found.

    Raises:
        InvalidInputError: the file begins with the byte order mark of UTF-16.
    """
    file.seek(0)
    if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
        raise file_error(path, "is in UTF-16; expected UTF-8 (save it as UTF-8)")
