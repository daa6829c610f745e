"""Toys, electronics and parts. Each function draws one into the unit square of the pen."""

import numpy as np

from countermark.sim.pictures.geometry import ellipse, polygon, rounded, spline
from countermark.sim.pictures.pen import INK, METAL, Pen, unit
from countermark.sim.pictures.randomness import BLACK, WHITE, darker, lighter, lightness
from countermark.sim.pictures.truth import rectangle


def bear(pen: Pen) -> None:
    """A stuffed bear with the brand's tag."""
    fur = pen.draw.one(((168, 118, 70), (120, 78, 46), (222, 196, 156), pen.body))
    parts = [(0.3, 0.15, 0.085, 0.08), (0.7, 0.15, 0.085, 0.08), (0.22, 0.6, 0.1, 0.16), (0.78, 0.6, 0.1, 0.16)]
    parts += [(0.33, 0.88, 0.14, 0.09), (0.67, 0.88, 0.14, 0.09), (0.5, 0.67, 0.23, 0.25), (0.5, 0.3, 0.25, 0.21)]
    for x, y, across, down in parts:
        pen.gradient((lighter(fur, 0.22), fur, darker(fur, 0.3)), ellipse(x, y, across, down), down=True)
        pen.line(darker(fur, 0.3), ellipse(x, y, across, down), 0.003, closed=True)
    pale = lighter(fur, 0.55)
    for x, y, across, down in ((0.3, 0.15, 0.045, 0.04), (0.7, 0.15, 0.045, 0.04), (0.5, 0.37, 0.11, 0.085)):
        pen.fill(pale, ellipse(x, y, across, down))
    pen.tint(WHITE, 0.3, ellipse(0.5, 0.68, 0.15, 0.17), blur=0.02)
    for x in (0.41, 0.59):
        pen.fill(INK, ellipse(x, 0.265, 0.022, 0.026))
        pen.fill(WHITE, ellipse(x - 0.006, 0.257, 0.007, 0.007, n=12))
    pen.fill(INK, ellipse(0.5, 0.335, 0.034, 0.024))
    pen.line(INK, ellipse(0.5, 0.375, 0.045, 0.035, 20, 160, 16), 0.007)
    ribbon = spline([(0.34, 0.47), (0.5, 0.51), (0.66, 0.47), (0.67, 0.51), (0.5, 0.555), (0.33, 0.51)], 8)
    pen.fill(pen.accent, ribbon)
    pen.line(INK, unit([(0.72, 0.17), (0.8, 0.28)]), 0.003)
    pen.panel(unit([(0.72, 0.28), (0.9, 0.25), (0.92, 0.41), (0.74, 0.44)]), 0.2, 0.16, WHITE)
    pen.logo((0.4, 0.62, 0.6, 0.74), lighter(fur, 0.3), only_emblem=True)


def toy_car(pen: Pen) -> None:
    """A toy car from the side."""
    body = spline(
        [
            (0.04, 0.68),
            (0.06, 0.54),
            (0.22, 0.5),
            (0.34, 0.36),
            (0.5, 0.33),
            (0.66, 0.36),
            (0.78, 0.51),
            (0.94, 0.55),
            (0.96, 0.68),
            (0.5, 0.71),
        ],
        8,
    )
    pen.gradient((lighter(pen.body, 0.45), pen.body, darker(pen.body, 0.3)), body, down=True)
    glass = (150, 190, 214)
    for corners in (
        ((0.29, 0.5), (0.37, 0.39), (0.49, 0.37), (0.49, 0.5)),
        ((0.52, 0.5), (0.52, 0.37), (0.63, 0.39), (0.72, 0.5)),
    ):
        pen.gradient((lighter(glass, 0.5), darker(glass, 0.35)), unit(corners), down=True)
    pen.line(darker(pen.body, 0.4), unit([(0.505, 0.5), (0.505, 0.69)]), 0.004)
    pen.fill(pen.accent, unit([(0.05, 0.62), (0.955, 0.62), (0.96, 0.645), (0.045, 0.645)]))
    for x in (0.25, 0.75):
        pen.fill(darker(pen.body, 0.6), ellipse(x, 0.68, 0.118, 0.118))
        pen.fill((30, 30, 32), ellipse(x, 0.7, 0.1, 0.1))
        pen.gradient((WHITE, METAL, darker(METAL, 0.4)), ellipse(x, 0.7, 0.058, 0.058))
        for spoke in range(5):
            angle = np.radians(72 * spoke + 10)
            pen.line(INK, unit([(x, 0.7), (x + 0.055 * np.cos(angle), 0.7 + 0.055 * np.sin(angle))]), 0.006)
    pen.fill((255, 240, 170), ellipse(0.925, 0.58, 0.022, 0.02))
    pen.fill((220, 30, 30), ellipse(0.07, 0.58, 0.015, 0.022))
    pen.logo((0.38, 0.52, 0.63, 0.61), pen.body)


