"""Pictures of a finished world on one sheet, so that a person can look at them."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from countermark.sim.errors import SimError
from countermark.sim.pictures.contact_sheet import Picture, laid_out

_COLUMNS: Final = ("picture", "listing_id", "source", "changes", "goods", "logos", "texts")


def world_sheet(world: Path, count: int, seed: int, *, boxes: bool) -> bytes:
    """Return a JPEG with some of a world's pictures, each with what is true about it.

    Args:
        world: folder of a finished world.
        count: how many pictures; as many as there are, where there are fewer.
        seed: decides which. One in four is from a counterfeit listing, so that there is something to see.
        boxes: draw boxes round logos and texts.

    Raises:
        SimError: the world has no pictures.
        OSError: a file is not there.
    """
    folder = world / "truth" / "pictures"
    if not folder.is_dir():
        raise SimError(f"{world}: has no pictures; make a world without --no-pictures")
    rows = pq.read_table(folder, columns=list(_COLUMNS))
    listings = pq.read_table(world / "truth" / "listings", columns=["listing_id", "is_counterfeit", "kind"])
    fakes = listings.filter(listings.column("is_counterfeit")).column("listing_id")
    is_fake = np.asarray(pc.is_in(rows.column("listing_id"), value_set=fakes.combine_chunks()))
    rng = np.random.default_rng(seed)
    chosen = [*_some(rng, ~is_fake, count - count // 4), *_some(rng, is_fake, count // 4)]
    kinds = dict(zip(*(listings.column(name).to_pylist() for name in ("listing_id", "kind")), strict=True))
    found = rows.take(rng.permutation(chosen)).to_pylist()
    return laid_out(
        [
            Picture((world / "platform" / row["picture"]).read_bytes(), _caption(row, kinds), _boxes(row))
            for row in found
        ],
        boxes=boxes,
    )


def _some(rng: np.random.Generator, which: Any, count: int) -> list[int]:
    places = np.flatnonzero(which)
    return rng.choice(places, min(count, len(places)), replace=False).tolist() if count else []


def _caption(row: dict[str, Any], kinds: dict[str, str]) -> str:
    changes = "".join(f", {change}" for change in row["changes"])
    return f"{kinds[row['listing_id']]}: {row['source']} of {row['goods']}{changes}"


def _boxes(row: dict[str, Any]) -> tuple[tuple[str, tuple[int, int, int, int]], ...]:
    return tuple(
        (kind, (each["left"], each["top"], each["right"], each["bottom"]))
        for kind in ("logos", "texts")
        for each in row[kind]
    )
