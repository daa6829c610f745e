"""More that people wear or carry. Each function draws one into the unit square of the pen."""

import numpy as np

from countermark.sim.pictures.geometry import ellipse, rounded, spline
from countermark.sim.pictures.pen import INK, METAL, Pen, unit
from countermark.sim.pictures.randomness import BLACK, WHITE, darker, lighter


def wallet(pen: Pen) -> None:
    """A folded wallet or a card holder, lying."""
    tall = pen.draw.between(0.5, 0.62)
    top, bottom = 0.5 - tall / 2, 0.5 + tall / 2
    body = rounded(0.12, top, 0.88, bottom, 0.035)
    pen.fill(darker(pen.body, 0.5), body + (0.006, 0.012))
    pen.gradient((lighter(pen.body, 0.16), pen.body, darker(pen.body, 0.22)), body, down=True)
    if pen.draw.chance(0.5):  # cards look out of their slots
        for row in range(pen.draw.whole(1, 3)):
            y = top + 0.07 + row * 0.06
            pen.line(darker(pen.body, 0.45), unit([(0.16, y), (0.84, y)]), 0.006)
            pen.line(lighter(pen.body, 0.25), unit([(0.16, y + 0.006), (0.84, y + 0.006)]), 0.003)
    else:
        pen.tint(BLACK, 0.3, unit([(0.12, top), (0.165, top), (0.165, bottom), (0.12, bottom)]), blur=0.02)
        clasp = rounded(0.8, 0.45, 0.9, 0.55, 0.03)
        pen.gradient((lighter(pen.body, 0.2), darker(pen.body, 0.2)), clasp, down=True)
        pen.fill((206, 170, 90), ellipse(0.845, 0.5, 0.018, 0.018, n=24))
    inner = rounded(0.14, top + 0.02, 0.86, bottom - 0.02, 0.025)
    for stitch in range(len(inner) * 4):
        at = inner[stitch // 4] + (inner[(stitch // 4 + 1) % len(inner)] - inner[stitch // 4]) * (stitch % 4) / 4
        pen.fill(lighter(pen.body, 0.4), ellipse(at[0], at[1], 0.003, 0.003, n=8))
    pen.logo((0.34, 0.48, 0.66, bottom - 0.1), pen.body)
    pen.tint(WHITE, 0.12, unit([(0.12, top), (0.5, top), (0.3, bottom), (0.12, bottom)]), blur=0.04)


def jacket(pen: Pen) -> None:
    """A jacket with a zip, laid flat with its sleeves down."""
    sleeves = [
        spline([(0.29, 0.17), (0.2, 0.24), (0.11, 0.6), (0.07, 0.83), (0.17, 0.87), (0.24, 0.62), (0.31, 0.4)], 8),
        spline([(0.71, 0.17), (0.8, 0.24), (0.89, 0.6), (0.93, 0.83), (0.83, 0.87), (0.76, 0.62), (0.69, 0.4)], 8),
    ]
    for sleeve in sleeves:
        pen.gradient((darker(pen.body, 0.28), pen.body, darker(pen.body, 0.22)), sleeve)
    for left, lean in ((0.07, 0.05), (0.83, -0.05)):
        cuff = unit([(left, 0.815), (left + 0.1, 0.815 + lean), (left + 0.1, 0.87 + lean), (left, 0.86)])
        pen.fill(pen.accent, np.clip(cuff, 0.02, 0.98))
    body = spline(
        [(0.28, 0.17), (0.38, 0.12), (0.5, 0.16), (0.62, 0.12), (0.72, 0.17), (0.745, 0.4), (0.74, 0.93), (0.5, 0.945),
         (0.26, 0.93), (0.255, 0.4)],
        8,
    )  # fmt: skip
    pen.gradient((darker(pen.body, 0.25), pen.body, lighter(pen.body, 0.1), pen.body, darker(pen.body, 0.28)), body)
    if pen.draw.chance(0.45):  # quilted
        for row in range(7):
            y = 0.26 + row * 0.095
            pen.tint(BLACK, 0.35, unit([(0.26, y), (0.5, y + 0.012), (0.74, y), (0.74, y + 0.012), (0.5, y + 0.024),
                                        (0.26, y + 0.012)]), blur=0.006)  # fmt: skip
            pen.tint(WHITE, 0.14, unit([(0.28, y + 0.03), (0.72, y + 0.03), (0.72, y + 0.06), (0.28, y + 0.06)]),
                     blur=0.015)  # fmt: skip
    else:
        yoke = unit([(0.27, 0.18), (0.38, 0.12), (0.62, 0.12), (0.73, 0.18), (0.735, 0.32), (0.265, 0.32)])
        pen.gradient((lighter(pen.accent, 0.1), darker(pen.accent, 0.15)), yoke, down=True)
    collar = spline([(0.38, 0.13), (0.42, 0.04), (0.5, 0.025), (0.58, 0.04), (0.62, 0.13), (0.5, 0.19)], 8)
    pen.gradient((darker(pen.body, 0.1), darker(pen.body, 0.4)), collar, down=True)
    pen.line(darker(pen.body, 0.5), unit([(0.5, 0.15), (0.5, 0.94)]), 0.014)
    pen.line(METAL, unit([(0.5, 0.15), (0.5, 0.94)]), 0.005)
    pen.fill(METAL, rounded(0.49, 0.2, 0.51, 0.25, 0.005))
    for left, right in ((0.31, 0.36), (0.69, 0.64)):
        pen.line(darker(pen.body, 0.5), unit([(left, 0.62), (right, 0.78)]), 0.009)
    pen.line(darker(pen.body, 0.35), unit([(0.265, 0.89), (0.735, 0.89)]), 0.005)
    pen.logo((0.545, 0.36, 0.7, 0.47), pen.body, only_emblem=pen.draw.chance(0.4))
    pen.fill(WHITE, unit([(0.47, 0.06), (0.53, 0.06), (0.53, 0.095), (0.47, 0.095)]))
    pen.logo((0.475, 0.063, 0.525, 0.092), WHITE)


def boot(pen: Pen) -> None:
    """A boot from the side."""
    upper = spline(
        [(0.24, 0.08), (0.5, 0.07), (0.53, 0.2), (0.54, 0.42), (0.66, 0.54), (0.84, 0.62), (0.9, 0.74), (0.88, 0.82),
         (0.5, 0.83), (0.22, 0.82), (0.23, 0.6), (0.22, 0.3)],
        8,
    )  # fmt: skip
    pen.gradient((darker(pen.body, 0.25), pen.body, lighter(pen.body, 0.18), darker(pen.body, 0.2)), upper)
    toe = spline([(0.68, 0.82), (0.69, 0.66), (0.78, 0.6), (0.88, 0.68), (0.9, 0.82), (0.8, 0.83)], 8)
    pen.fill(darker(pen.body, 0.25), toe)
    heel = spline([(0.22, 0.82), (0.23, 0.62), (0.34, 0.6), (0.37, 0.82)], 8)
    pen.fill(darker(pen.body, 0.2), heel)
    sole = unit([(0.2, 0.81), (0.9, 0.81), (0.93, 0.84), (0.92, 0.91), (0.5, 0.9), (0.45, 0.885), (0.4, 0.92),
                 (0.2, 0.92)])  # fmt: skip
    pen.gradient((INK, (66, 60, 54)), sole, down=True)
    for groove in range(14):
        pen.fill(BLACK, unit([(0.23 + groove * 0.05, 0.87), (0.25 + groove * 0.05, 0.87),
                              (0.25 + groove * 0.05, 0.905), (0.23 + groove * 0.05, 0.905)]))  # fmt: skip
    pen.line(lighter(pen.body, 0.45), unit([(0.22, 0.8), (0.9, 0.8)]), 0.004)
    lace = pen.accent
    for row in range(7):
        y = 0.14 + row * 0.06
        x = 0.43 + max(0.0, row - 4) * 0.035
        pen.line(lace, unit([(x, y), (x + 0.09, y + 0.035)]), 0.012)
        pen.fill(METAL, ellipse(x, y, 0.01, 0.01, n=16))
    pen.fill(darker(pen.body, 0.35), rounded(0.225, 0.07, 0.515, 0.12, 0.02))
    pen.logo((0.25, 0.3, 0.41, 0.42), pen.body)
    pen.logo((0.26, 0.845, 0.36, 0.885), INK)
    pen.soft_shade(upper, 0.25)


def sunglasses(pen: Pen) -> None:
    """Sunglasses from the front with their arms folded behind, above their case."""
    case = rounded(0.16, 0.62, 0.84, 0.9, 0.13)
    pen.gradient((lighter(pen.body, 0.2), pen.body, darker(pen.body, 0.35)), case, down=True)
    pen.line(darker(pen.body, 0.5), unit([(0.17, 0.73), (0.83, 0.73)]), 0.006)
    pen.logo((0.36, 0.75, 0.64, 0.86), pen.body)
    frame = pen.draw.one((INK, (70, 46, 30), METAL, pen.accent))
    glass = pen.draw.one(((40, 44, 50), (86, 60, 40), (50, 80, 70), (60, 70, 110)))
    for x in (0.27, 0.73):
        lens = spline(
            [(x - 0.19, 0.26), (x, 0.225), (x + 0.19, 0.26), (x + 0.17, 0.43), (x, 0.52), (x - 0.17, 0.43)], 8
        )
        pen.line(darker(frame, 0.2), lens, 0.03, closed=True)
        pen.gradient((darker(glass, 0.3), glass, lighter(glass, 0.45)), lens, down=True)
        pen.line(frame, lens, 0.02, closed=True)
        pen.tint(
            WHITE, 0.35, unit([(x - 0.13, 0.28), (x - 0.05, 0.27), (x - 0.11, 0.43), (x - 0.15, 0.41)]), blur=0.008
        )
    pen.line(frame, spline([(0.45, 0.32), (0.5, 0.285), (0.55, 0.32), (0.5, 0.295)], 8)[:16], 0.022)
    for left, right in ((0.08, 0.62), (0.92, 0.38)):
        pen.line(darker(frame, 0.3), unit([(left, 0.28), (left, 0.32), (right, 0.56)]), 0.016)
    for x in (0.27, 0.73):
        lens = spline(
            [(x - 0.17, 0.275), (x, 0.245), (x + 0.17, 0.275), (x + 0.15, 0.42), (x, 0.5), (x - 0.15, 0.42)], 8
        )
        pen.gradient((darker(glass, 0.3), glass, lighter(glass, 0.45)), lens, down=True)
    pen.logo((0.6, 0.28, 0.68, 0.32), glass, only_emblem=True)
