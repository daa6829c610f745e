"""What a picture shows, in plain values: the input of the renderer, checked when it is made."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]
"""Red, green, blue, each 0-255."""

SHAPES_BY_CATEGORY: Final[dict[str, tuple[str, ...]]] = {
    "lubricants": ("oil_can", "oil_drum", "oil_filter"),
    "medicine": ("medicine_box", "pill_bottle", "blister"),
    "cosmetics": ("jar", "tube", "pump_bottle", "perfume", "lipstick"),
    "batteries": ("cells", "phone_battery"),
    "toys": ("bear", "toy_car", "bricks"),
    "footwear": ("shoe",),
    "clothing": ("shirt", "cap"),
    "bags": ("bag", "backpack"),
    "leather_goods": ("wallet",),
    "outerwear": ("jacket",),
    "boots": ("boot",),
    "phones": ("phone",),
    "memory": ("memory_card",),
    "tools": ("drill",),
    "writing": ("fountain_pen",),
    "kitchen": ("pan",),
    "eyewear": ("sunglasses",),
    "hair_care": ("dryer",),
    "bedding": ("pillow",),
    "watches": ("watch",),
    "electronics": ("phone_case", "charger", "headphones"),
    "printing": ("ink_cartridge", "toner"),
    "car_parts": ("brake_disc", "oil_filter", "spark_plug", "part_box"),
}
AUTHENTICITIES: Final = ("genuine", "own_photo", "counterfeit", "generic")
BACKGROUNDS: Final = ("auto", "white", "gradient", "wood", "floor", "cloth", "clutter", "hand")
LOGO_STATES: Final = ("plain", "blurred", "mosaic", "covered")
SCRIPTS: Final = ("latin", "chinese", "cyrillic")
FORMATS: Final = ("jpeg", "progressive", "webp", "png")
"""How a picture is written; `progressive` is a JPEG that shows coarse first."""
STYLES: Final = ("badge", "banner", "caption", "contact")
TRANSFORMS: Final[dict[str, tuple[float, float]]] = {
    "crop": (0.05, 0.4),
    "mirror": (1, 1),
    "rotate": (-180, 180),
    "recolour": (-180, 180),
    "border": (0.01, 0.3),
    "overlay": (0, 1),
    "collage": (2, 4),
    "screenshot": (0, 1),
    "rescale": (0.2, 1.5),
}
"""Each transform with the range of its amount: crop and border as a share of the sides, rotate in degrees
anti-clockwise, recolour in degrees of hue, overlay as the size of what is laid on (0 small, 1 large), collage as the
number of tiles, screenshot 0 light and 1 dark, rescale as a factor."""
MINIMUM_SIDE: Final = 64
MAXIMUM_SIDE: Final = 2048
MAXIMUM_TEXT: Final = 200
MAXIMUM_OVERLAYS: Final = 8
MAXIMUM_COPIES: Final = 3
NEAREST: Final = 3.0
"""How many times larger than in a picture of the whole goods a close-up may show them."""


class SceneError(ValueError):
    """A scene cannot be drawn; the message names the field and what was expected."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A text that a seller laid over the picture."""

    text: str
    script: str = "latin"
    """One of `SCRIPTS`: what the truth says; the letters themselves decide which font is used."""
    style: str = "badge"
    """One of `STYLES`."""

    def __post_init__(self) -> None:
        _text("overlay text", self.text, empty=False)
        _one_of("overlay script", self.script, SCRIPTS)
        _one_of("overlay style", self.style, STYLES)


