"""`countermark log verify`: one byte changed in any file is found and named; a sound log is never called damaged."""

import shutil
import sqlite3
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from countermark.cli import app
from countermark.evidence.frame import Frame, read_frames
from countermark.evidence.log import DecisionLog
from countermark.evidence.merkle import MerkleTree
from countermark.evidence.prune import prune_log
from countermark.evidence.sealed import read_root, read_sealed
from countermark.evidence.sealing import seal_closed, seal_segment
from countermark.evidence.verify import Verification, verify_log
from log_support import START, fill_log, make_decision, only_writer

KINDS = ("00000001.pruned.json", "00000002.parquet", "00000002.root.json", "closed.log", "open.log")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with a file of each kind: pruned, sealed, closed and open segments."""
    folder = tmp_path_factory.mktemp("sound") / "log"
    fill_log(folder, days=6)
    writer = only_writer(folder)
    seal_segment(writer, 1)
    seal_segment(writer, 2)
    done = prune_log(folder, keep_days=1, now=START + timedelta(days=2), by="tests", dry_run=False)
    assert [stone.segment for _, stone in done.removed] == [1]
    return folder


def file_of(log: Path, kind: str) -> Path:
    """The file of a kind in the log's one writer folder."""
    writer = only_writer(log)
    unsealed = sorted(writer.glob("*.log"))
    return {"closed.log": unsealed[0], "open.log": unsealed[-1]}.get(kind, writer / kind)


def test_a_sound_log_is_shown_with_its_segments_records_and_roots(sound: Path) -> None:
    done = run("log", "verify", sound)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("writer-00/00000001 pruned")
    root = read_root(only_writer(sound), 2)
    assert lines[1] == (
        f"writer-00/00000002 sealed {root.records:>9,} records, numbers {root.first_sequence} to "
        f"{root.last_sequence}, root {root.merkle_root}"
    )
    assert lines[-3].startswith("writer-00/0000")
    assert " open " in lines[-3]
    assert lines[-1] == "The log is what was written."


def test_the_root_of_a_segment_does_not_change_when_it_is_sealed(sound: Path, tmp_path: Path) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    before = {(item.number, item.merkle_root) for item in verify_log(log).found}
    seal_closed(only_writer(log))
    after = verify_log(log)
    assert {(item.number, item.merkle_root) for item in after.found} == before
    assert after.segments == after.sealed + 1


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_one_byte_changed_in_any_file_is_found_and_named(sound: Path, kind: str, data: st.DataObject) -> None:
    path = file_of(sound, kind)
    original = path.read_bytes()
    at = data.draw(st.integers(0, len(original) - 1))
    changed = bytearray(original)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        path.write_bytes(changed)
        found = verify_log(sound)
    finally:
        path.write_bytes(original)
    check_place(found, path, original, at)


def check_place(found: Verification, path: Path, original: bytes, at: int) -> None:
    """The first damaged place is the one that was changed, as closely as the kind of file allows."""
    assert found.problems
    first = found.problems[0]
    assert first.file == path
    if path.suffix == ".log":
        record, frame = frame_at(path, at)
        assert (first.byte, first.record) == (frame.offset, record)
    elif path.suffix == ".parquet":
        assert first.byte is not None
        assert first.byte <= at
        assert f"bytes {first.byte} to " in first.what
        assert int(first.what.split(" to ")[1].split()[0]) >= at
    elif first.byte is not None:
        assert first.byte <= at + 1
    assert len(original) > at


def frame_at(path: Path, at: int) -> tuple[int, Frame]:
    with path.open("rb") as file:
        frames = [item for item in read_frames(file) if isinstance(item, Frame)]
    return next((number, frame) for number, frame in enumerate(frames, 1) if frame.offset <= at < frame.end)


