"""Telephones, tools and things of the house. Each function draws one into the unit square of the pen."""

import numpy as np

from countermark.sim.pictures.geometry import ellipse, rounded, spline
from countermark.sim.pictures.pen import INK, METAL, Pen, unit
from countermark.sim.pictures.randomness import BLACK, WHITE, darker, lighter


def phone(pen: Pen) -> None:
    """A telephone twice: its back with the cameras, and its screen before it."""
    back = rounded(0.1, 0.06, 0.54, 0.92, 0.06)
    pen.fill(darker(pen.body, 0.5), rounded(0.094, 0.054, 0.546, 0.926, 0.064))
    pen.gradient((lighter(pen.body, 0.3), pen.body, darker(pen.body, 0.2)), back, down=True)
    pen.fill(darker(pen.body, 0.2), rounded(0.14, 0.1, 0.3, 0.34, 0.05))
    for y in (0.16, 0.28):
        pen.fill(INK, ellipse(0.2, y, 0.045, 0.045))
        pen.gradient(((20, 22, 30), (70, 80, 110), (20, 22, 30)), ellipse(0.2, y, 0.03, 0.03))
        pen.fill(WHITE, ellipse(0.19, y - 0.01, 0.006, 0.006, n=12))
    pen.fill((250, 240, 200), ellipse(0.27, 0.22, 0.013, 0.013, n=16))
    pen.logo((0.2, 0.55, 0.44, 0.68), pen.body)
    pen.fill((16, 16, 18), rounded(0.45, 0.1, 0.91, 0.96, 0.065))
    screen = rounded(0.464, 0.114, 0.896, 0.946, 0.052)
    first, second = pen.draw.one((((60, 90, 190), (230, 120, 160)), ((20, 130, 140), (240, 220, 150)),
                                  ((90, 40, 130), (250, 160, 90)), ((30, 40, 60), (130, 170, 220))))  # fmt: skip
    pen.gradient((first, second, lighter(second, 0.3)), screen, down=True)
    wave = spline(
        [(0.464, 0.6), (0.6, 0.5), (0.75, 0.66), (0.896, 0.55), (0.896, 0.92), (0.68, 0.945), (0.464, 0.92)], 8
    )
    pen.tint(first, 0.45, wave, blur=0.01)
    pen.fill((16, 16, 18), ellipse(0.68, 0.14, 0.012, 0.012, n=16))
    pen.branding_line(0.68, 0.24, 0.045, 0.34, first)
    for column in range(4):
        colour = lighter(pen.draw.one(((230, 70, 60), (60, 160, 90), (60, 110, 220), (240, 190, 60))), 0.15)
        pen.fill(colour, rounded(0.495 + column * 0.098, 0.84, 0.57 + column * 0.098, 0.915, 0.02))
    pen.tint(WHITE, 0.12, unit([(0.464, 0.114), (0.7, 0.114), (0.52, 0.946), (0.464, 0.946)]))


def memory_card(pen: Pen) -> None:
    """A memory card on the cardboard that it is sold on."""
    pen.gradient((lighter(pen.body, 0.06), darker(pen.body, 0.06)), rounded(0.16, 0.04, 0.84, 0.96, 0.02), down=True)
    pen.panel(unit([(0.18, 0.1), (0.82, 0.1), (0.82, 0.46), (0.18, 0.46)]), 0.64, 0.36, pen.body)
    pen.fill((196, 198, 202), ellipse(0.5, 0.075, 0.05, 0.016))
    blister = rounded(0.29, 0.49, 0.71, 0.92, 0.03)
    pen.tint(WHITE, 0.55, blister)
    card = unit([(0.35, 0.53), (0.58, 0.53), (0.65, 0.6), (0.65, 0.88), (0.35, 0.88)])
    pen.gradient(((58, 60, 64), (26, 27, 30)), card, down=True)
    pen.fill(pen.accent, unit([(0.35, 0.68), (0.65, 0.68), (0.65, 0.72), (0.35, 0.72)]))
    pen.logo((0.37, 0.555, 0.57, 0.665), (42, 44, 48))
    pen.branding_line(0.5, 0.77, 0.04, 0.26, INK)
    pen.tint(WHITE, 0.4, unit([(0.3, 0.52), (0.345, 0.52), (0.325, 0.9), (0.3, 0.9)]), blur=0.01)
    pen.line((220, 222, 226), blister, 0.004, closed=True)


