"""The tables of what happened to a chunk of listings: orders and what follows, notices, test buys."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.sim.brand_registry import mark_number
from countermark.sim.catalogue import HOLDERS
from countermark.sim.chance import Stream, stream
from countermark.sim.checks import DESIGNS, VERDICTS
from countermark.sim.chunk import Chunk, listing_tables, make_chunk, row_ids
from countermark.sim.content import CURRENCIES, MARKETS, goods_names, places, table
from countermark.sim.grammar import REVIEWS, Writer
from countermark.sim.offers import moments
from countermark.sim.orders import COMPLAINTS, REASONS
from countermark.sim.plan import paid_prices
from countermark.sim.tables import made, named
from countermark.sim.world import World, within

MEASURES: Final = ("removed", "rejected")


def chunk_tables(world: World, number: int) -> dict[str, Any]:
    """Return all tables of one chunk of listings: folder -> Arrow table."""
    chunk = make_chunk(world, number)
    return {
        **listing_tables(chunk),
        **_order_tables(chunk),
        **_notice_tables(chunk),
        "platform/test_buys": _test_buys(chunk),
    }


def _order_tables(chunk: Chunk) -> dict[str, Any]:
    world, plan, orders = chunk.world, chunk.plan, chunk.orders
    market = plan.market[orders.row]
    price = paid_prices(plan, orders.row, orders.day)
    refunded, complained = moments(world, orders.refund_day), moments(world, orders.refund_day + 1)
    common = {
        "order_id": _order_ids(chunk),
        "listing_id": chunk.ids.take(pa.array(orders.row)),
        "seller_id": chunk.sellers.take(pa.array(orders.row)),
        "currency": named(market, CURRENCIES),
    }
    days = world.config.days
    seen = orders.refund_day < days
    return {
        "platform/orders": made("platform/orders", common | {
            "buyer_id": pc.binary_join_element_wise("b", pa.array(orders.buyer).cast(pa.string()), ""),
            "ordered_at": moments(world, orders.day), "quantity": orders.quantity, "unit_price_minor": price,
            "market": named(market, MARKETS),
        }),
        "platform/deliveries": _some("platform/deliveries", common | _delivery(chunk), orders.shipped_day < days),
        "platform/refunds": _some("platform/refunds", common | {
            "requested_at": refunded, "reason": named(orders.refund, REASONS), "amount_minor": price * orders.quantity,
        }, (orders.refund >= 0) & seen),
        "platform/complaints": _some("platform/complaints", common | {
            "received_at": complained, "about": named(orders.complaint, COMPLAINTS),
        }, (orders.complaint >= 0) & (orders.refund_day + 1 < days)),
        "platform/reviews": _reviews(chunk, common),
    }  # fmt: skip


def _order_ids(chunk: Chunk) -> Any:
    """Return ids of orders: that of the listing, and which of its orders it is."""
    number = pa.array(chunk.orders.number).cast(pa.string())
    return pc.binary_join_element_wise(row_ids(chunk, chunk.orders.row, "o"), number, "-")


def _some(name: str, columns: dict[str, Any], mask: Any) -> Any:
    """Return the table of the rows where the mask is true."""
    rows = pa.array(np.flatnonzero(mask))
    arrays = {each: pa.array(column) if isinstance(column, np.ndarray) else column for each, column in columns.items()}
    return made(name, {each: column.take(rows) for each, column in arrays.items()})


def _delivery(chunk: Chunk) -> dict[str, Any]:
    world, orders = chunk.world, chunk.orders
    names = [place.name for place in places()]
    countries = sorted({place.country for place in places()})
    country = np.array([countries.index(place.country) for place in places()])
    grams = np.array([table("ranges")[name]["grams"] for name in goods_names()])[chunk.plan.goods[orders.row]]
    return {
        "shipped_at": moments(world, orders.shipped_day),
        "delivered_at": moments(world, within(world, orders.delivered_day)),
        "first_scan_place": named(orders.first_scan, names),
        "first_scan_country": named(country[orders.first_scan], countries),
        "port": named(orders.port, names),
        "hub": named(orders.hub, names),
        "destination": named(orders.destination, names),
        "weight_g": (grams * orders.quantity * 1.1).astype(np.int64),
    }


def _reviews(chunk: Chunk, common: dict[str, Any]) -> Any:
    world, orders = chunk.world, chunk.orders
    day = orders.delivered_day + 3
    row = np.flatnonzero((orders.stars > 0) & (day < world.config.days))
    rng = stream(world.config.seed, Stream.REVIEWS, chunk.number)
    number = world.tokens.number + 2 + (rng.random(len(row)) * 20).astype(np.int64)
    mood = np.where(orders.stars[row] >= 4, REVIEWS.index("good"), REVIEWS.index("bad"))
    kinds = np.where(orders.says_fake[row], REVIEWS.index("fake"), mood)
    language = chunk.plan.language[orders.row[row]]
    writer = Writer(world.grammar, world.tokens.strings, language, {"number": number}, rng)
    taken = {name: common[name].take(pa.array(row)) for name in ("order_id", "listing_id")}
    columns = taken | {
        "written_at": moments(world, day[row]), "stars": orders.stars[row], "text": writer.reviews(kinds),
    }  # fmt: skip
    return made("platform/reviews", columns)


def _notice_tables(chunk: Chunk) -> dict[str, Any]:
    world, notices, days = chunk.world, chunk.notices, chunk.world.config.days
    row = pa.array(notices.row)
    brand, market = chunk.plan.brand[notices.row], chunk.plan.market[notices.row]
    numbers = row_ids(chunk, notices.row, "n")
    answered = np.flatnonzero(notices.countered_day < days)
    measure = np.where(notices.removed, MEASURES.index("removed"), MEASURES.index("rejected"))
    rights = [mark_number(int(at), MARKETS[where]) for at, where in zip(brand, market, strict=True)]
    return {
        "platform/notices": made("platform/notices", {
            "notice_id": numbers, "listing_id": chunk.ids.take(row), "seller_id": chunk.sellers.take(row),
            "brand_id": _brand_ids(world, brand), "right_number": pa.array(rights, pa.string()),
            "received_at": moments(world, notices.sent_day),
            "decided_at": moments(world, within(world, notices.decided_day)),
            "measure": named(np.where(notices.decided_day < days, measure, -1), MEASURES),
        }),
        "platform/counter_notices": made("platform/counter_notices", {
            "notice_id": numbers.take(pa.array(answered)),
            "received_at": moments(world, notices.countered_day[answered]),
            "restored_at": moments(world, within(world, notices.restored_day[answered])),
        }),
        "truth/notices": made("truth/notices", {
            "notice_id": numbers, "is_founded": notices.founded,
            "rights_holder": named(world.catalogue.holder[brand], HOLDERS),
        }),
    }  # fmt: skip


def _test_buys(chunk: Chunk) -> Any:
    world, buys = chunk.world, chunk.test_buys
    row = pa.array(buys.row)
    columns = {
        "test_buy_id": row_ids(chunk, buys.row, "t"),
        "listing_id": chunk.ids.take(row),
        "seller_id": chunk.sellers.take(row),
        "brand_id": _brand_ids(world, chunk.plan.brand[buys.row]),
        "design": named(buys.design, DESIGNS),
        "inclusion_probability": pa.array(buys.inclusion, mask=np.isnan(buys.inclusion)),
        "bought_at": moments(world, buys.bought_day),
        "verdict_at": moments(world, within(world, buys.verdict_day)),
        "verdict": named(np.where(buys.verdict_day < world.config.days, buys.verdict, -1), VERDICTS),
    }
    return made("platform/test_buys", columns)


def _brand_ids(world: World, brand: Any) -> Any:
    return pa.array([world.catalogue.brands[at].brand_id for at in brand], pa.string())
