"""Names of what the knowledge holds, for the counselors' site: ids become titles."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.knowledge import Knowledge


class Directory:
    """Fits the site's port of the same name."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._places = {place.id: place.name for place in knowledge.places}
        prose = (*knowledge.programs, *knowledge.questions, *knowledge.topics)
        self._titles = {
            **{entry.id: entry.title for entry in prose}, **{entry.id: entry.name_es for entry in knowledge.certifications},
            **{entry.id: entry.title_es for entry in knowledge.paths},
            **{entry.id: entry.name for entry in (*knowledge.hubs, *knowledge.sectors, *knowledge.support, *knowledge.help_lines)}}

    def places(self) -> tuple[tuple[str, str], ...]:
        """States and countries: id and name, by name."""
        return tuple(sorted(self._places.items(), key=lambda item: item[1]))

    def entries(self) -> tuple[tuple[str, str], ...]:
        """Every entry: id and title, by title."""
        return tuple(sorted(self._titles.items(), key=lambda item: item[1].lower()))

    def title(self, entry_or_passage: str) -> str:
        """The title of an entry or passage; its id when it is not known."""
        entry = entry_or_passage.partition("#")[0].rpartition(":")[2]
        return self._titles.get(entry, entry)

    def said(self, field: str, value: object) -> str:
        """A value of a profile in words."""
        if isinstance(value, bool):
            return "sí" if value else "no"
        if isinstance(value, Iterable) and not isinstance(value, str):
            return ", ".join(self.said(field, one) for one in value)
        text = f"{value:g}" if isinstance(value, float) else str(value)
        return self._places.get(text, text) if field in ("state", "country") else text
