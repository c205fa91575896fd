"""What was corrected: every version, as a difference to what stood before; approving, turning down, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Role
from bot.review.access import Visitor, requires
from bot.review.correcting import approve
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.storage.corrections import Correction

router = APIRouter(prefix="/correcciones")
Signed = Annotated[Visitor, Depends(requires())]
Editor = Annotated[Visitor, Depends(requires(Role.EDITOR))]


@dataclass(frozen=True)
class Line:
    """A line of a difference: what it was and what it is; "" where it is missing."""

    before: str
    after: str
    changed: bool


@dataclass(frozen=True)
class CorrectionsPage:
    """Every version with its title, newest first."""

    corrections: tuple[tuple[str, Correction], ...]


@dataclass(frozen=True)
class CorrectionPage:
    """One version beside what it replaces. `must`: what the evaluation case looks for."""

    correction: Correction
    title: str
    lines: tuple[Line, ...]
    versions: tuple[Correction, ...]
    must: tuple[str, ...]


@router.get("")
def corrections(request: Request, visitor: Signed) -> Response:
    """The list."""
    found = tuple((_title(one), one) for one in reversed(parts_of(request).corrections.all()))
    return render(request, "corrections.html", CorrectionsPage(found), "content")


@router.get("/{number}")
def correction(request: Request, visitor: Signed, number: int) -> Response:
    """One version and its difference."""
    parts = parts_of(request)
    found = _found(parts, number)
    versions = [one for one in parts.corrections.of(found.entry_id) if one.kind == found.kind]
    older = [one for one in versions if one.version < found.version and one.approved_at is not None and one.state != "withdrawn"]
    before = older[-1].form if older else parts.editing.original(found.entry_id, found.kind)
    text = parts.editing.text
    page = CorrectionPage(found, _title(found), tuple(difference(text(found.kind, before), text(found.kind, found.form))),
                          tuple(reversed(versions)), tuple(map(str, found.case.get("must", ()))))
    return render(request, "correction.html", page, "content")


@router.post("/{number}/aprobar")
def approve_it(request: Request, visitor: Editor, number: int) -> Response:
    """Make a proposed version live."""
    parts = parts_of(request)
    if not approve(parts, visitor, _found(parts, number)):
        raise HTTPException(409)
    return RedirectResponse(f"/correcciones/{number}", 303)


@router.post("/{number}/retirar")
def take_back(request: Request, visitor: Editor, number: int) -> Response:
    """Take a live version back, or turn a proposed one down."""
    parts, now = parts_of(request), parts_of(request).clock.now()
    found = _found(parts, number)
    if not parts.corrections.withdraw(number, visitor.counselor.name, now):
        raise HTTPException(409)
    parts.knowing.refresh()
    parts.audit.note(visitor.counselor.name, "correction_withdrawn", now, found.entry_id, str(found.version))
    return RedirectResponse(f"/correcciones/{number}", 303)


def difference(before: str, after: str) -> Iterator[Line]:
    """Line by line, what stands on both sides beside each other."""
    old, new = before.splitlines(), after.splitlines()
    for tag, start, end, other, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = old[start:end], new[other:last]
        for place in range(max(len(left), len(right))):
            yield Line(left[place] if place < len(left) else "", right[place] if place < len(right) else "", tag != "equal")


def _found(parts: Parts, number: int) -> Correction:
    found = parts.corrections.get(number)
    if found is None:
        raise HTTPException(404)
    return found


def _title(correction: Correction) -> str:
    form = correction.form
    return str(next((form[name] for name in ("title", "title_es", "name_es", "name") if form.get(name)), correction.entry_id))
