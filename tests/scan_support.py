"""What the tests of scans share: a small snapshot, files of listings, the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

import pytest

from countermark import cli
from countermark.engine.snapshot import Snapshot
from countermark.formats.listings import load_mapping
from countermark.formats.snapshot_folder import save_snapshot
from countermark.scan.pool import Done
from countermark.scan.request import Progress, ScanRequest
from countermark.starter import starter_policy, starter_weights
from registry_example import example_registry

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
AS_OF = date(2026, 11, 24)


@cache
def small_snapshot() -> Snapshot:
    """Return the example registry under the rules and weights that Countermark ships, without a vocabulary."""
    return Snapshot.build(example_registry(), starter_policy(), starter_weights(), as_of=AS_OF)


def snapshot_folder(folder: Path) -> Path:
    """Write the small snapshot and return its folder, for `--snapshot`."""
    return save_snapshot(small_snapshot(), folder)


def listing(number: int, **changes: Any) -> dict[str, Any]:
    """Return the record of a listing; every tenth is a fake that calls itself one."""
    fake = number % 10 == 0
    record = {
        "listing_id": f"L{number:06}",
        "seller_id": f"S{number % 7}",
        "title": "Velora handbag replica 1:1 super clone AAA" if fake else f"Oak garden bench number {number}",
        "description": "mirror quality, same as original" if fake else "A bench for two.",
        "price_minor": 900 if fake else 12_000,
        "currency": "USD",
        "market": "US",
        "condition": "new",
        "seller_age_days": 3 if fake else 900,
    }
    return record | changes


def write_jsonl(path: Path, records: list[Any]) -> Path:
    """Write records as JSON Lines; a text is written as it is."""
    lines = (record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def request(folder: Path, files: list[Path], **changes: Any) -> ScanRequest:
    """Return a request to screen files under the small snapshot into `folder/out.parquet`."""
    given: dict[str, Any] = {
        "files": files,
        "mapping": load_mapping("countermark"),
        "snapshot": small_snapshot(),
        "output": folder / "out.parquet",
        "now": NOW,
        "processes": 1,
    }
    return ScanRequest(**given | changes)


class InlinePool:
    """Stands for `scan.pool.Pool` and does the tasks in this process: quick, for tests that are not about processes."""

    def __init__(self, *, start: Callable[[Any], Callable[[int], bytes]], setup: Any, processes: int) -> None:
        del processes
        self._work = start(setup)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End no worker."""

    def run(self, tasks: Iterable[int], name: Callable[[int], str]) -> Iterator[Done]:
        """Do the tasks one after the other."""
        del name
        for number in tasks:
            yield Done(number, self._work(number))


def silent(progress: Progress) -> None:
    """Observe nothing."""


def command(*arguments: object, environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `countermark` in a process of its own and return what came of it."""
    return subprocess.run(
        [sys.executable, "-c", "from countermark.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(environment or {})},
    )


class Command:
    """Runs commands in this process and keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: object) -> int:
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.err
        return int(left.value.code or 0)
