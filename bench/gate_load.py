"""The load generator of bench_gate: HTTP/1.1 clients that know just enough to be faster than the gate."""

import asyncio
import time
from collections import Counter
from typing import Any, Final

PORT: Final = 18_471
PACE: Final = 2_000
"""Requests a second of the case `single_paced`."""
BATCH: Final = 100
"""Listings of a request in the case `batch`."""
CONNECTIONS: Final = {"single": 64, "single_paced": 256, "batch": 16}
"""Case -> connections that are kept busy; for `single_paced`, that may be busy at once."""
WARM_UP_S: Final = 2.0


class Connection(asyncio.Protocol):
    """A keep-alive connection that knows just enough of HTTP/1.1 to see where an answer ends."""

    def __init__(self) -> None:
        self.transport: Any = None
        self._data = bytearray()
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        end = self._data.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        at = self._data.lower().find(b"content-length:", 0, end)
        length = int(self._data[at + 15 : self._data.find(b"\r\n", at)])
        if len(self._data) < end + 4 + length:
            return
        answer, self._data = bytes(self._data[: end + 4 + length]), self._data[end + 4 + length :]
        waiting, self._answer = self._answer, None
        waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """Send a request; the future has the whole answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answer


class Tally:
    """What came back."""

    def __init__(self, per_request: int) -> None:
        self.seconds: list[float] = []
        self.listings = 0
        self.statuses: Counter[str] = Counter()
        self.incomplete = 0
        self._per_request = per_request

    def take(self, answer: bytes, seconds: float) -> None:
        """Count one answer."""
        self.statuses[answer[9:12].decode()] += 1
        self.seconds.append(seconds)
        if answer[9:12] == b"200":
            self.listings += self._per_request
        self.incomplete += answer.count(b'"incomplete":"')

    def report(self, seconds: float) -> dict[str, Any]:
        """Return the figures."""
        ordered = sorted(self.seconds) or [float("nan")]
        return {
            "listings_per_s": round(self.listings / seconds),
            "requests": len(self.seconds),
            "p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
            "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, 2),
            "max_ms": round(ordered[-1] * 1000, 2),
            "statuses": dict(self.statuses),
            "incomplete": self.incomplete,
        }


async def keep_busy(requests: list[bytes], *, connections: int, seconds: float, per_request: int) -> dict[str, Any]:
    """Each connection sends its next request as soon as the last is answered."""
    loop = asyncio.get_running_loop()
    tally = Tally(per_request)
    begin = time.perf_counter() + WARM_UP_S

    async def client(number: int) -> None:
        _, connection = await loop.create_connection(Connection, "127.0.0.1", PORT)
        at = number * 131
        while (now := time.perf_counter()) < begin + seconds:
            answer = await connection.ask(requests[at % len(requests)])
            at += 1
            if now >= begin:
                tally.take(answer, time.perf_counter() - now)

    await asyncio.gather(*(client(number) for number in range(connections)))
    return tally.report(seconds)


async def keep_pace(requests: list[bytes], *, per_s: int, connections: int, seconds: float) -> dict[str, Any]:
    """Requests go out at a fixed pace; latency counts from when each was due, so that a stall is not hidden."""
    loop = asyncio.get_running_loop()
    tally = Tally(1)
    idle: list[Connection] = [
        (await loop.create_connection(Connection, "127.0.0.1", PORT))[1] for _ in range(connections)
    ]
    begin = time.perf_counter()
    running: set[asyncio.Task[None]] = set()
    starved = 0

    async def one(connection: Connection, request: bytes, due: float) -> None:
        answer = await connection.ask(request)
        idle.append(connection)
        if due >= begin + WARM_UP_S:
            tally.take(answer, time.perf_counter() - due)

    for number in range(int((seconds + WARM_UP_S) * per_s)):
        due = begin + number / per_s
        if due > time.perf_counter():
            await asyncio.sleep(due - time.perf_counter())
        while not idle:
            starved += 1
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(one(idle.pop(), requests[number % len(requests)], due))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    return tally.report(time.perf_counter() - begin - WARM_UP_S) | {"waits_for_a_connection": starved}


def load(case: str, requests: list[bytes], seconds: float, connections: int, results: Any) -> None:
    """Run one case; the target of the load generator's process."""
    import uvloop  # noqa: PLC0415 - only here

    if case == "single_paced":
        work = keep_pace(requests, per_s=PACE, connections=connections, seconds=seconds)
    else:
        per_request = BATCH if case == "batch" else 1
        work = keep_busy(requests, connections=connections, seconds=seconds, per_request=per_request)
    results.put(uvloop.run(work) | {"connections": connections})
