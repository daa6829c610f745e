"""The gate as it runs: two workers in processes of their own, behind real sockets."""

import asyncio
import json
import os
import re
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from countermark.evidence.log import DecisionLog
from countermark.gate.server import AddressError, check_address, is_loopback
from gate_support import GateProcess, item, make_snapshot

POST = b"POST /v1/screen HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
LISTING = b'{"listing_id":"L1","seller_id":"S1","title":"allow"}'


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GateProcess]:
    """A gate that the tests of this file share; those that end it start their own."""
    process = GateProcess(tmp_path_factory.mktemp("gate"), limits={"body_s": 1.0})
    try:
        yield process.wait_until_ready()
    finally:
        assert process.stop() == 0


def post(gate: GateProcess, listing_id: str, title: str = "review", **headers: str) -> httpx.Response:
    """Ask over a connection of its own, so that any worker may answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{gate.url}/v1/screen", json=item(listing_id, title), headers=named, timeout=20)


def talk(gate: GateProcess, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send bytes as they are and return all that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", gate.port), timeout=20) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    return answer


def metric(gate: GateProcess, name: str) -> float:
    page = httpx.get(f"{gate.url}/metrics").text
    found = re.search(rf"^countermark_gate_{re.escape(name)} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_a_decision_of_one_worker_is_found_by_every_other(gate: GateProcess) -> None:
    for number in range(20):
        assert post(gate, f"shared-{number}").status_code == 200
        found = httpx.get(f"{gate.url}/v1/decisions/shared-{number}")
        assert found.json()["listing_id"] == f"shared-{number}"


def test_metrics_are_of_all_workers_together(gate: GateProcess) -> None:
    before = metric(gate, 'decisions_total{decision="hold"}')
    for number in range(30):
        post(gate, f"counted-{number}", "hold")
    assert metric(gate, 'decisions_total{decision="hold"}') == before + 30
    assert metric(gate, 'snapshot_workers{snapshot="snapshot-1"}') == 2


def test_one_key_over_many_connections_and_two_workers_is_one_decision(gate: GateProcess) -> None:
    async def run() -> set[bytes]:
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(base_url=gate.url, timeout=20, limits=limits) as client:
            responses = await asyncio.gather(
                *(
                    client.post("/v1/screen", json=item("keyed", "sleep:50"), headers={"idempotency-key": "one"})
                    for _ in range(30)
                )
            )
        assert {response.status_code for response in responses} == {200}
        return {response.content for response in responses}

    assert len(asyncio.run(run())) == 1
    with DecisionLog(gate.folder / "log") as log:
        assert sum(record.screened.listing_id == "keyed" for record in log.iterate()) == 1


def test_requests_in_a_pipeline_are_answered_in_their_order(gate: GateProcess) -> None:
    head = POST + b"Content-Length: %d\r\n\r\n"
    bodies = [LISTING.replace(b"L1", b"P%d" % number) for number in range(5)]
    requests = b"".join(head % len(body) + body for body in bodies)
    answer = talk(gate, requests + b"GET /healthz HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n")
    assert re.findall(rb'"listing_id":"(P\d)"', answer) == [b"P0", b"P1", b"P2", b"P3", b"P4"]
    assert answer.endswith(b"ok\n")


@pytest.mark.parametrize(
    "body",
    [b"zz\r\nabc\r\n0\r\n\r\n", b"5\r\n     \r\nzz\r\n", b"%x\r\n%sxx0\r\n\r\n" % (len(LISTING), LISTING)],
    ids=["size", "later size", "end of a chunk"],
)
def test_chunks_that_are_not_those_of_http_are_refused_in_the_standard_form(gate: GateProcess, body: bytes) -> None:
    head, answer = talk(gate, POST + b"Transfer-Encoding: chunked\r\n\r\n" + body).split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    problem = json.loads(answer)
    assert (problem["status"], problem["code"]) == (400, "malformed_request")


def test_an_idempotency_key_that_is_there_twice_is_refused(gate: GateProcess) -> None:
    head = b"Content-Length: %d\r\nIdempotency-Key: a\r\nidempotency-key: a\r\nConnection: close\r\n\r\n" % len(LISTING)
    answer = talk(gate, POST + head + LISTING)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Idempotency-Key: is there twice; expected one" in answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: g\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", b"431"),
        (b"GET /healthz HTTP/1.1\r\nHost: g\r\n" + b"X: x\r\n" * 2_000 + b"\r\n", b"431"),
        (POST + b"Content-Length: 99999999\r\n\r\n", b"413"),
        (POST + b"Content-Length: -1\r\n\r\n", b"400"),
        (b"not http at all\r\n\r\n", b"400"),
    ],
)
def test_hostile_heads_are_refused_and_the_next_request_is_served(
    gate: GateProcess, request_bytes: bytes, status: bytes
) -> None:
    answer = talk(gate, request_bytes)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert post(gate, "after-hostile").status_code == 200


def test_a_client_that_sends_slowly_is_given_up_on_and_does_not_hold_up_others(gate: GateProcess) -> None:
    head = POST + b"Content-Length: 9000\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", gate.port), timeout=20) for _ in range(50)]
    for connection in slow:
        connection.sendall(head + b"{")
    # Were they served one after the other, this one would wait for longer than its client does.
    assert post(gate, "beside-slow-ones").status_code == 200
    assert all(connection.recv(4096).startswith(b"HTTP/1.1 408") for connection in slow)
    for connection in slow:
        connection.close()


@pytest.mark.parametrize(
    ("address", "content_type", "status"),
    [("/v1/screen", "application/json", 413), ("/v1/screen", "text/plain", 415), ("/nothing", "text/plain", 404)],
)
def test_a_body_that_is_refused_while_it_is_sent_still_gets_its_answer(
    gate: GateProcess, address: str, content_type: str, status: int
) -> None:
    async def run() -> int:
        async def body() -> AsyncIterator[bytes]:
            for _ in range(300):
                yield b" " * 16_384

        async with httpx.AsyncClient() as client:
            headers = {"content-type": content_type}
            response = await client.post(f"{gate.url}{address}", content=body(), headers=headers)
            return response.status_code

    assert asyncio.run(run()) == status


def test_sighup_has_the_snapshot_looked_at_and_ends_nothing(gate: GateProcess) -> None:
    workers = gate.worker_ids()
    make_snapshot(gate.folder / "snapshot", "snapshot-2")
    gate.process.send_signal(signal.SIGHUP)
    for _ in range(100):
        if gate.events().count("snapshot swapped") == 2:
            break
        time.sleep(0.05)
    assert post(gate, "after-swap").json()["snapshot"] == "snapshot-2"
    assert gate.worker_ids() == workers


def test_a_worker_that_is_killed_is_replaced_and_the_log_goes_on(gate: GateProcess) -> None:
    before = gate.events().count("gate started")
    post(gate, "before-kill")
    for worker in gate.worker_ids():
        os.kill(worker, signal.SIGKILL)
    for _ in range(400):
        if gate.events().count("gate started") >= before + 2:
            break
        time.sleep(0.05)
    assert len(gate.worker_ids()) == 2
    assert httpx.get(f"{gate.url}/v1/decisions/before-kill").status_code == 200
    assert post(gate, "after-kill").status_code == 200


def test_requests_under_way_are_answered_when_the_gate_is_stopped(tmp_path: Path) -> None:
    gate = GateProcess(tmp_path).wait_until_ready()

    async def run() -> list[int]:
        async with httpx.AsyncClient(base_url=gate.url, timeout=20) as client:
            asking = [
                asyncio.create_task(
                    client.post(
                        "/v1/screen",
                        json=item(f"L{number}", "sleep:100"),
                        headers={"countermark-deadline-ms": "9000"},
                    )
                )
                for number in range(20)
            ]
            await asyncio.sleep(1.0)
            gate.process.terminate()
            return [response.status_code for response in await asyncio.gather(*asking)]

    assert asyncio.run(run()) == [200] * 20
    assert gate.process.wait(20) == 0
    with DecisionLog(tmp_path / "log") as log:
        assert len(list(log.iterate())) == 20
        assert log.set_aside_bytes == 0


def test_workers_end_when_the_main_process_is_killed_so_that_the_port_is_free_again(tmp_path: Path) -> None:
    gate = GateProcess(tmp_path).wait_until_ready()
    workers = gate.worker_ids()
    gate.process.kill()
    gate.process.wait()
    for _ in range(200):
        if not any(Path(f"/proc/{worker}").exists() for worker in workers):
            break
        time.sleep(0.05)
    check_address("127.0.0.1", gate.port)


def test_two_gates_on_one_log_each_see_what_the_other_decided(gate: GateProcess, tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to(gate.folder / "log")
    other = GateProcess(tmp_path).wait_until_ready()
    try:
        post(gate, "of-one")
        post(other, "of-other")
        for one in (gate, other):
            for name in ("of-one", "of-other"):
                assert httpx.get(f"{one.url}/v1/decisions/{name}").status_code == 200
        kept = [post(one, "keyed-twice", "hold", idempotency_key="both").content for one in (gate, other)]
        assert kept[0] == kept[1]
    finally:
        assert other.stop() == 0


def test_a_port_that_is_taken_is_told_before_anything_starts(gate: GateProcess) -> None:
    with pytest.raises(AddressError, match=rf"127\.0\.0\.1:{gate.port}: Address already in use"):
        check_address("127.0.0.1", gate.port)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("shop", False)],  # noqa: S104 - that is the point
)
def test_loopback_is_what_only_this_machine_reaches(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected
