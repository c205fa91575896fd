"""Lists over the catalog: filtered by what the question limits, narrowed by what else it says, ordered by what it wants most of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.catalog import Catalog
from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.ports import Library, Phrases
from bot.conversation.question import Question
from bot.domain.conversation import Constraints
from bot.domain.knowledge import Certification
from bot.domain.passage import Sought
from bot.domain.reply import Button, ReplyKind
from bot.domain.text import roots

SHOWN = 5
ROOM = 590  # characters
# what is given up first
DROPPED = ("min_validity", "levels", "max_hours", "min_hours", "languages", "price", "max_price", "kinds", "platforms", "free")
NARROWING = ("certification", "program", "sector")  # names that may only say what the list is about
NEAR = 0.045  # similarity by which an entry may be farther than the nearest and still be of the topic
UNTOLD = 0.55  # confidence lost for a telling word that no entry has
UNTOLD_OF_AREA = 0.2  # the same when the area of the list is named, or several limits: what it is about is known
NARROW = 2
WIDER = 0.75  # share of the telling words for which entries of other areas than the one named are meant
NONE = 0.5  # confidence in a list without entries: what a passage says is preferred


@dataclass(frozen=True)
class Listed:
    """Entries that meet the limits, those given up, and the share of the question's other telling words that they have."""

    entries: tuple[Certification, ...]
    limits: Constraints
    given_up: tuple[str, ...] = ()
    told: float = 1.0


