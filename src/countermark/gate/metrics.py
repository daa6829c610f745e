"""What the gate counts. Correct over all workers: each writes to its own file of a folder that they share.

That folder is named by the environment variable PROMETHEUS_MULTIPROC_DIR, which the server sets before it starts its
workers; without it (one process, tests) the counts are of this process.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE: Final = b"text/plain; version=0.0.4; charset=utf-8"
Labelled = TypeVar("Labelled", Counter, Histogram)
_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_ROWS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


class Metrics:
    """All counters of the gate; their names are a public interface."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._children: dict[tuple[int, tuple[str, ...]], Any] = {}
        self.requests = self._counter("requests", "Requests answered.", "route", "status")
        self.request_seconds = self._histogram("request_seconds", "From arrival to answer.", _SECONDS, "route")
        self.decisions = self._counter("decisions", "Decisions answered, by what they were.", "decision")
        self.fallbacks = self._counter("fallbacks", "Decisions without a complete screening, by cause.", "cause")
        self.refusals = self._counter("refusals", "Requests and batch items refused, by code.", "code")
        self.unknown_fields = self._counter("unknown_fields", "Listings with fields that are not known.", "outcome")
        self.replays = self._counter("idempotent_replays", "Answers given again for the same idempotency key.")
        self.batch_rows = self._histogram("engine_batch_listings", "Listings of one engine batch.", _ROWS)
        self.engine_seconds = self._histogram("engine_seconds", "Time of one engine batch.", _SECONDS)
        self.engine_failures = self._counter("engine_failures", "Calls of the engine that raised an error.")
        self.waiting = self._gauge("waiting_listings", "Listings that wait for the engine.")
        self.commit_rows = self._histogram("log_group_records", "Records of one write to the decision log.", _ROWS)
        self.commit_seconds = self._histogram("log_seconds", "Time of one write to the decision log.", _SECONDS)
        self.log_failures = self._counter("log_failures", "Writes to the decision log that failed.")
        self.set_aside = self._counter("log_set_aside_bytes", "Bytes of torn writes kept aside after crashes.")
        self.snapshots = self._gauge("snapshot_workers", "Workers that screen under a snapshot.", "snapshot")
        self.swaps = self._counter("snapshot_swaps", "Snapshots taken into use.")
        self.refused_swaps = self._counter("snapshot_refusals", "Snapshots refused because they were broken.")

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._child(self.requests, route, str(status)).inc()
        self._child(self.request_seconds, route).observe(seconds)

    def count_decisions(self, decisions: Iterable[tuple[str, str]]) -> None:
        """Count answered decisions, each with why it is incomplete (empty when its screening came to an end)."""
        numbers: dict[tuple[str, str], int] = {}
        for decided in decisions:
            numbers[decided] = numbers.get(decided, 0) + 1
        for (decision, incomplete), number in numbers.items():
            self._child(self.decisions, decision).inc(number)
            if incomplete:
                self._child(self.fallbacks, incomplete).inc(number)

    def count_unknown_fields(self, outcome: str) -> None:
        """Count a listing with fields that are not known: `refused` or `accepted`."""
        self._child(self.unknown_fields, outcome).inc()

    def render(self) -> bytes:
        """Return the page for Prometheus."""
        if FOLDER_VARIABLE not in os.environ:
            return generate_latest(self.registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
        return generate_latest(everybody)

    def _child(self, metric: Labelled, *labels: str) -> Labelled:
        """Return the part of a metric with these labels; looking it up anew costs more than counting."""
        key = (id(metric), labels)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = metric.labels(*labels)
        return child

    def _counter(self, name: str, help_text: str, *labels: str) -> Counter:
        return Counter(f"countermark_gate_{name}", help_text, labels, registry=self.registry)

    def _histogram(self, name: str, help_text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"countermark_gate_{name}", help_text, labels, buckets=buckets, registry=self.registry)

    def _gauge(self, name: str, help_text: str, *labels: str) -> Gauge:
        return Gauge(f"countermark_gate_{name}", help_text, labels, registry=self.registry, multiprocess_mode="livesum")


def forget_dead_workers() -> None:
    """Take the gauges of workers that are gone out of the sums; their counters stay, since what they counted was."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder is None:
        return
    for process in set(_gauge_processes(Path(folder))):
        if not Path(f"/proc/{process}").exists():
            mark_process_dead(process)  # type: ignore[no-untyped-call]


def _gauge_processes(folder: Path) -> Iterator[int]:
    for path in folder.glob("gauge_live*_*.db"):
        process = path.stem.rpartition("_")[2]
        if process.isdigit():
            yield int(process)
