"""A picture while it is drawn: pixels, and the marks on them.

Pixels are blue, green, red, opacity, each 0-255, with the colours already multiplied by the opacity: so drawing on an
empty canvas, blending and warping need no special case at the edges.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from countermark.sim.pictures.randomness import BLACK
from countermark.sim.pictures.scene import Colour
from countermark.sim.pictures.truth import Mark, Matrix, Points, apply, rectangle

Pixels = npt.NDArray[np.uint8]
"""Shape (height, width, 4)."""
Mask = npt.NDArray[np.uint8]
"""Shape (height, width): 0 nothing, 255 all."""

_SHIFT: Final = 4
"""Corners are given to OpenCV in sixteenths of a pixel."""


_SMALL: Final = 4096
"""Masks of fewer pixels are blended as a whole."""


class Canvas:
    """Pixels with marks. Every method changes it in place unless it says that it returns a new one."""

    def __init__(self, width: int, height: int, colour: Colour | None = None) -> None:
        """Start empty, or filled with one opaque colour."""
        self.pixels: Pixels = (
            np.zeros((height, width, 4), dtype=np.uint8) if colour is None else flat(width, height, colour)
        )
        self.marks: list[Mark] = []

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])

    def fill(self, colour: Colour, *contours: Points) -> None:
        """Fill an area, opaque; a contour inside another is a hole."""
        cv2.fillPoly(self.pixels, [_fixed(each) for each in contours], paint(colour), cv2.LINE_AA, _SHIFT)

    def line(self, colour: Colour, points: Points, thickness: float, *, closed: bool = False) -> None:
        """Draw a line of at least one pixel."""
        wide = max(1, round(thickness))
        cv2.polylines(self.pixels, [_fixed(points)], closed, paint(colour), wide, cv2.LINE_AA, _SHIFT)

    def gradient(self, stops: Sequence[Colour], *contours: Points, down: bool = False) -> None:
        """Fill an area with evenly spaced colours from left to right, or from top to bottom."""
        found = self._mask(contours)
        if found is None:
            return
        mask, (left, top, right, bottom) = found
        packed = _ramp(stops, bottom - top if down else right - left)
        source = np.empty((bottom - top, right - left), dtype=np.uint32)
        source[:] = packed if down else packed.T
        _blend(self.pixels[top:bottom, left:right], source.view(np.uint8).reshape(*source.shape, 4), mask)

    def wash(self, stops: Sequence[Colour], top: int, bottom: int) -> None:
        """Fill whole rows with evenly spaced colours from top to bottom."""
        rows = self.pixels[max(0, top) : bottom].view(np.uint32)
        rows[:] = _ramp(stops, len(rows))[:, :, None]

    def tint(self, colour: Colour, share: float, *contours: Points, blur: float = 0) -> None:
        """Mix a colour into what is already drawn inside an area; `blur` in pixels softens its edge.

        The opacity of the canvas stays what it was, so a shadow or a shine does not leave the shape it is on.
        """
        found = self._mask(contours, blur)
        if found is None:
            return
        mask, (left, top, right, bottom) = found
        area = self.pixels[top:bottom, left:right]
        mask = cv2.convertScaleAbs(mask, alpha=share)
        if colour == BLACK:  # the common case of a shadow, at half the cost
            darken(area, mask)
        else:
            _blend(area, _like(area, colour), mask)

    def paste(self, other: "Canvas", matrix: Matrix, *, opacity: float = 1.0, hides: bool = False) -> None:
        """Draw another canvas mapped by a homography, its marks included.

        `hides`: marks already here count as covered where the other canvas lies.
        """
        corners = apply(matrix, rectangle(0, 0, other.width, other.height))
        bounds = self._bounds(corners, 1)
        if bounds is not None:
            left, top, right, bottom = bounds
            moved = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ matrix
            warped = warp(other.pixels, moved, right - left, bottom - top)
            if opacity < 1:
                warped = cv2.convertScaleAbs(warped, alpha=opacity)
            over(self.pixels[top:bottom, left:right], warped)
        if hides:
            self.marks = [mark.under(corners) for mark in self.marks]
        self.marks += [mark.moved(matrix) for mark in other.marks]

    def stamp(self, mask: Mask, colour: Colour, left: int, top: int, opacity: float = 1.0) -> None:
        """Draw a mask in one colour with its top left corner there; what lies outside is cut off."""
        x, y = max(0, left), max(0, top)
        cut = mask[y - top : self.height - top, x - left : self.width - left]
        if cut.size == 0:
            return
        area = self.pixels[y : y + cut.shape[0], x : x + cut.shape[1]]
        _blend(
            area,
            flat(area.shape[1], area.shape[0], colour),
            cv2.convertScaleAbs(cut, alpha=opacity) if opacity < 1 else cut,
        )

    def warped(self, matrix: Matrix, width: int, height: int) -> "Canvas":
        """Return a new canvas of that size with this one mapped by a homography, marks included."""
        result = Canvas(0, 0)
        pixels = warp(self.pixels, matrix, width, height)
        result.pixels = pixels.copy() if pixels is self.pixels else pixels
        result.marks = [mark.moved(matrix) for mark in self.marks]
        return result

    def _bounds(self, points: Points, margin: int) -> tuple[int, int, int, int] | None:
        low, high = np.floor(points.min(axis=0)) - margin, np.ceil(points.max(axis=0)) + margin
        left, top = max(0, int(low[0])), max(0, int(low[1]))
        right, bottom = min(self.width, int(high[0])), min(self.height, int(high[1]))
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _mask(self, contours: tuple[Points, ...], blur: float = 0) -> tuple[Mask, tuple[int, int, int, int]] | None:
        """Return an area as a mask, and where on the canvas the mask lies (left, top, right, bottom)."""
        bounds = self._bounds(contours[0] if len(contours) == 1 else np.vstack(contours), round(2 * blur) + 1)
        if bounds is None:
            return None
        left, top, right, bottom = bounds
        step = max(1, int(blur / 2))  # what is blurred needs no fine edge, and is drawn smaller
        width, height = -(-(right - left) // step), -(-(bottom - top) // step)
        mask: Mask = np.zeros((height, width), dtype=np.uint8)
        cv2.fillPoly(mask, [_fixed((each - (left, top)) / step) for each in contours], 255, cv2.LINE_AA, _SHIFT)
        if blur:
            mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), blur / step), dtype=np.uint8)
        if step > 1:
            mask = np.asarray(
                cv2.resize(mask, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR), dtype=np.uint8
            )
        return mask, bounds


def paint(colour: Colour) -> tuple[int, int, int, int]:
    """Return the opaque pixel of a colour."""
    return (colour[2], colour[1], colour[0], 255)


def _ramp(stops: Sequence[Colour], length: int) -> npt.NDArray[np.uint32]:
    """Return evenly spaced opaque colours, one 32-bit number a pixel, shape (length, 1).

    Copying whole pixels is several times faster than copying their bytes.
    """
    at = np.linspace(0, len(stops) - 1, length)
    ramp = np.empty((length, 4), dtype=np.uint8)
    for channel, values in enumerate(zip(*(paint(stop) for stop in stops), strict=True)):
        ramp[:, channel] = np.interp(at, np.arange(len(stops)), values)
    return ramp.view(np.uint32)


def flat(width: int, height: int, colour: Colour) -> Pixels:
    """Return pixels of one colour, opaque."""
    packed = np.array(paint(colour), dtype=np.uint8).view(np.uint32)[0]
    return np.full((height, width), packed, dtype=np.uint32).view(np.uint8).reshape(height, width, 4)


def warp(pixels: Pixels, matrix: Matrix, width: int, height: int) -> Pixels:
    """Return the pixels mapped by a homography onto a canvas of that size.

    What is strongly reduced is averaged first. The result may be `pixels` itself where nothing moves.
    """
    if matrix[0, 0] == matrix[1, 1] == 1 and not matrix[[0, 1, 2, 2], [1, 0, 0, 1]].any():
        left, top = matrix[:2, 2].tolist()
        if left == 0 == top and pixels.shape[:2] == (height, width):
            return pixels
        if left.is_integer() and top.is_integer():
            return _moved(pixels, int(left), int(top), width, height)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if 0 < scale < 0.6 and min(pixels.shape[:2]) > 8:
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        shrink = np.diag([pixels.shape[1] / size[0], pixels.shape[0] / size[1], 1.0])
        pixels, matrix = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), matrix @ shrink
    result: Pixels = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return result


def _moved(pixels: Pixels, left: int, top: int, width: int, height: int) -> Pixels:
    result: Pixels = np.zeros((height, width, 4), dtype=np.uint8)
    cut = pixels[max(0, -top) : max(0, height - top), max(0, -left) : max(0, width - left)]
    x, y = max(0, left), max(0, top)
    result[y : y + cut.shape[0], x : x + cut.shape[1]] = cut
    return result


def over(area: Pixels, source: Pixels) -> None:
    """Draw pixels over an area of the same size, in place."""
    alpha = cv2.extractChannel(source, 3)
    edge = _edge(alpha)
    if edge is None:
        rest = cv2.bitwise_not(_spread(alpha))
        np.copyto(area, cv2.add(cv2.multiply(area, rest, scale=1 / 255), source))
        return
    _copy_opaque(area, source, alpha)
    hidden = 255 - alpha[edge].astype(np.uint16)[:, None]
    area[edge] = source[edge] + (area[edge] * hidden + 127) // 255


def darken(area: Pixels, mask: Mask) -> None:
    """Mix black into an area where the mask says, in place; the opacity stays what it was."""
    rest = cv2.bitwise_not(mask)
    np.copyto(area, cv2.multiply(area, cv2.merge([rest, rest, rest, np.full_like(rest, 255)]), scale=1 / 255))


def _blend(area: Pixels, source: Pixels, mask: Mask) -> None:
    """Mix opaque pixels into an area where the mask says, in place."""
    edge = _edge(mask)
    if edge is None:
        share = _spread(mask)
        rest = cv2.bitwise_not(share)
        mixture = cv2.add(cv2.multiply(area, rest, scale=1 / 255), cv2.multiply(source, share, scale=1 / 255))
        np.copyto(area, mixture)
        return
    _copy_opaque(area, source, mask)
    part = mask[edge].astype(np.uint16)[:, None]
    area[edge] = (area[edge] * (255 - part) + source[edge] * part + 127) // 255


def _edge(mask: Mask) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]] | None:
    """Return where a mask is neither nothing nor all (rows, columns); None if that is much or the mask is small.

    Most masks are nothing or all nearly everywhere: then only the edge needs arithmetic, which is several times faster.
    """
    if mask.size < _SMALL:
        return None
    found = cv2.findNonZero(cv2.inRange(mask, 1, 254))
    if found is None:
        found = np.zeros((0, 2), dtype=np.int32)
    columns, rows = found.reshape(-1, 2).T
    return None if len(rows) * 12 > mask.size else (rows, columns)


def _copy_opaque(area: Pixels, source: Pixels, mask: Mask) -> None:
    cv2.copyTo(source, cv2.compare(mask, 254, cv2.CMP_GT), area)


def _like(area: Pixels, colour: Colour) -> Pixels:
    """Return one colour with the opacity that an area has."""
    plain = flat(area.shape[1], area.shape[0], colour)
    alpha = area[:, :, 3]
    if alpha.min() == 255:
        return plain
    result: Pixels = cv2.multiply(plain, _spread(alpha), scale=1 / 255)
    return result


def _spread(mask: Mask) -> Pixels:
    result: Pixels = cv2.merge([mask, mask, mask, mask])
    return result


def _fixed(points: Points) -> npt.NDArray[np.int32]:
    """Return corners as OpenCV wants them; its pixel centres are whole numbers, ours lie at halves."""
    return (points * (1 << _SHIFT) - ((1 << _SHIFT) - 1) / 2).astype(np.int32)
