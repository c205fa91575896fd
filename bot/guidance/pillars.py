"""The other two pillars: which degree of CONALEP, and which training at work or hub, go with a field for one person."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.guidance import Step, StepKind
from bot.domain.interests import InterestField
from bot.domain.knowledge import Hub, Knowledge, Program, Support
from bot.guidance.nearby import kilometres
from bot.guidance.person import Person

BASICS = "no-termine-secundaria"  # the common question that tells of INEA
DUAL = "formacion-dual"
CONALEP = "conalep"
INEA_FROM = 15
DEGREE_UNTIL = 25  # without asking for a degree, who is older is first offered something shorter


@dataclass(frozen=True)
class NearHub:
    """A hub and how far it lies from the person's state, in kilometres (None: in the state itself, or unknown)."""

    hub: Hub
    away: float | None


class Pillars:
    """Degrees, hubs, supports and the topics that other countries' plans lean on."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.programs: Mapping[str, Program] = {program.id: program for program in knowledge.programs}
        self.hubs: Mapping[str, Hub] = {hub.id: hub for hub in knowledge.hubs}
        self.support: Mapping[str, Support] = {one.id: one for one in knowledge.support}
        self._topics = {topic.id: topic for topic in knowledge.topics}
        self._questions = {one.id: one for one in knowledge.questions}
        self._centres = _centres(knowledge)

    def basics(self, who: Person) -> Step | None:
        """Finishing secundaria first, for who has not and is old enough for INEA."""
        entry = self._questions.get(BASICS)
        waits = who.schooling == 0 and who.facts.enrolled is None and who.here
        if entry is None or not waits or (who.age is not None and who.age < INEA_FROM):
            return None
        return Step(BASICS, StepKind.BASICS, entry.title, entry.title_en, sources=entry.sections[0].source, checked_on=entry.checked_on)

    def degree(self, field: InterestField, who: Person) -> Step | None:
        """The degree of the field that fits best: offered in the person's state, confirmed, first in the counselors' order."""
        if not field.programs or not self._wants_degree(field, who):
            return None
        program = max((self.programs[one] for one in field.programs), key=lambda one: self._weight(one, field, who))
        return Step(
            program.id, StepKind.DEGREE, program.title, program.title_en, when="secondary" if who.schooling == 0 else "",
            notes=tuple(note for note, said in (
                ("offered_here", who.facts.state in program.states), ("unconfirmed", program.offered == "unconfirmed"),
                ("needs_secondary", who.schooling < 0), ("has_high_school", who.schooling >= 2)) if said),
            gives_es=", ".join(program.work_es[:3]), gives_en=", ".join(program.work_en[:3]),
            sources=program.sections[0].source, checked_on=program.checked_on)

    def work(self, field: InterestField, who: Person, degree: Step | None) -> tuple[Step, ...]:
        """Training at work: a paid first workplace for who is idle and of age, dual training with a degree, else the nearest hub."""
        steps: list[Step] = []
        for support in self.paid_work(who):
            steps.append(Step(support.id, StepKind.SUPPORT, support.name, support.name_en, min_age=support.min_age,
                              sources=support.source, checked_on=support.checked_on))
        topic = self._topics.get(DUAL)
        if topic and who.here and (degree is not None or who.facts.enrolled == "conalep") and not steps:
            steps.append(Step(DUAL, StepKind.WORK, topic.title, topic.title_en, when="degree" if degree else "",
                              sources=topic.sections[0].source, checked_on=topic.checked_on))
        near = self.near_hub(field, who)
        if near is not None and not who.minor:
            steps.append(Step(near.hub.id, StepKind.WORK, near.hub.name, near.hub.name_en, when="degree" if degree else "",
                              notes=() if near.away is None else ("away",), sources=near.hub.source, checked_on=near.hub.checked_on))
        return tuple(steps)

    def paid_work(self, who: Person) -> tuple[Support, ...]:
        """Supports that pay for training at a workplace: for who is of their age, without work, and does not ask to study."""
        age, facts = who.facts.age, who.facts
        if age is None or not who.idle or facts.goal == "study" or facts.at_work:
            return ()
        return tuple(one for one in self.support.values() if one.country == who.country and one.min_age is not None
                     and one.min_age <= age <= (one.max_age or age))

    def abroad(self, who: Person) -> Step | None:
        """What the person's own country offers."""
        topic = None if who.here else self._topics.get(who.country)
        if topic is None:
            return None
        return Step(topic.id, StepKind.SUPPORT, topic.title, topic.title_en, sources=topic.sections[0].source, checked_on=topic.checked_on)

    def near_hub(self, field: InterestField, who: Person) -> NearHub | None:
        """The hub of the person's state, the one that shares the field's sectors first; else the nearest that does; None when unknown."""
        if not who.here or who.facts.state is None or not self.hubs:
            return None
        shared = set(field.sectors)
        own = [hub for hub in self.hubs.values() if hub.state == who.facts.state]
        if own:
            return NearHub(max(own, key=lambda hub: (len(shared & set(hub.sectors)), hub.id)), None)
        here = self._centres.get(who.facts.state)
        others = [(kilometres(here, self._centres[hub.state]), hub) for hub in self.hubs.values()
                  if here and hub.state in self._centres and (not shared or shared & set(hub.sectors))]
        if not others:
            return None
        away, hub = min(others, key=lambda row: (row[0], row[1].id))
        return NearHub(hub, away)

    def scholarship(self, who: Person, degree: Step | None) -> Support | None:
        """The scholarship that goes with studying, when the person is young enough for it."""
        public = degree is not None or who.facts.enrolled in ("high_school", "conalep")
        for one in self.support.values():
            young = who.facts.age is not None and one.max_age is not None and who.facts.age <= one.max_age
            if public and one.country == who.country and one.min_age is None and young:
                return one
        return None

    def _wants_degree(self, field: InterestField, who: Person) -> bool:
        facts = who.facts
        if not who.here or who.schooling >= 3 or facts.enrolled in ("conalep", "university") or self.paid_work(who):
            return False
        bare = not field.areas and not field.paths  # a trade that no online course teaches
        if facts.goal == "certificate" and not bare:
            return False
        asked = facts.goal == "study" or facts.at_work is True
        if who.schooling >= 2 or facts.enrolled == "high_school":
            return bare or (facts.goal == "study" and facts.enrolled is None)
        if who.schooling < 0 and not asked and not bare:
            return facts.age is not None and facts.age <= DEGREE_UNTIL and facts.goal is None
        return asked or bare or facts.age is None or facts.age <= DEGREE_UNTIL or who.schooling == 1

    def _weight(self, program: Program, field: InterestField, who: Person) -> float:
        return ((2.0 if who.facts.state in program.states else 0.0) + (1.0 if program.offered == "confirmed" else 0.0)
                - 0.6 * field.programs.index(program.id))


def _centres(knowledge: Knowledge) -> dict[str, tuple[float, float]]:
    """The middle of each state's campuses, in degrees: near enough to say which hub is nearest."""
    points: dict[str, list[tuple[float, float]]] = {}
    for campus in knowledge.campuses.campuses if knowledge.campuses else ():
        if campus.lat is not None and campus.lon is not None:
            points.setdefault(campus.state, []).append((campus.lat, campus.lon))
    return {state: (math.fsum(p[0] for p in here) / len(here), math.fsum(p[1] for p in here) / len(here)) for state, here in points.items()}
