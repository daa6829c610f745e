"""Clothes, shoes, bags and watches. Each function draws one into the unit square of the pen."""

from itertools import pairwise

import numpy as np

from countermark.sim.pictures.geometry import ellipse, polygon, rounded, spline
from countermark.sim.pictures.pen import INK, METAL, Pen, unit
from countermark.sim.pictures.randomness import BLACK, WHITE, darker, lighter, lightness
from countermark.sim.pictures.scene import Colour
from countermark.sim.pictures.truth import Points


def _stitches(pen: Pen, points: Points, colour: Colour) -> None:
    """Draw a dashed seam along a line of corners."""
    for start, end in pairwise(points):
        count = max(1, int(np.hypot(*(end - start)) / 0.02))
        for index in range(count):
            first = start + (end - start) * (index / count)
            pen.line(colour, np.array([first, first + (end - start) * (0.55 / count)]), 0.003)


def shoe(pen: Pen) -> None:
    """A sports shoe from the side."""
    high = pen.draw.between(0, 0.08)
    upper = spline(
        [
            (0.05, 0.66), (0.06, 0.5), (0.07, 0.36 - high), (0.14, 0.33 - high), (0.24, 0.38 - high / 2),
            (0.32, 0.36 - high / 2), (0.38, 0.33), (0.5, 0.44), (0.64, 0.53), (0.84, 0.56),
            (0.95, 0.64), (0.95, 0.7), (0.5, 0.72),
        ],
        10,
    )  # fmt: skip
    pen.gradient((lighter(pen.body, 0.2), pen.body, darker(pen.body, 0.25)), upper, down=True)
    toe = spline([(0.72, 0.7), (0.74, 0.6), (0.82, 0.55), (0.955, 0.61), (0.98, 0.7)], 8)
    heel = spline([(0.03, 0.7), (0.04, 0.5), (0.055, 0.38), (0.14, 0.44), (0.17, 0.7)], 8)
    pen.fill(pen.accent, toe, heel)
    pen.tint(BLACK, 0.2, toe, blur=0.02)
    tongue = spline([(0.31, 0.37), (0.36, 0.25 - high / 2), (0.41, 0.26 - high / 2), (0.44, 0.4)], 8)
    pen.gradient((lighter(pen.body, 0.3), darker(pen.body, 0.1)), tongue)
    pen.fill(
        darker(pen.body, 0.55),
        spline(
            [
                (0.09, 0.36 - high),
                (0.16, 0.345 - high),
                (0.25, 0.4 - high / 2),
                (0.31, 0.39),
                (0.2, 0.43),
                (0.11, 0.41),
            ],
            8,
        ),
    )
    sole = spline(
        [(0.04, 0.7), (0.3, 0.705), (0.6, 0.7), (0.955, 0.695), (0.97, 0.74), (0.9, 0.8), (0.5, 0.815), (0.06, 0.81)], 8
    )
    rubber = WHITE if pen.draw.chance(0.65) else pen.accent
    pen.gradient((rubber, darker(rubber, 0.15)), sole, down=True)
    pen.line(darker(rubber, 0.3), unit([(0.05, 0.745), (0.5, 0.75), (0.96, 0.735)]), 0.005)
    for groove in range(16):
        x = 0.09 + groove * 0.053
        pen.line(darker(rubber, 0.5), unit([(x, 0.795), (x + 0.015, 0.81)]), 0.006)
    lace = WHITE if lightness(pen.body) < 150 else INK
    for row in range(5):
        x, y = 0.37 + row * 0.05, 0.36 + row * 0.035
        pen.line(lace, unit([(x, y), (x + 0.03, y + 0.075)]), 0.013)
        pen.fill(darker(pen.body, 0.5), ellipse(x + 0.03, y + 0.08, 0.007, 0.007, n=12))
    _stitches(pen, unit([(0.36, 0.46), (0.62, 0.61), (0.72, 0.68)]), lighter(pen.body, 0.4))
    pen.logo((0.26, 0.5, 0.58, 0.68), pen.body, only_emblem=pen.draw.chance(0.7), tilt=-6)
    pen.logo((0.07, 0.5, 0.15, 0.6), pen.accent, only_emblem=True)
    pen.soft_shade(upper, 0.25)


