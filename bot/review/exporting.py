"""Export of a view: CSV, JSON lines, or a transcript to print. Personal data are masked unless an admin asks otherwise; it is streamed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.domain.counselor import Role
from bot.review.access import Visitor, requires
from bot.review.charts import harmless
from bot.review.filters import InboxQuery, Reader, filters_of
from bot.review.pages import Show, environment, language_of, render, translator
from bot.review.parts import Parts, parts_of
from bot.storage.exporting import Exported
from bot.storage.triage import Filters

router = APIRouter(prefix="/exportar")
Editor = Annotated[Visitor, Depends(requires(Role.EDITOR))]
COLUMNS = ("conversation", "at", "message", "reply", "kind", "language", "confidence", "sources", "feedback", "counselor")
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson", "html": "text/html; charset=utf-8"}
PIECE = 64_000  # characters sent at once
MASKS = (  # what a person may be found by; applicants' messages were masked when they were recorded, counselors' were not
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[correo]"), (re.compile(r"(?<!\w)@\w{4,}"), "[usuario]"),
    (re.compile(r"\b[A-Z]{4}\d{6}[A-Z]{6}[A-Z\d]\d\b", re.IGNORECASE), "[CURP]"),
    (re.compile(r"(?<!\d)(?:\+?\d[ .-]?){9,14}\d(?!\d)"), "[número]"))


class ExportQuery(InboxQuery):
    """A view of the inbox, in a format. `completo`: with profiles and without masks; admins only, and logged."""

    formato: str = "csv"
    completo: bool = False


Asked = Annotated[ExportQuery, Query()]


@dataclass(frozen=True)
class ExportPage:
    """What can be exported of a view. `address`: the query part of it."""

    query: ExportQuery
    address: str
    count: int


@router.get("")
def choices(request: Request, visitor: Editor, query: Asked) -> Response:
    """The page that offers the formats."""
    parts = parts_of(request)
    count = parts.triage.count(filters_of(query, Reader(visitor, parts)))
    return render(request, "export.html", ExportPage(query, _view(query), count), "inbox")


@router.get("/conversaciones")
def export(request: Request, visitor: Editor, query: Asked) -> Response:
    """The file, streamed."""
    parts = parts_of(request)
    if query.formato not in TYPES:
        raise HTTPException(422)
    if query.completo and not visitor.may(Role.ADMIN):
        raise HTTPException(403, "role")
    parts.triage.name_new()
    parts.audit.note(visitor.counselor.name, "exported", parts.clock.now(), query.formato,
                     f"{_view(query) or 'todas'}{' sin máscara' if query.completo else ''}")
    filters = filters_of(query, Reader(visitor, parts))
    day = parts.clock.now().astimezone(parts.settings.local).date().isoformat()
    kind = "inline" if query.formato == "html" else "attachment"
    headers = {"content-disposition": f'{kind}; filename="rumbo-{day}.{query.formato}"'}
    return StreamingResponse(_in_pieces(_streamed(request, parts, filters, query)), media_type=TYPES[query.formato], headers=headers)


def masked(text: str) -> str:
    """The text without addresses, numbers and names of accounts."""
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def _in_pieces(texts: Iterator[str]) -> Iterator[str]:
    """The same text in fewer pieces: each costs the server a turn of its loop."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def _streamed(request: Request, parts: Parts, filters: Filters, query: ExportQuery) -> Iterator[str]:
    rows = parts.exporting.rows(filters)
    if query.formato == "html":
        t, show = translator(request), Show(parts.clock.now(), parts.settings.local, language_of(request))
        shown = ({"row": row, "message": _said(row.message, query), "reply": _said(row.reply, query)} for row in rows)
        yield from environment().get_template("transcript.html").generate(rows=shown, t=t, show=show, language=language_of(request))
    elif query.formato == "jsonl":
        for row in rows:
            yield json.dumps(_fields(row, query), ensure_ascii=False) + "\n"
    else:
        yield "\ufeff" + _line(list(COLUMNS))
        for row in rows:
            yield _line([harmless(str(value)) if not isinstance(value, list) else harmless(" ".join(value))
                         for name, value in _fields(row, query).items() if name in COLUMNS])


def _fields(row: Exported, query: ExportQuery) -> dict[str, object]:
    held: dict[str, object] = {
        "conversation": row.conversation, "at": row.at.isoformat(timespec="seconds"), "message": _said(row.message, query),
        "reply": _said(row.reply, query), "kind": row.kind, "language": row.language, "confidence": row.confidence,
        "sources": list(row.sources), "feedback": row.feedback, "counselor": row.counselor}
    return held | {"profile": row.profile} if query.completo else held


def _said(text: str, query: ExportQuery) -> str:
    return text if query.completo else masked(text)


def _line(values: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(values)
    return written.getvalue()


def _view(query: ExportQuery) -> str:
    return InboxQuery.model_validate(query.model_dump(exclude={"formato", "completo"})).address()
