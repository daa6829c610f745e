"""From listings to decision records: the engine's decision, or the fallback's when there is none."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from countermark.engine.decision import Screened
from countermark.engine.listing import Listing, listing_hash
from countermark.evidence.record import DecisionRecord
from countermark.gate.asked import Asked
from countermark.gate.coalesce import Coalescer, Incomplete
from countermark.gate.fallback import Fallback
from countermark.gate.screens import INCOMPLETE_REASON

_RESERVE_S: Final = 0.02
_RESERVE_SHARE: Final = 0.1


async def decide(  # noqa: PLR0913 - each is a thing of its own
    listings: Sequence[Listing],
    asked: Asked,
    *,
    arrived: float,
    coalescer: Coalescer,
    fallback: Callable[[], Fallback],
    snapshot: Callable[[], str],
    now: Callable[[], datetime],
) -> list[DecisionRecord]:
    """Return a decision record for each listing, in time; nothing is durable yet.

    Args:
        listings: valid ones, of one request.
        asked: what the request asks for.
        arrived: when its body had arrived, on the event loop's clock.
        coalescer: the way to the engine.
        fallback: the fallback that is valid when it is needed.
        snapshot: hash of the snapshot in force, for decisions that the engine did not take.
        now: wall clock, aware.

    Raises:
        RefusalError: there is too much work already.
    """
    # A part of the time is for writing the log.
    until = arrived + asked.deadline_s - min(_RESERVE_S, asked.deadline_s * _RESERVE_SHARE)
    outcomes = await coalescer.screen(listings, deadline=until)
    decided_at = now()
    latency_us = round((asyncio.get_running_loop().time() - arrived) * 1_000_000)
    records = []
    for listing, outcome in zip(listings, outcomes, strict=True):
        is_incomplete = isinstance(outcome, Incomplete)
        screened = _fallback(listing, fallback(), snapshot()) if isinstance(outcome, Incomplete) else outcome
        records.append(
            DecisionRecord(
                screened=screened,
                listing=listing,
                decided_at=decided_at,
                latency_us=latency_us,
                request_id=asked.request_id,
                client=asked.client,
                key_hash=asked.key_hash,
                incomplete=str(outcome) if is_incomplete else "",
            )
        )
    return records


def _fallback(listing: Listing, fallback: Fallback, snapshot: str) -> Screened:
    return Screened(
        listing_id=listing.listing_id,
        version=listing.version,
        listing_hash=listing_hash(listing),
        decision=fallback.decision(listing.category),
        score=0.0,
        reasons=[INCOMPLETE_REASON],
        rules=[],
        shadow_rules=[],
        evidence=[],
        counter_evidence=[],
        snapshot=snapshot,
    )
