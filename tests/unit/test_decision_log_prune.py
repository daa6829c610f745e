"""`countermark log prune`: what is old goes, what was there stays provable, and nothing else is touched."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from countermark.cli import app
from countermark.evidence.errors import LogDamagedError, LogFullError, LogInUseError
from countermark.evidence.files import only_one
from countermark.evidence.log import DecisionLog
from countermark.evidence.merkle import MerkleTree
from countermark.evidence.prune import Pruned, prune_log
from countermark.evidence.reader import LogReader
from countermark.evidence.sealed import read_sealed
from countermark.evidence.sealing import seal_closed
from countermark.evidence.tombstone import read_tombstone
from countermark.evidence.verify import verify_log
from log_support import START, DeadError, dying_at, fill_log, key_of, make_answer, make_decision, only_writer

DAYS = 5
NOW = START + timedelta(days=DAYS)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of five days, sealed but for its last segment."""
    folder = tmp_path / "log"
    fill_log(folder, days=DAYS)
    seal_closed(only_writer(folder))
    return folder


def prune(log: Path, *, keep_days: int = 2, now: datetime = NOW, dry_run: bool = False) -> Pruned:
    return prune_log(log, keep_days=keep_days, now=now, by="tests", dry_run=dry_run)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def files(log: Path) -> dict[str, bytes]:
    """Every file of evidence; the index and locks are none."""
    kinds = (".parquet", ".json", ".log", ".torn")
    return {path.name: path.read_bytes() for path in sorted(only_writer(log).iterdir()) if path.suffix in kinds}


def days_of(names: list[str]) -> set[int]:
    return {int(name[1:].partition("-")[0]) for name in names}


def held(log: Path) -> list[str]:
    reader = LogReader(log)
    try:
        return [record.screened.listing_id for record in reader.iterate()]
    finally:
        reader.close()


def test_old_segments_go_whole_and_younger_decisions_stay(log: Path) -> None:
    before = held(log)
    done = prune(log)
    limit = NOW - timedelta(days=2)
    assert len(done.removed) > 2
    assert all(stone.last_decided_at is not None and stone.last_decided_at < limit for _, stone in done.removed)
    after = held(log)
    assert after == before[len(before) - len(after) :]
    assert days_of(after) >= {3, 4}
    assert 0 not in days_of(after)
    assert done.kept + done.unsealed == len(verify_log(log).found) - len(done.removed)
    assert prune(log) == Pruned(kept=done.kept, unsealed=done.unsealed)


def test_the_tombstone_proves_what_a_copy_holds_and_says_who_and_when(log: Path, tmp_path: Path) -> None:
    writer = only_writer(log)
    copy = Path(shutil.copy(writer / "00000001.parquet", tmp_path / "archived.parquet"))
    size = copy.stat().st_size + (writer / "00000001.root.json").stat().st_size
    assert prune(log, keep_days=4).freed_bytes >= size
    stone = read_tombstone(writer, 1)
    tree = MerkleTree()
    for stored in read_sealed(copy):
        tree.add(stored.sequence.to_bytes(8, "big") + stored.payload)
    assert (stone.merkle_root, stone.records) == (tree.root().hex(), tree.size)
    assert (stone.first_sequence, stone.pruned_by, stone.pruned_at, stone.keep_days) == (1, "tests", NOW, 4)
    assert stone.first_decided_at == START
    assert not list(writer.glob("00000001.parquet")) + list(writer.glob("00000001.root.json"))
    # Put back, the copy is again found to be what was sealed, but for its root file, which the tombstone replaces.
    assert verify_log(log).pruned == len(list(writer.glob("*.pruned.json")))


def test_what_remains_and_what_was_removed_is_verified(log: Path) -> None:
    before = {(item.number, item.merkle_root, item.records) for item in verify_log(log).found}
    prune(log)
    after = verify_log(log)
    assert after.problems == []
    assert {(item.number, item.merkle_root, item.records) for item in after.found} == before
    only_writer(log).joinpath("00000001.pruned.json").unlink()
    only_writer(log).joinpath("00000002.pruned.json").unlink()
    prune_gone = only_writer(log).joinpath("00000003.pruned.json")
    assert prune_gone.exists()
    shutil.move(prune_gone, only_writer(log) / "00000001.pruned.json")
    assert [str(problem).partition(": ")[2] for problem in verify_log(log).problems] == [
        "segment 2 is missing",
        "segment 3 is missing",
        "is that of segment 3",
    ]