def phone_case(pen: Pen) -> None:
    """A case for a phone, from behind."""
    outline = rounded(0.27, 0.04, 0.73, 0.96, 0.075)
    pen.gradient((darker(pen.body, 0.25), lighter(pen.body, 0.15), pen.body, darker(pen.body, 0.3)), outline)
    pen.line(darker(pen.body, 0.45), outline, 0.01, closed=True)
    pen.gradient((darker(pen.body, 0.35), darker(pen.body, 0.55)), rounded(0.3, 0.07, 0.5, 0.26, 0.04), down=True)
    for x, y in ((0.352, 0.118), (0.352, 0.212), (0.448, 0.165)):
        pen.fill((22, 22, 26), ellipse(x, y, 0.038, 0.038))
        pen.gradient(((70, 80, 110), (10, 10, 14)), ellipse(x, y, 0.024, 0.024))
        pen.fill(WHITE, ellipse(x - 0.008, y - 0.01, 0.005, 0.005, n=10))
    if pen.draw.chance(0.4):
        for index in range(4):
            y = 0.6 + index * 0.08
            pen.fill(pen.accent, unit([(0.272, y), (0.728, y - 0.1), (0.728, y - 0.06), (0.272, y + 0.04)]))
    pen.logo((0.35, 0.4, 0.65, 0.56), pen.body)
    pen.shine(0.68, 0.1, 0.7, 0.9, 0.3)


def charger(pen: Pen) -> None:
    """A plug-in charger with its cable."""
    plastic = pen.draw.one(((244, 244, 242), (244, 244, 242), (40, 41, 44)))
    t = np.linspace(0, 1, 60)
    loops = np.column_stack([0.58 + 0.28 * t * np.cos(t * 14) + 0.1 * t, 0.66 + 0.2 * np.sin(t * 14) * (0.4 + 0.6 * t)])
    pen.line(darker(plastic, 0.25), loops + (0, 0.006), 0.022)
    pen.line(plastic, loops, 0.017)
    pen.gradient((METAL, WHITE, darker(METAL, 0.3)), rounded(0.84, 0.37, 0.89, 0.45, 0.008))
    pen.round_body(plastic, rounded(0.82, 0.44, 0.91, 0.58, 0.02), shine=0.4)
    for x in (0.2, 0.32):
        pen.gradient((METAL, WHITE, darker(METAL, 0.3)), rounded(x, 0.08, x + 0.03, 0.24, 0.012))
    cube = rounded(0.08, 0.2, 0.48, 0.68, 0.05)
    pen.gradient((darker(plastic, 0.06), plastic, darker(plastic, 0.25)), cube)
    pen.line(darker(plastic, 0.3), cube, 0.003, closed=True)
    pen.fill(darker(plastic, 0.6), rounded(0.21, 0.6, 0.35, 0.63, 0.012))
    pen.logo((0.14, 0.29, 0.42, 0.42), plastic)
    pen.branding_line(0.28, 0.47, 0.034, 0.28, plastic)


