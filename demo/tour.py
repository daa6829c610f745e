"""`make demo`: screens the sample, compares with what each listing is, and asks the gate about one listing."""

import csv
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
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from demo.kinds import KINDS

DEMO: Final = Path(__file__).parent
OUT: Final = DEMO / "out"
COMMAND: Final = Path(sys.executable).parent / "countermark"
AS_OF: Final = "2026-11-24"
"""The day that the sample takes as today, so that its snapshot has the same hash everywhere."""
_MADE: Final = ("decisions.parquet", "decisions.rejects.jsonl", "report.html", "snapshots", "decision-log", "gate.log",
                "listing.json")  # fmt: skip
DECISIONS: Final = ("allow", "review", "hold", "block")
READY_S: Final = 60.0
LISTING: Final[dict[str, Any]] = {
    "listing_id": "try-1",
    "seller_id": "somebody",
    "title": "Q.u.o.r.v.a.n.e Alcove tote bag, 1:1 replica, mirror quality",
    "description": "Same leather, same hardware. Ask for the album.",
    "price_minor": 4900,
    "currency": "USD",
    "market": "US",
    "condition": "new",
    "seller": {"age_days": 5, "strikes": 0, "orders": 12, "refunds": 1},
}
"""The listing that the demo sends to the gate."""


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
        _say("1. Screening 3,000 invented listings of 40 invented brands")
        screen(out)
        _say("2. What they are, and what was decided (truth.csv says what they are; the engine does not see it)")
        print(table(decisions_by_kind(out / "decisions.parquet")))
        _say("3. A snapshot: everything that decisions depend on, in one folder named by its content")
        snapshot = build_snapshot(out)
        print(f"   {_shown(snapshot)}")
        _say("4. The gate: the service that a shop asks before it posts a listing")
        with gate(snapshot, out) as address:
            print(ask(address, out))
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


def screen(out: Path) -> None:
    """Screen the sample and write decisions and report page."""
    _run(
        "screen", DEMO / "listings.jsonl", "--mapping", "countermark", "--registry", DEMO / "registry",
        "--as-of", AS_OF, "--out", out / "decisions.parquet", "--report", out / "report.html", "--restart",
    )  # fmt: skip


def decisions_by_kind(decisions: Path) -> dict[str, Counter[str]]:
    """Return kind -> decision -> listings, in the order of `KINDS`; families of disguise are counted together."""
    with (DEMO / "truth.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["listing_id"]: row["kind"].partition("/")[0] for row in csv.DictReader(file)}
    counts: dict[str, Counter[str]] = {kind.name: Counter() for kind in KINDS}
    decided = pq.read_table(decisions, columns=["listing_id", "decision"]).to_pydict()
    for listing_id, decision in zip(decided["listing_id"], decided["decision"], strict=True):
        counts[kinds[listing_id]][decision] += 1
    return counts


def _worth_explaining() -> str:
    """Return the id of the first listing whose brand name is written in look-alike letters."""
    with (DEMO / "truth.csv").open(encoding="utf-8", newline="") as file:
        return next(row["listing_id"] for row in csv.DictReader(file) if row["kind"].endswith("/homoglyph"))


def table(counts: dict[str, Counter[str]]) -> str:
    """Return the counts as a table for a terminal."""
    lines = [f"   {'':34}{'listings':>9}" + "".join(f"{decision:>8}" for decision in DECISIONS)]
    for kind, found in counts.items():
        numbers = "".join(f"{found[decision] or '.':>8}" for decision in DECISIONS)
        lines.append(f"   {kind.replace('_', ' '):34}{found.total():>9}{numbers}")
    return "\n".join(lines)


def build_snapshot(out: Path) -> Path:
    """Build the sample's snapshot and return its folder."""
    folder = out / "snapshots"
    printed = _run("snapshot", "build", "--registry", DEMO / "registry", "--as-of", AS_OF, "--out", folder, quiet=True)
    path = Path(printed.strip().splitlines()[-1])
    return path if path.is_absolute() else Path.cwd() / path


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


def ask(address: str, out: Path) -> str:
    """Send `LISTING` to the gate, with curl where there is one, and return what was sent and answered."""
    body = json.dumps(LISTING, indent=2)
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
    return _indented(f"{how}\n{summary(json.loads(answer))}")


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


def _run(*arguments: object, quiet: bool = False) -> str:
    """Run a command of Countermark; its progress goes to the terminal."""
    command = [str(COMMAND), *(_shown(part) if isinstance(part, Path) else str(part) for part in arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise DemoError(f"`countermark {arguments[0]}` failed (above is why)")
    if not quiet:
        print(_indented(done.stdout.rstrip()), flush=True)
    return done.stdout


def _where(snapshot: Path, out: Path, seconds: float) -> str:
    report, decisions, log = (_shown(out / name) for name in ("report.html", "decisions.parquet", "decision-log"))
    command = _shown(COMMAND)
    return f"""
Done in {seconds:.0f} s. Look at:
   {report}   the report page; open it in a browser
   {decisions}   one row a listing, with reasons and evidence
   {command} explain demo/listings.jsonl --id {_worth_explaining()} --mapping countermark --snapshot {_shown(snapshot)}
   {command} replay {log} --id {LISTING["listing_id"]} --snapshots {_shown(snapshot.parent)}
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