def drill(pen: Pen) -> None:
    """A cordless drill from the side."""
    pen.gradient((lighter(METAL, 0.4), METAL, darker(METAL, 0.4)), rounded(0.86, 0.245, 0.985, 0.265, 0.004), down=True)
    chuck = unit([(0.72, 0.17), (0.84, 0.2), (0.87, 0.235), (0.87, 0.275), (0.84, 0.31), (0.72, 0.34)])
    pen.gradient(((90, 92, 96), (30, 31, 34)), chuck, down=True)
    for line in range(4):
        pen.line((14, 14, 16), unit([(0.75 + line * 0.025, 0.19), (0.75 + line * 0.025, 0.32)]), 0.005)
    grip = spline([(0.26, 0.32), (0.46, 0.34), (0.41, 0.55), (0.43, 0.74), (0.24, 0.74), (0.23, 0.55)], 8)
    pen.gradient(((34, 35, 38), (70, 72, 76), (26, 27, 30)), grip)
    pen.fill(pen.accent, spline([(0.455, 0.38), (0.5, 0.4), (0.47, 0.48), (0.44, 0.47)], 6))
    body = spline([(0.1, 0.2), (0.2, 0.12), (0.5, 0.11), (0.72, 0.15), (0.73, 0.35), (0.5, 0.38), (0.2, 0.38),
                   (0.11, 0.32)], 8)  # fmt: skip
    pen.gradient((lighter(pen.body, 0.35), pen.body, darker(pen.body, 0.3)), body, down=True)
    pen.fill((36, 37, 40), unit([(0.6, 0.135), (0.72, 0.15), (0.73, 0.35), (0.6, 0.37)]))
    for slot in range(4):
        pen.line(darker(pen.body, 0.5), unit([(0.14 + slot * 0.022, 0.2), (0.13 + slot * 0.022, 0.31)]), 0.007)
    pen.logo((0.24, 0.17, 0.57, 0.31), pen.body)
    battery = rounded(0.17, 0.73, 0.53, 0.92, 0.025)
    pen.gradient(((64, 66, 70), (24, 25, 28)), battery, down=True)
    pen.fill(pen.accent, unit([(0.17, 0.78), (0.53, 0.78), (0.53, 0.8), (0.17, 0.8)]))
    pen.branding_line(0.35, 0.835, 0.04, 0.3, INK)
    pen.soft_shade(body, 0.2)


def fountain_pen(pen: Pen) -> None:
    """A fountain pen in its open case."""
    pen.fill(darker(pen.accent, 0.55), rounded(0.06, 0.2, 0.94, 0.8, 0.03))
    pen.gradient(((58, 54, 52), (34, 32, 31)), rounded(0.09, 0.36, 0.91, 0.77, 0.02), down=True)
    pen.gradient((lighter(pen.accent, 0.1), darker(pen.accent, 0.25)), rounded(0.09, 0.22, 0.91, 0.35, 0.01), down=True)
    pen.logo((0.36, 0.235, 0.64, 0.335), pen.accent)
    pen.tint(BLACK, 0.6, rounded(0.16, 0.56, 0.86, 0.64, 0.03), blur=0.015)
    barrel = rounded(0.14, 0.51, 0.5, 0.585, 0.03)
    cap = rounded(0.47, 0.5, 0.78, 0.595, 0.035)
    tones = (lighter(pen.body, 0.5), pen.body, darker(pen.body, 0.45))
    pen.gradient(tones, barrel, down=True)
    pen.gradient(tones, cap, down=True)
    gold = ((250, 226, 150), (206, 164, 70), (140, 104, 36))
    pen.gradient(gold, unit([(0.47, 0.5), (0.49, 0.5), (0.49, 0.595), (0.47, 0.595)]), down=True)
    pen.gradient(gold, rounded(0.5, 0.515, 0.74, 0.53, 0.007), down=True)
    nib = unit([(0.8, 0.53), (0.9, 0.548), (0.8, 0.566)])
    pen.gradient(gold, nib, down=True)
    pen.line(INK, unit([(0.82, 0.548), (0.9, 0.548)]), 0.003)
    pen.fill((20, 20, 22), rounded(0.77, 0.525, 0.81, 0.57, 0.01))
    pen.logo((0.2, 0.527, 0.44, 0.57), pen.body)
    pen.branding_line(0.5, 0.68, 0.035, 0.6, (40, 38, 36))


