"""What a seller does to a picture that is not his: crop, mirror, turn, recolour, frame, cover, combine, photograph."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from countermark.sim.pictures import photo
from countermark.sim.pictures.canvas import Canvas, over, warp
from countermark.sim.pictures.geometry import ellipse, onto, rounded, scaled, shifted
from countermark.sim.pictures.randomness import WHITE, Draw, hue
from countermark.sim.pictures.scene import MAXIMUM_SIDE, MINIMUM_SIDE, Colour, Transform
from countermark.sim.pictures.surfaces import background
from countermark.sim.pictures.text import draw_line, script_of
from countermark.sim.pictures.truth import Matrix, rectangle


@dataclass(frozen=True, slots=True)
class Copied:
    """A transformed picture, and the homography from the picture before."""

    canvas: Canvas
    matrix: Matrix


def transformed(canvas: Canvas, transform: Transform, draw: Draw, tiles: list[Canvas]) -> Copied:
    """Return the picture after one transform; the given one stays as it is.

    `tiles` are other pictures, which a collage puts beside this one (it repeats them where there are too few).
    """
    return _TRANSFORMS[transform.kind](canvas, transform.amount, draw, tiles)


def _moved(canvas: Canvas, matrix: Matrix, width: int, height: int) -> Copied:
    return Copied(canvas.warped(matrix, width, height), matrix)


def _crop(canvas: Canvas, amount: float, draw: Draw, _: list[Canvas]) -> Copied:
    """Cut away that share of the width and of the height, from a random side each."""
    width = max(MINIMUM_SIDE, round(canvas.width * (1 - amount)))
    height = max(MINIMUM_SIDE, round(canvas.height * (1 - amount)))
    left, top = draw.whole(0, max(0, canvas.width - width)), draw.whole(0, max(0, canvas.height - height))
    return _moved(canvas, shifted(-left, -top), width, height)


def _mirror(canvas: Canvas, _amount: float, _draw: Draw, _: list[Canvas]) -> Copied:
    matrix = np.array([[-1, 0, canvas.width], [0, 1, 0], [0, 0, 1]], dtype=np.float64)
    result = Canvas(0, 0)
    result.pixels = cv2.flip(canvas.pixels, 1)
    result.marks = [mark.moved(matrix) for mark in canvas.marks]
    return Copied(result, matrix)


def _rotate(canvas: Canvas, amount: float, draw: Draw, _: list[Canvas]) -> Copied:
    """Turn anti-clockwise. Small turns are cut back to the frame; others keep everything on a plain ground."""
    angle = np.radians(amount)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    width, height = canvas.width, canvas.height
    if abs(amount) > 15:
        across, down = abs(cos) * width + abs(sin) * height, abs(sin) * width + abs(cos) * height
        width, height = min(MAXIMUM_SIDE, max(1, round(across))), min(MAXIMUM_SIDE, max(1, round(down)))
        zoom = min(width / across, height / down)
    else:
        zoom = 1 + abs(sin) * max(width / height, height / width)  # large enough that no corner stays empty
    about = shifted(-canvas.width / 2, -canvas.height / 2)
    matrix = shifted(width / 2, height / 2) @ scaled(zoom, zoom) @ turn @ about
    result = Canvas(width, height, draw.one((WHITE, WHITE, (20, 20, 20), (225, 225, 225))))
    result.paste(canvas, matrix)
    return Copied(result, matrix)


def _recolour(canvas: Canvas, amount: float, draw: Draw, _: list[Canvas]) -> Copied:
    """Turn all hues, and change saturation and brightness a little."""
    result = Canvas(0, 0)
    shift, richer, brighter = round(amount / 2) % 180, draw.between(0.8, 1.25), draw.between(0.9, 1.1)
    parts = cv2.cvtColor(cv2.cvtColor(canvas.pixels, cv2.COLOR_BGRA2BGR), cv2.COLOR_BGR2HSV)
    levels = np.arange(256)
    table = np.stack(
        [(levels + shift) % 180, np.clip(levels * richer, 0, 255), np.clip(levels * brighter, 0, 255)], axis=1
    )
    parts = cv2.LUT(parts, np.round(table).astype(np.uint8)[None])
    result.pixels = cv2.cvtColor(cv2.cvtColor(parts, cv2.COLOR_HSV2BGR), cv2.COLOR_BGR2BGRA)
    result.marks = list(canvas.marks)
    return Copied(result, np.eye(3))


def _border(canvas: Canvas, amount: float, draw: Draw, _: list[Canvas]) -> Copied:
    """Put a frame round the picture, that share of its sides wide, of one colour or two; the picture keeps its size."""
    edge = max(1, round(min(canvas.width, canvas.height) * amount / 2))
    colour: Colour = draw.one((WHITE, (15, 15, 15), hue(draw.between(0, 360), 0.8, 0.85), (235, 30, 40)))
    result = Canvas(canvas.width + 2 * edge, canvas.height + 2 * edge, colour)
    if draw.chance(0.4) and edge > 6:
        inner = edge * 0.3
        result.fill(WHITE, rectangle(inner, inner, result.width - inner, result.height - inner))
    result.paste(canvas, shifted(edge, edge))
    return Copied(result, shifted(edge, edge))


def _overlay(canvas: Canvas, amount: float, draw: Draw, _: list[Canvas]) -> Copied:
    """Lay discs and plates without text over the picture: 0 covers about 3 %, 1 about 25 %."""
    result = canvas.warped(np.eye(3), canvas.width, canvas.height)
    side = min(canvas.width, canvas.height)
    for _number in range(1 + round(amount * 2)):
        radius = side * (0.1 + 0.1 * amount)
        x, y = draw.between(0.1, 0.9) * canvas.width, draw.between(0.1, 0.9) * canvas.height
        colour = hue(draw.between(0, 360), 0.85, 0.9)
        shape = (
            ellipse(x, y, radius, radius)
            if draw.chance(0.5)
            else rounded(x - radius, y - radius * 0.6, x + radius, y + radius * 0.6, 9)
        )
        result.fill(colour, shape)
        result.line(WHITE, (shape - (x, y)) * 0.86 + (x, y), 3, closed=True)
        low, high = shape.min(axis=0), shape.max(axis=0)
        result.marks = [mark.under(rectangle(*low, *high)) for mark in result.marks]
    return Copied(result, np.eye(3))


def _collage(canvas: Canvas, amount: float, draw: Draw, tiles: list[Canvas]) -> Copied:
    """Set the picture beside others: two side by side, or two rows."""
    count = round(amount)
    side = max(MINIMUM_SIDE, min(canvas.width, canvas.height, 480))
    gap = draw.one((0, 4, 10))
    columns = 2
    rows = 1 if count == 2 else 2
    result = Canvas(
        columns * side + (columns + 1) * gap, rows * side + (rows + 1) * gap, draw.one((WHITE, (20, 20, 20)))
    )
    pictures = [canvas, *(tiles[index % len(tiles)] if tiles else canvas for index in range(count - 1))]
    order = list(range(count))
    first = draw.whole(0, count - 1)
    order[0], order[first] = order[first], order[0]
    matrix = np.eye(3)
    for number, cell in enumerate(order):
        row, column = divmod(cell, columns)
        wide = count == 3 and cell == 2
        across = 2 * side + gap if wide else side
        fitted = _fitted(pictures[number], across, side, gap + column * (side + gap), gap + row * (side + gap))
        result.paste(_cut(pictures[number], fitted, across, side), fitted[1])
        if number == 0:
            matrix = fitted[1] @ fitted[0]
    return Copied(result, matrix)


def _fitted(picture: Canvas, width: int, height: int, left: int, top: int) -> tuple[Matrix, Matrix]:
    """Return the map of a picture onto a cell that it fills, and the cell's place."""
    scale = max(width / picture.width, height / picture.height)
    inner = shifted((width - picture.width * scale) / 2, (height - picture.height * scale) / 2) @ scaled(scale, scale)
    return inner, shifted(left, top)


