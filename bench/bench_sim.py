"""How fast is a world made and written, beside the least that writing takes, and how much memory does it need?

Makes a world of N listings with `countermark sim world --no-pictures` on two processes, from the start of the command
to its end. The baseline, in the same run: the same tables, already in memory, written as the same bytes by pyarrow
alone on two processes. Peak memory is the sum of the proportional set sizes (PSS) of all processes, sampled twenty
times a second. Processor seconds are those of all processes together: on a busy machine look at them first.

Run: python -m bench.bench_sim --rows 1000000 --data DIR
     python -m bench.bench_sim --memory --data DIR          (peak at 1 and at 5 million)

Prints JSON. How to read it is in bench/README.md.
"""

import argparse
import json
import multiprocessing
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from bench.bench_scan import PeakMemory, machine

from countermark.evidence.files import write_atomically
from countermark.sim.folder import parquet_bytes

PROCESSES: Final = 2
_MEMORY_ROWS: Final = (1_000_000, 5_000_000)
_COUNTERMARK: Final = (sys.executable, "-c", "from countermark.cli import main; main()")


def run_world(folder: Path, *, rows: int, seed: int) -> dict[str, Any]:
    """Make a world in processes of its own and return seconds, processor seconds, peak memory and size."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [
        *_COUNTERMARK, "sim", "world", "--seed", str(seed), "--scale", str(rows), "--out", str(folder),
        "--no-pictures", "--processes", str(PROCESSES),
    ]  # fmt: skip
    before, start = _processor_seconds(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        memory = PeakMemory(process.pid)
        process.wait()
        peak = memory.stop()
    seconds, used = time.perf_counter() - start, _processor_seconds() - before
    if process.returncode:
        raise SystemExit(f"countermark sim world ended with {process.returncode}")
    made = json.loads((folder / "world.json").read_text())
    return {
        "rows": rows,
        "seconds": round(seconds, 2),
        "listings_per_second": round(rows / seconds),
        "processor_seconds": round(used, 2),
        "listings_per_processor_second": round(rows / used),
        "peak_mib": round(peak / 2**20),
        "mib": round(made["size"] / 2**20, 1),
        "world_sha256": made["sha256"],
    }


def _processor_seconds() -> float:
    """Return what children that have ended used, and their children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_baseline(world: Path, folder: Path) -> dict[str, Any]:
    """Write the tables of a world once more, with nothing but pyarrow."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        seconds = pool.starmap(_write_again, [(str(world), str(folder), number) for number in range(PROCESSES)])
    # Each process has its own tables; the slower one counts. Reading them is not part of it.
    return {"seconds": round(max(seconds), 2)}


def _write_again(world: str, folder: str, number: int) -> float:
    pa.set_cpu_count(1)
    seconds = 0.0
    for path in sorted(Path(world).rglob("*.parquet"))[number::PROCESSES]:
        table = pq.read_table(path)
        place = Path(folder) / "-".join(path.relative_to(world).parts)
        start = time.perf_counter()
        write_atomically(place, parquet_bytes(table))
        seconds += time.perf_counter() - start
    return seconds


def compare(folder: Path, *, rows: int, seed: int) -> dict[str, Any]:
    """Time the making of a world and the baseline."""
    world = run_world(folder / "world", rows=rows, seed=seed)
    baseline = run_baseline(folder / "world", folder / "again")
    return {
        "world": world,
        "baseline": baseline | {"listings_per_second": round(rows / baseline["seconds"])},
        "world_seconds_to_baseline": round(world["seconds"] / baseline["seconds"], 2),
    }


def compare_memory(folder: Path, *, seed: int) -> dict[str, Any]:
    """Make worlds of one and of five million listings."""
    runs = [run_world(folder / "world", rows=rows, seed=seed) for rows in _MEMORY_ROWS]
    return {"runs": runs, "peak_ratio": round(runs[1]["peak_mib"] / runs[0]["peak_mib"], 3)}


def main() -> None:
    """Read the arguments, measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, required=True, help="folder for the worlds; what is in it is replaced")
    parser.add_argument("--memory", action="store_true", help="compare the peak at 1 and at 5 million listings")
    given = parser.parse_args()
    before = machine()
    if given.memory:
        found = compare_memory(given.data, seed=given.seed)
    else:
        found = compare(given.data, rows=given.rows, seed=given.seed)
    print(json.dumps({"benchmark": "sim", "processes": PROCESSES, "machine": before, **found}, indent=2))


if __name__ == "__main__":
    main()
