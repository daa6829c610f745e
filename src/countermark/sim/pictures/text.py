"""Lines of text as masks. The fonts come with packages of the Python index, so that no computer's own are used."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from countermark.sim.pictures.canvas import Canvas, Mask
from countermark.sim.pictures.scene import Colour
from countermark.sim.pictures.truth import Mark, rectangle

_FILES: Final = {
    "sans": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "sans_italic": ("fontpkg_noto_sans", "files/NotoSans-Italic[wdth,wght].ttf"),
    "serif": ("fontpkg_noto_serif", "files/NotoSerif[wdth,wght].ttf"),
    "serif_italic": ("fontpkg_noto_serif", "files/NotoSerif-Italic[wdth,wght].ttf"),
    "narrow": ("fontpkg_oswald", "files/Oswald[wght].ttf"),
    "round": ("fontpkg_comfortaa", "files/Comfortaa[wght].ttf"),
    "wide": ("fontpkg_unbounded", "files/Unbounded[wght].ttf"),
    "script": ("fontpkg_lobster", "files/Lobster-Regular.ttf"),
    "chinese": ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
    "chinese_serif": ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"),
}
FAMILIES: Final = ("sans", "sans_italic", "serif", "serif_italic", "narrow", "round", "wide", "script")
"""Families with Latin and Cyrillic letters. Chinese is set in a Chinese font whatever the family."""
_SMALLEST: Final = 6
_LARGEST: Final = 320
_WIDEST_LETTER: Final = 1.6
"""Times the size."""
_COARSE: Final = 24
"""From here on only even sizes are made, so that more of them are found again."""
_CHINESE_FROM: Final = "\u2e80"


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look. Weight and width matter only where the family has them (300-900 and 62-100)."""

    family: str = "sans"
    weight: int = 500
    width: int = 100
    spacing: float = 0.0
    """Extra space between letters, as a share of their size."""


def line_mask(text: str, face: Face, size: int) -> Mask:
    """Return a line of text as a mask with no margin; the size is the height of the letters' em in pixels, 6-320.

    Sizes are cut to that range. The mask must not be written to: it is shared.
    """
    size = min(max(size, _SMALLEST), _LARGEST)
    return _mask(text, face, size if size < _COARSE else size // 2 * 2)


def fitting_mask(text: str, face: Face, size: int, widest: float) -> Mask:
    """Return a line of text, made smaller (down to 6 pixels) where it would be wider than `widest` pixels."""
    size = min(
        size, _SMALLEST + int(4 * widest / len(text))
    )  # no letter is that narrow: spares huge masks of long texts
    mask = line_mask(text, face, size)
    if mask.shape[1] > widest:
        mask = line_mask(text, face, int(size * widest / mask.shape[1]))
    return mask


def draw_line(
    canvas: Canvas,
    text: str,
    at: tuple[float, float],
    size: int,
    colour: Colour,
    face: Face = Face(),
    *,
    script: str = "latin",
    role: str = "label",
    widest: float | None = None,
    centred: bool = False,
    opacity: float = 1.0,
) -> tuple[int, int]:
    """Draw a line with its top left (or top centre) there, note it as a mark, and return its width and height."""
    mask = line_mask(text, face, size) if widest is None else fitting_mask(text, face, size, widest)
    height, width = mask.shape
    left, top = round(at[0] - width / 2 if centred else at[0]), round(at[1])
    canvas.stamp(mask, colour, left, top, opacity)
    corners = rectangle(left, top, left + width, top + height)
    canvas.marks.append(Mark(logo=False, corners=corners, text=text, script=script, role=role))
    return width, height


def is_chinese(text: str) -> bool:
    """Return whether any letter needs a Chinese font."""
    return any(character >= _CHINESE_FROM for character in text)


def script_of(text: str) -> str:
    """Return `chinese`, `cyrillic` or `latin` by the letters."""
    if is_chinese(text):
        return "chinese"
    return "cyrillic" if any("\u0400" <= character <= "\u052f" for character in text) else "latin"


@lru_cache(maxsize=2048)
def _mask(text: str, face: Face, size: int) -> Mask:
    family = face.family
    if is_chinese(text):
        family = "chinese_serif" if family.startswith("serif") else "chinese"
    font = _font(family, face.weight, face.width, size)
    stroke = size * max(0, face.weight - 500) / 14_000 if family.startswith("chinese") else 0.0
    extra = round(face.spacing * size)
    if not extra:
        return _trimmed(
            lambda draw: draw.text((size, size), text, fill=255, font=font, stroke_width=stroke), font, text
        )
    gaps = [font.getlength(text[:end]) + extra * end for end in range(len(text))]

    def spaced(draw: ImageDraw.ImageDraw) -> None:
        for character, left in zip(text, gaps, strict=True):
            draw.text((size + left, size), character, fill=255, font=font, stroke_width=stroke)

    return _trimmed(spaced, font, text, extra * len(text))


def _trimmed(
    draw: Callable[[ImageDraw.ImageDraw], None], font: ImageFont.FreeTypeFont, text: str, more: float = 0
) -> Mask:
    size = int(font.size)
    # Rather too wide: to measure the letters first takes as long as to draw them.
    image = Image.new("L", (int(_WIDEST_LETTER * size * len(text) + more) + 2 * size, 3 * size))
    draw(ImageDraw.Draw(image))
    box = image.getbbox()
    if box is None:  # only spaces or letters without ink
        return np.zeros((1, max(1, size // 2)), dtype=np.uint8)
    mask = np.asarray(image.crop(box))
    mask.flags.writeable = False
    return mask


@lru_cache(maxsize=256)
def _font(family: str, weight: int, width: int, size: int) -> ImageFont.FreeTypeFont:
    package, name = _FILES[family]
    path = files(package).joinpath(name)
    font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    if "[wdth,wght]" in name:
        font.set_variation_by_axes([weight, max(width, 63)])
    elif "[wght]" in name:
        low, high = font.get_variation_axes()[0]["minimum"], font.get_variation_axes()[0]["maximum"]
        font.set_variation_by_axes([min(max(weight, low or 0), high or 900)])
    return font
