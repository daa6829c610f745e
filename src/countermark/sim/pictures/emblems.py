"""Emblems: the drawn part of a logo. Each is a list of areas in a square of side 1, made from a seed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from countermark.sim.pictures.geometry import ellipse, polygon, rounded, spline, star, turned
from countermark.sim.pictures.randomness import Draw
from countermark.sim.pictures.truth import Points


@dataclass(frozen=True, slots=True)
class Area:
    """An area of an emblem: its contours (a contour inside another is a hole) and which of the two colours it has."""

    contours: tuple[Points, ...]
    colour: int
    """0: the first colour, 1: the second, 2: the ground on which the emblem stands."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides an emblem."""

    kind: str
    frame: str
    count: int
    turn: float
    """Degrees."""
    slim: float
    """0-1: how slender the parts are."""
    two_colours: bool


def plan(draw: Draw) -> Plan:
    """Return a brand's emblem."""
    return Plan(
        kind=draw.one(KINDS),
        frame=draw.weighted({"none": 4, "disc": 2, "ring": 2, "square": 1.5, "shield": 1.5, "hexagon": 1}),
        count=draw.whole(3, 7),
        turn=draw.one((0, 0, 15, 30, 45, -20)),
        slim=draw.between(0.1, 0.9),
        two_colours=draw.chance(0.6),
    )


def flawed(right: Plan, draw: Draw) -> Plan:
    """Return an emblem that is almost the right one, as on a fake: one or two things about it differ."""
    changes: list[Callable[[Plan], Plan]] = [
        lambda plan: replace(plan, count=plan.count + draw.one((-1, 1))),
        lambda plan: replace(plan, turn=plan.turn + draw.one((-25, -14, 14, 25))),
        lambda plan: replace(plan, slim=plan.slim + (0.35 if plan.slim < 0.5 else -0.35)),
        lambda plan: replace(plan, two_colours=not plan.two_colours),
    ]
    wrong = draw.one(changes)(right)
    return draw.one(changes)(wrong) if draw.chance(0.3) else wrong


def areas(of: Plan) -> list[Area]:
    """Return the emblem's areas, in the order in which they are drawn."""
    if of.frame == "none":
        return _KINDS[of.kind](of)
    outline = _FRAMES[of.frame]()
    if of.frame == "ring":
        hole = ellipse(0.5, 0.5, 0.42, 0.42)
        return [Area((outline, hole), 0), *_shrunk(_KINDS[of.kind](of), 0.56)]
    inner = [replace(each, colour=2 if each.colour == 0 else each.colour) for each in _KINDS[of.kind](of)]
    return [Area((outline,), 0), *_shrunk(inner, 0.62)]


def _shrunk(parts: list[Area], factor: float) -> list[Area]:
    return [replace(each, contours=tuple((c - 0.5) * factor + 0.5 for c in each.contours)) for each in parts]


def _shield() -> Points:
    return spline([(0.08, 0.06), (0.5, 0.0), (0.92, 0.06), (0.9, 0.55), (0.5, 0.99), (0.1, 0.55)], 10)


_FRAMES: Final[dict[str, Callable[[], Points]]] = {
    "disc": lambda: ellipse(0.5, 0.5, 0.49, 0.49, n=72),
    "ring": lambda: ellipse(0.5, 0.5, 0.49, 0.49, n=72),
    "square": lambda: rounded(0.03, 0.03, 0.97, 0.97, 0.16),
    "shield": _shield,
    "hexagon": lambda: polygon(0.5, 0.5, 0.5, 6),
}


def _second(of: Plan, index: int) -> int:
    return index % 2 if of.two_colours else 0


def _petals(of: Plan) -> list[Area]:
    wide = 0.09 + 0.1 * of.slim
    petal = spline([(0.5, 0.5), (0.5 - wide, 0.25), (0.5, 0.02), (0.5 + wide, 0.25)], 8)
    return [
        Area((turned(petal, of.turn + 360 * index / of.count, 0.5, 0.5),), _second(of, index))
        for index in range(of.count)
    ]


def _star(of: Plan) -> list[Area]:
    points = of.count + 1
    areas = [Area((star(0.5, 0.5, 0.5, 0.16 + 0.22 * of.slim, points, of.turn),), 0)]
    if of.two_colours:
        areas.append(Area((ellipse(0.5, 0.5, 0.13, 0.13),), 1))
    return areas


