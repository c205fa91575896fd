"""Answers from passages: the text that answers, what has passed, what nobody has confirmed, and what lies near when nothing answers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from bot.conversation.claims import NEGATORS
from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.forms import FORMS, formed
from bot.conversation.ports import Clock, Phrases
from bot.conversation.question import Question
from bot.conversation.retrieve import NEXT, Evidence, Retriever
from bot.conversation.sentences import cut
from bot.domain.passage import Passage
from bot.domain.reply import Button, PassageSeen, ReplyKind
from bot.domain.text import plain

ROOM = 600
BOTH = 560  # characters of two passages said together
EITHER = (0.33, 0.25)  # chances from which the likeliest two are said together, where neither alone is likely enough
SEEN = 3
NEARLY = 0.3  # chance from which what lies nearest is said at once
NEARBY = 300  # characters of it
NEAR = 0.12  # chance from which what lies near is offered
ALSO = 0.5  # share of the first one's chance that another passage of the entry needs to be offered as a next step
AGAIN = 0.8  # a passage just said yields to another that is this likely beside it
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
YES_OR_NO = re.compile(r"^\**(?:s[ií]|no|yes)\b[.,:]*\**[.,:]*\s+", re.IGNORECASE)
LABEL = 60  # characters of a button


class ProseAnswers:
    """Composes answers from evidence."""

    def __init__(self, entries: Entries, retriever: Retriever, phrases: Phrases, clock: Clock) -> None:
        self._entries, self._retriever, self._say, self._clock = entries, retriever, phrases.say, clock
        self._near = retriever.beside

    def draft(self, question: Question, evidence: Sequence[Evidence]) -> Draft:
        """The likeliest passage as an answer; another one when it was just said and another is nearly as likely."""
        best = self._fresh(question, evidence)
        passage, language = best.passage, question.language
        kind = ReplyKind.UNKNOWN if passage.unpublished or self._of_another_year(passage, question) else ReplyKind.ANSWER
        text = self._corrected(self._text(passage, question), question)
        second = self._beside_it(best, evidence, question, len(text))
        said = (passage, *second)
        texts = [text, *(self._text(one, question) for one in second)]
        notes = dict.fromkeys(note for one in said for note in self._warnings(one, language))
        sources = tuple(dict.fromkeys(source for one in said for source in one.sources))
        return Draft("\n\n".join([*texts, *notes]), kind, sources,
                     self._buttons(question, best, evidence, second), round(best.chance, 3), (passage.entry_id,),
                     self._seen(best, evidence))

    def either(self, question: Question, evidence: Sequence[Evidence]) -> Draft | None:
        """The likeliest two, when the doubt is between them; None when it is not, or there is no room for both."""
        two = evidence[:2]
        if len(two) < len(EITHER) or any(one.chance < least or one.passage.unpublished or one.features.placed <= -1
                                         for one, least in zip(two, EITHER, strict=True)):
            return None
        if question.carried and not all(one.passage.entry_id in question.subjects for one in two):
            return None
        texts = [self._text(one.passage, question) for one in two]
        if sum(map(len, texts)) > BOTH or self._of_another_year(two[0].passage, question):
            return None
        notes = dict.fromkeys(note for one in two for note in self._warnings(one.passage, question.language))
        sources = tuple(dict.fromkeys(source for one in two for source in one.passage.sources))
        chance = 1 - math.prod(1 - one.chance for one in two)
        return Draft("\n\n".join([self._say("either", question.language), *texts, *notes]), ReplyKind.ANSWER, sources, (), round(chance, 3),
                     tuple(dict.fromkeys(one.passage.entry_id for one in two)), self._seen(two[0], evidence), checks=("one of two",))

    def _of_another_year(self, passage: Passage, question: Question) -> bool:
        """Whether a date of a year is asked for that the passage does not speak of: what it says lies only near."""
        years = set(YEAR.findall(" ".join(question.reading.words)))
        return bool(years) and "date" in question.reading.asks and not years & set(YEAR.findall(f"{passage.heading} {passage.text}"))

    def _beside_it(self, best: Evidence, evidence: Sequence[Evidence], question: Question, length: int) -> tuple[Passage, ...]:
        """Another passage of the same entry that is nearly as likely, when there is room for both."""
        if best is not evidence[0] or best.passage.unpublished:
            return ()
        near = (one.passage for one in evidence[1:NEXT] if one.passage.entry_id == best.passage.entry_id
                and best.rank - one.rank <= self._near and not one.passage.unpublished and one.passage.id not in question.seen)
        return tuple(one for one in near if length + len(self._text(one, question)) <= BOTH)[:1]

    def compared(self, question: Question, subjects: Sequence[Sequence[str]]) -> Draft | None:
        """What is known of each of the subjects (entries that go by one name are one subject); None when one has nothing to it."""
        found: list[tuple[str, list[Evidence]]] = []
        for group in subjects:
            of_group = [(one, rows) for one in group if (rows := self._retriever.evidence(question, one))]
            if not of_group:
                return None
            found.append(max(of_group, key=lambda row: row[1][0].chance))
        room = ROOM // len(found) + 100
        lines = [self._beside(one, self._likeliest(rows, question, room), question.language) for one, rows in found]
        notes = dict.fromkeys(note for _, rows in found for note in self._warnings(rows[0].passage, question.language))
        sources = tuple(dict.fromkeys(source for _, rows in found for source in rows[0].passage.sources[:2]))
        seen = tuple(one for _, rows in found for one in self._seen(rows[0], ()))
        return Draft("\n".join([*lines, *notes]), ReplyKind.ANSWER, sources, (), 0.85, tuple(one for one, _ in found), seen,
                     checks=("side by side",))

    def _likeliest(self, rows: Sequence[Evidence], question: Question, room: int) -> str:
        """The likeliest passage of one entry, and the next one where it is nearly as likely and there is room."""
        texts = [self._text(one.passage, question, room) for one in rows[:2] if rows[0].rank - one.rank <= self._near]
        return " ".join(texts) if sum(map(len, texts)) <= room else texts[0]

    def _beside(self, entry: str, text: str, language: str) -> str:
        """One line of a comparison; it begins with the name where the text does not say it."""
        name = self._entries.name(entry, language)
        return f"• {text}" if plain(name) in plain(text) else f"• **{name}**: {text}"

    def unknown(self, question: Question, evidence: Sequence[Evidence]) -> Draft:
        """That it is not known; what is known nearby, as buttons; and a person."""
        language = question.language
        near = [one for one in evidence if one.chance >= NEAR and not one.passage.unpublished and one.features.placed >= 0][:2]
        person = Button(self._say("button_person", language), "person")
        pieces = [self._say("unknown", language, question.seed)]
        vague = not question.reading.asks and not question.reading.fields  # what asks for a figure is not told another
        nearest = near[0] if vague and near and near[0] is evidence[0] and near[0].chance >= NEARLY else None
        notes: list[str] = []
        if nearest is not None:
            pieces[0] = self._say("unknown_nearly", language, question.seed, text=self._text(nearest.passage, question, NEARBY))
            notes = self._warnings(nearest.passage, language)
            near.remove(nearest)
        elif near:
            pieces.append(self._say("unknown_near", language, question.seed, title=_title(near[0].passage, language)))
        buttons = (*(_asks(one.passage, language) for one in near), person)
        confidence = round(1 - max((one.chance for one in evidence[:1]), default=0.0), 3)
        sources = () if nearest is None else nearest.passage.sources
        spoken_of = question.subjects if nearest is None else (nearest.passage.entry_id,)
        return Draft("\n\n".join([" ".join(pieces), *notes]), ReplyKind.UNKNOWN, sources, buttons, confidence, spoken_of,
                     seen=self._seen(None, evidence), checks=(self._reason(evidence),))

    def _reason(self, evidence: Sequence[Evidence]) -> str:
        """Why it is not known, for counselors."""
        if not evidence:
            return "nothing found"
        best = evidence[0]
        if best.features.formed < 0:
            return "half answered: the form asked for is missing"
        if best.features.placed < 0:
            return "only another place is known"
        return "half answered" if best.chance >= NEAR else "outside the field"

    def _fresh(self, question: Question, evidence: Sequence[Evidence]) -> Evidence:
        best = evidence[0]
        if best.passage.id in question.seen:
            other = next((one for one in evidence[1:4] if one.passage.id not in question.seen and one.chance >= AGAIN * best.chance
                          and one.features.placed >= best.features.placed), None)
            return other or best
        return best

    def _text(self, passage: Passage, question: Question, room: int = ROOM) -> str:
        """The passage cut to what answers; in English where there is no English, quoted with a lead that says so."""
        spanish = question.language == "es" or not passage.text_en
        words = {word.root: word.weight for word in question.reading.keywords}
        wanted = frozenset(name for name in question.reading.asks if name in FORMS)
        text = cut(passage.text if spanish else passage.text_en, room, words, lambda piece: formed(wanted, piece) > 0)
        title = _title(passage, question.language)
        if passage.kind in question.reading.collections and question.has("which") and plain(title) not in plain(text):
            text = f"**{title}**: {text}"  # "¿en qué carrera se ve animación?"
        return self._say("quoted", "en", text=text) if spanish and question.language == "en" else text

    def _corrected(self, text: str, question: Question) -> str:
        """With a gentle lead when the question takes a figure for certain that the answer does not have."""
        if not question.has("confirm"):
            return text
        if not NEGATORS.isdisjoint(question.reading.words):
            text = _without_yes(text)
        ages = {str(question.facts.age), str(question.limits.max_age)}
        supposed = {one for one in FIGURE.findall(question.reading.standalone) if one not in ages}
        figures = set(FIGURE.findall(text))
        if supposed and figures and not supposed & figures:
            return self._say("premise", question.language) + " " + text
        return text

    def _warnings(self, passage: Passage, language: str) -> list[str]:
        today: date = self._clock.today()
        notes = []
        if passage.valid_until is not None and passage.valid_until < today:
            notes.append(self._say("passed", language, date=self._day(passage.valid_until, language)))
        if passage.unconfirmed and not passage.unpublished:
            notes.append(self._say("unconfirmed", language))
        return notes

    def _day(self, day: date, language: str) -> str:
        """A day in words."""
        month = self._say("months", language).split("|")[day.month - 1]
        return self._say("day", language, day=day.day, month=month, year=day.year)

    def _buttons(self, question: Question, best: Evidence, evidence: Sequence[Evidence],
                 said: Sequence[Passage] = ()) -> tuple[Button, ...]:
        """Up to two other things that are known of the same entry."""
        told = (best.passage.id, *(passage.id for passage in said), *question.seen)
        others = [one.passage for one in evidence[1:] if one.passage.entry_id == best.passage.entry_id
                  and one.passage.id not in told and not one.passage.unpublished]
        buttons = tuple(_asks(passage, question.language) for passage in others[:2])
        if best.passage.unpublished:
            return (*buttons[:1], Button(self._say("button_person", question.language), "person"))
        return buttons

    def _seen(self, best: Evidence | None, evidence: Sequence[Evidence]) -> tuple[PassageSeen, ...]:
        rows = [*([best] if best else []), *(one for one in evidence if one is not best)][:SEEN]
        return tuple(PassageSeen(one.passage.id, one.passage.title, one.found.score, one.found.dense, one.found.words) for one in rows)


def _without_yes(text: str) -> str:
    """The text without a yes or no before it: to "¿ya no puedo, cierto?" either would be misread."""
    rest = YES_OR_NO.sub("", text)
    return rest[:1].upper() + rest[1:]


def _asks(passage: Passage, language: str) -> Button:
    heading = passage.heading if language == "es" or not passage.heading_en else passage.heading_en
    return Button(heading if len(heading) <= LABEL else heading[:LABEL - 1].rstrip() + "…", f"ask:{heading}")


def _title(passage: Passage, language: str) -> str:
    return passage.title if language == "es" or not passage.title_en else passage.title_en
