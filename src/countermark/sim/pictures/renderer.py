"""From a scene to a picture and its truth."""

from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from countermark.sim.pictures import overlays, photo
from countermark.sim.pictures.canvas import Canvas, Pixels, darken
from countermark.sim.pictures.geometry import onto, rounded, scaled, shifted, turned
from countermark.sim.pictures.goods import LYING, UNWIELDY, draw_goods, shape_of
from countermark.sim.pictures.photo import Camera
from countermark.sim.pictures.randomness import BLACK, Draw, darker, lighter
from countermark.sim.pictures.scene import Colour, Scene
from countermark.sim.pictures.surfaces import background
from countermark.sim.pictures.transforms import transformed
from countermark.sim.pictures.truth import Mark, Matrix, Points, Rendered, finish, rectangle

_SIZES: Final = (
    (800, 800),
    (700, 700),
    (640, 640),
    (600, 600),
    (500, 500),
    (600, 800),
    (800, 600),
    (600, 750),
    (480, 640),
    (640, 480),
)
_SKINS: Final = ((236, 198, 170), (222, 172, 138), (188, 132, 98), (140, 92, 66), (96, 62, 44))
_OWN: Final = ("own_photo", "counterfeit")
_ROOM_AROUND: Final = 0.25
"""How much more of a room there is than one photo shows, as a share of the photo's sides."""


def render(scene: Scene) -> bytes:
    """Return the scene's picture as a file of its format.

    Equal scenes give equal bytes with the same versions of the libraries on all processors of one kind (x86-64 or
    another). For this OpenCV's vector instructions beyond those that all such processors have are switched off in the
    whole process: with them a few pixels differ by a level or two from one processor to the next.
    """
    canvas, quality, _ = _finished(scene)
    return photo.encode(canvas.pixels, quality, scene.file_format)


def render_with_truth(scene: Scene) -> Rendered:
    """Return the scene's picture with the truth about what is on it and where; the bytes are those of `render`."""
    canvas, quality, matrix = _finished(scene)
    logos, texts = finish(canvas.marks, canvas.width, canvas.height)
    return Rendered(
        data=photo.encode(canvas.pixels, quality, scene.file_format),
        width=canvas.width,
        height=canvas.height,
        logos=logos,
        texts=texts,
        transform=scene.transform,
        from_original=None if matrix is None else tuple(float(value) for value in matrix.ravel()),
    )


def _finished(scene: Scene) -> tuple[Canvas, int, Matrix | None]:
    if cv2.useOptimized():
        cv2.setUseOptimized(False)
    return _drawn(scene)


def _drawn(scene: Scene) -> tuple[Canvas, int, Matrix | None]:
    """Return the picture before it is written, its JPEG quality, and where its original's pixels went."""
    draw = Draw(scene.seed, "picture")
    if scene.copy_of is None:
        canvas, camera = _taken(scene)
        quality, matrix = camera.jpeg_quality, None
    else:
        canvas, matrix = _copied(scene, scene.copy_of)
        quality = draw.whole(50, 92)
        _hide_logos(canvas, scene)
    for place, overlay in enumerate(scene.overlays):
        overlays.lay(canvas, overlay, Draw(scene.seed, f"overlay {place}"), place)
    if scene.watermark:
        overlays.watermark(canvas, scene.watermark, Draw(scene.seed, "watermark"))
    return canvas, scene.jpeg_quality or quality, matrix


def _copied(scene: Scene, original: Scene) -> tuple[Canvas, Matrix]:
    """Return the original's published picture with the scene's transforms applied."""
    canvas, matrix = _published(original), np.eye(3)
    tiles: list[Canvas] = []
    for number, transform in enumerate(scene.transform):
        draw = Draw(scene.seed, f"transform {number}")
        if transform.kind == "collage" and not tiles:
            tiles = [Canvas(480, 480), Canvas(480, 480)]
            for index, tile in enumerate(tiles):
                other = background(
                    draw.one(("white", "wood", "cloth", "gradient")), 480, 480, Draw(scene.seed, f"tile {index}")
                )
                tile.pixels = other.pixels
                goods = draw_goods(original, 400)
                tile.paste(goods, shifted(40, 40))
        copied = transformed(canvas, transform, draw, tiles)
        canvas, matrix = copied.canvas, copied.matrix @ matrix
    if not scene.transform:
        canvas = canvas.warped(np.eye(3), canvas.width, canvas.height)
    return canvas, matrix


@lru_cache(maxsize=12)
def _published(scene: Scene) -> Canvas:
    """Return a picture as others see it: through its JPEG. Shared: it must not be changed."""
    canvas, quality, _ = _drawn(scene)
    canvas.pixels = photo.decode(photo.encode(canvas.pixels, quality, scene.file_format))
    canvas.pixels.flags.writeable = False
    return canvas


