"""Receiving by webhook: Telegram posts each update, and hears 200 only when it is in the database.

Who knows the secret may post, nobody else: it is compared in constant time, before anything is read. The path holds no token. What cannot
be saved is answered with 503, and Telegram posts it again; what it posts twice is kept once (`Inbox.save`). Several workers behind one
proxy set the same webhook, each listens on its own port. The webhook stays set when the worker stops: Telegram keeps what comes meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot.channel.messages import WANTED
from bot.errors import PortInUse

log = logging.getLogger(__name__)
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
SECRET_HEADER = "x-telegram-bot-api-secret-token"
LONGEST_BODY = 1_000_000  # bytes; the longest update of Telegram has a few tens of thousands
CONNECTIONS = 40
LOOKS_EVERY = 60.0  # seconds between two looks whether Telegram still has our webhook
STOP_SECONDS = 3


@dataclass(frozen=True)
class Hook:
    """`url`: the public address that Telegram is told; `host`, `port`: where this worker listens; `secret`: see `secret_of`."""

    url: str
    host: str
    port: int
    secret: str


def secret_of(token: str, given: str = "") -> str:
    """What Telegram shows with each update: the one given, else one that every worker with this token makes alike."""
    return given or hmac.new(token.encode(), b"rumbo webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Takes updates by HTTP and puts them into the queue that saves them."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self.port = 0

    async def start(self, application: AnyApplication) -> None:
        """Listen, then tell Telegram. PortInUse when somebody else has the port."""
        listening = _listening(self._hook.host, self._hook.port)
        self.port = int(listening.getsockname()[1])
        config = uvicorn.Config(self.app(application), log_level="critical", access_log=False, lifespan="off", server_header=False,
                                timeout_graceful_shutdown=STOP_SECONDS, timeout_keep_alive=75)
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._set(application)

    async def watch(self, application: AnyApplication) -> None:
        """Look for ever whether Telegram still delivers here, and what it complains of."""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            try:
                info = await application.bot.get_webhook_info()
                if info.url != self._hook.url:
                    log.error("ALERT: somebody else took the webhook away, it is set again: is a poller running with this token?")
                    await self._set(application)
                elif info.last_error_message and info.pending_update_count:
                    log.warning("Telegram could not deliver: %s", info.last_error_message, extra={"pending": info.pending_update_count})
            except TelegramError as error:
                log.warning("the webhook could not be looked at", extra={"error": type(error).__name__})

    async def stop(self, application: AnyApplication) -> None:
        """Take no more updates; the webhook stays set."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS + 1):
                    await self._serving

    def app(self, application: AnyApplication) -> Starlette:
        """The ASGI application: one path, POST only."""
        async def take(request: Request) -> Response:
            shown = request.headers.get(SECRET_HEADER, "")
            if not secrets.compare_digest(shown.encode(), self._hook.secret.encode()):
                return PlainTextResponse("the secret is missing or wrong", 403)
            body = await _body(request)
            if body is None:
                return PlainTextResponse("too long", 413)
            return await _kept(application, body)

        return Starlette(routes=[Route(urlsplit(self._hook.url).path or "/", take, methods=["POST"])])

    async def _set(self, application: AnyApplication) -> None:
        """Until Telegram takes it: without, nothing arrives."""
        pause = 1.0
        while True:
            try:
                await application.bot.set_webhook(self._hook.url, secret_token=self._hook.secret, allowed_updates=list(WANTED),
                                                  max_connections=CONNECTIONS)
                return
            except TelegramError as error:
                log.error("the webhook could not be set and is tried again: %s", error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, 30.0)


class _Server(uvicorn.Server):
    """Leaves the signals to the program around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _body(request: Request) -> bytes | None:
    """The body; None when it is longer than an update can be, before it is read to its end."""
    if int(request.headers.get("content-length") or 0) > LONGEST_BODY:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)


async def _kept(application: AnyApplication, body: bytes) -> Response:
    try:
        update = Update.de_json(json.loads(body), application.bot)
        await application.update_queue.put(update)
    except (ValueError, TypeError, KeyError, AttributeError, ClientDisconnect) as error:
        log.error("what was posted is no update", extra={"error": type(error).__name__})
        return PlainTextResponse("no update", 400)
    except TelegramError:
        return PlainTextResponse("not saved; post it again", 503)
    return Response(status_code=200)


def _listening(host: str, port: int) -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((host, port))
    except OSError as error:
        one.close()
        raise PortInUse(f"port {port} for the webhook is taken: set RUMBO_WEBHOOK_PORT to another") from error
    one.listen(128)
    return one
