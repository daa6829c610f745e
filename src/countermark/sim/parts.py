"""The tables of one part of a world: of a chunk of listings, of a block of sellers, of the world as a whole."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.sim.catalogue import HOLDERS, line_id, mark_number
from countermark.sim.chance import Stream, scrambled, stream
from countermark.sim.checks import DESIGNS, VERDICTS, TestBuys, make_leads, make_test_buys
from countermark.sim.content import CURRENCIES, MARKETS, RATES, goods_names, places, table
from countermark.sim.grammar import Writer
from countermark.sim.identity import identity_columns, make_keys
from countermark.sim.layout import ROLE, ROLES
from countermark.sim.notices import Notices, make_notices
from countermark.sim.offers import Offers, make_offers, moments, seller_ids
from countermark.sim.operators import ROUTES, STYLES
from countermark.sim.orders import COMPLAINTS, REASONS, Orders, make_orders
from countermark.sim.plan import KIND, KINDS, STYLE, Plan, make_plan, minor_prices
from countermark.sim.tables import made, named
from countermark.sim.world import World, seller_name

MEASURES: Final = ("removed", "rejected")
PICTURES: Final = ("own_photo", "brand_picture", "copied_brand_picture", "operators_set", "rings_set")
CHANGES: Final = ("none", "mirrored", "recoloured", "cropped", "text_over_it")
STORY: Final = "lubricant_ring"


def chunk_tables(world: World, chunk: int) -> dict[str, Any]:
    """Return the tables of one chunk of listings: folder -> Arrow table."""
    plan = make_plan(world, chunk)
    notices = make_notices(world, plan, chunk)
    orders = make_orders(world, plan, notices, chunk)
    offers = make_offers(world, plan, chunk, 1)
    edited = plan.take(np.flatnonzero(np.isfinite(plan.edited_day)))
    second = make_offers(world, edited, chunk, 2)
    families = _families(plan, offers, edited, second)
    ids = offers.batch.column("listing_id")
    sellers = offers.batch.column("seller_id")
    return {
        "platform/listings": pa.Table.from_batches([offers.batch]),
        "platform/edits": pa.Table.from_batches([second.batch]),
        "truth/listings": _truth(world, plan, notices, orders, ids, *families, chunk),
        **_order_tables(world, plan, orders, ids, sellers, chunk),
        **_notice_tables(world, plan, notices, ids, sellers),
        "platform/test_buys": _test_buys(world, plan, make_test_buys(world, plan, notices, chunk), ids, sellers),
    }


def _families(plan: Plan, offers: Offers, edited: Plan, second: Offers) -> tuple[list[str], Any]:
    """Return disguise family and style of each listing; of a bait those of the version that is counterfeit."""
    family, style = list(offers.family), offers.style.copy()
    for at, row in enumerate(np.searchsorted(plan.listing, edited.listing).tolist()):
        if plan.bait[row]:
            family[row], style[row] = second.family[at], second.style[at]
    return family, style


def _truth(  # noqa: PLR0913, PLR0917 - everything that is known of a listing
    world: World, plan: Plan, notices: Notices, orders: Orders, ids: Any, family: list[str], style: Any, chunk: int
) -> Any:
    catalogue, operators = world.catalogue, world.operators
    source, bad = plan.source, plan.kind == KIND["counterfeit"]
    second = (plan.step >= 2).astype(np.int64)
    line = catalogue.model_line[plan.model]
    known = plan.branded
    pictures = _pictures(world, plan, style, chunk)

    def of(values: Any) -> Any:
        found = values[np.maximum(source, 0)] if operators.count else np.full(plan.count, -1)
        return pa.array(found, mask=source < 0)

    route = operators.route[np.maximum(source, 0), second] if operators.count else np.full(plan.count, -1)
    typical = (plan.typical_usd * np.array(RATES)[plan.market] * 100).astype(np.int64)
    columns = {
        "listing_id": ids,
        "kind": named(plan.kind, KINDS),
        "is_counterfeit": bad,
        "style": named(style, STYLES),
        "seller_is_deceived": bad & (plan.operator < 0),
        "operator": pa.array(plan.operator, mask=plan.operator < 0),
        "source_operator": pa.array(source, mask=source < 0),
        "ring": pc.if_else(pc.less(of(operators.ring), 0), pa.scalar(None, pa.int64()), of(operators.ring)),
        "supplier": of(operators.supplier),
        "workshop": of(operators.workshop),
        "route": pa.array(route, mask=source < 0),
        "disguise_family": pa.array([name or None for name in family], pa.string()),
        "adaptation_step": plan.step,
        "is_bait": plan.bait,
        "brand_id": named(np.where(known, plan.brand, -1), [brand.brand_id for brand in catalogue.brands], wide=True),
        "line_id": named(
            np.where(known, line, -1), [line_id(catalogue, at) for at in range(len(catalogue.lines))], wide=True
        ),
        "typical_price_minor": typical,
        "ended_at": moments(world, np.where(notices.end_day < world.config.days, notices.end_day, np.inf)),
        "units_sold": np.bincount(orders.row, weights=orders.quantity, minlength=plan.count).astype(np.int64),
        **pictures,
    }
    return made("truth/listings", columns)


def _pictures(world: World, plan: Plan, style: Any, chunk: int) -> dict[str, Any]:
    """Return whose pictures each listing shows, which set of them, and how they were changed."""
    rng = stream(world.config.seed, Stream.PICTURES, chunk)
    bad, draw = plan.kind == KIND["counterfeit"], rng.random(plan.count)
    lawful = np.where(plan.kind == KIND["authorised"], 1, np.where(plan.branded & (draw < 0.35), 1, 0))
    in_ring = world.operators.ring[np.maximum(plan.source, 0)] >= 0 if world.operators.count else bad
    shared = np.where(in_ring & (draw > 0.85), 4, 3)
    source = np.where(bad, np.where(draw < 0.45, 2, np.where(draw < 0.55, 0, shared)), lawful)
    ring = world.operators.ring[np.maximum(plan.source, 0)] if world.operators.count else plan.source
    owner = np.select(
        [source == 0, source == 3, source == 4], [plan.listing + 2**40, plan.source + 2**41, ring + 2**42], plan.model
    )
    sets = scrambled(owner * 64 + np.where(source >= 3, plan.model % 64, 0), world.config.seed) >> np.uint64(1)
    change = np.where(source == 2, 1 + rng.integers(0, 3, plan.count), 0)
    change = np.where(source == 2, np.where(rng.random(plan.count) < 0.4, 0, change), change)
    hidden = bad & (style == STYLE["hidden"]) & (rng.random(plan.count) < 0.7)
    return {
        "picture_source": named(source, PICTURES),
        "picture_set": sets.astype(np.int64),
        "picture_change": named(np.where(hidden, 4, change), CHANGES),
    }


def _order_ids(world: World, plan: Plan, orders: Orders) -> Any:
    listing = pc.utf8_lpad(pa.array(world.layout.listing_ids(plan.listing)).cast(pa.string()), 9, "0")
    number = pa.array(orders.number).cast(pa.string())
    return pc.binary_join_element_wise("o", listing.take(pa.array(orders.row)), number, "-")


def _order_tables(world: World, plan: Plan, orders: Orders, ids: Any, sellers: Any, chunk: int) -> dict[str, Any]:
    row = pa.array(orders.row)
    order_id, listing, seller = _order_ids(world, plan, orders), ids.take(row), sellers.take(row)
    market, price = plan.market[orders.row], minor_prices(plan)[orders.row]
    currency = named(market, CURRENCIES)
    arrived = np.flatnonzero(np.isfinite(orders.shipped_day) & (orders.shipped_day < world.config.days))
    names = [place.name for place in places()]
    grams = np.array([table("ranges")[name]["grams"] for name in goods_names()])[plan.goods][orders.row]
    tables = {
        "platform/orders": {
            "order_id": order_id, "listing_id": listing, "seller_id": seller, "buyer_id": _buyers(orders.buyer),
            "ordered_at": moments(world, orders.day), "quantity": orders.quantity, "unit_price_minor": price,
            "currency": currency, "market": named(market, MARKETS),
        },
        "platform/deliveries": {
            "order_id": order_id, "shipped_at": moments(world, orders.shipped_day),
            "delivered_at": moments(world, _within(world, orders.delivered_day)),
            "first_scan_place": named(orders.first_scan, names),
            "first_scan_country": _countries(orders.first_scan),
            "port": named(orders.port, names), "hub": named(orders.hub, names),
            "destination": named(orders.destination, names), "weight_g": (grams * orders.quantity * 1.1).astype(np.int64),
        },
        "platform/refunds": {
            "order_id": order_id, "listing_id": listing, "seller_id": seller,
            "requested_at": moments(world, orders.refund_day), "reason": named(orders.refund, REASONS),
            "amount_minor": price * orders.quantity, "currency": currency,
        },
        "platform/complaints": {
            "order_id": order_id, "listing_id": listing, "received_at": moments(world, orders.refund_day + 1),
            "about": named(orders.complaint, COMPLAINTS),
        },
    }  # fmt: skip
    late = orders.refund_day < world.config.days
    kept = {
        "platform/orders": np.arange(orders.count),
        "platform/deliveries": arrived,
        "platform/refunds": np.flatnonzero((orders.refund >= 0) & late),
        "platform/complaints": np.flatnonzero((orders.complaint >= 0) & (orders.refund_day + 1 < world.config.days)),
    }
    found = {name: made(name, _rows(columns, kept[name])) for name, columns in tables.items()}
    return {**found, "platform/reviews": _reviews(world, plan, orders, order_id, listing, chunk)}


def _rows(columns: dict[str, Any], rows: Any) -> dict[str, Any]:
    taken = pa.array(rows)
    return {name: (pa.array(column) if isinstance(column, np.ndarray) else column).take(taken) for name, column in columns.items()}


def _buyers(numbers: Any) -> Any:
    return pc.binary_join_element_wise("b", pa.array(numbers).cast(pa.string()), "")


def _countries(at: Any) -> Any:
    found = sorted({place.country for place in places()})
    return named(np.array([found.index(place.country) for place in places()])[at], found)


def _within(world: World, days: Any) -> Any:
    """Return the days, infinity for those that lie after the world's end."""
    return np.where(days < world.config.days, days, np.inf)