class Lists:
    """Composes lists of certifications."""

    def __init__(self, entries: Entries, catalog: Catalog, library: Library, phrases: Phrases) -> None:
        self._entries, self._catalog, self._library, self._say = entries, catalog, library, phrases.say

    def draft(self, question: Question) -> Draft:
        """The list asked for. Its confidence falls with every telling word of the question that it does not account for."""
        found = self._found(question)
        language = question.language
        if not found.entries:
            text = self._say("list_none", language)
            return Draft(text, ReplyKind.UNKNOWN, constraints=found.limits, confidence=NONE)
        entries = self._ordered(found, question)
        head = self._head(entries, found, question)
        lines = [f"• {self._catalog.brief(entry, self._asked(question), language)}" for entry in entries[:SHOWN]]
        minor = question.facts.age is not None and question.facts.age < 18
        while len(lines) > 1 and len("\n".join([head, *lines])) > ROOM:
            lines.pop()
        shown = entries[:len(lines)]
        note = [self._say("age_note", language)] if not minor and any(one.provider.startswith("google") for one in shown) else []
        untold = question.unexplained() * (1 - found.told)
        several = limiting(found.limits) > NARROW
        strange = self._catalog.strange(self._telling(question)) if found.limits.areas and not several else 0.0
        narrow = found.limits.areas or limiting(found.limits) >= NARROW
        lost = UNTOLD_OF_AREA * untold + UNTOLD * strange if narrow else UNTOLD * untold
        confidence = max(0.3, 0.93 - lost)
        buttons = tuple(Button(self._entries.name(one.id, language), f"ask:{self._say('ask_what', language)} {one.name}?")
                        for one in shown[:3])
        return Draft("\n".join([head, *lines, *note]), ReplyKind.ANSWER, self._entries.sources(shown[:2]), buttons, confidence,
                     tuple(one.id for one in shown), constraints=found.limits)

    def told(self, question: Question) -> float:
        """The share of the question's telling words that one entry has; 0 where it has none."""
        words = self._telling(question)
        return self._catalog.about(list(self._catalog.entries.values()), words)[1] if words else 0.0

    def _head(self, entries: Sequence[Certification], found: Listed, question: Question) -> str:
        language, count = question.language, len(entries)
        if found.given_up:
            return self._say("list_near", language)
        if question.has("shortest", "cheapest", "easiest", "longest", "dearest", "hardest"):
            return self._say("list_most", language, name=self._entries.name(entries[0].id, language))
        return self._say("list_one", language) if count == 1 else self._say("list", language, question.seed, count=count)

    def _found(self, question: Question) -> Listed:
        """What meets the limits; without the least important of them when nothing does."""
        limits, age = question.limits, question.facts.age
        given_up: list[str] = []
        entries = self._catalog.fitting(limits, age)
        for name in DROPPED:
            if entries:
                break
            if getattr(limits, name) not in (None, ()):
                limits = limits.model_copy(update={name: type(limits).model_fields[name].get_default()})
                given_up.append(name)
                entries = self._catalog.fitting(limits, age)
        words = self._telling(question)
        if not words:
            return Listed(tuple(entries), question.limits, tuple(given_up))
        kept, told = self._catalog.about(entries, words)
        if not told and limits.areas:
            wider, share = self._catalog.about(self._catalog.fitting(limits.model_copy(update={"areas": ()}), age), words)
            kept, told = (wider, share) if share > WIDER else (kept, told)
        if not told:
            kept = self._near(question, kept)
        return Listed(tuple(kept), question.limits, tuple(given_up), told)

    def _telling(self, question: Question) -> dict[str, float]:
        """The telling words that no cue and no name of another kind accounts for: they narrow the list."""
        reading = question.reading
        named = {at for one in reading.mentions if one.kind not in NARROWING for at in range(one.start, one.end)}
        return {word.root: word.weight for word in reading.keywords if word.position not in named and word.position not in reading.cued
                and word.weight >= 0.3}

    def _near(self, question: Question, entries: Sequence[Certification]) -> list[Certification]:
        """The entries by nearness of meaning; only when the limits alone do not make the list."""
        limits = question.limits
        if limits.areas or not entries:
            return list(entries)
        places = {entry.id: entry for entry in entries}
        ranked = self._library.search(Sought(question.text, filters=(("kind", "certification"),), limit=120))
        found = [one for one in ranked if one.passage.entry_id in places]
        best = max((one.dense for one in found), default=0.0)
        return [places[one.passage.entry_id] for one in found if one.dense >= best - NEAR] or list(entries)

    def _ordered(self, found: Listed, question: Question) -> list[Certification]:
        """What is wanted most of first; where a limit was given up, what exceeds it least."""
        entries = found.entries
        hours = [entry for entry in entries if entry.hours is not None]
        prices = [entry for entry in entries if entry.cost.amount is not None]
        if found.limits.min_validity is not None and "min_validity" not in found.given_up:
            return sorted(entries, key=lambda entry: entry.validity_years or 0.0)
        if question.has("shortest") or "max_hours" in found.given_up:
            return sorted(hours, key=lambda entry: entry.hours or 0.0) or list(entries)
        if question.has("longest"):
            return sorted(hours, key=lambda entry: -(entry.hours or 0.0)) or list(entries)
        if question.has("cheapest") or "max_price" in found.given_up:
            return sorted(prices, key=lambda entry: entry.cost.amount or 0.0) or list(entries)
        if question.has("dearest"):
            return sorted(prices, key=lambda entry: -(entry.cost.amount or 0.0)) or list(entries)
        areas = {word.root for word in question.reading.keywords if word.position in question.reading.cued}
        return sorted(entries, key=lambda entry: not areas & roots(f"{entry.name} {entry.name_es}"))

    def _asked(self, question: Question) -> tuple[str, ...]:
        """The field asked for, or limited, that a short line does not say by itself."""
        if question.limits.min_validity is not None:
            return ("validity",)
        return tuple(name for name in question.reading.fields if name in ("min_age", "credential", "validity", "prerequisites"))[:1]


def laid_over(before: Constraints, here: Constraints) -> Constraints:
    """The limits of an earlier list with those that are set now."""
    new = {name: value for name, value in here.model_dump().items() if value not in (None, ())}
    return before.model_copy(update=new)


def limiting(limits: Constraints) -> int:
    """How many kinds of limits are set."""
    return sum(value not in (None, ()) for value in limits.model_dump().values())
