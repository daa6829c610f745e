"""What sellers lay over a picture: price badges, banners, captions, contact details, watermarks."""

from typing import Final

import numpy as np

from countermark.sim.pictures.canvas import Canvas
from countermark.sim.pictures.geometry import ellipse, rounded, star
from countermark.sim.pictures.randomness import BLACK, WHITE, Draw, lightness
from countermark.sim.pictures.scene import Colour, Overlay
from countermark.sim.pictures.text import FAMILIES, Face, fitting_mask, script_of
from countermark.sim.pictures.truth import Mark, Points, rectangle

_LOUD: Final[tuple[Colour, ...]] = (
    (226, 30, 38),
    (250, 204, 20),
    (250, 110, 20),
    (20, 130, 60),
    (24, 90, 190),
    (20, 20, 22),
    (200, 20, 120),
)


def lay(canvas: Canvas, overlay: Overlay, draw: Draw, place: int) -> None:
    """Draw one overlay; `place` (0, 1, 2 ...) tells the overlays of a picture apart, so that they spread out."""
    {"badge": _badge, "banner": _banner, "caption": _caption, "contact": _contact}[overlay.style](
        canvas, overlay, draw, place
    )


def _ink(ground: Colour) -> Colour:
    return WHITE if lightness(ground) < 150 else (20, 20, 20)


def _badge(canvas: Canvas, overlay: Overlay, draw: Draw, place: int) -> None:
    """A disc, a burst or a tag in a corner with the text inside."""
    side = min(canvas.width, canvas.height)
    radius = draw.between(0.1, 0.17) * side
    corner = (draw.whole(0, 3) + place) % 4
    x = radius * 1.15 if corner % 2 == 0 else canvas.width - radius * 1.15
    y = radius * 1.15 if corner < 2 else canvas.height - radius * 1.15
    colour = draw.one(_LOUD)
    kind = draw.one(("disc", "burst", "tag"))
    mask = fitting_mask(overlay.text, Face("sans", 800, 85), round(radius * 0.8), radius * 1.6)
    if kind == "tag" or mask.shape[0] < 12:
        mask = fitting_mask(overlay.text, Face("sans", 800, 85), round(radius * 0.6), canvas.width * 0.5)
        half = mask.shape[1] / 2 + radius * 0.25
        x = min(max(x, half), canvas.width - half) if half * 2 < canvas.width else canvas.width / 2
        outline = rounded(x - half, y - mask.shape[0], x + half, y + mask.shape[0], radius * 0.2)
    else:
        outline = ellipse(x, y, radius, radius) if kind == "disc" else star(x, y, radius * 1.08, radius * 0.9, 16)
    canvas.fill(colour, outline)
    if draw.chance(0.4):
        canvas.line(_ink(colour), (outline - (x, y)) * 0.92 + (x, y), 2, closed=True)
    _hide(canvas, outline)
    _stamp(canvas, mask, (x - mask.shape[1] / 2, y - mask.shape[0] / 2), _ink(colour), overlay)


def _banner(canvas: Canvas, overlay: Overlay, draw: Draw, place: int) -> None:
    """A strip over the whole width at the bottom or the top."""
    colour = draw.one(_LOUD)
    tall = draw.between(0.07, 0.13) * canvas.height
    top = 0.0 if (draw.chance(0.35)) ^ (place % 2 == 1) else canvas.height - tall
    strip = rectangle(0, top, canvas.width, top + tall)
    if draw.chance(0.7):
        canvas.fill(colour, strip)
    else:
        canvas.tint(colour, 0.75, strip)
    _hide(canvas, strip)
    face = Face(draw.one(("sans", "narrow", "serif")), 700, 90)
    mask = fitting_mask(overlay.text, face, round(tall * 0.68), canvas.width * 0.94)
    left = canvas.width * 0.03 if draw.chance(0.3) else (canvas.width - mask.shape[1]) / 2
    _stamp(canvas, mask, (left, top + (tall - mask.shape[0]) / 2), _ink(colour), overlay)


