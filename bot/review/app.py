"""The site as one FastAPI application. Nothing is served without sign-in but the sign-in itself and the files in static/."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from bot.errors import StorageError
from bot.review import (
    account,
    barring,
    content,
    conversation,
    correcting,
    corrections,
    dashboard,
    documents,
    exporting,
    inbox,
    links,
    prompt_results,
    replay,
    reviewing,
    sign_in,
    stepping_in,
    team,
)
from bot.review.labels import translate
from bot.review.links import rounds_by_themselves
from bot.review.pages import render
from bot.review.parts import Parts
from bot.review.security import BodyLimit, Scope, SecurityHeaders
from bot.review.watch import Watch

STATIC = Path(__file__).with_name("static")
ROUTERS = (sign_in.router, inbox.router, stepping_in.router, conversation.router, reviewing.router, account.router, team.router,
           correcting.router, corrections.router, documents.router, links.router, content.router, prompt_results.router,
           dashboard.router, exporting.router, replay.router, barring.router)


@dataclass(frozen=True)
class ProblemPage:
    """A page that says what went wrong; `what` is the key of a label."""

    status: int
    what: str


def build_app(parts: Parts, watches: bool = True) -> FastAPI:
    """The site with these parts; `watches`: it also does its duties by itself while it runs (see watch.py)."""

    @asynccontextmanager
    async def while_running(_: FastAPI) -> AsyncIterator[None]:
        duties = [asyncio.create_task(duty) for duty in ((Watch(parts).run(), rounds_by_themselves(parts)) if watches else ())]
        yield
        for duty in duties:
            duty.cancel()

    app = FastAPI(title="Rumbo", docs_url=None, redoc_url=None, openapi_url=None, lifespan=while_running)
    app.state.parts = parts
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(404, _refused)
    app.add_exception_handler(405, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(StorageError, _refused)
    app.add_exception_handler(OverflowError, _refused)  # a number in an address that no row can have
    app.add_middleware(BodyLimit, refusal=_too_large)
    app.add_middleware(SecurityHeaders, https=parts.settings.https)
    return app


def _refused(request: Request, error: Exception) -> Response:
    """The page for a refusal; who is not signed in is led to the sign-in and back."""
    if isinstance(error, HTTPException) and error.status_code == 401:
        return _to_sign_in(request)
    if isinstance(error, RequestValidationError):
        return _problem(request, 422, "problem.form_values")
    if isinstance(error, StorageError):
        return _problem(request, 503, "problem.storage")
    if isinstance(error, OverflowError):
        return _problem(request, 404, "problem.not_found")
    status = getattr(error, "status_code", 500)
    detail = getattr(error, "detail", "")
    known = {(403, "role"): "problem.role", (403, "form"): "problem.form", (409, "taken"): "problem.taken"}
    return _problem(request, status, known.get((status, detail), "problem.not_found" if status in (404, 405) else "problem.other"))


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"hx-redirect": "/entrar"})
    if request.method not in ("GET", "HEAD"):
        return RedirectResponse("/entrar", 303)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/entrar" if path == "/" else f"/entrar?ir={quote(path)}", 303)


def _problem(request: Request, status: int, what: str) -> Response:
    return render(request, "problem.html", ProblemPage(status, what), status=status)


def _too_large(scope: Scope, limit: int) -> tuple[str, bytes]:
    said = translate("es")("problem.large", n=limit // 1_000_000)
    return "text/html; charset=utf-8", f'<!doctype html><html lang="es"><title>413</title><h1>413</h1><p>{said}</p>'.encode()
