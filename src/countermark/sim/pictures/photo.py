"""What a camera and its owner do to a picture: light, blur, noise, colour, sharpness."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from countermark.sim.pictures.canvas import Canvas, Pixels
from countermark.sim.pictures.randomness import Draw

_TILE: Final = 1024


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
        warmth=draw.between(-2, 2),
        uneven=0.0,
        jpeg_quality=draw.whole(84, 95),
    )


def phone(draw: Draw) -> Camera:
    """Return the camera of a seller's own photo."""
    return Camera(
        noise=draw.between(1.0, 7.0),
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
    pixels = canvas.pixels
    if camera.uneven or camera.vignette:
        pixels = cv2.multiply(pixels, _light(canvas.width, canvas.height, camera, draw), scale=1 / 200)
    if camera.blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), camera.blur)
    pixels = cv2.LUT(pixels, _curves(camera))
    if camera.noise > 0.3:
        top, left = draw.whole(0, 255), draw.whole(0, 255)
        share = camera.noise / 8
        noise = _noise()[top : top + canvas.height, left : left + canvas.width]
        if noise.shape != pixels.shape:
            noise = cv2.copyMakeBorder(
                noise, 0, canvas.height - noise.shape[0], 0, canvas.width - noise.shape[1], cv2.BORDER_REFLECT
            )
        pixels = cv2.addWeighted(pixels, 1.0, noise, share, -128 * share)
    canvas.pixels = pixels


def encode(pixels: Pixels, quality: int) -> bytes:
    """Return the picture as a baseline JPEG with colour at half the resolution."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 0]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), options)
    if not done:
        raise RuntimeError(f"OpenCV could not write a JPEG of shape {pixels.shape}")
    return data.tobytes()


def decode(jpeg: bytes) -> Pixels:
    """Return the pixels of a JPEG, opaque."""
    found = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    result: Pixels = cv2.cvtColor(found, cv2.COLOR_BGR2BGRA)
    return result


def _light(width: int, height: int, camera: Camera, draw: Draw) -> Pixels:
    """Return how much light falls where: 200 is the picture as it is. Made small and enlarged."""
    y, x = np.mgrid[-1:1:17j, -1:1:17j]
    angle = draw.between(0, 2 * np.pi)
    light = 1 + camera.uneven * 0.6 * (x * np.cos(angle) + y * np.sin(angle))
    light -= camera.vignette * (x**2 + y**2) / 2
    small = np.clip(np.round(light * 200), 0, 255).astype(np.uint8)
    result: Pixels = cv2.resize(cv2.merge([small] * 4), (width, height), interpolation=cv2.INTER_LINEAR)
    return result


def _curves(camera: Camera) -> npt.NDArray[np.uint8]:
    levels = np.arange(256, dtype=np.float64)
    base = ((levels * camera.exposure) - 128) * camera.contrast + 128
    curves = np.stack([base - camera.warmth, base, base + camera.warmth, np.full(256, 255.0)], axis=1)
    return np.clip(np.round(curves), 0, 255).astype(np.uint8)[None]


@lru_cache(maxsize=1)
def _noise() -> npt.NDArray[np.uint8]:
    """Return noise around 128 with a standard deviation of 8, mostly in brightness; it must not be written to."""
    generator = np.random.Generator(np.random.PCG64(8))
    grey = generator.standard_normal((_TILE, _TILE, 1), dtype=np.float32) * 7
    colour = generator.standard_normal((_TILE, _TILE, 4), dtype=np.float32) * 4
    tile = np.clip(np.round(grey + colour + 128), 0, 255).astype(np.uint8)
    tile.flags.writeable = False
    return tile
