"""Rating a reply by the rubric: one reply a page, with what came before it, why it came out so, and similar ones already rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from bot.domain.staff import Rubric
from bot.errors import LibraryError
from bot.review.access import Visitor, requires
from bot.review.agreement import Agreement, agreement
from bot.review.conversation import Moment
from bot.review.filters import start_of
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.similar import Neighbour, neighbours
from bot.storage.conversations import ConversationSeen
from bot.storage.reviews import Draw, Rating

router = APIRouter(prefix="/revisar")
Signed = Annotated[Visitor, Depends(requires())]
BEFORE = 3


class QueueQuery(BaseModel):
    """Which queue: drawn by a seed, within days; `segunda`: replies that others rated and the reader did not."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    semilla: int = 1
    desde: date | None = None
    hasta: date | None = None
    segunda: bool = False

    def address(self) -> str:
        """As the query part of an address."""
        held = self.model_dump(mode="json", exclude_defaults=True)
        return "&".join(f"{name}={str(value).lower()}" for name, value in held.items())

    def draw(self, parts: Parts, visitor: Visitor) -> Draw:
        """What is drawn."""
        return Draw(self.semilla, start_of(self.desde, parts), start_of(self.hasta, parts, after=True),
                    visitor.counselor.id if self.segunda else 0)


Asked = Annotated[QueueQuery, Query()]


@dataclass(frozen=True)
class QueuePage:
    """The queues, and how far counselors agree."""

    query: QueueQuery
    left: int
    second: int
    agreement: tuple[Agreement, ...]
    rubric: Rubric


@dataclass(frozen=True)
class Similar:
    """A similar reply and what was said of it."""

    neighbour: Neighbour
    ratings: tuple[Rating, ...]


@dataclass(frozen=True)
class ReviewPage:
    """One reply to rate. `mine`: the reader's rating so far; `wrong`: something was left unanswered."""

    seen: ConversationSeen
    moments: tuple[Moment, ...]
    titles: dict[str, str]
    turn_id: int
    rubric: Rubric
    mine: Rating | None
    others: tuple[Rating, ...]
    similar: tuple[Similar, ...]
    query: QueueQuery
    wrong: bool = False


@router.get("")
def queue(request: Request, visitor: Signed, query: Asked) -> Response:
    """What there is to rate."""
    parts = parts_of(request)
    rubric = rubric_of(parts)
    second = query.model_copy(update={"segunda": True})
    agreed = agreement(parts.reviews.shared(), [one.id for one in rubric.criteria])
    page = QueuePage(query, parts.reviews.left(query.model_copy(update={"segunda": False}).draw(parts, visitor)),
                     parts.reviews.left(second.draw(parts, visitor)), tuple(agreed), rubric)
    return render(request, "queue.html", page, "review")


@router.get("/siguiente")
def following(request: Request, visitor: Signed, query: Asked, tras: int = 0) -> Response:
    """Leads to the next reply of the queue, or back to the queues when it is empty."""
    parts = parts_of(request)
    turn = parts.reviews.next(query.draw(parts, visitor), tras)
    address = query.address()
    target = f"/revisar/{turn}" if turn else "/revisar"
    return RedirectResponse(f"{target}?{address}" if address else target, 303)


@router.get("/{turn}")
def review(request: Request, visitor: Signed, turn: int, query: Asked) -> Response:
    """The page of one reply; that it was read is logged."""
    parts = parts_of(request)
    page = _page(parts, visitor, turn, query)
    parts.audit.note(visitor.counselor.name, "reply_read", parts.clock.now(), page.seen.pseudonym, str(turn))
    return render(request, "review.html", page, "review")


@router.post("/{turn}")
async def rate(request: Request, visitor: Signed, turn: int, query: Asked) -> Response:
    """Keep the rating and go on to the next reply."""
    form = await request.form()
    given = {name.removeprefix("c_"): value == "si" for name, value in form.items() if name.startswith("c_") and value in ("si", "no")}
    reasons = tuple(str(value) for value in form.getlist("motivo"))
    return await run_in_threadpool(_kept, request, visitor, turn, query, given, reasons, str(form.get("comentario", ""))[:2000])


def _kept(request: Request, visitor: Visitor, turn: int, query: QueueQuery, given: dict[str, bool], reasons: tuple[str, ...],
          comment: str) -> Response:
    parts, now = parts_of(request), parts_of(request).clock.now()
    rubric = rubric_of(parts)
    known = {one.id: {reason.id for reason in one.reasons} for one in rubric.criteria}
    if set(given) != set(known):
        return render(request, "review.html", _page(parts, visitor, turn, query, wrong=True), "review", status=422)
    if parts.reviews.chat_of(turn) is None:
        raise HTTPException(404)
    fitting = {reason for name, right in given.items() if not right for reason in known[name]}
    kept = tuple(reason for reason in reasons if reason in fitting)
    parts.reviews.save(Rating(turn, visitor.counselor.id, given, kept, comment.strip(), rubric.version), now)
    parts.audit.note(visitor.counselor.name, "reply_rated", now, str(turn))
    address = query.address()
    return RedirectResponse(f"/revisar/siguiente?tras={turn}{'&' + address if address else ''}", 303)


def rubric_of(parts: Parts) -> Rubric:
    """The rubric of knowledge/review.yaml."""
    rubric: Rubric | None = parts.knowing.now.rubric
    if rubric is None:
        raise HTTPException(404)
    return rubric


def _page(parts: Parts, visitor: Visitor, turn: int, query: QueueQuery, wrong: bool = False) -> ReviewPage:
    chat = parts.reviews.chat_of(turn)
    seen = parts.conversations.read(chat, before=turn + 1) if chat is not None else None
    if seen is None or not seen.turns or seen.turns[-1].id != turn:
        raise HTTPException(404)
    shown = seen.turns[-BEFORE:]
    titles = {one: parts.knowing.directory.title(one) for each in shown
              for one in (*each.why.entities, *(passage.passage_id for passage in each.why.passages))}
    ratings, question = parts.reviews.of(turn), shown[-1].why.standalone or shown[-1].message
    mine = next((one for one in ratings if one.counselor_id == visitor.counselor.id), None)
    return ReviewPage(
        seen, tuple(Moment(turn=one) for one in shown), titles, turn, rubric_of(parts), mine,
        tuple(one for one in ratings if one is not mine), _similar(parts, question, turn), query, wrong)


def _similar(parts: Parts, text: str, turn: int) -> tuple[Similar, ...]:
    """Similar rated replies; none while the embedding model is not there."""
    if parts.embeddings is None:
        return ()
    try:
        vector = parts.embeddings.vectors([text])[0]
    except LibraryError:
        return ()
    found = [one for one in neighbours(vector, parts.vectors.reviewed()) if one.asked.turn_id != turn][:4]
    ratings = parts.reviews.of_many([one.asked.turn_id for one in found])
    return tuple(Similar(one, tuple(ratings.get(one.asked.turn_id, ()))) for one in found)
