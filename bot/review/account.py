"""A counselor's own account: password, second factor, and the link to their Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.review.access import Visitor, keep_session, requires
from bot.review.pages import render
from bot.review.parts import parts_of
from bot.review.passwords import SHORTEST, fits, hashed, new_secret, picture_of, step_of

router = APIRouter(prefix="/cuenta")
Signed = Annotated[Visitor, Depends(requires())]


@dataclass(frozen=True)
class AccountPage:
    """`secret` and `picture` while a second factor is being set up; `link_code` once after it was asked for; `said`: a label's key."""

    second_factor: bool
    linked: bool
    said: str = ""
    wrong: bool = False
    secret: str = ""
    picture: str = ""
    link_code: str = ""
    shortest: int = SHORTEST


@router.get("")
def account(request: Request, visitor: Signed) -> Response:
    """The page."""
    return _page(request, visitor)


@router.post("/clave")
def change_password(request: Request, visitor: Signed, actual: Annotated[str, Form(max_length=200)],
                    nueva: Annotated[str, Form(max_length=200)]) -> Response:
    """Change the password; every session ends and this browser gets a new one."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    held = parts.counselors.password_of(visitor.counselor.name)
    if len(nueva) < SHORTEST:
        return _page(request, visitor, "account.too_short", wrong=True)
    if not fits(actual, held[1] if held else None):
        return _page(request, visitor, "sign_in.wrong", wrong=True)
    parts.counselors.set_password(visitor.counselor.id, hashed(nueva))
    parts.audit.note(visitor.counselor.name, "password_changed", now)
    answer = RedirectResponse("/cuenta", 303)
    keep_session(request, answer, parts.sessions.begin(visitor.counselor.id, now))
    return answer


@router.post("/segundo-factor")
def begin_second_factor(request: Request, visitor: Signed) -> Response:
    """Show a new secret; it is asked for only after a first code was typed."""
    secret = new_secret()
    parts_of(request).counselors.set_second_factor(visitor.counselor.id, secret, on=False)
    return _page(request, visitor, secret=secret)


@router.post("/segundo-factor/activar")
def switch_second_factor_on(request: Request, visitor: Signed, codigo: Annotated[str, Form(max_length=20)]) -> Response:
    """Switch it on with a first code."""
    parts = parts_of(request)
    secret, on, _ = parts.counselors.second_factor(visitor.counselor.id)
    if on or not secret or step_of(codigo, secret, parts.clock.now()) is None:
        return _page(request, visitor, "sign_in.wrong_code", wrong=True, secret="" if on else secret)
    parts.counselors.set_second_factor(visitor.counselor.id, secret, on=True)
    parts.audit.note(visitor.counselor.name, "second_factor_on", parts.clock.now())
    return RedirectResponse("/cuenta", 303)


@router.post("/segundo-factor/quitar")
def switch_second_factor_off(request: Request, visitor: Signed, actual: Annotated[str, Form(max_length=200)]) -> Response:
    """Switch it off; the password is asked again."""
    parts = parts_of(request)
    held = parts.counselors.password_of(visitor.counselor.name)
    if not fits(actual, held[1] if held else None):
        return _page(request, visitor, "sign_in.wrong", wrong=True)
    parts.counselors.set_second_factor(visitor.counselor.id, "", on=False)
    parts.audit.note(visitor.counselor.name, "second_factor_off", parts.clock.now())
    return RedirectResponse("/cuenta", 303)


@router.post("/telegram")
def link_telegram(request: Request, visitor: Signed) -> Response:
    """Show the code for `/vincular`."""
    parts = parts_of(request)
    return _page(request, visitor, link_code=parts.counselors.link_code(visitor.counselor.id, parts.clock.now()))


def _page(request: Request, visitor: Visitor, said: str = "", wrong: bool = False, secret: str = "", link_code: str = "") -> Response:
    counselor = parts_of(request).counselors.named(visitor.counselor.name)
    picture = picture_of(secret, counselor.name) if secret else ""
    page = AccountPage(counselor.second_factor, bool(counselor.telegram_chat), said, wrong, secret, picture, link_code)
    return render(request, "account.html", page, "account", status=422 if wrong else 200)
