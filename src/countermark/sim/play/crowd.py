"""Who posts what in a week: honest sellers what they meant to, operators what they have learnt gets through."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Stream, stream
from countermark.sim.layout import ROLE
from countermark.sim.orders import DEMAND_OF_STYLE
from countermark.sim.plan import STYLE, STYLE_PRICE, Plan, possible_styles, some_models
from countermark.sim.play.adaptive import ELASTICITY, PRICES, WAYS, Change, Experience, reopens_after
from countermark.sim.play.behind import Behind
from countermark.sim.play.intents import Intents
from countermark.sim.play.ledger import Ledger
from countermark.sim.play.options import PlayOptions
from countermark.sim.world import World

_USUAL: Final = 3.0
"""How much rather an operator takes the account that it meant to, as long as that has no more strikes than others."""
_RETRY_DAYS: Final = (2.0, 12.0)
"""From the stop of a listing until the same goods are posted again: at least, and the mean beyond it."""
NEVER: Final = np.inf


@dataclass(frozen=True)
class Postings:
    """What is posted in a week: rows of the world's plan as they are, and listings that operators write anew."""

    plain: Plan
    intent: Any
    """int64: numbers of the world's listings, of `plain`."""
    written: Plan
    """Listings whose words are made now."""
    written_intent: Any
    attempt: Any
    """int64: of `written`, 0 for the first."""
    ways: dict[str, Any]
    """Of `written`: way -> choice, int64."""


