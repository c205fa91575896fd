"""Joins what a message says with what was said before, into questions that stand alone.

A question without a subject carries on with that of the part before it or of the last answers. One that only names something else ("¿y
el de Google?", "no, la de IBM") is the last question with that in the place of what it was about. "Otra cosa" begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.conversation.catalog import provided
from bot.conversation.entries import Entries
from bot.conversation.lists import laid_over, limiting
from bot.conversation.pointing import Pointing
from bot.conversation.ports import Reader
from bot.conversation.question import Question
from bot.conversation.siblings import SAID, sibling, with_sibling
from bot.domain.conversation import Constraints, Facts, Memory, Said
from bot.domain.counted import counts_entries
from bot.domain.reading import Mention, Reading
from bot.domain.text import FUNCTION_WORDS

SUBJECTS = ("certification", "path", "program", "support", "topic", "hub", "help_line", "sector")
PLACED = ("state", "country", "city", "campus")
GROUPS = (PLACED, ("certification", "path"), ("program",), ("topic", "support", "hub", "sector", "help_line"))
PARTLY = 0.62  # share of a name from which it is taken for named when nothing is named as a whole
CLEARLY = 0.8  # share of a name from which a number asked for may be one of its own
LIMITED = 3  # limits from which what is named only in part is what a list is about
TIED = 0.06  # names this near each other are equally well said
LEANS = 7  # words up to which a message may be only a change of the last question
LEFT = 0.45  # weight of telling words that such a message may have besides
MOST = frozenset({"shortest", "longest", "cheapest", "dearest", "easiest", "hardest"})
OF_ENTERING = frozenset({"cost", "prerequisites", "min_age"})  # asked of a degree, answered by the school that teaches it
RECENT = 2  # exchanges back that a subject is carried on from


class Understanding:
    """Makes questions of readings."""

    def __init__(self, entries: Entries, reader: Reader) -> None:
        self._entries, self._reader, self._pointing = entries, reader, Pointing(entries, reader)

    def questions(self, reading: Reading, memory: Memory) -> tuple[Question, ...]:
        """One question for each thing asked."""
        facts = _about_whom(reading, memory)
        made: list[Question] = []
        anew = any("another_topic" in part.signs for part in reading.parts)
        memory = memory.model_copy(update={"said": ()}) if anew and "another_topic" not in reading.parts[-1].signs else memory
        for part in _saying(reading.parts) or (reading,):
            made.append(self._question(replace(part, other=reading.other), memory, made[-1] if made else None, facts))
        return tuple(made)

    def _question(self, reading: Reading, memory: Memory, earlier: Question | None, facts: Facts) -> Question:
        """One part as a question; `earlier` is the part before it in the same message."""
        before = earlier.subjects if earlier else ()
        last = None if "another_topic" in reading.signs or not memory.said else memory.said[-1]
        if last is not None and not before:
            changed = self._listed(reading, last, memory) or self._changed(reading, last, memory)
            if changed is not None:
                reading = changed
        if earlier is not None and not (reading.fields or reading.asks) and reading.certifications and not earlier.reading.parts:
            reading = replace(reading, fields=earlier.reading.fields)  # "¿cuánto cuesta A y B?"
        reading = with_sibling(reading, self._reader, memory)
        pointed = self._pointing.at(reading, memory) if last is not None and earlier is None else ""
        if pointed:
            return self._pointed(pointed, reading, memory, facts)
        subjects = self._subjects(reading) or self._pointing.earlier(reading, _earlier(memory) if last is not None else ())
        recent = _recent(memory) if last is not None else ()
        carried = not subjects and bool(before or recent) and not (reading.signs & {"greeting", "thanks"})
        if carried:
            subjects = self._of_kind(before or recent, reading.collections)
            subjects = self._entries.holders(subjects) or subjects if OF_ENTERING & set(reading.fields) else subjects
            if "papers" in reading.signs and any(self._entries.kind(one) in ("program", "certification") for one in subjects):
                subjects = tuple(self._entries.holding)  # a school asks for papers, a course does not
        limits, refines = self._limits(reading, memory, last)
        alike = self._alike(subjects, reading) if carried and not refines else None
        if alike is not None:
            subjects, carried, limits, refines = (), False, alike, True
        text, where, place = reading.standalone, reading.places, ""
        if carried and subjects:
            text = f"{text} {self._entries.name(subjects[0], reading.language)}"
        if carried and subjects and not where:
            where = earlier.where if earlier else self._where(last, memory)
            place = self._entries.name(where[0], reading.language) if where else ""
        return Question(text, reading, subjects, carried, where, _earlier(memory), limits, refines, facts, memory.seed + memory.turn,
                        memory.said[-1].passages[:1] if memory.said else (), f"{text} {place}".rstrip())

    def _pointed(self, entry: str, reading: Reading, memory: Memory, facts: Facts) -> Question:
        """A question about an entry that is pointed at; without a fact of its own it asks what the last one asked."""
        asked = self._reader.read(memory.said[-1].asked, memory)
        fields = reading.fields or asked.fields
        text = f"{reading.standalone} {self._entries.name(entry, reading.language)}"
        return Question(text, replace(reading, fields=fields, asks=reading.asks or asked.asks), (entry,), True, (), _earlier(memory),
                        facts=facts, seed=memory.seed + memory.turn, asked=text)

    def _where(self, last: Said | None, memory: Memory) -> tuple[str, ...]:
        """The places that the last question was about."""
        return self._reader.read(last.asked, memory).places if last is not None and last.asked else ()

    def _subjects(self, reading: Reading) -> tuple[str, ...]:
        """What the question is about: what is named as a whole, else what is named in part."""
        whole = _longest(one for one in reading.mentions if one.kind in SUBJECTS and one.fit >= 1.0)
        partly = [one for one in reading.mentions if one.kind in SUBJECTS and PARTLY <= one.fit < 1.0 and self._agrees(one, reading)]
        if any(one.kind in ("certification", "path") for one in whole):
            beside = [one for one in partly if reading.signs & {"compare", *MOST}][:1]
            return tuple(dict.fromkeys(one.id for one in (*whole, *beside)))
        best = max((one.fit for one in partly), default=0.0)
        of_catalog = set(reading.collections) <= {"certification"}
        counts_of_it = best >= CLEARLY and of_catalog and not counts_entries(reading.words)  # "¿en cuántos idiomas está el CCST de redes?"
        singular = "list" not in reading.signs and ("count" not in reading.signs or counts_of_it)
        near = _telling_most([one for one in partly if one.fit >= best - TIED]) if singular else []
        least = LIMITED - 1 if "recommend" in reading.signs and reading.constraints.areas else LIMITED
        if len(near) > 1 and limiting(reading.constraints) >= least:
            near = []  # "un curso gratis de datos, en español": a list of such
        if any(one.kind == "program" for one in whole) and not reading.constraints.providers and not reading.collections:
            near = []  # "en Informática, ¿se ve Python?"
        return tuple(dict.fromkeys(one.id for one in (*near, *whole)))

    def _of_kind(self, entries: tuple[str, ...], collections: Sequence[str]) -> tuple[str, ...]:
        """Of several entries those of the kind that is named ("la carrera", "el curso"), where there are any."""
        return tuple(one for one in entries if self._entries.kind(one) in collections) or entries

    def _agrees(self, mention: Mention, reading: Reading) -> bool:
        """Whether an entry named in part is of a company that the message names, when it names one."""
        wanted = reading.constraints.providers
        if not wanted or mention.kind == "path":
            return True
        return provided(self._entries.certifications[mention.id], wanted)

    def _listed(self, reading: Reading, last: Said, memory: Memory) -> Reading | None:
        """The last question with this one behind it, when this one asks for a list of what the last one was about: "¿cuáles?"."""
        own = reading.mentions or reading.collections or reading.fields or limiting(reading.constraints)
        if own or not last.asked or not reading.signs & {"list", "count"} or Question("", reading).unexplained() > LEFT:
            return None
        both = self._reader.read(f"{last.asked} {reading.standalone}", memory)
        return replace(both, language=reading.language, parts=()) if both.collections and both.mentions else None

    def _changed(self, reading: Reading, last: Said, memory: Memory) -> Reading | None:
        """The last question with what this message names in the place of what it was about; None when the message asks by itself."""
        if len(reading.words) > LEANS or reading.fields or reading.asks or reading.signs & {"what", "recommend", "compare", "question"}:
            return None
        if not last.asked or Question("", reading).unexplained() > LEFT:
            return None
        mentions = [one for one in reading.mentions if one.fit >= PARTLY]
        asked = self._reader.read(last.asked, memory)
        whole = [one for one in asked.mentions if one.kind == "certification" and one.fit >= 1.0]
        said = [word for word in reading.words if word not in FUNCTION_WORDS]
        other = sibling(self._reader, memory, asked.words, whole[0], said) if whole and 0 < len(said) <= SAID else None
        if other is not None:
            words = [*asked.words[:whole[0].start], *other.spelling.split(), *asked.words[whole[0].end:]]
            return replace(self._reader.read(" ".join(words), memory), language=reading.language, parts=())
        if not mentions:
            return None
        for group in GROUPS:
            new = _longest(one for one in mentions if one.kind in group)
            old = _longest(one for one in asked.mentions if one.kind in group)
            if new and old:
                words = [*asked.words[:old[0].start], *new[0].spelling.split(), *asked.words[old[0].end:]]
                return replace(self._reader.read(" ".join(words), memory), language=reading.language, parts=())
        elsewhere = mentions[0].kind in PLACED and (bool(asked.certifications) or "asks_fact" in reading.signs)  # "¿y hay en Pachuca?"
        if (asked.fields or asked.asks) and not elsewhere:
            name = " ".join(new_.spelling for new_ in mentions[:1])
            kept = [word for at, word in enumerate(asked.words) if not any(one.start <= at < one.end for one in asked.mentions)]
            return replace(self._reader.read(" ".join([*kept, name]), memory), language=reading.language, parts=())
        return None

    def _alike(self, subjects: Sequence[str], reading: Reading) -> Constraints | None:
        """The limits of a list of others like what was spoken of, when such are asked for: "¿y hay uno gratis?"."""
        courses = certifications_in(subjects, self._entries)
        if not courses or "another" not in reading.signs or not (limiting(reading.constraints) or reading.signs & MOST):
            return None
        return laid_over(Constraints(areas=(self._entries.certifications[courses[0]].area,)), reading.constraints)

    def _limits(self, reading: Reading, memory: Memory, last: Said | None) -> tuple[Constraints, bool]:
        """The limits of a list: this question's, laid over those of the list just shown when it only adds to them."""
        here = reading.constraints
        if last is not None and last.kind == "list" and reading.signs & MOST and not limiting(here) and not self._subjects(reading):
            return memory.constraints, True
        if last is None or last.kind != "list" or not limiting(here):
            return here, False
        adds = "continue" in reading.signs or "correct" in reading.signs or "again" in reading.signs
        whole = bool(here.areas and (here.providers or here.kinds or "list" in reading.signs))
        if (adds or len(reading.words) <= 2 * LEANS) and not whole:
            return laid_over(memory.constraints, here), True
        return here, False


