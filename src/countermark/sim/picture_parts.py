"""The pictures of a world, part by part: files, and what is true about each."""

import hashlib
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Final

import cv2
import numpy as np
import PIL
import pyarrow as pa

from countermark.sim.chunk import Chunk, make_chunk, styles_of
from countermark.sim.pictures import Rendered, render_with_truth
from countermark.sim.pictures.scene import Scene
from countermark.sim.scenes import Scenes, Shown, brand_original, known_pictures, line_of
from countermark.sim.shots import (
    FORMATS,
    SOURCE,
    SOURCES,
    Sets,
    format_of,
    make_sets,
    picture_paths,
    shot_of,
    shown,
)
from countermark.sim.tables import made, named, schema_of
from countermark.sim.world import World

_FONTS: Final = (
    "fontpkg-comfortaa", "fontpkg-lobster", "fontpkg-noto-sans", "fontpkg-noto-serif", "fontpkg-oswald",
    "fontpkg-unbounded", "pylopdf-fonts-zh-cn",
)  # fmt: skip
_KEPT: Final = 64
"""Pictures of which the bytes are kept, for listings that show the same one."""
Write = Callable[[str, bytes], None]
"""(path below the world's folder, bytes)"""


@dataclass(frozen=True)
class Shots:
    """All pictures of a chunk of listings, those of one set one after the other; arrays (n,)."""

    row: Any
    """int64: of the listing in its chunk."""
    number: Any
    """int64: of the picture in its listing, from 1."""
    version: Any
    """int64: version of the listing that shows it first."""
    shot: Any
    """int64: which picture of its set it is."""
    file_format: Any
    """int64: place in `FORMATS`."""
    starts: Any
    """int64 (listings + 1,): pictures of the listing at place p of the order are starts[p] to starts[p + 1]."""


@dataclass(frozen=True)
class _Prepared:
    chunk: Chunk
    sets: Sets
    shots: Shots
    scenes: Scenes


def libraries() -> dict[str, str]:
    """Return what pictures depend on beside the seed: what draws them, the fonts, and the kind of processor.

    Raises:
        ModuleNotFoundError: a package with fonts is not installed.
    """
    fonts = {name: version(name) for name in _FONTS}
    return {"opencv": cv2.__version__, "pillow": PIL.__version__, **fonts, "processor": platform.machine()}


def prepare_process() -> None:
    """Make this process draw with one thread, so that several processes do not disturb each other."""
    cv2.setNumThreads(1)


def draw_listings(world: World, chunk: int, first: int, count: int, write: Write) -> Any:
    """Draw the pictures of some of a chunk's listings and return the truth about them.

    Listings are counted in the order of their sets, so that pictures of one set are drawn by one process.

    Args:
        world: to draw.
        chunk: number of the chunk.
        first: place of the first listing in that order.
        count: how many listings.
        write: takes each picture's file.
    """
    prepared = _prepared(world, chunk)
    shots = prepared.shots
    at = np.arange(shots.starts[first], shots.starts[min(first + count, len(shots.starts) - 1)])
    ids = prepared.chunk.ids.take(pa.array(shots.row[at]))
    paths = picture_paths(ids, shots.file_format[at], shots.number[at]).to_pylist()
    drawn: list[tuple[Shown, Rendered, str]] = []
    for path, place in zip(paths, at.tolist(), strict=True):
        row = int(shots.row[place])
        harmless = bool(prepared.chunk.plan.bait[row]) and int(shots.version[place]) == 1
        found = prepared.scenes.scene(
            row, int(shots.number[place]), int(shots.shot[place]), int(shots.file_format[place]), harmless=harmless
        )
        rendered, digest = _rendered(found.scene)
        write(f"platform/{path}", rendered.data)
        drawn.append((found, rendered, digest))
    return _truth(world, prepared, at, ids, paths, drawn)


@lru_cache(maxsize=1)
def _prepared(world: World, number: int) -> _Prepared:
    """Return a chunk of listings with all that its pictures depend on; the last one is kept."""
    chunk = make_chunk(world, number)
    sets = make_sets(world, chunk.plan, number, styles_of(chunk))
    return _Prepared(chunk, sets, _shots(world, chunk, sets), Scenes(world, chunk, sets))


def _shots(world: World, chunk: Chunk, sets: Sets) -> Shots:
    plan = chunk.plan
    _, count = shown(world, plan, 1)
    later_first, later_count = shown(world, plan, 2)
    edited = np.isfinite(plan.edited_day)
    last = np.where(edited, np.maximum(count, later_first + later_count - 1), count)
    order = np.argsort(sets.number, kind="stable")
    starts = np.concatenate([[0], np.cumsum(last[order])])
    row = np.repeat(order, last[order])
    number = np.arange(starts[-1]) - np.repeat(starts[:-1], last[order]) + 1
    version = np.where(number > count[row], 2, 1)
    # Behind a bait the pictures of the second version are a set's first ones, for the buyer has seen none of it.
    within = np.where(plan.bait[row] & (version == 2), number - count[row], number)
    return Shots(
        row=row,
        number=number,
        version=version,
        shot=shot_of(world, plan, sets, row, within),
        file_format=format_of(world, plan.listing[row], number),
        starts=starts,
    )


