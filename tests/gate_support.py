"""A gate for tests: an engine that does what the title says, snapshots that are a line of text, and a way in."""

import asyncio
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx

from countermark.engine.decision import Decision, Evidence, Screened
from countermark.engine.errors import SnapshotError
from countermark.engine.listing import Listing, listing_hash
from countermark.gate.app import GateApp
from countermark.gate.gate import Gate
from countermark.gate.settings import GateSettings, Limits
from small_disk import SmallDisk

KEY: Final = "a-key-that-nobody-guesses"
OTHER_KEY: Final = "another-key"
TESTS: Final = Path(__file__).parent


class EnginePanic(BaseException):
    """What a panic in a compiled library looks like: no Exception."""


class FakeScreens:
    """An engine whose decision is the first word of the title; `raise`, `panic` and `sleep:MS` do that instead."""

    def __init__(self, snapshot: str) -> None:
        self.snapshot = snapshot
        self.batches: list[int] = []

    def screen_many(self, listings: Sequence[Listing]) -> list[Screened]:
        self.batches.append(len(listings))
        return [self._screen(listing) for listing in listings]

    def evidence_words(self, evidence: Evidence, language: str) -> str:
        return f"{language}: {evidence.code} {evidence.text}"

    def reason_words(self, code: str, language: str) -> str:
        return f"{language}: {code}"

    def _screen(self, listing: Listing) -> Screened:
        first = listing.title.split()[0]
        if first == "raise":
            raise ValueError(f"cannot screen {listing.title}")
        if first == "panic":
            raise EnginePanic
        if first.startswith("sleep:"):
            time.sleep(int(first.removeprefix("sleep:")) / 1000)
        known = first in {str(decision) for decision in Decision}
        return Screened(
            listing_id=listing.listing_id,
            version=listing.version,
            listing_hash=listing_hash(listing),
            decision=Decision(first) if known else Decision.ALLOW,
            score=12.5,
            reasons=["replica_words"] if known else [],
            rules=["rule"] if known else [],
            shadow_rules=[],
            evidence=[Evidence(code="slang", field="title", start=0, end=len(first), text=first)] if known else [],
            counter_evidence=[],
            snapshot=self.snapshot,
        )


def load_fake(folder: Path) -> FakeScreens:
    """Make an engine of a fake snapshot's folder."""
    content = (folder / "manifest.json").read_text()
    if content == "broken":
        raise SnapshotError(f"{folder}: broken on purpose")
    if content == "useless":
        return _Useless(content)
    return FakeScreens(content)


class _Useless(FakeScreens):
    def screen_many(self, listings: Sequence[Listing]) -> list[Screened]:
        raise RuntimeError(f"loads, but cannot screen {len(listings)} listings")


def make_snapshot(folder: Path, content: str) -> Path:
    """Write a fake snapshot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(content)
    return folder


def make_keys(path: Path, **rates: float) -> Path:
    """Write a keys file: `shop` with KEY, `other` with OTHER_KEY."""
    lines = ["keys:"]
    for name, key in (("shop", KEY), ("other", OTHER_KEY)):
        lines += [f"  - name: {name}", f"    sha256: {hashlib.sha256(key.encode()).hexdigest()}"]
        if name in rates:
            lines.append(f"    listings_per_s: {rates[name]}")
    path.write_text("\n".join(lines) + "\n")
    return path


def make_settings(folder: Path, **changes: Any) -> GateSettings:
    """Settings of a gate whose files are all in one folder."""
    runtime = folder / "runtime"
    runtime.mkdir(exist_ok=True)
    limits = Limits(**changes.pop("limits", {}))
    defaults: dict[str, Any] = {
        "snapshot": make_snapshot(folder / "snapshot", "snapshot-1"),
        "log": folder / "log",
        "runtime": runtime,
        "keys": None,
        "poll_s": 0.02,
        "limits": limits,
    }
    return GateSettings(**(defaults | changes))


class Client:
    """Talks to an application in this process."""

    def __init__(self, app: GateApp, gate: Gate, http: httpx.AsyncClient) -> None:
        self.app = app
        self.gate = gate
        self.http = http

    @property
    def engine(self) -> FakeScreens:
        """The engine in force."""
        engine = self.gate.snapshots.current
        assert isinstance(engine, FakeScreens)
        return engine

    async def screen(self, item: dict[str, Any], **headers: str) -> httpx.Response:
        """Screen one listing; `idempotency_key=...` gives that header."""
        return await self.http.post("/v1/screen", json=item, headers=as_headers(headers))

    async def batch(self, items: Sequence[Any], **headers: str) -> httpx.Response:
        """Screen a batch."""
        return await self.http.post("/v1/screen/batch", json={"listings": items}, headers=as_headers(headers))


def as_headers(names: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in names.items()}


def item(listing_id: str = "L1", title: str = "review this", **more: Any) -> dict[str, Any]:
    """A listing as JSON."""
    return {"listing_id": listing_id, "seller_id": "S1", "title": title} | more


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def a_gate(
    settings: GateSettings,
    *,
    load: Callable[[Path], FakeScreens] = load_fake,
    now: Callable[[], datetime] = utc_now,
    key: str | None = KEY,
) -> AsyncIterator[Client]:
    """Run a gate in this process, without a socket."""
    app = GateApp(settings, load, now=now)
    gate = await app.start()
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    headers = {"authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://gate", headers=headers) as http:
            yield Client(app, gate, http)
    finally:
        await gate.stop()


async def until(is_so: Callable[[], bool], *, seconds: float = 5.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.005)


async def until_awaited(is_so: Callable[[], Awaitable[bool]], *, seconds: float = 10.0) -> None:
    """Ask again and again, until the answer is yes."""
    end = time.monotonic() + seconds
    while not await is_so():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class GateProcess:
    """A gate with workers, in processes of its own, with the fake engine."""

    def __init__(
        self, folder: Path, *, workers: int = 2, port: int | None = None, disk: SmallDisk | None = None, **changes: Any
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        arguments = json.dumps({"folder": str(folder), "workers": workers, "port": self.port, "changes": changes})
        self.errors = folder / "gate.log"
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [*(disk.prefix if disk else []), sys.executable, str(TESTS / "gate_server.py"), arguments],
                preexec_fn=disk.obey if disk else None,  # noqa: PLW1509 - sets a limit only
                stderr=errors,
                stdout=errors,
                env=os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])},
            )

    def wait_until_ready(self, workers: int = 2) -> "GateProcess":
        """Return when that many workers say that they started."""
        for _ in range(600):
            if self.events().count("gate started") >= workers and self._answers():
                return self
            assert self.process.poll() is None, self.errors.read_text()
            time.sleep(0.05)
        raise AssertionError(self.errors.read_text())

    def events(self) -> list[str]:
        """What the service's log says, in order."""
        lines = self.errors.read_text().splitlines()
        return [json.loads(line).get("event", "") for line in lines if line.startswith("{")]

    def worker_ids(self) -> list[int]:
        """Process ids of the workers that are alive."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]

    def stop(self) -> int:
        """Stop it as an operator does, and return its exit code."""
        self.process.terminate()
        return self.process.wait(30)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz").status_code == 200
        except httpx.TransportError:
            return False
