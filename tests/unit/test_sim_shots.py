"""Which pictures a listing shows, before anything is drawn."""

import numpy as np
import pyarrow as pa

from countermark.sim.plan import KIND, make_plan
from countermark.sim.shots import (
    FORMATS,
    MOST_PICTURES,
    SHOTS_OF_A_SET,
    SOURCE,
    brand_sets,
    format_of,
    make_sets,
    picture_paths,
    shot_of,
    shown,
)
from sim_support import small_world

WORLD = small_world(listings=6_000)
PLAN = make_plan(WORLD, 0)
SETS = make_sets(WORLD, PLAN, 0, PLAN.style)


def test_a_listing_shows_one_to_six_pictures_and_authorised_sellers_three_or_more() -> None:
    first, count = shown(WORLD, PLAN, 1)
    assert set(first) == {1}
    assert set(count) == set(range(1, MOST_PICTURES + 1))
    assert count[PLAN.kind == KIND["authorised"]].min() == 3


def test_an_edit_mostly_keeps_the_pictures_and_a_bait_never_does() -> None:
    _, count = shown(WORLD, PLAN, 1)
    first, later = shown(WORLD, PLAN, 2)
    assert later.min() >= 1
    same = (first == 1) & (later == count)
    assert 0.6 < same[~PLAN.bait].mean() < 0.8
    assert (first[PLAN.bait] == count[PLAN.bait] + 1).all()
    assert (first[~PLAN.bait] > count[~PLAN.bait]).any(), "new pictures do not give a bait away"


def test_what_a_listing_shows_does_not_depend_on_what_else_is_asked() -> None:
    some = np.array([5, 100, 3_000])
    for version in (1, 2):
        for whole, part in zip(shown(WORLD, PLAN, version), shown(WORLD, PLAN.take(some), version), strict=True):
            assert (whole[some] == part).all()


def test_shared_sets_have_six_pictures_and_own_ones_as_many_as_are_shown() -> None:
    row = np.repeat(np.arange(PLAN.count), 9)
    number = np.tile(np.arange(1, 10), PLAN.count)
    shot = shot_of(WORLD, PLAN, SETS, row, number)
    own = SETS.source[row] == SOURCE["own_photo"]
    assert (shot[own] == number[own] - 1).all()
    assert set(shot[~own]) == set(range(SHOTS_OF_A_SET))


def test_copies_show_the_sets_of_the_brands() -> None:
    copied = np.isin(SETS.source, (SOURCE["brand_picture"], SOURCE["copied_brand_picture"]))
    assert (SETS.number[copied] == brand_sets(WORLD, PLAN.model[copied])).all()
    assert not set(SETS.number[~copied]) & set(brand_sets(WORLD, np.arange(len(WORLD.catalogue.model_name))))


def test_formats_do_not_tell_what_is_sold() -> None:
    formats = format_of(WORLD, PLAN.listing, np.ones(PLAN.count, np.int64))
    assert set(formats) == set(range(len(FORMATS)))
    jpeg = formats == 0
    bad = PLAN.kind == KIND["counterfeit"]
    assert abs(jpeg[bad].mean() - jpeg[~bad].mean()) < 0.06


def test_paths_are_made_of_the_id_and_the_number_alone() -> None:
    ids = pa.array(["L012345678", "L000000012"])
    found = picture_paths(ids, np.array([2, 0]), np.array([1, 6]))
    assert found.to_pylist() == ["pictures/0123/456/L012345678-1.webp", "pictures/0000/000/L000000012-6.jpg"]
