"""The engine of this package, as the gate asks for it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from countermark.engine.decision import EVIDENCE_CODES, Evidence, Screened
from countermark.engine.listing import Listing
from countermark.engine.messages import evidence_words, reason_words
from countermark.engine.screen import Screener
from countermark.formats.snapshot_folder import load_snapshot
from countermark.gate.screens import Screens

_WARM_UP_BRANDS: Final = 20
_LOOK_ALIKES: Final = str.maketrans("aeiolst", "аеіо15т")
"""Cyrillic letters and digits that look like Latin letters."""


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

    def warm_up(self) -> None:
        """Have the engine do once what it does lazily, so that no seller's listing waits for that."""
        names = list(self._screener.brand_names.values())
        for _ in range(2):
            self.screen_many(list(islice(_warm_up_listings(names), _WARM_UP_BRANDS * 4)))
            self.screen_many(list(islice(_warm_up_listings(names), 1)))


def load_screens(folder: Path) -> Screens:
    """Return the engine with the snapshot in a folder; takes some seconds for 2,000 brands.

    Raises:
        SnapshotError: the snapshot cannot be read.
    """
    screens = SnapshotScreens(Screener(load_snapshot(folder)))
    screens.warm_up()
    return screens


def _warm_up_listings(names: Sequence[str]) -> Iterator[Listing]:
    for at, name in enumerate(names or ["none"]):
        disguised = name.lower().translate(_LOOK_ALIKES)
        for title in (name, disguised, " ".join(name), f"高仿 1:1 {name} réplica compatível"):
            yield Listing(
                listing_id=f"warm-up-{at}",
                seller_id="warm-up",
                title=f"{title} 2 pcs black 42"[:200],
                description="Not genuine. 适用于手机 para celular, 800 ml",
                brand=name[:200],
                category=["Phones"],
                attributes={"model": "X-1", "colour": "black"},
                price_minor=100,
                currency="USD",
                market="US",
                quantity=5,
                gtin="4006381333931",
            )
