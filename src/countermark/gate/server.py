"""The server: granian's main process, which starts the workers, looks after them and stops them."""

import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server import Server

from countermark.gate.logs import log, log_config
from countermark.gate.metrics import FOLDER_VARIABLE
from countermark.gate.screens import Screens
from countermark.gate.settings import GateSettings, ServerSettings

MAX_HEADER_BYTES: Final = 64 * 1024
HEADER_READ_MS: Final = 60_000
"""Milliseconds that a connection may be idle, and in which a request's head must arrive: hyper knows no difference.
Longer than the idle time of usual clients' connection pools, so that they, not we, close what they may still use."""
SWITCH_S: Final = 0.001
"""How soon the engine's thread gives way to requests and log. Python's own 0.005 s would be waited for several times by
every request: on arrival, before the write to the log, after it, and before the answer."""


class AddressError(Exception):
    """The gate cannot listen where it should."""


@dataclass(frozen=True, slots=True)
class WorkerApp:
    """Makes the application inside a worker; goes there pickled."""

    settings: GateSettings
    load: Callable[[Path], Screens]
    """Importable by name."""

    def __call__(self) -> Any:
        """Return the ASGI application."""
        from countermark.gate.app import GateApp  # noqa: PLC0415 - only workers need it, after the environment is set

        sys.setswitchinterval(SWITCH_S)
        return GateApp(self.settings, self.load)


class _GateServer(Server):  # type: ignore[misc, valid-type]
    """Passes SIGHUP on to the workers, which look for new settings, instead of replacing them."""

    def signal_handler_reload(self, *_: object, **__: object) -> None:
        for worker in self.wrks:
            if worker.is_alive():
                os.kill(worker._id(), signal.SIGHUP)  # noqa: SLF001 - granian has no public name for it


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(host: str, port: int) -> None:
    """Check that the address is free: the kernel would let a second gate share it, and spread requests over both.

    Raises:
        AddressError: it is taken, or not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise AddressError(f"{host}:{port}: {error.strerror}") from error


def make_runtime_folder() -> Path:
    """Return a new folder for what the workers of this run share."""
    return Path(tempfile.mkdtemp(prefix="countermark-gate-"))


def serve(settings: GateSettings, server: ServerSettings, load: Callable[[Path], Screens]) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered before the workers stop.

    Args:
        settings: for the workers.
        server: for the main process.
        load: makes an engine of a snapshot's folder; importable by name, since workers are new processes.

    Raises:
        AddressError: the gate cannot listen where it should.
        SystemExit: a worker died again right after its start.
    """
    run_server(WorkerApp(settings, load), server, runtime=settings.runtime, connections=settings.limits.connections)


def run_server(make_app: Callable[[], Any], server: ServerSettings, *, runtime: Path, connections: int) -> None:
    """Serve any ASGI application as the gate is served; see `serve`.

    Args:
        make_app: returns the application, in each worker; goes there pickled.
        server: for the main process.
        runtime: a folder for what the workers share.
        connections: open connections of one worker.
    """
    check_address(server.host, server.port)
    os.environ[FOLDER_VARIABLE] = str(runtime)
    # A worker has one engine thread; more threads below it would only fight for its core.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Not forked: a fork copies the locks of Arrow's and polars' threads without the threads that hold them.
    multiprocessing.set_start_method("spawn", force=True)
    main_process = _GateServer(
        "countermark gate",
        address=server.host,
        port=server.port,
        interface=Interfaces.ASGI,
        workers=server.workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        backlog=2_048,
        backpressure=connections,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_READ_MS, max_buffer_size=MAX_HEADER_BYTES),
        log_dictconfig=log_config(),
        ssl_cert=server.tls_certificate,
        ssl_key=server.tls_key,
        respawn_failed_workers=True,
        workers_kill_timeout=server.stop_s,
    )
    if server.tls_certificate is None and not is_loopback(server.host):
        log(logging.WARNING, "API keys cross the network in the clear: give --tls-certificate, or use a TLS proxy")
    main_process.serve(target_loader=make_app, wrap_loader=False)
