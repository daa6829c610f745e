"""Scenes that cannot be drawn are refused with the field's name and what was expected."""

from dataclasses import replace
from typing import Any

import pytest

from countermark.sim.pictures import Overlay, Scene, SceneError, Transform
from countermark.sim.pictures.goods import SHAPES
from countermark.sim.pictures.scene import SHAPES_BY_CATEGORY, TRANSFORMS

SCENE = Scene(seed=1, brand_id="velora", brand_name="Velora", mark_seed=2, category="lubricants")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": -1}, "seed: -1; expected a whole number"),
        ({"seed": 2**63}, "expected a whole number from 0 to"),
        ({"seed": 1.5}, "seed: 1.5; expected a whole number"),
        ({"mark_seed": -3}, "mark_seed: -3"),
        ({"maker_seed": -3}, "maker_seed: -3"),
        ({"brand_id": ""}, "brand_id: empty"),
        ({"brand_name": ""}, "brand_name: empty"),
        ({"brand_name": "   "}, "brand_name: empty"),
        ({"brand_name": "x" * 201}, "brand_name: 201 characters; expected at most 200"),
        ({"brand_name": "two\nlines"}, "control characters"),
        ({"brand_name_local": "\t"}, "brand_name_local"),
        ({"product_text": "y" * 5000}, "product_text: 5000 characters"),
        ({"watermark": "z" * 300}, "watermark: 300 characters"),
        ({"category": "submarines"}, "category: 'submarines'; expected one of lubricants"),
        ({"category": ""}, "category: ''"),
        ({"shape": "shoe"}, r"shape: 'shoe'; expected one of \(empty\), oil_can"),
        ({"authenticity": "fake"}, "authenticity: 'fake'"),
        ({"logo_state": "gone"}, "logo_state: 'gone'"),
        ({"background": "moon"}, "background: 'moon'"),
        ({"colours": ((0, 0, 256),)}, "colours: .*expected three whole numbers"),
        ({"colours": ((0, 0),)}, "colours: .*expected three whole numbers"),
        ({"width": 0, "height": 600}, "width: 0; expected 64 to 2048"),
        ({"width": 600, "height": -600}, "height: -600; expected 64 to 2048"),
        ({"width": 10, "height": 10}, "width: 10; expected 64 to 2048"),
        ({"width": 9000, "height": 600}, "width: 9000"),
        ({"jpeg_quality": 101}, "jpeg_quality: 101"),
        ({"jpeg_quality": -1}, "jpeg_quality: -1"),
        ({"overlays": (Overlay("HOT"),) * 9}, "overlays: 9; expected at most 8"),
        ({"transform": (Transform("mirror"),)}, "transform: there is nothing to transform"),
        ({"copy_of": SCENE, "width": 600, "height": 600}, "width and height: a copy has the size"),
    ],
)
def test_impossible_scenes_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(SceneError, match=message):
        replace(SCENE, **change)


def test_a_copy_of_a_copy_has_an_end() -> None:
    scene = SCENE
    for _ in range(3):
        scene = replace(SCENE, copy_of=scene)
    with pytest.raises(SceneError, match="4 deep; expected at most 3"):
        replace(SCENE, copy_of=scene)


@pytest.mark.parametrize("text", ["", "  ", "a" * 201])
def test_overlays_need_text(text: str) -> None:
    with pytest.raises(SceneError, match="overlay text"):
        Overlay(text)


@pytest.mark.parametrize(("script", "style"), [("klingon", "badge"), ("latin", "hologram")])
def test_overlays_of_unknown_kind(script: str, style: str) -> None:
    with pytest.raises(SceneError, match="expected one of"):
        Overlay("HOT", script, style)


@pytest.mark.parametrize("kind", sorted(TRANSFORMS))
def test_amounts_outside_their_range_are_refused(kind: str) -> None:
    low, high = TRANSFORMS[kind]
    for amount in (low - 0.01, high + 0.01, float("nan"), float("inf")):
        with pytest.raises(SceneError, match=f"transform {kind}: amount"):
            Transform(kind, amount)
    assert Transform(kind, low).amount == low


def test_unknown_transforms_are_refused() -> None:
    with pytest.raises(SceneError, match="transform kind: 'explode'"):
        Transform("explode", 1)


def test_every_shape_can_be_drawn_and_belongs_to_a_category() -> None:
    assert {shape for shapes in SHAPES_BY_CATEGORY.values() for shape in shapes} == set(SHAPES)
