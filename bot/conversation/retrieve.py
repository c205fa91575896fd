"""From a question to passages, each with the chance that it answers: found by meaning and words, weighed by all that is known of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.conversation.calibration import Calibration, Features
from bot.conversation.entries import Entries
from bot.conversation.forms import EXACT, formed
from bot.conversation.ports import Library
from bot.conversation.question import Question
from bot.domain.passage import Found, Passage, Sought
from bot.domain.reading import Keyword, Mention
from bot.domain.text import roots

LOOKED_AT = 24  # passages looked at closely
LONG = 14  # words from which the question's telling words are searched for by themselves too
SUBJECTS = ("program", "topic", "support", "hub", "sector", "help_line", "path")
UNFORMED = 0.3  # what is left of the chance when the very form asked for is missing
LACKING = 0.3  # weight from which a word that is lacking counts


@dataclass(frozen=True)
class Evidence:
    """A passage with what speaks for it, and the chance that it answers."""

    found: Found
    features: Features
    chance: float

    @property
    def passage(self) -> Passage:
        """The passage."""
        return self.found.passage


class Retriever:
    """Finds evidence. Passages' words are kept as long as the knowledge lives."""

    def __init__(self, library: Library, entries: Entries, calibration: Calibration) -> None:
        self._library, self._entries, self._calibration = library, entries, calibration
        self._roots: dict[str, frozenset[str]] = {}

    def evidence(self, question: Question, entry: str = "") -> list[Evidence]:
        """The passages that may answer, the likeliest first; of one entry only, when `entry` is given."""
        found = self._found(question, entry)
        weighed = [(one, self._features(one, question)) for one in found if self._fits(one.passage, question)]
        ranked = sorted(((self._calibration.rank(features), one, features) for one, features in weighed), key=lambda row: -row[0])
        if not ranked:
            return []
        best, second = ranked[0][0], ranked[1][0] if len(ranked) > 1 else ranked[0][0]
        leads = [best - second, *(rank - best for rank, _, _ in ranked[1:])]
        exact = not EXACT.isdisjoint(question.reading.asks)
        return [Evidence(one, features, self._calibration.chance(features, lead) * (UNFORMED if exact and features.formed < 0 else 1.0))
                for (_, one, features), lead in zip(ranked, leads, strict=True)]

    def _found(self, question: Question, entry: str) -> list[Found]:
        filters = (("entry", entry),) if entry else ()
        about = () if entry else self._about(question)
        best: dict[str, Found] = {}
        for text in self.texts(question):
            rows = self._library.search(Sought(text, filters, about, LOOKED_AT))
            for subject in question.subjects[:2] if question.carried and not entry else ():
                rows += self._library.search(Sought(text, (("entry", subject),), (), LOOKED_AT))
            for one in rows:
                held = best.get(one.passage.id)
                if held is None or one.dense > held.dense:
                    best[one.passage.id] = one
        return [one for one in best.values() if one.passage.kind != "certification"]

    def texts(self, question: Question) -> tuple[str, ...]:
        """What is searched for: the question; joined with what it carries on; and of a long one its telling words."""
        own = question.reading.standalone
        texts = [own, question.text]
        if len(question.reading.words) >= LONG:
            words = {one.position for one in question.reading.keywords}
            texts.append(" ".join(word for at, word in enumerate(question.reading.words) if at in words))
        return tuple(dict.fromkeys(text for text in texts if text.strip()))

    def _about(self, question: Question) -> tuple[str, ...]:
        return (*question.subjects[:3], *(place for place in question.reading.places if place != "mexico"))

    def _fits(self, passage: Passage, question: Question) -> bool:
        """Passages of another country only when it, or one of its institutions, is named or was."""
        abroad = self._entries.abroad.intersection(passage.places)
        known = {*question.reading.places, question.facts.country or ""}
        return not abroad or not abroad.isdisjoint(known) or passage.entry_id in question.subjects

    def _features(self, found: Found, question: Question) -> Features:
        passage = found.passage
        words = self._words(passage)
        keywords = _once(question.reading.keywords)
        total = sum(word.weight for word in keywords)
        missing = [word.weight for word in keywords if word.root not in words]
        most = max((one for one in missing if one >= LACKING), default=0.0)
        return Features(
            dense=found.dense, covered=1 - sum(missing) / total if total else 0.0, missing=most,
            named=self._named(passage, question), placed=self._placed(passage, question),
            formed=formed(question.reading.asks, f"{passage.text} {passage.text_en}"))

    def _named(self, passage: Passage, question: Question) -> float:
        """1 when the passage belongs to what is named or carried on; -1 when it belongs to something else of that kind."""
        if question.carried:
            return 1.0 if passage.entry_id in question.subjects else 0.0
        mentions = [one for one in question.reading.mentions if one.kind in SUBJECTS]
        if any(one.id == passage.entry_id for one in mentions):
            return 1.0
        kinds = {one.kind for one in mentions if one.kind != "topic"}
        return -1.0 if passage.kind in kinds and not self._spoken_of(passage, mentions) else 0.0

    def _spoken_of(self, passage: Passage, mentions: Iterable[Mention]) -> bool:
        words = self._words(passage)
        return any(roots(one.spelling) <= words for one in mentions)

    def _placed(self, passage: Passage, question: Question) -> float:
        """1 when the passage is about the place named, -1 when about another; half of it when no place is named."""
        named = {place for place in question.reading.places if place != "mexico"}
        here = {place for place in passage.places if place != "mexico"}
        if named:
            return 0.0 if not here else 1.0 if named & here else -1.0
        if not here or passage.entry_id in question.subjects:
            return 0.0
        return 0.5 if question.facts.state in here or question.facts.country in here else -0.5

    def _words(self, passage: Passage) -> frozenset[str]:
        held = self._roots.get(passage.id)
        if held is None:
            places = " ".join(self._entries.name(place, "es") for place in passage.places)
            held = self._roots[passage.id] = roots(" ".join((
                passage.title, passage.heading, passage.text, passage.title_en, passage.heading_en, passage.text_en, *passage.asked,
                *passage.about, places)))
        return held


def _once(keywords: Sequence[Keyword]) -> list[Keyword]:
    """The keywords, each root once."""
    return list({word.root: word for word in keywords}.values())


