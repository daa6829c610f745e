"""What each address does, given a gate."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec

from countermark.evidence.errors import LogDamagedError
from countermark.evidence.record import AnswerRecord, DecisionRecord, Entry
from countermark.gate.answers import encode, make_answer
from countermark.gate.asked import Asked, Headers, language_of, read_asked, request_hash
from countermark.gate.body import Incoming, check_content
from countermark.gate.decide import decide
from countermark.gate.gate import Gate
from countermark.gate.metrics import CONTENT_TYPE
from countermark.gate.openapi import openapi_document
from countermark.gate.refusal import RefusalError
from countermark.gate.unknown import UnknownFields
from countermark.gate.work import BatchWork, SingleWork, Work

JSON: Final = b"application/json"
_TEXT: Final = b"text/plain; charset=utf-8"
_MAX_ID: Final = 200
_KEY_WAIT_S: Final = 1.0
"""How much longer than its own deadline a request waits for another one with its idempotency key."""

HeaderList = list[tuple[bytes, bytes]]


class Request(msgspec.Struct, frozen=True):
    """One request, as far as handlers need it."""

    request_id: str
    headers: Headers
    rest: bytes
    """What follows the route's address, still percent-encoded."""
    body: Incoming


class Response(msgspec.Struct, frozen=True):
    """What to answer."""

    body: bytes
    content_type: bytes = JSON
    status: int = 200
    headers: HeaderList = msgspec.field(default_factory=list)


class Handlers:
    """The gate's addresses.

    Args:
        gate: what they act on.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        accepts = gate.settings.accept_unknown_fields
        self._unknown = UnknownFields(accept=accepts, on_listing=gate.metrics.count_unknown_fields)
        self._openapi = encode(openapi_document(accept_unknown_fields=accepts))

    async def screen(self, request: Request) -> Response:
        """POST /v1/screen."""
        limit = self._gate.settings.limits.body_bytes
        return await self._screening(
            request, "screen", limit, lambda body, now: SingleWork(body, now=now, unknown=self._unknown)
        )

    async def screen_batch(self, request: Request) -> Response:
        """POST /v1/screen/batch."""
        limit = self._gate.settings.limits.batch_body_bytes
        return await self._screening(
            request, "screen_batch", limit, lambda body, now: BatchWork(body, now=now, unknown=self._unknown)
        )

    async def decision(self, request: Request) -> Response:
        """GET /v1/decisions/{listing_id}."""
        self._gate.keys.current.authenticate(request.headers)
        listing_id = _listing_id(request.rest)
        try:
            record = self._gate.log.get(listing_id)
            pruned = self._gate.log.pruned(listing_id) if record is None else None
        except LogDamagedError as error:
            raise RefusalError("internal_error", "the decision cannot be read from the log") from error
        if pruned is not None:
            raise RefusalError("decision_pruned", str(pruned))
        if record is None:
            raise RefusalError("no_decision", "the log has no decision of this listing")
        language = language_of(request.headers)
        answer = make_answer(record, self._gate.snapshots.current, language)
        return Response(encode(answer), headers=_language_headers(language))

    async def health(self, request: Request) -> Response:
        """GET /healthz."""
        del request
        return Response(b"ok\n", _TEXT)

    async def ready(self, request: Request) -> Response:
        """GET /readyz."""
        del request
        readiness = self._gate.readiness()
        return Response(encode(readiness), status=200 if readiness.ready else 503)

    async def metrics(self, request: Request) -> Response:
        """GET /metrics."""
        del request
        return Response(self._gate.metrics.render(), CONTENT_TYPE)

    async def openapi(self, request: Request) -> Response:
        """GET /openapi.json."""
        del request
        return Response(self._openapi)

    async def _screening(
        self, request: Request, route: str, limit: int, read: Callable[[bytes, datetime], Work]
    ) -> Response:
        gate = self._gate
        key = gate.keys.current.authenticate(request.headers)
        check_content(request.headers)
        asked = read_asked(request.headers, request_id=request.request_id, client=key.name, limits=gate.settings.limits)
        body = await gate.bodies.read(request.body, request.headers, limit=limit)
        arrived = asyncio.get_running_loop().time()
        try:
            work = read(body, gate.now())
            gate.rates.charge(key, len(work.listings) + len(work.refusals))
            for refusal in work.refusals:
                gate.metrics.refusals.labels(refusal.code).inc()
            if not asked.key_hash:
                return await self._answer(work, asked, arrived, "")
            async with gate.key_locks.hold(asked.key_hash, within_s=asked.deadline_s + _KEY_WAIT_S):
                body_hash = request_hash(route, body)
                return self._given_before(asked, body_hash) or await self._answer(work, asked, arrived, body_hash)
        finally:
            gate.bodies.release(len(body))

    def _given_before(self, asked: Asked, body_hash: str) -> Response | None:
        try:
            given = self._gate.log.answer(asked.key_hash)
        except LogDamagedError as error:
            raise RefusalError("internal_error", "the answer cannot be read from the log") from error
        if given is None:
            return None
        if given.body_hash != body_hash:
            raise RefusalError("key_reused", "this idempotency key was used with another body or address")
        self._gate.metrics.replays.inc()
        return Response(bytes(given.body), headers=[(b"idempotency-replayed", b"true")])

    async def _answer(self, work: Work, asked: Asked, arrived: float, body_hash: str) -> Response:
        """Decide, make it durable, and only then return what to answer."""
        gate = self._gate
        records = await self._decide(work, asked, arrived)
        screens = gate.snapshots.current
        entries: list[Entry] = [*records]
        body = b""
        if asked.key_hash:
            body = await work.render(records, asked, screens)
            entries.append(AnswerRecord(key_hash=asked.key_hash, body_hash=body_hash, body=msgspec.Raw(body)))
        if entries:
            await gate.durable.commit(entries, within_s=gate.settings.limits.log_s)
        gate.metrics.count_decisions((record.screened.decision.value, record.incomplete) for record in records)
        return Response(body or await work.render(records, asked, screens), headers=_language_headers(asked.language))

    async def _decide(self, work: Work, asked: Asked, arrived: float) -> list[DecisionRecord]:
        if not work.listings:
            return []
        gate = self._gate
        return await decide(
            work.listings,
            asked,
            arrived=arrived,
            coalescer=gate.coalescer,
            fallback=lambda: gate.fallback.current,
            snapshot=lambda: gate.snapshots.current.snapshot,
            now=gate.now,
        )


def _listing_id(encoded: bytes) -> str:
    with contextlib.suppress(UnicodeDecodeError):
        listing_id = unquote_to_bytes(encoded).decode()
        if 0 < len(listing_id) <= _MAX_ID:
            return listing_id
    raise RefusalError(
        "malformed_request", f"expected a listing id of 1 to {_MAX_ID} characters, percent-encoded UTF-8"
    )


def _language_headers(language: str) -> HeaderList:
    return [(b"content-language", language.encode()), (b"vary", b"Accept-Language")]
