"""What only all entries together can tell: ids used twice, and links to what does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from bot.domain.knowledge import Knowledge
from bot.errors import Mistake
from bot.library.lines import Origin, Where

Origins = dict[tuple[str, str], list[Origin]]

IDS = ("certification", "path", "program", "topic", "question", "hub", "sector", "support", "help_line")  # share one space of names
NAMES = {"source": "fuente", "certification": "certificación", "place": "estado o país", "state": "estado", "country": "país",
         "sector": "sector", "entry": "entrada", "phrase": "frase", "program": "carrera", "path": "ruta"}
WHERE = {"source": "agrégala en sources.yaml", "place": "mira las claves en places.yaml", "state": "mira las claves en places.yaml",
         "country": "mira las claves en places.yaml", "sector": "mira las claves en sectors.yaml", "entry": "mira los nombres de archivo",
         "certification": "mira los id en certifications/", "phrase": "agrégala en phrases/es.yaml y phrases/en.yaml",
         "program": "mira los nombres de archivo en programs/", "path": "mira los id en paths.yaml"}


def broken_links(knowledge: Knowledge, origins: Origins) -> list[Mistake]:
    """Ids used twice over all kinds, and every link to a source, place, sector, certification, phrase or entry that is not there."""
    return [*_twice(origins), *_Links(knowledge, origins).broken()]


def _twice(origins: Origins) -> Iterator[Mistake]:
    first: dict[str, Origin] = {}
    for (kind, key), places in origins.items():
        space = "entry" if kind in IDS else kind
        for origin in places:
            held = first.setdefault(f"{space}:{key}", origin)
            if held is not origin:
                yield origin.mistake(("id",), f"«{key}» ya se usa en {held.file}, línea {held.line(('id',))}", "ponle otra clave")


class _Links:
    """Looks up every link of every entry."""

    def __init__(self, knowledge: Knowledge, origins: Origins) -> None:
        self._knowledge = knowledge
        self._origins = origins
        self._known = {
            "source": set(knowledge.sources), "place": {place.id for place in knowledge.places},
            "state": {place.id for place in knowledge.places if place.kind == "state"},
            "country": {place.country for place in knowledge.places} | {place.id for place in knowledge.places if place.kind == "country"},
            "sector": {sector.id for sector in knowledge.sectors},
            "certification": {entry.id for entry in knowledge.certifications},
            "program": {entry.id for entry in knowledge.programs}, "path": {entry.id for entry in knowledge.paths},
            "entry": {key for kind, key in origins if kind in IDS},
            "phrase": {key for rows in knowledge.phrases.values() for key in rows},
        }

    def broken(self) -> Iterator[Mistake]:
        """Every link that leads nowhere."""
        yield from self._catalog()
        yield from self._lists()
        yield from self._prose()
        yield from self._interests()
        if self._knowledge.campuses:
            whole = self._knowledge.campuses
            yield from self._need("file", "campuses.yaml", "source", whole.source, ("source",))
            for number, campus in enumerate(whole.campuses):
                yield from self._need("file", "campuses.yaml", "state", (campus.state,), ("campuses", number, "state"))
        for intent in self._knowledge.intents:
            if intent.reply:
                yield from self._need("intent", intent.id, "phrase", (intent.reply,), ("reply",))

    def _catalog(self) -> Iterator[Mistake]:
        for entry in self._knowledge.certifications:
            yield from self._need("certification", entry.id, "source", entry.source, ("source",))
            yield from self._need("certification", entry.id, "certification", entry.prerequisites, ("prerequisites",))
            yield from self._need("certification", entry.id, "certification", entry.includes, ("includes",))
        for path in self._knowledge.paths:
            yield from self._need("path", path.id, "source", path.source, ("source",))
            yield from self._need("path", path.id, "certification", path.steps, ("steps",))

    def _lists(self) -> Iterator[Mistake]:
        held = self._knowledge
        kinds = (("hub", held.hubs), ("sector", held.sectors), ("support", held.support), ("help_line", held.help_lines))
        for kind, entries in kinds:
            for entry in entries:
                yield from self._need(kind, entry.id, "source", entry.source, ("source",))
        for hub in held.hubs:
            yield from self._need("hub", hub.id, "state", (hub.state,), ("state",))
            yield from self._need("hub", hub.id, "sector", hub.sectors, ("sectors",))
        for support in held.support:
            yield from self._need("support", support.id, "country", (support.country,), ("country",))
        for line in held.help_lines:
            yield from self._need("help_line", line.id, "country", (line.country,), ("country",))

    def _prose(self) -> Iterator[Mistake]:
        held = self._knowledge
        for kind, entries in (("topic", held.topics), ("program", held.programs), ("question", held.questions)):
            for entry in entries:
                for number, section in enumerate(entry.sections):
                    yield from self._need(kind, entry.id, "source", section.source, ("sections", number, "source"))
                    yield from self._need(kind, entry.id, "place", section.places, ("sections", number, "places"))
        for program in held.programs:
            yield from self._need("program", program.id, "sector", program.sectors, ("sectors",))
            yield from self._need("program", program.id, "state", program.states, ("states",))
        for topic in held.topics:
            yield from self._need("topic", topic.id, "place", topic.places, ("places",))
        for question in held.questions:
            yield from self._need("question", question.id, "entry", question.links, ("links",))

    def _interests(self) -> Iterator[Mistake]:
        table = self._knowledge.interests
        if table is None:
            return
        yield from self._need("file", "interests.yaml", "source", table.source, ("source",))
        for number, field in enumerate(table.fields):
            for what, wanted in (("program", field.programs), ("path", field.paths), ("certification", field.companions)):
                place = ("fields", number, {"program": "programs", "path": "paths", "certification": "companions"}[what])
                yield from self._need("file", "interests.yaml", what, wanted, place)

    def _need(self, kind: str, key: str, what: str, wanted: Iterable[str], where: Where) -> Iterator[Mistake]:
        known = self._known[what]
        for number, link in enumerate(wanted):
            if link not in known:
                close = get_close_matches(link, known, n=1, cutoff=0.7)
                advice = f"¿quisiste escribir «{close[0]}»?" if close else WHERE[what]
                place = (*where, number) if where[0] != "sections" and where[-1] not in ("state", "country", "reply") else where
                yield self._origins[kind, key][0].mistake(place, f"no hay {NAMES[what]} con la clave «{link}»", advice)
