"""After each transform the truth still says where things are: checked on a picture with one green patch."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from countermark.sim.pictures import Overlay, Scene, Transform
from countermark.sim.pictures.canvas import Canvas
from countermark.sim.pictures.geometry import turned
from countermark.sim.pictures.labels import Branding
from countermark.sim.pictures.overlays import cover, lay, watermark
from countermark.sim.pictures.pen import Pen
from countermark.sim.pictures.randomness import Draw
from countermark.sim.pictures.transforms import Copied, transformed
from countermark.sim.pictures.truth import LogoTruth, Mark, apply, finish, rectangle

GREEN = (0, 230, 0)
PATCH = (90, 130, 190, 180)
CASES = [
    ("crop", 0.05), ("crop", 0.2), ("crop", 0.4), ("mirror", 1), ("rotate", 7), ("rotate", -12), ("rotate", 40),
    ("rotate", 90), ("rotate", 180), ("recolour", 40), ("border", 0.05), ("border", 0.3), ("overlay", 0.0),
    ("collage", 2), ("collage", 3), ("collage", 4), ("screenshot", 0), ("screenshot", 1), ("rescale", 0.3),
    ("rescale", 1.5),
]  # fmt: skip


def picture() -> Canvas:
    canvas = Canvas(400, 320, (10, 10, 10))
    corners = rectangle(*PATCH)
    canvas.fill(GREEN, corners)
    canvas.marks.append(Mark(logo=True, corners=corners, brand_id="velora"))
    return canvas


def changed(kind: str, amount: float, seed: int) -> Copied:
    black = Canvas(300, 300, (10, 10, 10))
    return transformed(picture(), Transform(kind, amount), Draw(seed, "transform"), [black])


def green(canvas: Canvas) -> npt.NDArray[np.bool_]:
    """Return where the picture is green: or, as recolouring moves it, where it is of a strong colour."""
    hsv = cv2.cvtColor(np.ascontiguousarray(canvas.pixels[:, :, :3]), cv2.COLOR_BGR2HSV).astype(int)
    return np.asarray((hsv[:, :, 1] > 190) & (hsv[:, :, 2] > 60) & (abs(hsv[:, :, 0] - 60) < 30))


def only_logo(canvas: Canvas) -> LogoTruth | None:
    logos, _ = finish(canvas.marks, canvas.width, canvas.height)
    return logos[0] if logos else None


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("kind", "amount"), CASES)
def test_the_patch_is_where_the_truth_says(kind: str, amount: float, seed: int) -> None:
    canvas = changed(kind, amount, seed).canvas
    logo = only_logo(canvas)
    margin = 0 if kind == "overlay" else 8  # what was laid beside the patch may be green too
    found = np.argwhere(green(canvas) if logo is None else _within(green(canvas), logo, margin))
    if logo is None:
        assert len(found) < 0.03 * green(picture()).sum()
        return
    (top, left), (bottom, right) = found.min(axis=0), found.max(axis=0) + 1
    box = (logo.box.left, logo.box.top, logo.box.right, logo.box.bottom)
    if logo.visible > 0.99:
        assert np.allclose((left, top, right, bottom), box, atol=4)
    assert logo.mirrored == (kind == "mirror")


def _within(mask: npt.NDArray[np.bool_], logo: LogoTruth, margin: int) -> npt.NDArray[np.bool_]:
    """Return the mask without what is farther from the logo than the margin (a border may be green too)."""
    kept = np.zeros_like(mask)
    rows = slice(max(0, logo.box.top - margin), logo.box.bottom + margin)
    columns = slice(max(0, logo.box.left - margin), logo.box.right + margin)
    kept[rows, columns] = mask[rows, columns]
    return kept


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("kind", "amount"), CASES)
def test_the_homography_maps_the_patch_to_its_place(kind: str, amount: float, seed: int) -> None:
    copied = changed(kind, amount, seed)
    logo = only_logo(copied.canvas)
    if logo is None:
        return
    corners = apply(copied.matrix, rectangle(*PATCH))
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = (copied.canvas.width, copied.canvas.height)
    expected = (*np.clip(low, 0, size), *np.clip(high, 0, size))
    cut = kind == "collage"  # a cell's edge cuts the patch inside the picture
    assert np.allclose((logo.box.left, logo.box.top, logo.box.right, logo.box.bottom), expected, atol=1.1) or cut


@pytest.mark.parametrize("seed", range(20))
def test_a_crop_says_how_much_of_the_patch_is_left(seed: int) -> None:
    canvas = changed("crop", 0.4, seed).canvas
    logo = only_logo(canvas)
    left = green(canvas).sum() / green(picture()).sum()
    assert left == pytest.approx(logo.visible if logo else 0, abs=0.04)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_laid_over_the_patch_counts_as_hiding_it(seed: int) -> None:
    canvas = picture()
    cover(canvas, canvas.marks[0].corners, Draw(seed, "cover"))
    (logo,) = finish(canvas.marks, 400, 320)[0]
    assert 0.03 < logo.visible < 0.46


@pytest.mark.parametrize("seed", range(10))
def test_what_covers_a_tilted_logo_is_tilted_with_it(seed: int) -> None:
    canvas = Canvas(400, 320, (10, 10, 10))
    corners = turned(rectangle(120, 140, 280, 180), 40, 200, 160)
    cover(canvas, corners, Draw(seed, "cover"))
    changed_at = np.argwhere((canvas.pixels[:, :, :3] != 10).any(axis=2))[:, ::-1]
    assert len(changed_at) > 500
    outline = corners.astype(np.float32)
    farthest = min(cv2.pointPolygonTest(outline, (float(x), float(y)), True) for x, y in changed_at)
    assert farthest > -8, "a pen's half width, or the two pixels of a sticker and its soft edge"


class BentLabel(Branding):
    """A grey label with a green patch that is marked as a logo."""

    def label(self, width: int, height: int, ground: tuple[int, int, int], style: str = "front") -> Canvas:
        assert style == "front"
        label = Canvas(width, height, ground)
        corners = rectangle(width * 0.1, height * 0.2, width * 0.9, height * 0.7)
        label.fill(GREEN, corners)
        label.marks.append(Mark(logo=True, corners=corners))
        return label


def test_ink_on_a_bent_label_lies_in_its_box() -> None:
    scene = Scene(seed=1, brand_id="velora", brand_name="Velora", mark_seed=2, category="lubricants")
    canvas = Canvas(400, 400, (10, 10, 10))
    pen = Pen(canvas, Draw(1, "bent"), BentLabel(scene, "oil_can"), (90, 90, 90), (90, 90, 90))
    pen.wrap((0.2, 0.2, 0.8, 0.6), 0.1, (90, 90, 90))
    (logo,) = finish(canvas.marks, 400, 400)[0]
    down, across = np.nonzero(green(canvas))
    box = logo.box
    assert abs(down.min() - box.top) <= 2
    assert abs(down.max() + 1 - box.bottom) <= 2
    assert abs(across.min() - box.left) <= 2
    assert abs(across.max() + 1 - box.right) <= 2


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("style", ["badge", "banner", "caption", "contact"])
def test_the_ink_of_an_overlay_lies_in_its_box(style: str, seed: int) -> None:
    """The same overlay with other words differs nowhere but inside the two boxes, and for badges their ground."""
    drawn, boxes = [], []
    for text in ("MMMM", "WWWW"):
        canvas = Canvas(500, 400, (128, 128, 128))
        lay(canvas, Overlay(text, "latin", style), Draw(seed, "overlay"), 0)
        ((found,),) = (finish(canvas.marks, 500, 400)[1],)
        assert (found.text, found.script, found.role) == (text, "latin", "overlay")
        drawn.append(canvas.pixels.astype(int))
        boxes.append(found.box)
    differs = np.abs(drawn[0] - drawn[1]).max(axis=2) > 30
    assert differs.any()
    grounds = 40 if style in ("badge", "contact") else 6
    for box in boxes:
        differs[max(0, box.top - grounds) : box.bottom + grounds, max(0, box.left - grounds) : box.right + grounds] = (
            False
        )
    assert not differs.any()


@pytest.mark.parametrize("seed", range(6))
def test_watermarks_are_in_the_truth(seed: int) -> None:
    canvas = Canvas(500, 400, (60, 60, 60))
    watermark(canvas, "样品图 shop", Draw(seed, "watermark"))
    _, texts = finish(canvas.marks, 500, 400)
    assert texts
    assert {(text.text, text.script, text.role) for text in texts} == {("样品图 shop", "chinese", "watermark")}
    outside = np.abs(canvas.pixels.astype(int)[:, :, 0] - 60) > 8
    for text in texts:
        outside[max(0, text.box.top - 2) : text.box.bottom + 2, max(0, text.box.left - 2) : text.box.right + 2] = False
    hidden = len([mark for mark in canvas.marks if mark.text]) - len(texts)
    assert outside.mean() < 0.002 * (1 + hidden)
