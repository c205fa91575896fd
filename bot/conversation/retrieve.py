"""From a question to passages, each with the chance that it answers: found by meaning and words, weighed by all that is known of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.conversation.calibration import Calibration, Features
from bot.conversation.entries import Entries
from bot.conversation.forms import EXACT, formed
from bot.conversation.ports import Library, Reader
from bot.conversation.question import Question
from bot.domain.conversation import Memory
from bot.domain.counted import counted
from bot.domain.passage import Found, Passage, Sought
from bot.domain.reading import Keyword, Mention, Reading
from bot.domain.text import plain, root, roots

LOOKED_AT = 24  # passages looked at closely
CLAUSES = 3  # clauses of a long message that are searched for by themselves, those with the most telling words
LEAST = 0.5  # weight of telling words that such a clause has
MUCH = 1.0  # weight of telling words besides the names, from which a question is searched for without them too
SUBJECTS = ("program", "topic", "support", "hub", "sector", "help_line", "path")
OF_SCHOOL = frozenset({"hours", "cost", "prerequisites", "min_age"})  # asked of a degree, and the same for all of a school
NEXT = 4  # places among which a second passage of the best one's entry is looked for
UNFORMED = 0.3  # what is left of the chance when the very form asked for is missing
PLACED = ("state", "city", "campus")
OF_IT = 0.7  # what a heading counts for that names what is carried on
BESIDE = 0.5  # weight of telling words besides the names, from which a question asks for more than a list of what is there
LACKING = 0.3  # weight from which a word that is lacking counts


@dataclass(frozen=True)
class Angle:
    """A text to search for, the words of the question in it, and the share of the weight of the question's telling words that it has."""

    text: str
    keywords: tuple[Keyword, ...]
    share: float = 1.0


@dataclass(frozen=True)
class Evidence:
    """A passage with what speaks for it, and the chance that it answers."""

    found: Found
    features: Features
    chance: float
    rank: float = 0.0

    @property
    def passage(self) -> Passage:
        """The passage."""
        return self.found.passage


