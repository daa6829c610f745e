"""A brand's logo: emblem and name, the same whenever the brand is the same; and what a fake makes of it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from countermark.sim.pictures import emblems
from countermark.sim.pictures.canvas import Canvas, Mask, Pixels
from countermark.sim.pictures.geometry import rounded, scaled
from countermark.sim.pictures.randomness import BLACK, WHITE, Draw, hue, lightness, mixed
from countermark.sim.pictures.scene import Colour
from countermark.sim.pictures.text import Face, fitting_mask
from countermark.sim.pictures.truth import Mark, rectangle

_FULL: Final = 144
"""Height in pixels of an emblem as it is drawn; everything smaller is made from that."""
_WIDEST: Final = 1200
"""Pixels; the letters of longer names are made smaller."""
_MOST_HALVINGS: Final = 3
_FINE: Final = 2
"""Emblems are drawn this many times larger and then reduced, for smooth edges."""


@dataclass(frozen=True, slots=True)
class Logo:
    """What decides a logo."""

    name: str
    emblem: emblems.Plan
    layout: str
    """`beside`, `above`, `name` (no emblem), `plate` (name on a coloured plate) or `emblem` (no name)."""
    face: Face
    first: Colour
    second: Colour
    lean: float
    """How far the letters lean over, as a share of their height."""
    proportion: float
    """Height of the emblem against that of the letters."""


def logo_of(mark_seed: int, name: str) -> Logo:
    """Return a brand's logo."""
    draw = Draw(mark_seed, "logo")
    first, second = palette(mark_seed)
    case = draw.weighted({"upper": 5, "title": 3, "lower": 2})
    family = draw.weighted(
        {
            "sans": 4,
            "narrow": 2,
            "wide": 2,
            "serif": 2,
            "round": 1.5,
            "sans_italic": 1.2,
            "script": 1,
            "serif_italic": 0.6,
        }
    )
    return Logo(
        name={"upper": name.upper(), "title": name, "lower": name.lower()}[case if family != "script" else "title"],
        emblem=emblems.plan(Draw(mark_seed, "emblem")),
        layout=draw.weighted({"beside": 5, "above": 3, "name": 1.5, "plate": 2}),
        face=Face(
            family=family,
            weight=draw.one((300, 400, 500, 600, 700, 800, 900)),
            width=draw.one((70, 85, 100, 100)),
            spacing=0.0 if family == "script" else draw.one((0.0, 0.0, 0.0, 0.04, 0.1, 0.2)),
        ),
        first=first,
        second=second,
        lean=draw.one((0.0, 0.0, 0.0, 0.0, 0.15, 0.25)),
        proportion=draw.between(1.5, 2.4),
    )


def palette(mark_seed: int) -> tuple[Colour, Colour]:
    """Return a brand's two colours; the first is never very light."""
    draw = Draw(mark_seed, "palette")
    base = draw.between(0, 360)
    first = hue(base, draw.between(0.65, 1), draw.between(0.4, 0.85))
    if draw.chance(0.2):
        first = mixed(BLACK, first, 0.15)
    other = base + draw.one((180, 150, 210, 60, -60, 120, 20))
    second = hue(other, draw.between(0.5, 1), draw.between(0.7, 1))
    return first, second


def flawed(right: Logo, draw: Draw) -> Logo:
    """Return a logo that is almost the right one: one to three things about it differ."""
    wrong = right
    picked = [draw.one(("emblem", "emblem", "name", "face", "colour", "size")) for _ in range(draw.whole(1, 3))]
    for change in dict.fromkeys(picked):
        wrong = _CHANGES[change](wrong, draw)
    if wrong == right:
        wrong = _wrong_face(wrong, draw)
    return wrong


def _wrong_emblem(logo: Logo, draw: Draw) -> Logo:
    return replace(logo, emblem=emblems.flawed(logo.emblem, draw))


def _wrong_name(logo: Logo, draw: Draw) -> Logo:
    """Double, drop or swap a letter, or put a look-alike, inside the name."""
    name = logo.name
    if len(name) < 4:
        return _wrong_face(logo, draw)
    at = draw.whole(1, len(name) - 2)
    looks = {
        "o": "0",
        "O": "Q",
        "l": "i",
        "I": "l",
        "e": "c",
        "E": "F",
        "a": "o",
        "A": "Λ",
        "n": "m",
        "V": "U",
        "v": "u",
    }
    changed = {
        "double": name[:at] + name[at] + name[at:],
        "drop": name[:at] + name[at + 1 :],
        "swap": name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        "look": name[:at] + looks.get(name[at], name[at]) + name[at + 1 :],
    }[draw.one(("double", "drop", "swap", "look", "look"))]
    return replace(logo, name=changed) if changed != name else _wrong_face(logo, draw)


def _wrong_face(logo: Logo, draw: Draw) -> Logo:
    face = logo.face
    if draw.chance(0.5):
        other = {"sans": "narrow", "narrow": "sans", "wide": "sans", "round": "sans", "serif": "serif_italic"}
        return replace(logo, face=replace(face, family=other.get(face.family, "serif")))
    weight = face.weight + 300 if face.weight < 600 else face.weight - 300
    return replace(logo, face=replace(face, weight=weight, spacing=face.spacing + 0.06))


def _wrong_colour(logo: Logo, draw: Draw) -> Logo:
    return replace(logo, first=turned_hue(logo.first, draw.one((-28, -18, 18, 28))), second=draw.near(logo.second, 40))


def _wrong_size(logo: Logo, draw: Draw) -> Logo:
    return replace(logo, proportion=logo.proportion * draw.one((0.72, 1.35)))


_CHANGES: Final = {
    "emblem": _wrong_emblem,
    "name": _wrong_name,
    "face": _wrong_face,
    "colour": _wrong_colour,
    "size": _wrong_size,
}


