"""Cans, bottles, jars and tubes. Each function draws one into the unit square of the pen."""

from countermark.sim.pictures.geometry import ellipse, rounded, spline
from countermark.sim.pictures.pen import METAL, Pen, unit
from countermark.sim.pictures.randomness import BLACK, WHITE, darker, lighter, lightness
from countermark.sim.pictures.truth import Points, rectangle


def _label_ground(pen: Pen) -> tuple[int, int, int]:
    return WHITE if lightness(pen.body) < 200 else lighter(pen.accent, 0.1)


def _ridges(left: float, step: float, count: int, size: tuple[float, float, float]) -> list[Points]:
    """Return upright bars side by side; `size` is their top, bottom and width."""
    top, bottom, width = size
    return [rectangle(left + step * index, top, left + step * index + width, bottom) for index in range(count)]


def oil_can(pen: Pen) -> None:
    """A plastic can of oil with a handle and a screw cap."""
    tall = pen.draw.between(0.0, 0.06)
    body = spline(
        [
            (0.2, 0.95), (0.19, 0.5), (0.21, 0.3), (0.3, 0.2), (0.36, 0.12 + tall), (0.52, 0.12 + tall),
            (0.57, 0.18), (0.72, 0.17), (0.8, 0.26), (0.81, 0.5), (0.8, 0.95), (0.5, 0.965),
        ],
        10,
    )  # fmt: skip
    handle = spline([(0.6, 0.24), (0.71, 0.24), (0.74, 0.32), (0.73, 0.42), (0.67, 0.42), (0.62, 0.34)], 8)
    pen.round_body(pen.body, body, handle, shine=0.35)
    pen.line(darker(pen.body, 0.4), handle, 0.006, closed=True)
    cap = rounded(0.37, 0.04 + tall, 0.52, 0.135 + tall, 0.015)
    pen.round_body(pen.accent, cap, shine=0.4)
    pen.tint(BLACK, 0.25, *_ridges(0.38, 0.018, 8, (0.05 + tall, 0.13 + tall, 0.006)))
    ground = _label_ground(pen)
    pen.panel(unit([(0.24, 0.46), (0.77, 0.46), (0.77, 0.9), (0.24, 0.9)]), 0.53, 0.44, ground)
    pen.shine(0.225, 0.3, 0.25, 0.92, 0.35)
    pen.tint(BLACK, 0.25, unit([(0.74, 0.3), (0.82, 0.3), (0.82, 0.96), (0.74, 0.96)]), blur=0.02)


def oil_drum(pen: Pen) -> None:
    """A steel drum, or a pail when it is short."""
    top = pen.draw.between(0.08, 0.26)
    side = unit([(0.18, top + 0.05), (0.82, top + 0.05), (0.82, 0.9), (0.18, 0.9)])
    pen.round_body(pen.body, ellipse(0.5, 0.9, 0.32, 0.06))
    pen.round_body(pen.body, side)
    pen.fill(darker(pen.body, 0.3), ellipse(0.5, top + 0.05, 0.32, 0.06))
    pen.gradient((darker(pen.body, 0.2), lighter(pen.body, 0.2)), ellipse(0.5, top + 0.05, 0.3, 0.05))
    pen.fill(METAL, ellipse(0.62, top + 0.055, 0.045, 0.014))
    pen.wrap((0.19, top + 0.2, 0.81, 0.76), 0.05, _label_ground(pen))
    for y in (top + 0.12, 0.83):
        ring = ellipse(0.5, y, 0.322, 0.06, 0, 180)
        pen.line(darker(pen.body, 0.45), ring, 0.01)
        pen.line(lighter(pen.body, 0.35), ring + (0, 0.012), 0.006)


def pill_bottle(pen: Pen) -> None:
    """A bottle of tablets with a white cap."""
    amber = pen.draw.one(((176, 92, 24), (236, 236, 232), (30, 90, 60)))
    pen.round_body(amber, rounded(0.26, 0.24, 0.74, 0.93, 0.07), shine=0.35)
    pen.round_body((238, 238, 236), rounded(0.28, 0.06, 0.72, 0.25, 0.02), shine=0.9)
    pen.tint(BLACK, 0.12, *_ridges(0.29, 0.0215, 20, (0.08, 0.24, 0.008)))
    pen.wrap((0.262, 0.36, 0.738, 0.8), 0.015, WHITE if lightness(amber) < 200 else lighter(pen.body, 0.1))
    pen.shine(0.33, 0.27, 0.36, 0.9, 0.35)


def jar(pen: Pen) -> None:
    """A low jar of cream; its lid is the larger part."""
    lid = pen.draw.between(0.3, 0.38)
    pen.round_body(pen.body, rounded(0.14, 0.5, 0.86, 0.84, 0.08), shine=0.6)
    pen.round_body(pen.accent, rounded(0.12, lid, 0.88, 0.54, 0.03), shine=0.5)
    pen.gradient((lighter(pen.accent, 0.35), darker(pen.accent, 0.1)), ellipse(0.5, lid + 0.012, 0.375, 0.045))
    pen.logo((0.24, 0.57, 0.76, 0.7), pen.body)
    pen.branding_line(0.5, 0.73, 0.035, 0.5, pen.body)
    pen.shine(0.2, 0.53, 0.23, 0.82, 0.4)


