"""What holds of every play, whatever the engine says and however it is played."""

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from countermark.sim.chance import uniforms
from countermark.sim.play.defence import Act, Action, Defence, Posted, Seen
from countermark.sim.play.intents import make_intents
from countermark.sim.play.ledger import STATES
from countermark.sim.play.options import PlayOptions
from countermark.sim.play.output import play_tables
from countermark.sim.play.play import built_in
from countermark.sim.play.run import Play
from countermark.sim.play.tables import PLATFORM, TRUTH, schema_of
from sim_support import small_world, tables_of

OPTIONS = st.builds(
    PlayOptions,
    reviews_per_1000=st.sampled_from([0.0, 0.5, 100.0]),
    reviewer_catches=st.sampled_from([0.0, 0.9]),
    reviewer_wrongs=st.sampled_from([0.0, 0.5]),
    hold_weeks=st.integers(1, 4),
    hold_expiry=st.sampled_from(["release", "remove"]),
    strikes_to_suspend=st.integers(1, 2),
    strikes_to_close=st.integers(2, 4),
    close_share=st.sampled_from([0.0, 0.03]),
    appeal_wrongs=st.sampled_from([0.0, 0.3, 1.0]),
    merge_days=st.sampled_from([0, 7]),
    blocks_strike=st.booleans(),
    adapts=st.booleans(),
    retries=st.sampled_from([0, 3, 20]),
    return_rate=st.sampled_from([0.0, 1.0]),
    leave_rate=st.sampled_from([0.0, 1.0]),
)


class Whimsical:
    """An engine that decides by chance."""

    name = "screening"

    def __init__(self, severity: float, seed: int) -> None:
        self._severity = severity
        self._seed = seed

    def screen(self, posted: Posted) -> list[Action]:
        draws = uniforms(posted.listing, self._seed + posted.version) / max(self._severity, 1e-9)
        acts = [
            Act.REMOVE if draw < 0.3 else Act.HOLD if draw < 0.6 else Act.REVIEW if draw < 1 else Act.ALLOW
            for draw in draws.tolist()
        ]
        rows = zip(acts, posted.day.tolist(), posted.listing.tolist(), draws.tolist(), strict=True)
        return [
            Action(act, max(day, posted.start_day), listing, reason="whim", score=100 * min(1.0, draw))
            for act, day, listing, draw in rows
        ]

    def end_of_week(self, seen: Seen) -> list[Action]:
        del seen
        return []


def _play(seed: int, options: PlayOptions, severity: float, weeks: int, **given: Any) -> Play:
    world = small_world(seed=seed, **({"listings": 600, "brands": 20} | given))
    market = tables_of(world)
    play = Play(world, make_intents(world), market, options, weeks)
    defences: list[Defence] = [Whimsical(severity, seed), *built_in(play, market)]
    play.run(defences)
    return play


PLAYS = {
    "seed": st.integers(0, 2**31),
    "options": OPTIONS,
    "severity": st.sampled_from([0.0, 0.05, 0.5, 1.0]),
    "weeks": st.sampled_from([1, 9, 26]),
    "share": st.sampled_from([0.0, 0.03, 0.3]),
}


# No shrinking: a play takes a second, and the seed alone tells it.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(**PLAYS)
def test_a_play_keeps_its_books(seed: int, options: PlayOptions, severity: float, weeks: int, share: float) -> None:
    play = _play(
        seed, options, severity, weeks, counterfeit_share=share, orders_per_listing=8.0, lubricant_story=share > 0
    )
    tables = {name: table.to_pydict() for name, table in play_tables(play).items()}
    truth, removals = tables["truth/listings"], tables["platform/removals"]
    _one_final_state(truth, removals)
    _nothing_sold_while_stopped(tables, play)
    _counts_add_up(tables, play)
    _only_operators_adapt(tables, play)


def _one_final_state(truth: dict[str, list[Any]], removals: dict[str, list[Any]]) -> None:
    assert len(set(truth["listing_id"])) == len(truth["listing_id"])
    assert set(truth["state"]) <= set(STATES)
    standing = {
        name for name, back in zip(removals["listing_id"], removals["restored_at"], strict=True) if back is None
    }
    removed = {name for name, state in zip(truth["listing_id"], truth["state"], strict=True) if state == "removed"}
    assert standing <= removed, "what is removed and not restored is removed at the end"