def _reviews(world: World, plan: Plan, orders: Orders, order_id: Any, listing: Any, chunk: int) -> Any:
    day = orders.delivered_day + 3
    row = np.flatnonzero((orders.stars > 0) & (day < world.config.days))
    language = plan.language[orders.row[row]]
    rng = stream(world.config.seed, Stream.SERVICE, 10**6 + chunk)
    number = world.tokens.number + 2 + (rng.random(len(row)) * 20).astype(np.int64)
    kinds = np.where(orders.says_fake[row], 2, np.where(orders.stars[row] >= 4, 0, 1))
    writer = Writer(world.grammar, world.tokens.strings, language, {"number": number}, rng)
    taken = pa.array(row)
    columns = {
        "order_id": order_id.take(taken), "listing_id": listing.take(taken), "written_at": moments(world, day[row]),
        "stars": orders.stars[row], "text": writer.reviews(kinds),
    }  # fmt: skip
    return made("platform/reviews", columns)


def _notice_tables(world: World, plan: Plan, notices: Notices, ids: Any, sellers: Any) -> dict[str, Any]:
    row, brands = pa.array(notices.row), world.catalogue.brands
    brand, market = plan.brand[notices.row], plan.market[notices.row]
    numbers = pc.utf8_replace_slice(ids.take(row), 0, 1, "n")
    countered = np.flatnonzero(np.isfinite(notices.countered_day) & (notices.countered_day < world.config.days))
    days = world.config.days
    return {
        "platform/notices": made("platform/notices", {
            "notice_id": numbers, "listing_id": ids.take(row), "seller_id": sellers.take(row),
            "brand_id": [brands[at].brand_id for at in brand],
            "right_number": [mark_number(int(at), MARKETS[where]) for at, where in zip(brand, market, strict=True)],
            "received_at": moments(world, notices.sent_day), "decided_at": moments(world, _within(world, notices.decided_day)),
            "measure": named(np.where(notices.decided_day < days, np.where(notices.removed, 0, 1), -1), MEASURES),
        }),
        "platform/counter_notices": made("platform/counter_notices", {
            "notice_id": numbers.take(pa.array(countered)), "received_at": moments(world, notices.countered_day[countered]),
            "restored_at": moments(world, _within(world, notices.restored_day[countered])),
        }),
        "truth/notices": made("truth/notices", {
            "notice_id": numbers, "is_founded": notices.founded,
            "rights_holder": named(world.catalogue.holder[brand], HOLDERS),
        }),
    }  # fmt: skip


