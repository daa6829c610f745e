"""Every way in which the gate says no: what is wrong is said, nothing is decided, and it is ready for the next."""

import asyncio
import errno
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from countermark.evidence.errors import LogFullError
from countermark.evidence.reader import LogReader
from countermark.gate.refusal import CODES
from gate_support import (
    KEY,
    OTHER_KEY,
    Client,
    a_gate,
    as_headers,
    item,
    make_keys,
    make_settings,
    until,
    until_awaited,
)

JSON = {"content-type": "application/json"}
LISTING = b'{"listing_id":"L1","seller_id":"S1","title":"allow"}'


def count(folder: Path) -> int:
    reader = LogReader(folder / "log")
    try:
        return sum(1 for _ in reader.iterate())
    finally:
        reader.close()


def check(response: httpx.Response, code: str) -> dict[str, Any]:
    """The response is the refusal of that code, and says so in the standard form."""
    body: dict[str, Any] = response.json()
    assert (body["code"], body["status"], body["title"]) == (code, *CODES[code])
    assert response.status_code == body["status"]
    assert response.headers["content-type"] == "application/problem+json"
    assert body["request_id"] == response.headers["x-request-id"]
    return body


@pytest.mark.parametrize(
    ("method", "address", "headers", "body", "code"),
    [
        ("GET", "/", {}, b"", "not_found"),
        ("POST", "/v1/screen/", JSON, LISTING, "not_found"),
        ("GET", "/v1/screen", {}, b"", "method_not_allowed"),
        ("DELETE", "/v1/decisions/L1", {}, b"", "method_not_allowed"),
        ("POST", "/v1/screen", {}, LISTING, "unsupported_content"),
        ("POST", "/v1/screen", {"content-type": "text/plain"}, LISTING, "unsupported_content"),
        ("POST", "/v1/screen", {"content-type": "application/json; charset=gbk"}, LISTING, "unsupported_content"),
        ("POST", "/v1/screen", JSON | {"content-encoding": "gzip"}, LISTING, "unsupported_content"),
        ("POST", "/v1/screen", JSON, b"", "malformed_json"),
        ("POST", "/v1/screen", JSON, b"{}", "invalid_listing"),
        ("POST", "/v1/screen", JSON, b"[" * 500_000, "malformed_json"),
        ("POST", "/v1/screen", JSON, b'{"x":' * 200_000, "malformed_json"),
        ("POST", "/v1/screen", JSON, b" " * 1_048_577, "body_too_large"),
        ("POST", "/v1/screen/batch", JSON, LISTING, "invalid_batch"),
        ("POST", "/v1/screen", JSON | {"countermark-deadline-ms": "x"}, LISTING, "malformed_request"),
        ("GET", "/v1/decisions/L1", {}, b"", "no_decision"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_says_why(  # noqa: PLR0913, PLR0917 - one request and its refusal
    tmp_path: Path, method: str, address: str, headers: dict[str, str], body: bytes, code: str
) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            check(await client.http.request(method, address, headers=headers, content=body), code)
            assert (await client.screen(item())).status_code == 200
            assert count(tmp_path) == 1

    asyncio.run(run())


@pytest.mark.parametrize(("accept", "status", "outcome"), [(False, 422, "refused"), (True, 200, "accepted")])
def test_a_field_that_is_not_known_is_refused_or_accepted_as_the_operator_set_and_counted(
    tmp_path: Path, *, accept: bool, status: int, outcome: str
) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, accept_unknown_fields=accept)) as client:
            response = await client.screen(item() | {"titel": "x"})
            assert response.status_code == status
            if not accept:
                assert check(response, "invalid_listing")["problems"] == [
                    {"field": "titel", "message": "is not a field of a listing; did you mean 'title'?"}
                ]
            results = (await client.batch([item(), item("L2") | {"gtn": "1"}])).json()
            assert (results["answered"], results["refused"]) == ((2, 0) if accept else (1, 1))
            metrics = (await client.http.get("/metrics")).text
            assert f'countermark_gate_unknown_fields_total{{outcome="{outcome}"}} 2.0' in metrics

    asyncio.run(run())


def test_utf8_may_be_said_and_case_does_not_matter(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            headers = {"content-type": 'Application/JSON; charset="UTF-8"'}
            assert (await client.http.post("/v1/screen", headers=headers, content=LISTING)).status_code == 200

    asyncio.run(run())


@pytest.mark.parametrize("name", ["Idempotency-Key", "Countermark-Deadline-Ms", "Authorization", "Content-Type"])
def test_a_header_that_says_one_thing_is_refused_when_it_is_there_twice(tmp_path: Path, name: str) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path), key=None) as client:
            once = [("Content-Type", "application/json"), ("Accept-Language", "en"), ("Accept-Language", "pt")]
            twice = [*(pair for pair in once if pair[0] != name), (name, "1"), (name.lower(), "1")]
            body = check(await client.http.post("/v1/screen", headers=twice, content=LISTING), "malformed_request")
            assert body["detail"] == f"{name}: is there twice; expected one"
            assert (await client.http.post("/v1/screen", headers=once, content=LISTING)).status_code == 200
            assert count(tmp_path) == 1

    asyncio.run(run())


