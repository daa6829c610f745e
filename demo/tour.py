"""`make demo`: makes a small world, screens it, shows the decisions beside the truth, and asks the gate once."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from countermark.engine.registry.model import Registry
from countermark.formats.registry_folder import read_registry

DEMO: Final = Path(__file__).parent
OUT: Final = DEMO / "out"
COMMAND: Final = Path(sys.executable).parent / "countermark"
AS_OF: Final = "2026-01-05"
"""The day after the world's last; taken as today, so that its snapshot has the same hash everywhere."""
_MADE: Final = ("world", "snapshots", "decisions.parquet", "decisions.rejects.jsonl", "screening.html", "report.html",
                "decision-log", "gate.log", "listing.json")  # fmt: skip
READY_S: Final = 60.0
LISTING_ID: Final = "try-1"
"""Of the listing that the demo sends to the gate."""


class DemoError(Exception):
    """A step failed; the message says which and what to look at."""


def main(*, keep: bool = False, out: Path = OUT) -> None:
    """Run the tour.

    Args:
        keep: leave the gate running afterwards, until Ctrl-C.
        out: folder for everything that is made; what an earlier tour left there goes.

    Raises:
        DemoError: a step failed, or another demo is using the folder.
    """
    started = time.monotonic()
    with _alone_in(out):
        _say("1. A synthetic marketplace: brands, sellers, listings, and the truth about them, all made by a program")
        _run("world", "sim", "world", "--config", DEMO / "world.yaml", "--out", out / "world", "--no-pictures",
             "--processes", 1)  # fmt: skip
        _say("2. A snapshot: everything that decisions depend on, in one folder named by its content")
        snapshot = build_snapshot(out)
        print(f"   {_shown(snapshot)}")
        _say("3. Screening the listings; the truth is in a folder of its own, and is not looked at")
        screen(snapshot, out)
        _say("4. The decisions beside the truth")
        _run("report", "sim", "report", out / "world", "--decisions", out / "decisions.parquet", "--report",
             out / "report.html")  # fmt: skip
        _say("5. The gate: the service that a shop asks before it posts a listing")
        with gate(snapshot, out) as address:
            print(ask(address, listing_to_try(read_registry(out / "world" / "platform" / "registry")), out))
            print(_where(snapshot, out, time.monotonic() - started))
            if keep:
                print(f"The gate is running at {address} (Ctrl-C stops it).", flush=True)
                _wait_for_interrupt()


@contextmanager
def _alone_in(out: Path) -> Iterator[None]:
    """Hold the folder for this demo, emptied."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DemoError("another demo is running here, perhaps with KEEP=1; stop it first") from error
        for name in _MADE:
            path = out / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        yield


def build_snapshot(out: Path) -> Path:
    """Build the snapshot of the world's registry under the rules that Countermark ships, and return its folder."""
    folder = out / "snapshots"
    registry = out / "world" / "platform" / "registry"
    printed = _run(
        "snapshot", "snapshot", "build", "--registry", registry, "--as-of", AS_OF, "--out", folder, quiet=True
    )
    path = Path(printed.strip().splitlines()[-1])
    return path if path.is_absolute() else Path.cwd() / path


def screen(snapshot: Path, out: Path) -> None:
    """Screen the world's listings and write decisions and the page that a marketplace would have."""
    _run(
        "screen", "screen", *_listings(out), "--mapping", "countermark", "--snapshot", snapshot,
        "--out", out / "decisions.parquet", "--report", out / "screening.html", "--restart",
    )  # fmt: skip


def _listings(out: Path) -> list[Path]:
    return sorted((out / "world" / "platform" / "listings").glob("*.parquet"))


def listing_to_try(registry: Registry) -> dict[str, Any]:
    """Return a listing for the gate: a brand of the registry, its name in disguise, in the words of the trade."""
    names = {brand.brand_id: brand.name for brand in registry.brands if brand.name.isascii() and brand.name.isalpha()}
    lines = {line.line_id: line.name for line in registry.product_lines}
    band = next(
        each
        for each in sorted(registry.price_bands, key=lambda each: (each.brand_id, each.line_id))
        if each.brand_id in names and each.line_id in lines and each.condition == "new"
    )
    return {
        "listing_id": LISTING_ID,
        "seller_id": "somebody",
        "title": f"{'.'.join(names[band.brand_id])} {lines[band.line_id]}, 1:1 replica, mirror quality",
        "description": "Same material, same box. Ask for the album.",
        "price_minor": band.low_minor // 5,
        "currency": band.currency,
        "market": band.market,
        "condition": "new",
        "seller": {"age_days": 5, "strikes": 0, "orders": 12, "refunds": 1},
    }


