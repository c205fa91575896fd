""""Responder mejor": a counselor writes what should have been answered; an editor approves it, and from then on the bot says that.

What is kept is the counselor's own wording, never the applicant's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot.domain.counselor import Role
from bot.domain.entry import EntrySeen
from bot.domain.outgoing import Outgoing, as_html
from bot.errors import LibraryError
from bot.review.access import Visitor, requires
from bot.review.pages import render
from bot.review.parts import Parts, parts_of
from bot.review.similar import Neighbour, neighbours
from bot.storage.conversations import TurnSeen
from bot.storage.corrections import Correction, Proposal

router = APIRouter(prefix="/responder")
Signed = Annotated[Visitor, Depends(requires())]
SIMILAR = 12
BOXES = ("pregunta", "respuesta", "pregunta_en", "respuesta_en", "formas", "fuentes", "fichas", "vigencia", "debe", "sin_publicar")
OWN_SOURCE = "equipo-rumbo"


@dataclass(frozen=True)
class Alike:
    """Questions like the one that is answered: some wordings, and how many people and turns they come from."""

    wordings: tuple[str, ...] = ()
    people: int = 0
    turns: tuple[int, ...] = ()


@dataclass(frozen=True)
class AnswerPage:
    """The editor. `typed`: what stands in its boxes; `mistakes`: what the check says; `entry`: where the old answer came from."""

    turn: TurnSeen
    name: str
    alike: Alike
    typed: Mapping[str, str]
    sources: tuple[EntrySeen, ...]
    entry: EntrySeen | None
    mistakes: tuple[str, ...] = ()


@router.get("/{turn}")
def answer_better(request: Request, visitor: Signed, turn: int) -> Response:
    """The page; that the question was read is logged."""
    parts = parts_of(request)
    page = _page(parts, turn, {"fuentes": OWN_SOURCE})
    parts.audit.note(visitor.counselor.name, "reply_read", parts.clock.now(), page.name, str(turn))
    return render(request, "answer.html", page, "inbox")


@router.post("/{turn}")
async def propose(request: Request, visitor: Signed, turn: int) -> Response:
    """Check what was written as a file would be and keep it; an editor's goes live at once."""
    form = await request.form()
    typed = {name: "\n".join(str(value) for value in form.getlist(name)).replace("\r\n", "\n")[:8000] for name in BOXES}
    return await run_in_threadpool(_proposed, request, visitor, turn, typed)


def _proposed(request: Request, visitor: Visitor, turn: int, typed: dict[str, str]) -> Response:
    parts, now = parts_of(request), parts_of(request).clock.now()
    form = _entry(parts, typed)
    checked = parts.editing.check("question", form)
    if checked.mistakes or not form["id"]:
        page = _page(parts, turn, typed, checked.mistakes or ("pregunta",))
        return render(request, "answer.html", page, "inbox", status=422)
    kept = parts.corrections.propose(
        Proposal(checked.id, "question", checked.form, visitor.counselor.name, case_for(checked.form, lines(typed["debe"])), turn), now)
    parts.audit.note(visitor.counselor.name, "correction_proposed", now, checked.id, str(kept.version))
    if visitor.may(Role.EDITOR):
        approve(parts, visitor, kept)
    return RedirectResponse(f"/correcciones/{kept.id}", 303)


def approve(parts: Parts, visitor: Visitor, correction: Correction) -> bool:
    """Make it live everywhere within seconds, and tell those who asked and wanted to know; False when it is not proposed any more."""
    now = parts.clock.now()
    if not parts.corrections.approve(correction.id, visitor.counselor.name, now):
        return False
    parts.knowing.refresh()
    parts.audit.note(visitor.counselor.name, "correction_approved", now, correction.entry_id, str(correction.version))
    if correction.turn_id and correction.kind == "question":
        found = parts.conversations.turn(correction.turn_id)
        turns = alike(parts, found[0]).turns if found else ()
        _tell(parts, correction, (correction.turn_id, *turns))
    return True


