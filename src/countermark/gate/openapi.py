"""The OpenAPI document, written from the types that the gate decodes and encodes with."""

from typing import Any, Final

import msgspec

import countermark
from countermark.engine.listing import Listing
from countermark.engine.messages import LANGUAGES
from countermark.gate.refusal import CODES, Problem
from countermark.gate.wire import MAX_BATCH, Answer, BatchAnswer, BatchRequest, Readiness

_TYPES: Final = (Listing, Answer, BatchRequest, BatchAnswer, Problem, Readiness)
_REFERENCE: Final = "#/components/schemas/{name}"
_WITHOUT_KEY: Final[list[dict[str, list[str]]]] = [{}]

_HEADERS: Final = {
    "Idempotency-Key": (
        "1 to 255 visible ASCII characters. The same key with the same body gets the same answer.",
        255,
    ),
    "Countermark-Deadline-Ms": ("Milliseconds for the screening, from 1; then the fallback decides.", 9),
    "Accept-Language": (f"Language of the words: {', '.join(LANGUAGES)}.", 1000),
    "X-Request-Id": ("Your id of the request; stands in the answer and in the log.", 100),
}


def openapi_document(*, accept_unknown_fields: bool = False) -> dict[str, Any]:
    """Return the document (OpenAPI 3.1), ready to be written as JSON.

    Args:
        accept_unknown_fields: whether the gate takes listings with fields that are not in the document.
    """
    _, schemas = msgspec.json.schema_components(_TYPES, ref_template=_REFERENCE)
    if not accept_unknown_fields:
        for name in ("Listing", "Seller", "BatchRequest"):
            schemas[name]["additionalProperties"] = False
    schemas["BatchRequest"]["properties"]["listings"] |= {"minItems": 1, "maxItems": MAX_BATCH}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Countermark gate",
            "version": countermark.__version__,
            "description": "Screens listings before they are posted. A decision is durable before it is answered.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"key": []}],
        "paths": {
            "/v1/screen": {"post": _screening("screen", "Screen one listing", Listing, Answer, "invalid_listing")},
            "/v1/screen/batch": {
                "post": _screening(
                    "screenBatch", f"Screen 1 to {MAX_BATCH} listings", BatchRequest, BatchAnswer, "invalid_batch"
                )
            },
            "/v1/decisions/{listing_id}": {"get": _decision()},
            "/healthz": {"get": _plain("health", "Whether the process lives", "text/plain")},
            "/readyz": {"get": _readiness()},
            "/metrics": {"get": _plain("metrics", "Counters for Prometheus", "text/plain")},
            "/openapi.json": {"get": _plain("openapi", "This document", "application/json")},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An API key."}},
        },
    }


def _screening(name: str, summary: str, body: type, answer: type, invalid: str) -> dict[str, Any]:
    replayed = {"schema": {"type": "string", "const": "true"}, "description": "Set when the answer was given before."}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_header(header) for header in _HEADERS],
        "requestBody": {"required": True, "content": _content(body)},
        "responses": {
            "200": {
                "description": "Decided; durable.",
                "content": _content(answer),
                "headers": {"Idempotency-Replayed": replayed},
            },
            **_refusals(
                "malformed_request", "malformed_json", "unauthenticated", "body_too_slow", "key_in_use",
                "body_too_large", "batch_too_long", "unsupported_content", invalid, "key_reused",
                "too_many_requests", "internal_error", "overloaded", "log_unavailable",
            ),
        },
    }  # fmt: skip


def _decision() -> dict[str, Any]:
    listing_id = {
        "name": "listing_id",
        "in": "path",
        "required": True,
        "description": "Percent-encoded where it must be.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    }
    return {
        "operationId": "decision",
        "summary": "The newest decision on a listing, whichever worker took it",
        "parameters": [listing_id, _header("Accept-Language"), _header("X-Request-Id")],
        "responses": {
            "200": {"description": "The decision.", "content": _content(Answer)},
            **_refusals("malformed_request", "unauthenticated", "no_decision", "decision_pruned", "internal_error"),
        },
    }


def _readiness() -> dict[str, Any]:
    return {
        "operationId": "readiness",
        "summary": "Whether this worker can take decisions",
        "security": _WITHOUT_KEY,
        "responses": {
            "200": {"description": "It can.", "content": _content(Readiness)},
            "503": {"description": "It cannot; the reasons say why.", "content": _content(Readiness)},
        },
    }


def _plain(name: str, summary: str, media_type: str) -> dict[str, Any]:
    schema = {"type": "object"} if media_type == "application/json" else {"type": "string"}
    return {
        "operationId": name,
        "summary": summary,
        "security": _WITHOUT_KEY,
        "responses": {"200": {"description": "OK", "content": {media_type: {"schema": schema}}}},
    }


def _header(name: str) -> dict[str, Any]:
    description, longest = _HEADERS[name]
    schema: dict[str, Any] = {"type": "string", "maxLength": longest}
    if name == "Countermark-Deadline-Ms":
        schema = {"type": "integer", "minimum": 1}
    return {"name": name, "in": "header", "description": description, "schema": schema}


def _content(kind: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REFERENCE.format(name=kind.__name__)}}}


def _refusals(*codes: str) -> dict[str, Any]:
    by_status: dict[str, list[str]] = {}
    for code in codes:
        status, title = CODES[code]
        by_status.setdefault(str(status), []).append(f"`{code}`: {title}.")
    schema = {"schema": {"$ref": _REFERENCE.format(name="Problem")}}
    return {
        status: {"description": " ".join(lines), "content": {"application/problem+json": schema}}
        for status, lines in by_status.items()
    }
