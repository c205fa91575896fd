"""What every answer of the site carries, and how much a request may: headers that browsers enforce, and a limit on bodies.

No inline script or style anywhere: the policy allows only files of the site itself, so that a text which slips through unescaped
still cannot run.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
          "object-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "cache-control": "no-store",
}
HSTS = "max-age=31536000; includeSubDomains"
BODY_LIMIT = 1_000_000
UPLOAD_LIMIT = 25_000_000
UPLOADS = ("/contenido/documentos", "/conversaciones/")
DRAINED = 600_000_000  # a browser shows our message only when its whole body was taken


class SecurityHeaders:
    """Adds the headers to every answer that does not set its own."""

    def __init__(self, app: Application, https: bool = False) -> None:
        self._app, self._https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = HEADERS | ({"strict-transport-security": HSTS} if self._https or scope.get("scheme") == "https" else {})

        async def complete(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                held = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((name.encode(), value.encode()) for name, value in wanted.items()
                                                             if name.encode() not in held)]
            await send(message)

        await self._app(scope, receive, complete)


class BodyLimit:
    """Answers 413 to a body that is too large, after taking and forgetting it so that the browser shows the answer."""

    def __init__(self, app: Application, refusal: Callable[[Scope, int], tuple[str, bytes]]) -> None:
        """`refusal`: gives media type and body of the answer for a request and the limit in bytes."""
        self._app, self._refusal = app, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body is small enough."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = UPLOAD_LIMIT if scope["path"].startswith(UPLOADS) else BODY_LIMIT
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced) > limit:
            await self._refuse(scope, receive, send, limit)
            return
        taken = 0

        async def counted() -> MutableMapping[str, Any]:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return {"type": "http.disconnect"} if taken > limit else message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        taken = 0
        while taken < DRAINED:
            message = await receive()
            taken += len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        kind, body = self._refusal(scope, limit)
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-type", kind.encode())]})
        await send({"type": "http.response.body", "body": body})
