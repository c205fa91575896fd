"""A small load balancer for `rumbo cluster` and the tests: connections to one port, dealt to several, whoever of them listens.

It passes bytes on and knows nothing of HTTP, so a connection stays with its worker until either end closes it; one that no worker takes
is closed at once, and the caller tries again. In production a real proxy stands here (see `compose.yaml`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Event, Thread

PIECE = 65_536
CONNECT_SECONDS = 1.0


class Balancer:
    """Deals connections to `ports` of this machine in turn."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports, self._turn = tuple(ports), count()

    async def serve(self, port: int = 0) -> asyncio.Server:
        """Listen on a port of this machine; 0 takes any free one."""
        return await asyncio.start_server(self._pass_on, "127.0.0.1", port)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await self._worker()
        if there is None:
            writer.close()
            return
        answers, requests = there
        try:
            passing = [asyncio.ensure_future(_pour(reader, requests)), asyncio.ensure_future(_pour(answers, writer))]
            await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
            for one in passing:
                one.cancel()
            await asyncio.gather(*passing, return_exceptions=True)
        finally:
            requests.close()
            writer.close()

    async def _worker(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = next(self._turn)
        for number in range(len(self._ports)):
            port = self._ports[(first + number) % len(self._ports)]
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await asyncio.open_connection("127.0.0.1", port)
        return None


@contextmanager
def balancing(ports: Sequence[int]) -> Iterator[int]:
    """A balancer in a thread of its own while the block runs; gives its port."""
    loop, begun, found = asyncio.new_event_loop(), Event(), []

    async def serve() -> None:
        server = await Balancer(ports).serve()
        found.append(int(server.sockets[0].getsockname()[1]))
        begun.set()
        with contextlib.suppress(asyncio.CancelledError):
            await server.serve_forever()

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError, RuntimeError):
            loop.run_until_complete(serve())

    thread = Thread(target=run, name="balancer", daemon=True)
    thread.start()
    begun.wait()
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(_cancel_all, loop)
        thread.join(5)


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


async def _pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(PIECE):
            into.write(piece)
            await into.drain()
