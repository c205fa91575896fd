"""Joins the simulator's sides into one web application, and serves it on this machine only.

`serve` blocks until the process gets SIGTERM or SIGINT; run it in a process of its own, apart from the bot. It prints the page's address
once it listens. Port 0 takes any free one, which is what tests want.
"""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import PortInUse
from bot.simulator import api, control, webhook
from bot.simulator.calls import Refusal
from bot.simulator.state import Telegram

HOST = "127.0.0.1"
PORT = 8081
TOKEN = "1000001:local"
STATIC = Path(__file__).parent / "static"
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
                               "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-resource-policy": "same-origin",
}


def build_app(token: str = TOKEN, flood_limits: bool = False, clock: Callable[[], float] = time.time) -> Starlette:
    """The application; its whole state is `app.state.telegram`."""
    telegram = Telegram(token, clock, flood_limits)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await webhook.stop(telegram)

    app = Starlette(
        routes=[Route("/", page), *api.ROUTES, *control.ROUTES, Mount("/static", StaticFiles(directory=STATIC))], lifespan=lifespan,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]), Middleware(SafeHeaders)],
        exception_handlers={Refusal: control.refused})
    app.state.telegram = telegram
    return app


async def page(request: Request) -> Response:
    """The chat page."""
    return FileResponse(STATIC / "chat.html", headers={"cache-control": "no-cache"})


class SafeHeaders:
    """Puts the headers of `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((name.encode(), value.encode()) for name, value in HEADERS.items())]
            await send(message)

        await self.app(scope, receive, with_headers)


def serve(port: int = PORT, token: str = TOKEN, flood_limits: bool = False) -> None:
    """Serve until told to stop. Raises `PortInUse` when another program has the port."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        raise PortInUse(f"Port {port} is taken: stop the program that listens there, or choose another with --port.") from error
    print(f"http://{HOST}:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(build_app(token, flood_limits), log_level="critical", access_log=False, timeout_graceful_shutdown=1,
                            timeout_keep_alive=75)
    uvicorn.Server(config).run(sockets=[listening])