async def pieces(*, count: int, size: int, pause: float = 0.0) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * size
        await asyncio.sleep(pause)


def test_a_body_of_no_declared_length_is_refused_as_soon_as_it_is_too_long(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, limits={"body_bytes": 10_000})) as client:
            response = await client.http.post("/v1/screen", headers=JSON, content=pieces(count=1000, size=1000))
            assert check(response, "body_too_large")["detail"] == "the body is longer than 10000 bytes"

    asyncio.run(run())


def test_a_body_that_comes_too_slowly_is_given_up_on(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, limits={"body_s": 0.1})) as client:
            response = await client.http.post("/v1/screen", headers=JSON, content=pieces(count=100, size=1, pause=0.05))
            check(response, "body_too_slow")

    asyncio.run(run())


def test_bodies_together_take_no_more_memory_than_allowed_and_all_of_it_comes_back(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, limits={"bodies_bytes": 5_000})) as client:
            for _ in range(3):
                response = await client.http.post("/v1/screen", headers=JSON, content=pieces(count=6, size=1000))
                check(response, "overloaded")
                assert (await client.screen(item(description="x" * 3_000))).status_code == 200

    asyncio.run(run())


def test_a_body_that_breaks_off_is_refused_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, limits={"bodies_bytes": 5_000})) as client:
            messages = [{"type": "http.request", "body": b"x" * 3_000, "more_body": True}, {"type": "http.disconnect"}]
            sent: list[Any] = []

            async def receive() -> Any:
                return messages.pop(0)

            async def send(message: Any) -> None:
                sent.append(message)

            headers = [(b"content-type", b"application/json")]
            scope = {"type": "http", "method": "POST", "path": "/v1/screen", "headers": headers}
            await client.app(scope, receive, send)
            assert sent[0]["status"] == 400
            assert (b"connection", b"close") in sent[0]["headers"]
            assert json.loads(sent[1]["body"])["code"] == "malformed_request"
            assert (await client.screen(item(description="x" * 3_000))).status_code == 200

    asyncio.run(run())


def test_without_a_valid_key_nothing_but_health_is_answered(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys.yaml")

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, keys=keys), key=None) as client:
            for key in (None, "wrong", KEY + " "):
                headers = {"authorization": f"Bearer {key}"} if key else {}
                expected = 200 if key == KEY + " " else 401
                for method, address in (("POST", "/v1/screen"), ("POST", "/v1/screen/batch")):
                    body = LISTING if address == "/v1/screen" else b'{"listings":[' + LISTING + b"]}"
                    response = await client.http.request(method, address, headers=JSON | headers, content=body)
                    assert response.status_code == expected
                assert (await client.http.get("/v1/decisions/L1", headers=headers)).status_code == expected
            for address in ("/healthz", "/readyz", "/metrics", "/openapi.json"):
                assert (await client.http.get(address)).status_code == 200

    asyncio.run(run())


def test_keys_are_read_again_when_their_file_changes_and_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys.yaml")

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, keys=keys)) as client:

            async def refused() -> bool:
                return (await client.screen(item())).status_code == 401

            assert (await client.screen(item())).status_code == 200
            keys.write_text("keys: [oops")
            await asyncio.sleep(0.1)
            assert (await client.screen(item())).status_code == 200
            only_other = make_keys(tmp_path / "other.yaml").read_text().split("  - name: other")[1]
            keys.write_text(f"keys:\n  - name: other{only_other}")
            await until_awaited(refused)
            check(await client.screen(item()), "unauthenticated")
            other = await client.screen(item("L3"), authorization=f"Bearer {OTHER_KEY}")
            assert other.status_code == 200

    asyncio.run(run())