@pytest.mark.parametrize("kind", [*KINDS, "format"])
def test_the_command_names_the_damaged_file_and_fails(sound: Path, tmp_path: Path, kind: str) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    path = log / "format" if kind == "format" else file_of(log, kind)
    changed = bytearray(path.read_bytes())
    changed[min(len(changed) // 2, 200)] ^= 1
    path.write_bytes(changed)
    done = run("log", "verify", log)
    assert done.exit_code == 1
    assert str(path) in done.stderr
    assert "The log is what was written" not in done.stdout
    if kind.endswith((".log", ".parquet")):
        assert "DAMAGED, first at " in done.stderr
        assert f"{path}, byte " in done.stderr
        assert ", record " in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_short_is_found(sound: Path, tmp_path: Path, kind: str) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    path = file_of(log, kind)
    path.write_bytes(path.read_bytes()[:-1])
    assert verify_log(log).problems[0].file == path


def test_records_that_are_missing_from_the_end_are_told_by_the_index(sound: Path, tmp_path: Path) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    path = file_of(log, "open.log")
    record, last = frame_at(path, path.stat().st_size - 1)
    path.write_bytes(path.read_bytes()[: last.offset])
    [problem] = verify_log(log).problems
    assert (problem.file, problem.byte, problem.record) == (path, last.offset, record)
    path.unlink()
    assert str(verify_log(log).problems[0]).endswith("is missing")


def test_without_an_index_a_changed_last_record_is_told_from_a_torn_one(sound: Path, tmp_path: Path) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log", ignore=shutil.ignore_patterns("index.sqlite*")))
    path = file_of(log, "open.log")
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    torn = verify_log(log)
    assert (torn.is_sound, torn.notes[0].file) == (True, path)
    path.write_bytes(whole[:-7] + b"\0" + whole[-6:])
    assert verify_log(log).problems[0].file == path
    done = run("log", "verify", log)
    assert done.exit_code == 1


@pytest.mark.parametrize("without", ["index.sqlite*", "*.log", "nothing"])
def test_a_copy_is_as_sound_as_the_log(sound: Path, tmp_path: Path, without: str) -> None:
    ignored = shutil.ignore_patterns(without, *(["index.sqlite*"] if without == "*.log" else []))
    copy = Path(shutil.copytree(sound, tmp_path / "copy", ignore=ignored))
    assert verify_log(copy).problems == []
    done = run("log", "verify", copy)
    assert done.exit_code == 0, done.stderr


def test_a_log_is_checked_while_it_is_written_sealed_and_pruned(tmp_path: Path) -> None:
    log_folder = tmp_path / "log"
    stop = threading.Event()

    def write() -> None:
        with DecisionLog(log_folder, segment_bytes=3_000, on_close=seal_closed) as log:
            number = 0
            while not stop.is_set():
                number += 1
                log.append([make_decision(f"L{number}", minute=number)])

    with DecisionLog(log_folder) as log:
        log.append([make_decision("first")])
    writer = threading.Thread(target=write)
    writer.start()
    states: set[str] = set()
    try:
        deadline = time.monotonic() + 60
        while not states >= {"open", "sealed", "pruned"}:
            assert time.monotonic() < deadline, states
            found = verify_log(log_folder)
            assert found.problems == []
            states |= {segment.state for segment in found.found}
            now = START + timedelta(days=1, minutes=found.decisions // 2)
            prune_log(log_folder, keep_days=1, now=now, by="tests", dry_run=False)
    finally:
        stop.set()
        writer.join()
    assert verify_log(log_folder).problems == []


def test_what_is_no_log_is_said(tmp_path: Path) -> None:
    done = run("log", "verify", tmp_path)
    assert (done.exit_code, done.stderr.strip()) == (
        1,
        f"{tmp_path} is not a decision log: format: No such file or directory",
    )


def test_the_root_is_that_of_the_records(sound: Path) -> None:
    tree: Any = MerkleTree()
    for stored in read_sealed(only_writer(sound) / "00000002.parquet"):
        tree.add(stored.sequence.to_bytes(8, "big") + stored.payload)
    assert tree.root().hex() in run("log", "verify", sound).stdout


def index_of(log: Path) -> sqlite3.Connection:
    return sqlite3.connect(only_writer(log) / "index.sqlite")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("DELETE FROM decisions WHERE sequence = (SELECT max(sequence) FROM decisions)", "does not know record number"),
        ("UPDATE decisions SET ordinal = ordinal + 1 WHERE sequence = (SELECT max(sequence) FROM decisions)",
         "elsewhere than it is"),
        ("UPDATE decisions SET sequence = sequence - 1 WHERE sequence = (SELECT max(sequence) FROM decisions)",
         "does not know record number"),
        ("UPDATE decisions SET sequence = sequence + 1000 WHERE sequence = (SELECT max(sequence) FROM decisions)",
         "has 1 entries of segment"),
        ("INSERT INTO decisions SELECT 'invented', sequence, segment, ordinal, offset FROM decisions LIMIT 1 OFFSET 5",
         "has 1 entries of segment"),
        ("DELETE FROM answers", "does not know record number"),
    ],
)  # fmt: skip
def test_an_index_that_does_not_say_what_the_segments_hold_is_named(
    sound: Path, tmp_path: Path, change: str, what: str
) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    with closing(index_of(log)) as index, index:
        assert index.execute(change).rowcount

    [problem] = verify_log(log).problems

    assert problem.file == only_writer(log) / "index.sqlite"
    assert what in problem.what
    assert "remove index.sqlite*" in problem.what


def test_an_index_that_lags_behind_or_is_not_there_is_sound(sound: Path, tmp_path: Path) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    with closing(index_of(log)) as index, index:
        index.execute("DELETE FROM answers WHERE sequence = (SELECT max(sequence) FROM answers)")
        index.execute("UPDATE state SET frames = frames - 1")
    assert verify_log(log).problems == []
    for path in only_writer(log).glob("index.sqlite*"):
        path.unlink()
    found = verify_log(log)
    assert (found.problems, found.notes) == ([], [])


def test_an_index_that_cannot_be_read_is_noted(sound: Path, tmp_path: Path) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    (only_writer(log) / "index.sqlite").write_bytes(b"no database" * 1_000)

    found = verify_log(log)

    assert found.problems == []
    assert ["cannot be read" in note.what for note in found.notes] == [True]


def test_bytes_set_aside_after_a_crash_are_no_complete_record(sound: Path, tmp_path: Path) -> None:
    log = Path(shutil.copytree(sound, tmp_path / "log"))
    open_log = file_of(log, "open.log")
    _, last = frame_at(open_log, open_log.stat().st_size - 1)
    record = open_log.read_bytes()[last.offset :]
    torn = only_writer(log) / f"{open_log.stem}-{last.offset}.torn"
    torn.write_bytes(record[:-1])
    found = verify_log(log)
    assert (found.problems, found.set_aside_bytes) == ([], len(record) - 1)
    torn.write_bytes(b"x" * 10 + record)
    [problem] = verify_log(log).problems
    assert (problem.file, problem.byte, problem.record) == (torn, 10, 1)
    assert "complete record" in problem.what
    torn.rename(torn.with_name("notes.torn"))
    [problem] = verify_log(log).problems
    assert "not named as a torn write" in problem.what
