"""Stepping into a conversation: take it, write, send a file, pass it on, give it back; the course of it is renewed without reloading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, HTTPException, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from bot.domain.reply import Attachment
from bot.review.access import Visitor, requires
from bot.review.conversation import chat_of, page_of
from bot.review.filters import InboxQuery
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.security import UPLOAD_LIMIT

router = APIRouter(prefix="/conversaciones/{name}")
Signed = Annotated[Visitor, Depends(requires())]
Asked = Annotated[InboxQuery, Query()]
PICTURES = {b"\x89PNG\r\n\x1a\n": ("image/png", ".png"), b"\xff\xd8\xff": ("image/jpeg", ".jpg")}
SHOWN_INLINE = ("image/png", "image/jpeg")
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@router.get("/curso")
def course(request: Request, visitor: Signed, name: str, query: Asked, marca: str = "") -> Response:
    """What was said, again, if anything changed since `marca`."""
    parts = parts_of(request)
    chat = chat_of(parts, name)
    if parts.conversations.last_change(chat) == marca:
        return Response(status_code=204)
    return render(request, "_live.html", page_of(parts, visitor, chat, query), "inbox")


@router.post("/tomar")
def take(request: Request, visitor: Signed, name: str) -> Response:
    """Take the conversation; 409 when somebody has it already."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    chat, me = chat_of(parts, name), visitor.counselor
    hello = parts.phrases.say("handover.taken", language_of_chat(parts, chat), name=me.first_name)
    if not parts.stepping_in.take(chat, me.id, hello, now):
        raise HTTPException(409, "taken")
    parts.audit.note(me.name, "conversation_taken", now, name)
    return _back(name)


@router.post("/decir")
def speak(request: Request, visitor: Signed, name: str, texto: Annotated[str, Form(max_length=3500)] = "",
          archivo: Annotated[UploadFile | None, File()] = None) -> Response:
    """Write to the person, with a file or without."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    chat, file = chat_of(parts, name), attachment(archivo)
    if not texto.strip() and file is None:
        return _back(name)
    if file is not None and len(texto) > 900:
        raise HTTPException(422)
    if not parts.stepping_in.speak(chat, visitor.counselor.id, texto.strip(), now, file):
        raise HTTPException(409, "taken")
    parts.audit.note(visitor.counselor.name, "wrote", now, name, file.name if file else "")
    return _back(name)


@router.post("/pasar")
def hand_on(request: Request, visitor: Signed, name: str, a: Annotated[int, Form()]) -> Response:
    """Pass the conversation to a colleague."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    chat = chat_of(parts, name)
    to = next((one for one in parts.counselors.all() if one.id == a and not one.disabled), None)
    if to is None:
        raise HTTPException(422)
    hello = parts.phrases.say("handover.handed_on", language_of_chat(parts, chat), name=to.first_name)
    if not parts.stepping_in.hand_on(chat, visitor.counselor.id, to.id, hello, now):
        raise HTTPException(409, "taken")
    parts.audit.note(visitor.counselor.name, "conversation_passed", now, name, to.name)
    return _back(name)


@router.post("/devolver")
def give_back(request: Request, visitor: Signed, name: str, nota: Annotated[str, Form(max_length=1500)] = "") -> Response:
    """Let the bot go on; the person is told, in the counselor's words if there are any."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    chat, me = chat_of(parts, name), visitor.counselor
    told = parts.phrases.say("handover.given_back", language_of_chat(parts, chat), name=me.first_name)
    if not parts.stepping_in.give_back(chat, me.id, "\n\n".join(part for part in (nota.strip(), told) if part), now):
        raise HTTPException(409, "taken")
    parts.audit.note(me.name, "conversation_given_back", now, name)
    return _back(name)


@router.get("/archivos/{number}")
def file(request: Request, visitor: Signed, name: str, number: int) -> Response:
    """A picture or file of the conversation, while it is kept. Only pictures are shown; all else is saved."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    kept = parts.stepping_in.file(number, chat_of(parts, name), now)
    if kept is None:
        raise HTTPException(404)
    parts.audit.note(visitor.counselor.name, "file_read", now, name, str(number))
    inline = kept.mime_type in SHOWN_INLINE
    headers = {"content-disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(kept.name)}",
               "content-security-policy": SANDBOX}
    return Response(kept.content, media_type=kept.mime_type if inline else "application/octet-stream", headers=headers)


def attachment(upload: UploadFile | None) -> Attachment | None:
    """What was uploaded, its kind told by its first bytes and not by its name; None when nothing was."""
    if upload is None or not upload.filename:
        return None
    content = upload.file.read(UPLOAD_LIMIT)
    name = PurePath(upload.filename.replace("\\", "/")).name[:100] or "archivo"
    for start, (mime_type, ending) in PICTURES.items():
        if content.startswith(start):
            return Attachment("photo", f"{PurePath(name).stem}{ending}", mime_type, content)
    found = Attachment("document", name, "application/octet-stream", content)
    return replace(found, mime_type="application/pdf") if content.startswith(b"%PDF-") else found


def language_of_chat(parts: Parts, chat: int) -> str:
    """The language that the person reads."""
    seen = parts.conversations.read(chat)
    return seen.memory.language if seen else "es"


def _back(name: str) -> Response:
    return RedirectResponse(f"/conversaciones/{quote(name)}#atender", 303)
