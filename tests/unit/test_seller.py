import math
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from countermark.engine.decision import Evidence
from countermark.engine.listing import Listing, Seller, listings_to_batch
from countermark.engine.registry.model import AuthorisedSeller, Registry
from countermark.engine.seller import (
    HIGH_REFUNDS,
    PRIOR_MEAN,
    PRIOR_ORDERS,
    SellerSignal,
    lower_bound,
    shrunk_rate,
)

REGISTRY = Registry(
    authorised_sellers=(
        AuthorisedSeller(brand_id="velora", seller_id="everywhere"),
        AuthorisedSeller(brand_id="velora", seller_id="brazil", territories=("BR",)),
        AuthorisedSeller(brand_id="velora", seller_id="brazil", territories=("PT", "ES")),
        AuthorisedSeller(brand_id="velora", seller_id="past", valid_to=date(2025, 12, 31)),
        AuthorisedSeller(brand_id="velora", seller_id="today", valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 1)),
        AuthorisedSeller(brand_id="velora", seller_id="future", valid_from=date(2026, 1, 2)),
        AuthorisedSeller(brand_id="other", seller_id="s"),
    )
)
SIGNAL = SellerSignal(REGISTRY, date(2026, 1, 1))


def look(
    seller_id: str = "s", brand: str | None = None, market: str | None = "BR", **facts: Any
) -> tuple[dict[str, Any], list[Evidence]]:
    listing = Listing(listing_id="1", seller_id=seller_id, title="x", market=market, seller=Seller(**facts))
    result = SIGNAL.evaluate(listings_to_batch([listing]), {"brand": pa.array([brand], pa.string())})
    return {name: column[0].as_py() for name, column in result.columns.items()}, [item for _, item in result.evidence]


def codes(**facts: Any) -> list[str]:
    return [item.code for item in look(**facts)[1]]


@pytest.mark.parametrize(
    ("seller", "brand", "market", "expected"),
    [
        ("everywhere", "velora", "BR", True),
        ("everywhere", "velora", None, True),
        ("brazil", "velora", "BR", True),
        ("brazil", "velora", "ES", True),
        ("brazil", "velora", "US", False),
        ("brazil", "velora", None, None),
        ("past", "velora", "BR", False),
        ("today", "velora", "BR", True),
        ("future", "velora", "BR", False),
        ("nobody", "velora", "BR", False),
        ("s", "other", "BR", True),
        ("everywhere", "unlisted", "BR", None),
        ("everywhere", None, "BR", None),
    ],
)
def test_authorisation_holds_for_brand_territory_and_day(
    seller: str, brand: str | None, market: str | None, expected: bool | None
) -> None:
    columns, evidence = look(seller, brand, market)
    assert columns["seller_authorised"] is expected
    assert [item.code for item in evidence] == (["seller_authorised"] if expected else [])


def test_missing_facts_never_count() -> None:
    columns, evidence = look()
    assert evidence == []
    assert set(columns.values()) == {None}
    assert codes(refunds=50) == []
    assert codes(orders=5) == []


def test_a_new_account_is_one_below_thirty_days() -> None:
    assert codes(age_days=29) == ["seller_new"]
    assert codes(age_days=30) == []
    assert look(age_days=0)[1][0].value == 0


def test_strikes_count_from_the_first() -> None:
    assert codes(strikes=0) == []
    assert codes(strikes=1) == ["seller_strikes"]


def test_two_refunds_of_three_orders_are_not_two_hundred_of_three_hundred() -> None:
    few, many = look(orders=3, refunds=2)[0], look(orders=300, refunds=200)[0]
    assert few["seller_refund_rate"] == pytest.approx(0.0012, abs=0.0001)
    assert many["seller_refund_rate"] == pytest.approx(0.0871, abs=0.0001)
    assert codes(orders=3, refunds=2) == []
    assert codes(orders=300, refunds=200) == ["seller_refunds"]


def test_no_orders_give_the_usual_rate() -> None:
    assert look(orders=0, refunds=0)[0]["seller_refund_rate"] == pytest.approx(PRIOR_MEAN)


def test_more_refunds_than_orders_do_not_break_the_rate() -> None:
    rate = look(orders=3, refunds=5000)[0]["seller_refund_rate"]
    assert 0 < rate < 1


@pytest.mark.parametrize(("refunds", "orders"), [(2, 3), (8, 1000), (12, 1000), (20, 2000), (60, 20_000), (200, 300)])
def test_the_bound_is_near_the_exact_quantile_of_the_beta_posterior(refunds: int, orders: int) -> None:
    bound = float(lower_bound(np.array([float(refunds)]), np.array([float(orders)]))[0])
    exact = exact_quantile(refunds + PRIOR_MEAN * PRIOR_ORDERS, orders - refunds + (1 - PRIOR_MEAN) * PRIOR_ORDERS)
    assert bound == pytest.approx(exact, rel=0.05)


def exact_quantile(a: float, b: float, share: float = 0.05) -> float:
    """Return a quantile of a beta distribution by adding up its density."""
    x = np.exp(np.linspace(np.log(1e-9), np.log(1 - 1e-9), 400_001))
    density = np.exp(
        (a - 1) * np.log(x) + (b - 1) * np.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    )
    steps = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(x))])
    return float(np.interp(share, steps, x))


def test_the_documented_border_of_the_evidence() -> None:
    refunds = np.arange(30.0)
    assert int(np.argmax(lower_bound(refunds, np.full(30, 1000.0)) > HIGH_REFUNDS)) == 11
    assert shrunk_rate(11.0, 1000.0) == pytest.approx(0.0038)


def test_a_banned_link_is_evidence_only_when_it_is_known() -> None:
    assert codes(linked_banned=True) == ["seller_linked_banned"]
    assert codes(linked_banned=False) == []


def test_an_established_seller_has_sold_long_and_well() -> None:
    good = {"age_days": 731, "orders": 1001, "strikes": 0, "refunds": 0}
    assert codes(brand="velora", **good) == ["seller_established"]
    assert codes(brand=None, **good) == []
    for worse in ({"age_days": 730}, {"orders": 1000}, {"refunds": 3}, {"strikes": None}, {"orders": None}):
        assert "seller_established" not in codes(brand="velora", **(good | worse)), worse
    assert codes(brand="velora", linked_banned=True, **good) == ["seller_linked_banned"]


def test_rows_of_a_slice_keep_their_places() -> None:
    sellers = [Seller(), Seller(strikes=2), Seller(age_days=3), Seller()]
    batch = listings_to_batch(
        [Listing(listing_id=str(n), seller_id="s", title="x", seller=seller) for n, seller in enumerate(sellers)]
    )
    result = SIGNAL.evaluate(batch.slice(1, 2), {"brand": pa.nulls(2, pa.string())})
    assert sorted((row, item.code) for row, item in result.evidence) == [(0, "seller_strikes"), (1, "seller_new")]
