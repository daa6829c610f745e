"""The same key: the same answer to the byte, at whichever worker, after a restart; and never two decisions."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from countermark.evidence.reader import LogReader
from countermark.gate.key_lock import KeyLocks
from countermark.gate.refusal import RefusalError
from gate_support import OTHER_KEY, a_gate, item, make_keys, make_settings, make_snapshot, until


def decided(folder: Path) -> list[str]:
    reader = LogReader(folder / "log")
    try:
        return [record.request_id for record in reader.iterate()]
    finally:
        reader.close()


def test_a_repeated_request_gets_the_same_bytes_and_makes_no_second_decision(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            first = await client.screen(item(), idempotency_key="k", accept_language="pt")
            again = await client.screen(item(), idempotency_key="k", accept_language="zh")
            assert again.content == first.content
            assert "idempotency-replayed" not in first.headers
            assert again.headers["idempotency-replayed"] == "true"
            assert len(decided(tmp_path)) == 1
            assert (await client.screen(item())).content != first.content

    asyncio.run(run())


def test_the_answer_outlives_a_restart_and_a_new_snapshot(tmp_path: Path) -> None:
    async def run() -> None:
        settings = make_settings(tmp_path)
        async with a_gate(settings) as client:
            first = await client.batch([item("L1"), {}, item("L2", "block")], idempotency_key="k")
        make_snapshot(tmp_path / "snapshot", "snapshot-2")
        async with a_gate(settings) as client:
            again = await client.batch([item("L1"), {}, item("L2", "block")], idempotency_key="k")
            assert again.content == first.content
            assert len(decided(tmp_path)) == 2

    asyncio.run(run())


def test_a_key_that_comes_with_something_else_is_refused(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            await client.screen(item("L1"), idempotency_key="k")
            for response in (
                await client.screen(item("L2"), idempotency_key="k"),
                await client.screen(item("L1", version=2), idempotency_key="k"),
                await client.batch([item("L1")], idempotency_key="k"),
            ):
                assert (response.status_code, response.json()["code"]) == (422, "key_reused")
            assert len(decided(tmp_path)) == 1

    asyncio.run(run())


def test_the_keys_of_two_clients_have_nothing_to_do_with_each_other(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path, keys=make_keys(tmp_path / "keys.yaml"))) as client:
            mine = await client.screen(item("L1"), idempotency_key="k")
            theirs = await client.screen(item("L2"), idempotency_key="k", authorization=f"Bearer {OTHER_KEY}")
            assert (mine.json()["listing_id"], theirs.json()["listing_id"]) == ("L1", "L2")

    asyncio.run(run())


@pytest.mark.parametrize("workers", [1, 2])
def test_requests_with_one_key_at_the_same_time_all_get_the_one_answer(tmp_path: Path, workers: int) -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(a_gate(make_settings(tmp_path))) for _ in range(workers)]
            responses = await asyncio.gather(
                *(clients[number % workers].screen(item("L1", "sleep:30"), idempotency_key="k") for number in range(20))
            )
            assert len({response.content for response in responses}) == 1
            assert sum("idempotency-replayed" in response.headers for response in responses) == 19
            assert len(decided(tmp_path)) == 1

    asyncio.run(run())


def test_different_bodies_at_the_same_time_under_one_key_one_wins_and_the_others_are_refused(tmp_path: Path) -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(a_gate(make_settings(tmp_path))) for _ in range(2)]
            responses = await asyncio.gather(
                *(clients[number % 2].screen(item(f"L{number}"), idempotency_key="k") for number in range(10))
            )
            assert sorted(response.status_code for response in responses) == [200] + [422] * 9
            assert len(decided(tmp_path)) == 1

    asyncio.run(run())


def test_a_hold_for_lack_of_time_is_the_answer_that_is_kept(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            first = await client.screen(item("L1", "sleep:200"), idempotency_key="k", countermark_deadline_ms="50")
            await asyncio.sleep(0.3)
            again = await client.screen(item("L1", "sleep:200"), idempotency_key="k")
            assert first.json()["incomplete"] == "deadline"
            assert again.content == first.content

    asyncio.run(run())


def test_what_was_refused_binds_no_key(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            assert (await client.screen({"title": ""}, idempotency_key="k")).status_code == 422
            assert (await client.screen(item(), idempotency_key="k")).status_code == 200

    asyncio.run(run())


def test_a_request_does_not_wait_for_ever_for_another_one_with_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countermark.gate.handlers._KEY_WAIT_S", 0.05)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path)) as client:
            slow = asyncio.create_task(
                client.screen(item("L1", "sleep:500"), idempotency_key="k", countermark_deadline_ms="2000")
            )
            await until(lambda: client.engine.batches == [1, 1])
            other = await client.screen(item("L1", "sleep:500"), idempotency_key="k", countermark_deadline_ms="50")
            assert (other.status_code, other.json()["code"]) == (409, "key_in_use")
            assert (await slow).status_code == 200

    asyncio.run(run())


def test_a_lock_of_one_process_keeps_another_out_until_it_is_let_go(tmp_path: Path) -> None:
    key, other = "ab" * 32, "cd" * 32

    async def run() -> None:
        locks = [KeyLocks(tmp_path / "keys.lock") for _ in range(2)]
        async with locks[0].hold(key, within_s=1), locks[1].hold(other, within_s=1):
            with pytest.raises(RefusalError, match="another request"):
                async with locks[1].hold(key, within_s=0.02):
                    pass
            waiting = asyncio.create_task(locks[1].hold(key, within_s=10).__aenter__())
            await asyncio.sleep(0.02)
            assert not waiting.done()
        await asyncio.wait_for(waiting, 10)
        locks[1].close()
        async with locks[0].hold(key, within_s=1):
            pass
        locks[0].close()

    asyncio.run(run())