def test_a_dry_run_says_the_same_and_changes_nothing(log: Path) -> None:
    before = files(log)
    would = prune(log, dry_run=True)
    assert files(log) == before
    did = prune(log)
    assert (would.removed, would.freed_bytes, would.kept) == (did.removed, did.freed_bytes, did.kept)
    assert files(log) != before


def test_nothing_that_is_not_sealed_is_touched_however_old(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    fill_log(folder, days=DAYS)
    before = files(folder)
    done = prune(folder, now=NOW + timedelta(days=1_000))
    assert (done.removed, done.kept, done.unsealed) == ([], 0, len(before))
    assert files(folder) == before


def test_a_writers_last_segment_stays_even_when_it_is_sealed(log: Path) -> None:
    writer = only_writer(log)
    next(writer.glob("*.log")).unlink()
    last = max(writer.glob("*.parquet"))
    prune(log, now=NOW + timedelta(days=1_000))
    assert list(writer.glob("*.parquet")) == [last]


def test_a_decision_exactly_as_old_as_the_limit_stays(log: Path) -> None:
    stone = prune(log, dry_run=True, keep_days=1, now=NOW + timedelta(days=100)).removed[0][1]
    assert stone.last_decided_at is not None
    at_limit = stone.last_decided_at + timedelta(days=1)
    assert prune(log, keep_days=1, now=at_limit, dry_run=True).removed == []
    assert len(prune(log, keep_days=1, now=at_limit + timedelta(microseconds=1), dry_run=True).removed) == 1


def test_a_segment_without_decisions_is_as_old_as_the_one_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    with DecisionLog(folder, segment_bytes=1) as log:
        log.append([make_answer("k1")])
        log.append([make_decision("old")])
        log.append([make_answer("k2")])
        log.append([make_decision("new", minute=10 * 1_440)])
        log.append([make_decision("last", minute=10 * 1_440)])
    seal_closed(only_writer(folder))
    done = prune(folder, keep_days=3, now=START + timedelta(days=10))
    assert [stone.segment for _, stone in done.removed] == [1, 2]


def test_torn_bytes_of_a_removed_segment_go_too(log: Path) -> None:
    writer = only_writer(log)
    aside = writer / "00000001-77.torn"
    aside.write_bytes(b"half a listing")
    other = writer / f"{len(list(writer.glob('0*.parquet'))):08}-77.torn"
    other.write_bytes(b"half a listing")
    prune(log)
    assert (aside.exists(), other.exists()) == (False, True)


def test_it_is_told_that_a_decision_was_pruned_while_an_index_knows(log: Path) -> None:
    prune(log)
    for _ in range(2):
        with DecisionLog(log) as opened:
            assert opened.get("L0-0") is None
            assert opened.answer(key_of("L0-0")) is None
            stone = opened.pruned("L0-0")
            assert stone is not None
            assert stone.first_sequence == 1
            assert opened.pruned("never") is None
            assert opened.pruned("L4-7") is None
            assert opened.get("L4-7") is not None
    for path in only_writer(log).glob("index.sqlite*"):
        path.unlink()
    with DecisionLog(log) as opened:
        assert (opened.get("L0-0"), opened.pruned("L0-0")) == (None, None)
        assert opened.get("L4-7") is not None


def test_a_listing_decided_again_is_found_by_its_newer_decision(log: Path) -> None:
    with DecisionLog(log) as opened:
        opened.append([make_decision("L0-0", minute=DAYS * 1_440)])
        prune(log)
        newest = opened.get("L0-0")
        assert newest is not None
        assert newest.request_id == f"r-L0-0-{DAYS * 1_440}"
        assert opened.pruned("L0-0") is None


def test_numbers_never_come_again_though_all_that_had_them_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    with DecisionLog(folder, segment_bytes=1) as log:
        log.append([make_decision(f"L{number}") for number in range(9)])
    seal_closed(only_writer(folder))
    prune(folder, now=NOW + timedelta(days=100))
    (folder / "sequence").unlink()
    for path in only_writer(folder).glob("index.sqlite*"):
        path.unlink()
    with DecisionLog(folder) as log:
        log.append([make_decision("after")])
        assert log.verify().problems == []
        assert [segment.first_sequence for segment in log.verify().found] == [1, 10]


def test_the_index_stays_when_the_segment_of_its_last_record_was_removed(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    with DecisionLog(folder, segment_bytes=1) as log:
        log.append([make_decision("only")])
    seal_closed(only_writer(folder))
    assert len(prune(folder, now=NOW + timedelta(days=100)).removed) == 1
    with DecisionLog(folder) as log:
        assert log.pruned("only") is not None
        log.append([make_decision("next")])
        assert log.verify().problems == []


def test_a_damaged_segment_stays_and_is_named(log: Path) -> None:
    path = only_writer(log) / "00000002.parquet"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    done = prune(log)
    assert [damage.file for damage in done.damage] == [path]
    assert 2 not in [stone.segment for _, stone in done.removed]
    assert path.read_bytes() == data
    said = run("log", "prune", log, "--keep-days", 1)
    assert said.exit_code == 1
    assert f"Not removed, since it is damaged: {path}, byte " in said.stderr


def test_with_a_damaged_tombstone_the_rest_of_its_segment_stays(log: Path) -> None:
    writer = only_writer(log)
    stone = writer / "00000001.pruned.json"
    stone.write_bytes(b"{")
    done = prune(log)
    assert [damage.file for damage in done.damage] == [stone]
    assert (writer / "00000001.parquet").exists()
    assert verify_log(log).problems[0].file == stone


@pytest.mark.parametrize(("owner", "step"), [(Path, "replace"), (Path, "unlink"), (os, "fsync")])
def test_dying_at_any_step_leaves_a_sound_log_and_the_next_run_goes_on(
    log: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    kept = [name for name in held(log) if int(name[1]) >= 3]
    roots = {(item.number, item.merkle_root) for item in verify_log(log).found}
    deaths = 0
    while True:
        with monkeypatch.context() as patch:
            patch.setattr(owner, step, dying_at(deaths, getattr(owner, step)))
            try:
                done = prune(log)
            except DeadError:
                deaths += 1
            else:
                break
        found = verify_log(log)
        assert found.problems == []
        assert {(item.number, item.merkle_root) for item in found.found} == roots
        assert held(log)[-len(kept) :] == kept
    assert deaths > 2
    assert done.damage == []
    writer = only_writer(log)
    removed = {path.name.partition(".")[0] for path in writer.glob("*.pruned.json")}
    left = {path.name.partition(".")[0] for path in writer.iterdir() if not path.name.endswith(".pruned.json")}
    assert len(removed) > 2
    assert removed & left == set()
    assert not list(writer.glob(".*"))


def test_a_full_disk_removes_nothing_and_names_the_file(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(log)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(LogFullError, match=r"removing .*00000001\.parquet: no room left"):
            prune(log)
    assert files(log) == before
    assert len(prune(log).removed) > 2


def test_two_at_once_and_bad_arguments_are_refused(log: Path, tmp_path: Path) -> None:
    with only_one(log / "prune.lock"), pytest.raises(LogInUseError, match="another prune is at work"):
        prune(log)
    with pytest.raises(ValueError, match="keep_days of 1 or more"):
        prune(log, keep_days=0)
    with pytest.raises(ValueError, match="time with its zone"):
        prune(log, now=datetime(2026, 3, 9))  # noqa: DTZ001 - that is what is refused
    with pytest.raises(LogDamagedError, match="is not a decision log"):
        prune(tmp_path)


def test_the_command_says_what_it_removes_and_what_stays(log: Path) -> None:
    would = run("log", "prune", log, "--keep-days", 1, "--dry-run")
    assert would.exit_code == 0, would.stderr
    assert "writer-00/00000001: would remove " in would.stdout
    done = run("log", "prune", log, "--keep-days", 1, "--by", "the data protection officer")
    assert done.exit_code == 0, done.stderr
    assert "writer-00/00000001: removed " in done.stdout
    assert "decided 2026-03-01 to 2026-03-0" in done.stdout
    assert "1 segments are not sealed and stay" in done.stdout
    assert done.stdout.splitlines()[-2].startswith("Removed ")
    stone = read_tombstone(only_writer(log), 1)
    assert stone.pruned_by == "the data protection officer"
    assert abs(stone.pruned_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert run("log", "verify", log).exit_code == 0
    usage = run("log", "prune", log, "--keep-days", 0)
    assert usage.exit_code == 2


def test_replay_says_that_a_decision_was_pruned_or_may_have_been(log: Path) -> None:
    prune(log)
    said = run("replay", log, "--id", "L0-0")
    assert said.exit_code == 1
    assert f"the decision of listing 'L0-0' is no longer in {log}: segment 1 with " in said.stderr
    assert "by tests (kept 2 days); its Merkle root is " in said.stderr
    unknown = run("replay", log, "--id", "never")
    assert unknown.exit_code == 1
    assert "has no decision of listing 'never'; decisions up to 2026-03-0" in unknown.stderr
