"""A world whose making is killed at random points comes out the same."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from sim_support import written

LISTINGS = 100_000


def _start(out: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-c", "from countermark.cli import main; main()",
        "sim", "world", "--seed", "8", "--scale", str(LISTINGS), "--out", str(out), "--no-pictures", "--processes", "2",
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _finished(out: Path) -> int:
    """Return how many chunks of listings are written."""
    return len(list((out / ".work").glob("listings-*.json")))


def test_killed_again_and_again_it_is_the_same_world(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", seed=8, listings=LISTINGS)
    chance, out, kills = np.random.default_rng(8), tmp_path / "w", 0
    for _ in range(40):
        process = _start(out)
        if kills < 4:
            # Somewhere between the first and the last file.
            wanted = int(chance.integers(1, 5))
            while process.poll() is None and _finished(out) < min(wanted, kills + 1):
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
            kills += 1
        # Ends only when the workers have ended too: they hold the other end of the pipe.
        _, told = process.communicate(timeout=300)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, told.decode()
    assert kills == 4
    assert json.loads((out / "world.json").read_text())["sha256"] == whole.sha256
    assert not list(out.rglob("*.tmp"))
    assert not (out / ".work").exists()
