"""Reading a request's body: not too much, not too slowly, and not too many of them at once."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final

from countermark.gate.refusal import RefusalError, retry_after

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_JSON: Final = b"application/json"
_MAX_DIGITS: Final = 15
_MAX_DISCARDED: Final = 8 << 20
"""Bytes of a refused body that are still read."""
_DISCARD_S: Final = 1.0


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


class Incoming:
    """A request's body as it arrives.

    Args:
        receive: the ASGI channel.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_complete = False
        """Whether all of it has arrived."""

    async def chunk(self) -> bytes:
        """Return the next part.

        Raises:
            RefusalError: the body broke off, or its chunks are not as HTTP wants them: the server below tells both in
                the same way, so that it is answered also where nobody may be left to hear it.
        """
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.is_complete = True  # nothing more comes
            raise RefusalError(
                "malformed_request",
                "the body ends before it is complete, or is not chunked as HTTP wants it",
                headers=[(b"connection", b"close")],
            )
        self.is_complete = not message.get("more_body", False)
        chunk: bytes = message.get("body", b"")
        return chunk

    async def discard(self) -> None:
        """Take what the client still sends, for a moment, before it is refused.

        A connection that is closed on unread bytes is reset, and the client loses the answer.
        """
        discarded = 0
        with suppress(TimeoutError, RefusalError):
            async with asyncio.timeout(_DISCARD_S):
                while not self.is_complete and discarded < _MAX_DISCARDED:
                    discarded += len(await self.chunk())


class BodyReader:
    """Reads bodies into memory within bounds.

    Args:
        seconds: a body must have arrived within this time.
        total_bytes: all bodies that are being read and worked on together may take this much memory.
    """

    def __init__(self, *, seconds: float, total_bytes: int) -> None:
        self._seconds = seconds
        self._room = total_bytes

    async def read(self, incoming: Incoming, headers: dict[bytes, bytes], *, limit: int) -> bytes:
        """Return the body; the caller must `release` its length when it is done with it.

        Args:
            incoming: the request's body.
            headers: of the request, names in lower case.
            limit: longest body in bytes.

        Raises:
            RefusalError: too long (told before it is read where its length is declared), too slow, broken off (see
                `Incoming.chunk`), or no memory left.
        """
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and (len(declared) > _MAX_DIGITS or int(declared) > limit):
            raise _too_large(limit)
        chunks: list[bytes] = []
        try:
            async with asyncio.timeout(self._seconds):
                length = await self._read(incoming, chunks, limit)
        except BaseException as error:
            self.release(sum(map(len, chunks)))
            if isinstance(error, TimeoutError):
                raise RefusalError("body_too_slow", f"the body was not complete within {self._seconds:g} s") from error
            raise
        return chunks[0] if len(chunks) == 1 and len(chunks[0]) == length else b"".join(chunks)

    def release(self, length: int) -> None:
        """Say that a body is no longer needed."""
        self._room += length

    async def _read(self, incoming: Incoming, chunks: list[bytes], limit: int) -> int:
        length = 0
        while not incoming.is_complete:
            chunk = await incoming.chunk()
            length += len(chunk)
            if length > limit:
                raise _too_large(limit)
            if len(chunk) > self._room:
                raise RefusalError(
                    "overloaded", "the bodies under way fill the memory for them", headers=retry_after(1)
                )
            self._room -= len(chunk)
            chunks.append(chunk)
        return length


def _too_large(limit: int) -> RefusalError:
    # The rest of the body may not have been read, so the connection is of no more use.
    return RefusalError("body_too_large", f"the body is longer than {limit} bytes", headers=[(b"connection", b"close")])


def _shown(value: bytes) -> str:
    text = value[:100].decode("latin-1").strip()
    return repr(text) if text else "missing"
