"""A report page's data made by hand, so that a test decides what sellers wrote."""

from typing import Any

from countermark.engine.decision import Decision, Evidence, Screened
from countermark.engine.listing import Listing, Seller
from countermark.formats.listings import Reject
from countermark.scan.manifest import InputFile, Manifest
from countermark.scan.part import Shown
from countermark.scan.report_data import Group, Groups, ReportData
from countermark.starter import starter_policy
from registry_example import example_registry


def evidence(code: str, text: str, part: str, *, field: str = "title", **more: Any) -> Evidence:
    """Return evidence that points at a part of a text; it weighs 0.5 unless something else is said."""
    start = text.index(part)
    given = {"weight": 0.5} | more
    return Evidence(code=code, field=field, start=start, end=start + len(part), text=part, **given)


def shown(  # noqa: PLR0913 - each is a part of what is shown
    title: str,
    *,
    decision: str = "hold",
    score: float = 80.0,
    against: list[Evidence] | None = None,
    speaks_for: list[Evidence] | None = None,
    price_ratio: float | None = None,
    **listing: Any,
) -> Shown:
    """Return a listing for the page with a title, and whatever else is given of it."""
    given: dict[str, Any] = {"listing_id": "L1", "seller_id": "S1", "seller": Seller(age_days=6)}
    return Shown(
        position=0,
        row=17,
        listing=Listing(**given | {"title": title} | listing),
        screened=Screened(
            listing_id="L1",
            version=1,
            listing_hash="0" * 64,
            decision=Decision(decision),
            score=score,
            reasons=["counterfeit_slang"],
            rules=["slang-with-brand"],
            shadow_rules=["very-high-score"],
            evidence=against or [],
            counter_evidence=speaks_for or [],
            snapshot="ab" * 32,
        ),
        price_ratio=price_ratio,
    )


def groups(*rows: tuple[str, tuple[int, int, int, int]], distinct: int | None = None, exact: bool = True) -> Groups:
    """Return a table's rows."""
    found = [Group(key, counts, sum(counts)) for key, counts in rows]
    return Groups(found, len(found) if distinct is None else distinct, exact)


def report_data(worst: list[Shown], **changes: Any) -> ReportData:
    """Return a page's data with these listings."""
    histogram = [[0] * 20 for _ in range(4)]
    histogram[0][0], histogram[2][16], histogram[3][19] = 4_000, 30, 7
    given: dict[str, Any] = {
        "manifest": Manifest(
            version="0.1.0",
            snapshot="3fa9c07be2" + "ab" * 27,
            mapping="countermark",
            mapping_sha256="",
            language="en",
            as_of="2026-11-24",
            started_at="2026-11-24T11:04:18+00:00",
            inputs=[InputFile("exports/listings.jsonl", 1_893_441, 0, "")],
        ),
        "registry": example_registry(),
        "policy": starter_policy(),
        "decisions": {"allow": 4_000, "review": 0, "hold": 30, "block": 7},
        "rows_read": 4_040,
        "rejects": 3,
        "reject_fields": {"price_minor": 2, "": 1},
        "reject_examples": [Reject("listings.jsonl", 12, None, ["price_minor: 'R$ abc' is no price"], "")],
        "histogram": histogram,
        "reasons": groups(("counterfeit_slang", (0, 0, 30, 7))),
        "brands": groups(("velora", (900, 0, 20, 7)), ("hx", (10, 0, 10, 0)), distinct=61),
        "sellers": groups(("S1", (0, 0, 3, 7)), exact=False),
        "languages": groups(("en", (3_000, 0, 30, 7)), ("und", (1_000, 0, 0, 0))),
        "worst": worst,
    }
    return ReportData(**given | changes)