def turned_hue(colour: Colour, degrees: float) -> Colour:
    """Return the colour with its hue moved."""
    pixel = np.array([[colour[::-1]]], dtype=np.uint8)
    converted = cv2.cvtColor(pixel, cv2.COLOR_BGR2HSV)
    converted[0, 0, 0] = (int(converted[0, 0, 0]) + round(degrees / 2)) % 180
    blue, green, red = cv2.cvtColor(converted, cv2.COLOR_HSV2BGR)[0, 0]
    return (int(red), int(green), int(blue))


def logo_canvas(
    logo: Logo, ground: Colour, mark: Mark, box: tuple[float, float], *, only_emblem: bool = False
) -> Canvas:
    """Return the logo as an empty canvas with the logo on it, in colours that can be seen on the given ground.

    The canvas carries one mark, made from `mark`. Its size is that of the largest logo that fits the box (width and
    height in pixels), or up to twice that; the logo is made no larger than an emblem of 144 pixels.
    """
    shown = replace(logo, layout="emblem") if only_emblem else logo
    colours = _on(logo, ground)
    height, width = _pixels(shown, colours, ground, 0).shape[:2]
    halvings = 0
    while halvings < _MOST_HALVINGS and min(box[0] / width, box[1] / height) * 2 ** (halvings + 1) <= 1:
        halvings += 1
    result = Canvas(0, 0)
    result.pixels = _pixels(shown, colours, ground, halvings)
    result.marks.append(replace(mark, corners=rectangle(0, 0, result.width, result.height)))
    return result


def _on(logo: Logo, ground: Colour) -> tuple[Colour, Colour]:
    """Return the logo's two colours for a ground: as they are where they stand out, else white or black."""
    light = lightness(ground)
    plain = WHITE if light < 140 else mixed(BLACK, logo.first, 0.25)
    first = logo.first if abs(lightness(logo.first) - light) > 60 else plain
    second = logo.second if abs(lightness(logo.second) - light) > 45 else first
    return first, second


@lru_cache(maxsize=256)
def _pixels(logo: Logo, colours: tuple[Colour, Colour], ground: Colour, halvings: int) -> Pixels:
    """Return the logo's pixels, halved in size that often. They are shared, and must not be written to."""
    if halvings:
        larger = _pixels(logo, colours, ground, halvings - 1)
        size = (max(1, larger.shape[1] // 2), max(1, larger.shape[0] // 2))
        return np.asarray(cv2.resize(larger, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    first, second = colours
    if logo.layout == "emblem":
        return _emblem(logo.emblem, _FULL, first, second, ground).pixels
    plate = logo.layout == "plate"
    letters = _letters(logo, _FULL if plate or logo.layout == "name" else round(_FULL / logo.proportion))
    inked = Canvas(letters.shape[1], letters.shape[0])
    inked.stamp(letters, WHITE if plate and lightness(first) < 170 else (BLACK if plate else first), 0, 0)
    if logo.layout == "name":
        return inked.pixels
    if plate:
        return _plate(inked, first, second).pixels
    side = _FULL if logo.layout == "beside" else round(_FULL * 1.2)
    drawn = _emblem(logo.emblem, side, first, second, ground)
    return (_beside if logo.layout == "beside" else _above)(drawn, inked).pixels


def _beside(drawn: Canvas, inked: Canvas) -> Canvas:
    gap = drawn.width // 5
    height = max(drawn.height, inked.height)
    result = Canvas(drawn.width + gap + inked.width, height)
    _put(result, drawn, 0, (height - drawn.height) // 2)
    _put(result, inked, drawn.width + gap, (height - inked.height) // 2)
    return result


def _above(drawn: Canvas, inked: Canvas) -> Canvas:
    gap = drawn.height // 8
    width = max(drawn.width, inked.width)
    result = Canvas(width, drawn.height + gap + inked.height)
    _put(result, drawn, (width - drawn.width) // 2, 0)
    _put(result, inked, (width - inked.width) // 2, drawn.height + gap)
    return result


def _plate(inked: Canvas, first: Colour, second: Colour) -> Canvas:
    edge = inked.height // 3
    result = Canvas(inked.width + 4 * edge, inked.height + 2 * edge)
    outline = rounded(0, 0, result.width, result.height, result.height / 4)
    result.fill(second, outline)
    rim = max(2, edge // 6)
    result.fill(first, rounded(rim, rim, result.width - rim, result.height - rim, result.height / 4))
    _put(result, inked, 2 * edge, edge)
    return result


def _put(canvas: Canvas, part: Canvas, left: int, top: int) -> None:
    canvas.paste(part, np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], dtype=np.float64))


def _emblem(plan: emblems.Plan, side: int, first: Colour, second: Colour, ground: Colour) -> Canvas:
    large = Canvas(side * _FINE, side * _FINE)
    for area in emblems.areas(plan):
        colour = (first, second, ground)[area.colour]
        large.fill(colour, *(contour * (side * _FINE - 2) + 1 for contour in area.contours))
    return large.warped(scaled(1 / _FINE, 1 / _FINE), side, side)


def _letters(logo: Logo, height: int) -> Mask:
    """Return the name, trimmed, its em so chosen that capitals are about as high as asked."""
    mask = fitting_mask(logo.name, logo.face, round(height * 0.8), _WIDEST)
    if not logo.lean:
        return mask
    more = round(mask.shape[0] * logo.lean)
    lean = np.array([[1, -logo.lean, more], [0, 1, 0]], dtype=np.float64)
    leaning: Mask = cv2.warpAffine(np.ascontiguousarray(mask), lean, (mask.shape[1] + more, mask.shape[0]))
    return leaning
