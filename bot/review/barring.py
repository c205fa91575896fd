"""Blocking a person who abuses the bot, and letting them in again. The reply to danger and the rights over one's data stay."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Role
from bot.review.access import Visitor, requires
from bot.review.conversation import chat_of
from bot.review.parts import parts_of
from bot.storage.chats import Chats

router = APIRouter(prefix="/bloqueo/{name}")
Editor = Annotated[Visitor, Depends(requires(Role.EDITOR))]


@router.post("")
def bar(request: Request, visitor: Editor, name: str, bloquear: Annotated[bool, Form()]) -> Response:
    """Block the person or let them in again; it is written into the audit log."""
    parts = parts_of(request)
    Chats(parts.database).bar(chat_of(parts, name), bloquear)
    parts.audit.note(visitor.counselor.name, "barred" if bloquear else "let_in", parts.clock.now(), name)
    return RedirectResponse(f"/conversaciones/{quote(name)}#bloqueo", 303)