def _taken(scene: Scene) -> tuple[Canvas, Camera]:
    """Return a picture that was taken of goods: background, goods in their place, logos hidden, camera."""
    draw = Draw(scene.room, "room")
    width, height = (scene.width, scene.height) if scene.width else draw.one(_SIZES)
    own = scene.authenticity in _OWN or (scene.authenticity == "generic" and draw.chance(0.5))
    kind = scene.background
    if kind == "auto":
        studio = {"white": 6.0, "gradient": 4.0}
        home = {"wood": 3.0, "floor": 2.0, "cloth": 2.0, "clutter": 3.0, "hand": 2.0, "white": 0.7, "gradient": 0.7}
        kind = draw.weighted(home if own else studio)
    if kind == "hand" and shape_of(scene) in UNWIELDY:
        kind = "clutter"
    canvas = _ground(kind, width, height, scene, own=own)
    _place(canvas, scene, kind, own, Draw(scene.seed, "place"))
    _hide_logos(canvas, scene)
    camera = (photo.phone if own else photo.studio)(Draw(scene.room, "camera"))
    photo.expose(canvas, camera, Draw(scene.seed, "exposure"))
    return canvas, camera


def _ground(kind: str, width: int, height: int, scene: Scene, *, own: bool) -> Canvas:
    """Return a canvas with the room's ground; who takes photos at home moves between them, and sees another part."""
    result = Canvas(0, 0)
    if not own:
        result.pixels = _whole_ground(kind, width, height, scene.room).copy()
        return result
    more = round(width * _ROOM_AROUND), round(height * _ROOM_AROUND)
    whole = _whole_ground(kind, width + more[0], height + more[1], scene.room)
    draw = Draw(scene.seed, "ground")
    left, top = draw.whole(0, more[0]), draw.whole(0, more[1])
    result.pixels = whole[top : top + height, left : left + width].copy()
    return result


@lru_cache(maxsize=6)
def _whole_ground(kind: str, width: int, height: int, room: int) -> Pixels:
    """Return the ground of a room. Shared: it must not be changed."""
    pixels = background(kind, width, height, Draw(room, "background")).pixels
    pixels.flags.writeable = False
    return pixels


def _place(canvas: Canvas, scene: Scene, kind: str, own: bool, draw: Draw) -> None:
    """Put the goods with their shadow onto the background."""
    width, height = canvas.width, canvas.height
    least = min(width, height)
    # The goods are drawn once for all pictures of them, and made larger or smaller where they are put.
    drawn = 0.8 if own else Draw(scene.item, "size").between(0.78, 0.92)
    goods = draw_goods(scene, max(32, round(least * drawn)))
    size = (least * draw.between(0.62, 0.88) if own else goods.width) * scene.zoom
    aside = (scene.zoom - 1) * least / 4  # a close-up shows some part, not always the middle
    lying = shape_of(scene) in LYING
    corners = rectangle(-size / 2, -size / 2, size / 2, size / 2)
    if own:
        lean = draw.between(-25, 25) if lying else draw.between(-5, 5)
        corners = turned(corners, lean, 0, 0)
        bend = 0.09 if lying else 0.05
        corners = corners + np.array([[draw.between(-bend, bend) * size for _ in range(2)] for _ in range(4)])
        corners += (draw.between(0.44, 0.56) * width, draw.between(0.46, 0.56) * height)
    else:  # whole pixels: where nothing is made larger, nothing has to be interpolated
        corners = rectangle(0, 0, size, size) + np.floor(
            ((width - size) / 2, (height - size) * draw.between(0.45, 0.56))
        )
    if scene.zoom > 1:
        corners = corners + (draw.between(-aside, aside), draw.between(-aside, aside))
    hand = kind == "hand"
    skin = draw.near(draw.one(_SKINS), 10)
    if hand:
        _fingers_behind(canvas, corners, skin)
    matrix = onto(goods.width, goods.height, corners)
    _shadow(canvas, goods, matrix, lying=lying or hand, draw=draw)
    canvas.paste(goods, matrix)
    if hand:
        _thumb(canvas, corners, skin, draw)


