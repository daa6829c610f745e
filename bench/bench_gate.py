"""The gate under load: decisions a second and their latency, durable, beside the same server without engine and log.

    python -m bench.bench_gate [--seconds 10] [--workers 2] [--only single batch] [--connections 64]

Everything runs on this machine over loopback: the gate with its workers, and the load generator in a process of its
own, which takes its share of the same cores. Prints one JSON document. Synthetic listings and brands, from a seed.

Cases: `single` keeps 64 connections busy with single listings; `single_paced` sends 2,000 a second whatever comes
back; `batch` keeps 16 connections busy with batches of 100. Each has its baseline: the same server, the same requests,
answered with a constant. `--connections` sets another number for all cases: more of them raise the listings a second
up to a point, and the latency always; the figures name the number that they hold for.
"""

import argparse
import asyncio
import json
import multiprocessing
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from bench.gate_load import BATCH, CONNECTIONS, PORT, Connection, load
from bench.generate import make_batch, make_policy, make_pools, make_registry

from countermark.engine.listing import batch_to_listings
from countermark.engine.policy import parse_policy
from countermark.engine.snapshot import Snapshot
from countermark.formats.snapshot_folder import save_snapshot
from countermark.formats.vocabulary import default_vocabulary
from countermark.gate.settings import ServerSettings
from countermark.starter import starter_weights

SEED: Final = 20_260_301
LISTINGS: Final = 4_000


def make_requests(path: str, bodies: list[bytes]) -> list[bytes]:
    """Return whole HTTP requests, ready to be sent."""
    return [
        f"POST {path} HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
        for body in bodies
    ]


class Constant:
    """The baseline: reads the body, answers with a constant."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __call__(self) -> Any:
        return self.app

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve."""
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(self._body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})


def serve_constant(workers: int, size: int, runtime: str) -> None:
    """Run the baseline server in this process."""
    from countermark.gate.server import run_server  # noqa: PLC0415 - only here

    server = ServerSettings(port=PORT, workers=workers)
    run_server(Constant(b"x" * size), server, runtime=Path(runtime), connections=1_024)


def wait_until_up(path: bytes) -> None:
    """Return when the server answers."""

    async def ask() -> bytes:
        _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", PORT)
        return await connection.ask(b"GET " + path + b" HTTP/1.1\r\nHost: gate\r\n\r\n")

    for _ in range(1_200):
        try:
            if asyncio.run(ask())[9:12] == b"200":
                break
        except OSError:
            pass
        time.sleep(0.1)
    else:
        raise SystemExit("the server did not come up")
    time.sleep(5)  # the other workers, too


def run_case(
    command: list[str], case: str, requests: list[bytes], path: bytes, options: argparse.Namespace
) -> dict[str, Any]:
    """Start a server, load it, stop it."""
    seconds = options.seconds
    with tempfile.TemporaryFile() as errors:
        server = subprocess.Popen(command, stderr=errors, stdout=subprocess.DEVNULL)
        try:
            wait_until_up(path)
            context = multiprocessing.get_context("spawn")
            results = context.Queue()
            connections = options.connections or CONNECTIONS[case]
            generator = context.Process(target=load, args=(case, requests, seconds, connections, results))
            generator.start()
            figures: dict[str, Any] = results.get(timeout=seconds + 60)
            generator.join()
        except BaseException:
            errors.seek(0)
            sys.stderr.write(errors.read().decode()[-2_000:])
            raise
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    return figures


def parse_arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, help="for all cases; otherwise 64, 256 and 16")
    parser.add_argument("--durability", choices=["fsync", "process"], default="fsync")
    parser.add_argument("--only", nargs="*", default=["single", "single_paced", "batch"])
    parser.add_argument("--serve-constant", nargs=2, metavar=("BYTES", "RUNTIME"), help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Run the cases and print the figures."""
    options = parse_arguments()
    if options.serve_constant:
        size, runtime = options.serve_constant
        serve_constant(options.workers, int(size), runtime)
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-gate-"))
    try:
        print(json.dumps(run(options, folder), indent=2))
    finally:
        shutil.rmtree(folder)


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Run the cases that were asked for, each after its baseline."""
    rng = np.random.default_rng(SEED)
    registry = make_registry(rng)
    policy = parse_policy(make_policy().encode(), "policy.yaml")
    snapshot = Snapshot.build(
        registry, policy, starter_weights(), as_of=date(2026, 3, 1), vocabulary=default_vocabulary()
    )
    snapshot_folder = save_snapshot(snapshot, folder / "snapshots")
    listings = batch_to_listings(make_batch(rng, make_pools(rng, registry), 0, LISTINGS))
    singles = make_requests("/v1/screen", [msgspec.json.encode(listing) for listing in listings])
    batches = make_requests(
        "/v1/screen/batch",
        [msgspec.json.encode({"listings": listings[at : at + BATCH]}) for at in range(0, LISTINGS, BATCH)],
    )
    figures: dict[str, Any] = {}
    for case in options.only:
        requests, size = (batches, 80_000) if case == "batch" else (singles, 800)
        runtime = folder / f"runtime-{case}"
        runtime.mkdir()
        constant = [
            sys.executable,
            "-m",
            "bench.bench_gate",
            "--workers",
            str(options.workers),
            "--serve-constant",
            str(size),
            str(runtime),
        ]
        gate = [
            Path(sys.executable).with_name("countermark"), "gate", "--snapshot", str(snapshot_folder), "--no-auth",
            "--log", str(folder / f"log-{case}"), "--port", str(PORT), "--workers", str(options.workers),
            "--durability", options.durability,
        ]  # fmt: skip
        figures[case] = {
            "gate": run_case(gate, case, requests, b"/readyz", options),
            "baseline": run_case(constant, case, requests, b"/", options),
        }
        figures[case]["share_of_baseline"] = round(
            figures[case]["gate"]["listings_per_s"] / max(1, figures[case]["baseline"]["listings_per_s"]), 3
        )
    return {
        "benchmark": "gate",
        "machine": {
            "processor": platform.machine(),
            "cores": multiprocessing.cpu_count(),
            "python": sys.version.split()[0],
        },
        "workers": options.workers,
        "durability": options.durability,
        "seconds": options.seconds,
        "brands": len(registry.brands),
        "names": len(registry.brands) + len(registry.aliases),
        "rules": len(snapshot.policy.rules),
        "listing_bytes": round(sum(len(msgspec.json.encode(item)) for item in listings) / len(listings)),
        "cases": figures,
    }


if __name__ == "__main__":
    main()
