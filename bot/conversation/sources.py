"""The sources of entries, as an applicant sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.knowledge import Sourced, SourceEntry
from bot.domain.reply import Source

EACH = 2  # sources shown of one entry


def sources_of(entries: Iterable[Sourced], held: Mapping[str, SourceEntry]) -> tuple[Source, ...]:
    """The first sources of each entry, none twice."""
    pairs = {key: entry.checked_on for entry in entries for key in entry.source[:EACH]}
    return tuple(Source(held[key].title, held[key].url, day, held[key].published, held[key].personal_copy)
                 for key, day in pairs.items())
