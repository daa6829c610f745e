"""Curves as points and maps between areas. Sizes are in pixels of the canvas unless said."""

from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from countermark.sim.pictures.truth import Matrix, Points


def ellipse(x: float, y: float, across: float, down: float, start: float = 0, end: float = 360, n: int = 48) -> Points:
    """Return points on an ellipse with the given half axes, from one angle to another, clockwise from the right."""
    return _arc(start, end, n) * (across, down) + (x, y)


@lru_cache(maxsize=256)
def _arc(start: float, end: float, n: int) -> Points:
    angles = np.radians(np.linspace(start, end, n, endpoint=end - start < 360))
    return np.column_stack([np.cos(angles), np.sin(angles)])


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Points:
    """Return a rectangle with round corners."""
    radius = max(0.0, min(radius, (right - left) / 2, (bottom - top) / 2))
    near, far = (left + radius, top + radius), (right - radius, bottom - radius)
    return _CORNERS * radius + np.where(_CORNER_SIDES, far, near)


def spline(points: list[tuple[float, float]], steps: int = 8) -> Points:
    """Return a closed smooth curve (Catmull-Rom) through the points."""
    knots = np.asarray(points, dtype=np.float64)
    around = np.stack([np.roll(knots, 1, 0), knots, np.roll(knots, -1, 0), np.roll(knots, -2, 0)])
    curve: Points = np.einsum("sk,knd->nsd", _spline_weights(steps), around)
    return curve.reshape(-1, 2)


@lru_cache(maxsize=32)
def _spline_weights(steps: int) -> Points:
    """Return how much each of the four knots around counts, shape (steps, 4)."""
    t = np.linspace(0, 1, steps, endpoint=False)
    cubes = [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3]
    return np.stack(cubes, axis=1) / 2


def star(x: float, y: float, outer: float, inner: float, points: int, turn: float = 0) -> Points:
    """Return a star; `turn` in degrees; one point up at 0."""
    angles = np.radians(np.arange(2 * points) * 180 / points - 90 + turn)
    radius = np.where(np.arange(2 * points) % 2 == 0, outer, inner)
    return np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])


def polygon(x: float, y: float, radius: float, sides: int, turn: float = 0) -> Points:
    """Return a regular polygon; one corner up at turn 0."""
    angles = np.radians(np.arange(sides) * 360 / sides - 90 + turn)
    return np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])


def turned(points: Points, degrees: float, x: float, y: float) -> Points:
    """Return the points turned clockwise about (x, y)."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    result: Points = (points - (x, y)) @ turn + (x, y)
    return result


def onto(width: float, height: float, corners: Points) -> Matrix:
    """Return the homography that maps the rectangle from (0, 0) to (width, height) onto four corners."""
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, corners.astype(np.float32)), dtype=np.float64)


def shifted(x: float, y: float) -> Matrix:
    """Return the homography that moves by (x, y)."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], dtype=np.float64)


def scaled(across: float, down: float) -> Matrix:
    """Return the homography that scales about the origin."""
    return np.diag([across, down, 1.0])


_CORNERS: Final = np.vstack([_arc(start, start + 90, 8) for start in (-90, 0, 90, 180)])
"""Quarter circles of radius 1: top right, bottom right, bottom left, top left."""
_CORNER_SIDES: Final = np.repeat(np.array([[True, False], [True, True], [False, True], [False, False]]), 8, axis=0)
"""For each of those points, whether its centre is at the right, and whether it is at the bottom."""
