"""One request at a time for each idempotency key, over all workers and over several gates on one log.

Within a worker by an asyncio lock; between processes by a lock on one byte of a file, at a place that follows from the
key. The kernel lets the lock of a dead process go, so that a crash blocks no key. (These are "open file description"
locks: Linux 3.15 and later.)
"""

import asyncio
import fcntl
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from countermark.gate.refusal import RefusalError, retry_after

# struct flock of <fcntl.h> on 64-bit Linux: type, whence, start, length, process (0 for these locks).
_FLOCK: Final = struct.Struct("@hhqqi")
_PLACES: Final = 2**62
_POLL_S: Final = 0.002


class KeyLocks:
    """Locks by key.

    Args:
        path: a file that all processes share.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        self._held: dict[int, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, key_hash: str, *, within_s: float) -> AsyncIterator[None]:
        """Hold the lock of a key.

        Args:
            key_hash: hexadecimal, at least 16 digits.
            within_s: seconds to wait for whoever holds it.

        Raises:
            RefusalError: it was still held after that time.
        """
        place = int(key_hash[:16], 16) % _PLACES
        lock, users = self._held.get(place, (None, 0))
        lock = lock or asyncio.Lock()
        self._held[place] = (lock, users + 1)
        try:
            async with asyncio.timeout(within_s):
                await self._acquire(lock, place)
        except TimeoutError as error:
            self._forget(place)
            raise RefusalError(
                "key_in_use", "another request with this idempotency key is under way", headers=retry_after(1)
            ) from error
        except BaseException:
            self._forget(place)
            raise
        try:
            yield
        finally:
            self._file_lock(fcntl.F_UNLCK, place)
            lock.release()
            self._forget(place)

    def close(self) -> None:
        """Give the file back, and all locks with it."""
        os.close(self._file)

    async def _acquire(self, lock: asyncio.Lock, place: int) -> None:
        await lock.acquire()
        try:
            while not self._file_lock(fcntl.F_WRLCK, place):  # noqa: ASYNC110 - another process holds it: no event comes
                await asyncio.sleep(_POLL_S)
        except BaseException:
            lock.release()
            raise

    def _forget(self, place: int) -> None:
        lock, users = self._held.pop(place)
        if users > 1:
            self._held[place] = (lock, users - 1)

    def _file_lock(self, kind: int, place: int) -> bool:
        try:
            fcntl.fcntl(self._file, fcntl.F_OFD_SETLK, _FLOCK.pack(kind, os.SEEK_SET, place, 1, 0))
        except (BlockingIOError, PermissionError):
            return False
        return True