class Crowd:
    """Everybody who posts.

    Args:
        world: that is played.
        intents: what they mean to do.
        options: how operators react.
        seed: of the world.
    """

    def __init__(self, world: World, intents: Intents, options: PlayOptions) -> None:
        self._world = world
        self._intents = intents
        self._options = options
        self._rng = stream(world.config.seed, Stream.PLAY_OPERATORS)
        self.experience = Experience(world, options)
        count = intents.plan.count
        self.due = intents.plan.created_day.copy()
        """float64 (intents,): when each is posted next, infinity for never."""
        self.attempts = np.zeros(count, np.int64)
        self.current = np.full(count, -1)
        """int64 (intents,): the ledger's number of the last listing that carries out each, -1 for none."""
        self.takes = np.ones(count)
        """float64 (intents,): share of buyers who still buy on the present terms."""
        self.opening: list[tuple[float, int]] = []
        """(day, operator) of accounts that will be opened."""
        self._numbered = 0
        self.accounts: list[list[int]] = [[] for _ in range(world.operators.count)]
        for position in np.flatnonzero(world.layout.role == ROLE["counterfeiter"]).tolist():
            operator = int(world.layout.account_operator[world.layout.rank[position]])
            self.accounts[operator].append(position)

    def postings(self, ledger: Ledger, start: float, end: float) -> Postings:
        """Return what is posted from day `start` until before day `end`; what cannot be is put off or given up."""
        plan, adaptive = self._intents.plan, self._intents.adaptive
        due = np.flatnonzero(self.due < end)
        first_week = start <= 0
        day = self.due[due] if first_week else np.maximum(self.due[due], start)
        gone = day >= plan.ended_day[due]
        self.due[due[gone]] = NEVER
        due, day = due[~gone], day[~gone]
        free = ~adaptive[due]
        intent, when = self._of_honest(ledger, due[free], day[free], end)
        edited = plan.edited_day[intent]
        plain = plan.take(intent, created_day=when, edited_day=np.where(edited > when, edited, NEVER))
        written, intent_2, ways = self._of_operators(ledger, due[~free], day[~free])
        attempt = self.attempts[intent_2].copy()
        for posted in (intent, intent_2):
            self.due[posted] = NEVER
            self.attempts[posted] += 1
        return Postings(plain, intent, written, intent_2, attempt, ways)

    def _of_honest(self, ledger: Ledger, intent: Any, day: Any, end: float) -> tuple[Any, Any]:
        """Return what is posted as it was meant to be, and when; whoever may not post waits."""
        seller = self._intents.plan.seller[intent]
        able = ledger.may_post(seller, day)
        rows = ledger.sellers.taken(seller)
        # A closed account may be opened again: ask once a week.
        again = np.maximum(rows["suspended_to"], np.where(rows["closed_day"] <= day, end, -NEVER))
        self.due[intent[~able]] = np.where(rows["left_day"] <= day, NEVER, again)[~able]
        return intent[able], day[able]

    def _of_operators(self, ledger: Ledger, intent: Any, day: Any) -> tuple[Plan, Any, dict[str, Any]]:
        plan, experience = self._intents.plan, self.experience
        operator = plan.operator[intent]
        quiet = experience.quiet_until[operator] > day
        self.due[intent[quiet]] = experience.quiet_until[operator[quiet]]
        intent, day, operator = intent[~quiet], day[~quiet], operator[~quiet]
        account = self._accounts(ledger, intent, day)
        able = account >= 0
        self.due[intent[~able]] = [self._next_account(number) for number in operator[~able].tolist()]
        intent, day, operator, account = intent[able], day[able], operator[able], account[able]
        ways = {name: experience.choose(name, operator, self._rng) for name in WAYS}
        written = self._terms(intent, day, account, ways, ledger)
        ways["style"] = written.style
        ways["family"] = np.where(written.style == STYLE["disguised"], ways["family"], -1)
        experience.post(operator, ways)
        return written, intent, ways

    def _accounts(self, ledger: Ledger, intent: Any, day: Any) -> Any:
        """Return an account for each listing, -1 where an operator has none that may post: those with few strikes."""
        strikes = ledger.strikes_in_force(float(day.max(initial=0)), self._options.strike_days)
        usual = self._intents.plan.seller[intent]
        draws = self._rng.random(len(intent))
        found = np.full(len(intent), -1)
        for row, operator in enumerate(self._intents.plan.operator[intent].tolist()):
            mine = np.array(self.accounts[operator], np.int64)
            open_ = ledger.may_post(mine, day[row]) & (ledger.sellers["opened_day"][mine] <= day[row])
            mine = mine[open_]
            if len(mine):
                weights = np.where(mine == usual[row], _USUAL, 1.0)
                if self._options.adapts:
                    weights /= (1.0 + 2.0 * strikes[mine]) ** 2
                edges = np.cumsum(weights)
                found[row] = mine[np.searchsorted(edges, draws[row] * edges[-1], side="right")]
        return found

    def _next_account(self, operator: int) -> float:
        """Return the day from which an operator without an account has one again."""
        return min((day for day, who in self.opening if who == operator), default=NEVER)

    def _terms(self, intent: Any, day: Any, account: Any, ways: dict[str, Any], ledger: Ledger) -> Plan:
        """Return what operators post: the goods that were meant, in the ways that were chosen."""
        meant, world = self._intents.plan.take(intent), self._world
        operators, catalogue = world.operators, world.catalogue
        brand = operators.targets[meant.operator, ways["brand"]]
        other = some_models(self._rng, world, brand)
        model = np.where(brand == meant.brand, meant.model, other)
        goods = catalogue.brand_goods[brand]
        style = possible_styles(ways["style"], goods)
        price = np.array(PRICES)[ways["price"]]
        usd = meant.usd * STYLE_PRICE[style, 0] / STYLE_PRICE[meant.style, 0] * price
        usd *= catalogue.model_usd[model] / catalogue.model_usd[meant.model]
        self.takes[intent] = price**-ELASTICITY * np.minimum(DEMAND_OF_STYLE[style] / DEMAND_OF_STYLE[meant.style], 1)
        again = self.attempts[intent] > 0
        edited = day + meant.edited_day - meant.created_day
        edited = np.where(again | (edited >= np.minimum(meant.ended_day, world.config.days)), NEVER, edited)
        fresh = self._intents.plan.count + self._new_numbers(int(again.sum()))
        listing = meant.listing.copy()
        listing[again] = fresh
        rows = np.arange(meant.count)
        return meant.take(
            rows, listing=listing, seller=account, created_day=day, brand=brand, model=model, goods=goods, style=style,
            usd=usd, typical_usd=catalogue.model_usd[model], step=ways["family"], edited_day=edited,
            bait=meant.bait & np.isfinite(edited), opened_day=ledger.sellers["opened_day"][account],
            quantity=np.ceil(meant.quantity / self.experience.lots[meant.operator]).astype(np.int64),
        )  # fmt: skip

    def _new_numbers(self, count: int) -> Any:
        first = self._numbered
        self._numbered += count
        return np.arange(first, first + count)

    def after_week(self, ledger: Ledger, behind: Behind, removals: Any, closed: Any, end: float) -> list[Change]:
        """Let operators see what became of their listings.

        Args:
            ledger: after the week.
            behind: the truth.
            removals: int64: rows of the removals of the week.
            closed: int64: accounts that were closed in the week.
            end: first day after the week.

        Returns:
            What they change.
        """
        listing = ledger.removals["listing"][removals]
        mine = behind.listings["written"][listing]
        listing = listing[mine]
        operator = behind.listings["operator"][listing]
        self.experience.stop(operator, behind.ways(listing))
        stopped = np.bincount(operator, minlength=self._world.operators.count)
        changes = self._new_accounts(behind, closed, end)
        self._retry(behind, listing, end)
        return changes + self.experience.end_week(end, stopped, self._rng)

    def _retry(self, behind: Behind, listing: Any, end: float) -> None:
        """Plan to post again what was stopped, as often as the options say."""
        intent = behind.listings["intent"][listing]
        still = (self.current[intent] == listing) & (self.attempts[intent] <= self._options.retries)
        intent = np.unique(intent[still])
        waits = _RETRY_DAYS[0] + self._rng.exponential(_RETRY_DAYS[1], len(intent))
        # The buyers of a listing that has little time left are gone before it is back.
        self.due[intent] = np.where(end + waits < self._intents.plan.ended_day[intent], end + waits, NEVER)

    def _new_accounts(self, behind: Behind, closed: Any, end: float) -> list[Change]:
        changes = []
        operator = behind.sellers["operator"][closed]
        returns = self._rng.random(len(closed)) < self._options.return_rate
        after = reopens_after(self._rng, len(closed))
        for row in np.flatnonzero((operator >= 0) & returns).tolist():
            day = end + float(after[row])
            self.opening.append((day, int(operator[row])))
            changes.append(Change(end, int(operator[row]), "account", "closed", f"new on day {day:.0f}", np.nan))
            waiting = (self._intents.plan.operator == operator[row]) & self._intents.adaptive
            waiting &= (self.due == NEVER) & (self.attempts == 0) & (self._intents.plan.ended_day > day)
            self.due[waiting] = np.maximum(self._intents.plan.created_day[waiting], day)
        self.opening.sort()
        return changes
