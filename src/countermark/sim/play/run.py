"""Plays a world week by week: who posts, what the programme does about it, what is sold, and what everybody learns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa

from countermark.engine.listing import LISTING_SCHEMA
from countermark.sim.chance import Stream, stream, uniforms
from countermark.sim.layout import ROLE
from countermark.sim.offers import moments, seller_ids, write_offers
from countermark.sim.plan import Plan, first_prices, second_prices
from countermark.sim.play.adaptive import WAYS, Change
from countermark.sim.play.behind import Behind, Looks
from countermark.sim.play.columns import Columns
from countermark.sim.play.crowd import Crowd, Postings
from countermark.sim.play.defence import Act, Action, Defence, Posted, Seen
from countermark.sim.play.holders import Appeals, Holders
from countermark.sim.play.intents import Intents
from countermark.sim.play.ledger import HELD, ON_SALE, Ledger
from countermark.sim.play.newcomers import newcomers
from countermark.sim.play.options import PlayOptions
from countermark.sim.play.trade import Trade, Week
from countermark.sim.world import World

_SELLERS: Final = {"opened_day": "opened_day", "earlier_strikes": "strikes", "orders": "orders", "refunds": "refunds",
                   "linked": "known_link"}  # fmt: skip
Observe = Callable[[int, int], None]
"""(weeks that are played, weeks in all)"""


@dataclass(frozen=True)
class Market:
    """What is there before the first week, as the platform's tables have it."""

    listings: Any
    """Arrow table of the listing schema: the world's listings as first posted, by number."""
    edits: Any
    """Arrow table of the listing schema: second versions, in the order of the numbers."""
    sellers: Any
    """Arrow table `platform/sellers`, by position."""


