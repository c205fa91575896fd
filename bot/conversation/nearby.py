"""What is near: the nearest campuses with distance, address and a pin, and the nearest hub. For a shared location or a place in words.

A shared location is used for this one answer; what is remembered is the municipality. Where the data say no place, or nothing of which
degrees a campus teaches, that is said, with how to find out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.conversation.commands import command_of
from bot.conversation.draft import Draft
from bot.conversation.ports import Phrases
from bot.conversation.profile import merged, subject
from bot.conversation.told import Teller
from bot.domain.conversation import Facts, Memory
from bot.domain.knowledge import Campus, Campuses
from bot.domain.message import Message, MessageKind
from bot.domain.municipalities import Municipality
from bot.domain.reading import Reading
from bot.domain.reply import Attachment, Button, ReplyKind, Venue

NAMES = frozenset({"cerca", "near"})
ASKS = re.compile(r"\b(?:plantel\w*|conalep\w*|campus\w*|escuela\w*)\b.*\b(?:cerc\w*|nearest|near|closest|close)\b"
                  r"|\b(?:cerc\w*|nearest|near|closest)\b.*\b(?:plantel\w*|conalep\w*|campus\w*|escuela\w*)\b|^cerca de\b|^near\b")
SHOWN = 3
FAR = 150.0  # kilometres from which a campus is called far


class Places(Protocol):
    """Municipalities and where they lie."""

    def by_id(self, place: str) -> Municipality | None:
        """The municipality with this id."""
        ...

    def nearest(self, lat: float, lon: float) -> Municipality | None:
        """The one whose seat is nearest to a point."""
        ...


class Distances(Protocol):
    """What lies near a point."""

    def campuses(self, lat: float, lon: float, most: int) -> Sequence[tuple[Campus, float]]:
        """Campuses and their distances in kilometres, nearest first."""
        ...

    def hub(self, facts: Facts) -> tuple[str, bool] | None:
        """The nearest hub's id, and whether it lies in another state."""
        ...


class Nearby:
    """Fits the engine's Dialogue."""

    def __init__(self, campuses: Campuses | None, places: Places, distances: Distances, teller: Teller, phrases: Phrases) -> None:
        self._campuses, self._places, self._distances = campuses, places, distances
        self._teller, self._say = teller, phrases.say

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply when the turn asks what is near, or shares a location."""
        if self._campuses is None:
            return None
        if message.latitude is not None and message.longitude is not None:
            return self._shared(message.latitude, message.longitude, memory)
        if message.kind is MessageKind.COMMAND:
            return self._told(memory) if command_of(message.text)[0] in NAMES else None
        if message.kind is MessageKind.BUTTON:
            return self._told(memory) if message.text == "near:show" else None
        if not ASKS.search(reading.standalone.lower()) or reading.certifications:
            return None
        return self._told(memory, reading.places)

    def _shared(self, lat: float, lon: float, memory: Memory) -> Draft:
        """A location: the answer is for the point itself, remembered is the municipality."""
        town = self._places.nearest(lat, lon)
        if town is not None:
            known = Facts(state=town.state, country="mexico", place=town.id)
            memory = memory.model_copy(update={"facts": merged(memory.facts, known)})
        name = town.name if town else ""
        return self._around(lat, lon, name, memory)

    def _told(self, memory: Memory, named: Sequence[str] = ()) -> Draft:
        """By the place they told, else the state that the message names; without either, asks for it."""
        facts, language = subject(memory), memory.language
        town = self._places.by_id(facts.place) if facts.place else None
        if facts.country not in (None, "mexico"):
            return Draft(self._say("near.abroad", language, country=self._teller.place(facts.country or "", language)), ReplyKind.UNKNOWN,
                         confidence=0.5, memory=memory)
        if town is not None and town.lat is not None and town.lon is not None:
            return self._around(town.lat, town.lon, town.name, memory)
        state = facts.state or next((place for place in named if self._has(place)), None)
        if state is None:
            return Draft(self._say("near.ask", language), ReplyKind.CLARIFY, asks_location=True, memory=memory)
        return self._in_state(state, town.name if town else "", memory)

    def _has(self, state: str) -> bool:
        """Whether there are campuses in the state."""
        return any(campus.state == state for campus in (self._campuses.campuses if self._campuses else ()))

    def _around(self, lat: float, lon: float, name: str, memory: Memory) -> Draft:
        language = memory.language
        found = self._distances.campuses(lat, lon, SHOWN)
        if not found:
            return Draft(self._say("near.none", language), ReplyKind.UNKNOWN, confidence=0.5, memory=memory)
        head = "near.far" if found[0][1] > FAR else "near.head" if name else "near.head_here"
        lines = [self._say(head, language, 0, **_named(head, name))]
        for campus, away in found:
            lines.append(self._say("near.campus", language, name=campus.name, away=_rounded(away), address=campus.address,
                                   state=self._teller.place(campus.state, language)))
        pins = [Venue(f"CONALEP {campus.name}", campus.address, campus.lat, campus.lon) for campus, _ in found
                if campus.lat is not None and campus.lon is not None]
        return self._finished(lines, pins, memory)

    def _in_state(self, state: str, town: str, memory: Memory) -> Draft:
        """Without a point only the state is known: how many there are, some of them, and how to get nearer."""
        language = memory.language
        own = [campus for campus in (self._campuses.campuses if self._campuses else ()) if campus.state == state]
        if not own:
            return Draft(self._say("near.none", language), ReplyKind.UNKNOWN, confidence=0.5, memory=memory)
        lines = [self._say("near.unknown_place", language, place=town)] if town else []
        lines.append(self._say("near.state", language, count=len(own), state=self._teller.place(state, language)))
        lines += [self._say("near.campus_plain", language, name=campus.name, address=campus.address) for campus in own[:SHOWN]]
        lines.append(self._say("near.say_town", language))
        return self._finished(lines, [], memory)

    def _finished(self, lines: list[str], pins: Sequence[Attachment | Venue], memory: Memory) -> Draft:
        language, campuses = memory.language, self._campuses
        assert campuses is not None
        sources = self._teller.sources(campuses.source, campuses.checked_on)
        hub = self._distances.hub(subject(memory))
        if hub is not None:
            said, from_hub = self._teller.hub(hub[0], hub[1], language)
            lines.append(said)
            sources = (*sources, *from_hub)
        lines.append(self._say("near.degrees", language))
        button = Button(self._say("plan.button_back", language), "plan:show")
        return Draft("\n".join(lines), ReplyKind.ANSWER, sources=sources, buttons=(button,), memory=memory, confidence=0.9,
                     attachments=tuple(pins))


def _named(key: str, name: str) -> dict[str, object]:
    return {} if key == "near.head_here" else {"place": name or "ti"}


def _rounded(away: float) -> str:
    return f"{away:.1f}" if away < 10 else f"{away:.0f}"