def shirt(pen: Pen) -> None:
    """A T-shirt laid flat."""
    body = spline(
        [
            (0.27, 0.95), (0.28, 0.6), (0.27, 0.42), (0.17, 0.47), (0.05, 0.36), (0.2, 0.14), (0.38, 0.07),
            (0.5, 0.1), (0.62, 0.07), (0.8, 0.14), (0.95, 0.36), (0.83, 0.47),
            (0.73, 0.42), (0.72, 0.6), (0.73, 0.95), (0.5, 0.965),
        ],
        6,
    )  # fmt: skip
    pen.gradient((darker(pen.body, 0.15), pen.body, lighter(pen.body, 0.08), pen.body, darker(pen.body, 0.2)), body)
    pen.fill(
        darker(pen.body, 0.4),
        spline([(0.38, 0.08), (0.5, 0.085), (0.62, 0.08), (0.58, 0.14), (0.5, 0.165), (0.42, 0.14)], 8),
    )
    pen.line(
        darker(pen.body, 0.25),
        spline([(0.37, 0.075), (0.42, 0.15), (0.5, 0.18), (0.58, 0.15), (0.63, 0.075)], 8)[:32],
        0.012,
    )
    pen.line(darker(pen.body, 0.2), unit([(0.27, 0.42), (0.27, 0.2)]), 0.004)
    pen.line(darker(pen.body, 0.2), unit([(0.73, 0.42), (0.73, 0.2)]), 0.004)
    pen.fill(WHITE, unit([(0.47, 0.1), (0.53, 0.1), (0.53, 0.135), (0.47, 0.135)]))
    pen.logo((0.475, 0.103, 0.525, 0.132), WHITE)
    where = pen.draw.weighted({"large": 3, "small": 2})
    if where == "large":
        pen.logo((0.33, 0.3, 0.67, 0.52), pen.body)
        if pen.draw.chance(0.5):
            pen.branding_line(0.5, 0.55, 0.04, 0.34, pen.body)
    else:
        pen.logo((0.55, 0.27, 0.68, 0.36), pen.body, only_emblem=pen.draw.chance(0.5))
    for _ in range(7):
        x, y = pen.draw.between(0.3, 0.7), pen.draw.between(0.35, 0.85)
        fold = spline([(x, y), (x + 0.05, y - 0.09), (x + 0.08, y - 0.17), (x + 0.04, y - 0.08)], 6)
        pen.tint(BLACK if pen.draw.chance(0.6) else WHITE, 0.14, fold, blur=0.015)


def cap(pen: Pen) -> None:
    """A baseball cap from the front."""
    crown = spline(
        [(0.14, 0.62), (0.16, 0.35), (0.32, 0.16), (0.5, 0.12), (0.68, 0.16), (0.84, 0.35), (0.86, 0.62), (0.5, 0.68)],
        8,
    )
    pen.gradient((darker(pen.body, 0.35), pen.body, lighter(pen.body, 0.12), pen.body, darker(pen.body, 0.35)), crown)
    for bend in (-0.18, 0.0, 0.18):
        seam = unit([(0.5 + bend * t * 1.2, 0.13 + 0.5 * t**1.5) for t in np.linspace(0, 1, 10)])
        pen.line(darker(pen.body, 0.25), seam, 0.004)
    pen.fill(darker(pen.body, 0.2), ellipse(0.5, 0.12, 0.03, 0.014))
    peak = spline(
        [
            (0.12, 0.63),
            (0.3, 0.6),
            (0.5, 0.59),
            (0.7, 0.6),
            (0.88, 0.63),
            (0.93, 0.76),
            (0.7, 0.84),
            (0.5, 0.86),
            (0.3, 0.84),
            (0.07, 0.76),
        ],
        8,
    )
    pen.gradient((pen.accent, darker(pen.accent, 0.3)), peak, down=True)
    for row in range(4):
        y = 0.7 + row * 0.035
        _stitches(
            pen, unit([(0.14 + row * 0.03, y), (0.5, y + 0.03), (0.86 - row * 0.03, y)]), darker(pen.accent, 0.35)
        )
    pen.logo((0.33, 0.3, 0.67, 0.54), pen.body, only_emblem=pen.draw.chance(0.5))
    pen.soft_shade(crown, 0.3)


