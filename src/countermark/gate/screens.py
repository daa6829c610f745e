"""What the gate asks of an engine, and the engine that it runs with."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from countermark.engine.decision import EVIDENCE_CODES, Evidence, Screened
from countermark.engine.listing import Listing
from countermark.engine.messages import evidence_words, reason_words
from countermark.engine.screen import Screener
from countermark.formats.snapshot_folder import load_snapshot

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


class SnapshotScreens:
    """Screens with the engine of this package."""

    def __init__(self, screener: Screener) -> None:
        self.snapshot: str = screener.snapshot.hash
        self._screener = screener
        self._own_words: Mapping[str, Mapping[str, str]] = {
            rule.reason: rule.words for rule in screener.snapshot.policy.rules if rule.words
        }

    def screen_many(self, listings: Sequence[Listing]) -> list[Screened]:
        """Screen listings together."""
        return self._screener.screen_listings(listings)

    def evidence_words(self, evidence: Evidence, language: str) -> str:
        """Return a piece of evidence in words, with the brand's name."""
        if evidence.code not in EVIDENCE_CODES:
            return evidence.code  # of a decision that another version took
        return evidence_words(evidence, language, self._screener.brand_names.get(evidence.brand, evidence.brand))

    def reason_words(self, code: str, language: str) -> str:
        """Return a reason in the policy's own words, or in the built-in ones."""
        own = self._own_words.get(code)
        if own is not None:
            return own.get(language) or own.get("en", "")
        return reason_words(code, language)


def load_screens(folder: Path) -> Screens:
    """Return the engine with the snapshot in a folder; takes about a second for 2,000 brands.

    Raises:
        SnapshotError: the snapshot cannot be read.
    """
    return SnapshotScreens(Screener(load_snapshot(folder)))
