"""How near a world is to what is known of real marketplaces: figures, each with a range and its source."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from countermark.sim.content import LANGUAGES, MARKET_LANGUAGE, MARKETS

TAOBAO: Final = "Taobao brand NER texts (6,998)"
AMAZON: Final = "Amazon apparel listings (364)"
HP664: Final = "Mercado Livre HP 664 crawl (229 listings)"
HP_SCORED: Final = "Mercado Livre HP scored (278 listings)"
REPORTS: Final = "Alibaba's governance reports for 2016 and 2017"


@dataclass(frozen=True)
class Figure:
    """One figure of a world beside what is known."""

    name: str
    value: float
    real: str
    """What is known, in words."""
    low: float
    high: float
    """The range that is taken as near enough."""
    source: str

    @property
    def is_near(self) -> bool:
        """True when the value lies in its range; false also where there was nothing to count (NaN)."""
        return self.low <= self.value <= self.high


def realism(folder: Path) -> list[Figure]:
    """Return the figures of a finished world.

    Args:
        folder: of the world. Below some 50,000 listings the rarer figures jump about.

    Returns:
        Always the same figures in the same order; NaN where a world has nothing to count, such as no test buys.

    Raises:
        OSError: a table is not there.
    """
    listings = pq.read_table(folder / "platform" / "listings", columns=["title", "market", "price_minor"])
    truth = pq.read_table(folder / "truth" / "listings")
    return [
        *_texts(listings, truth),
        *_trade(listings, truth, folder),
        *_programme(folder),
    ]


def _numbers(column: Any) -> Any:
    return column.to_numpy()


def _texts(listings: Any, truth: Any) -> list[Figure]:
    markets = _numbers(listings["market"])
    spoken = _language(markets)
    length = _numbers(pc.utf8_length(listings["title"]))
    branded = _numbers(truth["kind"]) != "generic"
    titles = listings["title"].combine_chunks()
    repeated = 1 - len(pc.unique(titles)) / len(titles)
    return [
        Figure("median title length, English", _median(length, spoken == "en"), "79.5", 60, 95, AMAZON),
        Figure("median title length, Portuguese", _median(length, spoken == "pt"), "53", 45, 62, HP664),
        Figure("median title length, Chinese", _median(length, spoken == "zh"), "30", 23, 35, TAOBAO),
        Figure("share that names a brand, Chinese", _mean(branded, spoken == "zh"), "0.33", 0.25, 0.42, TAOBAO),
        Figure("share that names a brand, English", _mean(branded, spoken == "en"), "0.88", 0.65, 0.92, AMAZON),
        # Rarer than in real sets: a learner must not find truth by meeting the same text again.
        Figure("share of repeated titles", repeated, "0.12 and 0.27", 0, 0.2, f"{HP664}; {TAOBAO}"),
    ]


def _language(markets: Any) -> Any:
    by_market = {market: LANGUAGES[number] for market, number in zip(MARKETS, MARKET_LANGUAGE, strict=True)}
    return np.array([by_market[market] for market in markets.tolist()])


def _median(values: Any, where: Any) -> float:
    return float(np.median(values[where])) if where.any() else math.nan


def _mean(values: Any, where: Any) -> float:
    return _share(values[where].sum(), where.sum())


def _trade(listings: Any, truth: Any, folder: Path) -> list[Figure]:
    kind, units = _numbers(truth["kind"]), _numbers(truth["units_sold"])
    ratio = _numbers(listings["price_minor"]) / _numbers(truth["typical_price_minor"])
    genuine = np.isin(kind, ("genuine", "authorised"))
    stars = _numbers(pq.read_table(folder / "platform" / "reviews", columns=["stars"])["stars"])
    bad = _numbers(truth["is_counterfeit"])
    spread = float(np.std(np.log(ratio[genuine])))
    return [
        Figure("spread of honest prices (sd of log of price to typical)", spread, "0.24", 0.15, 0.32, HP_SCORED),
        Figure("share of sales by the top tenth of listings", _top_tenth(units), "0.83", 0.73, 0.93, HP_SCORED),
        Figure("share of reviews with five stars", _share((stars == 5).sum(), len(stars)), "0.87", 0.82, 0.92, HP664),
        Figure("share of units that are counterfeit", _share(units[bad].sum(), units.sum()),
               "up to 0.023 of trade", 0.01, 0.045, "OECD/EUIPO 2025, for 2021"),
    ]  # fmt: skip


def _top_tenth(units: Any) -> float:
    ordered = np.sort(units)[::-1]
    return _share(ordered[: len(ordered) // 10].sum(), ordered.sum())


def _share(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else math.nan


def _programme(folder: Path) -> list[Figure]:
    orders = pq.read_table(folder / "platform" / "orders", columns=["quantity"]).num_rows
    reasons = _numbers(pq.read_table(folder / "platform" / "refunds", columns=["reason"])["reason"])
    founded = _numbers(pq.read_table(folder / "truth" / "notices", columns=["is_founded"])["is_founded"])
    buys = pq.read_table(folder / "platform" / "test_buys", columns=["design", "verdict"])
    targeted = (_numbers(buys["design"]) == "targeted") & _numbers(pc.is_valid(buys["verdict"]))
    fake = _numbers(buys["verdict"])[targeted] == "counterfeit"
    return [
        Figure("refunds as suspected fake, of 10,000 orders",
               10_000 * _share((reasons == "suspected_fake").sum(), orders),
               "1.49 to 2.1", 0.9, 3.0, REPORTS),
        Figure("share of targeted test buys found fake", _share(fake.sum(), len(fake)), "0.625", 0.54, 0.71,
               "Rouse, 1,020 test purchases"),
        Figure("share of notices that are unfounded", _share((founded == 0).sum(), len(founded)), "0.28", 0.20, 0.37,
               "Urban, Karaganis and Schofield 2016 (copyright notices)"),
    ]  # fmt: skip
