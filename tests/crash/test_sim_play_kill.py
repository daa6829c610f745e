"""A play that is killed at random points comes out the same."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from sim_support import played, written

WEEKS = 24


def _start(world: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-c", "from countermark.cli import main; main()",
        "sim", "play", str(world), "--out", str(out), "--processes", "2", "--weeks", str(WEEKS),
        "--as-of", "2026-01-05",
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _screened(out: Path) -> int:
    """Return how many weeks' listings the engine has answered."""
    return len(list((out / ".work").glob("screened-*-1.parquet")))


def test_killed_again_and_again_it_is_the_same_play(tmp_path: Path) -> None:
    world, out = tmp_path / "w", tmp_path / "p"
    written(world, seed=8, listings=1_000)
    whole = played(world, tmp_path / "whole", weeks=WEEKS)
    chance, kills = np.random.default_rng(8), 0
    for _ in range(20):
        process = _start(world, out)
        if kills < 2:
            wanted = _screened(out) + int(chance.integers(1, 10))
            while process.poll() is None and _screened(out) < wanted:
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            kills += 1
        # Ends only when the workers have ended too: they hold the other end of the pipe.
        _, told = process.communicate(timeout=300)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, told.decode()
    assert kills == 2
    assert json.loads((out / "play.json").read_text())["sha256"] == whole.sha256
    assert not list(out.rglob("*.tmp"))
    assert not (out / ".work").exists()