def headphones(pen: Pen) -> None:
    """Headphones from the front."""
    band = np.vstack([ellipse(0.5, 0.52, 0.36, 0.42, 180, 360, 40), ellipse(0.5, 0.54, 0.3, 0.36, 180, 360, 40)[::-1]])
    pen.gradient((darker(pen.body, 0.3), lighter(pen.body, 0.2), darker(pen.body, 0.35)), band)
    for x, side in ((0.2, -1), (0.8, 1)):
        pen.gradient(
            (METAL, WHITE, darker(METAL, 0.3)), rounded(x - 0.02 - 0.03 * side, 0.42, x + 0.02 - 0.03 * side, 0.6, 0.01)
        )
        pen.gradient((lighter(INK, 0.2), INK), ellipse(x - 0.055 * side, 0.7, 0.075, 0.18))
        pen.round_body(pen.body, ellipse(x, 0.7, 0.095, 0.19), shine=0.35)
        pen.logo((x - 0.07, 0.63, x + 0.07, 0.77), pen.body, only_emblem=True)
    pen.logo((0.38, 0.1, 0.62, 0.16), pen.body)
    pen.shine(0.3, 0.16, 0.32, 0.24, 0.3)


def ink_cartridge(pen: Pen) -> None:
    """One or two ink cartridges."""
    inks = ((24, 24, 26), (0, 150, 200), (210, 30, 120), (245, 205, 20))
    count = pen.draw.whole(1, 3)
    wide = 0.26
    start = 0.5 - count * (wide + 0.03) / 2
    for index in range(count):
        left = start + index * (wide + 0.03)
        ink = inks[index] if count > 1 else pen.draw.one(inks)
        pen.gradient(((70, 72, 76), (36, 37, 40), (20, 20, 22)), rounded(left, 0.14, left + wide, 0.86, 0.015))
        pen.fill((50, 52, 55), rounded(left + 0.04, 0.86, left + wide - 0.06, 0.92, 0.01))
        pen.fill(ink, unit([(left, 0.14), (left + wide, 0.14), (left + wide, 0.19), (left, 0.19)]))
        pen.panel(
            unit([(left + 0.02, 0.24), (left + wide - 0.02, 0.24), (left + wide - 0.02, 0.7), (left + 0.02, 0.7)]),
            wide - 0.04,
            0.46,
            WHITE if index % 2 == 0 else lighter(pen.body, 0.7),
        )
        pen.fill((30, 120, 70), rounded(left + 0.06, 0.74, left + 0.2, 0.83, 0.006))
        for contact in range(8):
            x, y = left + 0.075 + contact % 4 * 0.03, 0.755 + contact // 4 * 0.035
            pen.fill((226, 188, 92), unit([(x, y), (x + 0.02, y), (x + 0.02, y + 0.022), (x, y + 0.022)]))
        pen.fill(ink, ellipse(left + wide - 0.045, 0.79, 0.02, 0.02))


def brake_disc(pen: Pen) -> None:
    """A brake disc with a pad lying on it."""
    pen.gradient(
        (lighter(METAL, 0.5), METAL, darker(METAL, 0.35), lighter(METAL, 0.25)), ellipse(0.5, 0.48, 0.44, 0.44, n=80)
    )
    for radius in (0.42, 0.38, 0.34, 0.3, 0.27):
        pen.line(darker(METAL, 0.15), ellipse(0.5, 0.48, radius, radius, n=64), 0.002, closed=True)
    if pen.draw.chance(0.6):
        for hole in range(18):
            angle, radius = np.radians(hole * 20), 0.31 + hole % 3 * 0.04
            pen.fill(
                (40, 42, 46), ellipse(0.5 + radius * np.cos(angle), 0.48 + radius * np.sin(angle), 0.011, 0.011, n=14)
            )
    pen.gradient((darker(METAL, 0.2), darker(METAL, 0.55)), ellipse(0.5, 0.48, 0.23, 0.23, n=60), down=True)
    pen.gradient((lighter(METAL, 0.2), darker(METAL, 0.2)), ellipse(0.5, 0.47, 0.2, 0.2, n=60), down=True)
    pen.fill((40, 42, 46), ellipse(0.5, 0.47, 0.08, 0.08))
    for bolt in range(5):
        angle = np.radians(bolt * 72 - 90)
        pen.fill((40, 42, 46), ellipse(0.5 + 0.14 * np.cos(angle), 0.47 + 0.14 * np.sin(angle), 0.019, 0.019, n=18))
    pad = spline([(0.48, 0.74), (0.72, 0.68), (0.94, 0.72), (0.96, 0.9), (0.72, 0.88), (0.5, 0.94)], 8)
    pen.tint(BLACK, 0.4, pad + (0.01, 0.015), blur=0.02)
    pen.gradient((lighter(pen.body, 0.1), darker(pen.body, 0.4)), pad, down=True)
    pen.line(darker(pen.body, 0.5), pad, 0.006, closed=True)
    pen.logo((0.58, 0.74, 0.86, 0.82), pen.body)
    pen.branding_line(0.72, 0.83, 0.028, 0.26, pen.body)


