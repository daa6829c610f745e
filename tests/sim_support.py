"""Worlds for tests."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from countermark.sim.config import WorldConfig
from countermark.sim.make import Summary, make_world, packs_of
from countermark.sim.world import World


def small_world(seed: int = 5, listings: int = 3_000, *, key: bytes | None = None, **given: Any) -> World:
    """Return a world that is not written anywhere."""
    return World.build(WorldConfig(seed=seed, listings=listings, **given), packs_of(key))


def written(folder: Path, *, processes: int = 1, **given: Any) -> Summary:
    """Write a world into a folder."""
    return make_world(WorldConfig(**given), folder, processes=processes)


def rows(folder: Path, table: str) -> dict[str, list[Any]]:
    """Return a table of a world as columns."""
    found: dict[str, list[Any]] = pq.read_table(folder / table).to_pydict()
    return found
