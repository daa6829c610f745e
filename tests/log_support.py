"""Records and folders for tests of the decision log."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from countermark.engine.decision import Decision, Evidence, Screened
from countermark.engine.listing import Listing, listing_hash
from countermark.evidence.log import DecisionLog
from countermark.evidence.record import AnswerRecord, DecisionRecord

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_decision(
    listing_id: str = "L1", *, decision: Decision = Decision.REVIEW, minute: int = 0, title: str = "Velora runner"
) -> DecisionRecord:
    """A decision record with evidence, as the gate writes them."""
    listing = Listing(listing_id=listing_id, seller_id="S1", title=title)
    screened = Screened(
        listing_id=listing_id,
        version=1,
        listing_hash=listing_hash(listing),
        decision=decision,
        score=33.25,
        reasons=["replica_words"],
        rules=["slang"],
        shadow_rules=[],
        evidence=[Evidence(code="slang", field="title", start=0, end=6, text=title[:6], weight=0.5)],
        counter_evidence=[],
        snapshot="ab" * 32,
    )
    return DecisionRecord(
        screened=screened,
        listing=listing,
        decided_at=START + timedelta(minutes=minute),
        latency_us=1500,
        request_id=f"r-{listing_id}-{minute}",
    )


def make_answer(key: str, body: bytes = b'{"decision":"review"}') -> AnswerRecord:
    """An answer that was given under a key."""
    return AnswerRecord(key_hash=key_of(key), body_hash=key_of("body"), body=msgspec.Raw(body))


def key_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fill_log(folder: Path, *, days: int, a_day: int = 8, segment_bytes: int = 4_000) -> list[str]:
    """Write decisions of several days, each with an answer under a key, and return the ids of their listings."""
    names = []
    with DecisionLog(folder, segment_bytes=segment_bytes) as log:
        for day in range(days):
            for number in range(a_day):
                names.append(f"L{day}-{number}")
                log.append([make_decision(names[-1], minute=day * 1_440 + number), make_answer(names[-1])])
    return names


def only_writer(log: Path) -> Path:
    """The one writer folder of a log."""
    [writer] = sorted(log.glob("writer-*"))
    return writer


def segment_files(log: Path) -> list[Path]:
    """The segments of all writers that are not sealed."""
    return sorted(log.glob("writer-*/*.log"))


class DeadError(BaseException):
    """Stands for a kill: nothing handles it."""


def dying_at(number: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """The function, until its call of that number, counted from 0."""
    calls = count()

    def call(*args: Any, **more: Any) -> Any:
        if next(calls) == number:
            raise DeadError
        return real(*args, **more)

    return call
