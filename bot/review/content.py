"""The knowledge as counselors keep it: entries by age and use, one entry with its sources, and a form to edit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Role
from bot.domain.entry import EntrySeen, FormField
from bot.review.access import Visitor, requires
from bot.review.correcting import approve, case_for
from bot.review.links import wrong_since
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.storage.corrections import Correction, Proposal
from bot.storage.links import LinkKept

router = APIRouter(prefix="/contenido")
Signed = Annotated[Visitor, Depends(requires())]
USED_DAYS = 90
MOST_BOXES = 400


@dataclass(frozen=True)
class Row:
    """An entry in the list: `used` times in the last 90 days; `broken`: its link that no longer answers."""

    entry: EntrySeen
    used: int
    outdated: bool
    broken: LinkKept | None = None


@dataclass(frozen=True)
class ContentPage:
    """Entries: outdated ones first, within them those most used."""

    rows: tuple[Row, ...]
    kinds: tuple[str, ...]
    kind: str
    words: str
    outdated: int
    waiting: int
    only_broken: bool
    broken: int


@dataclass(frozen=True)
class EntryPage:
    """One entry with everything it says. `fields`: its boxes that hold something."""

    entry: EntrySeen
    fields: tuple[FormField, ...]
    sources: tuple[EntrySeen, ...]
    versions: tuple[Correction, ...]
    outdated: bool
    links: dict[str, LinkKept]


@dataclass(frozen=True)
class EditPage:
    """The form of an entry; `entry_id` is "" for a new one."""

    kind: str
    entry_id: str
    title: str
    fields: tuple[FormField, ...]
    mistakes: tuple[str, ...] = ()


@router.get("")
def content(request: Request, visitor: Signed, tipo: str = "", q: str = "", rotos: bool = False) -> Response:
    """The list; `rotos`: only entries with a link that no longer answers."""
    parts = parts_of(request)
    today, broken = _today(parts), wrong_since(parts)
    used = parts.figures.entries(parts.clock.now() - timedelta(days=USED_DAYS), None)
    rows = [Row(one, used.get(one.id, 0), one.is_outdated(today), broken.get((one.kind, one.id))) for one in parts.editing.entries()
            if tipo in ("", one.kind) and q.casefold() in f"{one.title} {one.id}".casefold()]
    rows = [row for row in rows if row.broken] if rotos else rows
    rows.sort(key=lambda row: (not row.outdated, -row.used, row.entry.checked_on or today, row.entry.title))
    page = ContentPage(tuple(rows), parts.editing.kinds, tipo, q, sum(row.outdated for row in rows), len(parts.corrections.proposed()),
                       rotos, len(broken))
    return render(request, "content.html", page, "content")


@router.get("/nueva/{kind}")
def new_entry(request: Request, visitor: Signed, kind: str) -> Response:
    """An empty form."""
    parts = parts_of(request)
    if kind not in parts.editing.kinds:
        raise HTTPException(404)
    return render(request, "edit.html", EditPage(kind, "", "", parts.editing.fields(kind, {"checked_on": _today(parts)})), "content")


@router.get("/editar/{kind}/{name}")
def edit_form(request: Request, visitor: Signed, kind: str, name: str) -> Response:
    """The form of an entry."""
    parts = parts_of(request)
    found = parts.editing.entry(name, kind)
    if found is None:
        raise HTTPException(404)
    return render(request, "edit.html", EditPage(kind, found.id, found.title, parts.editing.fields(kind, found.form)), "content")


@router.post("/editar/{kind}")
async def edit(request: Request, visitor: Signed, kind: str) -> Response:
    """Check and keep what was typed; an editor's goes live at once."""
    form = await request.form()
    typed = {name: str(value)[:20_000] for name, value in list(form.items())[:MOST_BOXES] if name != "csrf"}
    return await run_in_threadpool(_edited, request, visitor, kind, typed)


@router.get("/{name}")
def entry(request: Request, visitor: Signed, name: str, tipo: str = "") -> Response:
    """One entry, by its id or by that of one of its passages."""
    parts = parts_of(request)
    found = parts.editing.entry(name, tipo)
    if found is None:
        raise HTTPException(404)
    held = {one.id: one for one in parts.editing.entries() if one.kind == "source"}
    fields = tuple(one for one in parts.editing.fields(found.kind, found.form) if one.value)
    versions = tuple(one for one in parts.corrections.of(found.id) if one.kind == found.kind)
    sources = tuple(held[key] for key in found.sources if key in held)
    page = EntryPage(found, fields, sources, versions, found.is_outdated(_today(parts)), parts.links.all())
    return render(request, "entry.html", page, "content")


def _edited(request: Request, visitor: Visitor, kind: str, typed: Mapping[str, str]) -> Response:
    parts = parts_of(request)
    if kind not in parts.editing.kinds:
        raise HTTPException(404)
    form = parts.editing.form(kind, typed)
    checked = parts.editing.check(kind, form)
    if checked.mistakes:
        page = EditPage(kind, str(form.get("id", "")), str(form.get("title", "")), parts.editing.fields(kind, form), checked.mistakes)
        return render(request, "edit.html", page, "content", status=422)
    kept = keep(parts, visitor, kind, checked.form)
    return RedirectResponse(f"/correcciones/{kept.id}", 303)


def keep(parts: Parts, visitor: Visitor, kind: str, form: dict[str, Any]) -> Correction:
    """A new version of a checked entry, live at once when an editor wrote it."""
    now = parts.clock.now()
    case = case_for(form, ()) if kind == "question" else {}
    kept = parts.corrections.propose(Proposal(str(form["id"]), kind, form, visitor.counselor.name, case), now)
    parts.audit.note(visitor.counselor.name, "correction_proposed", now, kept.entry_id, str(kept.version))
    if visitor.may(Role.EDITOR):
        approve(parts, visitor, kept)
    return kept


def _today(parts: Parts) -> date:
    return parts.clock.now().astimezone(parts.settings.local).date()
