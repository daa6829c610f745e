"""How fast is a scan, beside the least that anyone would do, and how much memory does it take?

Screens N listings end to end (read Parquet, all signals, 30 rules, 2,000 brands with 10,000 aliases, write) with
`countermark screen` on two processes, and runs the baseline in the same run: the same reading and writing on two
processes, with Aho-Corasick alone on the lower-cased title and description. Peak memory is the sum of the
proportional set sizes (PSS) of all processes, sampled twice a second (looking costs time itself).

Run: python -m bench.bench_scan --rows 2000000 --data DIR
     python -m bench.bench_scan --memory --data DIR          (peak at 1 and at 5 million)

Prints JSON. How to read it is in bench/README.md.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import platform
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from bench.generate import generate

from countermark.formats.registry_folder import read_registry

PROCESSES: Final = 2
_MEMORY_ROWS: Final = (1_000_000, 5_000_000)
_SAMPLE_SECONDS: Final = 0.5
_BATCH_ROWS: Final = 16_384
_COUNTERMARK: Final = (sys.executable, "-c", "from countermark.cli import main; main()")


class PeakMemory:
    """Samples the memory of a process and all its descendants."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak_bytes = 0
        self._thread.start()

    def stop(self) -> int:
        """Stop and return the peak in bytes."""
        self._stop.set()
        self._thread.join()
        return self.peak_bytes

    def _watch(self) -> None:
        while not self._stop.wait(_SAMPLE_SECONDS):
            self.peak_bytes = max(self.peak_bytes, sum(_pss(process) for process in _tree(self._process)))


def _tree(process: int) -> list[int]:
    """Return a process and its descendants, as far as they are still there."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(each for child in children for each in _tree(int(child)))]


def _pss(process: int) -> int:
    """Return the proportional set size in bytes: pages that processes share are counted once in all."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def run_scan(folder: Path, listings: Path, snapshot: Path) -> dict[str, Any]:
    """Run `countermark screen` in processes of its own and return seconds and peak memory."""
    output = folder / "scan-out.parquet"
    output.unlink(missing_ok=True)
    command = [
        *_COUNTERMARK, "screen", str(listings),
        "--mapping", "countermark", "--snapshot", str(snapshot), "--out", str(output), "--processes", str(PROCESSES),
        "--restart",
    ]  # fmt: skip
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        memory = PeakMemory(process.pid)
        said, _ = process.communicate()
        peak = memory.stop()
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"countermark screen ended with {process.returncode}")
    rows = pq.read_metadata(output).num_rows
    return {"seconds": seconds, "rows": rows, "peak_bytes": peak, "said": said.splitlines()[:5]}


def build_snapshot(folder: Path) -> tuple[Path, float]:
    """Build the snapshot of the registry and the rules; return its folder and the seconds that took."""
    start = time.perf_counter()
    said = subprocess.run(
        [
            *_COUNTERMARK, "snapshot", "build", "--registry", str(folder / "registry"), "--policy",
            str(folder / "policy.yaml"), "--as-of", "2026-11-24", "--out", str(folder / "snapshots"),
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path(said.stdout.strip()), time.perf_counter() - start


def run_baseline(folder: Path, listings: Path) -> dict[str, Any]:
    """Read, match lower-cased texts with Aho-Corasick and write the rows that match, on two processes."""
    start = time.perf_counter()
    memory = PeakMemory(os.getpid())
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_baseline_worker, args=(str(folder), str(listings), number))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("the baseline failed")
    matched = sum(pq.read_metadata(folder / f"baseline-{number}.parquet").num_rows for number in range(PROCESSES))
    return {"seconds": time.perf_counter() - start, "matched": matched, "peak_bytes": memory.stop()}


def _baseline_worker(folder: str, listings: str, number: int) -> None:
    pa.set_cpu_count(1)
    registry = read_registry(Path(folder) / "registry")
    names = [brand.name.lower() for brand in registry.brands] + [alias.alias.lower() for alias in registry.aliases]
    matcher = ahocorasick_rs.AhoCorasick(sorted(set(names)))
    columns = ["listing_id", "title", "description"]
    with pq.ParquetFile(listings) as source:
        schema = pa.schema([source.schema_arrow.field(name) for name in columns])
        mine = list(range(number, source.num_row_groups, PROCESSES))
        with pq.ParquetWriter(Path(folder) / f"baseline-{number}.parquet", schema, compression="zstd") as sink:
            for batch in source.iter_batches(_BATCH_ROWS, row_groups=mine, columns=columns, use_threads=False):
                texts = pc.utf8_lower(pc.binary_join_element_wise(batch.column(1), batch.column(2), " "))
                found = [bool(matcher.find_matches_as_indexes(text)) for text in texts.to_pylist()]
                sink.write_batch(batch.filter(pa.array(np.array(found, dtype=bool))))


def compare(folder: Path, *, rows: int, seed: int) -> dict[str, Any]:
    """Time the scan and the baseline on the same listings."""
    listings = generate(folder, rows=rows, seed=seed)
    listings.read_bytes()  # both find the file in the page cache
    snapshot, build_seconds = build_snapshot(folder)
    baseline, scan = run_baseline(folder, listings), run_scan(folder, listings, snapshot)
    return {
        "rows": rows,
        "snapshot_build_seconds": round(build_seconds, 2),
        "data_sha256": _sha256(listings),
        "scan": _rated(scan, rows),
        "baseline": _rated(baseline, rows),
        "scan_seconds_to_baseline": round(scan["seconds"] / baseline["seconds"], 2),
    }


def compare_memory(folder: Path, *, seed: int) -> dict[str, Any]:
    """Run the scan at one and at five million listings."""
    runs = []
    for rows in _MEMORY_ROWS:
        listings = generate(folder, rows=rows, seed=seed)
        snapshot, _ = build_snapshot(folder)
        runs.append({"rows": rows, **_rated(run_scan(folder, listings, snapshot), rows)})
    return {"runs": runs, "peak_ratio": round(runs[1]["peak_mib"] / runs[0]["peak_mib"], 3)}


def _rated(found: dict[str, Any], rows: int) -> dict[str, Any]:
    seconds = found["seconds"]
    rest = {name: value for name, value in found.items() if name not in {"seconds", "peak_bytes", "rows"}}
    return {
        "seconds": round(seconds, 2),
        "listings_per_second": round(rows / seconds),
        "peak_mib": round(found["peak_bytes"] / 2**20),
        **rest,
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    commit = _output(["git", "rev-parse", "HEAD"])
    return {
        "cpu": model[0].partition(":")[2].strip() if model else platform.processor(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "pyarrow": pa.__version__,
        "commit": commit,
        "changed_files": len(_output(["git", "status", "--porcelain"]).splitlines()),
    }


def _output(command: list[str]) -> str:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    ).stdout.strip()


def main() -> None:
    """Read the arguments, measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder for the data, which is made if it is not there"
    )
    parser.add_argument("--memory", action="store_true", help="compare the peak at 1 and at 5 million listings")
    given = parser.parse_args()
    before = machine()
    if given.memory:
        found = compare_memory(given.data, seed=given.seed)
    else:
        found = compare(given.data, rows=given.rows, seed=given.seed)
    print(json.dumps({"benchmark": "scan", "processes": PROCESSES, "machine": before, **found}, indent=2))


if __name__ == "__main__":
    main()
