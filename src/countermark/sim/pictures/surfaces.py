"""What goods stand or lie on: studio white, gradients, wood, floors, cloth, a cluttered table."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from countermark.sim.pictures.canvas import Canvas, flat
from countermark.sim.pictures.geometry import ellipse, rounded, turned
from countermark.sim.pictures.randomness import BLACK, Draw, darker, hue, lighter, mixed
from countermark.sim.pictures.scene import Colour
from countermark.sim.pictures.truth import rectangle

_TILE: Final = 1024
_NEUTRAL: Final = (128, 128, 128)
_WOODS: Final[tuple[Colour, ...]] = ((176, 128, 84), (120, 78, 46), (214, 180, 136), (88, 60, 44), (196, 168, 140))
_FLOORS: Final[tuple[Colour, ...]] = ((206, 204, 198), (150, 146, 140), (226, 222, 212), (112, 116, 120))
_CLOTHS: Final[tuple[Colour, ...]] = (
    (222, 220, 214),
    (90, 96, 110),
    (176, 60, 66),
    (60, 84, 70),
    (236, 228, 206),
    (130, 110, 150),
)


def background(kind: str, width: int, height: int, draw: Draw) -> Canvas:
    """Return a canvas with one of the backgrounds of `SCENES` on it."""
    return SCENES[kind](width, height, draw)


def _white(width: int, height: int, draw: Draw) -> Canvas:
    grey = draw.weighted({255: 5, 250: 2, 243: 1.5})
    return Canvas(width, height, (grey, grey, grey))


def _gradient(width: int, height: int, draw: Draw) -> Canvas:
    colour = draw.one((hue(draw.between(0, 360), draw.between(0.05, 0.35), draw.between(0.6, 0.98)), (205, 208, 212)))
    canvas = Canvas(width, height, colour)
    horizon = draw.between(0.55, 0.75)
    stops = (lighter(colour, 0.55), colour, darker(colour, 0.18))
    edge = round(height * horizon)
    canvas.wash(stops, 0, edge)
    canvas.wash((darker(colour, 0.1), lighter(colour, 0.35)), edge, height)
    if draw.chance(0.6):  # the soft bend of a paper backdrop instead of an edge
        soft = round(height * 0.12)
        above, below = mixed(stops[1], stops[2], 0.66), mixed(darker(colour, 0.1), lighter(colour, 0.35), 0.3)
        canvas.wash((above, darker(colour, 0.13), below), edge - soft, edge + soft)
    return canvas


def _wood(width: int, height: int, draw: Draw) -> Canvas:
    colour = draw.near(draw.one(_WOODS), 14)
    canvas = _textured(width, height, colour, "wood", draw, draw.between(0.6, 1.1))
    if draw.chance(0.75):
        board = draw.between(0.16, 0.4) * height
        y = draw.between(0, board)
        while y < height:
            canvas.line(darker(colour, 0.6), rectangle(0, y, width, y)[:2], 2)
            y += board
    return canvas


def _floor(width: int, height: int, draw: Draw) -> Canvas:
    colour = draw.near(draw.one(_FLOORS), 10)
    canvas = _textured(width, height, colour, "stone", draw, draw.between(0.5, 1.2))
    if draw.chance(0.7):
        joint = darker(colour, 0.35)
        horizon = -draw.between(0.3, 1.2) * height
        middle = draw.between(0.2, 0.8) * width
        for index in range(-6, 7):
            far, near = middle + index * width * 0.16, middle + index * width * 0.42
            canvas.line(joint, np.array([[far, 0.0], [near, float(height)]]), 2)
        depth = 1.0
        while True:
            depth *= 1.28
            y = height - (height - horizon) * (1 - 1 / depth)
            if y < 0:
                break
            canvas.line(joint, np.array([[0.0, y], [float(width), y]]), 2)
    return canvas


def _cloth(width: int, height: int, draw: Draw) -> Canvas:
    colour = draw.near(draw.one(_CLOTHS), 12)
    canvas = _textured(width, height, colour, "weave", draw, draw.between(0.6, 1.2))
    folds = Canvas(width // 8, height // 8, _NEUTRAL)  # light and dark, made small and enlarged
    for _ in range(draw.whole(3, 8)):
        x, y, long = draw.between(0, folds.width), draw.between(0, folds.height), draw.between(0.3, 0.9) * folds.width
        fold = turned(ellipse(x, y, long, draw.between(0.01, 0.05) * height / 8, n=20), draw.between(-60, 60), x, y)
        level = draw.one((105, 90, 75, 165))
        folds.fill((level, level, level), fold)
    soft = cv2.resize(cv2.GaussianBlur(folds.pixels, (0, 0), width * 0.0025), (width, height))
    canvas.pixels = cv2.addWeighted(canvas.pixels, 1.0, soft, 1.0, -128)
    canvas.pixels[:, :, 3] = 255
    return canvas


def _clutter(width: int, height: int, draw: Draw) -> Canvas:
    canvas = draw.one((_wood, _wood, _cloth, _floor))(width, height, draw)
    for _ in range(draw.whole(4, 9)):
        _thing(canvas, draw)
    if draw.chance(0.6):
        small = cv2.resize(canvas.pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (5, 5), draw.between(0.3, 1.5))
        canvas.pixels = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return canvas


def _thing(canvas: Canvas, draw: Draw) -> None:
    """Draw something that happens to lie about: a book, a cup, a coin, a cable, a sheet of paper, a pen."""
    width, height = canvas.width, canvas.height
    x = draw.one((draw.between(-0.05, 0.3), draw.between(0.7, 1.05))) * width
    y = draw.between(-0.05, 1.05) * height
    size = draw.between(0.08, 0.26) * width
    colour = hue(draw.between(0, 360), draw.between(0.1, 0.8), draw.between(0.25, 0.95))
    kind, turn = draw.one(("book", "cup", "cable", "paper", "pen", "keys")), draw.between(-40, 40)
    if kind in ("book", "paper"):
        cover = turned(rounded(x - size, y - size * 1.3, x + size, y + size * 1.3, 4), turn, x, y)
        canvas.tint(BLACK, 0.45, cover + size * 0.06, blur=size * 0.07)
        canvas.fill(colour if kind == "book" else (244, 243, 238), cover)
        for row in range(3 if kind == "book" else 9):
            text = rounded(
                x - size * 0.7, y - size + row * size * 0.22, x + size * 0.6, y - size * 0.92 + row * size * 0.22, 1
            )
            canvas.fill(lighter(colour, 0.6) if kind == "book" else (150, 150, 152), turned(text, turn, x, y))
    elif kind == "cup":
        canvas.tint(BLACK, 0.4, ellipse(x + size * 0.12, y + size * 0.14, size, size), blur=size * 0.12)
        canvas.gradient((lighter(colour, 0.3), darker(colour, 0.2)), ellipse(x, y, size, size))
        canvas.fill(mixed((70, 40, 20), colour, 0.1), ellipse(x, y, size * 0.82, size * 0.82))
    elif kind == "cable":
        t = np.linspace(0, 1, 40)
        curve = np.column_stack([x + size * 3 * (t - 0.5), y + size * np.sin(t * 7 + turn)])
        canvas.line(draw.one(((30, 30, 32), (235, 235, 233))), curve, max(3, width * 0.011))
    elif kind == "pen":
        stick = turned(
            rounded(x - size * 0.07, y - size * 1.2, x + size * 0.07, y + size * 1.2, size * 0.06), turn * 2, x, y
        )
        canvas.tint(BLACK, 0.4, stick + size * 0.05, blur=size * 0.04)
        canvas.gradient((lighter(colour, 0.3), darker(colour, 0.3)), stick)
    else:
        for index in range(3):
            key = turned(rounded(x, y - size * 0.05, x + size * 0.6, y + size * 0.05, 2), turn + index * 35, x, y)
            canvas.gradient(((190, 192, 198), (130, 132, 138)), key)
        canvas.line((170, 172, 178), ellipse(x, y, size * 0.18, size * 0.18), 3, closed=True)


SCENES: Final[dict[str, Callable[[int, int, Draw], Canvas]]] = {
    "white": _white,
    "gradient": _gradient,
    "wood": _wood,
    "floor": _floor,
    "cloth": _cloth,
    "clutter": _clutter,
    "hand": _clutter,
}


def _textured(width: int, height: int, colour: Colour, texture: str, draw: Draw, strength: float) -> Canvas:
    """Return a canvas of one colour, lightened and darkened by a part of a texture."""
    canvas = Canvas(0, 0)
    tile = _texture(texture)
    top, left = (draw.whole(0, max(0, _TILE - side)) for side in (height, width))
    part = np.ascontiguousarray(tile[top : top + height, left : left + width])
    if part.shape[:2] != (height, width):
        part = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
    base = flat(width, height, colour)
    canvas.pixels = cv2.addWeighted(base, 1.0, part, strength, -128 * strength)
    canvas.pixels[:, :, 3] = 255
    return canvas


@lru_cache(maxsize=4)
def _texture(kind: str) -> npt.NDArray[np.uint8]:
    """Return a texture around 128 of shape (1024, 1024, 4); it must not be written to."""
    generator = np.random.Generator(np.random.PCG64(len(kind) * 1009 + ord(kind[0])))
    total = np.zeros((_TILE, _TILE), dtype=np.int64)
    layers = {
        "wood": ((4, 60, 16.0), (10, 200, 10.0), (40, 700, 7.0)),
        "stone": ((6, 6, 7.0), (30, 30, 6.0), (140, 140, 6.0), (600, 600, 5.0)),
        "weave": ((5, 5, 6.0), (500, 500, 6.0)),
    }[kind]
    for across, down, strength in layers:
        coarse = np.rint(generator.standard_normal((down, across)) * strength * 256).astype(np.int64)
        total += _enlarged(_enlarged(coarse).T).T
    if kind == "weave":
        threads = np.rint(np.sin(np.arange(_TILE) * 1.6) * 9 * 256).astype(np.int64)
        checks = (np.arange(_TILE)[:, None] // 4 + np.arange(_TILE)[None] // 4) % 2 == 0
        total += np.where(checks, threads, threads[:, None])
    grey = np.clip(total // 256 + 128, 0, 255).astype(np.uint8)
    tile: npt.NDArray[np.uint8] = cv2.merge([grey, grey, grey, grey])
    tile.flags.writeable = False
    return tile


def _enlarged(coarse: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the rows of a table made more, smoothly (cubic interpolation in whole numbers).

    In floating point the values would depend on whether the processor multiplies and adds in one step.
    """
    count = len(coarse)
    at = np.arange(_TILE) * count * 256 // _TILE
    first, t = at // 256, (at % 256)[:, None]
    weights = (
        -t * (256 - t) ** 2,
        2 * 256**3 - 5 * 256 * t**2 + 3 * t**3,
        256**2 * t + 4 * 256 * t**2 - 3 * t**3,
        -(t**2) * (256 - t),
    )
    total = np.zeros((_TILE, coarse.shape[1]), dtype=np.int64)
    for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
        total += weight * coarse[np.clip(first + offset, 0, count - 1)]
    return total // (2 * 256**3)
