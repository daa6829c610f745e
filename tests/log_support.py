"""Records and folders for tests of the decision log."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from countermark.engine.decision import Decision, Evidence, Screened
from countermark.engine.listing import Listing, listing_hash
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


def only_writer(log: Path) -> Path:
    """The one writer folder of a log."""
    [writer] = sorted(log.glob("writer-*"))
    return writer


def segment_files(log: Path) -> list[Path]:
    """The segments of all writers that are not sealed."""
    return sorted(log.glob("writer-*/*.log"))