def bag(pen: Pen) -> None:
    """A handbag from the front."""
    high = pen.draw.between(0.0, 0.1)
    for width, dark in ((0.036, 0.45), (0.026, 0.15)):
        grip = unit(
            [(0.5 + 0.23 * np.cos(a), 0.4 + (0.28 + high) * np.sin(a)) for a in np.linspace(np.pi, 2 * np.pi, 24)]
        )
        pen.line(darker(pen.accent, dark), grip, width)
    body = spline(
        [(0.12, 0.92), (0.13, 0.65), (0.17, 0.4), (0.5, 0.37), (0.83, 0.4), (0.87, 0.65), (0.88, 0.92), (0.5, 0.945)],
        10,
    )
    pen.gradient((lighter(pen.body, 0.18), pen.body, darker(pen.body, 0.3)), body, down=True)
    if pen.draw.chance(0.35):
        _monogram(pen, body)
    flap = pen.draw.chance(0.6)
    if flap:
        cover = spline(
            [(0.16, 0.4), (0.5, 0.36), (0.84, 0.4), (0.85, 0.58), (0.65, 0.68), (0.5, 0.7), (0.35, 0.68), (0.15, 0.58)],
            8,
        )
        pen.gradient((lighter(pen.body, 0.25), darker(pen.body, 0.1)), cover, down=True)
        pen.line(darker(pen.body, 0.4), cover, 0.004, closed=True)
        clasp = rounded(0.45, 0.64, 0.55, 0.73, 0.012)
        pen.gradient(((200, 160, 70), (255, 232, 160), (176, 134, 50)), clasp)
    _stitches(pen, unit([(0.15, 0.9), (0.5, 0.92), (0.85, 0.9)]), lighter(pen.body, 0.35))
    for x in (0.27, 0.73):
        pen.line((206, 168, 84), ellipse(x, 0.42, 0.025, 0.025, n=24), 0.009, closed=True)
    pen.logo((0.32, 0.47, 0.68, 0.61) if flap else (0.3, 0.55, 0.7, 0.76), pen.body)
    pen.soft_shade(body, 0.35)


def _monogram(pen: Pen, body: Points) -> None:
    """Strew small diamonds and dots over a bag, as on monogrammed canvas."""
    colour = lighter(pen.body, 0.3)
    for row in range(6):
        for column in range(8):
            x, y = 0.2 + column * 0.085 + (row % 2) * 0.042, 0.47 + row * 0.075
            if body[:, 0].min() + 0.05 < x < body[:, 0].max() - 0.05:
                pen.fill(colour, polygon(x, y, 0.014, 4) if (row + column) % 2 else ellipse(x, y, 0.009, 0.009, n=12))


def backpack(pen: Pen) -> None:
    """A backpack from the front."""
    pen.line(darker(pen.body, 0.4), ellipse(0.5, 0.1, 0.07, 0.06, 180, 360, 20), 0.022)
    body = spline(
        [
            (0.2, 0.93),
            (0.18, 0.5),
            (0.22, 0.2),
            (0.36, 0.09),
            (0.5, 0.08),
            (0.64, 0.09),
            (0.78, 0.2),
            (0.82, 0.5),
            (0.8, 0.93),
            (0.5, 0.95),
        ],
        8,
    )
    pen.gradient((darker(pen.body, 0.3), pen.body, lighter(pen.body, 0.15), pen.body, darker(pen.body, 0.35)), body)
    zip_line = spline([(0.24, 0.5), (0.27, 0.24), (0.5, 0.14), (0.73, 0.24), (0.76, 0.5), (0.5, 0.45)], 8)[:32]
    pen.line(INK, zip_line, 0.01)
    pocket = rounded(0.24, 0.54, 0.76, 0.9, 0.06)
    pen.gradient((lighter(pen.body, 0.12), darker(pen.body, 0.18)), pocket, down=True)
    pen.line(darker(pen.body, 0.45), pocket, 0.006, closed=True)
    pen.line(pen.accent, unit([(0.27, 0.6), (0.73, 0.6)]), 0.014)
    pen.fill(pen.accent, rounded(0.7, 0.59, 0.725, 0.67, 0.008))
    pen.logo((0.34, 0.65, 0.66, 0.82), pen.body)
    pen.logo((0.42, 0.28, 0.58, 0.4), pen.body, only_emblem=True)
    pen.soft_shade(body, 0.35)


