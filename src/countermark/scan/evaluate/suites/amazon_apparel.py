"""Suite `amazon-apparel`: false alarms on real apparel listings of a shop that is taken to sell genuine goods."""

from datetime import date
from pathlib import Path
from typing import Final

from countermark import __version__
from countermark.engine.decision import Decision
from countermark.engine.registry.model import Registry
from countermark.scan.evaluate.names import brands_from
from countermark.scan.evaluate.report import Report, Table, describe_files, figure
from countermark.scan.evaluate.screening import (
    DECISION_COLUMNS,
    Outcome,
    build_lab,
    decision_table,
    facts_in_short,
    refused_table,
    screen_file,
)
from countermark.scan.evaluate.sources import amazon
from countermark.scan.evaluate.suite import required

AS_OF: Final = date(2025, 3, 11)
"""The day after the crawl."""
BRANDS: Final = 100
MAPPING: Final = "amazon"
TARGET: Final = 0.01


class AmazonApparelSuite:
    """Share of genuine apparel listings that are held or blocked, with no authorised sellers known."""

    name = "amazon-apparel"
    describe = f"apparel on Amazon, taken as genuine, under a registry of its {BRANDS} commonest brands"

    def run(self, data: Path, seed: int) -> Report:
        """See Suite.run; nothing here is drawn by chance."""
        paths = required(data, (amazon.FILE,))
        names = amazon.commonest_brands(amazon.read_offers(paths[0]), BRANDS)
        brands, aliases = brands_from(names)
        lab = build_lab(Registry(brands=tuple(brands), aliases=tuple(aliases)), AS_OF)
        outcomes, rejects = screen_file(lab.screener, paths[0], MAPPING, as_of=AS_OF)
        common = sum(brand.common_word for brand in brands)
        stopped = sum(outcome.is_stopped for outcome in outcomes)
        listed = sum(outcome.screened.decision is not Decision.ALLOW for outcome in outcomes)
        classes = [_class(outcome) for outcome in outcomes]
        rows = [
            (
                outcome.screened.decision.value,
                round(outcome.screened.score, 1),
                outcome.listing.brand,
                outcome.listing.title,
                " ".join(outcome.screened.reasons),
                facts_in_short(outcome),
            )
            for outcome in sorted(outcomes, key=lambda o: (-o.screened.decision.severity, -o.screened.score))
            if outcome.screened.decision is not Decision.ALLOW
        ]
        columns = ("decision", "score", "brand line", "title", "reasons", "evidence")
        return Report(
            suite=self.name,
            describe=self.describe,
            version=__version__,
            seed=seed,
            snapshot=lab.snapshot_hash,
            data=describe_files(data, paths),
            rows=len(outcomes) + len(rejects),
            figures=[
                figure("genuine listings held or blocked", stopped, len(outcomes), below=TARGET),
                figure("genuine listings not simply allowed", listed, len(outcomes)),
            ],
            tables=[
                Table("Decisions", DECISION_COLUMNS, decision_table(classes, outcomes)),
                Table("Listings that are not allowed", columns, rows, examples=True),
                refused_table("Rows refused", rejects),
            ],
            notes=[f"{len(brands)} brands after merging spellings, {common} common words; no authorised sellers"],
        )


def _class(outcome: Outcome) -> str:
    against = {fact.code for fact in outcome.screened.evidence}
    if "brand_disguised" in against:
        return "brand seen as disguised"
    return "brand mentioned" if against & {"brand_mentioned", "brand_claimed"} else "no brand of the registry"
