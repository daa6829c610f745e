"""A world whose making is killed at random points comes out the same."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from countermark.sim.config import WorldConfig
from countermark.sim.make import make_world
from sim_support import written

LISTINGS = 100_000
PICTURED = WorldConfig(seed=8, listings=200, brands=20)


def _start(out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-c", "from countermark.cli import main; main()",
        "sim", "world", "--seed", "8", "--out", str(out), "--processes", "2", *options,
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _finished(out: Path) -> int:
    """Return how many chunks of listings are written."""
    return len(list((out / ".work").glob("listings-*.json")))


def test_killed_again_and_again_it_is_the_same_world(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", seed=8, listings=LISTINGS)
    chance, out, kills = np.random.default_rng(8), tmp_path / "w", 0
    for _ in range(40):
        process = _start(out, "--scale", str(LISTINGS), "--no-pictures")
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


def test_killed_while_drawing_it_is_the_same_world(tmp_path: Path) -> None:
    whole = make_world(PICTURED, tmp_path / "whole", pictures=True, processes=2)
    (tmp_path / "config.yaml").write_text("brands: 20\n")
    chance, out, kills = np.random.default_rng(8), tmp_path / "w", 0
    for _ in range(12):
        process = _start(out, "--scale", "200", "--config", str(tmp_path / "config.yaml"))
        if kills < 2:
            # While some picture is being drawn: how many there are tells how far it is.
            wanted = _drawn(out) + int(chance.integers(20, 150))
            while process.poll() is None and _drawn(out) < wanted:
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
            kills += 1
        _, told = process.communicate(timeout=300)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, told.decode()
    assert kills == 2
    assert json.loads((out / "world.json").read_text())["sha256"] == whole.sha256
    files = sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path / "whole") for path in (tmp_path / "whole").rglob("*.*"))
    for path in files:
        assert (out / path).read_bytes() == (tmp_path / "whole" / path).read_bytes(), path


def _drawn(out: Path) -> int:
    """Return how many pictures are written."""
    return len(list((out / "platform" / "pictures").rglob("*.jpg")))