def watch(pen: Pen) -> None:
    """A wristwatch, standing."""
    leather = pen.draw.chance(0.5)
    strap = pen.body if leather else METAL
    for top, bottom, near, far in ((0.02, 0.3, 0.11, 0.085), (0.98, 0.7, 0.11, 0.085)):
        band = unit([(0.5 - far, top), (0.5 + far, top), (0.5 + near, bottom), (0.5 - near, bottom)])
        pen.round_body(strap, band, shine=0.3 if leather else 0.7)
        for link in range(7):
            y = top + (bottom - top) * (link + 0.5) / 7
            if leather:
                pen.line(lighter(strap, 0.4), unit([(0.5 - far + 0.01, y), (0.5 - far + 0.011, y + 0.02)]), 0.003)
                pen.line(lighter(strap, 0.4), unit([(0.5 + far - 0.01, y), (0.5 + far - 0.011, y + 0.02)]), 0.003)
            else:
                half = far + (near - far) * (link + 0.5) / 7
                pen.line(darker(strap, 0.5), unit([(0.5 - half, y), (0.5 + half, y)]), 0.005)
    steel = pen.draw.one((METAL, (212, 176, 96), (70, 72, 76)))
    pen.gradient(
        (darker(steel, 0.3), lighter(steel, 0.5), darker(steel, 0.2)), rounded(0.77, 0.47, 0.82, 0.53, 0.01), down=True
    )
    pen.gradient(
        (lighter(steel, 0.6), steel, darker(steel, 0.5), lighter(steel, 0.2)), ellipse(0.5, 0.5, 0.29, 0.29, n=72)
    )
    pen.fill(darker(steel, 0.55), ellipse(0.5, 0.5, 0.25, 0.25, n=72))
    dial = pen.draw.one(((24, 26, 32), (242, 240, 234), pen.accent, (20, 44, 84)))
    pen.gradient((lighter(dial, 0.15), darker(dial, 0.15)), ellipse(0.5, 0.5, 0.235, 0.235, n=72))
    ink = WHITE if lightness(dial) < 130 else INK
    for hour in range(12):
        angle = np.radians(hour * 30)
        direction = np.array([np.sin(angle), -np.cos(angle)])
        inner = 0.185 if hour % 3 == 0 else 0.2
        pen.line(ink, np.array([direction * inner, direction * 0.222]) + 0.5, 0.012 if hour % 3 == 0 else 0.006)
    pen.logo((0.4, 0.34, 0.6, 0.42), dial)
    pen.branding_line(0.5, 0.61, 0.026, 0.16, dial)
    for angle, length, thick in ((pen.draw.between(290, 320), 0.12, 0.014), (pen.draw.between(40, 70), 0.18, 0.01)):
        tip = np.array([np.sin(np.radians(angle)), -np.cos(np.radians(angle))]) * length
        pen.line(ink, np.array([-tip * 0.15, tip]) + 0.5, thick)
    second = np.radians(pen.draw.between(0, 360))
    pen.line((210, 40, 40), np.array([[0.5, 0.5], [0.5 + 0.2 * np.sin(second), 0.5 - 0.2 * np.cos(second)]]), 0.004)
    pen.fill(steel, ellipse(0.5, 0.5, 0.012, 0.012, n=20))
    pen.tint(WHITE, 0.22, ellipse(0.44, 0.42, 0.16, 0.1, 150, 330, 24), blur=0.01)