def _caption(canvas: Canvas, overlay: Overlay, draw: Draw, place: int) -> None:
    """Large letters straight on the picture, with an outline in the other colour."""
    size = round(draw.between(0.05, 0.11) * canvas.height)
    face = Face(draw.one(FAMILIES), draw.one((500, 700, 900)), 90)
    mask = fitting_mask(overlay.text, face, size, canvas.width * 0.92)
    height, width = mask.shape
    left = draw.between(0.03, max(0.03, 0.97 - width / canvas.width)) * canvas.width
    top = (draw.one((0.04, 0.12, 0.8, 0.88)) + 0.07 * (place % 3) * (1 if draw.chance(0.5) else -1)) * canvas.height
    top = min(max(top, 2.0), canvas.height - height - 2.0)
    colour = draw.one((*_LOUD, WHITE, WHITE))
    edge = WHITE if lightness(colour) < 128 else (25, 25, 25)
    reach = max(1, size // 22)
    for dx, dy in ((-reach, 0), (reach, 0), (0, -reach), (0, reach), (reach, reach)):
        canvas.stamp(mask, edge, round(left + dx), round(top + dy))
    _stamp(canvas, mask, (left, top), colour, overlay)


def _contact(canvas: Canvas, overlay: Overlay, draw: Draw, place: int) -> None:
    """A telephone number or chat name in a small box, sometimes slanted."""
    size = round(draw.between(0.032, 0.055) * canvas.height)
    face = Face(draw.one(("sans", "narrow", "round")), 600, 90)
    mask = fitting_mask(overlay.text, face, size, canvas.width * 0.8)
    height, width = mask.shape
    box = Canvas(width + height, round(height * 1.9), draw.one((WHITE, (255, 240, 150), (30, 30, 34), (235, 60, 60))))
    ground: Colour = (int(box.pixels[0, 0, 2]), int(box.pixels[0, 0, 1]), int(box.pixels[0, 0, 0]))
    _stamp(box, mask, (height / 2, height * 0.45), _ink(ground), overlay)
    slant = np.radians(draw.weighted({0.0: 3, draw.between(-20, 20): 1}))
    room_x, room_y = canvas.width - box.width, canvas.height - box.height
    left = draw.between(0.1, 0.9) * max(0, room_x)
    top = min(0.95, draw.one((0.05, 0.7, 0.9)) + 0.06 * place) * max(0, room_y)
    turn = np.array([[np.cos(slant), -np.sin(slant), left], [np.sin(slant), np.cos(slant), top], [0, 0, 1]])
    canvas.paste(box, turn, opacity=draw.one((1.0, 1.0, 0.85)), hides=True)


def watermark(canvas: Canvas, text: str, draw: Draw) -> None:
    """Lay a half transparent text over the picture: once in the middle, once in a corner, or all over."""
    kind = draw.one(("middle", "corner", "all"))
    size = round(canvas.height * {"middle": 0.11, "corner": 0.04, "all": 0.045}[kind])
    mask = fitting_mask(text, Face("sans", 600, 90), size, canvas.width * (0.85 if kind == "middle" else 0.5))
    height, width = mask.shape
    light = draw.chance(0.5)
    colour, strength = (WHITE if light else (90, 90, 90)), draw.between(0.25, 0.55)
    note = Overlay(text, script_of(text))
    if kind == "corner":
        _stamp(
            canvas,
            mask,
            (canvas.width * 0.97 - width, canvas.height * 0.96 - height),
            colour,
            note,
            strength,
            "watermark",
        )
        return
    slant = np.radians(draw.one((-30, -20, 0, 25)))
    turn = np.array([[np.cos(slant), -np.sin(slant), 0.0], [np.sin(slant), np.cos(slant), 0.0], [0, 0, 1]])
    once = Canvas(width, height)
    _stamp(once, mask, (0, 0), colour, note, 1.0, "watermark")
    step_x, step_y = width * 1.5 + 30, canvas.height * 0.24
    spots = [(canvas.width / 2, canvas.height / 2)]
    if kind == "all":
        columns, rows = int(canvas.width / step_x) + 1, int(canvas.height / step_y) + 1
        spots = [((c + 0.5 * (r % 2)) * step_x + 40, r * step_y + 40) for r in range(rows) for c in range(columns)]
    for x, y in spots:
        place = turn.copy()
        place[:2, 2] = (x, y) - turn[:2, :2] @ (width / 2, height / 2)
        canvas.paste(once, place, opacity=strength)


def cover(canvas: Canvas, corners: Points, draw: Draw) -> None:
    """Hide what lies inside four corners under a sticker, a strip of tape or scribbled lines, turned as it is."""
    share = draw.between(0.55, 0.95)
    start = draw.between(0, 1 - share)
    tall = float(np.hypot(*(corners[3] - corners[0])))
    over = 2 / max(tall, 1)  # two pixels more above and below
    patch = _inside(
        corners, np.array([[start, -over], [start + share, -over], [start + share, 1 + over], [start, 1 + over]])
    )
    kind = draw.one(("tape", "sticker", "scribble"))
    if kind == "scribble":
        t = np.linspace(0, 1, 60)
        y = 0.5 + 0.5 * np.sin(t * 40 + draw.between(0, 6))
        line = _inside(corners, np.column_stack([start + t * share, y]))
        canvas.line(draw.one((BLACK, (200, 20, 30), (240, 240, 240))), line, max(3, tall * 0.16))
    else:
        canvas.fill(draw.one(_LOUD) if kind == "sticker" else (226, 214, 178), patch)
        if kind == "tape":
            canvas.tint(BLACK, 0.12, patch + (0, 3), blur=3)
    canvas.marks = [mark.under(patch) for mark in canvas.marks]


def _inside(corners: Points, at: Points) -> Points:
    """Return points of a quadrilateral: (0, 0) is its first corner, (1, 0) its second, (1, 1) its third."""
    u, v = at[:, :1], at[:, 1:]
    upper = corners[0] + (corners[1] - corners[0]) * u
    lower = corners[3] + (corners[2] - corners[3]) * u
    result: Points = upper + (lower - upper) * v
    return result


def _stamp(
    canvas: Canvas,
    mask: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    at: tuple[float, float],
    colour: Colour,
    overlay: Overlay,
    opacity: float = 1.0,
    role: str = "overlay",
) -> None:
    left, top = round(at[0]), round(at[1])
    canvas.stamp(mask, colour, left, top, opacity)
    corners = rectangle(left, top, left + mask.shape[1], top + mask.shape[0])
    canvas.marks.append(Mark(logo=False, corners=corners, text=overlay.text, script=overlay.script, role=role))


def _hide(canvas: Canvas, outline: Points) -> None:
    low, high = outline.min(axis=0), outline.max(axis=0)
    canvas.marks = [mark.under(rectangle(*low, *high)) for mark in canvas.marks]
