"""How many pictures of the simulator one core draws a second, against writing one constant picture as a JPEG.

    python -m bench.bench_pictures [--pictures 400] [--repeats 3]

The scenes are `sample_scene` of consecutive seeds: every shape, a quarter copies of other pictures. One thread.
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

from countermark.sim.pictures import render_with_truth
from countermark.sim.pictures.photo import encode
from countermark.sim.pictures.samples import sample_scene

TARGET: Final = 60
FIRST_SEED: Final = 20_260_101
SIDE: Final = 720


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
    pictures: list[tuple[float, float]] = []
    baseline: list[tuple[float, float]] = []
    for _ in range(given.repeats):
        pictures.append(_rates(len(scenes), lambda: [render_with_truth(scene) for scene in scenes]))
        baseline.append(_rates(len(scenes), lambda: [encode(constant, 80) for _ in scenes]))
    wall, process = (max(each) for each in zip(*pictures, strict=True))
    base_wall, base_process = (max(each) for each in zip(*baseline, strict=True))
    print(
        json.dumps(
            {
                "benchmark": "pictures",
                "pictures": given.pictures,
                "pictures_per_second_wall": round(wall, 1),
                "pictures_per_second_process": round(process, 1),
                "target_per_second": TARGET,
                "within_target": wall >= TARGET,
                "baseline_jpeg_per_second_wall": round(base_wall, 1),
                "baseline_jpeg_per_second_process": round(base_process, 1),
                "times_as_long_as_baseline": round(base_process / process, 1),
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
