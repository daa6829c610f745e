"""Curves as points and maps between areas. Sizes are in pixels of the canvas unless said."""

import cv2
import numpy as np

from countermark.sim.pictures.truth import Matrix, Points


def ellipse(x: float, y: float, across: float, down: float, start: float = 0, end: float = 360, n: int = 48) -> Points:
    """Return points on an ellipse with the given half axes, from one angle to another, clockwise from the right."""
    angles = np.radians(np.linspace(start, end, n, endpoint=end - start < 360))
    return np.column_stack([x + across * np.cos(angles), y + down * np.sin(angles)])


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Points:
    """Return a rectangle with round corners."""
    radius = max(0.0, min(radius, (right - left) / 2, (bottom - top) / 2))
    corners = (
        (right - radius, top + radius, -90),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
    )
    return np.vstack([ellipse(x, y, radius, radius, start, start + 90, 8) for x, y, start in corners])


def spline(points: list[tuple[float, float]], steps: int = 8) -> Points:
    """Return a closed smooth curve (Catmull-Rom) through the points."""
    knots = np.asarray(points, dtype=np.float64)
    before, after, far = np.roll(knots, 1, 0), np.roll(knots, -1, 0), np.roll(knots, -2, 0)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    curve = (
        2 * knots
        + (after - before) * t
        + (2 * before - 5 * knots + 4 * after - far) * t**2
        + (3 * knots - before - 3 * after + far) * t**3
    ) / 2
    result: Points = curve.transpose(1, 0, 2).reshape(-1, 2)
    return result


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
