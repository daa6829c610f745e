"""The tables of a block of sellers, and of the world as a whole."""

from typing import Any, Final

import numpy as np
import pyarrow as pa

from countermark.sim.catalogue import HOLDERS
from countermark.sim.checks import make_leads
from countermark.sim.content import MARKETS, places
from countermark.sim.identity import identity_columns, make_keys
from countermark.sim.layout import ROLE, ROLES
from countermark.sim.offers import moments, seller_ids
from countermark.sim.operators import ROUTES
from countermark.sim.sellers import Sellers
from countermark.sim.tables import made, named
from countermark.sim.world import World, seller_name, within

STORY: Final = "lubricant_ring"


def block_tables(world: World, block: int) -> dict[str, Any]:
    """Return the tables of one block of sellers: folder -> Arrow table."""
    return sellers_tables(world, world.sellers(block), block)


def sellers_tables(world: World, sellers: Sellers, block: int) -> dict[str, Any]:
    """Return the tables of some sellers: folder -> Arrow table.

    Args:
        world: to which they belong.
        sellers: one after the other.
        block: names the stream of chance for their records.
    """
    position = sellers.start + np.arange(len(sellers.role))
    keys = make_keys(sellers, world.operators.caution, world.config.seed, block)
    ids = seller_ids(world, position)
    opened = np.minimum(sellers.opened_day, world.config.days)
    platform = {
        "seller_id": ids,
        "market": pa.array([MARKETS[at] for at in sellers.market]),
        "opened_at": moments(world, opened),
        "banned_at": moments(world, within(world, sellers.banned_day)),
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
