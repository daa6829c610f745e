"""Suite `hp-prices`: real ink-cartridge listings against HP's own price list.

Nobody knows which of these listings are counterfeit, so there is no recall here. What can be measured: every listing
gets a decision, honest goods that only mention the brand (compatible, refurbished, empty) are not stopped, and a person
can read what is not allowed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from countermark import __version__
from countermark.engine.listing import Listing
from countermark.formats.listings.chunks import Reject
from countermark.scan.evaluate.hp_registry import HIGH_SHARE, LOW_SHARE, hp_registry
from countermark.scan.evaluate.report import Figure, Report, Table, describe_files, figure
from countermark.scan.evaluate.screening import (
    DECISION_COLUMNS,
    Outcome,
    build_lab,
    decision_table,
    facts_in_short,
    refused_table,
    screen_file,
)
from countermark.scan.evaluate.sources.mercadolivre import (
    CRAWL,
    PRICES,
    SCORED,
    read_prices,
    read_stated,
)
from countermark.scan.evaluate.suite import required

AS_OF: Final = date(2025, 10, 6)
"""The day of the younger of the two crawls."""
HONEST: Final = ("compatible", "empty", "refurbished")
"""Classes of goods that are not counterfeit whatever they cost: none of them may be held or blocked."""
_SETS: Final = (("hp664", CRAWL, "mercadolivre"), ("hp_scored", SCORED, "mercadolivre_scored"))
_WORDS: Final = (
    ("empty", re.compile(r"\bvazi[oa]s?\b")),
    ("refurbished", re.compile(r"remanufaturad|recondicionad|reciclad|recarregad")),
    ("compatible", re.compile(r"\bcom?a?pativ|\bsimilar|\bgeneric")),
)


class HpPricesSuite:
    """Decisions on Mercado Livre's HP cartridges under a registry made from HP's price list."""

    name = "hp-prices"
    describe = "HP ink cartridges on Mercado Livre against HP's suggested prices; no truth known"

    def run(self, data: Path, seed: int) -> Report:
        """See Suite.run; nothing here is drawn by chance."""
        paths = required(data, (CRAWL, SCORED, PRICES))
        lab = build_lab(hp_registry(read_prices(data / PRICES)), AS_OF)
        results = [
            _Result(name, *screen_file(lab.screener, data / file, mapping, as_of=AS_OF))
            for name, file, mapping in _SETS
        ]
        decided = sum(len(result.outcomes) for result in results)
        refused = sum(len(result.rejects) for result in results)
        classified = [pair for result in results for pair in result.classified()]
        return Report(
            suite=self.name,
            describe=self.describe,
            version=__version__,
            seed=seed,
            snapshot=lab.snapshot_hash,
            data=describe_files(data, paths),
            rows=decided + refused,
            figures=[
                figure("listings with a decision", decided, decided + refused, at_least=1.0),
                _priced([outcome for kind, outcome in classified if kind == "new"]),
                *(_stopped(kind, [outcome for of, outcome in classified if of == kind]) for kind in HONEST),
            ],
            tables=[
                *(table for result in results for table in result.tables()),
                _by_own_label(results[-1].outcomes, data / SCORED),
            ],
            notes=[
                f"band: {LOW_SHARE:.0%} to {HIGH_SHARE:.0%} of the suggested price; no authorised sellers are known"
            ],
        )


def _priced(outcomes: Sequence[Outcome]) -> Figure:
    codes = [{f.code for f in (*o.screened.evidence, *o.screened.counter_evidence)} for o in outcomes]
    compared = sum(bool(found & {"price_below_band", "price_in_band", "price_above_band"}) for found in codes)
    return figure("new goods whose price was compared with a band", compared, len(outcomes))


def _stopped(kind: str, outcomes: Sequence[Outcome]) -> Figure:
    stopped = sum(outcome.is_stopped for outcome in outcomes)
    return figure(f"{kind} goods held or blocked", stopped, len(outcomes), below=0)


@dataclass(frozen=True, slots=True)
class _Result:
    name: str
    outcomes: Sequence[Outcome]
    rejects: Sequence[Reject]

    def classified(self) -> list[tuple[str, Outcome]]:
        return [(class_of(outcome.listing), outcome) for outcome in self.outcomes]

    def tables(self) -> list[Table]:
        pairs = self.classified()
        table = decision_table([kind for kind, _ in pairs], self.outcomes)
        rows = [
            (
                outcome.screened.decision.value,
                kind,
                round(outcome.screened.score, 1),
                None if outcome.listing.price_minor is None else outcome.listing.price_minor / 100,
                outcome.listing.title,
                " ".join(outcome.screened.reasons),
                facts_in_short(outcome),
            )
            for kind, outcome in sorted(pairs, key=_most_severe_first)
        ]
        columns = ("decision", "class", "score", "price", "title", "reasons", "evidence")
        return [
            Table(f"{self.name}: decision by stated class", DECISION_COLUMNS, table),
            Table(f"{self.name}: most severe first, then highest score", columns, rows, examples=True),
            refused_table(f"{self.name}: rows refused", self.rejects),
        ]


def _by_own_label(outcomes: Sequence[Outcome], path: Path) -> Table:
    stated = read_stated(path)
    labels = [stated[outcome.listing.listing_id].label for outcome in outcomes]
    title = "hp_scored: decision by the label that its author's rules gave (not truth)"
    return Table(title, ("label", *DECISION_COLUMNS[1:]), decision_table(labels, outcomes))


def class_of(listing: Listing) -> str:
    """Return what the listing says it is: by its condition, its attributes and the words of its title."""
    text = _plain(" ".join((listing.title, *listing.attributes.values())))
    for kind, words in _WORDS:
        if words.search(text):
            return kind
    return listing.condition


def _most_severe_first(pair: tuple[str, Outcome]) -> tuple[int, float]:
    return -pair[1].screened.decision.severity, -pair[1].screened.score


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
