"""Plays a finished world and writes what happened to a folder of its own."""

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from countermark import __version__
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.snapshot import Snapshot
from countermark.evidence.files import write_atomically
from countermark.sim.chance import VERSION
from countermark.sim.errors import SimError
from countermark.sim.folder import FINISHED, PLAYED, FileNote, check_room, world_digest, world_folder, write_table
from countermark.sim.make import Summary, packs_of
from countermark.sim.packs import key_fingerprint
from countermark.sim.play.defence import Defence
from countermark.sim.play.desk import Desk, Verdicts
from countermark.sim.play.intents import make_intents
from countermark.sim.play.links import Links
from countermark.sim.play.options import MAX_LISTINGS, PlayOptions, checked
from countermark.sim.play.output import play_tables
from countermark.sim.play.reviewers import Reviewers
from countermark.sim.play.run import Market, Observe, Play
from countermark.sim.play.screening import Screening, engine
from countermark.sim.play.strikes import Strikes
from countermark.sim.world import World

_ROOM_SHARE: Final = 1.0
"""A play takes at most about as much room as its world without the pictures."""


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What a finished play is: the content of `play.json`."""

    version: str
    """Of countermark."""
    streams: int
    """Version of the streams of chance."""
    python: str
    numpy: str
    pyarrow: str
    world: str
    """Hash of the world that was played."""
    seed: int
    """Of that world."""
    listings: int
    """Of that world."""
    weeks: int
    snapshot: str
    """Hash of what decisions depended on."""
    options: PlayOptions
    rows: dict[str, int]
    """Folder -> rows."""
    size: int
    """Bytes of all files."""
    sha256: str
    """Of all files together."""


def read_world(folder: Path) -> Summary:
    """Return what a finished world is.

    Raises:
        InvalidInputError: the folder holds no finished world.
    """
    path = folder / FINISHED
    try:
        return msgspec.json.decode(path.read_bytes(), type=Summary)
    except OSError as error:
        message = f"cannot be read: {error.strerror}; expected the folder of a finished world"
        raise InvalidInputError([Problem(str(path), None, None, message)]) from error
    except msgspec.DecodeError as error:
        raise InvalidInputError([Problem(str(path), None, None, f"is not a world's summary: {error}")]) from error


def last_day(summary: Summary) -> Any:
    """Return the day after a world's last one, which stands for today while it is played."""
    return summary.config.start + (np.timedelta64(summary.config.days, "D")).astype(object)


def play_world(  # noqa: PLR0913 - a world, how it is played, and where it goes
    folder: Path,
    out: Path,
    snapshot: Snapshot,
    options: PlayOptions,
    *,
    key: bytes | None = None,
    weeks: int | None = None,
    processes: int = 2,
    restart: bool = False,
    more: Sequence[Defence] = (),
    observe: Observe = lambda _done, _all: None,
) -> Played:
    """Play a finished world; an interrupted play is gone on with.

    Args:
        folder: of the world. Its truth is made again from its seed; the folder `truth` is not read.
        out: folder that is empty, not there, or holds the same play unfinished.
        snapshot: under which the engine decides.
        options: of the programme and the sellers.
        key: of the world's sealed pack, if it has one.
        weeks: how many; None for all that the world has.
        processes: of the engine; they change nothing in what happens.
        restart: throw away an unfinished play that is there.
        more: other parts of the programme, asked after the built-in ones.
        observe: told how far it is.

    Raises:
        InvalidInputError: options, weeks or key are impossible, or there is no such world.
        NoRoomError: the disk is too small.
        SimError: the folder is in use or holds something else, or the world is of other versions.
    """
    checked(options)
    summary = read_world(folder)
    _refuse(folder, summary, key, weeks)
    check_room(out, round(_ROOM_SHARE * summary.size))
    played = summary.config.weeks if weeks is None else weeks
    begun = msgspec.json.encode({
        "version": __version__, "with": _libraries(), "world": summary.sha256, "weeks": played, "options": options,
        "snapshot": snapshot.hash, "more": [each.name for each in more],
    })  # fmt: skip
    with world_folder(out, begun, restart=restart, finished=PLAYED) as work:
        world = World.build(summary.config, packs_of(key))
        market = Market(*(_read(folder, name) for name in ("listings", "edits", "sellers")))
        play = Play(world, make_intents(world), market, options, played)
        with engine(snapshot, processes) as screen:
            play.run([Screening(screen, work), *built_in(play, market), *more], observe)
        notes = [write_table(out, f"{name}/part-00000.parquet", table) for name, table in play_tables(play).items()]
        found = _summary(summary, snapshot, options, played, notes)
        write_atomically(out / PLAYED, msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    return found


def built_in(play: Play, market: Market) -> list[Defence]:
    """Return reviewers, desk, laboratory, strikes and links, in the order in which they are asked."""
    options, world = play.options, play.world
    capacity = options.reviews_per_1000 * world.config.listings / 1_000
    return [
        Reviewers(options, capacity, play.looks),
        Desk(play.looks, world.config.seed),
        Verdicts(),
        Strikes(options),
        Links(options.link_fields, market.sellers),
    ]


def _refuse(folder: Path, summary: Summary, key: bytes | None, weeks: int | None) -> None:
    here = {"version": __version__, "streams": VERSION, **_libraries()}
    for name in ("version", "streams", "numpy", "pyarrow"):
        if getattr(summary, name) != here[name]:
            raise SimError(
                f"{folder}: was made with {name} {getattr(summary, name)}, and this is {here[name]}: its truth cannot "
                "be made again; make the world anew"
            )
    problems = []
    if weeks is not None and not 1 <= weeks <= summary.config.weeks:
        problems.append(Problem("--weeks", None, None, f"is {weeks}; the world has {summary.config.weeks}"))
    if summary.config.listings > MAX_LISTINGS:
        message = f"has {summary.config.listings:,} listings; at most {MAX_LISTINGS:,} can be played"
        problems.append(Problem(str(folder), None, None, message))
    if (None if key is None else key_fingerprint(key)) != summary.key_sha256:
        message = (
            "is not the key of this world's sealed pack"
            if key is not None
            else "is needed: the world has a sealed pack"
        )
        problems.append(Problem("--pack-key", None, None, message))
    if problems:
        raise InvalidInputError(problems)


def _libraries() -> dict[str, str]:
    return {"python": platform.python_version(), "numpy": np.__version__, "pyarrow": pa.__version__}


def _read(folder: Path, table: str) -> Any:
    paths = sorted((folder / "platform" / table).glob("part-*.parquet"))
    if not paths:
        raise SimError(f"{folder}: has no platform/{table}; the world is not whole")
    return pa.concat_tables([pq.read_table(path) for path in paths]).combine_chunks()


def _summary(summary: Summary, snapshot: Snapshot, options: PlayOptions, weeks: int, notes: list[FileNote]) -> Played:
    return Played(
        version=__version__,
        streams=VERSION,
        **_libraries(),
        world=summary.sha256,
        seed=summary.config.seed,
        listings=summary.config.listings,
        weeks=weeks,
        snapshot=snapshot.hash,
        options=options,
        rows={note.path.rpartition("/")[0]: note.rows for note in sorted(notes, key=lambda note: note.path)},
        size=sum(note.size for note in notes),
        sha256=world_digest(notes),
    )