def _shadow(canvas: Canvas, goods: Canvas, matrix: Matrix, *, lying: bool, draw: Draw) -> None:
    """Darken the ground under and beside the goods; made at a quarter of the size."""
    width, height = -(-canvas.width // 4), -(-canvas.height // 4)
    smaller = scaled(1 / 4, 1 / 4)
    outline = np.ascontiguousarray(goods.pixels[::4, ::4, 3])
    small = cv2.warpPerspective(outline, smaller @ matrix @ scaled(4, 4), (width, height))
    strength = draw.between(0.3, 0.6)
    dx, dy = draw.between(-6, 6), draw.between(2, 5)
    if lying:
        move = np.array([[1, 0, dx], [0, 1, dy]], dtype=np.float64)
    else:  # flattened towards the foot of the goods
        foot = float(np.max(np.nonzero(small.max(axis=1))[0], initial=0))
        move = np.array([[1, dx / 12, -dx / 12 * foot], [0, 0.14, foot * 0.86 + 1]], dtype=np.float64)
    cast = cv2.warpAffine(small, move, (width, height))
    cast = cv2.convertScaleAbs(cv2.GaussianBlur(cast, (0, 0), draw.between(1.2, 3.5)), alpha=strength)
    left, top, across, down = cv2.boundingRect(cast)
    if across and down:
        area = canvas.pixels[top * 4 : (top + down) * 4, left * 4 : (left + across) * 4]
        part = np.ascontiguousarray(cast[top : top + down, left : left + across])
        darken(area, cv2.resize(part, (area.shape[1], area.shape[0]), interpolation=cv2.INTER_LINEAR))


def _fingers_behind(canvas: Canvas, corners: Points, skin: Colour) -> None:
    """Draw the forearm and the fingertips of a hand that holds the goods from below."""
    size = float(np.hypot(*(corners[1] - corners[0])))
    middle = corners.mean(axis=0)
    base = middle + (size * 0.05, size * 0.42)
    arm = rounded(base[0] - size * 0.2, base[1], base[0] + size * 0.24, canvas.height + size, size * 0.15)
    canvas.gradient((darker(skin, 0.2), lighter(skin, 0.08), darker(skin, 0.28)), turned(arm, -12, *base))
    for index in range(4):
        y = middle[1] - size * 0.12 + index * size * 0.125
        finger = rounded(middle[0] - size * 0.5, y, middle[0] + size * 0.2, y + size * 0.11, size * 0.055)
        finger = turned(finger, 6 - index * 4, *middle)
        canvas.gradient((lighter(skin, 0.1), skin, darker(skin, 0.25)), finger, down=True)
        canvas.line(darker(skin, 0.35), finger, 1, closed=True)


def _thumb(canvas: Canvas, corners: Points, skin: Colour, draw: Draw) -> None:
    """Draw the thumb in front of the goods; what it covers is noted."""
    size = float(np.hypot(*(corners[1] - corners[0])))
    middle = corners.mean(axis=0)
    tip = middle + (size * draw.between(0.16, 0.26), size * draw.between(0.2, 0.32))
    thumb = rounded(tip[0], tip[1], tip[0] + size * 0.42, tip[1] + size * 0.14, size * 0.07)
    thumb = turned(thumb, draw.between(55, 85), float(tip[0]), float(tip[1]))
    canvas.tint(BLACK, 0.35, thumb + (-3, 6), blur=7)
    canvas.gradient((lighter(skin, 0.12), skin, darker(skin, 0.25)), thumb, down=True)
    nail = (thumb - tip) * 0.2 + tip + (size * 0.012, size * 0.02)
    canvas.fill(lighter(skin, 0.4), nail)
    low, high = thumb.min(axis=0), thumb.max(axis=0)
    canvas.marks = [mark.under(rectangle(*low, *high)) for mark in canvas.marks]


def _hide_logos(canvas: Canvas, scene: Scene) -> None:
    """Blur, pixelate or cover every logo, as the scene says."""
    if scene.logo_state == "plain":
        return
    draw = Draw(scene.seed, "hide")
    hidden = [mark for mark in canvas.marks if mark.logo]
    changed = {id(mark): _hidden(canvas, mark, scene.logo_state, draw) for mark in hidden}
    marks = [changed.get(id(mark), mark) for mark in canvas.marks]
    canvas.marks = marks
    if scene.logo_state == "covered":
        for mark in hidden:
            overlays.cover(canvas, mark.corners, draw)


def _hidden(canvas: Canvas, mark: Mark, state: str, draw: Draw) -> Mark:
    """Blur or pixelate a logo's box and return the mark with its new state."""
    if state != "covered":
        low = np.floor(np.maximum(mark.corners.min(axis=0), 0)).astype(int)
        high = np.ceil(np.minimum(mark.corners.max(axis=0), (canvas.width, canvas.height))).astype(int)
        area = canvas.pixels[low[1] : high[1], low[0] : high[0]]
        if area.size:
            height, width = area.shape[:2]
            # Coarse enough that small letters cannot be read either.
            grain = max(5.0, min(height, width) / draw.between(2.5, 6))
            if state == "blurred":
                np.copyto(area, cv2.GaussianBlur(area, (0, 0), grain * 0.6))
            else:
                few = (max(1, round(width / grain)), max(1, round(height / grain)))
                coarse = cv2.resize(area, few, interpolation=cv2.INTER_AREA)
                np.copyto(area, cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST))
    return mark.with_state(state)