def _tell(parts: Parts, correction: Correction, turns: Sequence[int]) -> None:
    section = correction.form["sections"][0]
    say, now = parts.phrases.say, parts.clock.now()
    texts = {language: f"{say('correction.told', language)}\n\n**{section[heading]}**\n{section[text]}"
             for language, heading, text in (("es", "heading", "text"), ("en", "heading_en", "text_en"))}
    asked = parts.corrections.who_asked(turns, correction.id)
    parts.corrections.tell(correction.id, {chat: Outgoing(as_html(texts.get(language, texts["es"]))) for chat, language in asked}, now)


def alike(parts: Parts, turn: TurnSeen) -> Alike:
    """Questions that mean the same; none while the embedding model is not there."""
    question = turn.why.standalone or turn.message
    if parts.embeddings is None or not question:
        return Alike()
    try:
        vector = parts.embeddings.vectors([question])[0]
    except LibraryError:
        return Alike()
    near = parts.vectors.of_kind((), None, None)
    found: list[Neighbour] = neighbours(vector, near, most=SIMILAR)
    wordings = tuple(one.asked.text for one in found)
    same = {text.casefold() for text in wordings}
    asked = [one for one in near.asked if one.text.casefold() in same]
    return Alike(wordings, len({one.chat_id for one in asked}), tuple(one.turn_id for one in asked))


def case_for(form: Mapping[str, Any], must: Sequence[str]) -> dict[str, Any]:
    """The evaluation case of an entry: its question must be answered from it, with what must stand in the answer."""
    section = form["sections"][0]
    wanted = list(must) or _telling(str(section["text"]))
    expect = ["unknown"] if section.get("unpublished") else ["answer"]
    return {"id": f"site-{form['id']}", "kind": "unanswerable" if section.get("unpublished") else "fact", "turns": [section["heading"]],
            "paraphrases": list(section.get("asked") or ()), "expect": expect, "must": [re.escape(folded(one)) for one in wanted],
            "needs_source": not section.get("unpublished"), "entries": [form["id"]], "reason": "Lo corrigió el equipo en el sitio."}


def folded(text: str) -> str:
    """As the scoring compares: lower case, no accents, no bold marks."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("**", ""))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def slug(text: str) -> str:
    """An id out of a title."""
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")[:60].strip("-")


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _telling(text: str) -> list[str]:
    """What tells an answer from others: what is bold, its figures, else its longest words."""
    bold, figures = re.findall(r"\*\*(.+?)\*\*", text), re.findall(r"\d[\d.,:]*\d|\d", text)
    words = sorted(set(re.findall(r"[^\W\d_]{5,}", text)), key=lambda word: (-len(word), word))
    return (bold or figures or words)[:2]


def _entry(parts: Parts, typed: Mapping[str, str]) -> dict[str, Any]:
    """The typed boxes as a common question; an id that other entries have gets a number behind it."""
    held = {one.id for one in parts.editing.entries()}
    name = slug(typed["pregunta"])
    number = 2
    entry_id = name
    while entry_id in held:
        entry_id, number = f"{name}-{number}", number + 1
    section: dict[str, Any] = {
        "heading": typed["pregunta"].strip(), "heading_en": typed["pregunta_en"].strip(), "text": typed["respuesta"].strip(),
        "text_en": typed["respuesta_en"].strip(), "asked": lines(typed["formas"]), "source": lines(typed["fuentes"]),
        "unpublished": bool(typed["sin_publicar"])}
    if typed["vigencia"]:
        section["valid_until"] = typed["vigencia"]
    day = parts.clock.now().astimezone(parts.settings.local).date().isoformat()
    return {"id": entry_id, "title": section["heading"], "title_en": section["heading_en"], "checked_on": day, "sections": [section],
            "links": lines(typed["fichas"])}


def _page(parts: Parts, turn: int, typed: Mapping[str, str], mistakes: tuple[str, ...] = ()) -> AnswerPage:
    found = parts.conversations.turn(turn)
    if found is None:
        raise HTTPException(404)
    seen, chat = found
    entry = parts.editing.entry(seen.why.passages[0].passage_id) if seen.why.passages else None
    sources = tuple(one for one in parts.editing.entries() if one.kind == "source")
    boxes = dict.fromkeys(BOXES, "") | dict(typed)
    return AnswerPage(seen, parts.triage.name_of(chat), alike(parts, seen), boxes, sources, entry, mistakes)