def _test_buys(world: World, plan: Plan, buys: TestBuys, ids: Any, sellers: Any) -> Any:
    row, days = pa.array(buys.row), world.config.days
    columns = {
        "test_buy_id": pc.utf8_replace_slice(ids.take(row), 0, 1, "t"),
        "listing_id": ids.take(row),
        "seller_id": sellers.take(row),
        "brand_id": pa.array([world.catalogue.brands[at].brand_id for at in plan.brand[buys.row]], pa.string()),
        "design": named(buys.design, DESIGNS),
        "inclusion_probability": pa.array(buys.inclusion, mask=np.isnan(buys.inclusion)),
        "bought_at": moments(world, buys.bought_day),
        "verdict_at": moments(world, _within(world, buys.verdict_day)),
        "verdict": named(np.where(buys.verdict_day < days, buys.verdict, -1), VERDICTS),
    }
    return made("platform/test_buys", columns)


def block_tables(world: World, block: int) -> dict[str, Any]:
    """Return the tables of one block of sellers: folder -> Arrow table."""
    sellers = world.sellers(block)
    position = sellers.start + np.arange(len(sellers.role))
    keys = make_keys(sellers, world.operators.caution, world.config.seed, block)
    ids = seller_ids(world, position)
    opened = np.minimum(sellers.opened_day, world.config.days)
    platform = {
        "seller_id": ids,
        "market": pa.array([MARKETS[at] for at in sellers.market]),
        "opened_at": moments(world, opened),
        "banned_at": moments(world, _within(world, sellers.banned_day)),
        "linked_banned": sellers.known_link,
        **identity_columns(sellers, keys, world.config.seed, block),
    }
    truth = {
        "seller_id": ids,
        "role": named(sellers.role, ROLES),
        "operator": pa.array(sellers.operator, mask=sellers.operator < 0),
        "account_of_operator": pa.array(sellers.turn, mask=sellers.operator < 0),
        "returned_after_ban": sellers.returns,
        "person_key": keys["person"],
        "street_key": keys["street"],
        "bank_key": keys["bank"],
    }
    return {"platform/sellers": made("platform/sellers", platform), "truth/sellers": made("truth/sellers", truth)}


