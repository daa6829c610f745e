"""Workers for the tests of the pool: some misbehave on purpose. Light to import, since every worker does."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path


def start_squares(_setup: object) -> Callable[[int], bytes]:
    """Start a worker whose task is to square its number."""
    return lambda number: str(number * number).encode()


def start_dying_once(setup: Path) -> Callable[[int], bytes]:
    """Start a worker that is killed over task 3 the first time it meets it; `setup` is a folder to remember that."""

    def work(number: int) -> bytes:
        mark = setup / "died"
        if number == 3 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return str(number).encode()

    return work


def start_dying(_setup: object) -> Callable[[int], bytes]:
    """Start a worker that is killed over task 1 every time."""

    def work(number: int) -> bytes:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return b""

    return work


def start_failing(setup: Exception) -> Callable[[int], bytes]:
    """Start a worker whose tasks raise the setup."""

    def work(_number: int) -> bytes:
        raise setup

    return work


def start_unable(_setup: object) -> Callable[[int], bytes]:
    """Fail to start."""
    raise RuntimeError("the snapshot is gone")


def start_sleeping(setup: float) -> Callable[[int], bytes]:
    """Start a worker that takes `setup` seconds a task."""

    def work(_number: int) -> bytes:
        time.sleep(setup)
        return b""

    return work
