"""A play as tables: what the platform saw and did, and the truth beside it."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listing import LISTING_SCHEMA
from countermark.sim.brand_registry import mark_number
from countermark.sim.catalogue import HOLDERS
from countermark.sim.checks import DESIGNS, VERDICTS
from countermark.sim.content import CURRENCIES, MARKETS, RATES
from countermark.sim.events import MEASURES
from countermark.sim.offers import listing_ids, moments, seller_ids
from countermark.sim.operators import STYLES
from countermark.sim.orders import REASONS
from countermark.sim.plan import KINDS
from countermark.sim.play.adaptive import WAYS
from countermark.sim.play.defence import Act
from countermark.sim.play.ledger import REMOVED, STATES
from countermark.sim.play.run import Play
from countermark.sim.play.tables import PLATFORM, TRUTH, schema_of
from countermark.sim.tables import fitted, named

_DECISIONS = tuple(act.name.lower() for act in Act)
_CHANGES = (*WAYS, "account", "lots", "quiet")


def play_tables(play: Play) -> dict[str, Any]:
    """Return all tables of a finished play: folder -> Arrow table."""
    made = _Made(play)
    tables = {f"platform/{name}": getattr(made, name)() for name in PLATFORM if name != "sellers"}
    tables |= {f"truth/{name}": getattr(made, f"truth_{name}")() for name in TRUTH if name != "sellers"}
    tables["platform/listings"] = _stacked(play.history.posted)
    tables["platform/edits"] = _stacked(play.history.edited)
    for name in ("platform/sellers", "truth/sellers"):
        parts = [each[name] for each in play.history.new_sellers]
        tables[name] = pa.concat_tables([schema_of(name).empty_table(), *parts]).combine_chunks()
    return tables


def _stacked(batches: list[Any]) -> Any:
    return pa.Table.from_batches(batches, schema=LISTING_SCHEMA).combine_chunks()


class _Made:
    """One method for each table, of its name."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._ledger = play.ledger
        behind = play.behind.listings
        self._days = 7 * play.weeks
        self._ids = listing_ids(play.world, behind["listing"])
        self._sellers = seller_ids(play.world, np.arange(len(play.ledger.sellers)))
        self._world_ids = listing_ids(play.world, play.intents.plan.listing)
        self._brands = np.array([brand.brand_id for brand in play.world.catalogue.brands], object)
        self._market = behind["market"]

    def _when(self, days: Any) -> Any:
        return moments(self._play.world, np.where(days < self._days, days, np.inf))

    def _listing(self, listing: Any) -> Any:
        return self._ids.take(pa.array(listing))

    def _seller(self, seller: Any) -> Any:
        return self._sellers.take(pa.array(seller))

    def _seller_of(self, listing: Any) -> Any:
        return self._seller(self._ledger.listings["seller"][listing])

    def decisions(self) -> Any:
        rows = self._play.history.decisions
        score = rows["score"]
        return fitted(schema_of("platform/decisions"), {
            "week": rows["week"], "listing_id": self._listing(rows["listing"]), "version": rows["version"],
            "decided_at": moments(self._play.world, rows["day"]), "by": _names(rows["by"]),
            "decision": named(rows["act"], _DECISIONS), "score": pa.array(score, mask=np.isnan(score)),
            "reasons": pa.array(rows["reason"].tolist(), pa.string()),
        })  # fmt: skip

    def removals(self) -> Any:
        rows = self._ledger.removals
        return fitted(schema_of("platform/removals"), {
            "listing_id": self._listing(rows["listing"]), "seller_id": self._seller_of(rows["listing"]),
            "removed_at": moments(self._play.world, rows["day"]), "by": _names(rows["by"]),
            "reasons": pa.array(rows["reason"].tolist(), pa.string()), "restored_at": self._when(rows["restored_day"]),
        })  # fmt: skip

    def appeals(self) -> Any:
        rows = self._play.appeals.rows
        return fitted(schema_of("platform/appeals"), {
            "listing_id": self._listing(self._ledger.removals["listing"][rows["removal"]]),
            "received_at": self._when(rows["day"]), "decided_at": self._when(rows["decided_day"]),
        })  # fmt: skip

    def notices(self) -> Any:
        rows = self._play.holders.notices.rows
        decided = rows["decided_day"] < self._days
        measure = np.where(rows["removed"], MEASURES.index("removed"), MEASURES.index("rejected"))
        rights = zip(rows["brand"].tolist(), self._market[rows["listing"]].tolist(), strict=True)
        return fitted(schema_of("platform/notices"), {
            "notice_id": self._notice_ids(), "listing_id": self._listing(rows["listing"]),
            "seller_id": self._seller_of(rows["listing"]),
            "brand_id": pa.array(self._brands[rows["brand"]].tolist(), pa.string()),
            "right_number": pa.array([mark_number(brand, MARKETS[market]) for brand, market in rights], pa.string()),
            "received_at": self._when(rows["day"]), "decided_at": self._when(rows["decided_day"]),
            "measure": named(np.where(decided, measure, -1), MEASURES),
        })  # fmt: skip

    def _notice_ids(self) -> Any:
        return pc.utf8_replace_slice(self._listing(self._play.holders.notices.rows["listing"]), 0, 1, "n")

    def strikes(self) -> Any:
        rows = self._ledger.strikes
        return fitted(schema_of("platform/strikes"), {
            "seller_id": self._seller(rows["seller"]),
            "listing_id": self._listing(self._ledger.removals["listing"][rows["removal"]]),
            "given_at": moments(self._play.world, rows["day"]), "forgiven_at": self._when(rows["forgiven_day"]),
        })  # fmt: skip

    def closures(self) -> Any:
        rows = self._ledger.closures
        return fitted(schema_of("platform/closures"), {
            "seller_id": self._seller(rows["seller"]), "closed_at": moments(self._play.world, rows["day"]),
            "reason": pa.array(rows["reason"].tolist(), pa.string()), "reopened_at": self._when(rows["reopened_day"]),
        })  # fmt: skip

    def links(self) -> Any:
        rows = self._ledger.links
        return fitted(schema_of("platform/links"), {
            "seller_id": self._seller(rows["seller"]), "linked_at": moments(self._play.world, rows["day"]),
            "reason": pa.array(rows["reason"].tolist(), pa.string()),
        })  # fmt: skip

    def _order_columns(self) -> dict[str, Any]:
        rows = self._play.trade.orders
        wishes = self._play.intents.orders
        number = pa.array(wishes["number"][rows["wish"]]).cast(pa.string())
        world_id = self._world_ids.take(pa.array(wishes["intent"][rows["wish"]]))
        return {
            "order_id": pc.binary_join_element_wise(pc.utf8_replace_slice(world_id, 0, 1, "o"), number, "-"),
            "listing_id": self._listing(rows["listing"]), "seller_id": self._seller_of(rows["listing"]),
            "currency": named(self._market[rows["listing"]], CURRENCIES),
            "market": named(self._market[rows["listing"]], MARKETS),
            "buyer_id": pc.binary_join_element_wise(
                "b", pa.array(wishes["buyer"][rows["wish"]]).cast(pa.string()), ""),
            "ordered_at": moments(self._play.world, rows["day"]), "quantity": rows["quantity"],
            "unit_price_minor": rows["price"],
        }  # fmt: skip

    def orders(self) -> Any:
        return fitted(schema_of("platform/orders"), self._order_columns())

    def refunds(self) -> Any:
        rows = self._play.trade.orders
        known = pa.array(np.flatnonzero((rows["refund"] >= 0) & (rows["refund_day"] < self._days)))
        columns = {name: _array(each).take(known) for name, each in self._order_columns().items()}
        return fitted(schema_of("platform/refunds"), columns | {
            "requested_at": self._when(rows["refund_day"]).take(known),
            "reason": named(rows["refund"], REASONS).take(known),
            "amount_minor": pa.array(rows["price"] * rows["quantity"]).take(known),
        })  # fmt: skip

    def test_buys(self) -> Any:
        rows, buys = self._play.trade.bought, self._play.intents.buys
        brands = self._brands[self._play.behind.listings["brand"][rows["listing"]]]
        design, known = buys["design"][rows["buy"]], rows["verdict_day"] < self._days
        inclusion = np.where(design == 0, self._play.world.config.test_buy_rate / 2, np.nan)
        return fitted(schema_of("platform/test_buys"), {
            "test_buy_id": pc.utf8_replace_slice(self._listing(rows["listing"]), 0, 1, "t"),
            "listing_id": self._listing(rows["listing"]), "seller_id": self._seller_of(rows["listing"]),
            "brand_id": pa.array(brands.tolist(), pa.string()),
            "design": named(design, DESIGNS), "inclusion_probability": pa.array(inclusion, mask=np.isnan(inclusion)),
            "bought_at": self._when(buys["day"][rows["buy"]]), "verdict_at": self._when(rows["verdict_day"]),
            "verdict": named(np.where(known, rows["verdict"], -1), VERDICTS),
        })  # fmt: skip

    def truth_listings(self) -> Any:
        behind, listings = self._play.behind.listings, self._ledger.listings
        everything = np.arange(len(listings))
        bad = self._play.behind.is_counterfeit(everything, float(self._days))
        ended = np.minimum(listings["ended_day"], listings["removed_day"])
        written = behind["written"]
        brand = self._brands[behind["brand"]]
        brand[behind["kind"] == KINDS.index("generic")] = None
        return fitted(schema_of("truth/listings"), {
            "listing_id": self._ids, "seller_id": self._seller(listings["seller"]),
            "world_listing_id": self._world_ids.take(pa.array(behind["intent"])), "attempt": behind["attempt"],
            "kind": named(behind["kind"], KINDS), "is_counterfeit": bad, "style": named(behind["style"], STYLES),
            "disguise_family": pa.array([name or None for name in behind["family_name"].tolist()], pa.string()),
            "price": named(behind["way_price"], WAYS["price"]), "brand_id": pa.array(brand.tolist(), pa.string()),
            "route": named(behind["way_route"], WAYS["route"]),
            "operator": pa.array(behind["operator"], mask=behind["operator"] < 0),
            "seller_is_deceived": bad & ~written & (behind["operator"] < 0), "is_bait": behind["bait"],
            "market": named(self._market, MARKETS), "posted_at": moments(self._play.world, listings["posted_day"]),
            "state": named(listings["state"].astype(np.int64), STATES), "ended_at": self._when(ended),
        })  # fmt: skip

    def truth_wishes(self) -> Any:
        wishes, trade = self._play.intents.orders, self._play.trade
        mine = np.flatnonzero(wishes["day"] < self._days)
        return fitted(schema_of("truth/wishes"), {
            "world_listing_id": self._world_ids.take(pa.array(wishes["intent"][mine])),
            "week": (wishes["day"][mine] // 7).astype(np.int64), "units": wishes["quantity"][mine],
            "value_usd": wishes["usd"][mine], "is_counterfeit": self._fake_wishes()[mine],
            "happened": trade.happened[mine], "sold_usd": self._sold_usd()[mine],
        })  # fmt: skip

    def _sold_usd(self) -> Any:
        """Return for each wished order what was paid, in US dollars; 0 where it did not happen."""
        rows = self._play.trade.orders
        found = np.zeros(len(self._play.intents.orders))
        rate = np.array(RATES)[self._market[rows["listing"]]]
        found[rows["wish"]] = rows["price"] * rows["quantity"] / rate / 100
        return found

    def _fake_wishes(self) -> Any:
        """Tell which wished orders are for counterfeits: as it was where they happened, as it was meant elsewhere."""
        rows = self._play.trade.orders
        found = self._play.intents.orders["is_counterfeit"].copy()
        found[rows["wish"]] = self._play.behind.is_counterfeit(rows["listing"], rows["day"])
        return found

    def truth_notices(self) -> Any:
        rows = self._play.holders.notices.rows
        return fitted(schema_of("truth/notices"), {
            "notice_id": self._notice_ids(), "is_founded": rows["founded"],
            "rights_holder": named(self._play.world.catalogue.holder[rows["brand"]], HOLDERS),
        })  # fmt: skip

    def truth_changes(self) -> Any:
        changes = self._play.history.changes
        share = np.array([each.stopped_share for each in changes], float)
        return fitted(schema_of("truth/changes"), {
            "week": np.array([each.day // 7 - 1 for each in changes], np.int64),
            "operator": np.array([each.operator for each in changes], np.int64),
            "what": named(np.array([_CHANGES.index(each.what) for each in changes], np.int64), _CHANGES),
            "before": pa.array([each.before for each in changes], pa.string()),
            "after": pa.array([each.after for each in changes], pa.string()),
            "stopped_share": pa.array(share, mask=np.isnan(share)),
        })  # fmt: skip

    def truth_left(self) -> Any:
        left = self._play.history.left
        return fitted(schema_of("truth/left"), {
            "seller_id": self._seller(np.array([seller for seller, _ in left], np.int64)),
            "left_at": moments(self._play.world, np.array([day for _, day in left], float)),
        })  # fmt: skip

    def truth_weeks(self) -> Any:
        play, ledger, weeks = self._play, self._ledger, self._play.weeks
        listings = ledger.listings
        bad = play.behind.is_counterfeit(np.arange(len(listings)), float(self._days))
        honest = ~bad & (play.behind.listings["operator"] < 0)
        stopped = listings["state"] == REMOVED
        posted = np.maximum(listings["posted_day"], 0)
        wish_day, fake = play.intents.orders["day"], self._fake_wishes()
        usd, sold, happened = play.intents.orders["usd"], self._sold_usd(), play.trade.happened

        def each(days: Any, weights: Any = None) -> Any:
            inside = days < self._days
            return np.bincount(
                (days[inside] // 7).astype(np.int64), None if weights is None else weights[inside], weeks
            )

        return fitted(schema_of("truth/weeks"), {
            "week": np.arange(weeks), "posted": each(posted), "counterfeits_posted": each(posted[bad]),
            "counterfeits_stopped": each(posted[bad & stopped]), "honest_stopped": each(posted[honest & stopped]),
            "counterfeit_wished_usd": each(wish_day, usd * fake),
            "counterfeit_prevented_usd": each(wish_day, usd * (fake & ~happened)),
            "counterfeit_sold_usd": each(wish_day, sold * fake), "sold_usd": each(wish_day, sold),
            "queue": np.array(play.history.queue), "strikes": each(ledger.strikes["day"]),
            "closures": each(ledger.closures["day"]),
            "accounts_opened": each(ledger.sellers["opened_day"][play.world.layout.sellers :]),
            "changes": each(np.array([change.day - 7 for change in play.history.changes], float)),
        })  # fmt: skip


def _names(values: Any) -> Any:
    """Return texts as a dictionary array, its words in their order."""
    names = sorted(set(values.tolist()))
    return named(np.array([names.index(value) for value in values.tolist()], np.int64), names)


def _array(column: Any) -> Any:
    return pa.array(column) if isinstance(column, np.ndarray) else column
