"""What a camera and its owner do to a picture: light, blur, noise, colour, sharpness."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from countermark.sim.pictures.canvas import Canvas, Pixels
from countermark.sim.pictures.randomness import Draw

_TILE: Final = 1024
_AS_IT_IS: Final = 160
_LEAST_NOISE: Final = 0.3
_NOISE_LEVELS: Final = (0.7, 1.8, 3.2, 5.0)
"""Standard deviations in levels; each is made once."""
_NOISE_ROOM: Final = 223
"""Pixels by which the noise of one picture is moved against that of another."""
_DOWN, _ACROSS = np.mgrid[-1:1:17j, -1:1:17j]


@dataclass(frozen=True, slots=True)
class Camera:
    """How a picture was taken. The first three are 0 for a studio."""

    noise: float
    """Standard deviation in levels."""
    blur: float
    """Standard deviation in pixels."""
    vignette: float
    """Share by which the corners are darker."""
    exposure: float
    """Factor."""
    contrast: float
    """Factor about the middle grey."""
    warmth: float
    """Levels added to red and taken from blue."""
    uneven: float
    """Share by which the light varies over the picture."""
    jpeg_quality: int


def studio(draw: Draw) -> Camera:
    """Return the camera of a brand's own picture."""
    return Camera(
        noise=draw.between(0, 1),
        blur=0.0,
        vignette=0.0,
        exposure=draw.between(0.98, 1.03),
        contrast=draw.between(1.0, 1.06),
        warmth=0.0,
        uneven=0.0,
        jpeg_quality=draw.whole(84, 95),
    )


def phone(draw: Draw) -> Camera:
    """Return the camera of a seller's own photo."""
    return Camera(
        noise=draw.between(1.0, 6.0),
        blur=draw.weighted({0.0: 3, 0.7: 3, 1.2: 2, 2.0: 1}),
        vignette=draw.between(0, 0.45),
        exposure=draw.between(0.7, 1.2),
        contrast=draw.between(0.82, 1.12),
        warmth=draw.between(-14, 22),
        uneven=draw.between(0.05, 0.4),
        jpeg_quality=draw.whole(45, 90),
    )


def expose(canvas: Canvas, camera: Camera, draw: Draw) -> None:
    """Change the pixels as the camera would have; the marks stay where they are."""
    offset = 128 * (1 - camera.contrast)
    if camera.uneven or camera.vignette or camera.warmth:
        pixels = cv2.multiply(canvas.pixels, _light(canvas.width, canvas.height, camera, draw), scale=1 / _AS_IT_IS)
        if camera.blur:
            taps = 2 * round(1.6 * camera.blur) + 1
            pixels = cv2.GaussianBlur(pixels, (taps, taps), camera.blur)
        whole = round(abs(offset))
        cv2.add(pixels, (whole,) * 4, pixels) if offset > 0 else cv2.subtract(pixels, (whole,) * 4, pixels)
    else:
        pixels = cv2.addWeighted(canvas.pixels, camera.exposure * camera.contrast, canvas.pixels, 0.0, offset)
    if camera.noise > _LEAST_NOISE:
        _make_noisy(pixels, camera.noise, draw)
    pixels[:, :, 3] = 255
    canvas.pixels = pixels


def _make_noisy(pixels: Pixels, deviation: float, draw: Draw) -> None:
    """Add noise in place: what is brighter is added and what is darker taken away, in whole levels, which is quick."""
    level = min(range(len(_NOISE_LEVELS)), key=lambda at: abs(_NOISE_LEVELS[at] - deviation))
    height, width = pixels.shape[:2]
    top, left = draw.whole(0, _NOISE_ROOM), draw.whole(0, _NOISE_ROOM)
    brighter, darker = _noise(level)
    cv2.add(pixels, _part(brighter, top, left, height, width), pixels)
    cv2.subtract(pixels, _part(darker, top, left, height, width), pixels)


def encode(pixels: Pixels, quality: int, file_format: str = "jpeg") -> bytes:
    """Return the picture as a file of one of `FORMATS`; a JPEG has colour at half the resolution."""
    ending, options = {
        "jpeg": (".jpg", [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 0]),
        "progressive": (".jpg", [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]),
        "webp": (".webp", [cv2.IMWRITE_WEBP_QUALITY, quality]),
        "png": (".png", [cv2.IMWRITE_PNG_COMPRESSION, 3]),
    }[file_format]
    done, data = cv2.imencode(ending, cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), options)
    if not done:
        raise RuntimeError(f"OpenCV could not write a {file_format} of shape {pixels.shape}")
    return data.tobytes()


def decode(data: bytes) -> Pixels:
    """Return the pixels of a picture's file, opaque."""
    found = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    result: Pixels = cv2.cvtColor(found, cv2.COLOR_BGR2BGRA)
    return result


def _light(width: int, height: int, camera: Camera, draw: Draw) -> Pixels:
    """Return how much of each colour's light is recorded where; `_AS_IT_IS` leaves it. Made small and enlarged."""
    angle = draw.between(0, 2 * np.pi)
    light = 1 + camera.uneven * 0.6 * (_ACROSS * np.cos(angle) + _DOWN * np.sin(angle))
    light -= camera.vignette * (_ACROSS**2 + _DOWN**2) / 2
    light *= camera.exposure * camera.contrast * _AS_IT_IS
    warm = camera.warmth / 128
    channels = np.stack([light * (1 - warm), light, light * (1 + warm), np.full_like(light, _AS_IT_IS)], axis=2)
    small = np.clip(np.round(channels), 0, 255).astype(np.uint8)
    result: Pixels = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return result


def _part(tile: Pixels, top: int, left: int, height: int, width: int) -> Pixels:
    """Return that part of a tile, which goes on from its beginning where it ends."""
    part = tile[top : top + height, left : left + width]
    down, right = height - part.shape[0], width - part.shape[1]
    if down or right:
        return np.asarray(cv2.copyMakeBorder(part, 0, down, 0, right, cv2.BORDER_WRAP), dtype=np.uint8)
    return part


@lru_cache(maxsize=8)
def _noise(level: int) -> tuple[Pixels, Pixels]:
    """Return noise, mostly in brightness, as what is added and what is taken away; they must not be written to."""
    generator = np.random.Generator(np.random.PCG64(8))
    grey = generator.standard_normal((_TILE, _TILE, 1), dtype=np.float32) * np.float32(0.87)
    colour = generator.standard_normal((_TILE, _TILE, 4), dtype=np.float32) * np.float32(0.5)
    noise = np.rint((grey + colour) * np.float32(_NOISE_LEVELS[level]))
    tiles = np.clip(noise, 0, 255).astype(np.uint8), np.clip(-noise, 0, 255).astype(np.uint8)
    for tile in tiles:
        tile.flags.writeable = False
    return tiles
