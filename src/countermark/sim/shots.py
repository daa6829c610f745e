"""Which pictures each listing shows: how many, under which names, from whose set of originals, and how changed.

Everything follows from the world's seed and the number of the listing by hashing, so that the listings' tables and the
pictures, which are made apart, agree without asking each other.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.sim.chance import Stream, scrambled, stream
from countermark.sim.plan import KIND, STYLE, Plan
from countermark.sim.world import World

SOURCES: Final = ("own_photo", "brand_picture", "copied_brand_picture", "operators_set", "rings_set")
"""Whose pictures a listing shows."""
SOURCE: Final = {name: number for number, name in enumerate(SOURCES)}
CHANGES: Final = ("none", "mirrored", "recoloured", "cropped", "text_over_it")
"""What was done to them, first of all."""
CHANGE: Final = {name: number for number, name in enumerate(CHANGES)}
SHOTS_OF_A_SET: Final = 6
"""How many pictures a set has that several listings show."""
MOST_PICTURES: Final = 6
FORMATS: Final = ("jpeg", "progressive", "webp", "png")
ENDINGS: Final = ("jpg", "jpg", "webp", "png")
_FORMAT_SHARES: Final = (0.945, 0.04, 0.01, 0.005)
"""WebP takes five times as long to write as all else takes to draw, so that it is rarer than in real shops."""
_PRIMES: Final = {"count": 11, "later": 13, "again": 17, "first": 19, "format": 23}
"""Keeps apart what is drawn for a listing."""


@dataclass(frozen=True)
class Sets:
    """Which originals the listings of a chunk show; arrays (n,)."""

    source: Any
    """int64: place in `SOURCES`."""
    number: Any
    """int64: of the set of originals; listings with the same one show the same originals."""
    change: Any
    """int64: place in `CHANGES`."""


def make_sets(world: World, plan: Plan, chunk: int, style: Any) -> Sets:
    """Return whose pictures each listing of a chunk shows, which set of them, and how they were changed.

    Args:
        world: to which the plan belongs.
        plan: of the whole chunk.
        chunk: its number.
        style: int64 (n,), as in the truth: of a bait that of its second version.
    """
    rng = stream(world.config.seed, Stream.PICTURES, chunk)
    bad, draw = plan.kind == KIND["counterfeit"], rng.random(plan.count)
    ring = world.operators.ring[np.maximum(plan.source, 0)] if world.operators.count else plan.source
    lawful = np.where((plan.kind == KIND["authorised"]) | (plan.branded & (draw < 0.35)), 1, 0)
    shared = np.where((ring >= 0) & (draw > 0.85), 4, 3)
    source = np.where(bad, np.where(draw < 0.45, 2, np.where(draw < 0.55, 0, shared)), lawful)
    owner = np.select(
        [source == 0, source == 3, source == 4], [plan.listing + 2**40, plan.source + 2**41, ring + 2**42], plan.model
    )
    # An operator takes new pictures whenever it changes its ways; a ring keeps its own.
    own_set = np.where(source >= 3, plan.model % 64, 0) + np.where(source == 3, 64 * plan.step, 0)
    change = np.where((source == 2) & (rng.random(plan.count) < 0.6), 1 + rng.integers(0, 3, plan.count), 0)
    hidden = bad & (style == STYLE["hidden"]) & (rng.random(plan.count) < 0.7)
    return Sets(
        source=source,
        number=_set_numbers(world, owner, own_set),
        change=np.where(hidden, CHANGE["text_over_it"], change),
    )


def brand_sets(world: World, models: Any) -> Any:
    """Return the number of the set of pictures that the brand itself has of each model, int64 (n,)."""
    return _set_numbers(world, np.asarray(models, np.int64), 0)


def _set_numbers(world: World, owner: Any, own_set: Any) -> Any:
    return (scrambled(owner * 1_024 + own_set, world.config.seed) >> np.uint64(1)).astype(np.int64)


def drawn(world: World, listing: Any, what: str) -> Any:
    """Return a number from 0 to just below 1 for each listing, float64 (n,); `what` keeps draws apart."""
    bits = scrambled(np.asarray(listing, np.int64) * 64 + _PRIMES[what], world.config.seed + 2**33)
    return (bits >> np.uint64(11)).astype(float) / 2.0**53


def shown(world: World, plan: Plan, version: int) -> tuple[Any, Any]:
    """Return which pictures the listings show in a version: first number (from 1), and how many, int64 (n,) each.

    Who edits a listing mostly keeps its pictures, and now and then adds one, drops the first or takes new ones; behind
    a bait everything is new.
    """
    least = np.where(plan.kind == KIND["authorised"], 3, 1)
    count = least + (drawn(world, plan.listing, "count") * (MOST_PICTURES + 1 - least)).astype(np.int64)
    if version == 1:
        return np.ones(plan.count, np.int64), count
    later = drawn(world, plan.listing, "later")
    again = 1 + (drawn(world, plan.listing, "again") * MOST_PICTURES).astype(np.int64)
    new = plan.bait | (later >= 0.85)
    first = np.where(new, count + 1, np.where((later >= 0.77) & (count > 1), 2, 1))
    more = (later >= 0.7) & (later < 0.77) & (count < MOST_PICTURES)
    last = np.where(new, count + again, np.where(more, count + 1, count))
    return first, last - first + 1


def shot_of(world: World, plan: Plan, sets: Sets, row: Any, number: Any) -> Any:
    """Return which picture of its set each picture is, from 0, int64 (n,).

    Args:
        world: to which the plan belongs.
        plan: of the whole chunk.
        sets: of the whole chunk.
        row: int64 (n,), of the pictures' listings.
        number: int64 (n,), of the pictures in their listings, from 1.
    """
    start = drawn(world, plan.listing[row], "first")
    # Most show a set from its first picture on, as it was found.
    turn = np.where(start < 0.6, 0, (start * 1_000).astype(np.int64))
    shared = (turn + number - 1) % SHOTS_OF_A_SET
    return np.where(sets.source[row] == SOURCE["own_photo"], number - 1, shared)


def format_of(world: World, listing: Any, number: Any) -> Any:
    """Return the place in `FORMATS` of each picture, int64 (n,)."""
    share = drawn(world, np.asarray(listing) * 16 + number, "format")
    return np.searchsorted(np.cumsum(_FORMAT_SHARES), share, side="right").clip(max=len(FORMATS) - 1)


def picture_paths(ids: Any, formats: Any, numbers: Any) -> Any:
    """Return where pictures lie below `platform/`, as Arrow strings (n,).

    The names say nothing but listing and number. A folder holds the pictures of a hundred listings at most.

    Args:
        ids: Arrow strings (n,): ids of the listings, a letter and nine digits.
        formats: int64 (n,): place in `FORMATS`.
        numbers: int64 (n,): of the pictures in their listings.
    """
    return pc.binary_join_element_wise(
        "pictures/", pc.utf8_slice_codeunits(ids, 1, 5), "/", pc.utf8_slice_codeunits(ids, 5, 8), "/", ids, "-",
        pa.array(numbers).cast(pa.string()), ".", pa.array(ENDINGS).take(pa.array(formats)), "",
    )  # fmt: skip
