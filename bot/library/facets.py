"""What a passage can be filtered by besides its kind and entry: provider, area, level, language, cost, state and country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.domain.knowledge import Certification, Knowledge, Place
from bot.domain.passage import Passage

Facets = Iterator[tuple[str, str]]


def with_facets(passages: Iterable[Passage], knowledge: Knowledge) -> tuple[Passage, ...]:
    """The passages with their facets, as pairs of name and value: ("provider", "cisco"), ("cost", "free"), ("state", "puebla")."""
    certifications = {entry.id: entry for entry in knowledge.certifications}
    places = {place.id: place for place in knowledge.places}
    return tuple(replace(passage, facets=tuple(dict.fromkeys(_facets(passage, certifications, places)))) for passage in passages)


def labels(passage: Passage) -> tuple[tuple[str, str], ...]:
    """What a passage can be filtered by: its kind and entry, and provider, area, state, country, language and cost where it has them."""
    return (("kind", passage.kind), ("entry", passage.entry_id), *passage.facets)


def _facets(passage: Passage, certifications: Mapping[str, Certification], places: Mapping[str, Place]) -> Facets:
    if passage.kind == "certification":
        yield from _of_certification(certifications[passage.entry_id])
    for place in (places[one] for one in passage.places if one in places):
        yield place.kind, place.id
        yield "country", place.country


def _of_certification(entry: Certification) -> Facets:
    yield "provider", entry.provider
    yield "area", str(entry.area)
    yield "level", str(entry.level)
    yield from (("language", language) for language in entry.languages)
    if entry.cost.free is not None:
        yield "cost", "free" if entry.cost.free else "paid"
