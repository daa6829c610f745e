"""Worlds for tests."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from countermark.engine.snapshot import Snapshot
from countermark.formats.registry_folder import read_registry
from countermark.formats.vocabulary import default_vocabulary
from countermark.sim.config import WorldConfig
from countermark.sim.events import chunk_tables
from countermark.sim.make import Summary, make_world, packs_of
from countermark.sim.parts import block_tables
from countermark.sim.play.options import PlayOptions
from countermark.sim.play.play import Played, play_world
from countermark.sim.play.run import Market
from countermark.sim.world import World
from countermark.starter import starter_policy, starter_weights


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


def tables_of(world: World) -> Market:
    """Return the platform's tables of a world that is not written anywhere."""
    chunks = [chunk_tables(world, number) for number in range(world.layout.chunks)]
    blocks = [block_tables(world, number) for number in range(world.layout.blocks)]
    return Market(
        *(
            pa.concat_tables([part[f"platform/{name}"] for part in parts]).combine_chunks()
            for name, parts in (("listings", chunks), ("edits", chunks), ("sellers", blocks))
        )
    )


@cache
def shipped_snapshot(world: Path) -> Snapshot:
    """Return what ships with countermark, with the registry of a world."""
    registry = read_registry(world / "platform" / "registry")
    return Snapshot.build(
        registry, starter_policy(), starter_weights(), as_of=date(2026, 1, 5), vocabulary=default_vocabulary()
    )


def played(world: Path, out: Path, *, processes: int = 1, weeks: int | None = None, **given: Any) -> Played:
    """Play a world under what ships."""
    return play_world(
        world, out, shipped_snapshot(world), PlayOptions(**given), processes=processes, weeks=weeks
    )  # fmt: skip
