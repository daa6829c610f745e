"""The decision log: what is appended is there again, after any crash, whoever wrote it."""

import errno
import os
import resource
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from countermark.engine.decision import Decision
from countermark.evidence.errors import LogDamagedError, LogError, LogFullError, LogInUseError, LogWriteError
from countermark.evidence.folders import FORMAT_FILE
from countermark.evidence.group_commit import Commit, GroupCommit
from countermark.evidence.index import INDEX_FILE
from countermark.evidence.log import DecisionLog
from countermark.evidence.reader import LogReader
from countermark.evidence.segment import Durability
from countermark.evidence.writer import prepare
from log_support import key_of, make_answer, make_decision, only_writer, segment_files


def ids(log: DecisionLog | LogReader) -> list[str]:
    return [record.screened.listing_id for record in log.iterate()]


def test_a_record_comes_back_as_it_went_in(tmp_path: Path) -> None:
    record = make_decision("L1", title="Véłora 高仿 \U0001f45f")
    with DecisionLog(tmp_path / "log") as log:
        log.append([record])
        assert log.get("L1") == record
        assert list(log.iterate()) == [record]


def test_an_unknown_listing_has_no_decision(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        assert log.get("L1") is None
        assert log.answer(key_of("k")) is None


def test_the_newest_decision_is_the_one_written_last_even_when_the_clock_went_back(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1", minute=30, decision=Decision.HOLD)])
        log.append([make_decision("L1", minute=5, decision=Decision.ALLOW)])
        newest = log.get("L1")
    assert newest is not None
    assert newest.screened.decision is Decision.ALLOW


def test_an_answer_comes_back_byte_for_byte_whatever_its_white_space(tmp_path: Path) -> None:
    body = '{"a": 1 ,  "words":"仿 \\u4eff" }'.encode()
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1"), make_answer("k", body)])
        answer = log.answer(key_of("k"))
        assert answer is not None
        assert bytes(answer.body) == body
        assert ids(log) == ["L1"]


def test_records_are_there_after_opening_again_and_order_goes_on(tmp_path: Path) -> None:
    for minute in range(3):
        with DecisionLog(tmp_path / "log") as log:
            log.append([make_decision("L1", minute=minute), make_decision(f"L{minute + 2}")])
    with DecisionLog(tmp_path / "log") as log:
        newest = log.get("L1")
        assert newest is not None
        assert newest.request_id == "r-L1-2"
        assert ids(log) == ["L1", "L2", "L1", "L3", "L1", "L4"]
        assert log.verify().is_sound


def test_two_writers_share_one_log_and_read_what_the_other_wrote(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as one, DecisionLog(tmp_path / "log") as other:
        one.append([make_decision("L1", minute=1), make_answer("k")])
        other.append([make_decision("L1", minute=2), make_decision("L2")])
        one.append([make_decision("L2", minute=3)])
        for log in (one, other):
            newest = [log.get("L1"), log.get("L2")]
            assert [record.request_id for record in newest if record] == ["r-L1-2", "r-L2-3"]
            assert log.answer(key_of("k")) is not None
            assert [record.request_id for record in log.iterate()] == ["r-L1-1", "r-L1-2", "r-L2-0", "r-L2-3"]
        assert len(list((tmp_path / "log").glob("writer-*"))) == 2
        assert one.verify().is_sound


def test_a_folder_whose_writer_is_gone_is_taken_over(tmp_path: Path) -> None:
    DecisionLog(tmp_path / "log").close()
    DecisionLog(tmp_path / "log").close()
    assert only_writer(tmp_path / "log").name == "writer-00"


def test_there_are_sixty_four_places_and_the_next_writer_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countermark.evidence.folders.MAX_WRITERS", 1)
    with (
        DecisionLog(tmp_path / "log"),
        pytest.raises(LogInUseError, match="all 1 places for writers are taken by live processes"),
    ):
        DecisionLog(tmp_path / "log")


@pytest.mark.parametrize("cut", [1, 3, 4, 11, 19, 20, 21, 100])
def test_a_torn_end_is_cut_off_kept_aside_and_counted_and_no_complete_record_is_lost(tmp_path: Path, cut: int) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1")])
        whole = segment_files(tmp_path / "log")[0].stat().st_size
        log.append([make_decision("L2")])
    [segment] = segment_files(tmp_path / "log")
    torn = segment.read_bytes()[: whole + cut]
    segment.write_bytes(torn)
    with DecisionLog(tmp_path / "log") as log:
        assert ids(log) == ["L1"]
        assert log.get("L2") is None
        assert log.set_aside_bytes == cut
        log.append([make_decision("L3")])
        assert ids(log) == ["L1", "L3"]
        found = log.verify()
    assert (found.is_sound, found.set_aside_bytes, found.decisions) == (True, cut, 2)
    [aside] = segment.parent.glob("*.torn")
    assert aside.read_bytes() == torn[whole:]


def test_a_hole_in_the_middle_does_not_hide_the_records_after_it(tmp_path: Path) -> None:
    offsets = []
    with DecisionLog(tmp_path / "log") as log:
        for number in range(4):
            [segment] = segment_files(tmp_path / "log") or [Path(os.devnull)]
            offsets.append(segment.stat().st_size)
            log.append([make_decision(f"L{number}")])
    data = bytearray(segment.read_bytes())
    data[offsets[1] : offsets[2]] = bytes(offsets[2] - offsets[1])
    segment.write_bytes(data)
    with DecisionLog(tmp_path / "log") as log:
        assert ids(log) == ["L0", "L2", "L3"]
        newest = log.get("L3")
        assert newest is not None
        found = log.verify()
    [problem] = found.problems
    assert (problem.file, problem.byte, problem.record) == (segment, offsets[1], 2)
    assert problem.what == f"bytes {offsets[1]} to {offsets[2] - 1} are no complete record"


def test_a_title_that_looks_like_a_frame_is_not_read_as_a_record(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("inner")])
    frame = segment_files(tmp_path / "log")[0].read_bytes()
    hostile = make_decision("outer", title=frame.decode("latin-1")[:900])
    with DecisionLog(tmp_path / "other") as log:
        log.append([hostile])
    [segment] = segment_files(tmp_path / "other")
    segment.write_bytes(segment.read_bytes()[:-1])
    with DecisionLog(tmp_path / "other") as log:
        assert ids(log) == []


@pytest.mark.parametrize("spoil", ["missing", "garbage", "other_version", "behind", "of_another_log"])
def test_the_index_is_built_anew_or_brought_up_to_date(tmp_path: Path, spoil: str) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1", minute=1), make_answer("k")])
    index = only_writer(tmp_path / "log") / INDEX_FILE
    old = index.read_bytes()
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1", minute=2)])
    if spoil == "missing":
        index.unlink()
    elif spoil == "garbage":
        index.write_bytes(b"not a database, " * 1000)
    elif spoil == "behind":
        index.write_bytes(old)
    elif spoil == "other_version":
        with sqlite3.connect(index) as connection:
            connection.execute("UPDATE state SET version = 99")
        connection.close()
    else:
        with DecisionLog(tmp_path / "other") as log:
            log.append([make_decision("other", minute=1)])
        index.write_bytes((only_writer(tmp_path / "other") / INDEX_FILE).read_bytes())
    with DecisionLog(tmp_path / "log") as log:
        newest = log.get("L1")
        assert newest is not None
        assert newest.request_id == "r-L1-2"
        assert log.get("other") is None
        assert log.answer(key_of("k")) is not None


def test_a_reader_finds_records_when_there_is_no_index(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1", minute=1), make_decision("L1", minute=2), make_answer("k")])
    for path in only_writer(tmp_path / "log").glob("index*"):
        path.unlink()
    reader = LogReader(tmp_path / "log")
    newest = reader.get("L1")
    assert newest is not None
    assert newest.request_id == "r-L1-2"
    assert reader.answer(key_of("k")) is not None
    assert reader.get("L2") is None


def test_an_index_that_points_nowhere_is_said_and_not_taken_for_no_decision(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1")])
    [segment] = segment_files(tmp_path / "log")
    segment.write_bytes(b"")
    reader = LogReader(tmp_path / "log")
    with pytest.raises(LogDamagedError, match="record 1 is not where the index says"):
        reader.get("L1")
    reader.close()


def test_a_folder_that_is_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogDamagedError, match=r"is not a decision log: format: No such file"):
        LogReader(tmp_path)
    (tmp_path / FORMAT_FILE).write_text("countermark decision log 2\n")
    with pytest.raises(LogDamagedError, match="log 2"):
        DecisionLog(tmp_path)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Have the system refuse to let files grow beyond a size, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_is_said_and_what_was_written_before_is_whole(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1")])
        [segment] = segment_files(tmp_path / "log")
        size = segment.stat().st_size
        with (
            file_size_limit(size + 100),
            pytest.raises(LogFullError, match=r"no room left \(File too large\); what was written before is whole"),
        ):
            log.append([make_decision("L2")])
        assert segment.stat().st_size == size
        assert ids(log) == ["L1"]
        log.append([make_decision("L3")])
        assert ids(log) == ["L1", "L3"]
        assert log.get("L2") is None
        assert log.verify().is_sound


def test_after_a_failed_fsync_nothing_more_is_written_to_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1")])

        def fail(_: int) -> None:
            raise OSError(errno.EIO, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fdatasync", fail)
            with pytest.raises(LogWriteError, match="Input/output error"):
                log.append([make_decision("L2")])
        log.append([make_decision("L3")])
        assert [path.name for path in segment_files(tmp_path / "log")] == ["00000001.log", "00000002.log"]
        assert ids(log) == ["L1", "L3"]
        assert log.verify().is_sound


def test_a_disk_that_stays_full_leaves_no_trail_of_empty_files(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        log.append([make_decision("L1")])
        with file_size_limit(100):
            for _ in range(5):
                with pytest.raises(LogFullError):
                    log.append([make_decision("L2")])
                with pytest.raises(LogFullError):
                    log.probe()
        assert len(segment_files(tmp_path / "log")) <= 2
        log.probe()
        log.append([make_decision("L3")])
        assert ids(log) == ["L1", "L3"]


def test_records_that_the_index_could_not_take_are_not_answered_but_found_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with DecisionLog(tmp_path / "log") as log:
        with monkeypatch.context() as patch:
            patch.setattr("countermark.evidence.index.IndexWriter.add", fail)
            with pytest.raises(LogWriteError, match="durable but cannot be found yet"):
                log.append([make_decision("L1")])
            with pytest.raises(LogWriteError, match="index cannot be written"):
                log.append([make_decision("L2")])
        log.append([make_decision("L3")])
        assert [log.get(name) is not None for name in ("L1", "L2", "L3")] == [True, False, True]


def test_process_mode_does_not_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with DecisionLog(tmp_path / "log", durability=Durability.PROCESS) as log:
        monkeypatch.setattr(os, "fdatasync", lambda _: pytest.fail("waited for the disk"))
        log.append([make_decision("L1")])
    with DecisionLog(tmp_path / "log") as log:
        assert ids(log) == ["L1"]


def test_a_lone_surrogate_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log") as log:
        with pytest.raises(UnicodeEncodeError):
            log.append([make_decision("L1"), make_decision("L2", title="\ud800")])
        assert ids(log) == []


def test_callers_of_a_group_commit_share_writes_and_all_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs: list[int] = []
    sync = os.fdatasync

    def count(file: int) -> None:
        syncs.append(file)
        sync(file)

    monkeypatch.setattr(os, "fdatasync", count)
    told: list[Commit] = []
    blocked = threading.Event()

    def on_group(commits: list[Commit], seconds: float) -> None:
        assert seconds > 0
        told.extend(commits)
        blocked.wait(5)

    with DecisionLog(tmp_path / "log") as log:
        group = GroupCommit(log, on_group=on_group)
        for number in range(50):
            group.submit(Commit([prepare(make_decision(f"L{number}"))]))
        blocked.set()
        group.close()
        assert ids(log) == [f"L{number}" for number in range(50)]
    assert [commit.error for commit in told] == [None] * 50
    assert len(syncs) < 10


def test_a_group_commit_goes_on_after_a_failure_and_says_which_commits_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[LogError | None] = []
    with DecisionLog(tmp_path / "log") as log:
        append = log.append_prepared
        monkeypatch.setattr(log, "append_prepared", lambda _: 1 / 0)
        group = GroupCommit(log, on_group=lambda commits, _: told.extend(commit.error for commit in commits))
        group.submit(Commit([prepare(make_decision("L1"))]))
        while not told:
            threading.Event().wait(0.001)
        monkeypatch.setattr(log, "append_prepared", append)
        group.submit(Commit([prepare(make_decision("L2"))]))
        group.close()
        assert ids(log) == ["L2"]
    assert [str(error) for error in told] == ["ZeroDivisionError: division by zero", "None"]
