"""`countermark gate` and `countermark replay`, as an operator types them, with the real engine."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import msgspec
import pytest
from typer.testing import CliRunner, Result

from countermark.cli import app
from countermark.engine.decision import Decision
from countermark.engine.listing import Listing
from countermark.engine.screen import Screener
from countermark.engine.snapshot import Snapshot
from countermark.evidence.log import DecisionLog
from countermark.evidence.record import DecisionRecord
from countermark.formats.snapshot_folder import save_snapshot
from countermark.starter import starter_policy, starter_weights
from gate_support import free_port, item
from registry_example import example_registry

COMMAND = Path(sys.executable).with_name("countermark")
HOSTILE = Listing(
    listing_id="A/1",
    seller_id="S1",
    title="V3l0ra runner 高仿 1:1 replica",
    price_minor=1900,
    currency="USD",
    market="US",
)
"""Disguised brand, slang in two languages, a price far below the band."""


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one snapshot of the example registry."""
    folder = tmp_path_factory.mktemp("snapshots")
    save_snapshot(snapshot(), folder)
    return folder


def snapshot() -> Snapshot:
    return Snapshot.build(example_registry(), starter_policy(), starter_weights(), as_of=date(2026, 3, 1))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with one decision of the real engine, one that was tampered with, and one fallback."""
    folder = tmp_path_factory.mktemp("log")
    screened = Screener(snapshot()).screen_listing(HOSTILE)

    def record(listing_id: str, decision: Decision, incomplete: str = "") -> DecisionRecord:
        listing = msgspec.structs.replace(HOSTILE, listing_id=listing_id)
        own = Screener(snapshot()).screen_listing(listing)
        changed = msgspec.structs.replace(own, decision=decision)
        return DecisionRecord(
            screened=changed,
            listing=listing,
            decided_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
            latency_us=2_500,
            request_id="r1",
            incomplete=incomplete,
        )

    with DecisionLog(folder) as opened:
        opened.append(
            [
                record("A/1", screened.decision),
                record("tampered", Decision.ALLOW),
                record("late", Decision.HOLD, "deadline"),
            ]
        )
    return folder


def test_a_decision_is_replayed_to_the_byte(log: Path, snapshots: Path) -> None:
    done = run("replay", log, "--id", "A/1", "--snapshots", snapshots)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "listing A/1 version 1: block, score" in done.stdout
    assert "Same to the byte (" in done.stdout


def test_a_decision_that_is_not_what_the_engine_says_is_shown_with_the_difference(log: Path, snapshots: Path) -> None:
    [one] = snapshots.iterdir()
    done = run("replay", log, "--id", "tampered", "--snapshots", one)
    assert done.exit_code == 1
    assert 'DIFFERENT:\n  decision: logged "allow", now "block"' in done.stdout


def test_a_fallback_is_said_to_be_one(log: Path, snapshots: Path) -> None:
    done = run("replay", log, "--id", "late", "--snapshots", snapshots)
    assert done.exit_code == 0
    assert "This is a fallback decision (deadline)" in done.stdout


def test_what_cannot_be_replayed_says_why(log: Path, snapshots: Path, tmp_path: Path) -> None:
    other = Snapshot.build(example_registry(), starter_policy(), starter_weights(), as_of=date(2026, 3, 2))
    elsewhere = save_snapshot(other, tmp_path / "other")
    for arguments, message in (
        ((log, "--id", "nobody", "--snapshots", snapshots), "has no decision of listing 'nobody'"),
        ((tmp_path, "--id", "A/1"), "is not a decision log"),
        ((log, "--id", "A/1", "--snapshots", tmp_path), "the snapshot that decided is not there"),
        ((log, "--id", "A/1", "--snapshots", elsewhere), "the decision was taken under"),
    ):
        done = run("replay", *arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_a_gate_that_cannot_start_says_why(snapshots: Path, tmp_path: Path) -> None:
    (tmp_path / "keys.yaml").write_text("keys: [{name: a, sha256: x}]")
    (tmp_path / "fallback.yaml").write_text("default: perhaps")
    (tmp_path / "file").write_text("")
    [one] = snapshots.iterdir()
    base = ("gate", "--log", tmp_path / "log", "--port", free_port())
    for arguments, code, message in (
        (("--snapshot", one), 2, "give --keys FILE, or --no-auth"),
        (("--snapshot", one, "--no-auth", "--host", "0.0.0.0"), 2, "--no-auth needs a loopback address"),  # noqa: S104 - that is refused
        (("--snapshot", one, "--no-auth", "--tls-key", "x"), 2, "--tls-certificate and --tls-key go together"),
        (("--snapshot", one, "--keys", tmp_path / "keys.yaml"), 1, "$.keys[0].sha256"),
        (("--snapshot", one, "--keys", tmp_path / "none.yaml"), 1, "none.yaml: cannot be read: No such file"),
        (("--snapshot", one, "--no-auth", "--fallback", tmp_path / "fallback.yaml"), 1, "Invalid enum value 'perhaps'"),
        (("--snapshot", tmp_path, "--no-auth"), 1, "is neither a snapshot"),
        (("--snapshot", one, "--no-auth", "--log", tmp_path / "file"), 1, "cannot be written"),
        (("--snapshot", one, "--no-auth", "--keys", tmp_path / "keys.yaml"), 2, "give --keys"),
    ):
        done = run(*base, *arguments)
        assert done.exit_code == code
        assert message in " ".join(done.stderr.replace("│", " ").split())
        assert "Traceback" not in done.stderr


def test_a_shop_gets_its_decision_and_it_can_be_replayed(snapshots: Path, tmp_path: Path) -> None:
    [one] = snapshots.iterdir()
    (snapshots / "current").write_text(one.name)
    keys = tmp_path / "keys.yaml"
    keys.write_text(f"keys: [{{name: shop, sha256: {hashlib.sha256(b'key').hexdigest()}}}]")
    port = free_port()
    command = [COMMAND, "gate", "--snapshot", snapshots, "--log", tmp_path / "log", "--keys", keys, "--port", port]
    with (tmp_path / "errors").open("wb") as errors:
        gate = subprocess.Popen(
            list(map(str, command)), stderr=errors, stdout=errors, env=os.environ | {"TMPDIR": str(tmp_path)}
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"authorization": "Bearer key"}) as client:
            wait_until_up(client, gate)
            body = msgspec.json.encode(HOSTILE)
            answer = client.post("/v1/screen", content=body, headers={"content-type": "application/json"})
            assert (answer.status_code, answer.json()["decision"]) == (200, "block")
            harmless = client.post(
                "/v1/screen", json=item("L2", "Blue cotton shirt"), headers={"accept-language": "zh"}
            )
            assert (harmless.json()["decision"], harmless.json()["incomplete"]) == ("allow", None)
    finally:
        gate.send_signal(signal.SIGTERM)
        assert gate.wait(30) == 0, (tmp_path / "errors").read_text()
    assert list(tmp_path.glob("countermark-gate-*")) == []
    done = run("replay", tmp_path / "log", "--id", "A/1", "--snapshots", snapshots)
    assert "Same to the byte" in done.stdout


def wait_until_up(client: httpx.Client, gate: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert gate.poll() is None
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("the gate did not come up")
