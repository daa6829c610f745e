"""Lay out pictures on one sheet, so that a person can look at them.

python -m countermark.sim.pictures.contact_sheet --seed 1 --out sheet.jpg [--truth]
"""

import argparse
import sys
from pathlib import Path
from typing import Final

import cv2

from countermark.sim.pictures.canvas import Canvas
from countermark.sim.pictures.geometry import scaled, shifted
from countermark.sim.pictures.photo import decode, encode
from countermark.sim.pictures.renderer import render_with_truth
from countermark.sim.pictures.samples import sample_scene
from countermark.sim.pictures.scene import Scene
from countermark.sim.pictures.text import draw_line
from countermark.sim.pictures.truth import rectangle

COLUMNS: Final = 8
ROWS: Final = 5
CELL: Final = 300
_CAPTION: Final = 22


def contact_sheet(scenes: list[Scene], columns: int = COLUMNS, *, boxes: bool = False) -> bytes:
    """Return a JPEG with the scenes' pictures in rows, each with a caption; `boxes` also draws the truth."""
    rows = -(-len(scenes) // columns)
    sheet = Canvas(columns * CELL, rows * (CELL + _CAPTION), (250, 250, 250))
    for number, scene in enumerate(scenes):
        rendered = render_with_truth(scene)
        picture = Canvas(0, 0)
        picture.pixels = decode(rendered.jpeg)
        if boxes:
            for found, colour in ((rendered.logos, (255, 0, 160)), (rendered.texts, (0, 150, 255))):
                for each in found:
                    box = rectangle(each.box.left, each.box.top, each.box.right, each.box.bottom)
                    picture.line(colour, box, 3, closed=True)
        scale = min((CELL - 8) / picture.width, (CELL - 8) / picture.height)
        left, top = number % columns * CELL, number // columns * (CELL + _CAPTION)
        sheet.paste(picture, shifted(left + 4, top + 4) @ scaled(scale, scale))
        done = "+".join(each.kind for each in scene.transform) or ("copy" if scene.copy_of else scene.authenticity)
        state = "" if scene.logo_state == "plain" else f", logo {scene.logo_state}"
        caption = f"{number}: {done}, {scene.shape}{state}"
        draw_line(sheet, caption, (left + 6, top + CELL), 15, (60, 60, 60), widest=CELL - 12)
    return encode(sheet.pixels, 90)


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
