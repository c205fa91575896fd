"""How steps, paths and reasons are said, and with which sources. What they are is decided in guidance/."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.conversation.ports import Phrases
from bot.domain.guidance import Money, Path, Plan, Reason, Step, StepKind
from bot.domain.knowledge import Knowledge, Prose, Section
from bot.domain.reply import Source

LOCAL = 300  # characters of a local fact
SOURCES = 6


@dataclass(frozen=True)
class Line:
    """A line of a proposal with what it states it from; the lines of the highest `rank` fall away first when there is too much."""

    text: str
    rank: int = 0
    sources: tuple[Source, ...] = ()


class Teller:
    """Puts plans into words."""

    def __init__(self, knowledge: Knowledge, phrases: Phrases) -> None:
        self._held = knowledge.sources
        self._say = phrases.say
        self._places = {place.id: place for place in knowledge.places}
        self._hubs = {hub.id: hub for hub in knowledge.hubs}
        self._sectors = {sector.id: sector for sector in knowledge.sectors}
        self._support = {one.id: one for one in knowledge.support}
        self._prose: dict[str, Prose] = {one.id: one for one in (*knowledge.programs, *knowledge.topics)}

    def name(self, step: Step, language: str) -> str:
        """The step's name."""
        return step.name_es if language == "es" else step.name_en

    def field(self, path: Path, language: str) -> str:
        """The name of the path's field."""
        return path.field_es if language == "es" else path.field_en

    def place(self, place_id: str, language: str) -> str:
        """The name of a state or country."""
        place = self._places.get(place_id)
        return "" if place is None else (place.name if language == "es" or not place.name_en else place.name_en)

    def money(self, cost: Money | None, language: str) -> str:
        """What a step costs, as published."""
        if cost is None or cost.amount is None:
            return self._say("plan.cost_none", language)
        if cost.amount == 0:
            return self._say("plan.free", language)
        return self._say("plan.cost_month" if cost.monthly else "plan.cost", language, amount=f"{cost.amount:g}", currency=cost.currency)

    def facts(self, step: Step, language: str) -> str:
        """Hours, cost, language and age of a course, as far as they matter."""
        said = [self._say("plan.exam", language) if step.kind is StepKind.EXAM else
                self._say("plan.hours", language, hours=f"{step.hours:g}") if step.hours else self._say("plan.hours_none", language)]
        said.append(self.money(step.cost, language))
        said.append(self._say(f"plan.in_{language if language in step.languages else 'es' if 'es' in step.languages else 'en'}", language))
        if "age" in step.notes:
            said.append(self._say("plan.asks_age", language, age=step.min_age or 18))
        if "age_unknown" in step.notes:
            said.append(self._say("plan.asks_age_unknown", language))
        return ", ".join(said)

    def total(self, path: Path, language: str) -> Line | None:
        """Hours and weeks of what can be taken now."""
        if not path.hours:
            return None
        key = "plan.total_least" if path.at_least else "plan.total_assumed" if path.assumed else "plan.total"
        return Line(self._say(key, language, hours=f"{path.hours:g}", rhythm=f"{path.hours_a_week:g}", weeks=math.ceil(path.weeks)), 1)

    def paid(self, steps: Iterable[Step], language: str) -> Line | None:
        """What has to be paid for."""
        items = [self._say("plan.money_item", language, name=self.name(step, language), cost=self.money(step.cost, language))
                 for step in steps if step.cost is not None and step.cost.amount != 0]
        return Line(self._say("plan.money", language, items="; ".join(items)), 2) if items else None

    def degree(self, step: Step, state: str | None, language: str) -> Line:
        """The degree, what a source says of it where they live, and what to confirm."""
        have = "plan.degree_high_school" if "has_high_school" in step.notes else "plan.degree"
        key = "plan.degree_later" if step.when == "secondary" else have
        said = [self._say(key, language, name=self.name(step, language))]
        section = self.local(step.id, state)
        if section is not None:
            said.append(self.text(section, language))
        if "needs_secondary" in step.notes:
            said.append(self._say("plan.degree_needs", language))
        if state:
            said.append(self._say("plan.degree_confirm", language, state=self.place(state, language)))
        else:
            said.append(self._say("plan.degree_confirm_anywhere", language))
        return Line(" ".join(said), 0, self.sources((*(section.source if section else ()), *step.sources), step.checked_on))

    def work(self, step: Step, state: str | None, language: str) -> Line:
        """Training at work: paid by a support, dual, or the hub near them."""
        sources = self.sources(step.sources, step.checked_on)
        if step.id in self._support:
            support = self._support[step.id]
            return Line(self._say("plan.support", language, text=support.text if language == "es" else support.text_en), 0, sources)
        if step.id in self._hubs:
            hub = self._hubs[step.id]
            sectors = [self._sectors[one] for one in hub.sectors if one in self._sectors]
            names = [one.name if language == "es" else one.name_en for one in sectors]
            key = "plan.work_hub_away" if "away" in step.notes else "plan.work_hub" if names else "plan.work_hub_plain"
            near = {"name": self.name(step, language)} | ({"sectors": ", ".join(names).lower()} if key == "plan.work_hub" else {})
            return Line(self._say(key, language, 0, **near), 3, sources)
        section = self.local(step.id, state)
        said = " ".join([self._say("plan.work_dual", language), *([self.text(section, language)] if section else [])])
        return Line(said, 1, self.sources((*(section.source if section else ()), *step.sources), step.checked_on))

    def detail(self, step: Step, language: str) -> str:
        """What a step that is no course is, in a line."""
        if step.id in self._support:
            support = self._support[step.id]
            return (support.text if language == "es" else support.text_en).replace("**", "")
        if step.id in self._hubs:
            sectors = [self._sectors[one] for one in self._hubs[step.id].sectors if one in self._sectors]
            return ", ".join(one.name if language == "es" else one.name_en for one in sectors)
        key = {StepKind.BASICS: "plan.detail_basics", StepKind.WORK: "plan.detail_dual"}.get(step.kind, "plan.detail_abroad")
        return self._say(key, language)

    def hub(self, hub_id: str, away: bool, language: str) -> tuple[str, tuple[Source, ...]]:
        """A hub near them, with what it makes, and its sources."""
        hub = self._hubs[hub_id]
        sectors = [self._sectors[one] for one in hub.sectors if one in self._sectors]
        makes = ", ".join(one.name if language == "es" else one.name_en for one in sectors).lower()
        said = self._say("near.hub_away" if away else "near.hub_here", language, name=hub.name if language == "es" else hub.name_en,
                         makes=f" ({makes})" if makes else "")
        return said, self.sources(hub.source, hub.checked_on)

    def reason(self, reason: Reason, language: str, path: Path | None = None, today: date | None = None) -> str:
        """One reason in words."""
        gaps: dict[str, object] = dict(reason.gaps)
        for name in ("field", "name"):
            if f"{name}_{language}" in gaps:
                gaps = {key: value for key, value in gaps.items() if not key.startswith(f"{name}_")} | {name: gaps[f"{name}_{language}"]}
        if "state" in gaps:
            gaps["state"] = self.place(str(gaps["state"]), language)
        if "hub" in gaps:
            hub = self._hubs[str(gaps["hub"])]
            gaps["hub"] = hub.name if language == "es" else hub.name_en
        if "support" in gaps:
            support = self._support[str(gaps["support"])]
            gaps["support"] = support.name if language == "es" else support.name_en
        if reason.key == "plan.change_hours" and today is not None:
            end = today + timedelta(weeks=int(str(gaps.pop("weeks"))))
            gaps["month"] = self._say(f"plan.month_{end.month}", language)
        return self._say(reason.key, language, 0, **gaps)

    def why(self, path: Path, language: str) -> Line | None:
        """The reasons for a path in one line."""
        if not path.reasons:
            return None
        keys = tuple(source for reason in path.reasons for source in reason.sources[:1])
        return Line(self._say("plan.why", language, reasons="; ".join(self.reason(one, language) for one in path.reasons)), 3,
                    self.sources(keys, path.steps[0].checked_on))

    def changes(self, plan: Plan, path: Path, language: str, today: date) -> list[Line]:
        """What would change the path, and why the second is not the first."""
        said = [Line(self.reason(one, language, path, today), 5) for one in path.changes]
        return said + [Line(self.reason(one, language), 6) for one in plan.unlike]

    def local(self, entry_id: str, place: str | None) -> Section | None:
        """What an entry says of the place where they live."""
        prose = self._prose.get(entry_id)
        if prose is None or place is None:
            return None
        return next((section for section in prose.sections if place in section.places and len(section.text) <= LOCAL
                     and section.valid_until is None), None)

    def text(self, section: Section, language: str) -> str:
        """A section's text."""
        return section.text if language == "es" or not section.text_en else section.text_en

    def sources(self, keys: Iterable[str], day: date | None) -> tuple[Source, ...]:
        """Sources by their keys."""
        held = [self._held[key] for key in dict.fromkeys(keys) if key in self._held]
        return tuple(Source(one.title, one.url, day or date.min, one.published, one.personal_copy) for one in held[:2])


def fitted(lines: Sequence[Line], longest: int) -> tuple[str, tuple[Source, ...]]:
    """The lines that fit in `longest` characters, in their order, and their sources, none twice."""
    kept = list(lines)
    while len(kept) > 1 and sum(len(line.text) + 1 for line in kept) > longest:
        worst = max(range(len(kept)), key=lambda place: (kept[place].rank, place))
        del kept[worst]
    sources = tuple(dict.fromkeys(source for line in kept for source in line.sources))
    return "\n".join(line.text for line in kept)[:longest], sources[:SOURCES]
