"""What a message points at without a name: "el primero", "the second one", "regresando al de hacker"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.entries import Entries
from bot.conversation.ports import Reader
from bot.domain.conversation import Memory
from bot.domain.reading import Reading

PLACES = {"primer": 1, "primero": 1, "primera": 1, "first": 1, "segundo": 2, "segunda": 2, "second": 2, "tercer": 3, "tercero": 3,
          "tercera": 3, "third": 3, "cuarto": 4, "cuarta": 4, "fourth": 4, "ultimo": 0, "ultima": 0, "last": 0}
THING = r"(?:curso|opcion|examen|certificad\w*|ruta|paso|one|course|option|exam|step|path)"
POINTS = re.compile(rf"\b(?:el|la|del|al|the) ({'|'.join(PLACES)})(?: {THING}\b| de (?:los|las|esos|esas)\b|$)")
NUMBER = re.compile(r"\d+$")


class Pointing:
    """Finds the entry that is pointed at, among those spoken of."""

    def __init__(self, entries: Entries, reader: Reader) -> None:
        self._entries, self._reader = entries, reader

    def at(self, reading: Reading, memory: Memory) -> str:
        """The id of the entry in the place that the message says; "" when it says none, names something, or nothing stands there.

        The place is one in the last answer's list, else in what the one entry just spoken of consists of, else in the order of the
        conversation; the second of "Python Essentials 1" is its sequel.
        """
        found = POINTS.search(" ".join(reading.words))
        if found is None or not memory.said or reading.certifications:
            return ""
        place, last = PLACES[found[1]], memory.said[-1].entities
        steps = self._steps(last[0]) if len(last) == 1 else last
        spoken = tuple(dict.fromkeys(one for said in memory.said for one in said.entities))
        for row in (steps, spoken):
            if len(row) > 1 and place <= len(row):
                return row[place - 1]
        return self._sequel(spoken[0], place, memory) if len(spoken) == 1 else ""

    def earlier(self, reading: Reading, spoken: Sequence[str]) -> tuple[str, ...]:
        """Of what the message names in part that which was spoken of before, the newest only."""
        partly = {one.id for one in reading.mentions if one.kind == "certification" and one.fit < 1.0}
        return tuple(one for one in spoken if one in partly)[:1]

    def _steps(self, entry: str) -> tuple[str, ...]:
        """What a path, or a certificate of several courses, consists of."""
        if entry in self._entries.paths:
            return self._entries.paths[entry].steps
        course = self._entries.certifications.get(entry)
        return course.prerequisites if course is not None and course.kind in ("learning_path", "certificate") else ()

    def _sequel(self, entry: str, place: int, memory: Memory) -> str:
        name = self._entries.name(entry, "en")
        if not NUMBER.search(name) or not place:
            return ""
        named = self._reader.read(NUMBER.sub(str(place), name), memory).certifications
        return named[0] if named else ""
