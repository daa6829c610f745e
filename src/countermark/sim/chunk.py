"""The tables of one chunk of listings."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.sim.brand_registry import line_id
from countermark.sim.checks import TestBuys, make_test_buys
from countermark.sim.content import RATES
from countermark.sim.notices import Notices, make_notices
from countermark.sim.offers import Offers, make_offers, moments
from countermark.sim.operators import STYLES
from countermark.sim.orders import Orders, make_orders
from countermark.sim.plan import KIND, KINDS, Plan, make_plan
from countermark.sim.shots import CHANGES, SOURCES, make_sets
from countermark.sim.tables import made, named
from countermark.sim.world import World, within


@dataclass(frozen=True)
class Chunk:
    """Everything that is known of a chunk of listings, before it is put into tables."""

    world: World
    number: int
    plan: Plan
    notices: Notices
    orders: Orders
    test_buys: TestBuys
    first: Offers
    """All listings as first posted."""
    second: Offers
    """Those that were edited, as edited."""
    edited: Any
    """int64: rows of the listings that were edited."""

    @property
    def ids(self) -> Any:
        """Ids of the listings, as Arrow strings."""
        return self.first.batch.column("listing_id")

    @property
    def sellers(self) -> Any:
        """Ids of the listings' sellers, as Arrow strings."""
        return self.first.batch.column("seller_id")


def make_chunk(world: World, number: int) -> Chunk:
    """Return one chunk of a world; nothing else need have been made before."""
    plan = make_plan(world, number)
    notices = make_notices(world, plan, number)
    edited = np.flatnonzero(np.isfinite(plan.edited_day))
    return Chunk(
        world=world,
        number=number,
        plan=plan,
        notices=notices,
        orders=make_orders(world, plan, notices, number),
        test_buys=make_test_buys(world, plan, notices, number),
        first=make_offers(world, plan, number, 1),
        second=make_offers(world, plan.take(edited), number, 2),
        edited=edited,
    )


def truth_of_listings(chunk: Chunk) -> Any:
    """Return the truth about the listings of a chunk."""
    world, plan = chunk.world, chunk.plan
    catalogue = world.catalogue
    family, style = _disguises(chunk)
    line = np.where(plan.branded, catalogue.model_line[plan.model], -1)
    columns = {
        "listing_id": chunk.ids,
        "kind": named(plan.kind, KINDS),
        "is_counterfeit": plan.kind == KIND["counterfeit"],
        "style": named(style, STYLES),
        "seller_is_deceived": (plan.kind == KIND["counterfeit"]) & (plan.operator < 0),
        "operator": _known(plan.operator),
        **_sources(world, plan),
        "disguise_family": pa.array([name or None for name in family], pa.string()),
        "adaptation_step": plan.step,
        "is_bait": plan.bait,
        "brand_id": named(np.where(plan.branded, plan.brand, -1), [brand.brand_id for brand in catalogue.brands]),
        "line_id": named(line, [line_id(catalogue, at) for at in range(len(catalogue.lines))]),
        "typical_price_minor": (plan.typical_usd * np.array(RATES)[plan.market] * 100).astype(np.int64),
        "ended_at": moments(world, within(world, chunk.notices.end_day)),
        "units_sold": np.bincount(chunk.orders.row, weights=chunk.orders.quantity, minlength=plan.count).astype(int),
        **_pictures(chunk, style),
    }
    return made("truth/listings", columns)


def styles_of(chunk: Chunk) -> Any:
    """Return the style of each listing as the truth has it, int64 (n,): of a bait that of its second version."""
    return _disguises(chunk)[1]


def _known(numbers: Any) -> Any:
    return pa.array(numbers, mask=numbers < 0)


def _disguises(chunk: Chunk) -> tuple[list[str], Any]:
    """Return disguise family and style of each listing; of a bait those of the version that is counterfeit."""
    family, style = list(chunk.first.family), chunk.first.style.copy()
    for at, row in enumerate(chunk.edited.tolist()):
        if chunk.plan.bait[row]:
            family[row], style[row] = chunk.second.family[at], chunk.second.style[at]
    return family, style


def _sources(world: World, plan: Plan) -> dict[str, Any]:
    """Return where counterfeit goods come from."""
    operators, source = world.operators, plan.source
    at = np.maximum(source, 0)
    second = (plan.step >= 2).astype(np.int64)
    known = {
        "source_operator": source,
        "ring": operators.ring[at] if operators.count else source,
        "supplier": operators.supplier[at] if operators.count else source,
        "workshop": operators.workshop[at] if operators.count else source,
        "route": operators.route[at, second] if operators.count else source,
    }
    return {name: _known(np.where(source >= 0, values, -1)) for name, values in known.items()}


def _pictures(chunk: Chunk, style: Any) -> dict[str, Any]:
    """Return whose pictures each listing shows, which set of them, and how they were changed."""
    sets = make_sets(chunk.world, chunk.plan, chunk.number, style)
    return {
        "picture_source": named(sets.source, SOURCES),
        "picture_set": sets.number,
        "picture_change": named(sets.change, CHANGES),
    }


def listing_tables(chunk: Chunk) -> dict[str, Any]:
    """Return listings, edits and the truth about them: folder -> Arrow table."""
    return {
        "platform/listings": pa.Table.from_batches([chunk.first.batch]),
        "platform/edits": pa.Table.from_batches([chunk.second.batch]),
        "truth/listings": truth_of_listings(chunk),
    }


def row_ids(chunk: Chunk, rows: Any, prefix: str) -> Any:
    """Return ids that follow from those of the listings at some rows, with another letter in front."""
    return pc.utf8_replace_slice(chunk.ids.take(pa.array(rows)), 0, 1, prefix)
