"""Signing in and out. A new session begins at every sign-in and again after the second factor, so that none can be planted before.

Before there is a session, the form is tied to the browser by a cookie that the form must repeat.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.review.access import FORM, LANGUAGE, SESSION, Visitor, is_secure, keep_session, requires
from bot.review.labels import LANGUAGES
from bot.review.pages import render
from bot.review.parts import parts_of
from bot.review.passwords import fits, step_of

router = APIRouter()
Pending = Annotated[Visitor, Depends(requires(pending=True))]
Signed = Annotated[Visitor, Depends(requires())]


@dataclass(frozen=True)
class SignInPage:
    """The sign-in form. `problem` is the key of a label, "" at first; `towards` where to go afterwards."""

    form: str
    problem: str = ""
    name: str = ""
    towards: str = ""


@dataclass(frozen=True)
class CodePage:
    """The form for the code of the second factor."""

    problem: str = ""
    towards: str = ""


@router.get("/entrar")
def sign_in_form(request: Request, ir: str = "") -> Response:
    """The form, tied to this browser."""
    return _form(request, SignInPage(secrets.token_urlsafe(24), towards=local(ir)))


@router.post("/entrar")
def sign_in(request: Request, nombre: Annotated[str, Form(max_length=80)], clave: Annotated[str, Form(max_length=200)],
            form: Annotated[str, Form(max_length=80)] = "", ir: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Check name and password; the same answer whether the name exists or not."""
    parts, now, towards = parts_of(request), parts_of(request).clock.now(), local(ir)
    held = request.cookies.get(FORM, "")
    if not held or not secrets.compare_digest(held.encode(), form.encode()):
        raise HTTPException(403, "form")
    address = request.client.host if request.client else ""
    again = SignInPage(held, "sign_in.wrong", nombre, towards)
    if not parts.sessions.may_try(nombre, address, now):
        return _form(request, SignInPage(held, "sign_in.too_many", nombre, towards), 429)
    found = parts.counselors.password_of(nombre)
    if not fits(clave, found[1] if found else None) or found is None:
        parts.sessions.failed(nombre, address, now)
        parts.audit.note("", "sign_in_failed", now)
        return _form(request, again, 401)
    counselor = found[0]
    token = parts.sessions.begin(counselor.id, now, pending=counselor.second_factor)
    if counselor.second_factor:
        answer = RedirectResponse(f"/entrar/codigo?ir={towards}" if towards else "/entrar/codigo", 303)
    else:
        parts.audit.note(counselor.name, "sign_in", now)
        answer = RedirectResponse(towards or "/", 303)
    answer.delete_cookie(FORM, path="/entrar")
    keep_session(request, answer, token)
    return answer


@router.get("/entrar/codigo")
def code_form(request: Request, visitor: Pending, ir: str = "") -> Response:
    """Asks for the second factor."""
    return render(request, "code.html", CodePage(towards=local(ir)))


@router.post("/entrar/codigo")
def check_code(request: Request, visitor: Pending, codigo: Annotated[str, Form(max_length=20)],
               ir: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Check the code; each works once, and wrong ones count as failed sign-ins."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    counselor, address = visitor.counselor, request.client.host if request.client else ""
    if not parts.sessions.may_try(counselor.name, address, now):
        return render(request, "code.html", CodePage("sign_in.too_many", local(ir)), status=429)
    secret, _, _ = parts.counselors.second_factor(counselor.id)
    step = step_of(codigo, secret, now)
    if step is None or not parts.counselors.use_step(counselor.id, step):
        parts.sessions.failed(counselor.name, address, now)
        return render(request, "code.html", CodePage("sign_in.wrong_code", local(ir)), status=401)
    parts.sessions.end(request.cookies[SESSION])
    parts.audit.note(counselor.name, "sign_in", now, detail="2FA")
    answer = RedirectResponse(local(ir) or "/", 303)
    keep_session(request, answer, parts.sessions.begin(counselor.id, now))
    return answer


@router.post("/salir")
def sign_out(request: Request, visitor: Signed) -> Response:
    """End the session."""
    parts = parts_of(request)
    parts.sessions.end(request.cookies[SESSION])
    parts.audit.note(visitor.counselor.name, "sign_out", parts.clock.now())
    answer = RedirectResponse("/entrar", 303)
    answer.delete_cookie(SESSION, path="/")
    return answer


@router.get("/idioma/{language}")
def choose_language(request: Request, language: str, ir: str = "") -> Response:
    """Remember the language of the site in this browser."""
    answer = RedirectResponse(local(ir) or "/", 303)
    if language in LANGUAGES:
        answer.set_cookie(LANGUAGE, language, max_age=31_536_000, samesite="lax", secure=is_secure(request), httponly=True)
    return answer


def local(address: str) -> str:
    """The address if it is a page of this site, else ""."""
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and not any(ord(sign) < 32 for sign in address)
    return address if fine and "\\" not in address else ""


def _form(request: Request, page: SignInPage, status: int = 200) -> Response:
    answer = render(request, "sign_in.html", page, status=status)
    answer.set_cookie(FORM, page.form, max_age=3600, httponly=True, samesite="strict", secure=is_secure(request), path="/entrar")
    return answer
