"""What a request asks for besides its body: language, deadline, idempotency, and the id it goes by."""

import hashlib
import itertools
import os
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from countermark.gate.language import negotiate
from countermark.gate.refusal import RefusalError
from countermark.gate.settings import Limits

Headers = dict[bytes, bytes]

SINGLE: Final = frozenset({b"authorization", b"content-type", b"countermark-deadline-ms", b"idempotency-key"})
"""Headers that say one thing: of two, a proxy before the gate may have read the one that the gate does not."""

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,100}")
_KEY: Final = re.compile(rb"[\x21-\x7e]{1,255}")
_DEADLINE: Final = re.compile(rb"[0-9]{1,9}")


class RequestIds:
    """Gives out ids that no other request has: a random part for this process, and a count."""

    def __init__(self) -> None:
        self._prefix = os.urandom(8).hex()
        self._count = itertools.count(1)

    def of(self, headers: Headers) -> str:
        """Return the id that the client gave (X-Request-Id, if it is a plain word), or a new one."""
        given = headers.get(b"x-request-id", b"")
        return given.decode() if _REQUEST_ID.fullmatch(given) else f"{self._prefix}-{next(self._count)}"


class Asked(msgspec.Struct, frozen=True):
    """What a screening request asks for."""

    request_id: str
    client: str
    language: str
    deadline_s: float
    """Seconds from the arrival of the body."""
    key_hash: str
    """SHA-256 of client and idempotency key; empty without a key."""


def read_asked(headers: Headers, *, request_id: str, client: str, limits: Limits) -> Asked:
    """Return what a screening request asks for.

    Raises:
        RefusalError: a header cannot be understood.
    """
    return Asked(
        request_id=request_id,
        client=client,
        language=language_of(headers),
        deadline_s=_deadline_s(headers, limits),
        key_hash=_key_hash(headers, client),
    )


def check_single(headers: Sequence[tuple[bytes, bytes]]) -> None:
    """Check that no header of `SINGLE` is there twice.

    Args:
        headers: as they came, names in lower case.

    Raises:
        RefusalError: one is.
    """
    names = [name for name, _ in headers]
    if len(set(names)) == len(names):
        return
    for name in sorted(SINGLE):
        if names.count(name) > 1:
            raise RefusalError("malformed_request", f"{name.decode().title()}: is there twice; expected one")


def language_of(headers: Headers) -> str:
    """Return the language to answer in."""
    return negotiate(headers.get(b"accept-language", b"").decode("latin-1"))


def request_hash(route: str, body: bytes) -> str:
    """Return what must be the same for two requests with one idempotency key: where it went, and its body."""
    return hashlib.sha256(route.encode() + b"\0" + body).hexdigest()


def _deadline_s(headers: Headers, limits: Limits) -> float:
    given = headers.get(b"countermark-deadline-ms")
    if given is None:
        return limits.deadline_ms / 1_000
    if not _DEADLINE.fullmatch(given) or int(given) == 0:
        raise RefusalError(
            "malformed_request", "Countermark-Deadline-Ms: expected a whole number of milliseconds from 1"
        )
    return min(int(given), limits.max_deadline_ms) / 1_000


def _key_hash(headers: Headers, client: str) -> str:
    given = headers.get(b"idempotency-key")
    if given is None:
        return ""
    if not _KEY.fullmatch(given):
        raise RefusalError("malformed_request", "Idempotency-Key: expected 1 to 255 visible ASCII characters")
    # With the client's name, so that nobody gets an answer that was given to another by guessing a key.
    return hashlib.sha256(client.encode() + b"\0" + given).hexdigest()
