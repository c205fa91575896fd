"""Two or three certifications or degrees side by side, as a picture that goes with the answer that compares them.

It stands around the engine: whatever part of it compared (its check says so), the picture shows the same entries field by field. What is
not published is said in the cell; nothing is left blank.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.ports import Answering, Clock, Phrases, Pictures
from bot.domain.cards import TableCard
from bot.domain.conversation import Memory, Outcome
from bot.domain.knowledge import Certification, Knowledge, Program
from bot.domain.message import Message
from bot.domain.reply import Attachment, Reply, ReplyKind

COMPARED = "side by side"  # the check that a comparison leaves
MOST = 3
DOUBTED = {"cost": ("cost",), "duration": ("hours", "duration_text"), "languages": ("languages",), "level": ("level",),
           "credential": ("credential",)}  # rows and the fields of which the entry may say that nobody confirmed them
LISTED = 4  # things learned, jobs, states in one cell


class SideBySide:
    """Fits what answers a message: an engine whose comparisons come with a picture."""

    def __init__(self, engine: Answering, knowledge: Knowledge, phrases: Phrases, pictures: Pictures, clock: Clock) -> None:
        self._engine, self._say, self._pictures, self._clock = engine, phrases.say, pictures, clock
        self._certifications = {one.id: one for one in knowledge.certifications}
        self._programs = {one.id: one for one in knowledge.programs}
        self._places = {one.id: one for one in knowledge.places}

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """The engine's outcome, with a picture where it compares."""
        outcome = self._engine.respond(message, memory)
        reply = outcome.reply
        if reply.kind is not ReplyKind.ANSWER or COMPARED not in outcome.explanation.checks:
            return outcome
        card = self.card(outcome.explanation.entities, reply.language)
        if card is None:
            return outcome
        picture = Attachment("photo", "comparar.png", "image/png", self._pictures.table(card), card.title)
        return replace(outcome, reply=replace(reply, attachments=(*reply.attachments, picture)))

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """The engine's."""
        return self._engine.first_aid(message, memory)

    def card(self, ids: tuple[str, ...], language: str) -> TableCard | None:
        """These entries beside each other; None unless they are two or three of one kind."""
        courses = [self._certifications[one] for one in ids if one in self._certifications]
        degrees = [self._programs[one] for one in ids if one in self._programs]
        if not 2 <= len(ids) <= MOST or len(ids) not in (len(courses), len(degrees)):
            return None
        rows = [self._course(one, language) for one in courses] or [self._degree(one, language) for one in degrees]
        entries: list[Certification | Program] = [*courses, *degrees]
        heads = tuple(self._name(one, language) for one in entries)
        labels = tuple(rows[0])
        held = tuple((label, tuple(row[label] for row in rows)) for label in labels)
        footer = self._say("side.footer" if courses else "side.footer_degrees", language, date=self._clock.today().isoformat())
        return TableCard(self._say("side.title", language), heads, held, footer)

    def _course(self, entry: Certification, language: str) -> dict[str, str]:
        """Each row's label and what it holds for this course."""
        spanish, say = language == "es", self._say
        none = say("side.none", language)
        spoken = ", ".join(say(f"language_{code}", language) for code in entry.languages)
        credential = entry.credential_es if spanish else entry.credential_en or entry.credential_es
        duration = entry.duration_es if spanish else entry.duration_en or entry.duration_es
        hours = say("side.hours", language, hours=f"{entry.hours:g}") if entry.hours else duration
        values = {"cost": self._cost(entry, language), "duration": hours, "languages": spoken,
                  "level": say(f"level_{entry.level}", language), "age": say("side.years", language, age=entry.min_age) if entry.min_age
                  else say("side.age_none", language), "credential": credential, "where": entry.platform}
        doubted = {name for name, fields in DOUBTED.items() if {"all", *fields} & set(entry.unverified)}
        return {say(f"side.{name}", language): say("side.doubted", language, value=value) if value and name in doubted else value or none
                for name, value in values.items()}

    def _cost(self, entry: Certification, language: str) -> str:
        cost = entry.cost
        if cost.free:
            return self._say("side.free", language)
        if cost.free is None or cost.amount is None:
            return ""
        key = "side.a_month" if cost.per == "month" else "side.once"
        return self._say(key, language, amount=f"{cost.amount:g}", currency=cost.currency)

    def _degree(self, entry: Program, language: str) -> dict[str, str]:
        spanish, say = language == "es", self._say
        states = [self._places[one].name for one in entry.states if one in self._places]
        more = say("side.more", language, count=len(states) - LISTED) if len(states) > LISTED else ""
        where = ", ".join(states[:LISTED]) + more
        values = {"field": entry.field_es if spanish else entry.field_en,
                  "learn": ", ".join((entry.learn_es if spanish else entry.learn_en)[:LISTED]),
                  "work": ", ".join((entry.work_es if spanish else entry.work_en)[:LISTED]),
                  "years_of_study": say("side.three_years", language),
                  "states": where or say("side.ask_campus", language)}
        return {say(f"side.{name}", language): value or say("side.none", language) for name, value in values.items()}

    def _name(self, entry: Certification | Program, language: str) -> str:
        if isinstance(entry, Program):
            return entry.title if language == "es" else entry.title_en
        return entry.name_es if language == "es" else entry.name