def _cut(picture: Canvas, fitted: tuple[Matrix, Matrix], width: int, height: int) -> Canvas:
    """Return the cell's content. Marks are kept as they are: what the cell cuts off is counted as hidden."""
    cell = picture.warped(fitted[0], width, height)
    frame = rectangle(0, 0, width, height)
    cell.marks = [kept for mark in cell.marks if (kept := mark.within(frame)) is not None]
    return cell


def _screenshot(canvas: Canvas, amount: float, draw: Draw, _: list[Canvas]) -> Copied:
    """Show the picture as a shop's app on a telephone's screen would."""
    dark = amount >= 0.5
    ground, ink = ((24, 24, 26), (235, 235, 235)) if dark else (WHITE, (30, 30, 30))
    width = min(canvas.width, 720)
    scale = width / canvas.width
    shown = round(canvas.height * scale)
    bar, foot = round(width * 0.12), round(width * draw.between(0.25, 0.5))
    foot = min(foot, max(0, MAXIMUM_SIDE - bar - shown))
    result = Canvas(width, bar + shown + foot, ground)
    matrix = shifted(0, bar) @ scaled(scale, scale)
    result.paste(canvas, matrix)
    size = max(8, width // 26)
    clock = f"{draw.whole(0, 23):02d}:{draw.whole(0, 59):02d}"
    draw_line(result, clock, (width * 0.04, bar * 0.15), size, ink, role="screen")
    for index in range(3):
        result.fill(
            ink, rounded(width * (0.8 + index * 0.06), bar * 0.18, width * (0.84 + index * 0.06), bar * 0.38, 3)
        )
    result.line(ink, np.array([[width * 0.06, bar * 0.6], [width * 0.035, bar * 0.74], [width * 0.06, bar * 0.88]]), 3)
    words = draw.one(
        (
            ("¥", "加入购物车", "店铺"),
            ("R$", "Comprar agora", "Loja"),
            ("$", "Add to cart", "Store"),
            ("₽", "Купить", "Магазин"),
        )
    )
    if foot > size * 6:
        price = f"{words[0]}{draw.whole(9, 899)}.{draw.one(('00', '90', '99'))}"
        draw_line(
            result,
            price,
            (width * 0.04, bar + shown + size),
            round(size * 1.5),
            (226, 40, 40),
            role="screen",
            script=script_of(price),
        )
        button = rounded(width * 0.45, bar + shown + foot * 0.6, width * 0.96, bar + shown + foot * 0.92, 99)
        result.fill((240, 90, 30), button)
        at = (width * 0.705, bar + shown + foot * 0.69)
        draw_line(
            result,
            words[1],
            at,
            size,
            WHITE,
            role="screen",
            script=script_of(words[1]),
            centred=True,
            widest=width * 0.45,
        )
        draw_line(
            result,
            words[2],
            (width * 0.06, bar + shown + foot * 0.69),
            size,
            ink,
            role="screen",
            script=script_of(words[2]),
        )
    if draw.chance(0.3):
        return _filmed(result, matrix, draw)
    return Copied(result, matrix)


def _filmed(screen: Canvas, matrix: Matrix, draw: Draw) -> Copied:
    """Photograph the screen at an angle instead of saving what it shows."""
    width, height = 720, 860
    ground = background(draw.one(("wood", "cloth", "floor")), width, height, draw)
    reach = min(width * 0.84 / screen.width, height * 0.84 / screen.height)
    half = np.array([screen.width, screen.height]) * reach / 2
    corners = rectangle(-half[0], -half[1], half[0], half[1])
    corners = corners * draw.between(0.94, 1.0) + np.array(
        [[draw.between(-30, 30) for _ in range(2)] for _ in range(4)]
    )
    corners += (width / 2, height / 2)
    ground.fill((16, 16, 18), (corners - corners.mean(axis=0)) * 1.06 + corners.mean(axis=0))
    place = onto(screen.width, screen.height, corners)
    over(ground.pixels, warp(screen.pixels, place, width, height))
    ground.marks = [mark.moved(place) for mark in screen.marks]
    photo.expose(ground, photo.phone(draw), draw)
    return Copied(ground, place @ matrix)


def _rescale(canvas: Canvas, amount: float, _draw: Draw, _: list[Canvas]) -> Copied:
    width = min(MAXIMUM_SIDE, max(MINIMUM_SIDE, round(canvas.width * amount)))
    height = min(MAXIMUM_SIDE, max(MINIMUM_SIDE, round(canvas.height * amount)))
    matrix = scaled(width / canvas.width, height / canvas.height)
    return _moved(canvas, matrix, width, height)


_TRANSFORMS: Final[dict[str, Callable[[Canvas, float, Draw, list[Canvas]], Copied]]] = {
    "crop": _crop,
    "mirror": _mirror,
    "rotate": _rotate,
    "recolour": _recolour,
    "border": _border,
    "overlay": _overlay,
    "collage": _collage,
    "screenshot": _screenshot,
    "rescale": _rescale,
}
