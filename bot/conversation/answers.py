"""One question to one draft: the catalog where it names entries or asks for a list, the passages for the rest, and of two the surer one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.calibration import Calibration
from bot.conversation.campuses import CampusAnswers
from bot.conversation.catalog import Catalog
from bot.conversation.certifications import CertificationAnswers
from bot.conversation.clarify import Clarifying
from bot.conversation.draft import Draft
from bot.conversation.entries import Entries
from bot.conversation.lists import Lists, limiting
from bot.conversation.paths import PathAnswers
from bot.conversation.prose import ProseAnswers
from bot.conversation.question import Question
from bot.conversation.retrieve import Evidence, Retriever
from bot.conversation.smalltalk import SmallTalk

LEANING = 0.9  # weight of telling words that nothing accounts for, above which a fact carried on is not meant
MOST = ("shortest", "longest", "cheapest", "dearest", "easiest", "hardest")
UNTYPED = frozenset({"phone", "time", "email", "score", "percent", "person", "salary"})
UNSAID = 0.5  # weight of telling words that nothing accounts for, above which a list of campuses is not meant
ELSEWHERE = 0.2  # confidence that a list loses when the question also names something that is no certification
COMPARABLE = ("topic", "support", "hub", "program", "sector")
FEW = 4


@dataclass(frozen=True)
class Answers:
    """The parts that can answer."""

    entries: Entries
    catalog: Catalog
    retriever: Retriever
    certifications: CertificationAnswers
    lists: Lists
    paths: PathAnswers
    campuses: CampusAnswers
    prose: ProseAnswers
    clarifying: Clarifying
    smalltalk: SmallTalk
    calibration: Calibration

    def draft(self, question: Question) -> Draft:
        """The best answer there is; that it is not known, when there is none."""
        return replace(self._best(question), asked=question.text)

    def searched(self, question: Question) -> tuple[str, ...]:
        """What will be searched for to answer; nothing where typed fields answer by themselves."""
        typed = self._typed(question)
        return () if typed is not None and typed.confidence >= self.calibration.sure else self.retriever.texts(question)

    def _best(self, question: Question) -> Draft:
        unclear = self.clarifying.unclear(question)
        if unclear is not None:
            return unclear
        typed = self._typed(question)
        if typed is not None and typed.confidence >= self.calibration.sure:
            return typed
        evidence = self.retriever.evidence(question)
        passages = self._compared(question) or (self.prose.draft(question, evidence) if self._answers(evidence) else None)
        enough = typed is not None and typed.confidence >= self.calibration.threshold
        if typed is not None and enough and (passages is None or passages.confidence <= typed.confidence):
            return typed
        intended = self.smalltalk.intended(question.text, question.language, question.seed, evidence[0].features.dense if evidence else 0.0)
        return intended or passages or self.clarifying.half_said(question) or self.prose.unknown(question, evidence)

    def _answers(self, evidence: list[Evidence]) -> bool:
        return bool(evidence) and evidence[0].chance >= self.calibration.threshold

    def _typed(self, question: Question) -> Draft | None:
        """An answer from typed fields: of entries named, of paths, of campuses, or a list. They hold no phones, hours of opening or pay."""
        if question.reading.asks & UNTYPED:
            return None
        return self._of_entries(question) or self._of_paths(question) or self._of_campuses(question) or self._list(question)

    def _of_entries(self, question: Question) -> Draft | None:
        named = [self.entries.certifications[one] for one in question.subjects if one in self.entries.certifications]
        if not named or (question.carried and not self._carries(question)):
            return None
        if question.has("compare", *MOST) and len(named) == 1:
            earlier = [self.entries.certifications[one] for one in question.before
                       if one in self.entries.certifications and one != named[0].id]
            named = [*earlier[:1], *named] if question.has("compare") else named
        if len(named) == 1:
            return self.certifications.facts(named[0], question)
        if question.carried and not question.has("compare"):
            return self.certifications.compared(named, question) if question.reading.fields else None
        return self.certifications.compared(named, question) if len(named) < FEW else self.clarifying.which(named, question)

    def _carries(self, question: Question) -> bool:
        """Whether a question without a subject of its own asks a fact of the entries carried on."""
        asked = bool(question.reading.fields) or question.has("compare", "what", "again", "shortest", "longest", "cheapest", "dearest")
        return asked and question.unexplained() <= LEANING and not question.refines

    def _of_paths(self, question: Question) -> Draft | None:
        named = [one for one in question.subjects if one in self.entries.paths]
        if named and (not question.carried or self._carries(question)):
            return self.paths.draft(named, question)
        asks = question.has("list", "compare") or limiting(question.limits) or not question.carried
        if "path" not in question.reading.collections or not asks:
            return None
        found = self.paths.fitting(question)
        return self.paths.draft(found, question) if found else None

    def _of_campuses(self, question: Question) -> Draft | None:
        reading = question.reading
        if "campus" not in reading.collections or {"program", "hub", "support"} & set(reading.collections) or reading.named("program"):
            return None
        if reading.asks & {"date", "money", "age"} or reading.constraints.kinds or question.unexplained() > UNSAID:
            return None
        return self.campuses.draft(question)

    def _list(self, question: Question) -> Draft | None:
        limits, reading = question.limits, question.reading
        elsewhere = bool(reading.named("topic", "support", "program", "campus"))
        about = bool(limits.areas or limits.providers or limits.platforms or (limits.kinds and not elsewhere))
        wanted = "certification" in reading.collections or question.has("list", *MOST)
        other = bool(reading.collections) and "certification" not in reading.collections
        if "date" in reading.asks:
            return None
        if question.refines or (wanted and not other and (about or limits.free or limits.max_hours or limits.languages)):
            draft = self.lists.draft(question)
            return replace(draft, confidence=draft.confidence - ELSEWHERE) if elsewhere and not question.refines else draft
        return None

    def _compared(self, question: Question) -> Draft | None:
        """Two or three things that are no certifications, beside each other."""
        subjects = [one for one in question.subjects if self.entries.kind(one) in COMPARABLE]
        if not (question.beside or question.has("compare", "most", *MOST)) or not 2 <= len(subjects) <= 3:
            return None
        return self.prose.compared(question, subjects)