@lru_cache(maxsize=_KEPT)
def _rendered(scene: Scene) -> tuple[Rendered, str]:
    """Return a picture with its truth and the SHA-256 of its file."""
    rendered = render_with_truth(scene)
    return rendered, hashlib.sha256(rendered.data).hexdigest()


def _truth(  # noqa: PLR0913, PLR0917 - all that is known of the pictures
    world: World, prepared: _Prepared, at: Any, ids: Any, paths: list[str], drawn: list[tuple[Shown, Rendered, str]]
) -> Any:
    shots, sets = prepared.shots, prepared.sets
    row = shots.row[at]
    harmless = prepared.chunk.plan.bait[row] & (shots.version[at] == 1)
    source = np.where(harmless, SOURCE["own_photo"], sets.source[row])
    columns = {
        "picture": pa.array(paths, pa.string()),
        "listing_id": ids,
        "version": shots.version[at],
        "source": named(source, SOURCES),
        "picture_set": pa.array(sets.number[row], mask=harmless),
        "shot": shots.shot[at],
        "known_picture": pa.array(
            [_known(world, found.model, shot) for (found, _, _), shot in zip(drawn, shots.shot[at], strict=True)],
            pa.string(),
        ),
        "changes": pa.array([list(found.changes) for found, _, _ in drawn], pa.list_(pa.string())),
        "goods": pa.array([found.goods for found, _, _ in drawn], pa.string()).dictionary_encode(),
        "is_of_fake": np.array([found.goods == "counterfeit" for found, _, _ in drawn], bool),
        "format": named(shots.file_format[at], FORMATS),
        "width": np.array([rendered.width for _, rendered, _ in drawn], np.int32),
        "height": np.array([rendered.height for _, rendered, _ in drawn], np.int32),
        "size": np.array([len(rendered.data) for _, rendered, _ in drawn], np.int64),
        "sha256": pa.array([digest for _, _, digest in drawn], pa.string()),
        "seed": np.array([found.scene.seed for found, _, _ in drawn], np.int64),
        "from_original": pa.array(
            [None if rendered.from_original is None else list(rendered.from_original) for _, rendered, _ in drawn],
            pa.list_(pa.float64()),
        ),
        **_marks(drawn),
    }
    return made("truth/pictures", columns)


def _known(world: World, model: int, shot: int) -> str | None:
    if model < 0:
        return None
    known = dict(known_pictures(world, model))
    return known.get(shot)


def _marks(drawn: list[tuple[Shown, Rendered, str]]) -> dict[str, Any]:
    """Return the logos and the texts of pictures."""
    logos = [
        [
            {
                "brand_id": each.brand_id, "state": each.state, "authentic": each.authentic, "left": each.box.left,
                "top": each.box.top, "right": each.box.right, "bottom": each.box.bottom, "visible": each.visible,
                "mirrored": each.mirrored,
            }
            for each in rendered.logos
        ]
        for _, rendered, _ in drawn
    ]  # fmt: skip
    texts = [
        [
            {
                "text": each.text, "script": each.script, "role": each.role, "left": each.box.left,
                "top": each.box.top, "right": each.box.right, "bottom": each.box.bottom,
                "letter_height": each.letter_height, "visible": each.visible, "mirrored": each.mirrored,
            }
            for each in rendered.texts
        ]
        for _, rendered, _ in drawn
    ]  # fmt: skip
    return {"logos": logos, "texts": texts}


def draw_brand_pictures(world: World, first: int, count: int, write: Write) -> Any:
    """Draw the pictures that rights holders have given the platform of some models, and return the list of them.

    Args:
        world: to draw.
        first: number of the first model.
        count: how many models.
        write: takes each picture's file.
    """
    catalogue = world.catalogue
    rows: list[tuple[Any, ...]] = []
    for model in range(first, min(first + count, len(catalogue.model_name))):
        for shot, path in known_pictures(world, model):
            rendered, digest = _rendered(brand_original(world, model, shot))
            write(f"platform/{path}", rendered.data)
            brand = catalogue.brands[int(catalogue.model_brand[model])]
            part_number = catalogue.model_part[model]
            rows.append((path, brand.brand_id, line_of(world, model), part_number, digest, len(rendered.data)))
    schema = schema_of("platform/brand_pictures")
    columns = {field.name: pa.array([row[at] for row in rows], field.type) for at, field in enumerate(schema)}
    return made("platform/brand_pictures", columns)
