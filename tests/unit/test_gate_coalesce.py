"""Which listings are screened together."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from countermark.engine.decision import Screened
from countermark.engine.listing import Listing
from countermark.gate.coalesce import ENOUGH_ROWS, Coalescer
from gate_support import FakeScreens


class HeldEngine:
    """An engine that stays at a batch until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.begun = threading.Event()
        self.may_end = threading.Event()

    def screen(self, listings: Sequence[Listing]) -> list[Screened | None]:
        self.batches.append([listing.listing_id for listing in listings])
        self.begun.set()
        self.may_end.wait(10)
        return list(FakeScreens("snapshot").screen_many(listings))


def run(work: Callable[[Coalescer, HeldEngine], Coroutine[Any, Any, None]]) -> list[list[str]]:
    async def main() -> None:
        coalescer = Coalescer(engine.screen, max_waiting=1_000)
        try:
            await work(coalescer, engine)
        finally:
            engine.may_end.set()
            coalescer.close()

    engine = HeldEngine()
    asyncio.run(main())
    return engine.batches


async def screen(coalescer: Coalescer, *names: str) -> None:
    listings = [Listing(listing_id=name, seller_id="S", title="allow") for name in names]
    outcomes = await coalescer.screen(listings, deadline=asyncio.get_running_loop().time() + 10)
    assert [isinstance(outcome, Screened) for outcome in outcomes] == [True] * len(names)


def test_a_little_that_waited_is_joined_by_what_the_last_batchs_answers_bring() -> None:
    async def work(coalescer: Coalescer, engine: HeldEngine) -> None:
        async def one_after_the_other() -> None:
            await screen(coalescer, "A")
            await screen(coalescer, "C")

        first = asyncio.create_task(one_after_the_other())
        await asyncio.to_thread(engine.begun.wait)
        second = asyncio.create_task(screen(coalescer, "B"))
        await asyncio.sleep(0)
        engine.may_end.set()
        await asyncio.gather(first, second)

    assert run(work) == [["A"], ["B", "C"]]


def test_enough_that_waited_does_not_wait_for_more() -> None:
    names = [f"B{number}" for number in range(ENOUGH_ROWS)]

    async def work(coalescer: Coalescer, engine: HeldEngine) -> None:
        async def one_after_the_other() -> None:
            await screen(coalescer, "A")
            await screen(coalescer, "C")

        first = asyncio.create_task(one_after_the_other())
        await asyncio.to_thread(engine.begun.wait)
        others = [asyncio.create_task(screen(coalescer, name)) for name in names]
        await asyncio.sleep(0)
        engine.may_end.set()
        await asyncio.gather(first, *others)

    assert run(work) == [["A"], names, ["C"]]
