"""Accounts that operators open while a world is played, after others were closed."""

from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, stream
from countermark.sim.content import MARKET_LANGUAGE
from countermark.sim.layout import ROLE
from countermark.sim.parts import sellers_tables
from countermark.sim.sellers import Sellers
from countermark.sim.world import World

_BLOCKS: Final = 1_000_000
"""Number of the first week's block of records, beyond those of any world."""


def newcomers(  # noqa: PLR0913 - what an account is
    world: World, week: int, *, start: int, operator: Any, turn: Any, opened_day: Any
) -> dict[str, Any]:
    """Return the records of new accounts: folder -> Arrow table, as of a world's sellers.

    How much of an old identity they bring along follows from the operator's caution, as in the world.

    Args:
        world: that is played.
        week: in which they are opened.
        start: number of the first among all sellers.
        operator: int64 (n,).
        turn: int64 (n,): which of its operator's accounts each is.
        opened_day: float64 (n,).
    """
    rng = stream(world.config.seed, Stream.PLAY_SELLERS, week)
    count, operators = len(operator), world.operators
    market = operators.market[operator]
    none, zeros = np.full(count, -1), np.zeros(count, np.int64)
    sellers = Sellers(
        start=start, role=np.full(count, ROLE["counterfeiter"]), rank=zeros, market=market,
        language=np.array(MARKET_LANGUAGE)[market], place=operators.warehouse[operator],
        goods=world.catalogue.brand_goods[operators.targets[operator, 0]], brand=none, operator=operator, turn=turn,
        opened_day=opened_day, banned_day=np.full(count, np.inf), returns=np.ones(count, bool),
        known_link=np.zeros(count, bool), price_level=np.ones(count), popularity=rng.lognormal(-0.3, 0.9, count),
        orders=zeros, refunds=zeros, strikes=zeros, ad_style=zeros,
    )  # fmt: skip
    return sellers_tables(world, sellers, _BLOCKS + week)
