"""The gate from the outside, in one process: what is answered, and that it is durable before it is answered."""

import asyncio
import contextlib
import json
import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from countermark.engine.decision import Decision
from countermark.evidence.log import DecisionLog
from countermark.evidence.prune import prune_log
from countermark.evidence.reader import LogReader
from countermark.evidence.record import DecisionRecord
from countermark.evidence.sealing import seal_closed
from countermark.gate.logs import LOGGER, JsonFormatter
from gate_support import KEY, FakeScreens, a_gate, item, make_settings, until


def decisions(folder: Path) -> list[DecisionRecord]:
    reader = LogReader(folder / "log")
    try:
        return list(reader.iterate())
    finally:
        reader.close()


def test_a_decision_is_answered_with_reasons_and_stands_in_the_log(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            response = await client.screen(item("L1", "block this"), x_request_id="req-1")
            [record] = decisions(tmp_path)
            assert response.status_code == 200
            answer = response.json()
            assert answer == {
                "request_id": "req-1",
                "listing_id": "L1",
                "version": 1,
                "listing_hash": record.screened.listing_hash,
                "decision": "block",
                "score": 12.5,
                "incomplete": None,
                "reasons": [{"code": "replica_words", "words": "en: replica_words"}],
                "evidence": [
                    {
                        "code": "slang", "field": "title", "start": 0, "end": 5, "text": "block", "brand": "",
                        "kind": "", "value": None, "weight": 0.0, "words": "en: slang block",
                    }
                ],
                "counter_evidence": [],
                "rules": ["rule"],
                "shadow_rules": [],
                "snapshot": "snapshot-1",
                "decided_at": record.decided_at.isoformat().replace("+00:00", "Z"),
                "language": "en",
            }  # fmt: skip
            assert (record.request_id, record.client, record.listing.title) == ("req-1", "anonymous", "block this")
            assert 0 <= record.latency_us < 5_000_000
            assert response.headers["x-request-id"] == "req-1"

    asyncio.run(run())


def test_words_come_in_the_language_asked_for(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            answers = [await client.screen(item(), accept_language=name) for name in ("zh-CN", "pt", "fr")]
            assert [answer.json()["reasons"][0]["words"][:3] for answer in answers] == ["zh:", "pt:", "en:"]
            assert [answer.headers["content-language"] for answer in answers] == ["zh", "pt", "en"]
            later = await client.http.get("/v1/decisions/L1", headers={"accept-language": "pt"})
            assert later.json()["evidence"][0]["words"] == "pt: slang review"

    asyncio.run(run())


def test_nothing_is_answered_before_it_is_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may_write = threading.Event()
    append = DecisionLog.append_prepared

    def slow(log: DecisionLog, entries: Any) -> None:
        may_write.wait(10)
        append(log, entries)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            monkeypatch.setattr(DecisionLog, "append_prepared", slow)
            asking = asyncio.create_task(client.screen(item()))
            await until(lambda: client.engine.batches == [1, 1])
            await asyncio.sleep(0.05)
            assert not asking.done()
            may_write.set()
            assert (await asking).status_code == 200

    asyncio.run(run())


def test_a_batch_is_answered_item_by_item(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            good = [item(f"L{number}", title) for number, title in enumerate(["allow", "hold", "block"])]
            response = await client.batch([good[0], {"title": 5}, good[1], item(market="Brazil"), good[2]])
            answer = response.json()
            assert (answer["answered"], answer["refused"]) == (3, 2)
            shown = [entry["answer"]["decision"] if "answer" in entry else entry["problem"]["code"]
                     for entry in answer["results"]]  # fmt: skip
            assert shown == ["allow", "invalid_listing", "hold", "invalid_listing", "block"]
            assert [entry["index"] for entry in answer["results"]] == [0, 1, 2, 3, 4]
            [problem] = answer["results"][3]["problem"]["problems"]
            assert problem["field"] == "market"
            assert [record.screened.listing_id for record in decisions(tmp_path)] == ["L0", "L1", "L2"]

    asyncio.run(run())


def test_a_batch_of_a_thousand_is_taken_and_one_of_bad_listings_only_too(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            many = await client.batch([item(f"L{number}") for number in range(1000)])
            none = await client.batch([{}, {}])
            assert (many.json()["answered"], none.json()["answered"], none.json()["refused"]) == (1000, 0, 2)
            assert len(decisions(tmp_path)) == 1000

    asyncio.run(run())


def test_requests_that_come_together_are_screened_together(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            await asyncio.gather(*(client.screen(item(f"L{number}")) for number in range(60)))
            assert sum(client.engine.batches[1:]) == 60
            assert len(client.engine.batches) < 12

    asyncio.run(run())


def test_a_single_listing_does_not_wait_behind_all_of_a_large_batch(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            batch = asyncio.create_task(
                client.batch([item(f"B{number}", "sleep:1") for number in range(1000)], countermark_deadline_ms="9000")
            )
            await until(lambda: client.engine.batches == [1, 512])
            single = await client.screen(item("L1"), countermark_deadline_ms="9000")
            assert single.json()["incomplete"] is None
            assert not batch.done()
            assert (await batch).json()["answered"] == 1000

    asyncio.run(run())


def test_when_the_deadline_passes_the_answer_is_hold_and_that_is_recorded(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            begin = asyncio.get_running_loop().time()
            response = await client.screen(item("L1", "sleep:1500"), countermark_deadline_ms="100")
            seconds = asyncio.get_running_loop().time() - begin
            answer = response.json()
            assert (answer["decision"], answer["incomplete"], answer["score"]) == ("hold", "deadline", None)
            assert answer["reasons"] == [{"code": "screening_incomplete", "words": "en: screening_incomplete"}]
            assert 0.08 <= seconds < 1.4
            await asyncio.sleep(1.6)
            [record] = decisions(tmp_path)
            assert (record.incomplete, record.screened.decision) == ("deadline", Decision.HOLD)

    asyncio.run(run())


def test_items_of_a_batch_that_were_screened_in_time_keep_their_decision(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            titles = ["block"] * 512 + ["sleep:500"]
            response = await client.batch(
                [item(f"L{number}", title) for number, title in enumerate(titles)], countermark_deadline_ms="250"
            )
            shown = [entry["answer"]["decision"] for entry in response.json()["results"]]
            assert shown == ["block"] * 512 + ["hold"]

    asyncio.run(run())


@pytest.mark.parametrize("failure", ["raise", "panic"])
def test_a_listing_on_which_the_engine_fails_is_held_and_those_beside_it_are_decided(
    tmp_path: Path, failure: str
) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            responses = await asyncio.gather(
                *(client.screen(item(f"L{number}", failure if number == 7 else "block")) for number in range(20))
            )
            answers = [response.json() for response in responses]
            assert [answer["incomplete"] for answer in answers if answer["decision"] == "hold"] == ["engine_error"]
            assert sum(answer["decision"] == "block" for answer in answers) == 19

    asyncio.run(run())


def test_a_broken_engine_is_given_up_on_soon_and_everything_is_held(tmp_path: Path) -> None:
    calls = []

    class Broken(FakeScreens):
        def screen_many(self, listings: Any) -> Any:
            calls.append(len(listings))
            if listings[0].listing_id != "probe":
                raise RuntimeError("broken")
            return super().screen_many(listings)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path), load=lambda _: Broken("x")) as client:
            response = await client.batch([item(f"L{number}") for number in range(1000)])
            assert {entry["answer"]["decision"] for entry in response.json()["results"]} == {"hold"}
            assert len(calls) < 100

    asyncio.run(run())


def test_the_operator_may_choose_another_fallback_for_a_category(tmp_path: Path) -> None:
    (tmp_path / "fallback.yaml").write_text("categories: [{path: Books, decision: allow}]")

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, fallback=tmp_path / "fallback.yaml")) as client:
            book = await client.screen(item("L1", "raise", category=["Books", "Old"]))
            shoe = await client.screen(item("L2", "raise", category=["Shoes"]))
            assert (book.json()["decision"], shoe.json()["decision"]) == ("allow", "hold")
            assert book.json()["incomplete"] == "engine_error"

    asyncio.run(run())


def test_the_newest_decision_is_found_by_any_id_that_a_listing_may_have(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            for listing_id, address in (
                ("L1", "L1"),
                ("a/b?c=d&e", "a%2Fb%3Fc%3Dd%26e"),
                ("商品 7", "%E5%95%86%E5%93%81%207"),
                ("../readyz", "..%2Freadyz"),
            ):
                await client.screen(item(listing_id, "allow"))
                await client.screen(item(listing_id, "hold", version=2))
                found = (await client.http.get(f"/v1/decisions/{address}")).json()
                assert (found["listing_id"], found["version"], found["decision"]) == (listing_id, 2, "hold")

    asyncio.run(run())


def test_a_decision_that_was_pruned_is_said_to_be_gone_not_unknown(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, segment_bytes=1, seal=False)) as client:
            for name in ("old", "new"):
                await client.screen(item(name, "hold"))
            for writer in (tmp_path / "log").glob("writer-*"):
                seal_closed(writer)
            later = datetime.now(UTC) + timedelta(days=2)
            prune_log(tmp_path / "log", keep_days=1, now=later, by="tests", dry_run=False)
            gone = await client.http.get("/v1/decisions/old")
            assert (gone.status_code, gone.json()["code"]) == (410, "decision_pruned")
            assert "segment 1 with 1 records, decided " in gone.json()["detail"]
            assert " by tests (kept 1 days); its Merkle root is " in gone.json()["detail"]
            assert (await client.http.get("/v1/decisions/never")).status_code == 404
            again = await client.screen(item("old", "allow"))
            assert again.json()["decision"] == "allow"
            assert (await client.http.get("/v1/decisions/old")).json() == again.json()

    asyncio.run(run())


@pytest.mark.parametrize(("address", "status"), [("nothing", 404), ("%FF", 400), ("", 400), ("x" * 201, 400)])
def test_a_decision_that_is_not_there_is_not_found(tmp_path: Path, address: str, status: int) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            assert (await client.http.get(f"/v1/decisions/{address}")).status_code == status

    asyncio.run(run())


def test_a_clock_that_jumps_changes_no_deadline_and_no_order(tmp_path: Path) -> None:
    clock = [datetime(2026, 3, 1, tzinfo=UTC)]

    def jumpy() -> datetime:
        clock[0] -= timedelta(hours=5)
        return clock[0]

    async def run() -> None:
        async with a_gate(make_settings(tmp_path), now=jumpy) as client:
            for title in ("allow", "hold"):
                response = await client.screen(item("L1", title))
                assert response.json()["incomplete"] is None
            found = (await client.http.get("/v1/decisions/L1")).json()
            assert found["decision"] == "hold"
            first, second = decisions(tmp_path)
            assert first.decided_at > second.decided_at
            assert second.latency_us >= 0

    asyncio.run(run())


def test_what_was_accepted_is_answered_when_the_gate_stops(tmp_path: Path) -> None:
    async def run() -> None:
        async with contextlib.AsyncExitStack() as stack:
            client = await stack.enter_async_context(a_gate(make_settings(tmp_path)))
            asking = [asyncio.create_task(client.screen(item(f"L{number}"))) for number in range(20)]
            responses = await asyncio.gather(*asking)
        assert [response.status_code for response in responses] == [200] * 20
        assert len(decisions(tmp_path)) == 20

    asyncio.run(run())


def test_nothing_of_a_listing_and_no_key_gets_into_the_services_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, access_log=True)) as client:
            await client.screen(item("SECRET-ID", "raise SECRET-TITLE", seller_id="SECRET-SELLER"))
            await client.screen(item("SECRET-ID", market="SECRET-MARKET"))
            await client.http.get("/v1/decisions/SECRET-ID")

    try:
        asyncio.run(run())
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(logging.NOTSET)
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert "SECRET" not in written
    assert KEY not in written
    assert [line["event"] for line in lines] == [
        "gate started", "the engine failed", "request", "request", "request", "gate stopped",
    ]  # fmt: skip
    assert lines[1]["error"] == "ValueError"
    assert [line["status"] for line in lines[2:5]] == [200, 422, 200]
