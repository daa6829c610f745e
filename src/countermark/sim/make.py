"""Makes a world and writes it: parts in any order, by any number of processes, always the same bytes."""

import errno
import multiprocessing
import platform
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from countermark import __version__
from countermark.engine.registry.write import registry_files
from countermark.evidence.files import write_atomically
from countermark.sim.brand_registry import make_registry
from countermark.sim.chance import VERSION
from countermark.sim.config import WorldConfig, checked
from countermark.sim.errors import NoRoomError, SimError
from countermark.sim.events import chunk_tables
from countermark.sim.folder import (
    FINISHED,
    FileNote,
    check_room,
    room_needed,
    world_digest,
    world_folder,
    write_file,
    write_table,
)
from countermark.sim.packs import Pack, key_fingerprint, sealed_pack, tuning_pack
from countermark.sim.parts import block_tables, world_tables
from countermark.sim.workers import end_with_parent
from countermark.sim.world import World

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Part(msgspec.Struct, frozen=True):
    """One piece of work."""

    kind: str
    """`whole`, `sellers` or `listings`."""
    number: int = 0


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished world is: the content of `world.json`."""

    version: str
    """Of countermark."""
    streams: int
    """Version of the streams of chance."""
    python: str
    numpy: str
    pyarrow: str
    config: WorldConfig
    packs: list[str]
    key_sha256: str | None
    """Fingerprint of the key of the sealed pack."""
    rows: dict[str, int]
    """Folder -> rows."""
    size: int
    """Bytes of all files."""
    sha256: str
    """Of all files together."""


Observe = Callable[[int, int], None]
"""(listings that are written, listings in all)"""


def packs_of(key: bytes | None) -> tuple[Pack, ...]:
    """Return the packs of a world: the tuning pack, and with a key the sealed one."""
    return (tuning_pack(),) if key is None else (tuning_pack(), sealed_pack(key))


def make_world(  # noqa: PLR0913 - a world, where it goes, and how it is made
    config: WorldConfig,
    out: Path,
    *,
    key: bytes | None = None,
    processes: int = 2,
    restart: bool = False,
    observe: Observe = lambda _done, _all: None,
) -> Summary:
    """Make a world and write it to a folder; an interrupted one is gone on with.

    Args:
        config: what to make.
        out: folder that is empty, not there, or holds the same world unfinished.
        key: of the sealed pack; None for the tuning pack alone.
        processes: 1 to work in this process, more to work in as many others.
        restart: throw away an unfinished world that is there.
        observe: told how far it is.

    Raises:
        InvalidInputError: the configuration is impossible.
        NoRoomError: the disk is too small; nothing was written, or what is finished stays.
        SimError: the folder is in use or holds something else, or a worker died.
    """
    checked(config)
    check_room(out, room_needed(config.listings, config.orders_per_listing))
    begun = msgspec.json.encode(
        {"version": __version__, "streams": VERSION, "config": config, "key": _fingerprint(key), "with": _libraries()}
    )
    with world_folder(out, begun, restart=restart) as work:
        try:
            notes = list(_notes(config, out, work, key, processes, observe))
        except OSError as error:
            if error.errno in _FULL:
                raise NoRoomError(
                    f"{out}: the disk is full; what is finished stays, the same command goes on"
                ) from error
            raise
        summary = _summary(config, key, notes)
        write_atomically(out / FINISHED, msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    return summary


def _fingerprint(key: bytes | None) -> str | None:
    return None if key is None else key_fingerprint(key)


def _libraries() -> dict[str, str]:
    return {"python": platform.python_version(), "numpy": np.__version__, "pyarrow": pa.__version__}


def _notes(  # noqa: PLR0913, PLR0917 - as make_world
    config: WorldConfig, out: Path, work: Path, key: bytes | None, processes: int, observe: Observe
) -> Iterator[FileNote]:
    """Yield a note of every file, of those that an earlier run wrote as well."""
    world = World.build(config, packs_of(key))
    parts = [Part("whole")]
    parts += [Part("sellers", number) for number in range(world.layout.blocks)]
    parts += [Part("listings", number) for number in range(world.layout.chunks)]
    waiting = [part for part in parts if not _note_path(work, part).exists()]
    done = sum(_listings(world, part) for part in parts) - sum(_listings(world, part) for part in waiting)
    for part in _worked(world, out, work, key, processes, waiting):
        done += _listings(world, part)
        observe(done, config.listings)
    for part in parts:
        yield from msgspec.json.decode(_note_path(work, part).read_bytes(), type=list[FileNote])


def _listings(world: World, part: Part) -> int:
    start, stop = world.layout.chunk(part.number) if part.kind == "listings" else (0, 0)
    return stop - start


def _note_path(work: Path, part: Part) -> Path:
    return work / f"{part.kind}-{part.number:05}.json"


def _worked(  # noqa: PLR0913, PLR0917 - as make_world
    world: World, out: Path, work: Path, key: bytes | None, processes: int, parts: list[Part]
) -> Iterator[Part]:
    """Do the parts and yield each when it is done."""
    if processes == 1 or len(parts) == 1:
        for part in parts:
            write_part(world, out, work, part)
            yield part
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (world.config, key)) as pool:
        try:
            running: dict[Future[None], Part] = {}
            waiting = deque(parts)
            while waiting or running:
                while waiting and len(running) < 2 * processes:
                    part = waiting.popleft()
                    running[pool.submit(_work, str(out), str(work), part.kind, part.number)] = part
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                    yield running.pop(future)
        except BrokenProcessPool as error:
            raise SimError(f"{out}: a worker died; what is finished stays, the same command goes on") from error
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


_of_worker: dict[str, World] = {}
"""The world of a worker process; empty in the parent."""


def _start(config: WorldConfig, key: bytes | None) -> None:
    end_with_parent()
    pa.set_cpu_count(1)
    _of_worker["world"] = World.build(config, packs_of(key))


def _work(out: str, work: str, kind: str, number: int) -> None:
    write_part(_of_worker["world"], Path(out), Path(work), Part(kind, number))


def write_part(world: World, out: Path, work: Path, part: Part) -> None:
    """Write the files of one part, and then the note that says so."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "whole": lambda: world_tables(world),
        "sellers": lambda: block_tables(world, part.number),
        "listings": lambda: chunk_tables(world, part.number),
    }
    notes = [
        write_table(out, f"{name}/part-{part.number:05}.parquet", table) for name, table in makers[part.kind]().items()
    ]
    if part.kind == "whole":
        registry = registry_files(make_registry(world.catalogue, world.config, world.authorised()))
        notes += [
            write_file(out, f"platform/registry/{name}", data, data.count(b"\n") - 1) for name, data in registry.items()
        ]
    write_atomically(_note_path(work, part), msgspec.json.encode(notes))


def _summary(config: WorldConfig, key: bytes | None, notes: list[FileNote]) -> Summary:
    rows: dict[str, int] = {}
    for note in notes:
        table = note.path.removesuffix(".csv") if note.path.endswith(".csv") else note.path.rpartition("/")[0]
        rows[table] = rows.get(table, 0) + note.rows
    return Summary(
        version=__version__,
        streams=VERSION,
        **_libraries(),
        config=config,
        packs=[pack.name for pack in packs_of(key)],
        key_sha256=_fingerprint(key),
        rows=dict(sorted(rows.items())),
        size=sum(note.size for note in notes),
        sha256=world_digest(notes),
    )
