"""Answers about one certification, or two or three beside each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.catalog import LEVELS, Catalog
from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.facts import FieldWording, length_in_words, verdict
from bot.conversation.ports import AskedOf, Phrases
from bot.conversation.question import Question
from bot.domain.counted import counted
from bot.domain.knowledge import Certification
from bot.domain.reply import Button, ReplyKind
from bot.domain.text import plain, root, roots, singular

COMPARED = 3
NOTES = 2
ROOM = 600  # characters of an answer
BESIDE = 0.6  # weight of telling words from which a question asks for something that no field holds
ASIDE = 0.4  # confidence in an overview that does not say what was asked
FIT = ("level", "cost", "prerequisites")  # fields that tell which of two suits somebody
OF_FIELDS = frozenset({"count", "money", "link", "age"})  # forms that a field of a course may have
NOTED = 0.25  # weight of the words that a note must share with the question
ARTICLES = frozenset({"el", "la", "the"})
CALENDAR = frozenset(map(root, ("meses", "semanas", "dias", "months", "weeks", "days")))
FIGURE = re.compile(r"\d")
NEXT = ("cost", "hours", "languages", "prerequisites", "skills", "url")


class CertificationAnswers:
    """Facts and comparisons, composed from typed fields."""

    def __init__(self, entries: Entries, catalog: Catalog, phrases: Phrases, asked: AskedOf | None = None) -> None:
        self._entries, self._catalog, self._say, self._asked = entries, catalog, phrases.say, asked
        self._wording = FieldWording(catalog.entries, phrases)

    def facts(self, entry: Certification, question: Question) -> Draft:
        """What was asked of one entry; unknown when none of the fields asked is published, whatever else is known of it."""
        language, fields = question.language, self._fields(question)
        note = ""
        if self._asked is not None and not fields and (meant := self.meant(question)):
            field = self._asked.field(meant)
            fields = (field,) if field else fields
            note = "" if field else self._asked.note(entry.id, meant, language)
        wanted = self._implied(entry, fields) or ("kind", "cost", "hours", "languages", "level")
        said = [self._wording.fact(entry, name, language) for name in wanted]
        known = any(fact.known for fact in said)
        if not known and "count" in question.reading.asks:
            note = note or self._stated(entry, question)
        if note:
            return self._noted(entry, note, question)
        notes = [*self._in_units(entry, fields, question), *self._notes(entry, question)]
        name = self._entries.name(entry.id, language)
        lead = self._lead(entry, question, fields)
        line = self._say("fact_line", language, name=name, facts=self._say("and_list", language).join(fact.text for fact in said))
        skills = [] if fields else [self._sentence(self._wording.fact(entry, "skills", language).text)]
        text = _within([lead + line, *skills[:1], *notes], ROOM)
        if not known and not notes:
            nearby = self._say("and_list", language).join(self._wording.fact(entry, one, language).text for one in ("cost", "hours")
                                                         if one not in fields and self._wording.fact(entry, one, language).known)
            text += " " + self._say("fact_nearby", language, facts=nearby) if nearby else ""
        kind = ReplyKind.ANSWER if known else ReplyKind.UNKNOWN
        other = bool(question.reading.asks - OF_FIELDS) and not fields  # a date, a person: no field of a course
        beside = not fields and not notes and ((not question.has("what") and question.unexplained() > BESIDE) or other)
        confidence = ASIDE if beside else 0.95 if known else 0.86
        return Draft(text, kind, self._entries.sources([entry]), self._buttons(entry, fields, language), confidence, (entry.id,))

    def counted(self, entry: Certification, question: Question) -> Draft | None:
        """What its duration or its notes say of the number asked for; None where none of them speaks of what is counted."""
        found = self._stated(entry, question)
        if not found and self._asked is not None:
            meant = self._without_name(question, entry.id)
            field = self._asked.field(meant)
            if field:
                return self.facts(entry, replace(question, reading=replace(question.reading, fields=(field,))))
            found = self._asked.note(entry.id, meant, question.language) if not counted(question.reading.words) else ""
        return self._noted(entry, found, question) if FIGURE.search(found) else None

    def _in_units(self, entry: Certification, fields: Sequence[str], question: Question) -> list[str]:
        """How long it takes in words, when it is asked in months or weeks and they say so."""
        length = length_in_words(entry, question.language)
        asked = {root(word) for word in question.reading.words} & CALENDAR
        return [length + "."] if "hours" in fields and length and asked & roots(length) else []

    def _stated(self, entry: Certification, question: Question) -> str:
        """The note with a figure that speaks of what is counted; "" when none does."""
        things = {singular(word) for word in counted(question.reading.words)}
        notes = (note for note in self._notes(entry, question) if FIGURE.search(note))
        return next((note for note in notes if things & {singular(word) for word in plain(note).split()}), "")

    def meant(self, question: Question) -> str:
        """The text whose meaning tells what is asked of the one entry named; "" where words tell it, or nothing more is asked."""
        named = [one for one in question.subjects if one in self._catalog.entries]
        if len(named) != 1 or question.reading.asks - OF_FIELDS or (self._fields(question) and not question.carried):
            return ""
        if question.has("what", "compare") or question.unexplained() <= BESIDE:
            return ""
        return self._without_name(question, named[0])

    def _without_name(self, question: Question, entry: str) -> str:
        """The question with "el curso" in the place of the entry's name."""
        reading, key = question.reading, "it_exam" if self._catalog.entries[entry].kind == "exam" else "it_course"
        spans = [(one.start, one.end) for one in reading.mentions if one.id == entry]
        if not spans:
            return reading.standalone
        start, end = max(spans, key=lambda span: span[1] - span[0])
        start -= bool(start) and reading.words[start - 1] in ARTICLES
        return " ".join((*reading.words[:start], self._say(key, question.language), *reading.words[end:]))

    def _noted(self, entry: Certification, note: str, question: Question) -> Draft:
        """A note of an entry as the answer."""
        text = self._say("counted", question.language, name=self._entries.name(entry.id, question.language), text=note)
        return Draft(text, ReplyKind.ANSWER, self._entries.sources([entry]), self._buttons(entry, (), question.language), 0.93, (entry.id,))

    def by_meaning(self, entry: Certification, question: Question) -> Draft | None:
        """The field of an entry carried on that the question means; None when it clearly means none."""
        field = self._asked.field(self.meant(question)) if self._asked is not None else ""
        return self.facts(entry, replace(question, reading=replace(question.reading, fields=(field,)))) if field else None

    def compared(self, entries: Sequence[Certification], question: Question) -> Draft:
        """Two or three entries beside each other, and which of them has less or more of what was asked."""
        language = question.language
        usual = FIT if question.has("which") and question.has("recommend") and question.carried else ("cost", "hours", "languages")
        fields = tuple(name for name in self._fields(question) if name not in ("url", "exam")) or usual
        lines = [self._say("compared", language, name=self._entries.name(entry.id, language), provider=entry.platform,
                           facts=self._say("and_list", language).join(self._wording.fact(entry, name, language).text for name in fields))
                 for entry in entries[:COMPARED]]
        result = self._result(entries[:COMPARED], fields, question)
        text = "\n".join([*([result] if result else []), *lines])
        buttons = tuple(Button(self._entries.name(entry.id, language), f"ask:{entry.name}") for entry in entries[:COMPARED])
        return Draft(text, ReplyKind.ANSWER, self._entries.sources(entries[:COMPARED]), buttons, 0.93,
                     tuple(entry.id for entry in entries[:COMPARED]), checks=("side by side",))

    def _fields(self, question: Question) -> tuple[str, ...]:
        """The fields asked after, those that a comparison implies included; "how long valid" is no duration."""
        fields = list(question.reading.fields)
        if question.has("shortest", "longest") and "hours" not in fields:
            fields.append("hours")
        if question.has("cheapest", "dearest") and "cost" not in fields:
            fields.append("cost")
        if question.has("easiest", "hardest") and "level" not in fields:
            fields.append("level")
        if "validity" in fields:
            fields = [name for name in fields if name not in ("hours", "prerequisites")]
        return tuple(fields)

    def _implied(self, entry: Certification, fields: Sequence[str]) -> tuple[str, ...]:
        """The fields asked, and with how long an exam takes how long it counts: "¿cuánto dura el CCNA?" may mean either."""
        both = entry.kind == "exam" and tuple(fields) == ("hours",) and entry.validity_years
        return ("hours", "validity") if both else tuple(fields)

    def _lead(self, entry: Certification, question: Question, fields: Sequence[str]) -> str:
        limits = question.reading.constraints
        found = verdict(entry, fields, limits.languages, limits.levels, limits.free, question.facts.age)
        return "" if found is None else self._say("verdict_yes" if found else "verdict_no", question.language)

    def _notes(self, entry: Certification, question: Question) -> list[str]:
        """The notes, and how long it takes in words, that share most of the question's telling words, as far as there is room."""
        length = length_in_words(entry, question.language)
        notes = [*(entry.notes_es if question.language == "es" else entry.notes_en or entry.notes_es), *([length] if length else [])]
        named = {at for one in question.reading.mentions if one.id == entry.id for at in range(one.start, one.end)}
        words = {word.root: word.weight for word in question.reading.keywords if word.position not in named}
        scores = [(sum(weight for word, weight in words.items() if word in roots(note)), number, note) for number, note in enumerate(notes)]
        found = [note for score, _, note in sorted(scores, key=lambda row: (-row[0], row[1])) if score >= NOTED]
        return found[:NOTES]

    def _sentence(self, text: str) -> str:
        return text[:1].upper() + text[1:] + "."

    def _buttons(self, entry: Certification, fields: Sequence[str], language: str) -> tuple[Button, ...]:
        """Two more things to ask of the entry."""
        left = [name for name in NEXT if name not in fields]
        labels = [self._say(f"ask_{name}", language) for name in left[:2]]
        return tuple(Button(label, f"ask:{label} {entry.name}") for label in labels)

    def _result(self, entries: Sequence[Certification], fields: Sequence[str], question: Question) -> str:
        """The sentence that says which is shorter or cheaper; empty when the values do not tell."""
        language = question.language
        if "hours" in fields and all(entry.hours is not None for entry in entries):
            ordered = sorted(entries, key=lambda entry: entry.hours or 0.0)
            if ordered[0].hours != ordered[-1].hours:
                return self._say("compared_hours", language, short=self._entries.name(ordered[0].id, language),
                                 long=self._entries.name(ordered[-1].id, language))
        if fields[0] == "level" and len({entry.level for entry in entries}) > 1:
            ordered = sorted(entries, key=lambda entry: LEVELS[entry.level])
            return self._say("compared_level", language, easy=self._entries.name(ordered[0].id, language),
                             hard=self._entries.name(ordered[-1].id, language))
        if "cost" in fields and all(entry.cost.amount is not None for entry in entries) and len({entry.cost.per for entry in entries}) == 1:
            ordered = sorted(entries, key=lambda entry: entry.cost.amount or 0.0)
            if ordered[0].cost.amount != ordered[-1].cost.amount:
                return self._say("compared_cost", language, cheap=self._entries.name(ordered[0].id, language),
                                 dear=self._entries.name(ordered[-1].id, language))
        return ""


def _within(pieces: Sequence[str], room: int) -> str:
    """The pieces joined, as many of the first as there is room for."""
    text = pieces[0]
    for piece in pieces[1:]:
        if len(text) + 1 + len(piece) <= room:
            text = f"{text} {piece}"
    return text
