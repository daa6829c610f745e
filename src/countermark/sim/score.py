"""What a screening would have done to a world, held against the truth.

Nothing is played: a listing that was stopped sells nothing from then on, and all else goes as it did in the world.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from countermark.engine.errors import InvalidInputError, Problem
from countermark.sim.content import CURRENCIES, LANGUAGES, MARKET_LANGUAGE, MARKETS, RATES

STOPS: Final = ("block", "hold")
"""Decisions after which a listing is not on sale."""
SIZES: Final = (("1 to 3", 3), ("4 to 30", 30), ("31 and more", math.inf))
"""Sizes of sellers, by their listings: name and most."""
# 97.5% points of Student's t with 1 to 30 degrees of freedom.
_T: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


@dataclass(frozen=True)
class Interval:
    """A figure over several worlds."""

    mean: float
    """Of the worlds in which the figure exists; NaN if there is none."""
    low: float
    high: float
    """95% interval of the mean (Student's t over worlds), cut at 0; NaN with fewer than two worlds."""
    worlds: int


def score_world(world: Path, decisions: Path, edits: Path | None = None) -> dict[str, float]:
    """Return the figures of one world, by name; NaN where there is nothing to count.

    Args:
        world: folder of a finished world.
        decisions: output of `countermark screen` on its `platform/listings`.
        edits: output on its `platform/edits`; None when edits are not screened.

    Raises:
        InvalidInputError: the decisions are not of this world, or leave listings out.
        OSError: a file cannot be read.
    """
    told = _Told(world)
    stopped = told.stopped(_stops(told, decisions, "listings", told.posted), math.inf)
    if edits is not None:
        stopped = np.minimum(stopped, told.stopped(_stops(told, edits, "edits", told.edited), math.inf))
    return {**_recall(told, stopped), **_wrongful(told, stopped), **_sales(told, stopped), **_ratio(told, stopped)}


def over_worlds(figures: Sequence[Mapping[str, float]]) -> dict[str, Interval]:
    """Return mean and interval of each figure over worlds."""
    return {name: _interval([each[name] for each in figures]) for name in figures[0]}


def _interval(values: Iterable[float]) -> Interval:
    known = [value for value in values if not math.isnan(value)]
    if len(known) < 2:
        return Interval(known[0] if known else math.nan, math.nan, math.nan, len(known))
    mean, deviation = float(np.mean(known)), float(np.std(known, ddof=1))
    half = (_T[len(known) - 2] if len(known) - 2 < len(_T) else 1.96) * deviation / math.sqrt(len(known))
    return Interval(mean, max(0.0, mean - half), mean + half, len(known))


class _Told:
    """The truth of a world and what happened in it, as arrays by listing and by order."""

    def __init__(self, world: Path) -> None:
        truth = _read(world, "truth/listings", ["listing_id", "is_counterfeit", "is_bait", "ended_at"])
        listings = _read(world, "platform/listings", ["listing_id", "seller_id", "market", "created_at"])
        edits = _read(world, "platform/edits", ["listing_id", "created_at"])
        orders = _read(world, "platform/orders", None)
        refunds = _read(world, "platform/refunds", ["order_id", "reason"])
        notices = _read(world, "platform/notices", ["listing_id", "measure"])
        self.world = world
        self.ids = truth["listing_id"].combine_chunks()
        self.bad = _array(truth["is_counterfeit"])
        self.posted = _days(listings["created_at"])
        self.ended = np.nan_to_num(_days(truth["ended_at"]), nan=np.inf)
        self.language = np.array([_LANGUAGE[market] for market in listings["market"].to_pylist()])
        self.size = _sizes(listings["seller_id"])
        self.edited = np.full(len(self.ids), np.inf)
        self.edited[self.place(edits["listing_id"])] = _days(edits["created_at"])
        self.order_row = self.place(orders["listing_id"])
        self.order_day = _days(orders["ordered_at"])
        self.units = _array(orders["quantity"])
        rate = np.array([_RATE[currency] for currency in orders["currency"].to_pylist()])
        self.value = _array(orders["unit_price_minor"]) * self.units / rate / 100
        bait = _array(truth["is_bait"])[self.order_row]
        self.bad_order = self.bad[self.order_row] & ~(bait & (self.order_day < self.edited[self.order_row]))
        fake = refunds.filter(pc.equal(refunds["reason"].cast(pa.string()), "suspected_fake"))["order_id"]
        self.doubted = _array(pc.is_in(orders["order_id"], value_set=fake.combine_chunks()))
        removed = notices.filter(pc.equal(notices["measure"].cast(pa.string()), "removed"))["listing_id"]
        self.noticed = np.zeros(len(self.ids), bool)
        self.noticed[self.place(removed)] = True
        self.last_day = float(self.order_day.max()) if len(self.order_day) else float(self.posted.max())

    def place(self, ids: Any) -> Any:
        """Return where the listings with these ids stand, int64 (n,); -1 for unknown ones."""
        return _array(pc.fill_null(pc.index_in(ids, value_set=self.ids), -1))

    def stopped(self, days: Mapping[int, float], otherwise: float) -> Any:
        """Return the day on which each listing was stopped."""
        found = np.full(len(self.ids), otherwise)
        found[list(days)] = list(days.values())
        return found


_LANGUAGE: Final = {market: LANGUAGES[number] for market, number in zip(MARKETS, MARKET_LANGUAGE, strict=True)}
_RATE: Final = dict(zip(CURRENCIES, RATES, strict=True))


def _read(world: Path, table: str, columns: list[str] | None) -> Any:
    return pq.read_table(world / table, columns=columns)


def _array(column: Any) -> Any:
    return column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()


def _days(column: Any) -> Any:
    """Return moments as days since 1970, float64; NaN for null."""
    micros = column.cast(pa.int64()).cast(pa.float64())
    return _array(pc.fill_null(micros, math.nan)) / 86_400e6


def _sizes(sellers: Any) -> Any:
    """Return for each listing how many its seller has."""
    encoded = sellers.combine_chunks().dictionary_encode()
    codes = _array(encoded.indices)
    return np.bincount(codes)[codes]


def _stops(told: _Told, decisions: Path, table: str, when: Any) -> dict[int, float]:
    """Return listing -> day on which it was stopped."""
    found = pq.read_table(decisions, columns=["listing_id", "decision"])
    place = told.place(found["listing_id"])
    wanted = set(told.place(_read(told.world, f"platform/{table}", ["listing_id"])["listing_id"]).tolist())
    if (place < 0).any() or set(place.tolist()) != wanted:
        missing = len(wanted - set(place.tolist()))
        message = (
            f"has {int((place < 0).sum()):,} listings that are not in {told.world}, and lacks {missing:,} of its "
            f"{table}; expected the decisions on all files of platform/{table}"
        )
        raise InvalidInputError([Problem(str(decisions), None, "listing_id", message)])
    stopped = np.isin(np.array(found["decision"].to_pylist()), STOPS)
    rows = place[stopped]
    return dict(zip(rows.tolist(), when[rows].tolist(), strict=True))


def _share(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else math.nan


def _recall(told: _Told, stopped: Any) -> dict[str, float]:
    prevented = told.bad_order & (told.order_day >= stopped[told.order_row])
    on_sale = (np.minimum(np.minimum(stopped, told.ended), told.last_day) - told.posted).clip(min=0)
    return {
        "recall, listings": _share((told.bad & np.isfinite(stopped)).sum(), told.bad.sum()),
        "recall, units": _share(told.units[prevented].sum(), told.units[told.bad_order].sum()),
        "recall, value": _share(told.value[prevented].sum(), told.value[told.bad_order].sum()),
        "days on sale of a counterfeit, mean": _share(on_sale[told.bad].sum(), told.bad.sum()),
    }


def _wrongful(told: _Told, stopped: Any) -> dict[str, float]:
    wrong, honest = np.isfinite(stopped) & ~told.bad, ~told.bad
    found = {"wrongful removals": _share(wrong.sum(), honest.sum())}
    least = 1.0
    for name, most in SIZES:
        here = honest & (told.size >= least) & (told.size <= most)
        found[f"wrongful removals, sellers of {name} listings"] = _share((wrong & here).sum(), here.sum())
        least = most + 1
    for language in LANGUAGES:
        here = honest & (told.language == language)
        found[f"wrongful removals, {language}"] = _share((wrong & here).sum(), here.sum())
    return found


def _sales(told: _Told, stopped: Any) -> dict[str, float]:
    left = told.order_day < stopped[told.order_row]
    return {
        "counterfeit share of sales without screening": _share(told.value[told.bad_order].sum(), told.value.sum()),
        "counterfeit share of sales": _share(told.value[told.bad_order & left].sum(), told.value[left].sum()),
        "honest sales lost": _share(told.value[~told.bad_order & ~left].sum(), told.value[~told.bad_order].sum()),
        "suspected-fake refunds of 10,000 orders without screening": 1e4 * _share(told.doubted.sum(), len(left)),
        "suspected-fake refunds of 10,000 orders": 1e4 * _share((told.doubted & left).sum(), left.sum()),
    }


def _ratio(told: _Told, stopped: Any) -> dict[str, float]:
    """Return the figure that platforms publish: it says nothing of what is missed, nor of what is wrong."""
    proactive, reactive = np.isfinite(stopped), told.noticed & ~np.isfinite(stopped)
    return {"proactive to reactive removals": _share(proactive.sum(), reactive.sum())}
