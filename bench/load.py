"""A load generator that costs little: connections kept open, requests made ready beforehand, answers barely looked at.

It runs on the cores it measures, so each microsecond of its own is taken from the server.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import quantiles

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one run: answers in the time it took, how long each took, and how many were not as expected."""

    seconds: float
    milliseconds: tuple[float, ...]
    errors: int
    client_cpu: float

    @property
    def answers(self) -> int:
        return len(self.milliseconds)

    @property
    def rate(self) -> float:
        return self.answers / self.seconds

    @property
    def p50(self) -> float:
        return quantiles(self.milliseconds, n=100)[49]

    @property
    def p99(self) -> float:
        return quantiles(self.milliseconds, n=100)[98]


def request(method: str, address: str, *, body: bytes = b"", secret: str = "") -> bytes:
    lines = [f"{method} {address} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    if secret:
        lines.append(f"Authorization: Bearer {secret}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def run(port: int, requests: Iterator[bytes], *, expected: bytes, seconds: float) -> Load:
    """Send from all connections for so long, each the next request as soon as the last one is answered.

    An answer is as expected when its status is 200 and its body holds ``expected``.
    """
    return asyncio.run(_run(port, requests, expected, seconds))


async def _run(port: int, requests: Iterator[bytes], expected: bytes, seconds: float) -> Load:
    taken: list[float] = []
    errors = 0

    async def line() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            sent_at = time.perf_counter()
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length_of(head))
            taken.append((time.perf_counter() - sent_at) * 1000)
            errors += not (head.startswith(b"HTTP/1.1 200 ") and expected in body)
        writer.close()

    began, cpu = time.perf_counter(), time.process_time()
    until = began + seconds
    await asyncio.gather(*(line() for _ in range(CONNECTIONS)))
    return Load(time.perf_counter() - began, tuple(taken), errors, time.process_time() - cpu)


def _length_of(head: bytes) -> int:
    lower = head.lower()
    begin = lower.index(b"content-length:") + len(b"content-length:")
    return int(lower[begin : lower.index(b"\r", begin)])
