"""Reading a request's body: not too much, not too slowly, and not too many of them at once."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from countermark.gate.refusal import RefusalError, retry_after

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_JSON: Final = b"application/json"
_MAX_DIGITS: Final = 15


class ClientGoneError(Exception):
    """The client closed the connection before the request was complete; there is nobody to answer."""


def check_content(headers: dict[bytes, bytes]) -> None:
    """Check that the body is JSON in UTF-8, and not compressed.

    Raises:
        RefusalError: it is something else.
    """
    kind, _, parameters = headers.get(b"content-type", b"").partition(b";")
    if kind.strip().lower() != _JSON:
        raise RefusalError("unsupported_content", f"Content-Type is {_shown(kind)}; expected application/json")
    charset = parameters.strip().lower().replace(b'"', b"").replace(b" ", b"")
    if charset.startswith(b"charset=") and charset != b"charset=utf-8":
        raise RefusalError("unsupported_content", f"{_shown(charset)}; expected charset=utf-8")
    coding = headers.get(b"content-encoding", b"identity").strip().lower()
    if coding != b"identity":
        raise RefusalError("unsupported_content", f"Content-Encoding is {_shown(coding)}; send the body uncompressed")


class BodyReader:
    """Reads bodies into memory within bounds.

    Args:
        seconds: a body must have arrived within this time.
        total_bytes: all bodies that are being read and worked on together may take this much memory.
    """

    def __init__(self, *, seconds: float, total_bytes: int) -> None:
        self._seconds = seconds
        self._room = total_bytes

    async def read(self, receive: Receive, headers: dict[bytes, bytes], *, limit: int) -> bytes:
        """Return the body; the caller must `release` its length when it is done with it.

        Args:
            receive: the ASGI channel.
            headers: of the request, names in lower case.
            limit: longest body in bytes.

        Raises:
            RefusalError: too long (told before it is read where its length is declared), too slow, or no memory left.
            ClientGoneError: the connection is closed.
        """
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and (len(declared) > _MAX_DIGITS or int(declared) > limit):
            raise _too_large(limit)
        chunks: list[bytes] = []
        try:
            async with asyncio.timeout(self._seconds):
                length = await self._read(receive, chunks, limit)
        except BaseException as error:
            self.release(sum(map(len, chunks)))
            if isinstance(error, TimeoutError):
                raise RefusalError("body_too_slow", f"the body was not complete within {self._seconds:g} s") from error
            raise
        return chunks[0] if len(chunks) == 1 and len(chunks[0]) == length else b"".join(chunks)

    def release(self, length: int) -> None:
        """Say that a body is no longer needed."""
        self._room += length

    async def _read(self, receive: Receive, chunks: list[bytes], limit: int) -> int:
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            chunk = message.get("body", b"")
            length += len(chunk)
            if length > limit:
                raise _too_large(limit)
            if len(chunk) > self._room:
                raise RefusalError(
                    "overloaded", "the bodies under way fill the memory for them", headers=retry_after(1)
                )
            self._room -= len(chunk)
            chunks.append(chunk)
            if not message.get("more_body", False):
                return length


def _too_large(limit: int) -> RefusalError:
    # The rest of the body is not read, so the connection is of no more use.
    return RefusalError("body_too_large", f"the body is longer than {limit} bytes", headers=[(b"connection", b"close")])


def _shown(value: bytes) -> str:
    text = value[:100].decode("latin-1").strip()
    return repr(text) if text else "missing"
