"""How long the starter policy takes over a million listings, against one comparison and against the slow reference.

    python bench/bench_rules.py [--rows 1000000] [--repeats 5]

The columns are synthetic (fixed seed): the share of nulls and of rows on which rules fire is made up, and the time
depends on it little. Prints one JSON object; times are the median of the repeats, in seconds.
"""

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa

from countermark.engine.policy import CompiledPolicy, compile_policy
from countermark.engine.policy.functions import Type
from countermark.engine.policy.reference import evaluate
from countermark.engine.screen import signal_names
from countermark.starter import starter_policy

TARGET_SECONDS: Final = 0.2
REFERENCE_ROWS: Final = 10_000
SEED: Final = 20260101
_WORDS: Final = {
    "brand": ["velora", "kestrel-cole", "nimbusport", None, None],
    "market": ["BR", "US", "DE", "CN", None],
    "condition": ["new", "used", "refurbished", "unknown"],
    "context": ["compatible", "second_hand", "empty", None, None, None, None, None],
    "gtin_status": ["absent", "valid", "invalid", "restricted"],
    "ship_from_country": ["CN", "BR", "DE", None],
}
_NULLS: Final = 0.1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeats", type=int, default=5)
    given = options.parse_args()
    compiled = compile_policy(starter_policy(), signal_names(), date(2026, 1, 1))
    columns = _columns(compiled, given.rows)
    one = pl.DataFrame({"price_ratio": pl.from_arrow(columns["price_ratio"])})
    result = compiled.evaluate(columns)
    rules = _median(given.repeats, lambda: compiled.evaluate(columns))
    bulk = _median(given.repeats, result.reasons_array)
    baseline = _median(given.repeats, lambda: one.filter(pl.col("price_ratio") < 0.4))
    single = {name: array.slice(0, 1) for name, array in columns.items()}
    print(
        json.dumps(
            {
                "bench": "rules",
                "rows": given.rows,
                "rules": len(compiled.rules),
                "seconds": round(rules, 4),
                "target_seconds": TARGET_SECONDS,
                "within_target": rules < TARGET_SECONDS,
                "reasons_array_seconds": round(bulk, 4),
                "share_not_allowed": round(float((result.decision_codes > 0).mean()), 4),
                "baseline_one_filter_seconds": round(baseline, 4),
                "ratio_to_one_filter": round(rules / baseline, 1),
                "baseline_reference_seconds_scaled": round(_reference_seconds(compiled, columns, given.rows), 1),
                "one_listing_milliseconds": round(1_000 * _median(200, lambda: compiled.evaluate(single)), 3),
                "machine": platform.machine(),
                "python": platform.python_version(),
                "polars": pl.__version__,
                "polars_threads": pl.thread_pool_size(),
            },
            indent=2,
        )
    )


def _median(repeats: int, run: Callable[[], object]) -> float:
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _columns(compiled: CompiledPolicy, rows: int) -> dict[str, Any]:
    generator = np.random.default_rng(SEED)
    columns = {}
    for name, kind in compiled.used.items():
        nulls = generator.random(rows) < _NULLS
        if kind is Type.TEXT:
            words = pa.array(_WORDS[name], type=pa.string())
            columns[name] = words.take(pa.array(generator.integers(0, len(words), rows)))
        elif kind is Type.BOOLEAN:
            columns[name] = pa.array(generator.random(rows) < 0.1, mask=nulls)
        elif pa.types.is_integer(signal_names()[name]):
            columns[name] = pa.array(generator.integers(0, 400, rows), mask=nulls)
        else:
            columns[name] = pa.array(generator.random(rows) * (100 if name == "score" else 1), mask=nulls)
    return columns


def _reference_seconds(compiled: CompiledPolicy, columns: dict[str, Any], rows: int) -> float:
    """Return how long the slow implementation would take, scaled from its first rows."""
    few = pa.table({name: array.slice(0, REFERENCE_ROWS) for name, array in columns.items()}).to_pylist()
    start = time.perf_counter()
    for row in few:
        for each in compiled.rules:
            evaluate(each.tree, row)
    return (time.perf_counter() - start) * rows / len(few)


if __name__ == "__main__":
    main()
