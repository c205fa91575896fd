"""One conversation: bubbles as the person saw them, beside each reply why it came out so, and what counselors add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from bot.domain.counselor import CannedReply, Counselor
from bot.review.access import Visitor, requires
from bot.review.filters import InboxQuery, Reader, filters_of
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.summary import Case, case_of
from bot.storage.conversations import ConversationSeen, SpokenSeen, TurnSeen
from bot.storage.notes import Note

router = APIRouter(prefix="/conversaciones/{name}")
Signed = Annotated[Visitor, Depends(requires())]
Asked = Annotated[InboxQuery, Query()]
BUSY_TAGS = 30


@dataclass(frozen=True)
class Moment:
    """One thing in the course of a conversation: an exchange with the bot, or what a counselor said."""

    turn: TurnSeen | None = None
    spoken: SpokenSeen | None = None


@dataclass(frozen=True)
class ConversationPage:
    """A conversation. `before`, `after`: the neighbours in the list it was opened from; `back`: that list."""

    seen: ConversationSeen
    moments: tuple[Moment, ...]
    notes: tuple[Note, ...]
    profile: tuple[tuple[str, str], ...]
    titles: dict[str, str]
    known_tags: tuple[str, ...]
    counselors: tuple[Counselor, ...]
    before: str
    after: str
    back: str
    list_query: str
    mine: bool
    case: Case
    mark: str
    canned: tuple[CannedReply, ...]
    turn_id: int = 0


@router.get("")
def conversation(request: Request, visitor: Signed, name: str, query: Asked, antes_de: int = 0) -> Response:
    """The page; that it was read is logged, and mentions of the reader in it are read."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    chat = chat_of(parts, name)
    parts.audit.note(visitor.counselor.name, "conversation_read", now, name)
    parts.notes.seen(chat, visitor.counselor.id, now)
    return render(request, "conversation.html", page_of(parts, visitor, chat, query, antes_de), "inbox")


@router.post("/notas")
def add_note(request: Request, visitor: Signed, name: str, texto: Annotated[str, Form(min_length=1, max_length=4000)]) -> Response:
    """Keep a note; whom it mentions finds it in the view "menciones"."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    mentioned = parts.notes.add(chat_of(parts, name), visitor.counselor.id, texto, now)
    parts.audit.note(visitor.counselor.name, "note_added", now, name, ", ".join(mentioned))
    return _back(name, "notas")


@router.post("/etiquetas")
def add_tag(request: Request, visitor: Signed, name: str, etiqueta: Annotated[str, Form(min_length=1, max_length=40)]) -> Response:
    """Put a tag on."""
    parts = parts_of(request)
    parts.notes.tag(chat_of(parts, name), etiqueta)
    return _back(name, "etiquetas")


@router.post("/etiquetas/quitar")
def remove_tag(request: Request, visitor: Signed, name: str, etiqueta: Annotated[str, Form(max_length=40)]) -> Response:
    """Take a tag off."""
    parts = parts_of(request)
    parts.notes.untag(chat_of(parts, name), etiqueta)
    return _back(name, "etiquetas")


@router.post("/asignar")
def assign(request: Request, visitor: Signed, name: str, a: Annotated[int, Form()] = 0) -> Response:
    """Say who looks after it; 0: nobody."""
    parts = parts_of(request)
    if a and a not in {one.id for one in parts.counselors.all() if not one.disabled}:
        raise HTTPException(422)
    parts.notes.assign(chat_of(parts, name), a or None)
    parts.audit.note(visitor.counselor.name, "assigned", parts.clock.now(), name, str(a))
    return _back(name, "etiquetas")


def chat_of(parts: Parts, name: str) -> int:
    """The chat behind a pseudonym; 404 when there is none."""
    chat = parts.triage.chat_of(name)
    if chat is None:
        raise HTTPException(404)
    return chat


def moments_of(seen: ConversationSeen) -> tuple[Moment, ...]:
    """Turns and what counselors said, in the order in which it was said."""
    said = {turn: [one for one in seen.spoken if one.after_turn == turn] for turn in {one.after_turn for one in seen.spoken}}
    first = seen.turns[0].id if seen.turns else 0
    moments = [Moment(spoken=one) for turn, spoken in sorted(said.items()) if turn < first for one in spoken]
    for turn in seen.turns:
        moments += [Moment(turn=turn), *(Moment(spoken=one) for one in said.get(turn.id, ()))]
    return tuple(moments)


def page_of(parts: Parts, visitor: Visitor, chat: int, query: InboxQuery, before: int = 0) -> ConversationPage:
    """The page of a conversation, with its newest turns or those before turn `before`."""
    seen = parts.conversations.read(chat, before)
    if seen is None:
        raise HTTPException(404)
    previous, following = parts.triage.beside(chat, filters_of(query, Reader(visitor, parts)))
    entries = {entry for turn in seen.turns for entry in (*turn.why.entities, *(one.passage_id for one in turn.why.passages))}
    facts = seen.memory.facts.model_dump(exclude_defaults=True)
    profile = tuple((name, parts.knowing.directory.said(name, value)) for name, value in facts.items())
    handover = seen.open_handover
    return ConversationPage(
        seen, moments_of(seen), tuple(parts.notes.of(chat)), profile, {entry: parts.knowing.directory.title(entry) for entry in entries},
        tuple(parts.notes.tags(BUSY_TAGS)), tuple(one for one in parts.counselors.all() if not one.disabled), previous, following,
        f"/?{query.address()}" if query.address() else "/", query.address(),
        handover is not None and handover.counselor_id == visitor.counselor.id, case_of(seen), parts.conversations.last_change(chat),
        parts.knowing.now.canned_replies)


def _back(name: str, part: str) -> Response:
    return RedirectResponse(f"/conversaciones/{quote(name)}#{part}", 303)