def world_tables(world: World) -> dict[str, Any]:
    """Return the tables that do not grow with the listings, or little: folder -> Arrow table."""
    operators, catalogue = world.operators, world.catalogue
    names = np.array([place.name for place in places()], object)
    countries = np.array([place.country for place in places()], object)
    at = operators.workshop_place[operators.workshop] if operators.count else np.zeros(0, np.int64)
    spot = operators.workshop_at[operators.workshop] if operators.count else np.zeros((0, 2))
    steps = [[None if day >= world.config.days else day for day in row] for row in operators.step_days.tolist()]
    story = (operators.ring == 0) & world.config.lubricant_story
    truth = {
        "operator": np.arange(operators.count),
        "market": pa.array([MARKETS[number] for number in operators.market], pa.string()),
        "ring": pa.array(operators.ring, mask=operators.ring < 0),
        "supplier": operators.supplier,
        "workshop": operators.workshop,
        "workshop_country": pa.array(countries[at].tolist(), pa.string()),
        "workshop_place": pa.array(names[at].tolist(), pa.string()),
        "workshop_latitude": spot[:, 0],
        "workshop_longitude": spot[:, 1],
        "warehouse_place": pa.array(names[operators.warehouse].tolist(), pa.string()),
        "first_route": operators.route[:, 0],
        "second_route": operators.route[:, 1],
        "skill": operators.skill,
        "caution": operators.caution,
        "accounts": operators.accounts,
        "brand_ids": pa.array(
            [[catalogue.brands[brand].brand_id for brand in row] for row in operators.targets], pa.list_(pa.string())
        ),
        "adapts_at": pa.array(
            [moments(world, [day for day in row if day is not None]).to_pylist() for row in steps],
            pa.list_(pa.timestamp("us", tz="UTC")),
        ),
        "story": pa.array([STORY if planted else None for planted in story], pa.string()),
    }
    routes = {
        "route": np.arange(len(operators.route_kind)),
        "kind": pa.array([ROUTES[kind] for kind in operators.route_kind], pa.string()),
        "from_place": pa.array(names[operators.route_from].tolist(), pa.string()),
        "from_country": pa.array(countries[operators.route_from].tolist(), pa.string()),
        "port": pa.array([None if port < 0 else names[port] for port in operators.route_port], pa.string()),
    }
    holders = {
        "brand_id": pa.array([brand.brand_id for brand in catalogue.brands]),
        "kind": pa.array([HOLDERS[brand.holder] for brand in catalogue.brands]),
    }
    return {
        "truth/operators": made("truth/operators", truth),
        "truth/routes": made("truth/routes", routes),
        "truth/rights_holders": made("truth/rights_holders", holders),
        "platform/leads": _leads(world),
        "platform/places": _places(),
    }


