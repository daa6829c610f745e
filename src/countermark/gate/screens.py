"""What the gate asks of an engine."""

from collections.abc import Sequence
from typing import Final, Protocol

from countermark.engine.decision import Evidence, Screened
from countermark.engine.listing import Listing

INCOMPLETE_REASON: Final = "screening_incomplete"
"""Reason code of a fallback decision."""


class Screens(Protocol):
    """Screens listings under one snapshot."""

    snapshot: str
    """Content hash of the snapshot."""

    def screen_many(self, listings: Sequence[Listing]) -> list[Screened]:
        """Screen listings together; called by one thread at a time, and may raise anything."""
        ...

    def evidence_words(self, evidence: Evidence, language: str) -> str:
        """Return a piece of evidence in words."""
        ...

    def reason_words(self, code: str, language: str) -> str:
        """Return a reason in words."""
        ...
