"""A disk that is really full: the message names what cannot be written, nothing is half there, work goes on later."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from countermark.evidence.record import DecisionRecord, decode_entry
from countermark.formats.registry_folder import write_registry
from countermark.gate.answers import encode, make_answer
from gate_support import FakeScreens, GateProcess, item
from registry_example import example_registry
from scan_support import listing, snapshot_folder, write_jsonl
from small_disk import SmallDisk, small_disk

MAIN = [sys.executable, "-c", "from countermark.cli import main; main()"]
ROWS = 2_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on a large disk with a registry, a snapshot, listings, and the output of an undisturbed scan."""
    folder = tmp_path_factory.mktemp("ground")
    snapshot_folder(folder / "snapshot")
    write_registry(example_registry(), folder / "registry")
    write_jsonl(folder / "in.jsonl", [listing(at) for at in range(ROWS)])
    done = SmallDisk(folder, folder, []).run(*MAIN, *screening(folder, folder / "whole.parquet"))
    assert done.returncode == 0, done.stderr
    return folder


def screening(ground: Path, output: Path) -> list[object]:
    [snapshot] = (ground / "snapshot").iterdir()
    return [
        "screen", ground / "in.jsonl", "--mapping", "countermark", "--snapshot", snapshot, "--out", output,
        "--csv", output.with_suffix(".csv"),
    ]  # fmt: skip


def left(disk: SmallDisk) -> set[str]:
    """The files on the disk that are not those of an unfinished scan."""
    names = {path.relative_to(disk.view).as_posix() for path in disk.view.rglob("*") if path.is_file()}
    return {name for name in names if ".work/" not in name} - {"filler"}


@pytest.mark.parametrize("leave", [0, 12_000, 120_000])
def test_a_scan_on_a_full_disk_says_so_and_the_same_command_goes_on_later(
    ground: Path, disk: SmallDisk, leave: int
) -> None:
    output = disk.folder / "out.parquet"
    disk.fill(leave=leave)
    failed = disk.run(*MAIN, *screening(ground, output))
    assert failed.returncode == 1, failed.stdout
    assert "no room left to write" in failed.stderr
    assert "Nothing is half written: make room on the disk that holds " in failed.stderr
    assert str(disk.folder) in failed.stderr
    assert "Traceback" not in failed.stderr
    assert left(disk) <= {"out.rejects.jsonl"}
    disk.free()
    done = disk.run(*MAIN, *screening(ground, output))
    assert done.returncode == 0, done.stderr
    assert (disk.view / "out.parquet").read_bytes() == (ground / "whole.parquet").read_bytes()
    assert pq.read_metadata(disk.view / "out.parquet").num_rows == ROWS
    assert left(disk) == {"out.parquet", "out.csv", "out.rejects.jsonl"}
    assert not list(disk.view.glob("*.work"))


@pytest.mark.parametrize("leave", [0, 40_000])
def test_a_snapshot_on_a_full_disk_is_named_and_does_not_appear(ground: Path, disk: SmallDisk, leave: int) -> None:
    arguments = ["snapshot", "build", "--registry", ground / "registry", "--out", disk.folder / "snapshots"]
    disk.fill(leave=leave)
    failed = disk.run(*MAIN, *arguments)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert str(disk.folder / "snapshots") in failed.stderr
    assert failed.stderr.strip().endswith(("No space left on device", "File too large"))
    assert "Traceback" not in failed.stderr
    assert left(disk) == set()
    disk.free()
    done = disk.run(*MAIN, *arguments)
    assert done.returncode == 0, done.stderr
    made = disk.view / "snapshots" / Path(done.stdout.strip()).name
    assert (made / "manifest.json").exists()


READ_LOG = """
import json, sys
from pathlib import Path
from countermark.evidence.log import DecisionLog
with DecisionLog(Path(sys.argv[1])) as log:
    payloads = [stored.payload.decode() for stored in log._reader.stored()]
    print(json.dumps([list(map(str, log.verify().problems)), payloads]))
"""


def test_a_gate_on_a_full_disk_claims_nothing_and_goes_on_by_itself_when_there_is_room(
    tmp_path: Path, disk: SmallDisk
) -> None:
    settings: dict[str, Any] = {"log": str(disk.folder / "log"), "segment_bytes": 100_000, "seal": False}
    if not disk.is_real:  # what the metrics are counted in must fit, a segment must not
        disk.fill(leave=1_600_000)
        settings["segment_bytes"] = 1 << 30
    gate = GateProcess(tmp_path, disk=disk, **settings).wait_until_ready()
    answers: dict[str, bytes] = {}
    with httpx.Client(base_url=gate.url, timeout=20) as client:
        if disk.is_real:
            disk.fill(leave=300_000)
        refused = ask_until(client, answers, status=503, at_most=5_000)
        problem = refused.json()
        assert (problem["code"], problem["detail"]) == (
            "log_unavailable",
            "the log cannot be written; no decision was taken",
        )
        assert refused.headers["retry-after"] == "1"
        assert client.get(f"/v1/decisions/{problem['request_id']}").status_code == 404
        before = len(answers)
        assert before > 20
        if disk.is_real:
            assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3
        disk.free([gate.process.pid, *gate.worker_ids()])
        ask_until(client, answers, status=200, at_most=600)
        for _ in range(100):
            ask(client, answers)
        assert len(answers) > before
        for name, answer in list(answers.items())[::50]:
            assert client.get(f"/v1/decisions/{name}").content == answer
    assert gate.stop() == 0
    said = gate.errors.read_text()
    assert f"{disk.folder}/log/writer-" in said
    assert "no room left (" in said or "the index cannot be written" in said
    check_log(disk, answers)


def ask(client: httpx.Client, answers: dict[str, bytes]) -> httpx.Response:
    name = f"L{ask.count}"  # type: ignore[attr-defined] # a count of its own, refused ones included
    ask.count += 1  # type: ignore[attr-defined]
    body = item(name, "hold", description="x" * 400)
    response = client.post("/v1/screen", json=body, headers={"idempotency-key": name})
    if response.status_code == 200:
        answers[name] = response.content
    else:
        assert response.status_code == 503, response.text
    return response


ask.count = 0  # type: ignore[attr-defined]


def ask_until(client: httpx.Client, answers: dict[str, bytes], *, status: int, at_most: int) -> httpx.Response:
    for _ in range(at_most):
        response = ask(client, answers)
        if response.status_code == status:
            return response
    raise AssertionError(f"never got {status}")


def check_log(disk: SmallDisk, answers: dict[str, bytes]) -> None:
    """Every answer is in the log exactly as given, and the log is sound."""
    read = disk.run(sys.executable, "-c", READ_LOG, disk.folder / "log")
    assert read.returncode == 0, read.stderr
    problems, payloads = json.loads(read.stdout)
    assert problems == []
    engine = FakeScreens("snapshot-1")
    logged = {}
    for payload in payloads:
        entry = decode_entry(payload.encode())
        if isinstance(entry, DecisionRecord):
            logged[entry.screened.listing_id] = encode(make_answer(entry, engine, "en"))
    assert {name: logged.get(name) for name in answers} == answers