class Retriever:
    """Finds evidence. Passages' words are kept as long as the knowledge lives."""

    def __init__(self, library: Library, entries: Entries, calibration: Calibration, reader: Reader) -> None:
        self._library, self._entries, self._calibration, self._reader = library, entries, calibration, reader
        self._roots: dict[str, frozenset[str]] = {}
        self._headings: dict[str, Reading] = {}

    @property
    def beside(self) -> float:
        """How far behind the best a passage of the same entry may rank to be said with it."""
        return self._calibration.beside

    def evidence(self, question: Question, entry: str = "") -> list[Evidence]:
        """The passages that may answer, the likeliest first; of one entry only, when `entry` is given."""
        found = self._found(question, entry)
        weighed = [(one, self._features(one, question, angle)) for one, angle in found if self._fits(one.passage, question)]
        ranked = _best_of_each(sorted(((self._calibration.rank(features), one, features) for one, features in weighed),
                                      key=lambda row: -row[0]))
        if not ranked:
            return []
        best, entry_id = ranked[0][0], ranked[0][1].passage.entry_id
        with_it = next((at for at, (rank, one, _) in enumerate(ranked[1:NEXT], start=1)
                        if one.passage.entry_id == entry_id and best - rank <= self._calibration.beside), None)
        second = next((rank for at, (rank, _, _) in enumerate(ranked) if at not in (0, with_it)), best)
        leads = [best - second, *(rank - best for rank, _, _ in ranked[1:])]
        exact = not EXACT.isdisjoint(question.reading.asks)
        return [Evidence(one, features, self._calibration.chance(features, lead)
                         * (UNFORMED if exact and self._lacks(one, features, question) else 1.0), rank)
                for (rank, one, features), lead in zip(ranked, leads, strict=True) if not self._lists_else(one.passage, question)]

    def of_school(self, question: Question) -> Question | None:
        """The same asked of the school where a degree is named; None when nothing is asked that a school tells of all of them."""
        degrees = [one for one in question.reading.mentions if one.kind == "program" and one.fit >= 1.0 and one.id in question.subjects]
        school = self._entries.holders((degrees[0].id,)) if degrees and OF_SCHOOL & set(question.reading.fields) else ()
        course = bool(question.reading.constraints.areas) and "program" not in question.reading.collections  # "algo de ciberseguridad"
        if not school or course or question.reading.asks & {"salary", "score"}:
            return None
        words, name = question.reading.words, self._entries.name(school[0], "es")
        text = " ".join((*words[:degrees[0].start], name, *words[degrees[0].end:]))
        reading = replace(self._reader.read(text, Memory()), language=question.language, parts=())
        return replace(question, text=text, reading=reading, subjects=(*question.subjects, *school))

    def tells(self, evidence: Sequence[Evidence], question: Question) -> bool:
        """Whether the best passage is one of what is asked about, and its heading asks the same."""
        best = evidence[0].passage if evidence else None
        fields = question.reading.fields
        return best is not None and best.entry_id in question.subjects and not set(self._heading(best).fields).isdisjoint(fields)

    def _lacks(self, found: Found, features: Features, question: Question) -> bool:
        """Whether the passage lacks the very form asked for, or has it for everywhere when a place is named."""
        places = [one for one in question.reading.mentions if one.kind in PLACED]
        here = features.placed > 0 or any(roots(one.spelling) <= self._words(found.passage) for one in places)
        return features.formed < 0 or (bool(places) and not here)

    def _found(self, question: Question, entry: str) -> list[tuple[Found, Angle]]:
        """What each angle finds, with the angle it was found from."""
        filters = (("entry", entry),) if entry else ()
        about = () if entry else self._about(question)
        rows: list[tuple[Found, Angle]] = []
        for angle in self._angles(question):
            found = self._library.search(Sought(angle.text, filters, about, LOOKED_AT))
            for subject in question.subjects[:2] if question.carried and not entry else ():
                found += self._library.search(Sought(angle.text, (("entry", subject),), (), LOOKED_AT))
            rows += [(one, angle) for one in found if one.passage.kind != "certification"]
        return rows

    def texts(self, question: Question) -> tuple[str, ...]:
        """The texts that are searched for."""
        return tuple(dict.fromkeys(angle.text for angle in self._angles(question)))

    def _angles(self, question: Question) -> tuple[Angle, ...]:
        """What is searched for: the question; joined with what it carries on; and of a long one its clauses."""
        reading = question.reading
        keywords = tuple(_once(reading.keywords))
        texts = dict.fromkeys(text for text in (reading.standalone, question.text) if text.strip())
        total = sum(word.weight for word in keywords)
        clauses = []
        for start, end in reading.clauses:
            words = tuple(word for word in keywords if start <= word.position < end)
            weight = sum(word.weight for word in words)
            if weight >= LEAST:
                clauses.append(Angle(self._clause(question, start, end), words, weight / total))
        beside = self._beside_names(question, keywords, total)
        return (*(Angle(text, keywords) for text in texts), *beside, *sorted(clauses, key=lambda one: -one.share)[:CLAUSES])

    def _beside_names(self, question: Question, keywords: Sequence[Keyword], total: float) -> tuple[Angle, ...]:
        """The question without the names in it, where it tells much besides: "tengo miedo a las matemáticas (en mecatrónica)"."""
        reading = question.reading
        named = {at for one in reading.mentions if one.id in question.subjects and one.fit >= 1.0 for at in range(one.start, one.end)}
        rest = tuple(word for word in keywords if word.position not in named and word.position not in reading.cued)
        if not named or sum(word.weight for word in rest) < MUCH:
            return ()
        kept = tuple(word for word in keywords if word.position not in named)
        text = " ".join(word for at, word in enumerate(reading.words) if at not in named)
        return (Angle(text, kept, sum(word.weight for word in kept) / total),)

    def _clause(self, question: Question, start: int, end: int) -> str:
        """The words of a clause, with the name of what the message is about where the clause does not say it."""
        text = " ".join(question.reading.words[start:end])
        about = [one for one in question.reading.mentions if one.id in question.subjects and one.fit >= 1.0]
        here = any(start <= one.start < end for one in about)
        return text if here or not about else f"{text} {about[0].spelling}"

    def _about(self, question: Question) -> tuple[str, ...]:
        return (*question.subjects[:3], *(place for place in question.where if place != "mexico"))

    def _fits(self, passage: Passage, question: Question) -> bool:
        """Passages of another country only when it, or one of its institutions, is named or was; and of another thing of its own, such as a
        scholarship, none for a fact asked of what is carried on.
        """
        abroad = self._entries.abroad.intersection(passage.places)
        known = {*question.where, question.facts.country or ""}
        things = any(self._entries.kind(one) in (*SUBJECTS, "certification") for one in question.subjects)
        own = question.carried and things and question.reading.fields and not question.reading.collections
        if own and passage.kind in SUBJECTS and passage.entry_id not in question.subjects and not self._heads(passage, question.subjects):
            return False
        return not abroad or not abroad.isdisjoint(known) or passage.entry_id in question.subjects

    def _lists_else(self, passage: Passage, question: Question) -> bool:
        """Whether the passage only lists what a place has ("¿Qué planteles hay en Yucatán?") while the question asks something else."""
        heading = self._heading(passage)
        of_place = bool(heading.places or heading.named("campus")) and bool(heading.collections)
        if not of_place or heading.fields or "list" not in heading.signs or question.carried:
            return False
        if _written_for(passage, question):
            return False
        asks = bool(question.reading.fields) or not question.reading.asks <= {"count", "address"}
        same = not set(heading.collections).isdisjoint(question.reading.collections)
        more = question.unexplained() > (2 * BESIDE if same else BESIDE)
        return (asks or more) and not (same and question.has("list", "count"))

    def _features(self, found: Found, question: Question, angle: Angle) -> Features:
        passage = found.passage
        words, keywords = self._words(passage), angle.keywords
        total = sum(word.weight for word in keywords)
        asked = self._names_of_all(question) | (question.reading.cued if self._asks_the_same(passage, question) else frozenset())
        missing = [word.weight for word in keywords if word.root not in words and word.position not in asked]
        most = max((one for one in missing if one >= LACKING), default=0.0)
        return Features(
            dense=found.dense, covered=1 - sum(missing) / total if total else 0.0, missing=most,
            named=self._named(passage, question), placed=self._placed(passage, question),
            formed=self._formed(passage, question), part=1 - angle.share, fused=found.score, words=found.words)

    def _formed(self, passage: Passage, question: Question) -> float:
        """1 when the passage has the form asked for, -1 when it lacks it; 0 when none is asked for, or when whoever wrote the passage
        wrote it for this very question, in these words: then it answers as they wanted.
        """
        if passage.unpublished:
            return 0.0
        value = formed(question.reading.asks, f"{passage.text} {passage.text_en}")
        things = {root(word) for word in counted(question.reading.words)} if "count" in question.reading.asks else set()
        if things and things.isdisjoint(self._words(passage)):
            value = -1.0  # it has a number, but of something else
        return 0.0 if value < 0 and _written_for(passage, question) else value

    def _names_of_all(self, question: Question) -> frozenset[int]:
        """The positions of names that hold for all that is told: what degrees belong to need not be said of a degree again."""
        return frozenset(at for one in question.reading.mentions if one.id in self._entries.holding for at in range(one.start, one.end))

    def _asks_the_same(self, passage: Passage, question: Question) -> bool:
        """Whether the heading of a passage about what is carried on asks, in whatever words, what the question does."""
        if not question.carried or not question.reading.fields or passage.entry_id not in question.subjects:
            return False
        return not set(self._heading(passage).fields).isdisjoint(question.reading.fields)

    def _heading(self, passage: Passage) -> Reading:
        """What the heading of a passage asks."""
        held = self._headings.get(passage.id)
        if held is None:
            held = self._headings[passage.id] = self._reader.read(passage.heading, Memory())
        return held

    def _named(self, passage: Passage, question: Question) -> float:
        """1 when the passage belongs to what is named or carried on; -1 when it belongs to something else of that kind."""
        if question.carried:
            return 1.0 if passage.entry_id in question.subjects else OF_IT if self._heads(passage, question.subjects) else 0.0
        mentions = [one for one in question.reading.mentions if one.kind in SUBJECTS]
        if any(one.id == passage.entry_id for one in mentions):
            return 1.0
        if passage.kind in question.reading.collections and self._here(passage, question):
            return 1.0  # "el polo de Puebla" names it
        kinds = {one.kind for one in mentions if one.kind != "topic"}
        return -1.0 if passage.kind in kinds and not self._spoken_of(passage, mentions) else 0.0

    def _heads(self, passage: Passage, subjects: Iterable[str]) -> bool:
        """Whether the passage's heading names one of these entries."""
        heading = roots(f"{passage.title} {passage.heading}")
        return any(name and roots(name) <= heading for name in (self._entries.name(one, "es") for one in subjects))

    def _spoken_of(self, passage: Passage, mentions: Iterable[Mention]) -> bool:
        words = self._words(passage)
        return any(roots(one.spelling) <= words for one in mentions)

    def _placed(self, passage: Passage, question: Question) -> float:
        """1 when the passage is about the place named, -1 when about another; half of it when no place is named."""
        here = {place for place in passage.places if place != "mexico"}
        if any(place != "mexico" for place in question.where):
            return 0.0 if not here else 1.0 if self._here(passage, question) else -1.0
        if not here or passage.entry_id in question.subjects:
            return 0.0
        return 0.5 if question.facts.state in here or question.facts.country in here else -0.5

    def _here(self, passage: Passage, question: Question) -> bool:
        """Whether the passage is about a place that the question is about."""
        return any(place in passage.places for place in question.where if place != "mexico")

    def _words(self, passage: Passage) -> frozenset[str]:
        held = self._roots.get(passage.id)
        if held is None:
            places = " ".join(self._entries.name(place, "es") for place in passage.places)
            held = self._roots[passage.id] = roots(" ".join((
                passage.title, passage.heading, passage.text, passage.title_en, passage.heading_en, passage.text_en, *passage.asked,
                *passage.about, places)))
        return held


def _best_of_each(ranked: Iterable[tuple[float, Found, Features]]) -> list[tuple[float, Found, Features]]:
    """Each passage once, as the angle sees it that it ranks best from; the order stays."""
    best: dict[str, tuple[float, Found, Features]] = {}
    for row in ranked:
        best.setdefault(row[1].passage.id, row)
    return list(best.values())


def _once(keywords: Sequence[Keyword]) -> list[Keyword]:
    """The keywords, each root once."""
    return list({word.root: word for word in keywords}.values())


def _written_for(passage: Passage, question: Question) -> bool:
    asked = {plain(question.text), plain(question.reading.standalone)}
    return any(plain(wording) in asked for wording in (passage.heading, passage.heading_en, *passage.asked))
