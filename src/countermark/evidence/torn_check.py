"""Whether what was set aside after crashes is that: bytes that are no complete record, so that nobody was answered."""

import re
from pathlib import Path
from typing import Final

from countermark.evidence.damage import Damage
from countermark.evidence.frame import Frame, read_frames
from countermark.evidence.segment import SET_ASIDE_SUFFIX

_NAME: Final = re.compile(r"[0-9]{8}-[0-9]{1,19}")
"""Number of the segment, and the byte of it at which the torn write began."""


def set_aside_files(writer: Path) -> list[Path]:
    """Return the files of torn writes in a writer's folder."""
    return sorted(writer.glob(f"*{SET_ASIDE_SUFFIX}"))


def check_set_aside(path: Path) -> Damage | None:
    """Return what is wrong with a file of a torn write, None when nothing is.

    A complete record in it was in the log, and somebody may have been answered: it was taken out by something else
    than a recovery. What torn bytes were cannot be told, so a change of them is not found.

    Raises:
        FileNotFoundError: it was pruned meanwhile.
    """
    if not _NAME.fullmatch(path.name.removesuffix(SET_ASIDE_SUFFIX)):
        return Damage(path, f"is not named as a torn write is (00000001-4711{SET_ASIDE_SUFFIX})")
    with path.open("rb") as file:
        for ordinal, item in enumerate(item for item in read_frames(file) if isinstance(item, Frame)):
            what = f"holds the complete record number {item.sequence}, which was no torn write"
            return Damage(path, what, item.offset, ordinal + 1)
    return None
