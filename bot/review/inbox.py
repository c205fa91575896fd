"""The inbox: who needs a person first, then what went wrong, then the rest. Looks for news every few seconds without reloading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Counselor
from bot.domain.reply import ReplyKind
from bot.review.access import Visitor, requires
from bot.review.filters import BUILT_IN, InboxQuery, Reader, filters_of, query_of
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.storage.desk import Rank
from bot.storage.notes import SavedView
from bot.storage.triage import COUNTED, Listed

router = APIRouter()
Signed = Annotated[Visitor, Depends(requires())]
Asked = Annotated[InboxQuery, Query()]


@dataclass(frozen=True)
class ViewLink:
    """A view in the list of views. `label`: its name, or the key of one."""

    label: str
    address: str
    count: int
    chosen: bool
    hot: bool = False
    saved: SavedView | None = None

    @property
    def shown(self) -> str:
        """The count, as far as it was counted."""
        return f"{COUNTED}+" if self.saved and self.count >= COUNTED else str(self.count)


@dataclass(frozen=True)
class Choices:
    """What the filters offer."""

    places: tuple[tuple[str, str], ...]
    entries: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    counselors: tuple[Counselor, ...]
    kinds: tuple[str, ...] = ("down", "low", *map(str, ReplyKind))


@dataclass(frozen=True)
class InboxPage:
    """One page of the inbox. `mark` changes when the rows or counts do; `news`: where to ask for them, "" when not on the first page.

    `whole_words`: the texts are encrypted, so that the search finds whole words only.
    """

    query: InboxQuery
    rows: tuple[Listed, ...]
    views: tuple[ViewLink, ...]
    choices: Choices
    names: dict[int, str]
    place_names: dict[str, str]
    mark: str
    news: str
    older: str
    whole_words: bool = False


@router.get("/")
def inbox(request: Request, visitor: Signed, query: Asked) -> Response:
    """The page."""
    return render(request, "inbox.html", _page(parts_of(request), visitor, query), "inbox")


@router.get("/bandeja")
def news(request: Request, visitor: Signed, query: Asked, marca: str = "") -> Response:
    """The rows and counts again, if anything changed since `marca`."""
    page = _page(parts_of(request), visitor, query)
    return Response(status_code=204) if page.mark == marca else render(request, "_inbox.html", page, "inbox")


@router.get("/avisos")
def notices(request: Request, visitor: Signed) -> Response:
    """How many need a person, for the menu of every page."""
    counts = parts_of(request).triage.counts()
    return render(request, "_badge.html", counts.get(Rank.DANGER, 0) + counts.get(Rank.WAITING, 0))


@router.post("/vistas")
def save_view(request: Request, visitor: Signed, nombre: Annotated[str, Form(min_length=1, max_length=60)],
              filtro: Annotated[str, Form(max_length=1000)] = "", de_todos: Annotated[bool, Form()] = False) -> Response:
    """Keep the filters under a name."""
    query = query_of(filtro)
    parts_of(request).views.save(visitor.counselor.id, nombre, query.address(), de_todos)
    return RedirectResponse(f"/?{query.address()}", 303)


@router.post("/vistas/{number}/borrar")
def delete_view(request: Request, visitor: Signed, number: int) -> Response:
    """Remove one's own saved view."""
    parts_of(request).views.delete(visitor.counselor.id, number)
    return RedirectResponse("/", 303)


def _page(parts: Parts, visitor: Visitor, query: InboxQuery) -> InboxPage:
    reader = Reader(visitor, parts)
    page = parts.triage.page(filters_of(query, reader), query.despues)
    views = _views(reader, query)
    names = {one.id: one.first_name for one in parts.counselors.all()}
    shown = repr(([(row.chat_id, row.rank, row.last_at, row.assigned_to, row.tags) for row in page.rows], [view.count for view in views]))
    mark = hashlib.sha256(shown.encode()).hexdigest()[:16]
    news = "" if query.despues else f"/bandeja?{query.address(marca=mark)}"
    older = f"/?{query.address(despues=page.after)}" if page.after else ""
    places = parts.knowing.directory.places()
    choices = Choices(places, parts.knowing.directory.entries(), tuple(parts.notes.tags()), tuple(parts.counselors.all()))
    return InboxPage(query, page.rows, views, choices, names, dict(places), mark, news, older,
                     bool(parts.database.words_key))


def _views(reader: Reader, query: InboxQuery) -> tuple[ViewLink, ...]:
    """The views that come with the site, then the saved ones, each with its count."""
    parts, counts = reader.parts, reader.parts.triage.counts()
    links = []
    for key, ranks in BUILT_IN.items():
        if key in ("mias", "menciones"):
            count = parts.triage.count(filters_of(InboxQuery(vista=key), reader))
        else:
            count = sum(counts.get(rank, 0) for rank in ranks or Rank)
        chosen = (query.vista or "todas") == key and not query.filtered
        links.append(ViewLink(key, f"/?vista={key}", count, chosen, hot=key == "necesita" and count > 0))
    for view in parts.views.of(reader.visitor.counselor.id):
        kept = query_of(view.query)
        chosen = query.address() == kept.address() and bool(view.query)
        links.append(ViewLink(view.name, f"/?{kept.address()}", parts.triage.count(filters_of(kept, reader)), chosen, saved=view))
    return tuple(links)