def _nothing_sold_while_stopped(tables: dict[str, dict[str, list[Any]]], play: Play) -> None:
    out: dict[str, list[tuple[Any, Any]]] = {}
    removals = tables["platform/removals"]
    for name, start, end in zip(removals["listing_id"], removals["removed_at"], removals["restored_at"], strict=True):
        out.setdefault(name, []).append((start, end))
    truth = tables["truth/listings"]
    posted = dict(zip(truth["listing_id"], truth["posted_at"], strict=True))
    ended = dict(zip(truth["listing_id"], truth["ended_at"], strict=True))
    orders = tables["platform/orders"]
    for name, at in zip(orders["listing_id"], orders["ordered_at"], strict=True):
        assert posted[name] <= at
        assert ended[name] is None or at <= ended[name]
        assert not any(start < at and (end is None or at < end) for start, end in out.get(name, []))
    assert len(orders["order_id"]) == len(set(orders["order_id"]))
    assert play.trade.happened.sum() == len(orders["order_id"])


def _counts_add_up(tables: dict[str, dict[str, list[Any]]], play: Play) -> None:
    weeks, wishes = tables["truth/weeks"], tables["truth/wishes"]
    assert sum(weeks["posted"]) == len(tables["truth/listings"]["listing_id"]) == len(play.ledger.listings)
    assert sum(wishes["happened"]) == len(tables["platform/orders"]["order_id"])
    assert np.isclose(sum(weeks["sold_usd"]), sum(wishes["sold_usd"]))
    fake = np.array(wishes["is_counterfeit"], bool)
    happened = np.array(wishes["happened"], bool)
    prevented = np.array(wishes["value_usd"])[fake & ~happened].sum()
    assert np.isclose(sum(weeks["counterfeit_prevented_usd"]), prevented)
    assert sum(weeks["strikes"]) == len(tables["platform/strikes"]["seller_id"])
    decided = tables["platform/decisions"]
    first = [
        name
        for name, by, version in zip(decided["listing_id"], decided["by"], decided["version"], strict=True)
        if by == "screening" and version == 1
    ]
    assert sorted(first) == sorted(tables["truth/listings"]["listing_id"]), "every listing is screened once as posted"
    assert set(tables["truth/notices"]["notice_id"]) == set(tables["platform/notices"]["notice_id"])


def _only_operators_adapt(tables: dict[str, dict[str, list[Any]]], play: Play) -> None:
    assert all(0 <= number < play.world.operators.count for number in tables["truth/changes"]["operator"])
    assert play.options.adapts or set(tables["truth/changes"]["what"]) <= {"account"}
    truth = tables["truth/listings"]
    again = [kind for kind, attempt in zip(truth["kind"], truth["attempt"], strict=True) if attempt > 0]
    assert set(again) <= {"counterfeit"}
    assert max(truth["attempt"], default=0) <= play.options.retries
    left = set(tables["truth/left"]["seller_id"])
    by_operators = {name for name, who in zip(truth["seller_id"], truth["operator"], strict=True) if who is not None}
    assert not left & by_operators
    assert all(role == "counterfeiter" for role in tables["truth/sellers"]["role"])


def test_every_table_has_the_columns_that_are_documented() -> None:
    tables = play_tables(_play(1, PlayOptions(), 0.3, 4))
    names = {f"platform/{name}" for name in (*PLATFORM, "listings", "edits")} | {f"truth/{name}" for name in TRUTH}
    assert set(tables) == names
    assert all(isinstance(table, pa.Table) and table.schema == schema_of(name) for name, table in tables.items())


def test_a_market_in_which_nothing_is_decided_is_one_in_which_everything_happens() -> None:
    options = PlayOptions(adapts=False, notice_catches=0, notice_wrongs=0)
    play = _play(3, options, 0.0, 26, test_buy_rate=0.0, orders_per_listing=8.0)
    lawful = ~play.intents.orders["is_counterfeit"] & (play.intents.orders["day"] < 7 * 26)
    assert len(play.ledger.removals) == 0
    assert play.trade.happened[lawful].all()


def test_whoever_refuses_everything_sells_nothing() -> None:
    class Refuses(Whimsical):
        def screen(self, posted: Posted) -> list[Action]:
            rows = zip(posted.day.tolist(), posted.listing.tolist(), strict=True)
            return [Action(Act.REMOVE, max(day, posted.start_day), number) for day, number in rows]

    world = small_world(seed=4, listings=600, brands=20)
    play = Play(world, make_intents(world), tables_of(world), PlayOptions(), 10)
    play.run([Refuses(1.0, 0)])
    assert not play.trade.happened.any()
