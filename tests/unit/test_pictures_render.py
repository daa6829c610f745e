"""Pictures: equal scenes give equal bytes, and what the truth says is on them is on them."""

import hashlib
import os
import platform
import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from countermark.sim.pictures import Overlay, Rendered, Scene, Transform, render, render_with_truth
from countermark.sim.pictures.contact_sheet import main as write_sheet
from countermark.sim.pictures.goods import SHAPES, draw_goods
from countermark.sim.pictures.logos import flawed, logo_of
from countermark.sim.pictures.randomness import Draw
from countermark.sim.pictures.samples import sample_scene
from countermark.sim.pictures.scene import SHAPES_BY_CATEGORY

CAN = Scene(
    seed=11, brand_id="velora", brand_name="Velora", mark_seed=45, category="lubricants", shape="oil_can",
    background="white", width=640, height=640, jpeg_quality=95,
)  # fmt: skip
SEEDS = range(3000, 3024)

DIGESTS = """
import hashlib, sys
from countermark.sim.pictures import render
from countermark.sim.pictures.samples import sample_scene
for seed in map(int, sys.argv[1:]):
    print(hashlib.sha256(render(sample_scene(seed))).hexdigest())
"""


def pixels(rendered: Rendered) -> npt.NDArray[np.int64]:
    return np.asarray(cv2.imdecode(np.frombuffer(rendered.data, np.uint8), cv2.IMREAD_COLOR), dtype=np.int64)


def test_equal_scenes_give_equal_bytes_whatever_was_drawn_before() -> None:
    first = [hashlib.sha256(render(sample_scene(seed))).hexdigest() for seed in SEEDS]
    backwards = [hashlib.sha256(render(sample_scene(seed))).hexdigest() for seed in reversed(SEEDS)]
    assert first == backwards[::-1]
    assert len(set(first)) == len(first)


def test_another_process_gives_the_same_bytes() -> None:
    digests = set()
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", DIGESTS, *map(str, SEEDS)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout)
    here = "".join(hashlib.sha256(render(sample_scene(seed))).hexdigest() + "\n" for seed in SEEDS)
    assert digests == {here}


def test_the_number_of_threads_does_not_matter() -> None:
    before = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        one = [render(sample_scene(seed)) for seed in SEEDS]
        cv2.setNumThreads(4)
        assert [render(sample_scene(seed)) for seed in SEEDS] == one
    finally:
        cv2.setNumThreads(before)


@pytest.mark.parametrize("seed", range(4000, 4040))
def test_boxes_lie_inside_the_picture(seed: int) -> None:
    scene = sample_scene(seed)
    rendered = render_with_truth(scene)
    assert rendered.data == render(scene)
    assert pixels(rendered).shape == (rendered.height, rendered.width, 3)
    found = [(logo.box, logo.visible) for logo in rendered.logos] + [
        (text.box, text.visible) for text in rendered.texts
    ]
    for box, visible in found:
        assert 0 <= box.left < box.right <= rendered.width
        assert 0 <= box.top < box.bottom <= rendered.height
        assert 0 <= visible <= 1
    assert {logo.brand_id for logo in rendered.logos} <= {scene.brand_id}
    assert rendered.transform == scene.transform
    assert (rendered.from_original is None) == (scene.copy_of is None)
    if scene.copy_of is None:
        overlaid = [text.text for text in rendered.texts if text.role == "overlay"]
        assert sorted(overlaid) == sorted(overlay.text for overlay in scene.overlays)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_carries_the_brand_and_a_generic_one_does_not(shape: str) -> None:
    category = next(name for name, shapes in SHAPES_BY_CATEGORY.items() if shape in shapes)
    scene = replace(CAN, category=category, shape=shape)
    goods = draw_goods(scene, 400)
    logos = [mark for mark in goods.marks if mark.logo]
    assert logos
    for mark in goods.marks:
        assert mark.corners.min() >= -1
        assert mark.corners.max() <= 401
    assert not [mark for mark in draw_goods(replace(scene, authenticity="generic"), 400).marks if mark.logo]
    assert goods.pixels[:, :, 3].max() == 255
    opacity = goods.pixels[:, :, 3:].astype(int)
    assert (goods.pixels[:, :, :3] <= opacity + 2).all(), "colours are multiplied by the opacity"


def test_where_the_truth_says_a_logo_is_the_picture_has_one() -> None:
    """The same can with another brand's logo differs inside the boxes, and hardly elsewhere on the can's upper half."""
    one = render_with_truth(replace(CAN, colours=((250, 250, 250), (40, 40, 40))))
    (logo,) = one.logos
    plain = render_with_truth(replace(CAN, colours=((250, 250, 250), (40, 40, 40)), authenticity="generic"))
    differs = np.abs(pixels(one) - pixels(plain)).max(axis=2) > 60
    inside = differs[logo.box.top : logo.box.bottom, logo.box.left : logo.box.right]
    assert inside.mean() > 0.1
    assert logo.state == "plain"
    assert logo.authentic
    assert not logo.mirrored
    assert logo.visible == 1


