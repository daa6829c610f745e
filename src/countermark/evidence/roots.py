"""Small JSON files that say what a segment held: written once, with a checksum of their own, so that a change shows."""

import zlib
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from countermark.evidence.damage import Damage, first_difference
from countermark.evidence.errors import LogDamagedError


class _Checked(Protocol):
    @property
    def checksum(self) -> str: ...


Checked = TypeVar("Checked", bound=_Checked)


class DamagedFileError(LogDamagedError):
    """One of these files is not what was written."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(str(damage))
        self.damage = damage


def encode_checked(content: Checked) -> bytes:
    """Return the file's bytes: readable JSON, with the CRC-32 of the rest in `checksum`."""
    return _encode(msgspec.structs.replace(content, checksum=_checksum(content)))  # type: ignore[type-var] # a struct


def read_checked(path: Path, kind: type[Checked]) -> Checked:
    """Return what a file says.

    Raises:
        DamagedFileError: it is missing, cannot be read, or any byte of it was changed.
    """
    try:
        data = path.read_bytes()
        content = msgspec.json.decode(data, type=kind)
    except OSError as error:
        raise DamagedFileError(Damage(path, f"cannot be read: {error.strerror}")) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedFileError(Damage(path, f"cannot be read: {error}")) from error
    if data != _encode(content):
        raise DamagedFileError(Damage(path, "is not as it was written", first_difference(data, _encode(content))))
    if content.checksum != _checksum(content):
        raise DamagedFileError(Damage(path, "is not as it was written: its own checksum does not hold"))
    return content


def _encode(content: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def _checksum(content: Checked) -> str:
    empty = msgspec.structs.replace(content, checksum="")  # type: ignore[type-var] # a struct
    return f"{zlib.crc32(msgspec.json.encode(empty)):08x}"
