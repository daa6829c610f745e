"""What is printed on goods: the logo, and labels with the product's name, a batch number and a bar code.

A brand's label for a product looks the same on every genuine picture; a fake's is a little off.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from countermark.sim.pictures.canvas import Canvas
from countermark.sim.pictures.geometry import ellipse, onto
from countermark.sim.pictures.logos import Logo, flawed, logo_canvas, logo_of, palette, turned_hue
from countermark.sim.pictures.randomness import BLACK, WHITE, Draw, darker, lighter, lightness, mixed
from countermark.sim.pictures.scene import Colour, Scene
from countermark.sim.pictures.text import FAMILIES, Face, draw_line, script_of
from countermark.sim.pictures.truth import Mark, rectangle

_PRODUCT_TEXTS: Final = {
    "lubricants": ("5W-30  4 L", "10W-40  1 L", "SAE 15W-40", "ATF  1 L", "0W-20  5 L"),
    "medicine": ("500 mg  20 tablets", "20 mg", "10 capsules", "30 x 100 mg", "胶囊 24粒"),
    "cosmetics": ("Hydra Serum 30 ml", "Crème 50 ml", "Night Repair", "保湿面霜 50g", "SPF 50"),
    "batteries": ("1.5 V  LR6", "AA Alkaline", "AA  1.5 V"),
    "toys": ("3+", "128 pcs", "Ages 6-12", "Series 2"),
    "footwear": ("EU 42", "FLEX", "RUN 3"),
    "clothing": ("M", "SPORT", "1998"),
    "bags": ("Leather", "EST. 1972", "No. 4"),
    "watches": ("AUTOMATIC", "100 m", "CHRONOGRAPH"),
    "electronics": ("20 W", "USB-C", "快充 20W", "Pro"),
    "printing": ("Black XL", "Cyan 12 ml", "黑色墨盒", "Tinta preta"),
    "leather_goods": ("Genuine leather", "EST. 1972", "真皮"),
    "outerwear": ("M", "L", "STORM 3"),
    "boots": ("EU 42", "TRAIL"),
    "phones": ("Type 12", "5G", "X60"),
    "memory": ("128 GB", "256 GB", "64 GB  U3"),
    "tools": ("18 V", "20 V  2 Ah", "12 V"),
    "writing": ("No. 149", "F", "Fountain pen"),
    "kitchen": ("28 cm", "24 cm"),
    "eyewear": ("UV 400", "Polarised"),
    "hair_care": ("1800 W", "2000 W"),
    "bedding": ("40 x 60 cm", "Memory foam", "记忆枕"),
    "car_parts": ("Part 7F-20418", "Filtro de ar", "Фильтр", "2 pcs"),
}
"""By category."""
_TEXTS_BY_SHAPE: Final = {
    "oil_filter": ("Oil filter", "Filtro de óleo", "Фильтр", "机油滤清器"),
    "phone_battery": ("3100 mAh", "Li-ion 3.85 V", "4000 mAh  15.4 Wh"),
    "toner": ("Toner black", "2,600 pages", "黑色硒鼓"),
    "brake_disc": ("280 x 22 mm", "Min 20.4 mm"),
    "spark_plug": ("Iridium", "M14 x 1.25"),
}
"""For shapes that need other words than the rest of their category."""
_SMALL_PRINT: Final = {
    "latin": (
        "Keep away from children. Store in a cool dry place.",
        "Made for professional use. See instructions.",
        "Net contents as marked. Recycle the packaging.",
        "Conservar em local fresco e seco.",
        "Uso conforme as instruções. Recicle a embalagem.",
    ),
    "chinese": ("生产日期见包装 请置于阴凉干燥处", "请按说明书使用 远离儿童", "执行标准见包装 合格证在内"),
    "cyrillic": ("Хранить в сухом месте. Беречь от детей.", "Срок годности указан на упаковке."),
}
"""By the script of what the label says."""
_CLAIMS: Final = {
    "latin": ("PREMIUM", "CLASSIC", "QUALITY", "PLUS", "HOME LINE", "PRO"),
    "chinese": ("优选", "品质之选", "精工制造", "PREMIUM", "CLASSIC"),
    "cyrillic": ("ПРЕМИУМ", "КЛАССИК"),
}
"""What stands on goods without a brand."""
_CODES_END: Final = 0.88
"""Foot of the codes as a share of a label's height; ornaments may begin under it."""
_QUIET: Final = 0.06
"""Margin of a label as a share of its width."""


@dataclass(frozen=True, slots=True)
class Print:
    """How well a label is printed and what is missing from it."""

    bar_code: bool = True
    batch: bool = True
    faded: float = 0.0
    shifted: int = 0
    """Pixels by which one ink is off."""


