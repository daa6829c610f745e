"""The decision log as the event loop sees it: ask for records to be durable, and wait without blocking."""

import asyncio
from collections.abc import Callable, Sequence

from countermark.evidence.errors import LogError
from countermark.evidence.group_commit import Commit, GroupCommit
from countermark.evidence.log import DecisionLog
from countermark.evidence.record import Entry
from countermark.evidence.writer import Prepared, prepare
from countermark.gate.refusal import RefusalError, retry_after


class _WaitingCommit(Commit):
    """A commit and who waits for it."""

    def __init__(self, entries: Sequence[Prepared], future: asyncio.Future[None]) -> None:
        super().__init__(entries)
        self.future = future


class DurableLog:
    """Writes through a group commit; the event loop goes on meanwhile.

    Args:
        log: the log; only this writes to it.
        on_group: told on the event loop after each group how many records it had, the seconds that writing took, and
            the error if it failed.
    """

    def __init__(self, log: DecisionLog, *, on_group: Callable[[int, float, LogError | None], None]) -> None:
        self._log = log
        self._loop = asyncio.get_running_loop()
        self._on_group = on_group
        self._group = GroupCommit(log, on_group=self._from_thread)
        self._asked: list[_WaitingCommit] = []
        """Commits that were asked for and not yet submitted."""
        self._overdue: set[Commit] = set()
        """Commits that were given up on, and of which the log's thread has said nothing since."""
        self.failure: LogError | None = None
        """Why the last group failed; None when it did not."""

    @property
    def is_late(self) -> bool:
        """Whether records wait that the log did not confirm in time, and has not confirmed or refused since."""
        return bool(self._overdue)

    async def commit(self, entries: Sequence[Entry], *, within_s: float) -> None:
        """Return when the entries are durable and can be found.

        Args:
            entries: written as one.
            within_s: seconds to wait.

        Raises:
            RefusalError: they could not be made durable, or not in time. They must not be answered; when it was a
                matter of time only, they may still turn up in the log.
        """
        commit = _WaitingCommit([prepare(entry) for entry in entries], self._loop.create_future())
        if not self._asked:
            # Requests that were screened together ask together: their records wake the log's thread once.
            self._loop.call_soon(self._submit)
        self._asked.append(commit)
        expiry = self._loop.call_later(within_s, self._give_up, commit)
        try:
            await commit.future
        except TimeoutError as error:
            raise _unavailable("the log did not confirm in time") from error
        except LogError as error:
            raise _unavailable("the log cannot be written") from error
        finally:
            expiry.cancel()

    async def probe(self) -> None:
        """Find out, after a failure, whether the log takes records again; `failure` says so afterwards."""
        if self.failure is None:
            return
        try:
            await asyncio.to_thread(self._log.probe)
        except LogError as error:
            self.failure = error
        else:
            self.failure = None

    async def close(self) -> None:
        """Write what is waiting, then stop the thread."""
        self._submit()
        await asyncio.to_thread(self._group.close)

    def _submit(self) -> None:
        for commit in self._asked:
            self._group.submit(commit)
        self._asked.clear()

    def _from_thread(self, commits: list[Commit], seconds: float) -> None:
        self._loop.call_soon_threadsafe(self._tell, commits, seconds)

    def _tell(self, commits: list[Commit], seconds: float) -> None:
        self.failure = commits[0].error
        self._on_group(sum(len(commit.entries) for commit in commits), seconds, self.failure)
        self._overdue.difference_update(commits)
        for commit in commits:
            if not isinstance(commit, _WaitingCommit) or commit.future.done():
                continue
            if commit.error is None:
                commit.future.set_result(None)
            else:
                commit.future.set_exception(commit.error)

    def _give_up(self, commit: _WaitingCommit) -> None:
        if not commit.future.done():
            self._overdue.add(commit)
            commit.future.set_exception(TimeoutError())


def _unavailable(detail: str) -> RefusalError:
    return RefusalError("log_unavailable", f"{detail}; no decision was taken", headers=retry_after(1))
