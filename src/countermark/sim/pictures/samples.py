"""Scenes at random, of every kind: for contact sheets, benchmarks and tests. The simulator makes its own."""

from dataclasses import replace
from typing import Final

from countermark.sim.pictures.randomness import Draw
from countermark.sim.pictures.scene import (
    LOGO_STATES,
    SHAPES_BY_CATEGORY,
    STYLES,
    TRANSFORMS,
    Overlay,
    Scene,
    Transform,
)

BRANDS: Final = (
    ("Velora", "维洛拉"), ("Kestrel & Cole", ""), ("Nimbusport", "云港运动"), ("Oruxa", ""), ("Brantwick", "布兰威"),
    ("Solvane", "Солвейн"), ("Zephyrine", "泽菲琳"), ("Marlowe Tait", ""), ("Tavira", "塔维拉"), ("Quillon", ""),
    ("Обсидиан", "Obsidian"), ("Hexaro", "赫克萨罗"), ("Lumen Oil", "流明"), ("Dorvik", "Дорвик"), ("Astrapol", ""),
    ("Minx", "明可思"),
)  # fmt: skip
"""Invented brands: name, and name in another script or nothing."""
TEXTS: Final[tuple[tuple[str, str], ...]] = (
    ("ORIGINAL", "latin"), ("100% original", "latin"), ("frete grátis", "latin"), ("-50%", "latin"),
    ("R$ 49,90", "latin"), ("PROMOÇÃO", "latin"), ("Free shipping", "latin"), ("Best price", "latin"),
    ("HOT", "latin"), ("1:1", "latin"), ("正品", "chinese"), ("正品保证", "chinese"), ("假一赔十", "chinese"),
    ("厂家直销", "chinese"), ("一比一", "chinese"), ("包邮", "chinese"), ("¥39.9 包邮", "chinese"),
    ("Оригинал", "cyrillic"), ("Скидка 30%", "cyrillic"), ("Хит продаж", "cyrillic"),
)  # fmt: skip
CONTACTS: Final[tuple[tuple[str, str], ...]] = (
    ("WhatsApp 11 9 5550-0134", "latin"), ("微信 vip55501", "chinese"), ("加微信看更多", "chinese"),
    ("tel: 555-0142", "latin"), ("Пишите в чат", "cyrillic"),
)  # fmt: skip
_WATERMARKS: Final = ("best-shop-88", "样品图 请勿盗用", "loja modelo", "магазин у дома", "SAMPLE")


def sample_scene(seed: int) -> Scene:
    """Return a scene of a random kind: about a third genuine, a quarter copies, the rest photos and fakes."""
    draw = Draw(seed, "sample")
    number = draw.whole(0, len(BRANDS) - 1)
    name, local = BRANDS[number]
    category = draw.one(tuple(SHAPES_BY_CATEGORY))
    genuine = Scene(
        1000 + draw.whole(0, 9), f"brand-{number}", name, 7 + 31 * number, category, local,
        shape=draw.one(SHAPES_BY_CATEGORY[category]), maker_seed=draw.whole(1, 3),
    )  # fmt: skip
    kind = draw.weighted({"genuine": 30, "own_photo": 20, "counterfeit": 20, "generic": 5, "copy": 25})
    state = draw.one(LOGO_STATES[1:]) if kind in ("counterfeit", "copy") and draw.chance(0.3) else "plain"
    overlays = _overlays(draw) if kind != "genuine" or draw.chance(0.15) else ()
    watermark = draw.one(_WATERMARKS) if draw.chance(0.12) else ""
    listed = replace(genuine, seed=seed, logo_state=state, overlays=overlays, watermark=watermark)
    if kind != "copy":
        return replace(listed, authenticity=kind)
    transform = tuple(_transform(draw) for _ in range(draw.weighted({1: 4, 2: 3, 3: 1})))
    return replace(listed, authenticity="counterfeit", copy_of=genuine, transform=transform)


def _overlays(draw: Draw) -> tuple[Overlay, ...]:
    count = draw.weighted({0: 6, 1: 3, 2: 2, 3: 0.7})
    laid = []
    for _ in range(count):
        style = draw.one(STYLES)
        text, script = draw.one(CONTACTS if style == "contact" else TEXTS)
        laid.append(Overlay(text, script, style))
    return tuple(laid)


def _transform(draw: Draw) -> Transform:
    kind = draw.one(tuple(TRANSFORMS))
    low, high = TRANSFORMS[kind]
    amount = draw.between(low, high)
    if kind == "rotate":
        amount = draw.weighted({draw.between(-12, 12): 4, 90.0: 1, 180.0: 0.5, -90.0: 1})
    if kind == "collage":
        amount = draw.whole(2, 4)
    if kind == "border":
        amount = draw.between(0.02, 0.2)
    return Transform(kind, amount)
