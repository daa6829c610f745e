"""Lay out pictures on one sheet, so that a person can look at them.

python -m countermark.sim.pictures.contact_sheet --seed 1 --out sheet.jpg [--truth]
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2

from countermark.sim.pictures.canvas import Canvas
from countermark.sim.pictures.geometry import scaled, shifted
from countermark.sim.pictures.photo import decode, encode
from countermark.sim.pictures.renderer import render_with_truth
from countermark.sim.pictures.samples import sample_scene
from countermark.sim.pictures.scene import Colour, Scene
from countermark.sim.pictures.text import draw_line
from countermark.sim.pictures.truth import Box, rectangle

COLUMNS: Final = 8
ROWS: Final = 5
CELL: Final = 300
_CAPTION: Final = 38
_LETTERS: Final = 38
"""In a line of a caption."""
_BOX_COLOURS: Final[dict[str, Colour]] = {"logos": (255, 0, 160), "texts": (0, 150, 255)}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a sheet."""

    data: bytes
    caption: str
    boxes: tuple[tuple[str, tuple[int, int, int, int]], ...] = ()
    """(`logos` or `texts`, (left, top, right, bottom)) in its pixels."""


def contact_sheet(scenes: list[Scene], columns: int = COLUMNS, *, boxes: bool = False) -> bytes:
    """Return a JPEG with the scenes' pictures in rows, each with a caption; `boxes` also draws the truth."""
    return laid_out([_drawn(number, scene) for number, scene in enumerate(scenes)], columns, boxes=boxes)


def _drawn(number: int, scene: Scene) -> Picture:
    rendered = render_with_truth(scene)
    done = "+".join(each.kind for each in scene.transform) or ("copy" if scene.copy_of else scene.authenticity)
    state = "" if scene.logo_state == "plain" else f", logo {scene.logo_state}"
    marks: list[tuple[str, Box]] = [("logos", logo.box) for logo in rendered.logos]
    marks += [("texts", text.box) for text in rendered.texts]
    boxes = tuple((kind, (box.left, box.top, box.right, box.bottom)) for kind, box in marks)
    return Picture(rendered.data, f"{number}: {done}, {scene.shape}{state}", boxes)


def laid_out(pictures: list[Picture], columns: int = COLUMNS, *, boxes: bool = False) -> bytes:
    """Return a JPEG with pictures in rows, each with its caption; `boxes` also draws their boxes."""
    rows = -(-len(pictures) // columns)
    sheet = Canvas(columns * CELL, rows * (CELL + _CAPTION), (250, 250, 250))
    for number, given in enumerate(pictures):
        picture = Canvas(0, 0)
        picture.pixels = decode(given.data)
        for kind, box in given.boxes if boxes else ():
            picture.line(_BOX_COLOURS[kind], rectangle(*box), 3, closed=True)
        scale = min((CELL - 8) / picture.width, (CELL - 8) / picture.height)
        left, top = number % columns * CELL, number // columns * (CELL + _CAPTION)
        sheet.paste(picture, shifted(left + 4, top + 4) @ scaled(scale, scale))
        for line, words in enumerate(_lines(given.caption)):
            draw_line(sheet, words, (left + 6, top + CELL + 17 * line), 14, (60, 60, 60), widest=CELL - 12)
    return encode(sheet.pixels, 90)


def _lines(caption: str) -> list[str]:
    """Return a caption in one line or two."""
    caption = caption.strip()
    if len(caption) <= _LETTERS or " " not in caption[: _LETTERS + 1]:
        return [caption]
    at = caption.rindex(" ", 0, _LETTERS + 1)
    return [caption[:at], caption[at + 1 :]]


def main(arguments: list[str] | None = None) -> int:
    """Write the sheet and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--truth", action="store_true", help="draw the boxes of logos and texts")
    given = options.parse_args(arguments)
    scenes = [sample_scene(given.seed * 1000 + number) for number in range(COLUMNS * ROWS)]
    given.out.write_bytes(contact_sheet(scenes, boxes=given.truth))
    return 0


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main())
