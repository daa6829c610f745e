"""How much an API key may bring: one share over all workers, kept in small files that they have in common.

Each file holds one number: when the key's bucket will be empty again ("theoretical arrival time" of the generic cell
rate algorithm), on the monotonic clock, which all processes of a machine share and which never jumps.
"""

import fcntl
import hashlib
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

from countermark.gate.keys import ApiKey
from countermark.gate.refusal import RefusalError, retry_after

BURST_S: Final = 1.0
"""Seconds' worth of listings that may come at once."""
_TIME: Final = struct.Struct("<d")


class SharedRates:
    """Counts what each key brings.

    Args:
        folder: on this machine, emptied when it starts; shared by the workers.
        clock: monotonic, in seconds.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._files: dict[str, int] = {}

    def charge(self, key: ApiKey, listings: int) -> None:
        """Let listings in, or not. Who comes while there is room pays for all he brings, be it more than the room.

        Raises:
            RefusalError: the key has used up its share; says when to come back.
        """
        if key.listings_per_s is None:
            return
        file = self._file(key.name)
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            now = self._clock()
            data = os.pread(file, _TIME.size, 0)
            empty_at = max(now, _TIME.unpack(data)[0]) if len(data) == _TIME.size else now
            wait = empty_at - now - BURST_S
            if wait <= 0:
                os.pwrite(file, _TIME.pack(empty_at + listings / key.listings_per_s), 0)
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
        if wait > 0:
            raise RefusalError(
                "too_many_requests", f"{key.name} may bring {key.listings_per_s:g} listings a second",
                headers=retry_after(wait),
            )  # fmt: skip

    def close(self) -> None:
        """Give the files back."""
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def _file(self, name: str) -> int:
        if name not in self._files:
            path = self._folder / f"rate-{hashlib.sha256(name.encode()).hexdigest()[:32]}"
            self._files[name] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._files[name]