def test_a_key_that_brings_too_much_is_told_when_to_come_back_and_others_are_not_hurt(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys.yaml", shop=10)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, keys=keys)) as client:
            assert (await client.batch([item(f"L{number}") for number in range(40)])).status_code == 200
            refused = await client.screen(item())
            check(refused, "too_many_requests")
            assert refused.headers["retry-after"] in {"3", "4"}
            assert (await client.screen(item(), authorization=f"Bearer {OTHER_KEY}")).status_code == 200

    asyncio.run(run())


def test_when_too_much_waits_more_is_refused_at_once_and_what_was_taken_is_decided(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, limits={"waiting_listings": 10})) as client:
            busy = asyncio.create_task(client.screen(item("L0", "sleep:200")))
            await until(lambda: client.engine.batches == [1, 1])
            waiting = [asyncio.create_task(client.screen(item(f"L{number}"))) for number in range(1, 11)]
            await asyncio.sleep(0.02)
            refused = await client.screen(item("L11"))
            check(refused, "overloaded")
            assert refused.headers["retry-after"] == "1"
            responses = await asyncio.gather(busy, *waiting)
            assert {response.status_code for response in responses} == {200}
            assert (await client.screen(item("L12"))).status_code == 200

    asyncio.run(run())


async def ready(client: Client) -> tuple[int, list[str]]:
    response = await client.http.get("/readyz")
    return response.status_code, response.json()["reasons"]


async def until_ready(client: Client) -> None:
    async def is_ready() -> bool:
        return await ready(client) == (200, [])

    await until_awaited(is_ready)


def test_a_full_disk_means_503_no_claim_and_recovery_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            await client.screen(item("before"))
            with monkeypatch.context() as patch:
                patch.setattr(os, "pwrite", full)
                patch.setattr("countermark.evidence.writer.FolderWriter.probe", lambda _: full_probe())
                for response in (await client.screen(item("during")), await client.batch([item("during")])):
                    body = check(response, "log_unavailable")
                    assert "decision" not in body
                    assert response.headers["retry-after"] == "1"
                assert await ready(client) == (503, ["the decision log cannot be written"])
                await asyncio.sleep(0.1)
                assert (await ready(client))[0] == 503
            await until_ready(client)
            assert (await client.screen(item("after"))).status_code == 200
            assert (await client.http.get("/v1/decisions/during")).status_code == 404
            assert count(tmp_path) == 2

    def full_probe() -> None:
        raise LogFullError("still full")

    asyncio.run(run())


def test_a_log_that_hangs_means_503_in_bounded_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fdatasync

    def hang(file: int) -> None:
        time.sleep(0.5)
        sync(file)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, limits={"log_s": 0.1})) as client:
            with monkeypatch.context() as patch:
                patch.setattr(os, "fdatasync", hang)
                body = check(await client.screen(item()), "log_unavailable")
                assert body["detail"] == "the log did not confirm in time; no decision was taken"
                assert await ready(client) == (503, ["the decision log does not confirm in time"])
                await until_ready(client)  # the write that hung came to an end
            assert (await client.screen(item("L2"))).status_code == 200

    asyncio.run(run())


def test_a_log_that_hangs_and_then_fails_is_ready_when_it_can_be_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(_: int) -> None:
        time.sleep(0.3)
        raise OSError(errno.EIO, "Input/output error")

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, limits={"log_s": 0.1})) as client:
            with monkeypatch.context() as patch:
                patch.setattr(os, "fdatasync", hang)
                check(await client.screen(item()), "log_unavailable")
                assert await ready(client) == (503, ["the decision log does not confirm in time"])

                async def has_failed() -> bool:
                    return await ready(client) == (503, ["the decision log cannot be written"])

                await until_awaited(has_failed)
            await until_ready(client)
            assert (await client.screen(item("L2"))).status_code == 200

    asyncio.run(run())


def test_an_engine_that_never_comes_back_makes_the_worker_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countermark.gate.gate.STUCK_S", 0.1)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            held = await client.screen(item("L1", "sleep:2000"), countermark_deadline_ms="50")
            assert held.json()["decision"] == "hold"

            async def is_stuck() -> bool:
                return await ready(client) == (503, ["the engine does not answer"])

            await until_awaited(is_stuck, seconds=1.5)
            later = await client.screen(item("L2"), countermark_deadline_ms="50")
            assert later.json()["incomplete"] == "deadline"
            await until_ready(client)

    asyncio.run(run())


def test_a_failure_of_our_own_is_told_without_its_details(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            monkeypatch.setattr("countermark.gate.work.make_answer", lambda *_: 1 / 0)
            body = check(await client.screen(item()), "internal_error")
            assert "division" not in str(body)

    asyncio.run(run())


def test_health_needs_nothing_and_head_has_no_body(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            assert (await client.http.get("/healthz")).text == "ok\n"
            head = await client.http.head("/healthz", headers=as_headers({"x_request_id": "r"}))
            assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "3")

    asyncio.run(run())
