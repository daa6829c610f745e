"""How many pictures of the simulator one core draws a second, against writing one constant picture as a JPEG.

    python -m bench.bench_pictures [--pictures 400] [--repeats 3]

Twice: for the pictures of the default world (from all over it, with their truth as a table), and for scenes of every
kind (`sample_scene` of consecutive seeds, a quarter copies) with nothing in common that could be kept. One thread.
Everything is counted: drawing, truth, JPEG. Both rates are the best of the repeats, which alternate. `process` counts
the process's own time on the core and `wall` the clock's; on an idle machine they agree.

Prints JSON. How to read it is in bench/README.md.
"""

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
import PIL
from bench.bench_scan import machine

from countermark.sim import picture_parts
from countermark.sim.config import WorldConfig
from countermark.sim.make import packs_of
from countermark.sim.pictures import render_with_truth
from countermark.sim.pictures.photo import encode
from countermark.sim.pictures.samples import sample_scene
from countermark.sim.world import World

TARGET: Final = 60
FIRST_SEED: Final = 20_260_101
SIDE: Final = 720
LISTINGS_APART: Final = 2_000
LISTINGS_TOGETHER: Final = 20
"""Of the world's listings, in the order in which they are drawn: 20 together, then the next a good way on."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pictures", type=int, default=400)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    before = machine()
    cv2.setNumThreads(1)
    scenes = [sample_scene(FIRST_SEED + number) for number in range(given.pictures)]
    drawn = [render_with_truth(scene) for scene in scenes]  # also fills the caches of fonts and textures
    constant = _constant()
    draw_world = _world_drawing()
    of_world = draw_world()
    world: list[tuple[float, float]] = []
    pictures: list[tuple[float, float]] = []
    baseline: list[tuple[float, float]] = []
    for _ in range(given.repeats):
        world.append(_rates(of_world, draw_world))
        pictures.append(_rates(len(scenes), lambda: [render_with_truth(scene) for scene in scenes]))
        baseline.append(_rates(len(scenes), lambda: [encode(constant, 80) for _ in scenes]))
    wall, process = (max(each) for each in zip(*pictures, strict=True))
    world_wall, world_process = (max(each) for each in zip(*world, strict=True))
    base_wall, base_process = (max(each) for each in zip(*baseline, strict=True))
    print(
        json.dumps(
            {
                "benchmark": "pictures",
                "world_pictures": of_world,
                "world_pictures_per_second_wall": round(world_wall, 1),
                "world_pictures_per_second_process": round(world_process, 1),
                "target_per_second": TARGET,
                "within_target": world_wall >= TARGET,
                "scenes": given.pictures,
                "scenes_per_second_wall": round(wall, 1),
                "scenes_per_second_process": round(process, 1),
                "baseline_jpeg_per_second_wall": round(base_wall, 1),
                "baseline_jpeg_per_second_process": round(base_process, 1),
                "times_as_long_as_baseline": round(base_process / world_process, 1),
                "median_bytes": statistics.median(len(each.data) for each in drawn),
                "median_pixels": statistics.median(each.width * each.height for each in drawn),
                "pictures_sha256": hashlib.sha256(b"".join(each.data for each in drawn)).hexdigest(),
                "machine": before,
                "opencv": cv2.__version__,
                "pillow": PIL.__version__,
            },
            indent=2,
        )
    )


def _world_drawing() -> Callable[[], int]:
    """Return what draws some listings' pictures of the default world and says how many there were."""
    world = World.build(WorldConfig(), packs_of(None), has_pictures=True)
    sizes: list[int] = []

    def draw() -> int:
        sizes.clear()
        for first in range(0, world.config.listings, LISTINGS_APART):
            picture_parts.draw_listings(world, 0, first, LISTINGS_TOGETHER, lambda _, data: sizes.append(len(data)))
        return len(sizes)

    return draw


def _rates(count: int, run: Callable[[], object]) -> tuple[float, float]:
    """Return how many a second, by the clock and by the process's own time."""
    wall, process = time.perf_counter(), time.process_time()
    run()
    return count / (time.perf_counter() - wall), count / (time.process_time() - process)


def _constant() -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """Return a photo-like picture: smooth areas with a little noise."""
    generator = np.random.default_rng(1)
    coarse = generator.integers(0, 255, (24, 24, 4), dtype=np.uint8)
    smooth = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC).astype(np.float64)
    noisy = smooth + generator.normal(0, 3, (SIDE, SIDE, 1))
    return np.asarray(np.clip(noisy, 0, 255), dtype=np.uint8)


if __name__ == "__main__":
    main()
