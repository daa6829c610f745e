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
    PictureFiles,
    check_room,
    pictures_expected,
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

_DRAWN_PARTS: Final = 1_000
"""Parts of pictures of chunk c are numbered from 1,000 c."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Part(msgspec.Struct, frozen=True):
    """One piece of work."""

    kind: str
    """`whole`, `sellers`, `listings`, and with pictures `brand_pictures` and `pictures`."""
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
    pictures: dict[str, str] | None
    """What drew the pictures; null where there are none."""
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


Observe = Callable[[int, int, int], None]
"""(listings that are written with all their pictures, listings in all, pictures that are drawn)"""
LISTINGS_DRAWN: Final = 80
"""How many listings' pictures are one part."""
MODELS_DRAWN: Final = 40
"""How many models' pictures by their brand are one part."""


def packs_of(key: bytes | None) -> tuple[Pack, ...]:
    """Return the packs of a world: the tuning pack, and with a key the sealed one."""
    return (tuning_pack(),) if key is None else (tuning_pack(), sealed_pack(key))


def make_world(  # noqa: PLR0913 - a world, where it goes, and how it is made
    config: WorldConfig,
    out: Path,
    *,
    key: bytes | None = None,
    pictures: bool = False,
    processes: int = 2,
    restart: bool = False,
    observe: Observe = lambda _done, _all, _pictures: None,
) -> Summary:
    """Make a world and write it to a folder; an interrupted one is gone on with.

    Args:
        config: what to make.
        out: folder that is empty, not there, or holds the same world unfinished.
        key: of the sealed pack; None for the tuning pack alone.
        pictures: whether to draw pictures; needs `countermark[pictures]`.
        processes: 1 to work in this process, more to work in as many others.
        restart: throw away an unfinished world that is there.
        observe: told how far it is.

    Raises:
        InvalidInputError: the configuration is impossible.
        NoRoomError: the disk is too small; nothing was written, or what is finished stays.
        SimError: the folder is in use or holds something else, a worker died, or what draws pictures is not installed.
    """
    checked(config)
    libraries = {**_libraries(), "pictures": _drawn_with() if pictures else None}
    count = pictures_expected(config.listings, config.brands) if pictures else 0
    check_room(out, room_needed(config.listings, config.orders_per_listing, count))
    begun = msgspec.json.encode(
        {"version": __version__, "streams": VERSION, "config": config, "key": _fingerprint(key), "with": libraries}
    )
    plan = _Making(config, key, pictures)
    with world_folder(out, begun, restart=restart) as work:
        try:
            notes = list(_notes(plan, out, work, processes, observe))
        except OSError as error:
            if error.errno in _FULL:
                raise NoRoomError(
                    f"{out}: the disk is full; what is finished stays, the same command goes on"
                ) from error
            raise
        summary = _summary(plan, libraries, notes)
        write_atomically(out / FINISHED, msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    return summary


class _Making(msgspec.Struct, frozen=True):
    """Everything that decides a world: what a worker needs to make a part of it."""

    config: WorldConfig
    key: bytes | None
    pictures: bool

    def world(self) -> World:
        return World.build(self.config, packs_of(self.key), has_pictures=self.pictures)


def _drawing() -> Any:
    """Return the module that draws pictures, which needs libraries that not everybody has.

    Raises:
        SimError: they are not installed.
    """
    try:
        from countermark.sim import picture_parts  # noqa: PLC0415 - an extra: not everybody has it

        picture_parts.libraries()
    except ModuleNotFoundError as error:
        raise SimError(
            f"pictures cannot be drawn without {error.name}: install countermark[pictures], or give --no-pictures"
        ) from error
    picture_parts.prepare_process()
    return picture_parts


def require_drawing() -> None:
    """Return if pictures can be drawn and read here.

    Raises:
        SimError: what draws them is not installed.
    """
    _drawing()


def _drawn_with() -> dict[str, str]:
    found: dict[str, str] = _drawing().libraries()
    return found


def _fingerprint(key: bytes | None) -> str | None:
    return None if key is None else key_fingerprint(key)


def _libraries() -> dict[str, str]:
    return {"python": platform.python_version(), "numpy": np.__version__, "pyarrow": pa.__version__}


def _notes(plan: _Making, out: Path, work: Path, processes: int, observe: Observe) -> Iterator[FileNote]:
    """Yield a note of every file, of those that an earlier run wrote as well."""
    world = plan.world()
    parts = _parts(world)
    waiting = [part for part in parts if not _note_path(work, part).exists()]
    finished = set(parts) - set(waiting)
    done = sum(_listings(world, part) for part in finished)
    pictures = sum(note.pictures for part in finished for note in _noted(work, part))
    for part in _worked(world, plan, out, work, processes, waiting):
        done += _listings(world, part)
        pictures += sum(note.pictures for note in _noted(work, part))
        observe(done, world.config.listings, pictures)
    for part in parts:
        yield from _noted(work, part)


def _parts(world: World) -> list[Part]:
    """Return all pieces of work, in the order in which they are begun."""
    parts = [Part("whole")]
    parts += [Part("sellers", number) for number in range(world.layout.blocks)]
    parts += [Part("listings", number) for number in range(world.layout.chunks)]
    if world.has_pictures:
        models = len(world.catalogue.model_name)
        parts += [Part("brand_pictures", number) for number in range(-(-models // MODELS_DRAWN))]
        parts += [
            Part("pictures", chunk * _DRAWN_PARTS + number)
            for chunk in range(world.layout.chunks)
            for number in range(-(-_size(world, chunk) // LISTINGS_DRAWN))
        ]
    return parts


def _size(world: World, chunk: int) -> int:
    start, stop = world.layout.chunk(chunk)
    return stop - start


def _listings(world: World, part: Part) -> int:
    """Return how many listings are finished with a part."""
    if part.kind == "pictures":
        chunk, number = divmod(part.number, _DRAWN_PARTS)
        return min(LISTINGS_DRAWN, _size(world, chunk) - number * LISTINGS_DRAWN)
    return _size(world, part.number) if part.kind == "listings" and not world.has_pictures else 0


def _noted(work: Path, part: Part) -> list[FileNote]:
    return msgspec.json.decode(_note_path(work, part).read_bytes(), type=list[FileNote])


def _note_path(work: Path, part: Part) -> Path:
    return work / f"{part.kind}-{part.number:05}.json"


def _worked(  # noqa: PLR0913, PLR0917 - as make_world
    world: World, plan: _Making, out: Path, work: Path, processes: int, parts: list[Part]
) -> Iterator[Part]:
    """Do the parts and yield each when it is done."""
    if processes == 1 or len(parts) == 1:
        for part in parts:
            write_part(world, out, work, part)
            yield part
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (msgspec.msgpack.encode(plan),)) as pool:
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


def _start(plan: bytes) -> None:
    end_with_parent()
    pa.set_cpu_count(1)
    _of_worker["world"] = msgspec.msgpack.decode(plan, type=_Making).world()


def _work(out: str, work: str, kind: str, number: int) -> None:
    write_part(_of_worker["world"], Path(out), Path(work), Part(kind, number))


def write_part(world: World, out: Path, work: Path, part: Part) -> None:
    """Write the files of one part, and then the note that says so."""
    if part.kind in {"brand_pictures", "pictures"}:
        note = _write_pictures(world, out, part)
        write_atomically(_note_path(work, part), msgspec.json.encode([note]))
        return
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


def _write_pictures(world: World, out: Path, part: Part) -> FileNote:
    """Write the pictures of a part, and then the table that lists them with their hashes."""
    drawing, files = _drawing(), PictureFiles(out)
    if part.kind == "brand_pictures":
        name = "platform/brand_pictures"
        table = drawing.draw_brand_pictures(world, part.number * MODELS_DRAWN, MODELS_DRAWN, files.write)
    else:
        name = "truth/pictures"
        chunk, number = divmod(part.number, _DRAWN_PARTS)
        table = drawing.draw_listings(world, chunk, number * LISTINGS_DRAWN, LISTINGS_DRAWN, files.write)
    files.make_durable()
    note = write_table(out, f"{name}/part-{part.number:05}.parquet", table)
    return msgspec.structs.replace(note, pictures=files.count, pictures_size=files.size)


def _summary(plan: _Making, libraries: dict[str, Any], notes: list[FileNote]) -> Summary:
    rows: dict[str, int] = {}
    for note in notes:
        table = note.path.removesuffix(".csv") if note.path.endswith(".csv") else note.path.rpartition("/")[0]
        rows[table] = rows.get(table, 0) + note.rows
    return Summary(
        version=__version__,
        streams=VERSION,
        **libraries,
        config=plan.config,
        packs=[pack.name for pack in packs_of(plan.key)],
        key_sha256=_fingerprint(plan.key),
        rows=dict(sorted(rows.items())),
        size=sum(note.size + note.pictures_size for note in notes),
        sha256=world_digest(notes),
    )
