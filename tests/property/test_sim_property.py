"""What holds of every world: sizes add up, listings are valid, parts do not depend on each other."""

from datetime import UTC, datetime

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countermark.engine.listing import batch_to_listings, listing_problems
from countermark.sim.chunk import make_chunk
from countermark.sim.config import WorldConfig
from countermark.sim.events import chunk_tables
from countermark.sim.folder import parquet_bytes
from countermark.sim.make import packs_of
from countermark.sim.packs import EXAMPLE_KEY
from countermark.sim.parts import block_tables, world_tables
from countermark.sim.world import World
from sim_support import small_world

WORLDS = st.builds(
    WorldConfig,
    seed=st.integers(0, 2**63 - 1),
    listings=st.integers(200, 3_000),
    brands=st.integers(20, 60),
    counterfeit_share=st.sampled_from([0.001, 0.03, 0.5]),
    deceived_share=st.sampled_from([0.0, 0.5]),
    ring_share=st.sampled_from([0.0, 0.5, 1.0]),
    weeks=st.sampled_from([1, 10, 104]),
    orders_per_listing=st.sampled_from([0.0, 1.5, 20.0]),
    test_buy_rate=st.sampled_from([0.0, 0.05, 1.0]),
    lead_rate=st.sampled_from([0.0, 1.0]),
    lubricant_story=st.booleans(),
)
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(config=WORLDS, sealed=st.booleans())
def test_every_listing_of_every_world_is_valid_and_has_its_truth(config: WorldConfig, sealed: bool) -> None:
    world = World.build(config, packs_of(EXAMPLE_KEY if sealed else None))
    assert int(np.diff(world.layout.first).sum()) == config.listings
    tables = {**chunk_tables(world, 0), **block_tables(world, 0), **world_tables(world)}
    now = datetime(2027, 12, 31, tzinfo=UTC)
    for name in ("platform/listings", "platform/edits"):
        for batch in tables[name].to_batches():
            for listing in batch_to_listings(batch):
                assert listing_problems(listing, now=now) == []
    assert tables["platform/listings"]["listing_id"].equals(tables["truth/listings"]["listing_id"])
    truth = tables["truth/listings"].to_pydict()
    for kind, bad, style, source in zip(
        truth["kind"], truth["is_counterfeit"], truth["style"], truth["source_operator"], strict=True
    ):
        assert bad == (kind == "counterfeit") == (style is not None) == (source is not None)


@SLOW
@given(config=WORLDS)
def test_no_world_without_counterfeiters_has_counterfeits(config: WorldConfig) -> None:
    honest = WorldConfig(
        seed=config.seed, listings=config.listings, brands=config.brands, counterfeit_share=0, deceived_share=0,
        lubricant_story=False, weeks=config.weeks,
    )  # fmt: skip
    world = World.build(honest, packs_of(None))
    truth = chunk_tables(world, 0)["truth/listings"]
    assert not any(truth["is_counterfeit"].to_pylist())
    assert world_tables(world)["truth/operators"].num_rows == 0


def test_a_chunk_made_alone_is_the_chunk_made_after_others() -> None:
    first, second = small_world(listings=45_000), small_world(listings=45_000)
    whole = [chunk_tables(first, number) for number in range(first.layout.chunks)]
    alone = chunk_tables(second, 1)
    assert len(whole) == 3
    for name, table in alone.items():
        assert parquet_bytes(table) == parquet_bytes(whole[1][name]), name


def test_chunks_share_nothing_and_leave_nothing_out() -> None:
    world = small_world(listings=45_000)
    ids = [number for chunk in range(3) for number in make_chunk(world, chunk).ids.to_pylist()]
    assert len(ids) == len(set(ids)) == 45_000
