"""Signal: what the shop knows of the seller, and whether the brand has authorised it.

Every field may be missing, and what is missing never counts against a seller. Refunds are few and their rate jumps
about in small numbers, so it is shrunk towards what is usual: 2 refunds of 3 orders give 0.12%, six times the usual
rate and no evidence; 200 of 300 give 8.7%, and are.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from countermark.engine.columns import is_true
from countermark.engine.decision import Evidence
from countermark.engine.listed import Listed, int64s, listed
from countermark.engine.listing import Listing, Seller
from countermark.engine.registry.model import AuthorisedSeller, Registry
from countermark.engine.signal import Example, Output, SignalResult

PRIOR_MEAN: Final = 0.0002
"""Usual share of orders refunded as suspected fake: 1.49 to 2.1 per 10,000 (Alibaba's governance report for 2016)."""
PRIOR_ORDERS: Final = 2_000
"""Weight of the prior, in orders: a beta prior with 0.4 refunds in 2,000 orders."""
HIGH_REFUNDS: Final = 10 * PRIOR_MEAN
"""Refunds are evidence when the rate is above this with 95% credibility."""
NEW_DAYS: Final = 30
ESTABLISHED_DAYS: Final = 730
ESTABLISHED_ORDERS: Final = 1_000
ESTABLISHED_REFUNDS: Final = 2 * PRIOR_MEAN
"""An established seller's shrunk rate is at most this."""
_NOWHERE: Final[frozenset[str]] = frozenset()
_Z: Final = 1.6448536269514722
"""95% point of the normal distribution."""
WEIGHTS: Final = {
    "seller_new": 0.2,
    "seller_strikes": 0.5,
    "seller_refunds": 0.6,
    "seller_linked_banned": 0.9,
    "seller_authorised": 0.9,
    "seller_established": 0.4,
}


def shrunk_rate(refunds: Any, orders: Any) -> Any:
    """Return the posterior mean of the refund rate, 0 to 1, as float64 (n,)."""
    return (refunds + PRIOR_MEAN * PRIOR_ORDERS) / (orders + PRIOR_ORDERS)


def lower_bound(refunds: Any, orders: Any) -> Any:
    """Return a 95% lower credible bound on the refund rate, as float64 (n,).

    The beta posterior is taken as a gamma one, which holds where rates are small, and its quantile by Wilson and
    Hilferty (1931), as the engine has no statistics library; at rates where the first step is coarse the bound is far
    above any threshold.
    """
    shape = refunds + PRIOR_MEAN * PRIOR_ORDERS
    quantile = shape * np.maximum(1 - 1 / (9 * shape) - _Z / (3 * np.sqrt(shape)), 0) ** 3
    return quantile / (orders + PRIOR_ORDERS)


class SellerSignal:
    """Seller age, strikes, refunds, banned links and authorisation."""

    name = "seller"
    needs: Sequence[str] = (
        "seller_id", "market", "seller_age_days", "seller_strikes", "seller_orders", "seller_refunds",
        "seller_linked_banned", "brand",
    )  # fmt: skip
    outputs: Sequence[Output] = (
        Output(
            "seller_authorised", pa.bool_(),
            "the brand has authorised the seller for this market on the snapshot's date; null when there is no brand, "
            "when the brand names no sellers, or when the market is not known and decides",
        ),
        Output("seller_age_days", pa.int64(), "days since the account was opened"),
        Output("seller_strikes", pa.int64(), "strikes in force"),
        Output("seller_refund_rate", pa.float64(), "share of orders refunded as suspected fake, shrunk towards 0.0002"),
        Output("seller_linked_banned", pa.bool_(), "the account is linked to a banned operator"),
    )  # fmt: skip

    def __init__(self, registry: Registry, as_of: date) -> None:
        """Index the authorisations that hold on `as_of`."""
        self._territories: dict[tuple[str | None, str], frozenset[str] | None] = {}
        for row in registry.authorised_sellers:
            if _holds(row, as_of):
                key = (row.brand_id, row.seller_id)
                before = self._territories.get(key, frozenset())
                everywhere = before is None or not row.territories
                self._territories[key] = None if everywhere else frozenset((*(before or ()), *row.territories))
        self._brands = frozenset(row.brand_id for row in registry.authorised_sellers)

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate; `known` needs `brand`."""
        lists = listed(batch, known)
        brand = lists.found(known, "brand")
        facts = _Facts(batch)
        authorised = self._authorised(lists, brand)
        columns = {
            "seller_authorised": pa.array(authorised, type=pa.bool_()),
            "seller_age_days": int64s(batch.column("seller_age_days")),
            "seller_strikes": int64s(batch.column("seller_strikes")),
            "seller_refund_rate": pa.array(facts.rate, mask=np.isnan(facts.rate)),
            "seller_linked_banned": batch.column("seller_linked_banned"),
        }
        return SignalResult(columns, list(_evidence(facts, authorised, brand, lists)))

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES

    def _authorised(self, lists: Listed, brand: list[str | None]) -> list[bool | None]:
        found: list[bool | None] = [None] * len(brand)
        places = [place for place, owner in enumerate(brand) if owner in self._brands]
        if not places:
            return found
        sellers, markets = lists["seller_id"], lists["market"]
        for place in places:
            territories = self._territories.get((brand[place], sellers[place]), _NOWHERE)
            if territories is None:
                found[place] = True
            elif not territories:
                found[place] = False
            elif markets[place] is not None:
                found[place] = markets[place] in territories
        return found


class _Facts:
    """The seller columns of a batch as numpy arrays; what is missing is NaN."""

    def __init__(self, batch: Any) -> None:
        self.age, self.strikes, orders, refunds = (
            _floats(batch.column(f"seller_{name}")) for name in ("age_days", "strikes", "orders", "refunds")
        )
        # More refunds than orders is a slip of the shop's counting: the orders are at least the refunds.
        self.orders = np.where(orders < refunds, refunds, orders)
        self.refunds = refunds
        self.rate = shrunk_rate(refunds, self.orders)
        self.bound = lower_bound(refunds, self.orders)
        self.banned = is_true(batch.column("seller_linked_banned"))

    def established(self) -> Any:
        """Tell who has sold long and much, without strikes and with few refunds; all of it must be known."""
        return (
            (self.age > ESTABLISHED_DAYS)
            & (self.orders > ESTABLISHED_ORDERS)
            & (self.strikes == 0)
            & (self.rate <= ESTABLISHED_REFUNDS)
            & ~self.banned
        )


def _floats(column: Any) -> Any:
    """Return a column of integers as float64, NaN where it is null."""
    return column.to_numpy(zero_copy_only=False).astype(np.float64, copy=False)


def _evidence(
    facts: _Facts, authorised: list[bool | None], brand: list[str | None], lists: Listed
) -> Iterator[tuple[int, Evidence]]:
    yield from _each("seller_new", "seller_age_days", facts.age < NEW_DAYS, facts.age)
    yield from _each("seller_strikes", "seller_strikes", facts.strikes >= 1, facts.strikes)
    yield from _each("seller_refunds", "seller_refunds", facts.bound > HIGH_REFUNDS, facts.rate)
    yield from _each("seller_linked_banned", "seller_linked_banned", facts.banned, None)
    established = facts.established()
    if established.any():
        is_named = np.array([owner is not None for owner in brand], dtype=bool)
        yield from _each("seller_established", "seller_age_days", established & is_named, facts.age)
    for row, is_authorised in enumerate(authorised):
        if is_authorised:
            yield row, Evidence(
                code="seller_authorised", field="seller_id", text=lists["seller_id"][row], brand=brand[row] or "",
                weight=WEIGHTS["seller_authorised"],
            )  # fmt: skip


def _each(code: str, field: str, mask: Any, values: Any) -> Iterator[tuple[int, Evidence]]:
    """Give one piece of evidence for every row of the mask; rows with the same value share it."""
    rows = mask.nonzero()[0]
    if not len(rows):
        return
    weight = WEIGHTS[code]
    shared: dict[float | None, Evidence] = {}
    found = [None] * len(rows) if values is None else np.round(values[rows], 6).tolist()
    for row, value in zip(rows.tolist(), found, strict=True):
        item = shared.get(value)
        if item is None:
            item = shared[value] = Evidence(code=code, field=field, value=value, weight=weight)
        yield row, item


def _holds(row: AuthorisedSeller, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def _listing(title: str, seller_id: str = "s", market: str | None = None, **facts: Any) -> Listing:
    return Listing(listing_id="1", seller_id=seller_id, title=title, market=market, seller=Seller(**facts))


_EXAMPLES: Final = (
    Example(_listing("Velora bag", "velora-flagship"), {"seller_authorised": True}, ("seller_authorised",)),
    Example(_listing("Velora bag"), {"seller_authorised": False}),
    Example(_listing("HX 664", "tinta-sul", "BR"), {"seller_authorised": True}, ("seller_authorised",)),
    Example(_listing("HX 664", "tinta-sul", "PT"), {"seller_authorised": False}, note="not in this territory"),
    Example(_listing("HX 664", "tinta-sul"), {"seller_authorised": None}, note="the market is not known"),
    Example(_listing("Kestrel & Cole bag"), {"seller_authorised": None}, note="the brand names no sellers"),
    Example(
        _listing("Cup"),
        {"seller_age_days": None, "seller_refund_rate": None},
        note="what is missing counts for nothing",
    ),
    Example(_listing("Cup", age_days=12), {"seller_age_days": 12}, ("seller_new",)),
    Example(_listing("Cup", strikes=2), {"seller_strikes": 2}, ("seller_strikes",)),
    Example(_listing("Cup", orders=300, refunds=200), {}, ("seller_refunds",)),
    Example(_listing("Cup", linked_banned=True), {"seller_linked_banned": True}, ("seller_linked_banned",)),
    Example(_listing("Velora bag", age_days=1500, orders=20_000, refunds=3, strikes=0), {}, ("seller_established",)),
)
