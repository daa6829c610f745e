"""kill -9 under load: every decision that a client received is in the log after the restart, exactly as answered."""

import http.client
import json
import os
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any, Final

import httpx

from countermark.evidence.log import DecisionLog
from countermark.gate.answers import encode, make_answer
from gate_support import FakeScreens, GateProcess, item

ROUNDS: Final = 5
CLIENTS: Final = 6
SEED: Final = 20_260_301


class Received:
    """What clients got before the gate died."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        """Listing id -> the answer on it, byte for byte."""
        self.by_key: dict[str, tuple[str, bytes, bytes]] = {}
        """Idempotency key -> address, body, answer."""


def answers_of_batch(body: bytes) -> dict[str, bytes]:
    """The answers on the listings of a batch, byte for byte."""
    results = json.loads(body)["results"]
    found = {}
    for result in results:
        listing_id = result["answer"]["listing_id"]
        start = body.index(b'{"request_id"', body.index(f'"index":{result["index"]},'.encode()))
        found[listing_id] = next(
            body[start : end + 1]
            for end in range(start, len(body))
            if body[end : end + 1] == b"}" and is_json(body[start : end + 1])
        )
    return found


def is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


class Shopper(threading.Thread):
    """Sends listings over one connection, as fast as they are answered, until the gate is gone."""

    def __init__(self, gate: GateProcess, name: str) -> None:
        super().__init__(name=name)
        self.received = Received()
        self._connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=20)
        self._chance = random.Random(f"{SEED}-{name}")  # noqa: S311 - a test's choices, from a seed

    def run(self) -> None:
        number = 0
        while True:
            number += 1
            names = [f"{self.name}-{number}"]
            if number % 7 == 0:
                names = [f"{self.name}-{number}-{part}" for part in range(5)]
            key = f"key-{self.name}-{number}" if number % 3 == 0 else ""
            try:
                self._ask(names, key)
            except (OSError, http.client.HTTPException):
                return

    def _ask(self, names: list[str], key: str) -> None:
        listings = [item(name, self._chance.choice(["allow", "review", "hold", "block"])) for name in names]
        is_batch = len(listings) > 1
        address = "/v1/screen/batch" if is_batch else "/v1/screen"
        body = json.dumps({"listings": listings} if is_batch else listings[0]).encode()
        headers = {"content-type": "application/json"} | ({"idempotency-key": key} if key else {})
        self._connection.request("POST", address, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        assert response.status == 200, answer
        self.received.answers |= answers_of_batch(answer) if is_batch else {names[0]: answer}
        if key:
            self.received.by_key[key] = (address, body, answer)


def check_everything_is_there(gate: GateProcess, received: list[Received]) -> None:
    """Ask the restarted gate, then read the log itself."""
    engine = FakeScreens("snapshot-1")
    with DecisionLog(gate.folder / "log") as log:
        logged = {record.screened.listing_id: record for record in log.iterate()}
        for one in received:
            for name, answer in one.answers.items():
                assert name in logged, f"{name} was answered and is not in the log"
                assert encode(make_answer(logged[name], engine, "en")) == answer
        assert log.verify().problems == []
    with httpx.Client(base_url=gate.url, timeout=20) as client:
        for one in received:
            for name in list(one.answers)[-5:]:
                assert client.get(f"/v1/decisions/{name}").content == one.answers[name]
            for key, (address, body, answer) in list(one.by_key.items())[-3:]:
                headers = {"content-type": "application/json", "idempotency-key": key}
                again = client.post(address, content=body, headers=headers)
                assert again.content == answer


def kill(gate: GateProcess) -> None:
    """Kill the main process and every worker, without a word."""
    for process in [gate.process.pid, *gate.worker_ids()]:
        os.kill(process, signal.SIGKILL)
    gate.process.wait()


def test_no_answered_decision_is_lost_however_often_the_gate_is_killed(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a test's choices, from a seed
    everything: list[Received] = []
    settings: dict[str, Any] = {"segment_bytes": 150_000}
    for round_number in range(ROUNDS):
        gate = GateProcess(tmp_path, **settings).wait_until_ready(2 * (round_number + 1))
        check_everything_is_there(gate, everything)
        shoppers = [Shopper(gate, f"r{round_number}c{number}") for number in range(CLIENTS)]
        for shopper in shoppers:
            shopper.start()
        time.sleep(chance.uniform(0.1, 1.2))
        kill(gate)
        for shopper in shoppers:
            shopper.join()
        everything += [shopper.received for shopper in shoppers]
    gate = GateProcess(tmp_path, **settings).wait_until_ready(2 * (ROUNDS + 1))
    check_everything_is_there(gate, everything)
    assert gate.stop() == 0
    assert sum(len(one.answers) for one in everything) > 500
    assert len(list((tmp_path / "log").glob("writer-*/*.parquet"))) > 2