def oil_filter(pen: Pen) -> None:
    """A screw-on oil filter."""
    pen.fill(darker(pen.body, 0.5), ellipse(0.5, 0.9, 0.3, 0.05))
    pen.round_body(pen.body, unit([(0.2, 0.24), (0.8, 0.24), (0.8, 0.9), (0.2, 0.9)]))
    pen.round_body(pen.body, ellipse(0.5, 0.9, 0.3, 0.05, 0, 180))
    pen.gradient((METAL, WHITE, METAL, darker(METAL, 0.4)), ellipse(0.5, 0.22, 0.31, 0.065))
    pen.fill((30, 30, 32), ellipse(0.5, 0.215, 0.25, 0.048))
    pen.gradient((METAL, lighter(METAL, 0.4), darker(METAL, 0.3)), ellipse(0.5, 0.215, 0.2, 0.036))
    pen.fill((24, 24, 26), ellipse(0.5, 0.215, 0.07, 0.015))
    pen.wrap((0.201, 0.34, 0.799, 0.78), 0.045, WHITE if lightness(pen.body) < 190 else pen.accent)
    flutes = [rectangle(0.215 + flute * 0.043, 0.82, 0.231 + flute * 0.043, 0.93) for flute in range(14)]
    pen.tint(BLACK, 0.16, *flutes, blur=0.003)


def spark_plug(pen: Pen) -> None:
    """Two spark plugs lying beside their box."""
    ground = pen.body
    pen.panel(unit([(0.08, 0.1), (0.5, 0.07), (0.52, 0.6), (0.1, 0.63)]), 0.42, 0.53, ground)
    pen.line(darker(ground, 0.4), unit([(0.08, 0.1), (0.5, 0.07), (0.52, 0.6), (0.1, 0.63)]), 0.003, closed=True)
    for dx, dy in ((0.0, 0.0), (0.2, 0.05)):
        x, y = 0.6 + dx, 0.12 + dy
        pen.gradient((METAL, WHITE, darker(METAL, 0.4)), rounded(x + 0.02, y, x + 0.08, y + 0.07, 0.01))
        pen.round_body(
            (240, 238, 232),
            unit([(x + 0.01, y + 0.07), (x + 0.09, y + 0.07), (x + 0.1, y + 0.36), (x, y + 0.36)]),
            shine=0.6,
        )
        pen.logo((x + 0.015, y + 0.1, x + 0.085, y + 0.34), (240, 238, 232), tilt=90)
        pen.gradient((METAL, WHITE, METAL, darker(METAL, 0.5)), polygon(x + 0.05, y + 0.42, 0.085, 6, 30))
        pen.gradient((METAL, WHITE, darker(METAL, 0.45)), rounded(x + 0.005, y + 0.47, x + 0.095, y + 0.68, 0.005))
        for thread in range(8):
            pen.line(
                darker(METAL, 0.5),
                unit([(x + 0.005, y + 0.5 + thread * 0.022), (x + 0.095, y + 0.49 + thread * 0.022)]),
                0.004,
            )
        pen.line(darker(METAL, 0.3), unit([(x + 0.085, y + 0.68), (x + 0.085, y + 0.73), (x + 0.04, y + 0.73)]), 0.012)
        pen.fill(
            WHITE, unit([(x + 0.04, y + 0.68), (x + 0.06, y + 0.68), (x + 0.055, y + 0.71), (x + 0.045, y + 0.71)])
        )