@pytest.mark.parametrize("state", ["blurred", "mosaic", "covered"])
def test_hidden_logos_are_hidden_and_nothing_else_is(state: str) -> None:
    plain, hidden = render_with_truth(CAN), render_with_truth(replace(CAN, logo_state=state))
    before, after = pixels(plain), pixels(hidden)
    assert [logo.box for logo in plain.logos] == [logo.box for logo in hidden.logos]
    changed = np.abs(before - after).max(axis=2) > 40
    elsewhere = changed.copy()
    for logo in hidden.logos:
        assert logo.state == state
        box = logo.box
        assert changed[box.top : box.bottom, box.left : box.right].mean() > 0.05
        elsewhere[max(0, box.top - 24) : box.bottom + 24, max(0, box.left - 24) : box.right + 24] = False
        assert (logo.visible < 0.6) == (state == "covered")
        if state == "blurred":
            parts = [image[box.top : box.bottom, box.left : box.right].astype(np.uint8) for image in (before, after)]
            sharp, soft = (cv2.Laplacian(part, cv2.CV_64F).var() for part in parts)
            assert soft < sharp / 4
    assert elsewhere.mean() < 0.001


def test_the_logo_is_the_brands_own() -> None:
    assert logo_of(45, "Velora") == logo_of(45, "Velora")
    assert len({logo_of(seed, "Velora") for seed in range(100)}) == 100
    assert all(flawed(logo_of(seed, "Velora"), Draw(seed, "f")) != logo_of(seed, "Velora") for seed in range(200))


def test_fakes_of_one_maker_are_alike_and_unlike_the_genuine_one() -> None:
    fake = replace(CAN, authenticity="counterfeit", maker_seed=5)
    again, other = replace(fake, maker_seed=5, product_text=""), replace(fake, maker_seed=6)
    drawn = [draw_goods(scene, 300).pixels for scene in (fake, again, other, replace(CAN, maker_seed=5))]
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != drawn[2]).any()
    assert (drawn[0] != drawn[3]).any()
    assert not any(logo.authentic for logo in render_with_truth(fake).logos)
    assert (draw_goods(replace(CAN, maker_seed=9), 300).pixels == drawn[3]).all(), "makers matter for fakes alone"


def test_copies_leave_the_original_alone() -> None:
    before = render(CAN)
    for kind, amount in (("crop", 0.3), ("recolour", 90), ("overlay", 1), ("rotate", 20)):
        copy = replace(
            CAN,
            width=0,
            height=0,
            copy_of=CAN,
            transform=(Transform(kind, amount),),
            overlays=(Overlay("正品", "chinese"),),
        )
        assert render(copy) != before
    assert render(CAN) == before
    untouched = render_with_truth(replace(CAN, width=0, height=0, copy_of=CAN))
    assert untouched.logos == render_with_truth(CAN).logos
    assert untouched.from_original == (1, 0, 0, 0, 1, 0, 0, 0, 1)


@pytest.mark.parametrize(("width", "height"), [(64, 64), (64, 2048), (2048, 64), (1500, 1300)])
def test_unusual_sizes_and_long_texts_are_drawn(width: int, height: int) -> None:
    long = "Überlang 超长 " * 16
    scene = Scene(
        seed=1, brand_id="b", brand_name=long, mark_seed=3, category="clothing", brand_name_local=long,
        product_text=long, watermark=long,
        overlays=tuple(Overlay(long, style=style) for style in ("badge", "banner", "caption", "contact")),
        width=width, height=height, logo_state="mosaic", authenticity="own_photo", background="hand",
    )  # fmt: skip
    rendered = render_with_truth(scene)
    assert (rendered.width, rendered.height) == (width, height)
    assert pixels(rendered).shape == (height, width, 3)
    chain = tuple(Transform(kind, amount) for kind, amount in (("rotate", 45), ("border", 0.3), ("collage", 4)))
    copy = render_with_truth(replace(scene, width=0, height=0, copy_of=scene, transform=chain))
    assert max(copy.width, copy.height) <= 2048
    assert pixels(copy).shape == (copy.height, copy.width, 3)


def test_letters_without_a_glyph_and_spaces_do_not_stop_a_picture() -> None:
    scene = replace(CAN, brand_name="\u0e01\u200b\U0001f600", product_text="\u3000 \u3000x")
    assert render_with_truth(scene).logos


def test_the_contact_sheet_is_a_picture(tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("sheet") / "sheet.jpg"
    assert write_sheet(["--seed", "3", "--out", str(out), "--truth"]) == 0
    sheet = cv2.imread(str(out))
    assert sheet is not None
    assert sheet.shape == (5 * 338, 8 * 300, 3)


@pytest.mark.parametrize(
    "switched_off",
    [
        {"OPENCV_CPU_DISABLE": "AVX2,FP16"},
        {"OPENCV_CPU_DISABLE": "AVX2,AVX,FP16,SSE4.1,SSE4.2", "NPY_DISABLE_CPU_FEATURES": "X86_V3"},
        {"OPENBLAS_CORETYPE": "Nehalem", "JSIMD_FORCENONE": "1"},
    ],
)
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the names are those of x86-64 processors")
def test_an_older_processor_gives_the_same_bytes(switched_off: dict[str, str]) -> None:
    command = [sys.executable, "-W", "ignore", "-c", DIGESTS, *map(str, SEEDS)]
    environment = {**os.environ, **switched_off}
    older = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert older.split() == [hashlib.sha256(render(sample_scene(seed))).hexdigest() for seed in SEEDS]