def pan(pen: Pen) -> None:
    """A frying pan from above."""
    handle = unit([(0.66, 0.6), (0.72, 0.54), (0.96, 0.8), (0.9, 0.87)])
    pen.gradient(((60, 60, 62), (24, 24, 26)), handle, down=True)
    pen.fill((196, 198, 202), ellipse(0.905, 0.815, 0.018, 0.018, n=20))
    pen.gradient((lighter(pen.body, 0.3), darker(pen.body, 0.35)), ellipse(0.42, 0.42, 0.37, 0.37, n=72), down=True)
    pen.gradient(((78, 80, 84), (36, 37, 40), (58, 60, 64)), ellipse(0.42, 0.42, 0.335, 0.335, n=72))
    pen.gradient(((46, 47, 50), (62, 63, 66)), ellipse(0.42, 0.43, 0.27, 0.27, n=64), down=True)
    for radius in (0.1, 0.16, 0.22):
        pen.line((70, 72, 76), ellipse(0.42, 0.43, radius, radius, n=48), 0.002, closed=True)
    pen.tint(WHITE, 0.3, spline([(0.2, 0.24), (0.32, 0.17), (0.44, 0.18), (0.3, 0.24), (0.22, 0.34)], 6), blur=0.02)
    pen.logo((0.3, 0.36, 0.54, 0.5), (50, 51, 54))
    for at in ((0.66, 0.57), (0.69, 0.6)):
        pen.fill(METAL, ellipse(*at, 0.014, 0.014, n=20))


def dryer(pen: Pen) -> None:
    """A hair dryer from the side."""
    t = np.linspace(0, 1, 40)
    cable = np.column_stack([0.53 + 0.4 * t, 0.9 + 0.05 * t + 0.07 * np.sin(t * 8) * t])
    pen.line(INK, cable, 0.018)
    pen.fill(INK, rounded(0.9, 0.9, 0.985, 0.96, 0.015))
    grip = spline([(0.42, 0.45), (0.62, 0.45), (0.6, 0.7), (0.585, 0.92), (0.47, 0.92), (0.45, 0.7)], 8)
    pen.gradient((darker(pen.body, 0.3), lighter(pen.body, 0.15), darker(pen.body, 0.35)), grip)
    pen.fill(INK, rounded(0.5, 0.56, 0.545, 0.68, 0.015))
    pen.fill(pen.accent, rounded(0.505, 0.57, 0.54, 0.61, 0.012))
    nozzle = unit([(0.12, 0.2), (0.25, 0.17), (0.25, 0.47), (0.12, 0.43)])
    pen.gradient(((80, 82, 86), (26, 27, 30)), nozzle, down=True)
    body = spline([(0.22, 0.17), (0.5, 0.11), (0.78, 0.12), (0.88, 0.22), (0.9, 0.33), (0.86, 0.45), (0.74, 0.52),
                   (0.48, 0.51), (0.23, 0.46)], 8)  # fmt: skip
    pen.gradient((lighter(pen.body, 0.4), pen.body, darker(pen.body, 0.3)), body, down=True)
    pen.fill(pen.accent, spline([(0.8, 0.13), (0.89, 0.22), (0.91, 0.33), (0.87, 0.45), (0.79, 0.5), (0.83, 0.32)], 8))
    for row in range(5):
        pen.line(INK, unit([(0.855, 0.22 + row * 0.05), (0.885, 0.22 + row * 0.05)]), 0.009)
    pen.logo((0.32, 0.2, 0.7, 0.36), pen.body)
    pen.branding_line(0.51, 0.4, 0.035, 0.34, pen.body)
    pen.soft_shade(body, 0.2)


def pillow(pen: Pen) -> None:
    """A pillow with a sewn-in tag and the maker's band."""
    cloth = lighter(pen.body, 0.72)
    shape = spline(
        [(0.05, 0.26), (0.28, 0.24), (0.5, 0.21), (0.72, 0.24), (0.95, 0.26), (0.93, 0.5), (0.955, 0.76), (0.7, 0.78),
         (0.5, 0.81), (0.3, 0.78), (0.045, 0.76), (0.07, 0.5)],
        8,
    )  # fmt: skip
    pen.gradient((lighter(cloth, 0.5), cloth, darker(cloth, 0.16)), shape, down=True)
    for x, y, across in ((0.16, 0.33, 0.1), (0.84, 0.36, 0.09), (0.2, 0.68, 0.1), (0.8, 0.69, 0.11)):
        pen.tint(BLACK, 0.12, ellipse(x, y, across, 0.025), blur=0.02)
    pen.tint(WHITE, 0.5, ellipse(0.5, 0.42, 0.3, 0.1), blur=0.06)
    pen.line(darker(cloth, 0.2), shape, 0.005, closed=True)
    pen.panel(unit([(0.36, 0.225), (0.64, 0.225), (0.64, 0.795), (0.36, 0.795)]), 0.28, 0.57, pen.accent)
    pen.tint(WHITE, 0.2, ellipse(0.5, 0.4, 0.13, 0.12), blur=0.04)
    pen.fill(WHITE, unit([(0.92, 0.6), (0.99, 0.6), (0.99, 0.68), (0.92, 0.68)]))
    pen.logo((0.925, 0.61, 0.985, 0.67), WHITE, only_emblem=True)