@dataclass
class History:
    """What a play keeps beside the ledger."""

    decisions: Columns = field(default_factory=lambda: Columns({
        "week": np.int64, "day": float, "by": object, "act": np.int64, "listing": np.int64, "version": np.int64,
        "score": float, "reason": object,
    }))  # fmt: skip
    posted: list[Any] = field(default_factory=list)
    """Arrow batches of the listing schema, in the order of the ledger's numbers."""
    edited: list[Any] = field(default_factory=list)
    new_sellers: list[dict[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    left: list[tuple[int, float]] = field(default_factory=list)
    """(seller, day) of honest sellers who left."""
    queue: list[int] = field(default_factory=list)
    """How many listings wait for a reviewer at the end of each week."""


class Play:
    """One play of a world.

    Args:
        world: whose truth it is.
        intents: what everybody means to do.
        market: the platform's tables of it.
        options: how it is played.
        weeks: how many.
    """

    def __init__(self, world: World, intents: Intents, market: Market, options: PlayOptions, weeks: int) -> None:
        self.world, self.intents, self.options, self.weeks = world, intents, options, weeks
        self._market = market
        self.ledger = Ledger()
        blocks = [world.sellers(number) for number in range(world.layout.blocks)]
        known = {name: np.concatenate([getattr(block, of) for block in blocks]) for name, of in _SELLERS.items()}
        self.ledger.add_sellers(known.pop("opened_day"), **known)
        self.behind = Behind(
            intents.plan, world.layout.role.astype(np.int64), np.concatenate([block.operator for block in blocks])
        )
        self.crowd = Crowd(world, intents, options)
        self.looks = Looks(self.behind, options, world.config.seed)
        self.holders = Holders(world)
        self.appeals = Appeals(world.config.seed)
        self.trade = Trade(intents)
        self.history = History()
        self._last: Week | None = None
        self._edits = np.flatnonzero(np.isfinite(intents.plan.edited_day))

    def run(self, defences: Sequence[Defence], observe: Observe = lambda _done, _all: None) -> None:
        """Play all weeks with these parts of the programme, asked in their order."""
        for week in range(self.weeks):
            self._week(week, defences)
            observe(week + 1, self.weeks)
        self.ledger.begin_week(7.0 * self.weeks)

    def _week(self, week: int, defences: Sequence[Defence]) -> None:
        start, end = 7.0 * week, 7.0 * week + 7
        self.ledger.begin_week(start)
        self.looks.day = end
        removals, closures = len(self.ledger.removals), len(self.ledger.closures)
        new = self._open_accounts(week, end)
        self._screen(defences, self._post(week, start, end))
        self._screen(defences, self._edit(week, end))
        self.holders.look(self.ledger, self.behind, week)
        seen = self._known(week, removals, new)
        for defence in defences:
            self._do(week, defence.name, defence.end_of_week(seen), 0)
        # Decisions are dated within the week, so its trade comes last.
        self.history.queue.append(len(self.ledger.queue))
        self._last = self.trade.week(self.ledger, self.behind, self.crowd, start, end)
        self._after(week, removals, closures)

    def _screen(self, defences: Sequence[Defence], posted: Posted) -> None:
        for defence in defences:
            self._do(posted.week, defence.name, defence.screen(posted), posted.version)

    def _after(self, week: int, removals: int, closures: int) -> None:
        """Let sellers answer and learn."""
        end, ledger = 7.0 * week + 7, self.ledger
        rows = np.arange(removals, len(ledger.removals))
        unanswered = self.appeals.answer(ledger, self.behind, rows)
        self._leave(unanswered, end)
        self.appeals.plead(ledger, self.behind, np.arange(closures, len(ledger.closures)))
        closed = ledger.closures["seller"][closures:]
        self.history.changes += self.crowd.after_week(ledger, self.behind, rows, closed, end)

    def _known(self, week: int, removals: int, new: Any) -> Seen:
        notices = self.holders.notices
        rows = notices.open_before(7.0 * week + 7)
        appeals = self.appeals.open_before(7.0 * week + 7)
        last = self._last
        none = np.zeros(0, np.int64)
        orders, refunds = (none, none) if last is None else (last.orders, last.refunds)
        traded = self.trade.orders
        return Seen(
            week=week, start_day=7.0 * week, end_day=7.0 * week + 7, ledger=self.ledger, removals_before=removals,
            notices=notices.rows["listing"][rows], notices_day=notices.rows["day"][rows],
            appeals=self.appeals.rows["removal"][appeals], appeals_day=self.appeals.rows["day"][appeals],
            verdicts=none if last is None else last.verdicts,
            verdicts_day=np.zeros(0) if last is None else np.maximum(last.verdicts_day, 7.0 * week),
            new_sellers=new,
            orders={"listing": traded["listing"][orders], "day": traded["day"][orders],
                    "quantity": traded["quantity"][orders], "price_minor": traded["price"][orders]},
            refunds={"listing": traded["listing"][refunds], "day": traded["refund_day"][refunds],
                     "reason": traded["refund"][refunds]},
        )  # fmt: skip

    def _open_accounts(self, week: int, end: float) -> Any:
        """Open the accounts that are due; return their table as the platform has it, None for none."""
        crowd = self.crowd
        due = [each for each in crowd.opening if each[0] < end]
        crowd.opening = crowd.opening[len(due) :]
        if not due:
            return None
        opened, operator = np.array([day for day, _ in due]), np.array([who for _, who in due])
        turn = np.zeros(len(due), np.int64)
        numbers = self.ledger.add_sellers(opened, earlier_strikes=0, orders=0, refunds=0, linked=False)
        for row, (number, who) in enumerate(zip(numbers.tolist(), operator.tolist(), strict=True)):
            turn[row] = len(crowd.accounts[who])
            crowd.accounts[who].append(number)
        self.behind.sellers.add(len(due), role=ROLE["counterfeiter"], operator=operator, turn=turn)
        tables = newcomers(self.world, week, start=int(numbers[0]), operator=operator, turn=turn, opened_day=opened)
        self.history.new_sellers.append(tables)
        return tables["platform/sellers"]

    def _post(self, week: int, start: float, end: float) -> Posted:
        postings = self.crowd.postings(self.ledger, start, end)
        offers = write_offers(self.world, postings.written, 1, self._rng(week, 1))
        table = pa.concat_tables(
            [self._market.listings.take(pa.array(postings.intent)), pa.Table.from_batches([offers.batch])]
        )
        day = np.concatenate([postings.plain.created_day, postings.written.created_day])
        order = np.lexsort((np.arange(len(day)), day))
        listing = self._take_in(postings, offers, order)
        batch = self._with_facts(table.take(pa.array(order)), listing, day[order])
        self.history.posted.append(batch)
        return Posted(week, start, end, listing, day[order], batch, 1)

    def _take_in(self, postings: Postings, offers: Any, order: Any) -> Any:
        """Put listings into the ledger, and the truth beside them; return their numbers."""
        plain, written = postings.plain, postings.written
        more = {
            "intent": (postings.intent, postings.written_intent),
            "attempt": (np.zeros(plain.count, np.int64), postings.attempt),
            "written": (np.zeros(plain.count, bool), np.ones(written.count, bool)),
            "family_name": (np.full(plain.count, "", object), np.array([*offers.family, None], object)[:-1]),
            "price_1": (first_prices(plain), first_prices(written)),
            "price_2": (second_prices(plain), second_prices(written)),
            **{f"way_{name}": (np.full(plain.count, -1), postings.ways[name]) for name in WAYS},
        }
        both = {name: np.concatenate(parts)[order] for name, parts in more.items()}
        plan = _joined(plain, written).take(order)
        self.behind.add(plan, **both)
        listing = self.ledger.post(plan.seller, plan.created_day, plan.ended_day)
        self.crowd.current[both["intent"]] = listing
        return listing

    def _edit(self, week: int, end: float) -> Posted:
        """Let sellers edit what is still there; return the second versions."""
        ledger, behind = self.ledger, self.behind
        edited = behind.listings["edited_day"]
        open_ = np.isin(ledger.listings["state"], (ON_SALE, HELD)) & (ledger.listings["ended_day"] > edited)
        now = (edited < end) & (edited >= (end - 7 if week else -np.inf))
        edited[now & ~open_] = np.inf  # what is not there is not edited
        rows = np.flatnonzero(now & open_)
        rows = rows[np.lexsort((rows, edited[rows]))]
        written = behind.listings["written"][rows]
        mine = rows[written]
        offers = write_offers(self.world, behind.plan(mine), 2, self._rng(week, 2))
        place = np.searchsorted(self._edits, behind.listings["intent"][rows[~written]])
        table = pa.concat_tables([self._market.edits.take(pa.array(place)), pa.Table.from_batches([offers.batch])])
        listing = np.concatenate([rows[~written], mine])
        order = np.lexsort((listing, edited[listing]))
        listing = listing[order]
        batch = self._with_facts(table.take(pa.array(order)), listing, edited[listing])
        if len(mine):
            behind.listings["family_name"][mine] = np.array([*offers.family, None], object)[:-1]
        self.history.edited.append(batch)
        return Posted(week, end - 7, end, listing, edited[listing], batch, 2)

    def _rng(self, week: int, version: int) -> np.random.Generator:
        return stream(self.world.config.seed, Stream.PLAY_TEXT, 2 * week + version - 1)

    def _with_facts(self, table: Any, listing: Any, day: Any) -> Any:
        """Return listings with what the platform knows of their sellers now, as one batch."""
        ledger, seen = self.ledger, np.maximum(day, 0)  # what was there before is looked at on the first day
        seller = ledger.listings["seller"][listing]
        strikes = ledger.strikes_in_force(float(day.max(initial=0)), self.options.strike_days)
        facts = {
            "created_at": moments(self.world, day),
            "seller_id": seller_ids(self.world, seller),
            "seller_age_days": np.maximum(seen - ledger.sellers["opened_day"][seller], 0).astype(np.int64),
            "seller_strikes": ledger.sellers["earlier_strikes"][seller] + strikes[seller],
            "seller_orders": ledger.sellers["orders"][seller],
            "seller_refunds": ledger.sellers["refunds"][seller],
            "seller_linked_banned": ledger.sellers["linked"][seller],
        }
        arrays = [
            pa.array(facts[name.name]).cast(name.type) if name.name in facts
            else table[name.name].combine_chunks().cast(name.type)
            for name in LISTING_SCHEMA
        ]  # fmt: skip
        return pa.record_batch(arrays, schema=LISTING_SCHEMA)

    def _do(self, week: int, by: str, actions: list[Action], version: int) -> None:
        """Do what a part of the programme says, and note it."""
        if not actions:
            return
        self._note(week, by, actions, version)
        of = {act: _once(each for each in actions if each.act == act) for act in Act}
        ledger = self.ledger
        ledger.hold(*_places(of[Act.HOLD]))
        ledger.remove(*_places(of[Act.REMOVE]), by, _reasons(of[Act.REMOVE]))
        self._queue([*of[Act.HOLD], *of[Act.REVIEW]])
        self._release(of[Act.RELEASE])
        for each in of[Act.STRIKE]:
            row = ledger.listings["removal"][each.listing]
            ledger.strike(np.array([each.seller]), np.array([each.day]), np.array([row]))
        for each in of[Act.SUSPEND]:
            ledger.suspend(np.array([each.seller]), np.array([each.until]))
        for act, do in ((Act.CLOSE, ledger.close), (Act.LINK, ledger.link)):
            for each in of[act]:
                do(np.array([each.seller]), np.array([each.day]), _reasons([each]))
        for each in of[Act.REOPEN]:
            ledger.reopen(np.array([each.seller]), np.array([each.day]))
        self._settle(by, of)

    def _note(self, week: int, by: str, actions: list[Action], version: int) -> None:
        listed = [each for each in actions if each.listing >= 0 and each.act != Act.STRIKE]
        listing, day = _places(listed)
        versions = version or np.where(self.behind.listings["edited_day"][listing] <= day, 2, 1)
        self.history.decisions.add(
            len(listed), week=week, day=day, by=by, act=[each.act for each in listed], listing=listing,
            version=versions, score=[each.score for each in listed], reason=_reasons(listed),
        )  # fmt: skip

    def _queue(self, actions: list[Action]) -> None:
        listing, day = _places(actions)
        score = np.array([each.score for each in actions], float)
        fresh = ~np.isin(listing, self.ledger.queue["listing"])
        self.ledger.wait(listing[fresh], day[fresh], score[fresh])

    def _release(self, actions: list[Action]) -> None:
        listing, day = _places(actions)
        self.ledger.release(listing, day)
        for row, when in zip(self.ledger.listings["removal"][listing].tolist(), day.tolist(), strict=True):
            if row >= 0:
                self.ledger.forgive(np.array([row]), when)

    def _settle(self, by: str, of: dict[Act, list[Action]]) -> None:
        """Close what these actions decide: places in the queue, notices, appeals."""
        done = {each.listing for act in (Act.REMOVE, Act.RELEASE) for each in of[act]}
        self.ledger.leave_queue(np.flatnonzero(np.isin(self.ledger.queue["listing"], sorted(done))))
        if by == "notice":
            for each in (*of[Act.REMOVE], *of[Act.ALLOW]):
                self.holders.notices.decide(each.listing, each.day, removed=each.act == Act.REMOVE)
            upheld = []
            for each in (*of[Act.RELEASE], *of[Act.UPHOLD]):
                row = int(self.ledger.listings["removal"][each.listing])
                self.appeals.decide(row, each.day)
                if each.act == Act.UPHOLD:
                    upheld.append(row)
            self._leave(np.array(upheld, np.int64), max((each.day for each in of[Act.UPHOLD]), default=0.0))

    def _leave(self, removals: Any, day: float) -> None:
        """Let some honest sellers leave whose listings stay wrongly removed."""
        ledger = self.ledger
        listing = ledger.removals["listing"][removals]
        seller = ledger.listings["seller"][listing]
        wronged = ~self.behind.is_counterfeit(listing, ledger.removals["day"][removals])
        wronged &= self.behind.sellers["operator"][seller] < 0
        goes = uniforms(removals, self.world.config.seed * 16 + 10) < self.options.leave_rate
        for number in np.unique(seller[wronged & goes]).tolist():
            if not np.isfinite(ledger.sellers["left_day"][number]):
                ledger.sellers["left_day"][number] = day
                mine = np.flatnonzero(ledger.listings["seller"] == number)
                ledger.end(mine, np.full(len(mine), day))
                self.history.left.append((number, day))


def _joined(first: Plan, second: Plan) -> Plan:
    return Plan(**{name: np.concatenate([values, getattr(second, name)]) for name, values in vars(first).items()})


def _once(actions: Iterable[Action]) -> list[Action]:
    """Return the actions without those that say the same of a listing or seller again."""
    found: dict[tuple[int, int], Action] = {}
    for each in actions:
        found.setdefault((each.listing, each.seller), each)
    return list(found.values())


def _places(actions: Sequence[Action]) -> tuple[Any, Any]:
    """Return listings and days of actions."""
    return np.array([each.listing for each in actions], np.int64), np.array([each.day for each in actions], float)


def _reasons(actions: Sequence[Action]) -> Any:
    return np.array([*(each.reason for each in actions), None], object)[:-1]
