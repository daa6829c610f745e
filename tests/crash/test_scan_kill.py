"""Scans that are killed, starved and interrupted: nothing is lost, nothing is there twice, nothing half written."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scan_support import listing, snapshot_folder, write_jsonl

_FILES = 8
_ROWS = 40


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a snapshot, eight files of listings, and the output of an undisturbed scan."""
    folder = tmp_path_factory.mktemp("ground")
    snapshot_folder(folder / "snapshot")
    for part in range(_FILES):
        records = [listing(part * _ROWS + at) for at in range(_ROWS)]
        records[3] = {"listing_id": "bad"}
        write_jsonl(folder / f"in-{part}.jsonl", records)
    process = _start(folder, folder / "whole.parquet")
    _, err = _end(process)
    assert process.returncode == 0, err
    return folder


def _start(ground: Path, output: Path, *, before: Callable[[], None] | None = None) -> "subprocess.Popen[str]":
    (snapshot,) = (ground / "snapshot").iterdir()
    files = [ground / f"in-{part}.jsonl" for part in range(_FILES)]
    arguments = ["screen", *files, "--mapping", "countermark", "--snapshot", snapshot, "--out", output]
    return subprocess.Popen(
        [sys.executable, "-c", "from countermark.cli import main; main()", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=before,  # noqa: PLW1509 - sets a limit only
    )


def _parts(output: Path) -> int:
    return len(list(output.with_name(f"{output.name}.work").glob("*.arrow")))


def _wait_for(what: Callable[[], Any], process: "subprocess.Popen[str]") -> bool:
    """Wait until something is true; return False when the process ended before."""
    deadline = time.monotonic() + 60
    while not what():
        if process.poll() is not None:
            return False
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return True


def _children(parent: int) -> list[int]:
    """Return the ids of a process's workers (not of the helper that multiprocessing starts)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _gone(processes: list[int]) -> bool:
    """Wait until none of the processes is there; return False when that takes more than half a minute."""
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{process}").exists() for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _end(process: "subprocess.Popen[str]") -> tuple[str, str]:
    return process.communicate(timeout=120)


def _assert_as_if_undisturbed(ground: Path, output: Path) -> None:
    assert output.read_bytes() == (ground / "whole.parquet").read_bytes()
    rejects = "{}.rejects.jsonl"
    assert output.with_name(rejects.format(output.stem)).read_bytes() == (ground / rejects.format("whole")).read_bytes()
    ids = pq.read_table(output).column("listing_id").to_pylist()
    assert len(ids) == len(set(ids)) == _FILES * (_ROWS - 1)
    assert not output.with_name(f"{output.name}.work").exists()


def test_killed_and_interrupted_again_and_again_the_result_is_as_if_undisturbed(ground: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    work = output.with_name("out.parquet.work")

    process = _start(ground, output)  # everything is killed, as early as can be
    assert _wait_for(work.exists, process)
    os.killpg(process.pid, signal.SIGKILL)
    _end(process)

    process = _start(ground, output)  # the parent alone is killed: its workers must end by themselves
    assert _wait_for(lambda: _parts(output) >= 1, process)
    workers = _children(process.pid)
    process.kill()
    _end(process)
    assert workers
    assert _gone(workers)

    before = _parts(output)
    process = _start(ground, output)  # Ctrl-C
    assert _wait_for(lambda: _parts(output) > before, process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = _end(process)
    assert process.returncode == 130
    assert "run the same command to go on" in err
    assert "Traceback" not in err
    assert not output.exists()

    process = _start(ground, output)
    out, err = _end(process)
    assert process.returncode == 0, err
    assert "by an earlier, interrupted run" in out
    _assert_as_if_undisturbed(ground, output)


def test_a_killed_worker_is_replaced_within_the_same_run(ground: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    process = _start(ground, output)
    assert _wait_for(lambda: _parts(output) >= 1, process)
    os.kill(_children(process.pid)[0], signal.SIGKILL)
    _, err = _end(process)
    assert process.returncode == 0, err
    _assert_as_if_undisturbed(ground, output)


def test_without_room_to_write_it_says_so_and_goes_on_later(ground: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    limit = 12_000  # bytes a file: the manifest fits, a part does not
    process = _start(ground, output, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    _, err = _end(process)
    assert process.returncode == 1
    assert "no room left to write" in err
    assert "Traceback" not in err
    assert not output.exists()
    process = _start(ground, output)
    _end(process)
    _assert_as_if_undisturbed(ground, output)
