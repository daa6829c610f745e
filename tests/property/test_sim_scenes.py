"""Every picture of every world can be drawn, and its scene says what the listing is."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countermark.sim.chunk import make_chunk, styles_of
from countermark.sim.config import WorldConfig
from countermark.sim.make import packs_of
from countermark.sim.pictures import render_with_truth
from countermark.sim.plan import KIND
from countermark.sim.scenes import Scenes, known_pictures
from countermark.sim.shots import FORMATS, SHOTS_OF_A_SET, SOURCE, make_sets
from countermark.sim.world import World

WORLDS = st.builds(
    WorldConfig,
    seed=st.integers(0, 2**63 - 1),
    listings=st.integers(200, 600),
    brands=st.integers(20, 60),
    counterfeit_share=st.sampled_from([0.0, 0.03, 0.5]),
    deceived_share=st.sampled_from([0.0, 0.5]),
    ring_share=st.sampled_from([0.0, 1.0]),
    lubricant_story=st.just(value=False),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(config=WORLDS, shot=st.integers(0, SHOTS_OF_A_SET - 1), number=st.integers(1, 12))
def test_every_listing_has_scenes_that_say_what_it_is(config: WorldConfig, shot: int, number: int) -> None:
    world = World.build(config, packs_of(None), has_pictures=True)
    chunk = make_chunk(world, 0)
    sets = make_sets(world, chunk.plan, 0, styles_of(chunk))
    scenes = Scenes(world, chunk, sets)
    for row in range(chunk.plan.count):
        harmless = bool(row % 2 and chunk.plan.bait[row])
        shown = scenes.scene(row, number, shot, row % len(FORMATS), harmless=harmless)
        assert shown.scene.file_format == FORMATS[row % len(FORMATS)]
        fake, source = chunk.plan.kind[row] == KIND["counterfeit"], sets.source[row]
        assert fake or shown.goods != "counterfeit"
        assert (shown.scene.authenticity == "counterfeit") == (shown.goods == "counterfeit")
        of_brand = source in (SOURCE["brand_picture"], SOURCE["copied_brand_picture"])
        assert (shown.model >= 0) == (of_brand and not harmless)
        assert not harmless or shown.goods == "generic"
    rendered = render_with_truth(shown.scene)
    assert shown.goods != "generic" or not rendered.logos


@settings(max_examples=12, deadline=None)
@given(config=WORLDS)
def test_no_two_known_pictures_have_one_name(config: WorldConfig) -> None:
    world = World.build(config, packs_of(None), has_pictures=True)
    names = [path for model in range(len(world.catalogue.model_name)) for _, path in known_pictures(world, model)]
    assert len(names) == len(set(names))
    assert all(name.isascii() for name in names)
