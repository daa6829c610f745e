"""Worker processes that outlive each other: tasks go out over pipes, and a worker that dies is replaced.

Why not `concurrent.futures`: there the death of one worker breaks the whole pool and does not say which task it had.
"""

import multiprocessing
import multiprocessing.connection
import pickle
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from typing import Any, Final, Self

import msgspec

from countermark.scan.errors import WorkerError

MAX_ATTEMPTS: Final = 3
"""How often a task is tried whose worker dies."""
_AHEAD: Final = 2
"""Tasks that a worker holds: the one in hand and the next, so that it never waits for us."""
_JOIN_SECONDS: Final = 5.0

Work = Callable[[int], bytes]
"""Does one task by number and returns what there is to say about it."""
Start = Callable[[Any], Work]
"""Runs once in each worker, with the pool's setup, and returns what does the tasks. Importable by name (spawn)."""


class Done(msgspec.Struct, tag=True):
    """A task is finished."""

    number: int
    report: bytes


class Failed(msgspec.Struct, tag=True):
    """A task (or the start of the worker: -1) raised an error. Trying again would raise it again."""

    number: int
    error: bytes
    """The pickled exception, so that the parent handles a full disk or a bad file as if it had happened here."""
    trace: str


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Any
    tasks: deque[int] = field(default_factory=deque)


class Pool:
    """A fixed number of spawned processes that do numbered tasks.

    Spawned, not forked: a fork copies the locks of Arrow's and polars' threads without the threads that hold them.

    Args:
        start: what each worker runs first.
        setup: what `start` is given; pickled once a worker.
        processes: 1 or more.
    """

    def __init__(self, *, start: Start, setup: Any, processes: int) -> None:
        self._start = start
        self._setup = setup
        self._size = processes
        self._workers: list[_Worker] = []
        self._attempts: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, tasks: Iterable[int], name: Callable[[int], str]) -> Iterator[Done | None]:
        """Do every task and yield what each has to say, in the order in which they finish.

        Yields None about once a second while nothing finishes, so that the caller can show that time passes.

        Args:
            tasks: numbers, in the order in which to begin them.
            name: says in words which task a number is, for messages.

        Raises:
            WorkerError: a worker died `MAX_ATTEMPTS` times over the same task, or could not start.
            Exception: what a task raised, with the worker's traceback as a note.
        """
        waiting = deque(tasks)
        while len(self._workers) < min(self._size, len(waiting)):
            self._workers.append(self._spawn())
        while waiting or any(worker.tasks for worker in self._workers):
            self._hand_out(waiting)
            yield from self._collect(waiting, name)

    def close(self) -> None:
        """End the workers; a part they are writing is left out, never half written."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_JOIN_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers.clear()

    @property
    def process_ids(self) -> list[int]:
        """Ids of the processes that are alive."""
        return [worker.process.pid for worker in self._workers]

    def _spawn(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._start, self._setup), daemon=True)
        # Ctrl-C goes to the whole process group, and the parent decides what it means. A worker inherits the blocked
        # signal, so that it cannot be struck while it starts either; the parent hears of it right after.
        resource_tracker.ensure_running()  # it unblocks the signal when it starts, so it must be there before
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()  # so that our end sees the worker's death
        return _Worker(process, ours)

    def _hand_out(self, waiting: deque[int]) -> None:
        # Breadth first, so that the last tasks are shared and not queued on one worker.
        for depth in range(_AHEAD):
            for worker in self._workers:
                if waiting and len(worker.tasks) <= depth:
                    worker.tasks.append(waiting.popleft())
                    with suppress(BrokenPipeError):  # its death is seen in _collect, which puts the tasks back
                        worker.pipe.send(worker.tasks[-1])

    def _collect(self, waiting: deque[int], name: Callable[[int], str]) -> Iterator[Done | None]:
        ready = multiprocessing.connection.wait([worker.pipe for worker in self._workers], timeout=1.0)
        if not ready:
            yield None
        for worker in [worker for worker in self._workers if worker.pipe in ready]:
            try:
                message = _decode(worker.pipe.recv_bytes())
            except (EOFError, ConnectionResetError):
                self._replace(worker, waiting, name)
                continue
            if isinstance(message, Failed):
                _raise(message)
            worker.tasks.remove(message.number)
            yield message

    def _replace(self, dead: _Worker, waiting: deque[int], name: Callable[[int], str]) -> None:
        dead.process.join(_JOIN_SECONDS)
        dead.pipe.close()
        self._workers.remove(dead)
        in_hand = dead.tasks[0] if dead.tasks else -1
        attempts = self._attempts[in_hand] = self._attempts.get(in_hand, 0) + 1
        if attempts >= MAX_ATTEMPTS:
            what = name(in_hand) if in_hand >= 0 else "its start"
            raise WorkerError(f"a worker died {attempts} times over {what} ({_how(dead.process.exitcode)})")
        waiting.extendleft(reversed(dead.tasks))
        self._workers.append(self._spawn())


def serve(pipe: Any, start: Start, setup: Any) -> None:
    """Run in the worker: start, then do tasks until the parent closes the pipe or dies."""
    with suppress(BrokenPipeError, ConnectionResetError, EOFError):  # the parent is gone: so are we
        try:
            work = start(setup)
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            pipe.send_bytes(_failed(-1, error))
            return
        while True:
            number = pipe.recv()
            pipe.send_bytes(_attempt(work, number))


def _attempt(work: Work, number: int) -> bytes:
    try:
        return _encode(Done(number, work(number)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        return _failed(number, error)


def _failed(number: int, error: Exception) -> bytes:
    trace = traceback.format_exc()
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - some exceptions cannot be pickled, or only one way
        pickled = pickle.dumps(WorkerError(f"{type(error).__name__}: {error}"))
    return _encode(Failed(number, pickled, trace))


def _raise(message: Failed) -> None:
    error = pickle.loads(message.error)  # noqa: S301 - from our own worker, over our own pipe
    error.add_note(message.trace)
    raise error


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        hint = "; the system may be short of memory: try --processes 1" if -code == signal.SIGKILL else ""
        return f"killed by {signal.Signals(-code).name}{hint}"
    return f"exit code {code}"


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Done | Failed).decode
