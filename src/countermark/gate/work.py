"""What a screening request brings and how it is answered: one listing, or a batch."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from countermark.engine.listing import Listing
from countermark.evidence.record import DecisionRecord
from countermark.gate.answers import encode, make_answer
from countermark.gate.asked import Asked
from countermark.gate.decoding import read_batch, read_listing
from countermark.gate.refusal import RefusalError
from countermark.gate.screens import Screens
from countermark.gate.unknown import UnknownFields
from countermark.gate.wire import BatchAnswer, BatchItem, ItemProblem

_BREATH: Final = 100
"""Answers of a batch that are made before others get a turn on the event loop."""


class Work(Protocol):
    """A body that was read."""

    listings: Sequence[Listing]
    """The valid listings, to be screened."""
    refusals: Sequence[RefusalError]
    """Why the others are refused."""

    async def render(self, records: Sequence[DecisionRecord], asked: Asked, screens: Screens) -> bytes:
        """Return the answer's body, given the decisions on `listings` in their order."""
        ...


class SingleWork:
    """One listing.

    Raises:
        RefusalError: it is not valid.
    """

    def __init__(self, body: bytes, *, now: datetime, unknown: UnknownFields) -> None:
        self.listings: Sequence[Listing] = [read_listing(body, now=now, unknown=unknown)]
        self.refusals: Sequence[RefusalError] = ()

    async def render(self, records: Sequence[DecisionRecord], asked: Asked, screens: Screens) -> bytes:
        """Return the answer's body."""
        return encode(make_answer(records[0], screens, asked.language))


class BatchWork:
    """Many listings, each with its own answer or problem.

    Raises:
        RefusalError: the body is not a batch.
    """

    def __init__(self, body: bytes, *, now: datetime, unknown: UnknownFields) -> None:
        self._items = read_batch(body, now=now, unknown=unknown)
        self.listings: Sequence[Listing] = [item for item in self._items if isinstance(item, Listing)]
        self.refusals: Sequence[RefusalError] = [item for item in self._items if isinstance(item, RefusalError)]

    async def render(self, records: Sequence[DecisionRecord], asked: Asked, screens: Screens) -> bytes:
        """Return the answer's body."""
        decided = iter(records)
        results = []
        for index, item in enumerate(self._items):
            if isinstance(item, RefusalError):
                results.append(BatchItem(index, problem=ItemProblem(item.code, item.detail, item.problems)))
            else:
                results.append(BatchItem(index, answer=make_answer(next(decided), screens, asked.language)))
            if index % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
        return encode(BatchAnswer(asked.request_id, len(self.listings), len(self.refusals), results))
