"""kill -9 of a prune, again and again, beside a gate that goes on deciding: nothing is in doubt, nothing young lost."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

import httpx

from countermark.evidence.log import DecisionLog
from countermark.evidence.verify import verify_log
from gate_support import GateProcess, item

KILLS: Final = 8
SEED: Final = 20_261_124
PRUNE: Final = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from countermark.evidence.prune import prune_log
print("ready", flush=True)
now = datetime.fromisoformat(sys.argv[2]) + timedelta(days=30)
prune_log(Path(sys.argv[1]), keep_days=30, now=now, by="tests", dry_run=False)
"""
"""Removes what was decided before the moment given."""


class Shopper(threading.Thread):
    """Has listings screened, one after the other, until told to stop."""

    def __init__(self, gate: GateProcess, name: str) -> None:
        super().__init__(name=name)
        self.answers: dict[str, dict[str, Any]] = {}
        self.stop = threading.Event()
        self._gate = gate

    def run(self) -> None:
        with httpx.Client(base_url=self._gate.url, timeout=20) as client:
            while not self.stop.is_set():
                name = f"{self.name}-{len(self.answers)}"
                response = client.post("/v1/screen", json=item(name))
                assert response.status_code == 200, response.text
                self.answers[name] = response.json()
                time.sleep(0.005)


def start_prune(log: Path, before: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", PRUNE, str(log), before], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as out:
        assert out.readline() == "ready\n"
    return process


def test_a_prune_killed_at_any_moment_beside_a_running_gate_leaves_nothing_in_doubt(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a test's choices, from a seed
    log = tmp_path / "log"
    gate = GateProcess(tmp_path, segment_bytes=16_000).wait_until_ready()
    shoppers = [Shopper(gate, f"s{number}") for number in range(3)]
    for shopper in shoppers:
        shopper.start()
    killed = 0
    limit = ""
    try:
        while killed < KILLS or sum(len(shopper.answers) for shopper in shoppers) < 400:
            time.sleep(0.2)
            limit = max(
                (each["decided_at"] for shopper in shoppers for each in [*shopper.answers.values()]), default=""
            )
            if not limit:
                continue
            prune = start_prune(log, limit)
            time.sleep(chance.uniform(0, 0.05))
            prune.send_signal(signal.SIGKILL)
            killed += prune.wait() == -signal.SIGKILL
            assert verify_log(log).problems == []
    finally:
        for shopper in shoppers:
            shopper.stop.set()
            shopper.join()
    last = start_prune(log, limit)
    assert last.wait(60) == 0
    answers = {name: answer for shopper in shoppers for name, answer in shopper.answers.items()}
    statuses = check_every_answer(gate, answers, limit)
    assert gate.stop() == 0
    assert statuses[200] > 0
    assert statuses[410] > 100
    with DecisionLog(log) as opened:
        found = opened.verify()
        logged = {record.screened.listing_id for record in opened.iterate()}
    assert (found.problems, found.notes) == ([], [])
    assert found.pruned > 3
    assert len(logged) == statuses[200]
    assert not list(log.glob("writer-*/.*"))


def check_every_answer(gate: GateProcess, answers: dict[str, dict[str, Any]], limit: str) -> dict[int, int]:
    """Ask for every decision again: it is there, or it was pruned and is old enough for that."""
    statuses = {200: 0, 410: 0}
    with httpx.Client(base_url=gate.url, timeout=20) as client:
        for name, answer in answers.items():
            response = client.get(f"/v1/decisions/{name}")
            statuses[response.status_code] += 1
            if response.status_code == 200:
                assert response.json() == answer
            else:
                assert json.loads(response.content)["code"] == "decision_pruned"
                assert answer["decided_at"] <= limit
    return statuses
