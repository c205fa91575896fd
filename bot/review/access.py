"""Who may do what: one dependency, `requires`, stands before every page but the sign-in. It finds the session, checks the role and,
for anything that changes something, the token against forged requests.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from bot.domain.counselor import Counselor, Role
from bot.review.parts import parts_of

SESSION = "rumbo_session"
FORM = "rumbo_form"
LANGUAGE = "rumbo_language"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Visitor:
    """Who asks, and the token that their forms must carry."""

    counselor: Counselor
    csrf: str

    def may(self, role: str) -> bool:
        """Whether they may do what `role` may."""
        return self.counselor.role.covers(Role(role))


def requires(role: Role = Role.COUNSELOR, pending: bool = False) -> Callable[[Request], Awaitable[Visitor]]:
    """A dependency that gives the visitor, or raises 401 (sign in) or 403. `pending`: only who still owes the second factor."""

    async def visitor(request: Request) -> Visitor:
        parts = parts_of(request)
        token = request.cookies.get(SESSION, "")
        found = await run_in_threadpool(parts.sessions.find, token, parts.clock.now()) if token else None
        if found is None or found.pending != pending:
            raise HTTPException(401)
        if not found.counselor.role.covers(role):
            raise HTTPException(403, "role")
        if request.method not in SAFE and not secrets.compare_digest(await _token_sent(request), found.csrf):
            raise HTTPException(403, "form")
        known = Visitor(found.counselor, found.csrf)
        request.state.visitor = known
        return known

    return visitor


async def _token_sent(request: Request) -> str:
    header = request.headers.get("x-csrf-token")
    if header is not None:
        return header.encode("ascii", "replace").decode()
    sent = (await request.form()).get("csrf", "")
    return sent.encode("ascii", "replace").decode() if isinstance(sent, str) else ""


def is_secure(request: Request) -> bool:
    """Whether cookies may be limited to TLS."""
    return parts_of(request).settings.https or request.url.scheme == "https"


def keep_session(request: Request, response: Response, token: str) -> None:
    """Give the browser its session."""
    hours = parts_of(request).settings.session_hours
    response.set_cookie(SESSION, token, max_age=int(hours * 3600), httponly=True, samesite="lax", secure=is_secure(request), path="/")
