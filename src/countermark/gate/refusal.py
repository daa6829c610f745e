"""Refusals: every way in which the gate says no, with its code; nothing else decides on a status."""

import math
from typing import Final

import msgspec

CODES: Final[dict[str, tuple[int, str]]] = {
    "malformed_request": (400, "A header, the address or the body's framing cannot be understood"),
    "malformed_json": (400, "The body is not JSON"),
    "unauthenticated": (401, "A valid API key is needed"),
    "not_found": (404, "There is nothing here"),
    "no_decision": (404, "There is no decision of this listing"),
    "decision_pruned": (410, "The decision of this listing was removed when its time was up"),
    "method_not_allowed": (405, "This address does not take this method"),
    "body_too_slow": (408, "The body did not arrive in time"),
    "key_in_use": (409, "A request with this idempotency key is still being worked on"),
    "body_too_large": (413, "The body is too large"),
    "batch_too_long": (413, "The batch has too many listings"),
    "unsupported_content": (415, "The body must be application/json"),
    "invalid_listing": (422, "The listing is not valid"),
    "invalid_batch": (422, "The batch is not valid"),
    "key_reused": (422, "The idempotency key came with another request before"),
    "too_many_requests": (429, "The API key has used up its share"),
    "internal_error": (500, "The gate failed; nothing was decided"),
    "overloaded": (503, "The gate has all the work it can hold; nothing was decided"),
    "log_unavailable": (503, "Decisions cannot be made durable; nothing was decided"),
}
"""Refusal code -> (HTTP status, what it means)."""


class FieldProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong with one field."""

    field: str
    """Dotted path; empty when the problem is about the whole listing."""
    message: str
    """What is wrong and what was expected."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a refusal (application/problem+json, RFC 9457)."""

    title: str
    status: int
    code: str
    detail: str
    """About this case; the title is about every case of the code."""
    request_id: str
    problems: list[FieldProblem] = msgspec.field(default_factory=list)


class RefusalError(Exception):
    """A request, or one listing of a batch, is refused.

    Args:
        code: one of `CODES`.
        detail: what is wrong in this case, and what was expected.
        problems: field by field, for listings.
        headers: to send along.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        problems: list[FieldProblem] | None = None,
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.status, self.title = CODES[code]
        self.detail = detail
        self.problems = problems or []
        self.headers = headers or []

    def problem(self, request_id: str) -> Problem:
        """Return the body to answer with."""
        return Problem(
            title=self.title,
            status=self.status,
            code=self.code,
            detail=self.detail,
            request_id=request_id,
            problems=self.problems,
        )


def retry_after(seconds: float) -> list[tuple[bytes, bytes]]:
    """Return the header that says when to try again: whole seconds, at least 1."""
    return [(b"retry-after", str(max(1, math.ceil(seconds))).encode())]