def _chevrons(of: Plan) -> list[Area]:
    count, thick = 2 + of.count % 2, 0.1 + 0.07 * of.slim
    rise = 0.3
    parts = []
    for index in range(count):
        top = 0.08 + index * (thick + 0.13)
        corners = [(0.05, top + rise), (0.5, top), (0.95, top + rise), (0.95, top + rise + thick)]
        corners += [(0.5, top + thick), (0.05, top + rise + thick)]
        parts.append(Area((turned(np.array(corners), 2 * of.turn, 0.5, 0.5),), _second(of, index)))
    return parts


def _rings(of: Plan) -> list[Area]:
    count, radius = 2 + of.count % 3, 0.27
    thick = 0.05 + 0.04 * of.slim
    parts = []
    for index in range(count):
        angle = np.radians(of.turn + 360 * index / count)
        x, y = 0.5 + 0.22 * np.cos(angle), 0.5 + 0.22 * np.sin(angle)
        ring = (ellipse(x, y, radius, radius), ellipse(x, y, radius - thick, radius - thick))
        parts.append(Area(ring, _second(of, index)))
    return parts


def _swoosh(of: Plan) -> list[Area]:
    bend = 0.15 + 0.25 * of.slim
    curve = spline([(0.0, 0.62), (0.3, 0.78 - bend / 3), (1.0, 0.18), (0.45, 0.9), (0.12, 0.88)], 10)
    parts = [Area((turned(curve, of.turn / 2, 0.5, 0.5),), 0)]
    if of.count > 4:
        parts.append(Area((ellipse(0.36, 0.3, 0.1 + 0.05 * of.slim, 0.1 + 0.05 * of.slim),), _second(of, 1)))
    return parts


def _bars(of: Plan) -> list[Area]:
    step = 1 / of.count
    heights = [0.35 + 0.6 * abs(np.sin((index + 1) * (1.1 + of.slim))) for index in range(of.count)]
    lean = 0.12 if of.turn else 0.0
    parts = []
    for index, tall in enumerate(heights):
        left, right = index * step + 0.02, (index + 0.72) * step + 0.02
        corners = [(left + lean, 1 - tall), (right + lean, 1 - tall), (right, 0.98), (left, 0.98)]
        parts.append(Area((np.array(corners),), _second(of, index)))
    return parts


def _peaks(of: Plan) -> list[Area]:
    middle = 0.35 + 0.2 * of.slim
    back = np.array([(0.3, 0.9), (0.72, 0.28), (1.0, 0.9)])
    front = np.array([(0.0, 0.9), (middle, 0.08), (0.82, 0.9)])
    cap = np.array([(middle, 0.08), (middle + 0.12, 0.3), (middle, 0.24), (middle - 0.11, 0.34)])
    return [Area((back,), _second(of, 1)), Area((front,), 0), Area((cap,), 2)]


def _waves(of: Plan) -> list[Area]:
    count, thick = 2 + of.count % 3, 0.08 + 0.05 * of.slim
    x = np.linspace(0.02, 0.98, 24)
    parts = []
    for index in range(count):
        y = 0.2 + index * 0.62 / count + 0.08 * np.sin(x * 2 * np.pi * (1 + of.count % 2) + of.turn / 30)
        wave = np.vstack([np.column_stack([x, y]), np.column_stack([x, y + thick])[::-1]])
        parts.append(Area((wave,), _second(of, index)))
    return parts


def _gear(of: Plan) -> list[Area]:
    teeth = of.count + 5
    angles = np.radians(np.arange(4 * teeth) * 90 / teeth + of.turn)
    radius = np.where(np.arange(4 * teeth) % 4 < 2, 0.49, 0.38)
    rim = np.column_stack([0.5 + radius * np.cos(angles), 0.5 + radius * np.sin(angles)])
    hole = 0.14 + 0.12 * of.slim
    return [
        Area((rim, ellipse(0.5, 0.5, hole, hole)), 0),
        *([Area((ellipse(0.5, 0.5, 0.09, 0.09),), 1)] * of.two_colours),
    ]