@dataclass(frozen=True, slots=True)
class Transform:
    """One thing done to a copied picture. The amount's range is in `TRANSFORMS`."""

    kind: str
    amount: float = 1.0

    def __post_init__(self) -> None:
        _one_of("transform kind", self.kind, tuple(TRANSFORMS))
        low, high = TRANSFORMS[self.kind]
        if not (math.isfinite(self.amount) and low <= self.amount <= high):
            raise SceneError(f"transform {self.kind}: amount {self.amount!r}; expected {low} to {high}")


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that decides a picture. Equal scenes give equal pictures. Impossible values: `SceneError`.

    With `copy_of`, the picture is that scene's picture with `transform` applied, then this scene's overlays, watermark
    and JPEG quality; the other fields must name what the copy is used for and do not change what is seen.
    """

    seed: int
    """0 or more; variation of everything that the other fields leave open."""
    brand_id: str
    brand_name: str
    mark_seed: int
    """0 or more; the brand's logo depends on this and on the brand's names alone."""
    category: str
    """A key of `SHAPES_BY_CATEGORY`."""
    brand_name_local: str = ""
    """The brand's name in another script, printed on some labels beside the logo."""
    shape: str = ""
    """One of the category's shapes; empty: chosen with the seed."""
    product_text: str = ""
    """What the label says beside the logo, such as `5W-30 4 L`."""
    colours: tuple[Colour, ...] = ()
    """Colours of the product; empty: chosen with the seed from the logo's and common ones."""
    authenticity: str = "genuine"
    """`genuine`: the brand's own picture; `own_photo`: a seller's photo of genuine goods; `counterfeit`: a photo of a
    fake (logo, colours and print slightly wrong, codes missing); `generic`: goods without any logo."""
    maker_seed: int = 0
    """Who made the fake: fakes of one product with the same maker have the same flaws. 0: the seed decides."""
    item_seed: int = 0
    """Which piece of the goods it is: its batch number, and of generic goods what they look like. 0: the seed decides.
    """
    room_seed: int = 0
    """Where it was taken, and with which camera: pictures with the same one have the same ground and light. 0: the seed
    decides."""
    zoom: float = 1.0
    """1-3: how near the camera is; from about 1.3 a close-up."""
    logo_state: str = "plain"
    """Whether the seller hid the logo: one of `LOGO_STATES`."""
    background: str = "auto"
    overlays: tuple[Overlay, ...] = ()
    watermark: str = ""
    copy_of: "Scene | None" = None
    transform: tuple[Transform, ...] = ()
    """In the order in which they are applied. Needs `copy_of`."""
    width: int = 0
    """Pixels, 64-2048; 0: chosen with the seed (480-800). Both sides or neither; not with `copy_of`."""
    height: int = 0
    jpeg_quality: int = 0
    """1-100, of a WebP as well; 0: chosen with the seed."""
    file_format: str = "jpeg"
    """One of `FORMATS`."""

    def __post_init__(self) -> None:
        for name in ("seed", "mark_seed", "maker_seed", "item_seed", "room_seed"):
            value = getattr(self, name)
            if not isinstance(value, int) or not 0 <= value < 2**63:
                raise SceneError(f"{name}: {value!r}; expected a whole number from 0 to 2**63 - 1")
        _text("brand_id", self.brand_id, empty=False)
        _text("brand_name", self.brand_name, empty=False)
        for name in ("brand_name_local", "product_text", "watermark"):
            _text(name, getattr(self, name), empty=True)
        _one_of("category", self.category, tuple(SHAPES_BY_CATEGORY))
        _one_of("shape", self.shape, ("", *SHAPES_BY_CATEGORY[self.category]))
        _one_of("authenticity", self.authenticity, AUTHENTICITIES)
        _one_of("logo_state", self.logo_state, LOGO_STATES)
        _one_of("background", self.background, BACKGROUNDS)
        _one_of("file_format", self.file_format, FORMATS)
        for colour in self.colours:
            if not _is_colour(colour):
                raise SceneError(f"colours: {colour!r}; expected three whole numbers from 0 to 255")
        if len(self.overlays) > MAXIMUM_OVERLAYS:
            raise SceneError(f"overlays: {len(self.overlays)}; expected at most {MAXIMUM_OVERLAYS}")
        if not 0 <= self.jpeg_quality <= 100:
            raise SceneError(f"jpeg_quality: {self.jpeg_quality!r}; expected 1 to 100, or 0 to leave it open")
        if not (math.isfinite(self.zoom) and 1 <= self.zoom <= NEAREST):
            raise SceneError(f"zoom: {self.zoom!r}; expected 1 to {NEAREST:g}")
        self._check_size()
        self._check_copy()

    @property
    def item(self) -> int:
        """Seed of what belongs to the piece of goods."""
        return self.item_seed or self.seed

    @property
    def room(self) -> int:
        """Seed of what belongs to the place and the camera."""
        return self.room_seed or self.seed

    def _check_size(self) -> None:
        if (self.width, self.height) == (0, 0):
            return
        for name, value in (("width", self.width), ("height", self.height)):
            if not MINIMUM_SIDE <= value <= MAXIMUM_SIDE:
                expected = f"{MINIMUM_SIDE} to {MAXIMUM_SIDE} pixels, or 0 for both sides to leave them open"
                raise SceneError(f"{name}: {value!r}; expected {expected}")
        if self.copy_of is not None:
            raise SceneError("width and height: a copy has the size that its original and the transforms give it")

    def _check_copy(self) -> None:
        if self.transform and self.copy_of is None:
            raise SceneError("transform: there is nothing to transform; expected copy_of to be given too")
        depth, original = 0, self.copy_of
        while original is not None:
            depth, original = depth + 1, original.copy_of
        if depth > MAXIMUM_COPIES:
            raise SceneError(f"copy_of: a copy of a copy, {depth} deep; expected at most {MAXIMUM_COPIES}")


def _is_colour(parts: Sequence[object]) -> bool:
    return len(parts) == 3 and all(isinstance(part, int) and 0 <= part <= 255 for part in parts)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise SceneError(f"{name}: {value!r}; expected one of {', '.join(each or '(empty)' for each in allowed)}")


def _text(name: str, value: str, *, empty: bool) -> None:
    if not value.strip() and not (empty and not value):
        raise SceneError(f"{name}: empty; expected text")
    if len(value) > MAXIMUM_TEXT:
        raise SceneError(f"{name}: {len(value)} characters; expected at most {MAXIMUM_TEXT}")
    if any(character < " " for character in value):
        raise SceneError(f"{name}: has control characters; expected one line of text")