def _saying(parts: Sequence[Reading]) -> tuple[Reading, ...]:
    """The parts that say what they ask about: "¿cuál paga mejor y con cuánto?" is one question."""
    return tuple(one for one in parts if one.keywords or one.mentions or one.fields or one.collections)


def _telling_most(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those that are said in a part of the words of another: "watsonx generative AI engineer" is no other's name."""
    return [one for one in mentions if not any(other.start <= one.start and one.end <= other.end
                                               and other.end - other.start > one.end - one.start for other in mentions)]


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that no longer mention covers, in the order of the text."""
    rows = list(mentions)
    return sorted((one for one in rows if not any(
        other is not one and other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
        for other in rows)), key=lambda one: one.start)


def _about_whom(reading: Reading, memory: Memory) -> Facts:
    """What is known of the person asked for: of another person only what is said of them."""
    return reading.other if reading.other is not None else memory.facts


def _recent(memory: Memory) -> tuple[str, ...]:
    """The entries of the last answer that had any, among the last two."""
    return next((said.entities for said in reversed(memory.said[-RECENT:]) if said.entities), ())


def _earlier(memory: Memory) -> tuple[str, ...]:
    """All entries that were spoken of, the newest first, none twice."""
    return tuple(dict.fromkeys(entry for said in reversed(memory.said) for entry in said.entities))


def certifications_in(subjects: Sequence[str], entries: Entries) -> tuple[str, ...]:
    """The certifications among the subjects."""
    return tuple(one for one in subjects if one in entries.certifications)
