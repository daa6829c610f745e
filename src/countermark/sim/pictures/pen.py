"""Drawing goods in units of their own.

(0, 0) is the top left and (1, 1) the bottom right of the square in which the goods stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from countermark.sim.pictures.canvas import Canvas, over
from countermark.sim.pictures.geometry import ellipse, onto, rounded
from countermark.sim.pictures.labels import Branding
from countermark.sim.pictures.randomness import BLACK, WHITE, Draw, darker, lighter, lightness
from countermark.sim.pictures.scene import Colour
from countermark.sim.pictures.text import Face, draw_line, script_of
from countermark.sim.pictures.truth import Points, rectangle

METAL: Final = (150, 154, 160)
INK: Final = (30, 31, 34)
_SEEN: Final = np.radians(75)
"""How far round a cylinder a label goes, from its middle."""


def unit(points: Sequence[tuple[float, float]]) -> Points:
    """Return corners as an array."""
    return np.array(points, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Pen:
    """A canvas in units, with the colours and the branding of what is drawn."""

    canvas: Canvas
    draw: Draw
    branding: Branding
    body: Colour
    accent: Colour

    def to_pixels(self, points: Points) -> Points:
        """Return points in pixels of the canvas."""
        return points * (self.canvas.width, self.canvas.height)

    def fill(self, colour: Colour, *contours: Points) -> None:
        """Fill an area."""
        self.canvas.fill(colour, *(self.to_pixels(each) for each in contours))

    def line(self, colour: Colour, points: Points, thickness: float, *, closed: bool = False) -> None:
        """Draw a line; its thickness is in units."""
        self.canvas.line(colour, self.to_pixels(points), thickness * self.canvas.width, closed=closed)

    def gradient(self, stops: Sequence[Colour], *contours: Points, down: bool = False) -> None:
        """Fill an area with colours that run from left to right or from top to bottom."""
        self.canvas.gradient(stops, *(self.to_pixels(each) for each in contours), down=down)

    def tint(self, colour: Colour, share: float, *contours: Points, blur: float = 0) -> None:
        """Mix a colour into what is drawn; the blur is in units."""
        pixels = [self.to_pixels(each) for each in contours]
        self.canvas.tint(colour, share, *pixels, blur=blur * self.canvas.width)

    def round_body(self, colour: Colour, *contours: Points, shine: float = 0.5) -> None:
        """Fill an area as if it were a standing cylinder lit from the left."""
        shade = darker(colour, 0.45)
        self.gradient(
            (shade, colour, lighter(colour, shine), colour, darker(colour, 0.18), darker(colour, 0.32), shade),
            *contours,
        )

    def soft_shade(self, outline: Points, share: float = 0.35) -> None:
        """Shade the lower right of a shape and light its upper left, inside what is drawn."""
        low, high = outline.min(axis=0), outline.max(axis=0)
        width, height = high - low
        right = ellipse(low[0] + width * 0.98, low[1] + height * 0.95, width * 0.4, height * 0.4, n=24)
        left = ellipse(low[0] + width * 0.3, low[1] + height * 0.22, width * 0.25, height * 0.2, n=24)
        self.tint(BLACK, share, right, blur=float(width) * 0.14)
        self.tint(WHITE, share * 0.7, left, blur=float(width) * 0.1)

    def shine(self, left: float, top: float, right: float, bottom: float, share: float = 0.4) -> None:
        """Lay a narrow reflection on what is drawn."""
        self.tint(WHITE, share, rounded(left, top, right, bottom, (right - left) / 2), blur=0.006)

    def logo(
        self, box: tuple[float, float, float, float], ground: Colour, *, only_emblem: bool = False, tilt: float = 0
    ) -> None:
        """Print the brand's logo as large as fits a box (left, top, right, bottom); nothing on generic goods."""
        left, top, right, bottom = (value * self.canvas.width for value in box)
        room = (bottom - top, right - left) if abs(tilt) > 45 else (right - left, bottom - top)
        printed = self.branding.logo(ground, room, only_emblem=only_emblem)
        if printed is None:
            return
        scale = min(room[0] / printed.width, room[1] / printed.height)
        half = np.array([printed.width, printed.height]) * scale / 2
        middle = np.array([(left + right) / 2, (top + bottom) / 2])
        angle = np.radians(tilt)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        corners = rectangle(-half[0], -half[1], half[0], half[1]) @ turn + middle
        self.canvas.paste(printed, onto(printed.width, printed.height, corners))

    def branding_line(self, x: float, y: float, size: float, widest: float, ground: Colour) -> None:
        """Print what the goods are, centred on x with its top at y, no wider than `widest`."""
        ink = WHITE if lightness(ground) < 130 else darker(ground, 0.8)
        wide = self.canvas.width
        text = self.branding.text
        draw_line(
            self.canvas, text, (x * wide, y * wide), round(size * wide), ink, Face("sans", 500, 85),
            script=script_of(text), widest=widest * wide, centred=True,
        )  # fmt: skip

    def panel(self, corners: Points, width: float, height: float, ground: Colour, *, style: str = "front") -> None:
        """Print a label (its size in units before it is seen at an angle) onto four corners."""
        printed = self.branding.label(*self._size(width, height), ground, style)
        self.canvas.paste(printed, onto(printed.width, printed.height, self.to_pixels(corners)))

    def wrap(
        self, box: tuple[float, float, float, float], bulge: float, ground: Colour, *, style: str = "front"
    ) -> None:
        """Print a label round a standing cylinder; its middle hangs lower than its sides by `bulge`."""
        left, top, right, bottom = (round(value * self.canvas.width) for value in box)
        sag = round(bulge * self.canvas.width)
        wide, tall = right - left, bottom - top
        printed = self.branding.label(round(wide * 1.15), tall, ground, style)
        u = (np.arange(wide, dtype=np.float32) + 0.5) / wide * 2 - 1
        across = (np.arcsin(u * np.sin(_SEEN)) / _SEEN + 1) / 2 * printed.width - 0.5
        drop = sag * np.sqrt(1 - u**2)
        maps = np.broadcast_to(across.astype(np.float32), (tall + sag, wide))
        rows = np.arange(tall + sag, dtype=np.float32)[:, None] - drop[None].astype(np.float32)
        bent = cv2.remap(printed.pixels, np.ascontiguousarray(maps), rows, cv2.INTER_LINEAR)
        over(self.canvas.pixels[top : bottom + sag, left:right], bent)
        for mark in printed.marks:
            place = np.sin((mark.corners[:, 0] / printed.width * 2 - 1) * _SEEN) / np.sin(_SEEN)
            drops = sag * np.sqrt(np.maximum(0, 1 - place**2))
            lowest = sag if place.min() < 0 < place.max() else drops.max()
            lower = (
                mark.corners[:, 1] > mark.corners[:, 1].mean()
            )  # the middle of a bent lower edge hangs below its ends
            y = top + mark.corners[:, 1] + np.where(lower, lowest, drops)
            x = left + (place + 1) / 2 * wide
            self.canvas.marks.append(replace(mark, corners=np.column_stack([x, y])))
        self.tint(BLACK, 0.28, rectangle(box[2] - 0.12 * (box[2] - box[0]), box[1], box[2], box[3] + bulge), blur=0.03)
        self.tint(BLACK, 0.2, rectangle(box[0], box[1], box[0] + 0.05 * (box[2] - box[0]), box[3] + bulge), blur=0.02)

    def _size(self, width: float, height: float) -> tuple[int, int]:
        return max(8, round(width * self.canvas.width)), max(8, round(height * self.canvas.width))
