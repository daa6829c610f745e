"""What is in a picture and where: carried along while it is drawn, so that nothing has to be guessed afterwards."""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from countermark.sim.pictures.scene import Transform

Points = npt.NDArray[np.float64]
"""Points in pixels, shape (n, 2): x to the right, y down."""
Matrix = npt.NDArray[np.float64]
"""A homography, shape (3, 3), from one picture's pixels to another's."""

LEAST_VISIBLE: Final = 0.02
"""A logo or text of which less is inside the picture is left out."""


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels of the finished picture: left and top are inside, right and bottom just outside; at least 1 x 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class LogoTruth:
    """A logo in the finished picture."""

    brand_id: str
    state: str
    """`plain`, `blurred`, `mosaic` or `covered`: what was done to it in this picture."""
    authentic: bool
    """False for the slightly wrong logo of a fake."""
    box: Box
    visible: float
    """Share of it that is inside the picture and not under something else, 0-1. Boxes are counted, not pixels."""
    mirrored: bool


@dataclass(frozen=True, slots=True)
class TextTruth:
    """A line of text in the finished picture."""

    text: str
    script: str
    role: str
    """`label` (on the goods), `overlay`, `watermark` or `screen` (around a screenshot)."""
    box: Box
    letter_height: float
    """Pixels from the top to the foot of the line, measured across it however it is turned; below about 8 it cannot be
    read."""
    visible: float
    mirrored: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture and the truth about it."""

    data: bytes
    """The file."""
    width: int
    height: int
    logos: tuple[LogoTruth, ...]
    texts: tuple[TextTruth, ...]
    transform: tuple[Transform, ...]
    """What was done to the original, in order; empty for a picture that is no copy."""
    from_original: tuple[float, ...] | None
    """Nine numbers, row by row: the homography from the original's pixels to this picture's; None if it is no copy."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A logo or text while the picture is being drawn: where its four corners are now."""

    logo: bool
    corners: Points
    brand_id: str = ""
    state: str = "plain"
    authentic: bool = True
    text: str = ""
    script: str = ""
    role: str = "label"
    hidden: float = 0.0
    """Share of it that lies under something drawn later."""

    def moved(self, matrix: Matrix) -> "Mark":
        """Return the mark after the picture was mapped by a homography."""
        return replace(self, corners=apply(matrix, self.corners))

    def under(self, corners: Points) -> "Mark":
        """Return the mark after something opaque was drawn over the given convex area."""
        return replace(self, hidden=min(1.0, self.hidden + _overlap(self.corners, corners)))

    def with_state(self, state: str) -> "Mark":
        """Return the mark of a logo that was hidden somehow."""
        return replace(self, state=state)

    def within(self, frame: Points) -> "Mark | None":
        """Return the mark cut to an upright frame, or None if less than 2 % of it is inside.

        What is cut off counts as hidden, and the corners are pulled to the frame.
        """
        inside = _overlap(self.corners, frame)
        if inside < LEAST_VISIBLE:
            return None
        corners = np.clip(self.corners, frame.min(axis=0), frame.max(axis=0))
        return replace(self, corners=corners, hidden=min(1.0, self.hidden + 1 - inside))


def apply(matrix: Matrix, points: Points) -> Points:
    """Map points of shape (n, 2) by a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    result: Points = mapped[:, :2] / mapped[:, 2:]
    return result


def rectangle(left: float, top: float, right: float, bottom: float) -> Points:
    """Return the four corners, clockwise as seen, from the top left."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)


def finish(marks: list[Mark], width: int, height: int) -> tuple[tuple[LogoTruth, ...], tuple[TextTruth, ...]]:
    """Return the logos and texts of a finished picture of that size, without those outside it."""
    frame = rectangle(0, 0, width, height)
    logos: list[LogoTruth] = []
    texts: list[TextTruth] = []
    for mark in marks:
        inside = _overlap(mark.corners, frame)
        box = _box(mark.corners, width, height)
        if inside < LEAST_VISIBLE or box is None:
            continue
        visible = round(max(0.0, inside - mark.hidden), 3)
        mirrored = _signed_area(mark.corners) < 0
        if mark.logo:
            logos.append(LogoTruth(mark.brand_id, mark.state, mark.authentic, box, visible, mirrored))
        else:
            tall = round(float(np.hypot(*(mark.corners[3] - mark.corners[0]))), 1)
            texts.append(TextTruth(mark.text, mark.script, mark.role, box, tall, visible, mirrored))
    return tuple(logos), tuple(texts)


def _box(corners: Points, width: int, height: int) -> Box | None:
    low = np.floor(corners.min(axis=0)).astype(int)
    high = np.ceil(corners.max(axis=0)).astype(int)
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(width, int(high[0])), min(height, int(high[1]))
    return Box(left, top, right, bottom) if right > left and bottom > top else None


def _overlap(corners: Points, area: Points) -> float:
    """Return which share of a convex quadrilateral lies inside a convex area."""
    whole = abs(_signed_area(corners))
    if whole <= 0:
        return 0.0
    shared, _ = cv2.intersectConvexConvex(corners.astype(np.float32), area.astype(np.float32))
    return min(1.0, float(shared) / whole)


def _signed_area(corners: Points) -> float:
    points: list[list[float]] = corners.tolist()
    doubled = 0.0
    before_x, before_y = points[-1]
    for x, y in points:
        doubled += before_x * y - x * before_y
        before_x, before_y = x, y
    return doubled / 2