def tube(pen: Pen) -> None:
    """A squeezed tube standing on its cap."""
    body = unit([(0.3, 0.05), (0.7, 0.05), (0.665, 0.8), (0.335, 0.8)])
    pen.round_body(pen.body, body, shine=0.55)
    pen.fill(darker(pen.body, 0.12), unit([(0.3, 0.05), (0.7, 0.05), (0.699, 0.1), (0.301, 0.1)]))
    pen.tint(WHITE, 0.2, *_ridges(0.305, 0.0165, 24, (0.05, 0.1, 0.005)))
    pen.round_body(pen.accent, rounded(0.335, 0.8, 0.665, 0.95, 0.02), shine=0.4)
    pen.logo((0.35, 0.2, 0.65, 0.42), pen.body)
    pen.branding_line(0.5, 0.48, 0.036, 0.28, pen.body)
    pen.shine(0.37, 0.12, 0.395, 0.78, 0.35)


def pump_bottle(pen: Pen) -> None:
    """A bottle with a pump."""
    neck = 0.27
    body = rounded(0.3, neck, 0.7, 0.95, pen.draw.between(0.03, 0.1))
    pen.fill((215, 215, 215), rounded(0.47, 0.1, 0.53, neck, 0.01))
    pen.round_body(pen.accent, rounded(0.4, 0.19, 0.6, neck + 0.01, 0.02), shine=0.5)
    pen.round_body(
        pen.accent, spline([(0.27, 0.09), (0.3, 0.055), (0.6, 0.05), (0.63, 0.1), (0.45, 0.115), (0.28, 0.13)])
    )
    pen.round_body(pen.body, body, shine=0.5)
    pen.wrap((0.302, 0.42, 0.698, 0.84), 0.012, _label_ground(pen))
    pen.shine(0.35, neck + 0.05, 0.37, 0.9, 0.4)


def perfume(pen: Pen) -> None:
    """A square glass bottle of perfume."""
    liquid = lighter(pen.body, 0.55)
    pen.gradient((METAL, WHITE, METAL, darker(METAL, 0.3)), rounded(0.43, 0.2, 0.57, 0.33, 0.005))
    pen.round_body(pen.accent, rounded(0.38, 0.05, 0.62, 0.22, pen.draw.between(0.0, 0.05)), shine=0.4)
    pen.gradient((darker(liquid, 0.25), lighter(liquid, 0.6), liquid), rounded(0.2, 0.32, 0.8, 0.94, 0.05))
    inner = rounded(0.24, 0.37, 0.76, 0.88, 0.03)
    pen.gradient((lighter(liquid, 0.3), liquid, darker(liquid, 0.15)), inner, down=True)
    pen.line(lighter(liquid, 0.7), inner, 0.005, closed=True)
    pen.logo((0.29, 0.5, 0.71, 0.68), liquid)
    pen.branding_line(0.5, 0.73, 0.032, 0.4, liquid)
    pen.shine(0.22, 0.36, 0.235, 0.9, 0.6)
    pen.shine(0.7, 0.38, 0.73, 0.86, 0.25)


def lipstick(pen: Pen) -> None:
    """A lipstick beside its cap."""
    red = pen.draw.one(((178, 24, 50), (206, 82, 96), (120, 18, 44), (224, 96, 70)))
    pen.round_body(red, unit([(0.345, 0.42), (0.345, 0.16), (0.44, 0.06), (0.475, 0.12), (0.475, 0.42)]), shine=0.45)
    pen.gradient((METAL, WHITE, METAL, darker(METAL, 0.4)), rounded(0.325, 0.36, 0.495, 0.58, 0.008))
    pen.round_body(pen.body, rounded(0.3, 0.56, 0.52, 0.94, 0.015), shine=0.4)
    pen.round_body(pen.body, rounded(0.6, 0.5, 0.8, 0.94, 0.02), shine=0.4)
    pen.logo((0.32, 0.66, 0.5, 0.82), pen.body)
    pen.logo((0.63, 0.62, 0.77, 0.72), pen.body, only_emblem=True)


def toner(pen: Pen) -> None:
    """A toner cartridge with its roller."""
    body = unit([(0.06, 0.4), (0.9, 0.34), (0.95, 0.44), (0.95, 0.68), (0.88, 0.76), (0.08, 0.76), (0.05, 0.68)])
    pen.gradient(((70, 71, 74), (44, 45, 48), (24, 25, 27)), body, down=True)
    pen.gradient(((20, 60, 90), (90, 170, 190), (18, 50, 80)), rounded(0.08, 0.7, 0.9, 0.79, 0.03), down=True)
    pen.round_body(pen.accent, rounded(0.03, 0.44, 0.1, 0.74, 0.02))
    pen.panel(unit([(0.2, 0.45), (0.74, 0.43), (0.75, 0.64), (0.2, 0.65)]), 0.54, 0.2, WHITE)
    pen.shine(0.12, 0.405, 0.88, 0.415, 0.3)
