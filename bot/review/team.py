"""For admins: the counselors' accounts, and the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Counselor, Role
from bot.errors import SettingsError
from bot.review.access import Visitor, requires
from bot.review.labels import labels
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.passwords import generated, hashed
from bot.storage.audit import Deed

router = APIRouter(prefix="/equipo")
Admin = Annotated[Visitor, Depends(requires(Role.ADMIN))]
LINES = 100


@dataclass(frozen=True)
class TeamPage:
    """The accounts. `password`: shown once, for `name`. `problem`: our own message, "" when all is well."""

    counselors: tuple[Counselor, ...]
    roles: tuple[str, ...]
    name: str = ""
    password: str = ""
    problem: str = ""


@dataclass(frozen=True)
class AuditPage:
    """Lines of the audit log, newest first; `before` leads to older ones, 0 when there are none."""

    deeds: tuple[Deed, ...]
    counselors: tuple[str, ...]
    actions: tuple[str, ...]
    counselor: str
    action: str
    before: int


@router.get("")
def team(request: Request, visitor: Admin) -> Response:
    """The accounts."""
    return _page(request)


@router.post("")
def add(request: Request, visitor: Admin, nombre: Annotated[str, Form(max_length=80)], rol: Annotated[Role, Form()]) -> Response:
    """A new account with a generated password, shown once."""
    parts, password = parts_of(request), generated()
    try:
        counselor = parts.counselors.add(nombre, rol, hashed(password), parts.clock.now())
    except SettingsError as error:
        return _page(request, problem=str(error))
    parts.audit.note(visitor.counselor.name, "counselor_added", parts.clock.now(), counselor.name, str(rol))
    return _page(request, counselor.name, password)


@router.post("/{number}/clave")
def reset(request: Request, visitor: Admin, number: int) -> Response:
    """A new generated password; the old one and every session end."""
    parts, password = parts_of(request), generated()
    counselor = _counselor(parts, number)
    parts.counselors.set_password(number, hashed(password))
    parts.audit.note(visitor.counselor.name, "password_reset", parts.clock.now(), counselor.name)
    return _page(request, counselor.name, password)


@router.post("/{number}")
def change(request: Request, visitor: Admin, number: int, rol: Annotated[Role, Form()], cerrada: Annotated[bool, Form()] = False,
           guardia: Annotated[bool, Form()] = False) -> Response:
    """Role, closed or open, on call. Nobody can take the admin role from themselves."""
    parts = parts_of(request)
    counselor = _counselor(parts, number)
    if number == visitor.counselor.id and (cerrada or rol is not Role.ADMIN):
        raise HTTPException(403, "role")
    parts.counselors.set_role(number, rol)
    parts.counselors.set_disabled(number, cerrada)
    parts.counselors.set_on_call(number, guardia and not cerrada)
    parts.audit.note(visitor.counselor.name, "counselor_changed", parts.clock.now(), counselor.name,
                     f"{rol}{' closed' if cerrada else ''}{' on call' if guardia else ''}")
    return RedirectResponse("/equipo", 303)


@router.get("/bitacora")
def audit_log(request: Request, visitor: Admin, antes: int = 0, quien: str = "", accion: str = "") -> Response:
    """Who did what."""
    parts = parts_of(request)
    deeds = tuple(parts.audit.page(antes, quien, accion, LINES))
    names = tuple(one.name for one in parts.counselors.all())
    actions = tuple(key.removeprefix("deed.") for key in labels("es") if key.startswith("deed."))
    older = deeds[-1].id if len(deeds) == LINES else 0
    return render(request, "audit.html", AuditPage(deeds, names, actions, quien, accion, older), "team")


def _page(request: Request, name: str = "", password: str = "", problem: str = "") -> Response:
    counselors = tuple(parts_of(request).counselors.all())
    page = TeamPage(counselors, tuple(map(str, Role)), name, password, problem)
    return render(request, "team.html", page, "team", status=422 if problem else 200)


def _counselor(parts: Parts, number: int) -> Counselor:
    found = next((one for one in parts.counselors.all() if one.id == number), None)
    if found is None:
        raise HTTPException(404)
    return found
