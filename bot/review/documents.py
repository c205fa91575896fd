"""Programme documents as counselors have them: uploaded, read as Markdown, checked side by side, then split, indexed and live."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Role
from bot.errors import LibraryError
from bot.review.access import Visitor, requires
from bot.review.content import keep
from bot.review.correcting import slug
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.security import UPLOAD_LIMIT

router = APIRouter(prefix="/contenido/documentos")
Editor = Annotated[Visitor, Depends(requires(Role.EDITOR))]
HEADING = re.compile(r"(?m)^#{1,4} +(.+)$")
PIECE = 1000  # characters of a section where the document has no headings
MOST = 60  # sections of one document


@dataclass(frozen=True)
class UploadPage:
    """The form to upload a file; `problem`: the key of a label."""

    problem: str = ""


@dataclass(frozen=True)
class DocumentPage:
    """What was read, to be checked before it goes live. `sections`: how it would be split."""

    name: str
    title: str
    text: str
    day: str
    until: str
    url: str
    sections: tuple[tuple[str, str], ...]
    mistakes: tuple[str, ...] = ()


@router.get("")
def upload_form(request: Request, visitor: Editor) -> Response:
    """The form."""
    return render(request, "upload.html", UploadPage(), "content")


@router.post("")
def upload(request: Request, visitor: Editor, archivo: Annotated[UploadFile, File()]) -> Response:
    """Read the file and show what was read."""
    parts = parts_of(request)
    if parts.documents is None:
        raise HTTPException(404)
    name = PurePath((archivo.filename or "").replace("\\", "/")).name[:120]
    try:
        text = parts.documents.read(name, archivo.file.read(UPLOAD_LIMIT))
    except LibraryError as error:
        return render(request, "upload.html", UploadPage(str(error)), "content", status=422)
    parts.audit.note(visitor.counselor.name, "document_read", parts.clock.now(), name)
    day = parts.clock.now().astimezone(parts.settings.local).date().isoformat()
    page = DocumentPage(name, _title(text, name), text, day, "", "", tuple(split(text)))
    return render(request, "document.html", page, "content")


@router.post("/guardar")
def save(request: Request, visitor: Editor, titulo: Annotated[str, Form(min_length=1, max_length=160)],
         texto: Annotated[str, Form(max_length=450_000)], fecha: Annotated[str, Form(max_length=10)],
         archivo: Annotated[str, Form(max_length=120)] = "", vigencia: Annotated[str, Form(max_length=10)] = "",
         direccion: Annotated[str, Form(max_length=400)] = "") -> Response:
    """Make the document a source and an entry, checked as files are; live within seconds."""
    parts, texto = parts_of(request), texto.replace("\r\n", "\n")  # browsers end lines so
    name = f"doc-{slug(titulo)}"
    source: dict[str, Any] = {"id": name, "title": titulo.strip(), "published": fecha}
    if direccion.startswith(("https://", "http://")):
        source["url"] = direccion.strip()
    sections = [_section(heading, text, name, vigencia, titulo.strip()) for heading, text in split(texto)]
    topic = {"id": name, "title": titulo.strip(), "title_en": titulo.strip(), "checked_on": fecha, "sections": sections}
    checked = parts.editing.check("topic", topic, [("source", source)]) if sections else None
    if checked is None or checked.mistakes:
        said = checked.mistakes if checked else ("?",)
        page = DocumentPage(archivo, titulo, texto, fecha, vigencia, direccion, tuple(split(texto)), said)
        return render(request, "document.html", page, "content", status=422)
    return RedirectResponse(f"/correcciones/{_kept(parts, visitor, source, checked.form)}", 303)


def _kept(parts: Parts, visitor: Visitor, source: dict[str, Any], topic: dict[str, Any]) -> int:
    keep(parts, visitor, "source", source)
    return keep(parts, visitor, "topic", topic).id


def split(text: str) -> list[tuple[str, str]]:
    """Heading and text of each part of a document: by its headings, and where there are none by paragraphs."""
    marks = list(HEADING.finditer(text))
    parts = [("", text[:marks[0].start()] if marks else text)]
    parts += [(mark[1].strip(" #*"), text[mark.end():following.start() if following else len(text)])
              for mark, following in zip(marks, [*marks[1:], None][:len(marks)], strict=True)]
    found: list[tuple[str, str]] = []
    for heading, body in parts:
        pieces = _pieces(body.strip())
        for number, piece in enumerate(pieces):
            first = piece.split("\n")[0].strip(" #*|-")[:80]
            found.append((f"{heading}{f' ({number + 1})' if number and heading else ''}" if heading else first, piece))
    return [(heading or "…", body) for heading, body in found if re.search(r"\w", body)][:MOST]


def _pieces(body: str) -> list[str]:
    """Paragraphs joined until they are long enough; a table stays in one piece with the line before it."""
    pieces: list[str] = []
    for paragraph in re.split(r"\n\s*\n", body):
        clean = paragraph.strip()
        if not clean:
            continue
        if pieces and len(pieces[-1]) + len(clean) < PIECE:
            pieces[-1] = f"{pieces[-1]}\n\n{clean}"
        else:
            pieces.append(clean)
    return pieces


def _section(heading: str, text: str, source: str, until: str, title: str) -> dict[str, Any]:
    """A section as it is published. The document speaks for itself in one language; it is found by its heading and title."""
    asked = [f"{title}: {heading}", f"qué dice {title} de {heading}", f"{heading} según {title}", f"what does {title} say about {heading}"]
    section: dict[str, Any] = {"heading": heading, "heading_en": heading, "text": text, "text_en": text, "asked": asked, "source": [source]}
    return section | ({"valid_until": until} if until else {})


def _title(text: str, name: str) -> str:
    found = HEADING.search(text)
    return (found[1].strip(" #*") if found else PurePath(name).stem.replace("_", " ").replace("-", " "))[:160]
