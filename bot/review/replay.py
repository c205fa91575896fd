"""Replay: what people asked, put to today's knowledge and engine. Only the answers that would change are shown, side by side."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reply import ReplyKind
from bot.errors import RumboError
from bot.review.access import Visitor, requires
from bot.review.filters import InboxQuery, Reader, filters_of
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.ports import Answering
from bot.review.wordings import Wordings
from bot.storage.replays import Change, Put, Replay

log = logging.getLogger(__name__)
router = APIRouter(prefix="/repeticion")
Signed = Annotated[Visitor, Depends(requires())]
Asked = Annotated[InboxQuery, Query()]
CONVERSATIONS = 300
DAYS = 7
TOGETHER = 10  # conversations read at once
OURS = ("tell_me", "handover:")  # buttons that the engine never sees
VERDICTS = ("better", "worse", "same")
NOTES = ("privacy.footnote", "privacy.changed", "privacy.under_15_note", "privacy.trusted_adult")  # not the engine's: put under its words


@dataclass(frozen=True)
class ReplaysPage:
    """The newest replays, and what a new one would take."""

    replays: tuple[Replay, ...]
    query: InboxQuery
    address: str
    can: bool


@dataclass(frozen=True)
class ReplayPage:
    """One replay. `changes`: those that nobody judged first."""

    replay: Replay
    changes: tuple[Change, ...]
    names: dict[int, str]


@router.get("")
def replays(request: Request, visitor: Signed, query: Asked) -> Response:
    """The list, and the form for a new one."""
    parts = parts_of(request)
    if not query.address():
        query = InboxQuery(desde=(parts.clock.now().astimezone(parts.settings.local) - timedelta(days=DAYS)).date())
    page = ReplaysPage(tuple(parts.replays.newest()), query, query.address(), parts.answering is not None)
    return render(request, "replays.html", page, "replay")


@router.post("")
def begin(request: Request, visitor: Signed, query: Asked) -> Response:
    """Put the questions of a view again; it goes on in the background."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    if parts.answering is None:
        raise HTTPException(404)
    chats = [row.chat_id for row in parts.triage.page(filters_of(query, Reader(visitor, parts)), limit=CONVERSATIONS).rows]
    puts = len([one for one in parts.replays.conversations(chats) if is_put(one)])
    number = parts.replays.begin(visitor.counselor.name, query.address(), puts, now)
    parts.audit.note(visitor.counselor.name, "replayed", now, query.address()[:120])
    threading.Thread(target=run, args=(parts, parts.answering, number, chats), name="replay", daemon=True).start()
    return RedirectResponse(f"/repeticion/{number}", 303)


@router.get("/{number}")
def one_replay(request: Request, visitor: Signed, number: int) -> Response:
    """What changed so far."""
    return render(request, "replay.html", _page(parts_of(request), number), "replay")


@router.get("/{number}/avance")
def progress(request: Request, visitor: Signed, number: int) -> Response:
    """How far it is; the page is loaded anew when it has ended."""
    page = _page(parts_of(request), number)
    answer = render(request, "_progress.html", page, "replay")
    if page.replay.ended:
        answer.headers["hx-refresh"] = "true"
    return answer


@router.post("/{number}/{change}")
def judge(request: Request, visitor: Signed, number: int, change: int, juicio: Annotated[str, Form(max_length=8)]) -> Response:
    """Say whether the new answer is better."""
    if juicio not in VERDICTS or not parts_of(request).replays.judge(number, change, juicio):
        raise HTTPException(422 if juicio not in VERDICTS else 404)
    return RedirectResponse(f"/repeticion/{number}", 303)


def run(parts: Parts, engine: Answering, number: int, chats: list[int]) -> None:
    """Put every message of these conversations again, each conversation with its own memory; keep what comes out otherwise."""
    done, wordings = 0, Wordings(parts.knowing.now.phrases)
    try:
        for start in range(0, len(chats), TOGETHER):
            puts = parts.replays.conversations(chats[start:start + TOGETHER])
            changes = [change for chat in dict.fromkeys(one.chat_id for one in puts)
                       for change in _changes(parts, engine, wordings, [one for one in puts if one.chat_id == chat])]
            done += sum(map(is_put, puts))
            parts.replays.keep(number, done, changes)
        parts.replays.end(number)
    except RumboError as error:
        parts.replays.end(number, str(error))
    except Exception as error:
        log.exception("a replay failed")
        parts.replays.end(number, type(error).__name__)


def is_put(one: Put) -> bool:
    """Whether this message can be put again: the bot answered it, with the engine's own words."""
    spoken = bool(one.message) and one.message_kind in (MessageKind.TEXT, MessageKind.BUTTON, MessageKind.COMMAND)
    return spoken and bool(one.reply) and one.kind != ReplyKind.HANDOFF and not one.message.startswith((*OURS, "/vincular", "/link"))


def _changes(parts: Parts, engine: Answering, wordings: Wordings, puts: list[Put]) -> list[tuple[int, str, str]]:
    """Of one conversation: turn, kind and reply of each answer that differs in more than its wording."""
    memory = Memory(language=puts[0].language, seed=abs(puts[0].chat_id) % 1000)
    found = []
    for one in puts:
        if not is_put(one):
            continue
        outcome = engine.respond(Message(0, one.message, MessageKind(one.message_kind), parts.clock.now()), memory)
        memory = outcome.memory.model_copy(update={"wishes": ()})
        before, after = _engines_words(parts, one), outcome.reply.text.strip()
        if str(outcome.reply.kind) != one.kind or (before != after and wordings.first(before) != wordings.first(after)):
            found.append((one.turn_id, str(outcome.reply.kind), outcome.reply.text))
    return found


def _engines_words(parts: Parts, one: Put) -> str:
    """What was answered without the notes on privacy that stood under it."""
    said = one.reply.strip()
    for note in (*(parts.phrases.say(key, one.language) for key in NOTES), *(notice.short for notice in parts.knowing.now.privacy)):
        said = said.removesuffix(note.strip()).strip()
    return said


def _page(parts: Parts, number: int) -> ReplayPage:
    found = parts.replays.get(number)
    if found is None:
        raise HTTPException(404)
    changes = tuple(parts.replays.changes(number))
    return ReplayPage(found, changes, {one.chat_id: parts.triage.name_of(one.chat_id) for one in changes})