class Branding:
    """Prints a scene's logo and labels."""

    def __init__(self, scene: Scene, shape: str) -> None:
        self._scene = scene
        self._line = Draw(scene.mark_seed, f"label {scene.category} {scene.product_text}")
        self._batch = Draw(scene.item, "batch")
        self.text = scene.product_text or self._line.one(_TEXTS_BY_SHAPE.get(shape, _PRODUCT_TEXTS[scene.category]))
        self._logo, self._print = _prepared(scene)
        self._family = self._line.one(FAMILIES[:6])
        self._arrangement = self._line.one(("band", "plain", "disc", "stripe"))
        self._count = 0

    def logo(self, ground: Colour, box: tuple[float, float], *, only_emblem: bool = False) -> Canvas | None:
        """Return the logo for a ground of that colour and a box of that width and height in pixels, to be fitted to it.

        None where the goods carry no logo.
        """
        if self._logo is None:
            return None
        right = self._scene.authenticity != "counterfeit"
        mark = Mark(
            logo=True, corners=rectangle(0, 0, 1, 1), brand_id=self._scene.brand_id, state="plain", authentic=right
        )
        only = only_emblem and self._logo.layout in ("beside", "above")
        return logo_canvas(self._logo, ground, mark, box, only_emblem=only)

    def label(self, width: int, height: int, ground: Colour, style: str = "front") -> Canvas:
        """Return a printed label of that size in pixels; style `front` or `side` (small print and codes)."""
        label = Canvas(width, height, ground)
        ink = WHITE if lightness(ground) < 130 else darker(ground, 0.85)
        if style == "side":
            self._small_print(label, ink, 0.1)
        else:
            self._front(label, ground, ink)
        self._spoil(label)
        return label

    def _front(self, label: Canvas, ground: Colour, ink: Colour) -> None:
        first, second = palette(self._scene.mark_seed) if self._logo else (mixed(ground, BLACK, 0.4), WHITE)
        width, height = label.width, label.height
        at = self._decorate(label, ground, first, second)
        tall = height > width * 0.75
        share = 0.34 if tall else 0.36 if self._arrangement == "band" else 0.5
        box = (width * 0.12, height * 0.06, width * 0.88, height * (0.06 + share))
        self._place_logo(label, box, at)
        if self._logo is None:
            words = _CLAIMS[script_of(self.text)]
            claim = self._line.one(words)
            draw_line(
                label, claim, (width / 2, height * 0.15), height // 7, ink, centred=True, widest=width * 0.8,
                script=script_of(claim),
            )  # fmt: skip
        y = height * max(0.12 + share, 0.53 if self._arrangement == "band" else 0)
        face = Face(self._family, 600, 85)
        local = self._scene.brand_name_local if self._logo else ""
        for text, part in ((local, 9), (self.text, 7)):
            size = max(7, min(height // part, width // 7))
            if text and y + size < height * _CODES_END:
                _, down = draw_line(
                    label,
                    text,
                    (width / 2, y),
                    size,
                    ink,
                    face,
                    centred=True,
                    widest=width * 0.86,
                    script=script_of(text),
                )
                y += down + height * 0.04
        if tall or height > 90:
            self._small_print(label, ink, max(0.62, y / height + 0.02))

    def _place_logo(self, label: Canvas, box: tuple[float, float, float, float], ground: Colour) -> None:
        left, top, right, bottom = box
        printed = self.logo(ground, (right - left, bottom - top))
        if printed is None:
            return
        scale = min((right - left) / printed.width, (bottom - top) / printed.height)
        wide, tall = printed.width * scale / 2, printed.height * scale / 2
        x, y = (left + right) / 2, (top + bottom) / 2
        label.paste(printed, onto(printed.width, printed.height, rectangle(x - wide, y - tall, x + wide, y + tall)))

    def _decorate(self, label: Canvas, ground: Colour, first: Colour, second: Colour) -> Colour:
        """Draw the label's own ornaments and return the colour on which the logo will stand."""
        width, height = label.width, label.height
        if self._arrangement == "band":
            label.fill(first, rectangle(0, 0, width, height * 0.46))
            label.fill(second, rectangle(0, height * 0.46, width, height * 0.49))
            return first
        if self._arrangement == "disc":
            label.fill(mixed(ground, second, 0.35), ellipse(width * 0.95, height * 0.95, width * 0.5, width * 0.5))
        if self._arrangement == "stripe":
            label.fill(second, rectangle(0, height * 0.9, width, height * 0.94))
            label.fill(first, rectangle(0, height * 0.94, width, height))
        return ground

    def _small_print(self, label: Canvas, ink: Colour, from_height: float) -> None:
        width, height = label.width, label.height
        y, size = height * from_height, max(6, min(width // 22, height // 14))
        left, right = width * _QUIET, width * (1 - _QUIET)
        self._count += 1
        codes = height * 0.72 if from_height < 0.5 else max(y, height * 0.72)
        printed = _SMALL_PRINT[script_of(self.text)]
        for text in (self._line.one(printed), self._line.one(printed)):
            if y + size < codes:
                _, down = draw_line(
                    label,
                    text,
                    (left, y),
                    size,
                    ink,
                    Face("sans", 400, 80),
                    widest=right - left,
                    script=script_of(text),
                )
                y += down + size * 0.5
        if height < 60:
            return
        if self._print.bar_code:
            self._bar_code(label, left, codes, width * 0.42, height * _CODES_END - codes)
        if self._print.batch:
            batch = f"LOT {self._batch.whole(10_000, 99_999)}{self._batch.one('ABCDKX')}"
            expires = f"EXP {self._batch.whole(2026, 2029)}-{self._batch.whole(1, 12):02d}"
            for row, text in enumerate((batch, expires)):
                at = (width * 0.54, codes + row * size * 1.5)
                if at[1] + size < height * _CODES_END:
                    draw_line(label, text, at, max(7, size), ink, Face("narrow", 400), widest=width * 0.4)

    def _bar_code(self, label: Canvas, left: float, top: float, width: float, height: float) -> None:
        """Draw bars of one to four modules, 95 modules wide as in EAN-13; the digits are not encoded."""
        if height < 8:
            return
        code = Draw(self._scene.mark_seed, f"code {self.text}")
        widths = [code.whole(1, 4) for _ in range(60)]
        edges = np.minimum(np.cumsum([0, *widths]), 95) * width / 95
        label.fill(WHITE, rectangle(left - 3, top - 3, left + width + 3, top + height + 3))
        for start, end in zip(edges[0::2], edges[1::2], strict=False):
            if end > start:
                label.fill((20, 20, 20), rectangle(left + float(start), top, left + float(end), top + height))

    def _spoil(self, label: Canvas) -> None:
        """Fade the print and let one ink slip, as on a poor copy."""
        if self._print.faded:
            pale = np.full_like(label.pixels, 255)
            label.pixels = cv2.addWeighted(label.pixels, 1 - self._print.faded, pale, self._print.faded, 0)
        if self._print.shifted:
            label.pixels[:, :, 2] = np.roll(label.pixels[:, :, 2], self._print.shifted, axis=1)


def _prepared(scene: Scene) -> tuple[Logo | None, Print]:
    """Return the logo and the print of a scene's goods."""
    if scene.authenticity == "generic":
        return None, Print()
    logo = logo_of(scene.mark_seed, scene.brand_name)
    if scene.authenticity != "counterfeit":
        return logo, Print()
    draw = Draw(scene.maker_seed or scene.item, f"flaws {scene.mark_seed} {scene.category} {scene.product_text}")
    spoiled = Print(
        bar_code=draw.chance(0.4),
        batch=draw.chance(0.4),
        faded=draw.one((0.0, 0.0, 0.1, 0.18, 0.25)),
        shifted=draw.one((0, 0, 1, 2, 3)),
    )
    return (flawed(logo, draw) if draw.chance(0.85) else logo), spoiled


_COMMON: Final = (
    (240, 240, 238),
    (28, 29, 32),
    (200, 36, 40),
    (24, 70, 150),
    (30, 120, 70),
    (230, 180, 40),
    (120, 122, 126),
)


def product_colours(scene: Scene, shape: str) -> tuple[Colour, Colour]:
    """Return the colours of the body and of its smaller parts."""
    draw = Draw(scene.mark_seed, f"body {shape} {scene.product_text}")
    if scene.authenticity == "generic":
        draw = Draw(scene.item, "body")
    first, second = palette(scene.mark_seed)
    own = () if scene.authenticity == "generic" else (first, first, second, lighter(first, 0.6))
    body = draw.near(draw.one((*own, *_COMMON)), 12)
    accent = draw.near(draw.one((*own, *_COMMON)), 12)
    if scene.colours:
        body, accent = scene.colours[0], scene.colours[-1]
    if scene.authenticity == "counterfeit":
        wrong = Draw(scene.maker_seed or scene.item, f"wrong colours {scene.mark_seed} {shape}")
        body = wrong.near(turned_hue(body, wrong.between(-14, 14)), 18)
    if abs(lightness(body) - lightness(accent)) < 25:
        accent = mixed(accent, WHITE if lightness(body) < 128 else BLACK, 0.45)
    return body, accent