def worth_explaining(decisions: Path) -> str:
    """Return the id of the most suspicious listing whose brand name is in disguise, or else of all."""
    table = pq.read_table(decisions, columns=["listing_id", "score", "evidence"]).to_pylist()

    def interest(row: dict[str, Any]) -> tuple[bool, float]:
        return any(item["code"] == "brand_disguised" for item in row["evidence"]), row["score"]

    return str(max(table, key=interest)["listing_id"])


@contextmanager
def gate(snapshot: Path, out: Path) -> Iterator[str]:
    """Run the gate on a free port of this machine and yield its address; stop it in the end.

    Raises:
        DemoError: it was not ready within `READY_S` seconds.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = out / "gate.log"
    command = [str(part) for part in (COMMAND, "gate", "--snapshot", snapshot, "--log", out / "decision-log")]
    with log.open("wb") as file:
        # A session of its own, so that Ctrl-C reaches the gate through us and it can finish what it has begun.
        process = subprocess.Popen(
            [*command, "--port", str(port), "--no-auth"], stdout=file, stderr=file, start_new_session=True
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def ask(address: str, listing: dict[str, Any], out: Path) -> str:
    """Send a listing to the gate, with curl where there is one, and return what was sent and answered."""
    body = json.dumps(listing, indent=2)
    url, sent = f"{address}/v1/screen", out / "listing.json"
    sent.write_text(body + "\n", encoding="utf-8")
    headers = {"Content-Type": "application/json", "Countermark-Deadline-Ms": "5000"}  # the first one of a new process
    command = ["curl", "-sS", "-f", "-d", f"@{sent}", url]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    if shutil.which("curl"):
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode:
            raise DemoError(f"the gate did not answer: {done.stderr.strip()}")
        answer, how = done.stdout, f"$ curl -H 'Content-Type: application/json' -d @{_shown(sent)} {url}"
    else:
        request = urllib.request.Request(url, body.encode(), headers)  # noqa: S310 - our own loopback address
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - same
            answer, how = response.read().decode(), f"{_shown(sent)} sent to {url} (with Python: there is no curl here)"
    return _indented(f"{how}\ntitle     {listing['title']}\n{summary(json.loads(answer))}")


def summary(answer: dict[str, Any]) -> str:
    """Return the parts of the gate's answer that a person looks at first."""
    lines = [
        f"decision  {answer['decision']}",
        f"score     {answer['score']}",
        *(f"reason    {reason['code']}: {reason['words']}" for reason in answer["reasons"]),
    ]
    lines += [f"against   {item['words']}" for item in answer["evidence"]]
    lines += [f"for       {item['words']}" for item in answer["counter_evidence"]]
    return "\n".join(lines)


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise DemoError(f"the gate stopped: {log.read_text(errors='replace')[-2000:]}")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise DemoError(f"the gate was not ready after {READY_S:.0f} s; it wrote {log}")


def _run(name: str, *arguments: object, quiet: bool = False) -> str:
    """Run a command of Countermark, called `name` if it fails; its progress goes to the terminal."""
    command = [str(COMMAND), *(_shown(part) if isinstance(part, Path) else str(part) for part in arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise DemoError(f"the step `{name}` failed (above is why)")
    if not quiet:
        print(_indented(done.stdout.rstrip()), flush=True)
    return done.stdout


def _where(snapshot: Path, out: Path, seconds: float) -> str:
    decisions, log, command = _shown(out / "decisions.parquet"), _shown(out / "decision-log"), _shown(COMMAND)
    listings = " ".join(map(_shown, _listings(out)))
    explained = worth_explaining(out / "decisions.parquet")
    return f"""
Done in {seconds:.0f} s. Look at:
   {_shown(out / "report.html")}   the decisions beside the truth: what was missed, and what was stopped wrongly
   {_shown(out / "screening.html")}   the page that a marketplace would have, which does not know the truth
   {decisions}   one row a listing, with reasons and evidence
   {command} explain {listings} --id {explained} --mapping countermark --snapshot {_shown(snapshot)}
   {command} replay {log} --id {LISTING_ID} --snapshots {_shown(snapshot.parent)}
   {command} gate --snapshot {_shown(snapshot)} --log {log} --no-auth
   docs/tutorials/first-screening.md   goes on from here"""


def _say(text: str) -> None:
    print(f"\n{text}", flush=True)


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.splitlines())


def _shown(path: Path) -> str:
    """Return a path as one would type it here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _wait_for_interrupt() -> None:
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("\nStopping the gate.")