def _drop(of: Plan) -> list[Area]:
    drop = spline([(0.5, 0.0), (0.68, 0.35), (0.82, 0.65), (0.5, 0.98), (0.18, 0.65), (0.32, 0.35)], 8)
    shine = ellipse(0.4, 0.68, 0.08 + 0.08 * of.slim, 0.16, 60, 200)
    return [Area((turned(drop, of.turn, 0.5, 0.55),), 0), Area((shine,), 1 if of.two_colours else 2)]


def _crown(of: Plan) -> list[Area]:
    spikes = 3 + of.count % 3
    x = np.linspace(0.04, 0.96, 2 * spikes - 1)
    y = np.where(np.arange(2 * spikes - 1) % 2 == 0, 0.18, 0.5 - 0.15 * of.slim)
    body = np.vstack([np.column_stack([x, y]), [(0.88, 0.78), (0.12, 0.78)]])
    base = np.array([(0.12, 0.83), (0.88, 0.83), (0.88, 0.93), (0.12, 0.93)])
    balls = [Area((ellipse(tip, 0.13, 0.05, 0.05),), _second(of, 1)) for tip in x[::2]]
    return [Area((body,), 0), Area((base,), _second(of, 1)), *balls]


def _cut_disc(of: Plan) -> list[Area]:
    disc = ellipse(0.5, 0.5, 0.49, 0.49, n=72)
    thick = 0.04 + 0.06 * of.slim
    parts = [Area((disc,), 0)]
    for index in range(1 + of.count % 3):
        y = 0.34 + 0.2 * index
        cut = np.array([(-0.1, y), (1.1, y), (1.1, y + thick), (-0.1, y + thick)])
        parts.append(Area((turned(cut, of.turn * 2, 0.5, 0.5),), 1 if of.two_colours and index else 2))
    return parts


def _blocks(of: Plan) -> list[Area]:
    side = 2 + of.count % 2
    step, gap = 1 / side, 0.02 + 0.05 * of.slim
    parts = []
    for cell in range(side * side):
        row, column = divmod(cell, side)
        if (of.count * 7 + cell * 5) % 4 == 0:
            continue
        block = rounded(column * step + gap, row * step + gap, (column + 1) * step - gap, (row + 1) * step - gap, 0.06)
        parts.append(Area((turned(block, of.turn, 0.5, 0.5),), _second(of, row + column)))
    return parts


def _leaf(of: Plan) -> list[Area]:
    leaf = spline([(0.05, 0.95), (0.1, 0.4), (0.95, 0.05), (0.65, 0.8)], 10)
    vein = np.array([(0.05, 0.95), (0.7, 0.28), (0.74, 0.32), (0.1, 0.99)])
    twin = turned(leaf, 70 + 30 * of.slim, 0.2, 0.85)
    parts = [Area((turned(leaf, of.turn, 0.5, 0.5),), 0), Area((turned(vein, of.turn, 0.5, 0.5),), 2)]
    return parts if of.count % 2 else [Area(((twin - 0.15) * 0.7 + 0.15,), _second(of, 1)), *parts]


def _arrow(of: Plan) -> list[Area]:
    neck = 0.08 + 0.08 * of.slim
    shape = [(0.5, 0.02), (0.95, 0.5), (0.5 + neck + 0.1, 0.5), (0.5 + neck, 0.98), (0.5 - neck, 0.98)]
    shape += [(0.5 - neck - 0.1, 0.5), (0.05, 0.5)]
    parts = [Area((turned(np.array(shape), of.turn * 2, 0.5, 0.5),), 0)]
    if of.two_colours:
        parts.append(Area((polygon(0.5, 0.5, 0.14, 3 + of.count % 3, of.turn * 2),), 1))
    return parts


_KINDS: Final[dict[str, Callable[[Plan], list[Area]]]] = {
    "petals": _petals,
    "star": _star,
    "chevrons": _chevrons,
    "rings": _rings,
    "swoosh": _swoosh,
    "bars": _bars,
    "peaks": _peaks,
    "waves": _waves,
    "gear": _gear,
    "drop": _drop,
    "crown": _crown,
    "cut_disc": _cut_disc,
    "blocks": _blocks,
    "leaf": _leaf,
    "arrow": _arrow,
}
KINDS: Final = tuple(_KINDS)
