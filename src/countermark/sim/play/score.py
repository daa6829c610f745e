"""A played world held against its truth: what was caught, what was missed, who was wronged, and how that changed."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from countermark.engine.errors import InvalidInputError, Problem
from countermark.sim.content import LANGUAGES, MARKET_LANGUAGE, MARKETS
from countermark.sim.folder import PLAYED
from countermark.sim.play.play import Played
from countermark.sim.score import SIZES

BLOCK_WEEKS: Final = 4
"""Weeks that are counted together in the course of a play."""
REACTIVE: Final = "notice"
"""Who removes because somebody told; all others are proactive."""
COURSE: Final = (
    "fakes posted", "of them removed", "value prevented", "share of sales", "honest removed", "changes of ways",
    "accounts closed",
)  # fmt: skip
"""Figures of each block of weeks: counterfeits posted and the share removed at any time; the share of counterfeit value
that was not sold; counterfeits' share of all sales; honest listings removed for good; changes that operators made;
accounts closed."""
_LANGUAGE: Final = {market: LANGUAGES[number] for market, number in zip(MARKETS, MARKET_LANGUAGE, strict=True)}


def read_play(folder: Path) -> Played:
    """Return what a finished play is.

    Raises:
        InvalidInputError: the folder holds no finished play.
    """
    path = folder / PLAYED
    try:
        return msgspec.json.decode(path.read_bytes(), type=Played)
    except OSError as error:
        message = f"cannot be read: {error.strerror}; expected the folder of a finished play"
        raise InvalidInputError([Problem(str(path), None, None, message)]) from error
    except msgspec.DecodeError as error:
        raise InvalidInputError([Problem(str(path), None, None, f"is not a play's summary: {error}")]) from error


def score_play(folder: Path) -> dict[str, float]:
    """Return the figures of one play, by name; NaN where there is nothing to count.

    Raises:
        InvalidInputError: the folder holds no finished play.
        OSError: a file cannot be read.
    """
    read_play(folder)
    told = _Told(folder)
    return {**_recall(told), **_wrongful(told), **_sales(told), **_programme(told)}


def course(folder: Path) -> list[dict[str, float]]:
    """Return the figures of `COURSE` for each block of weeks of one play, in order.

    Raises:
        OSError: a file cannot be read.
    """
    weeks = {name: _numbers(column) for name, column in _columns(folder, "truth/weeks").items()}
    starts = range(0, len(weeks["week"]), BLOCK_WEEKS)
    return [
        _block({name: values[start : start + BLOCK_WEEKS].sum() for name, values in weeks.items()}) for start in starts
    ]


def _block(total: Mapping[str, float]) -> dict[str, float]:
    prevented, sold = total["counterfeit_prevented_usd"], total["counterfeit_sold_usd"]
    values = (
        total["counterfeits_posted"],
        _share(total["counterfeits_stopped"], total["counterfeits_posted"]),
        _share(prevented, prevented + sold),
        _share(sold, total["sold_usd"]),
        total["honest_stopped"],
        total["changes"],
        total["closures"],
    )
    return dict(zip(COURSE, (float(value) for value in values), strict=True))


def mean_course(courses: Sequence[Sequence[Mapping[str, float]]]) -> list[dict[str, float]]:
    """Return the mean of each figure over plays, for each block that all of them have; NaN where none has it."""
    return [
        {name: _mean([each[at][name] for each in courses]) for name in COURSE}
        for at in range(min(len(each) for each in courses))
    ]


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan


class _Told:
    """The tables of a play as arrays: by listing, by removal, by wished order."""

    def __init__(self, folder: Path) -> None:
        listings = _columns(folder, "truth/listings")
        removals = _columns(folder, "platform/removals")
        self.ids = listings["listing_id"].combine_chunks()
        self.bad = _numbers(listings["is_counterfeit"])
        self.honest = ~self.bad & ~_numbers(pc.is_valid(listings["operator"]))
        self.removed = np.array(listings["state"].to_pylist()) == "removed"
        self.posted = _days(listings["posted_at"])
        self.ended = np.nan_to_num(_days(listings["ended_at"]), nan=np.inf)
        self.language = np.array([_LANGUAGE[market] for market in listings["market"].to_pylist()])
        sellers = listings["seller_id"].combine_chunks().dictionary_encode()
        codes = _numbers(sellers.indices)
        self.size = np.bincount(codes)[codes]
        self.removal_row = _numbers(pc.index_in(removals["listing_id"], value_set=self.ids))
        self.removal_by = np.array(removals["by"].to_pylist(), object)
        self.removal_day = _days(removals["removed_at"])
        self.restored = _numbers(pc.is_valid(removals["restored_at"]))
        self.held = self._held(_columns(folder, "platform/decisions"))
        wishes = _columns(folder, "truth/wishes")
        self.fake = _numbers(wishes["is_counterfeit"])
        self.happened = _numbers(wishes["happened"])
        self.units, self.usd, self.sold = (_numbers(wishes[name]) for name in ("units", "value_usd", "sold_usd"))
        refunds = _columns(folder, "platform/refunds")
        self.fake_refunds = int(pc.sum(pc.equal(refunds["reason"].cast("string"), "suspected_fake")).as_py() or 0)
        sellers_of_operators = listings["seller_id"].filter(pc.is_valid(listings["operator"]))
        closed = _columns(folder, "platform/closures")["seller_id"]
        self.closed_of_operators = _numbers(pc.is_in(closed, value_set=sellers_of_operators.combine_chunks()))
        self.first_day, self.last_day = self._time(folder)

    def _held(self, decisions: Mapping[str, Any]) -> Any:
        """Tell which listings were ever held, bool (n,)."""
        held = decisions["listing_id"].filter(pc.equal(decisions["decision"].cast("string"), "hold"))
        return _numbers(pc.is_in(self.ids, value_set=held.combine_chunks()))

    @staticmethod
    def _time(folder: Path) -> tuple[float, float]:
        orders = _days(_columns(folder, "platform/orders")["ordered_at"])
        return (float(orders.min()), float(orders.max())) if len(orders) else (0.0, 0.0)


def _columns(folder: Path, table: str) -> dict[str, Any]:
    found = pq.read_table(folder / table)
    return {name: found[name] for name in found.column_names}


def _numbers(column: Any) -> Any:
    return np.asarray(column.to_numpy(zero_copy_only=False) if not hasattr(column, "chunks") else column.to_numpy())


def _days(column: Any) -> Any:
    """Return moments as days since 1970, float64; NaN for null."""
    return _numbers(pc.fill_null(column.cast("int64").cast("float64"), math.nan)) / 86_400e6


def _share(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else math.nan


def _recall(told: _Told) -> dict[str, float]:
    fake, missed = told.fake, ~told.happened
    prevented = told.usd[fake & missed].sum()
    proactive = np.zeros(len(told.ids), bool)
    proactive[told.removal_row[told.removal_by != REACTIVE]] = True
    last = told.removal_row, told.removal_day
    took = (last[1] - np.maximum(told.posted[last[0]], told.first_day))[told.bad[last[0]] & ~told.restored]
    on_sale = (np.minimum(told.ended, told.last_day) - np.maximum(told.posted, told.first_day)).clip(min=0)
    return {
        "recall, listings": _share((told.bad & told.removed).sum(), told.bad.sum()),
        "recall, listings, without notices": _share((told.bad & told.removed & proactive).sum(), told.bad.sum()),
        "recall, units": _share(told.units[fake & missed].sum(), told.units[fake].sum()),
        "recall, value": _share(prevented, prevented + told.sold[fake].sum()),
        "days to the removal of a counterfeit, mean": _share(took.clip(min=0).sum(), len(took)),
        "days to the removal of a counterfeit, median": float(np.median(took.clip(min=0))) if len(took) else math.nan,
        "days until a counterfeit is gone, mean": _share(on_sale[told.bad].sum(), told.bad.sum()),
    }


def _wrongful(told: _Told) -> dict[str, float]:
    ever, stands = np.zeros(len(told.ids), bool), told.removed
    ever[told.removal_row] = True
    found = {
        "honest listings held": _share((told.held & told.honest).sum(), told.honest.sum()),
        "wrongful removals": _share((ever & told.honest).sum(), told.honest.sum()),
        "wrongful removals that stood": _share((stands & told.honest).sum(), told.honest.sum()),
    }
    least = 1.0
    for name, most in SIZES:
        here = told.honest & (told.size >= least) & (told.size <= most)
        found[f"wrongful removals, sellers of {name} listings"] = _share((ever & here).sum(), here.sum())
        least = most + 1
    for language in LANGUAGES:
        here = told.honest & (told.language == language)
        found[f"wrongful removals, {language}"] = _share((ever & here).sum(), here.sum())
    return found


def _sales(told: _Told) -> dict[str, float]:
    fake, happened = told.fake, told.happened
    lost = ~fake & ~happened
    return {
        "counterfeit share of sales without a programme": _share(told.usd[fake].sum(), told.usd.sum()),
        "counterfeit share of sales": _share(told.sold[fake].sum(), told.sold.sum()),
        "honest sales lost": _share(told.usd[lost].sum(), told.usd[~fake].sum()),
        "suspected-fake refunds of 10,000 orders": 1e4 * _share(told.fake_refunds, happened.sum()),
    }


def _programme(told: _Told) -> dict[str, float]:
    """Return what platforms publish (the ratio), which says nothing of what is missed, and who was closed."""
    reactive = (told.removal_by == REACTIVE).sum()
    mine = told.closed_of_operators
    return {
        "proactive to reactive removals": _share(len(told.removal_by) - reactive, reactive),
        "accounts of counterfeiters closed": float(mine.sum()),
        "accounts of others closed": float((~mine).sum()),
    }
