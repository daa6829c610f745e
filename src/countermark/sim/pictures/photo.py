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
_AS_IT_IS: Final = 160
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
    pixels, gain = canvas.pixels, camera.exposure * camera.contrast
    if camera.uneven or camera.vignette or camera.warmth:
        pixels, gain = cv2.multiply(pixels, _light(canvas.width, canvas.height, camera, draw), scale=1 / _AS_IT_IS), 1.0
    if camera.blur:
        taps = 2 * round(1.6 * camera.blur) + 1
        pixels = cv2.GaussianBlur(pixels, (taps, taps), camera.blur)
    offset = 128 * (1 - camera.contrast)
    if camera.noise > 0.3:
        share = camera.noise / 8
        noise = _noise_part(canvas.width, canvas.height, draw)
        pixels = cv2.addWeighted(pixels, gain, noise, share, offset - 128 * share)
    else:
        pixels = cv2.addWeighted(pixels, gain, pixels, 0.0, offset)
    pixels[:, :, 3] = 255
    canvas.pixels = pixels


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


def _noise_part(width: int, height: int, draw: Draw) -> Pixels:
    top, left = draw.whole(0, 223), draw.whole(0, 223)
    noise = _noise()[top : top + height, left : left + width]
    down, right = height - noise.shape[0], width - noise.shape[1]
    if down or right:
        return np.asarray(cv2.copyMakeBorder(noise, 0, down, 0, right, cv2.BORDER_WRAP), dtype=np.uint8)
    return noise


@lru_cache(maxsize=1)
def _noise() -> npt.NDArray[np.uint8]:
    """Return noise around 128 with a standard deviation of 8, mostly in brightness; it must not be written to."""
    generator = np.random.Generator(np.random.PCG64(8))
    grey = generator.standard_normal((_TILE, _TILE, 1), dtype=np.float32) * 7
    colour = generator.standard_normal((_TILE, _TILE, 4), dtype=np.float32) * 4
    tile = np.clip(np.round(grey + colour + 128), 0, 255).astype(np.uint8)
    tile.flags.writeable = False
    return tile
