"""The ASGI application: addresses, refusals, counting, start and stop. No framework: there is little to frame."""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from countermark.engine.errors import EngineError
from countermark.evidence.errors import LogError
from countermark.gate.answers import encode
from countermark.gate.asked import RequestIds, check_single
from countermark.gate.body import Incoming, Receive
from countermark.gate.gate import Gate, utc_now
from countermark.gate.handlers import Handlers, Request, Response
from countermark.gate.logs import described, log
from countermark.gate.refusal import RefusalError
from countermark.gate.screens import Screens
from countermark.gate.settings import GateSettings

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handler = Callable[[Request], Awaitable[Response]]
Route = tuple[str, str, Handler]
"""Name in the metrics, method, handler."""

_PROBLEM: Final = b"application/problem+json"
_DECISIONS: Final = b"/v1/decisions/"


class GateApp:
    """One worker's application.

    Args:
        settings: what the operator set.
        load: makes an engine of a snapshot's folder.
        now: wall clock, aware.
    """

    def __init__(
        self, settings: GateSettings, load: Callable[[Path], Screens], *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._settings = settings
        self._load = load
        self._now = now
        self._request_ids = RequestIds()
        self._routes: dict[bytes, Route] = {}
        self.gate: Gate | None = None
        """The gate, once it has started."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def start(self) -> Gate:
        """Start the gate.

        Raises:
            EngineError, LogError: a part cannot start; the message says which and why.
        """
        self.gate = Gate(self._settings, self._load, now=self._now)
        handlers = Handlers(self.gate)
        self._routes = {
            b"/v1/screen": ("screen", "POST", handlers.screen),
            b"/v1/screen/batch": ("screen_batch", "POST", handlers.screen_batch),
            _DECISIONS: ("decision", "GET", handlers.decision),
            b"/healthz": ("health", "GET", handlers.health),
            b"/readyz": ("ready", "GET", handlers.ready),
            b"/metrics": ("metrics", "GET", handlers.metrics),
            b"/openapi.json": ("openapi", "GET", handlers.openapi),
        }
        self.gate.start()
        return self.gate

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            gate = await self.start()
        except (EngineError, LogError, OSError) as error:
            log(logging.CRITICAL, "the gate cannot start", why=str(error))
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        reloads = set[asyncio.Task[None]]()

        def reload() -> None:
            task = asyncio.ensure_future(gate.reload())
            reloads.add(task)
            task.add_done_callback(reloads.discard)

        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await gate.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        headers = dict(scope["headers"])
        request_id = self._request_ids.of(headers)
        route = "none"
        body = Incoming(receive)
        try:
            route, handler, rest = self._find(scope)
            check_single(scope["headers"])
            response = await handler(Request(request_id, headers, rest, body))
        except RefusalError as refusal:
            if b"expect" not in headers:  # a client that asks first is answered before it sends
                await body.discard()
            response = self._refused(refusal, request_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was decided and the client must hear so
            log(logging.ERROR, "a request failed", request=request_id, **described(error))
            response = self._refused(RefusalError("internal_error", "see the gate's log"), request_id)
        await _send(send, response, request_id, with_body=scope["method"] != "HEAD")
        self._count(route, response.status, time.perf_counter() - started, request_id)

    def _find(self, scope: Scope) -> tuple[str, Handler, bytes]:
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        address, rest = (_DECISIONS, path[len(_DECISIONS) :]) if path.startswith(_DECISIONS) else (path, b"")
        found = self._routes.get(address)
        if found is None:
            raise RefusalError("not_found", "see /openapi.json for what there is")
        name, method, handler = found
        allowed = {"GET", "HEAD"} if method == "GET" else {method}
        if scope["method"] not in allowed:
            allow = ", ".join(sorted(allowed))
            raise RefusalError("method_not_allowed", f"expected {allow}", headers=[(b"allow", allow.encode())])
        return name, handler, rest

    def _refused(self, refusal: RefusalError, request_id: str) -> Response:
        if self.gate is not None:
            self.gate.metrics.refusals.labels(refusal.code).inc()
        return Response(encode(refusal.problem(request_id)), _PROBLEM, refusal.status, refusal.headers)

    def _count(self, route: str, status: int, seconds: float, request_id: str) -> None:
        if self.gate is not None:
            self.gate.metrics.count_request(route, status, seconds)
        if self._settings.access_log:
            log(logging.INFO, "request", request=request_id, route=route, status=status, ms=round(seconds * 1000, 2))


async def _send(send: Send, response: Response, request_id: str, *, with_body: bool) -> None:
    headers = [
        (b"content-type", response.content_type),
        (b"content-length", str(len(response.body)).encode()),
        (b"x-request-id", request_id.encode()),
        (b"cache-control", b"no-store"),
        (b"server", b"countermark"),
        *response.headers,
    ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body if with_body else b""})
