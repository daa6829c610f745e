"""Boxes and flat goods. Each function draws one into the unit square of the pen."""

import numpy as np

from countermark.sim.pictures.geometry import ellipse, rounded
from countermark.sim.pictures.pen import METAL, Pen, unit
from countermark.sim.pictures.randomness import BLACK, WHITE, darker, lighter, lightness
from countermark.sim.pictures.scene import Colour


def _carton(pen: Pen, width: float, height: float, depth: float, ground: Colour) -> None:
    """A box seen from the front, a little from above and from the side."""
    left, bottom = 0.5 - (width + depth * 0.6) / 2, 0.5 + (height + depth * 0.4) / 2
    right, top = left + width, bottom - height
    away = np.array([depth * 0.6, -depth * 0.45])
    front = unit([(left, top), (right, top), (right, bottom), (left, bottom)])
    side = np.array([front[1], front[1] + away, front[2] + away + (0, depth * 0.1), front[2]])
    lid = np.array([front[0] + away, front[1] + away, front[1], front[0]])
    pen.fill(darker(ground, 0.25), side)
    pen.panel(side, depth, height, ground, style="side")
    pen.tint(BLACK, 0.32, side)
    pen.gradient((lighter(ground, 0.3), lighter(ground, 0.1)), lid)
    pen.line(darker(ground, 0.2), np.array([(lid[0] + lid[3]) / 2, (lid[1] + lid[2]) / 2]), 0.004)
    pen.panel(front, width, height, ground)
    pen.tint(WHITE, 0.12, unit([(left, top), (left + width * 0.6, top), (left + width * 0.2, bottom), (left, bottom)]))
    pen.line(darker(ground, 0.3), front, 0.003, closed=True)


def medicine_box(pen: Pen) -> None:
    """A folded box of medicine, lying wide."""
    ground = pen.draw.one((WHITE, WHITE, (244, 246, 248), lighter(pen.body, 0.75)))
    _carton(pen, pen.draw.between(0.62, 0.74), pen.draw.between(0.34, 0.46), pen.draw.between(0.18, 0.28), ground)


def part_box(pen: Pen) -> None:
    """A box for a car part, nearly a cube."""
    _carton(pen, pen.draw.between(0.5, 0.64), pen.draw.between(0.48, 0.6), pen.draw.between(0.28, 0.4), pen.body)


def blister(pen: Pen) -> None:
    """A blister pack of tablets with its box behind."""
    pen.panel(unit([(0.16, 0.06), (0.84, 0.06), (0.84, 0.42), (0.16, 0.42)]), 0.68, 0.36, lighter(pen.body, 0.8))
    foil = rounded(0.1, 0.36, 0.9, 0.92, 0.03)
    pen.gradient(((214, 216, 220), (246, 247, 248), (196, 198, 204), (232, 233, 236)), foil)
    tablet = pen.draw.one(((250, 250, 248), (236, 214, 170), (238, 178, 190), (250, 232, 120)))
    columns, rows = pen.draw.one(((5, 2), (4, 2), (6, 3)))
    wide, tall = 0.76 / columns, 0.5 / rows
    for cell in range(columns * rows):
        row, column = divmod(cell, columns)
        x, y = 0.12 + (column + 0.5) * wide, 0.39 + (row + 0.5) * tall
        across = min(wide, tall) * 0.36
        pen.fill((186, 188, 194), ellipse(x + 0.004, y + 0.006, across * 1.25, across * 1.25, n=24))
        pen.gradient(
            (lighter(tablet, 0.6), tablet, darker(tablet, 0.18)), ellipse(x, y, across, across, n=24), down=True
        )
        pen.line(darker(tablet, 0.2), unit([(x - across * 0.7, y), (x + across * 0.7, y)]), 0.003)
    pen.line((170, 172, 178), foil, 0.003, closed=True)


def cells(pen: Pen) -> None:
    """Two to four round battery cells side by side."""
    count = pen.draw.whole(2, 4)
    wide = 0.17
    start = 0.5 - count * (wide + 0.02) / 2
    for index in range(count):
        left, top = start + index * (wide + 0.02), 0.12 + pen.draw.between(0, 0.012)
        pen.gradient(
            (METAL, WHITE, METAL, darker(METAL, 0.4)),
            rounded(left + 0.055, top - 0.035, left + wide - 0.055, top, 0.01),
        )
        pen.gradient((METAL, WHITE, METAL, darker(METAL, 0.4)), rounded(left, top - 0.01, left + wide, 0.9, 0.02))
        pen.round_body(
            pen.accent, unit([(left, top + 0.01), (left + wide, top + 0.01), (left + wide, 0.3), (left, 0.3)])
        )
        pen.round_body(pen.body, unit([(left, 0.3), (left + wide, 0.3), (left + wide, 0.87), (left, 0.87)]), shine=0.35)
        pen.logo((left + 0.02, 0.33, left + wide - 0.02, 0.84), pen.body, tilt=90)
        pen.fill(
            WHITE if lightness(pen.accent) < 128 else BLACK,
            unit([(left + 0.075, 0.2), (left + 0.095, 0.2), (left + 0.095, 0.24), (left + 0.075, 0.24)]),
        )


def phone_battery(pen: Pen) -> None:
    """A flat battery for a phone, with contacts."""
    ground = pen.draw.one(((34, 35, 38), (34, 35, 38), (226, 226, 224)))
    pen.fill(darker(ground, 0.4), rounded(0.2, 0.08, 0.8, 0.94, 0.03))
    pen.panel(unit([(0.215, 0.12), (0.785, 0.12), (0.785, 0.93), (0.215, 0.93)]), 0.57, 0.81, ground)
    pen.fill((22, 22, 24), rounded(0.22, 0.075, 0.78, 0.12, 0.01))
    for index in range(4):
        x = 0.32 + index * 0.1
        pen.gradient(((190, 150, 60), (250, 220, 130), (180, 140, 50)), rounded(x, 0.082, x + 0.05, 0.112, 0.004))
    pen.tint(WHITE, 0.16, unit([(0.215, 0.12), (0.5, 0.12), (0.3, 0.93), (0.215, 0.93)]))


def bricks(pen: Pen) -> None:
    """A box of building bricks with some bricks before it."""
    _carton(pen, 0.66, 0.5, 0.2, pen.body)
    for index in range(pen.draw.whole(3, 6)):
        colour = pen.draw.one(((212, 32, 36), (20, 92, 170), (246, 200, 30), (30, 140, 70), (244, 244, 240)))
        left, top = 0.08 + index * 0.14 + pen.draw.between(0, 0.03), 0.79 + pen.draw.between(-0.02, 0.04)
        pen.gradient(
            (lighter(colour, 0.2), colour, darker(colour, 0.2)), rounded(left, top, left + 0.13, top + 0.09, 0.006)
        )
        for stud in (0.012, 0.072):
            pen.gradient(
                (lighter(colour, 0.35), darker(colour, 0.12)),
                rounded(left + stud, top - 0.02, left + stud + 0.045, top + 0.004, 0.006),
            )
