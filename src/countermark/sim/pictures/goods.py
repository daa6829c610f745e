"""Goods on an empty square: the shape of the scene's product with its printing."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from countermark.sim.pictures.canvas import Canvas
from countermark.sim.pictures.labels import Branding, product_colours
from countermark.sim.pictures.pen import Pen
from countermark.sim.pictures.randomness import Draw
from countermark.sim.pictures.scene import SHAPES_BY_CATEGORY, Scene
from countermark.sim.pictures.shapes import boxes, containers, household, outfit, things, wear

SHAPES: Final[dict[str, Callable[[Pen], None]]] = {
    shape.__name__: shape
    for shape in (
        containers.oil_can, containers.oil_drum, containers.pill_bottle, containers.jar, containers.tube,
        containers.pump_bottle, containers.perfume, containers.lipstick, containers.toner,
        boxes.medicine_box, boxes.part_box, boxes.blister, boxes.cells, boxes.phone_battery, boxes.bricks,
        wear.shoe, wear.shirt, wear.cap, wear.bag, wear.backpack, wear.watch,
        things.bear, things.toy_car, things.phone_case, things.charger, things.headphones, things.ink_cartridge,
        things.brake_disc, things.oil_filter, things.spark_plug,
        outfit.wallet, outfit.jacket, outfit.boot, outfit.sunglasses,
        household.phone, household.memory_card, household.drill, household.fountain_pen, household.pan, household.dryer,
        household.pillow,
    )
}  # fmt: skip
"""Every shape that a scene may name, by name."""
LYING: Final = frozenset(
    {
        "shirt",
        "blister",
        "phone_case",
        "phone_battery",
        "brake_disc",
        "spark_plug",
        "charger",
        "watch",
        "cells",
        "phone",
        "memory_card",
        "fountain_pen",
        "pan",
        "sunglasses",
        "wallet",
        "jacket",
        "pillow",
    }
)
"""Goods that lie on a surface rather than stand on it."""
UNWIELDY: Final = frozenset(
    {"backpack", "headphones", "jacket", "oil_drum", "pan", "pillow", "shirt", "boot", "bag", "sunglasses", "drill"}
)
"""Goods that nobody holds in one hand for a photo, or that the hand would be seen through."""
_KEPT: Final = 16
"""How many drawn goods are kept, of up to 3 MB each."""


def shape_of(scene: Scene) -> str:
    """Return the scene's shape; where it is left open, the brand's product decides, not the picture's seed."""
    if scene.shape:
        return scene.shape
    return Draw(scene.mark_seed, f"shape {scene.category} {scene.product_text}").one(SHAPES_BY_CATEGORY[scene.category])


def draw_goods(scene: Scene, side: int) -> Canvas:
    """Return an empty square canvas, `side` pixels wide, with the goods on it. It is shared: it must not be changed."""
    # Whatever does not change the goods is left out, so that all pictures of a piece find them drawn.
    plain = Scene(
        seed=scene.item, brand_id=scene.brand_id, brand_name=scene.brand_name, mark_seed=scene.mark_seed,
        category=scene.category, brand_name_local=scene.brand_name_local, shape=shape_of(scene),
        product_text=scene.product_text, colours=scene.colours, authenticity=scene.authenticity,
        maker_seed=scene.maker_seed,
    )  # fmt: skip
    return _drawn(plain, side)


@lru_cache(maxsize=_KEPT)
def _drawn(scene: Scene, side: int) -> Canvas:
    shape = scene.shape
    canvas = Canvas(side, side)
    body, accent = product_colours(scene, shape)
    of_product = scene.item if scene.authenticity == "generic" else scene.mark_seed
    draw = Draw(of_product, f"goods {shape} {scene.product_text}")
    SHAPES[shape](Pen(canvas, draw, Branding(scene, shape), body, accent))
    canvas.pixels.flags.writeable = False
    return canvas
