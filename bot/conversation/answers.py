"""One question to one draft: the catalog where it names entries or asks for a list, the passages for the rest, and of two the surer one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.calibration import Calibration
from bot.conversation.campuses import CampusAnswers
from bot.conversation.catalog import Catalog
from bot.conversation.certifications import CertificationAnswers
from bot.conversation.clarify import Clarifying
from bot.conversation.degrees import DegreeLists
from bot.conversation.draft import Draft, joined
from bot.conversation.entries import Entries
from bot.conversation.lists import Lists, limiting
from bot.conversation.next_step import NextStep
from bot.conversation.paths import PathAnswers
from bot.conversation.prose import ProseAnswers
from bot.conversation.question import Question
from bot.conversation.retrieve import Evidence, Retriever
from bot.conversation.smalltalk import SmallTalk
from bot.domain.conversation import Constraints
from bot.domain.counted import counts_entries, of_all
from bot.domain.reply import ReplyKind
from bot.domain.text import plain, roots

OF_ENTERING = frozenset({"prerequisites", "cost", "min_age", "validity", "credential", "url"})  # asked of a school, not of where it stands
OF_DEGREES = frozenset({"cost", "hours", "prerequisites"})  # asked of a proposal, and so of its degree too
LEANING = 0.9  # weight of telling words that nothing accounts for, above which a fact carried on is not meant
MOST = ("shortest", "longest", "cheapest", "dearest", "easiest", "hardest")
OF_SEVERAL = ("compare", "what", "again", "shortest", "longest", "cheapest", "dearest")
UNTYPED = frozenset({"phone", "time", "email", "score", "percent", "person", "salary"})
UNSAID = 0.5  # weight of telling words that nothing accounts for, above which a list of campuses is not meant
ELSEWHERE = 0.2  # confidence that a list loses when the question also names something that is no certification
VAGUE, UNSURE = 0.6, 0.4  # weight of telling words besides names said in part, from which a comparison is only this sure
UNLISTED = 0.8  # confidence of a list that was not asked for as one: a passage may be surer
TOLD = 0.7  # share of the telling words that one entry has, from which a list may be about them
COMPARABLE = ("topic", "support", "hub", "program", "sector")
FEW = 4
SEVERAL = 2  # limits from which a message that names no course asks for a list of them


@dataclass(frozen=True)
class Answers:
    """The parts that can answer."""

    entries: Entries
    catalog: Catalog
    retriever: Retriever
    certifications: CertificationAnswers
    lists: Lists
    degrees: DegreeLists
    paths: PathAnswers
    next_step: NextStep
    campuses: CampusAnswers
    prose: ProseAnswers
    clarifying: Clarifying
    smalltalk: SmallTalk
    calibration: Calibration

    def draft(self, question: Question) -> Draft:
        """The best answer there is; that it is not known, when there is none."""
        return replace(self._best(question), asked=question.asked or question.text)

    def searched(self, question: Question) -> tuple[str, ...]:
        """What will be searched for to answer; nothing where typed fields answer by themselves."""
        meant = self.certifications.meant(question)
        if meant:
            return (meant, *self.retriever.texts(question))
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
        school = None if self.retriever.tells(evidence, question) else self.retriever.of_school(question)
        if school is not None and self._answers(of_school := self.retriever.evidence(school)):
            draft = self.prose.draft(school, of_school)
            return replace(draft, entities=(*question.subjects, *draft.entities))
        passages = self._compared(question, evidence) or (self.prose.draft(question, evidence) if self._answers(evidence) else None)
        enough = typed is not None and typed.confidence >= self.calibration.threshold
        if typed is not None and enough and (passages is None or passages.confidence <= typed.confidence):
            return typed
        intended = self.smalltalk.intended(question, max((one.features.dense for one in evidence), default=0.0))
        return (intended or passages or self.clarifying.half_said(question) or _none_meets(typed) or self._of_place(question)
                or self.prose.either(question, evidence) or self.prose.unknown(question, evidence))

    def _answers(self, evidence: list[Evidence]) -> bool:
        return bool(evidence) and evidence[0].chance >= self.calibration.threshold

    def _typed(self, question: Question) -> Draft | None:
        """An answer from typed fields: of entries named, of paths, of campuses, or a list. They hold no phones, hours of opening or pay."""
        of_course = bool(question.reading.fields) and bool(question.reading.certifications)  # "¿qué número trae el examen CCST?"
        if question.reading.asks & UNTYPED and not of_course:
            return None
        following = self.next_step.draft(question)
        if following is not None:
            return following
        paths = "path" in question.reading.collections and (
            question.has("compare", "list", *MOST) or "steps" in question.reading.fields) and not question.carried
        first = self._of_paths(question) if paths else None
        first = first or self.degrees.draft(question)
        return first or self._of_entries(question) or self._of_paths(question) or self._of_campuses(question) or self._list(question)

    def _of_entries(self, question: Question) -> Draft | None:
        named = [self.entries.certifications[one] for one in question.subjects if one in self.entries.certifications]
        if question.carried and len(named) == 1 and not self._carries(question):
            return self.certifications.by_meaning(named[0], question)
        if not named or (question.carried and not self._carries(question)):
            return None
        if _counts(question) and len(named) == 1:
            return self.certifications.counted(named[0], question)
        if question.has("compare") and len(named) == 1 and not question.carried:
            limits = question.reading.constraints
            named += self.catalog.counterparts(named[0], limits.providers, limits.areas)
        if question.has("compare", *MOST) and len(named) == 1:
            earlier = [self.entries.certifications[one] for one in question.before
                       if one in self.entries.certifications and one != named[0].id]
            named = [*earlier[:1], *named] if question.has("compare") else named
        if len(named) == 1:
            return self.certifications.facts(named[0], question)
        if question.carried and not question.has("compare", "which"):
            return self._with_degree(self.certifications.compared(named, question), question) if question.reading.fields else None
        if len(named) >= FEW:
            return self.clarifying.which(named, question)
        draft = self.certifications.compared(named, question)
        limit = LEANING if question.has("compare", *MOST) else VAGUE
        vague = not question.reading.certifications and question.unexplained() > limit
        return replace(draft, confidence=UNSURE) if vague else draft

    def _with_degree(self, courses: Draft, question: Question) -> Draft:
        """What was asked of a path's courses, and before it the same of its degree, which the school that teaches it answers."""
        degrees = tuple(one for one in question.subjects if self.entries.kind(one) == "program")
        school = self.entries.holders(degrees) if OF_DEGREES & set(question.reading.fields) else ()
        if not school:
            return courses
        asked = replace(question, text=f"{question.reading.standalone} {self.entries.name(degrees[0], 'es')}", subjects=(*degrees, *school))
        evidence = self.retriever.evidence(asked, school[0])
        if not self._answers(evidence):  # what the school's own page does not say, a common question may: "¿qué papeles piden?"
            asked = replace(question, text=f"{question.reading.standalone} {self.entries.name(school[0], 'es')}", subjects=school)
            evidence = self.retriever.evidence(asked)
        return joined([self.prose.draft(asked, evidence), courses]) if self._answers(evidence) else courses

    def _carries(self, question: Question) -> bool:
        """Whether a question without a subject of its own asks a fact of the entries carried on."""
        which = len(question.subjects) > 1 and question.has("which") and question.has("recommend", "easiest", "hardest")
        asked = which or bool(question.reading.fields) or question.has(*OF_SEVERAL)
        return asked and question.unexplained() <= LEANING and not question.refines

    def _of_paths(self, question: Question) -> Draft | None:
        named = [one for one in question.subjects if one in self.entries.paths]
        whole = {one.kind for one in question.reading.mentions if one.fit >= 1.0 and one.id in question.subjects}
        if whole - {"path"} and "path" not in question.reading.collections and not question.carried:
            named = [one.id for one in question.reading.mentions if one.id in named and one.fit >= 1.0]
        if len(named) < SEVERAL and question.has("compare", *MOST) and "path" in question.reading.collections:
            named = self.paths.of_each(question) or named
        if named and (not question.carried or self._carries(question)):
            draft = self.paths.draft(named, question)
            beside = "path" not in question.reading.collections and question.unexplained() > LEANING
            return replace(draft, confidence=UNSURE) if beside else draft
        asks = question.has("list", "compare") or limiting(question.limits) or not question.carried
        if "path" not in question.reading.collections or not asks:
            return None
        found = self.paths.fitting(question)
        return self.paths.draft(found, question) if found else None

    def _of_campuses(self, question: Question) -> Draft | None:
        reading = question.reading
        town = reading.named("campus", "city")
        asked = "address" in reading.asks or question.has("asks_fact")
        of_school = asked and bool(town) and bool(self.entries.holding & set(question.subjects))  # "¿dónde queda el conalep de Matehuala?"
        if not ("campus" in reading.collections or of_school):
            return None
        if {"program", "hub", "support"} & set(reading.collections) or reading.named("program"):
            return None
        if question.has("idiom") or ("count" in reading.asks and reading.named("campus") and not reading.places):
            return None
        if OF_ENTERING & set(reading.fields) and not (town and "address" in reading.asks):
            return None
        where = "address" in reading.asks and bool(town)  # what else is told of the way there asks nothing
        if reading.asks & {"date", "money", "age", "phone"} or reading.constraints.kinds or (question.unexplained() > UNSAID and not where):
            return None
        return self.campuses.draft(question)

    def _of_place(self, question: Question) -> Draft | None:
        """The campuses of a place, when it is all that is named and nothing else answers: "¿y en Toluca?"."""
        reading = question.reading
        if not question.places() or reading.asks or reading.fields or question.unexplained() > UNSAID:
            return None
        if set(reading.collections) - {"program", "campus"} or (question.subjects and not question.carried):
            return None
        return self.campuses.draft(question)

    def _list(self, question: Question) -> Draft | None:
        limits, reading = question.limits, question.reading
        catalog = limits.providers or limits.levels or limits.max_hours or limits.min_hours or limits.languages
        elsewhere = bool(reading.named("topic", "support", "campus") or (reading.named("program") and not (limits.areas and catalog)))
        about = bool(limits.areas or limits.providers or limits.platforms or (limits.kinds and not elsewhere)
                     or (not elsewhere and self.lists.told(question) >= TOLD))
        whole = any(one.kind == "certification" and one.fit >= 1.0 for one in reading.mentions)
        wanted = "certification" in reading.collections or question.has("list", *MOST) or (limiting(limits) >= SEVERAL and not whole)
        other = bool(reading.collections) and "certification" not in reading.collections
        named = [one for one in question.subjects if one in self.entries.certifications]
        of_named = len(named) == 1 or (question.carried and limiting(limits) == 0) or not counts_entries(question.reading.words)
        if _counts(question) and of_named:
            return None  # something else is counted, not such things
        if "date" in reading.asks or (question.has("idiom") and not (limits.areas or limits.providers)):
            return None
        if question.has("confirm") and not question.has("list", "count", *MOST):
            return None
        if question.refines or (wanted and not other and (about or limits.free or limits.max_hours or limits.languages)):
            draft = self.lists.draft(question)
            if reading.fields and of_all(reading.words) and not question.refines and limiting(limits.model_copy(update={"kinds": ()})) == 0:
                return replace(draft, confidence=UNSURE)  # "¿los cursos cuestan?": what holds for all of them
            narrowed = _narrowed(limits) or question.refines
            if question.has("asks_fact") and not question.has("list", "count", *MOST) and not narrowed:
                return replace(draft, confidence=UNSURE)  # "¿los certificados de Google sirven en Estados Unidos?"
            if not question.has("list", "count", *MOST) and not question.refines:
                draft = replace(draft, confidence=min(draft.confidence, UNLISTED))
            return replace(draft, confidence=draft.confidence - ELSEWHERE) if elsewhere and not question.refines else draft
        return None

    def _compared(self, question: Question, evidence: list[Evidence]) -> Draft | None:
        """Two or three things that are no certifications, beside each other; None where a passage was written to compare them."""
        named = [one for one in question.reading.mentions if one.id in question.subjects and self.entries.kind(one.id) in COMPARABLE]
        spans: dict[int, list[str]] = {}
        for one in named:
            spans.setdefault(one.start, []).append(one.id)
        groups = list({tuple(dict.fromkeys(ids)): None for ids in spans.values()})
        if "hub" in question.reading.collections and len(question.reading.places) > 1:  # "¿el polo de Durango o el de Morelia?"
            groups = [hubs for place in question.reading.places if (hubs := self.entries.hubs_in(place))]
        places = [one for one in question.reading.places if one != "mexico"]
        if "hub" in question.reading.collections and question.has("list") and len(places) == 1:  # "¿qué polos tiene Hidalgo?"
            groups = [(hub,) for hub in self.entries.hubs_in(places[0])]
            return self.prose.compared(question, groups) if 2 <= len(groups) <= FEW else None
        asked = question.beside or question.has("compare", "most", *MOST) or (question.has("which") and len(named) < len(groups))
        if not asked or not 2 <= len(groups) <= 3 or (evidence and _about_all(evidence[0], [one.spelling for one in named])):
            return None
        return self.prose.compared(question, groups)


def _counts(question: Question) -> bool:
    """Whether a number is asked for that is no field."""
    return "count" in question.reading.asks and not question.reading.fields and not question.has("compare")


def _narrowed(limits: Constraints) -> bool:
    """Whether a list is limited by more than what such things are called and who gives them."""
    return limiting(limits.model_copy(update={"kinds": (), "providers": (), "platforms": ()})) > 0


def _about_all(evidence: Evidence, names: list[str]) -> bool:
    """Whether a passage's heading speaks of all these, more than one."""
    said = roots(f"{evidence.passage.title} {evidence.passage.heading}")
    return len({plain(one) for one in names}) > 1 and all(roots(one) <= said for one in names)


def _none_meets(typed: Draft | None) -> Draft | None:
    """That nothing meets the limits of a list: better than to say that nothing is known."""
    return typed if typed is not None and typed.kind is ReplyKind.UNKNOWN else None