def _places() -> Any:
    columns = ("name", "country", "latitude", "longitude", "port", "hub")
    return made("platform/places", {name: [getattr(place, name) for place in places()] for name in columns})


def _leads(world: World) -> Any:
    leads = make_leads(world)
    accounts = _accounts(world)
    seized = np.round(leads.seized_usd * 100).astype(np.int64)
    columns = {
        "lead_id": pa.array([f"lead-{number:05}" for number in range(len(leads.day))], pa.string()),
        "seller_ids": pa.array([accounts[operator] for operator in leads.operator.tolist()], pa.list_(pa.string())),
        "sent_at": moments(world, leads.day),
        "place": pa.array([places()[at].name for at in leads.place], pa.string()),
        "country": pa.array([places()[at].country for at in leads.place], pa.string()),
        "outcome_at": moments(world, leads.outcome_day),
        "arrests": leads.arrests,
        "sites_closed": leads.sites,
        "seized_minor": seized,
        "currency": pa.array(["USD"] * len(seized), pa.string()),
    }
    return made("platform/leads", columns)


def _accounts(world: World) -> dict[int, list[str]]:
    """Return the ids of the accounts of each operator."""
    found: dict[int, list[str]] = {number: [] for number in range(world.operators.count)}
    for position in np.flatnonzero(world.layout.role == ROLE["counterfeiter"]).tolist():
        operator = int(world.layout.account_operator[world.layout.rank[position]])
        found[operator].append(seller_name(int(world.layout.seller_ids(position))))
    return found
