"""What everybody in a world means to do: listings, the orders they would get, test buys. The truth of a play.

Everything is an array over the world's listings, or over the orders they would get if nobody stopped anything. These
orders are the same however the world is played, so that what a programme prevents can be counted.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, stream
from countermark.sim.checks import VERDICTS, make_test_buys
from countermark.sim.content import RATES
from countermark.sim.notices import Notices
from countermark.sim.orders import Orders, make_orders
from countermark.sim.plan import KIND, Plan, first_prices, make_plan, minor_prices
from countermark.sim.play.columns import Columns
from countermark.sim.world import World

LASTS_DAYS: Final = 90.0
"""Mean days for which an operator leaves a listing that nobody stops; as in the world."""
COUNTERFEIT_VERDICT: Final = VERDICTS.index("counterfeit")


@dataclass(frozen=True)
class Intents:
    """The plan of a whole world, with the orders and test buys of a time in which nobody stops anything."""

    plan: Plan
    adaptive: Any
    """bool (listings,): counterfeits by operators, whose words, prices and accounts come from the play."""
    orders: Columns
    """By day: `intent` (number of the listing), `number`, `day`, `quantity`, `buyer`, `refund`, `refund_day`, `draw`
    (0 to 1, decides whether the buyer still buys when the offer is dearer), `usd` (value at the planned price),
    `is_counterfeit`."""
    buys: Columns
    """Test buys: `intent`, `day`, `verdict_day`, `verdict`, `design`."""


def make_intents(world: World) -> Intents:
    """Return what everybody in a world means to do."""
    parts = [_part(world, number) for number in range(world.layout.chunks)]
    plan = Plan(**{
        each.name: np.concatenate([getattr(part[0], each.name) for part in parts]) for each in fields(Plan)
    })  # fmt: skip
    orders = {name: np.concatenate([part[1][name] for part in parts]) for name in parts[0][1]}
    buys = {name: np.concatenate([part[2][name] for part in parts]) for name in parts[0][2]}
    by_day = np.lexsort((orders["number"], orders["intent"], orders["day"]))
    return Intents(
        plan=plan,
        adaptive=(plan.operator >= 0) & (plan.kind == KIND["counterfeit"]),
        orders=Columns.of(**{name: values[by_day] for name, values in orders.items()}),
        buys=Columns.of(**buys),
    )


def _part(world: World, chunk: int) -> tuple[Plan, dict[str, Any], dict[str, Any]]:
    rng = stream(world.config.seed, Stream.PLAY, chunk)
    plan = make_plan(world, chunk)
    # The bans that were drawn with the world do not happen here.
    lasts = plan.created_day + 3 + rng.exponential(LASTS_DAYS, plan.count)
    plan = plan.take(np.arange(plan.count), ended_day=np.where(plan.operator >= 0, lasts, plan.ended_day))
    nothing = _nothing(plan)
    orders = make_orders(world, plan, nothing, chunk)
    buys = make_test_buys(world, plan, nothing, chunk)
    return plan, _orders(rng, plan, orders), {
        "intent": plan.listing[buys.row], "day": buys.bought_day, "verdict_day": buys.verdict_day,
        "verdict": buys.verdict, "design": buys.design,
    }  # fmt: skip


def _nothing(plan: Plan) -> Notices:
    """Return no notices at all."""
    none = np.zeros(0)
    rows = np.zeros(0, np.int64)
    flags = np.zeros(0, bool)
    return Notices(rows, none, flags, none, flags, none, none, plan.ended_day)


def _orders(rng: np.random.Generator, plan: Plan, orders: Orders) -> dict[str, Any]:
    row = orders.row
    bait = plan.bait[row] & (orders.day < plan.edited_day[row])
    price = np.where(bait, first_prices(plan)[row], minor_prices(plan)[row])
    rate = np.array(RATES)[plan.market[row]]
    return {
        "intent": plan.listing[row],
        "number": orders.number,
        "day": orders.day,
        "quantity": orders.quantity,
        "buyer": orders.buyer,
        "refund": orders.refund,
        "refund_day": orders.refund_day,
        "draw": rng.random(orders.count),
        "usd": price * orders.quantity / rate / 100,
        "is_counterfeit": (plan.kind[row] == KIND["counterfeit"]) & ~bait,
    }
