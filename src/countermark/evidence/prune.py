"""Retention: sealed segments that are older than a limit are removed, and a tombstone with their root stays.

For each segment: check it, write the tombstone (durably, whole or not at all), and only then remove the files. From the
tombstone on the segment counts as removed, so that a process that dies in between leaves nothing in doubt; the next
run removes what it left. A segment that is not sealed is never touched, nor is a writer's last, nor a damaged one.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from countermark.evidence.damage import Damage
from countermark.evidence.errors import LogInUseError, write_error
from countermark.evidence.files import only_one, sync_folder, write_atomically
from countermark.evidence.folders import check_folder, segment_numbers, writer_folders
from countermark.evidence.roots import DamagedFileError, encode_checked
from countermark.evidence.sealed import SealedRoot, read_root, root_path, sealed_path
from countermark.evidence.sealed_check import check_sealed
from countermark.evidence.segment import SET_ASIDE_SUFFIX, segment_name
from countermark.evidence.tombstone import (
    TOMBSTONE_SUFFIX,
    Tombstone,
    is_pruned,
    read_tombstone,
    tombstone_numbers,
    tombstone_path,
)

_DAY: Final = timedelta(days=1)


class Pruned(msgspec.Struct):
    """What `prune_log` did, or would do."""

    removed: list[tuple[str, Tombstone]] = msgspec.field(default_factory=list)
    """Writer folder's name, and what stays of the segment."""
    finished: list[str] = msgspec.field(default_factory=list)
    """Segments whose removal an earlier run had begun, as `writer-00/00000001`."""
    freed_bytes: int = 0
    kept: int = 0
    """Sealed segments that are young enough to stay."""
    unsealed: int = 0
    """Segments that are not sealed; how old their records are was not looked at."""
    damage: list[Damage] = msgspec.field(default_factory=list)
    """Old enough, but not removed, since they are not what was sealed."""


def prune_log(folder: Path, *, keep_days: int, now: datetime, by: str, dry_run: bool) -> Pruned:
    """Remove sealed segments all of whose decisions are older than a limit.

    Safe while gates write to the log and others read it.

    Args:
        folder: the log.
        keep_days: decisions younger than this are kept; 1 or more.
        now: the caller's clock, aware.
        by: who has it done, for the tombstones.
        dry_run: only say what would be removed.

    Raises:
        LogDamagedError: the folder is not a decision log.
        LogInUseError: another prune is at work.
        LogWriteError: a tombstone cannot be written or a file not be removed.
        ValueError: keep_days is below 1, or now has no time zone.
    """
    if keep_days < 1 or now.tzinfo is None:
        raise ValueError("expected keep_days of 1 or more, and a time with its zone")
    check_folder(folder)
    done = Pruned()
    with only_one(folder / "prune.lock") as alone:
        if not alone:
            raise LogInUseError(f"{folder}: another prune is at work")
        for writer in writer_folders(folder):
            _Pruning(writer, keep_days=keep_days, now=now.astimezone(UTC), by=by, dry_run=dry_run, done=done).run()
    return done


class _Pruning:
    """One writer folder."""

    def __init__(  # noqa: PLR0913 - what prune_log was given
        self, writer: Path, *, keep_days: int, now: datetime, by: str, dry_run: bool, done: Pruned
    ) -> None:
        self._writer = writer
        self._keep_days = keep_days
        self._now = now
        self._by = by
        self._dry_run = dry_run
        self._done = done

    def run(self) -> None:
        self._finish()
        for number in self._old_segments():
            root, damage = check_sealed(self._writer, number)
            if root is None or damage:
                self._done.damage += damage
                continue
            stone = self._tombstone(root)
            self._remove(number, stone)
            self._done.removed.append((self._writer.name, stone))

    def _finish(self) -> None:
        """Remove what a run left behind that was cut short."""
        if not self._dry_run:
            for left_over in self._writer.glob(f".*{TOMBSTONE_SUFFIX}.*.tmp"):
                left_over.unlink(missing_ok=True)
        for number in tombstone_numbers(self._writer):
            if not any(path.exists() for path in self._files(number)):
                continue
            try:
                read_tombstone(self._writer, number)
            except DamagedFileError as error:
                self._done.damage.append(error.damage)  # then the root beside the segment is the only one
                continue
            self._remove(number, None)
            self._done.finished.append(f"{self._writer.name}/{segment_name(number)}")

    def _old_segments(self) -> list[int]:
        """Return the numbers of the segments to remove, oldest first."""
        numbers = [number for number in segment_numbers(self._writer) if not is_pruned(self._writer, number)]
        self._done.unsealed += sum(not self._is_sealed(number) for number in numbers)
        limit = self._now - self._keep_days * _DAY
        newest = self._now
        old = []
        for number in reversed(numbers[:-1]):
            if not self._is_sealed(number):
                continue
            # One without decisions (answers only) is as old as the one after it, to be on the safe side; so is one
            # whose root cannot be read, which is told as damage when its turn comes.
            newest = self._last_decided(number) or newest
            if newest < limit:
                old.append(number)
            else:
                self._done.kept += 1
        return old[::-1]

    def _last_decided(self, number: int) -> datetime | None:
        try:
            return read_root(self._writer, number).last_decided_at
        except DamagedFileError:
            return None

    def _is_sealed(self, number: int) -> bool:
        return (
            sealed_path(self._writer, number).exists()
            and not (self._writer / f"{segment_name(number)}.log").exists()  # else its sealer is not done with it
        )

    def _tombstone(self, root: SealedRoot) -> Tombstone:
        return Tombstone(
            segment=root.segment,
            records=root.records,
            merkle_root=root.merkle_root,
            algorithm=root.algorithm,
            first_sequence=root.first_sequence,
            last_sequence=root.last_sequence,
            gaps=root.gaps,
            first_decided_at=root.first_decided_at,
            last_decided_at=root.last_decided_at,
            pruned_at=self._now,
            pruned_by=self._by,
            keep_days=self._keep_days,
        )

    def _remove(self, number: int, stone: Tombstone | None) -> None:
        files = [path for path in self._files(number) if path.exists()]
        self._done.freed_bytes += sum(path.stat().st_size for path in files)
        if self._dry_run:
            return
        try:
            self._replace(number, stone, files)
        except OSError as error:
            raise write_error(f"removing {sealed_path(self._writer, number)}", error) from error

    def _replace(self, number: int, stone: Tombstone | None, files: list[Path]) -> None:
        if stone is not None:
            write_atomically(tombstone_path(self._writer, number), encode_checked(stone))
        for path in files:
            path.unlink(missing_ok=True)
        sync_folder(self._writer)

    def _files(self, number: int) -> list[Path]:
        """Return what is removed of a segment; torn bytes that were set aside hold listings too."""
        aside = sorted(self._writer.glob(f"{segment_name(number)}-*{SET_ASIDE_SUFFIX}"))
        return [sealed_path(self._writer, number), root_path(self._writer, number), *aside]
