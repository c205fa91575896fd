"""`rumbo check` for a counselor: every mistake with its file and line, and, when there is none, how much there is and what grows old."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.domain.knowledge import Knowledge
from bot.errors import KnowledgeError
from bot.library.files import read_with_places
from bot.library.rules import Aging, aging

OLDEST = 12  # lines about what grows old, at most


def checked(folder: Path, today: date) -> tuple[Knowledge, list[str]]:
    """The files under `folder`, and what to tell a counselor of them, in Spanish; raises KnowledgeError, which says every mistake."""
    try:
        knowledge, origins = read_with_places(folder, today)
    except KnowledgeError as error:
        many = len(error.mistakes)
        head = f"{folder}/: {many} {'error' if many == 1 else 'errores'}. Corrige cada línea y vuelve a revisar."
        raise KnowledgeError(error.mistakes, head) from error
    return knowledge, [_counted(knowledge), *_aged(aging(knowledge, origins, today))]


def _counted(knowledge: Knowledge) -> str:
    held = {
        "carreras": knowledge.programs, "temas": knowledge.topics, "preguntas comunes": knowledge.questions,
        "certificaciones": knowledge.certifications, "rutas": knowledge.paths, "polos": knowledge.hubs, "sectores": knowledge.sectors,
        "apoyos": knowledge.support, "líneas de ayuda": knowledge.help_lines, "intenciones": knowledge.intents,
        "planteles": knowledge.campuses.campuses if knowledge.campuses else (), "fuentes": knowledge.sources,
    }
    sections = sum(len(entry.sections) for entries in (knowledge.programs, knowledge.topics, knowledge.questions) for entry in entries)
    return f"Todo bien: {', '.join(f'{len(rows)} {name}' for name, rows in held.items())}; {sections} preguntas con respuesta."


def _aged(found: list[Aging]) -> list[str]:
    """What has passed and what nobody has read again for a year; passed dates are told to people as passed, so they are no mistakes."""
    if not found:
        return []
    lines = [f"  {one.file}:{one.line}: {one.what} ({f'valía hasta {one.until}' if one.until else 'hace más de un año que no se revisa'})"
             for one in found[:OLDEST]]
    more = [f"  … y {len(found) - OLDEST} más"] if len(found) > OLDEST else []
    return [f"Para actualizar cuando haya datos nuevos ({len(found)}):", *lines, *more]
