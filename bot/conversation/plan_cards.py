"""A kept plan as a card to draw, and as text for who cannot see a picture or pay for one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from bot.conversation.ports import Phrases
from bot.conversation.told import Teller
from bot.conversation.wording_of_profile import ProfileWords
from bot.domain.cards import CardStep, PlanCard, StepState
from bot.domain.conversation import Facts, KeptPlan
from bot.domain.guidance import Path, Step, StepKind
from bot.domain.reply import Source

STUDIED = (StepKind.COURSE, StepKind.EXAM)


@dataclass(frozen=True)
class Stop:
    """A step of the kept plan: its number, what became of it, and when it is on."""

    number: int
    step: Step
    state: StepState
    when: str


class PlanCards:
    """Says a kept plan."""

    def __init__(self, teller: Teller, words: ProfileWords, phrases: Phrases) -> None:
        self._teller, self._words, self._say = teller, words, phrases.say

    def stops(self, kept: KeptPlan, path: Path, today: date, language: str) -> list[Stop]:
        """The steps in the order of the plan: what takes years comes after the courses, what is put off goes behind, what waits last."""
        last = (StepKind.DEGREE, StepKind.WORK)
        steps = sorted(path.steps, key=lambda step: (step.when == "age", step.id in kept.postponed, step.kind in last))
        left, weeks, found = True, 0.0, []
        for number, step in enumerate(steps, start=1):
            done = step.id in kept.done
            waits = bool(step.when) and not done
            state: StepState = "done" if done else "waiting" if waits else "next" if left else "open"
            left = left and state != "next"
            when = self._when(step, weeks, path, today, language) if not done else ""
            weeks += 0.0 if done or waits else step.weeks or 0.0
            found.append(Stop(number, step, state, when))
        return found

    def left(self, kept: KeptPlan, path: Path) -> tuple[float, float]:
        """Hours and weeks still to do."""
        hours = sum(step.hours or 0.0 for step in path.steps if not step.when and step.id not in kept.done)
        return hours, hours / path.hours_a_week

    def card(self, kept: KeptPlan, path: Path, facts: Facts, today: date, language: str) -> PlanCard:
        """The card for picture and page."""
        say, stops = self._say, self.stops(kept, path, today, language)
        hours, weeks = self.left(kept, path)
        end = today + timedelta(weeks=weeks)
        paid = path.usd or path.open_costs
        cost = say("plan.card_cost", language, amount=f"{path.usd:g}") if paid else say("plan.free", language)
        least = say("plan.card_least", language, hours=f"{hours:g}") if path.at_least else say("plan.hours", language, hours=f"{hours:g}")
        totals = ((say("plan.card_hours", language), least),
                  (say("plan.card_ends", language), f"{self._month(end, language)} {end.year}" if hours else "–"),
                  (say("plan.card_money", language), cost))
        done = sum(stop.state == "done" for stop in stops)
        sources = tuple(dict.fromkeys(f"{one.title}, {one.url or '–'} ({one.checked_on.isoformat()})" for one in self.sources(path)))
        return PlanCard(
            title=say("plan.card_title", language, field=self._teller.field(path, language)),
            subtitle=self._words.summary(facts.model_copy(update={"interests": ()}), language),
            steps=tuple(CardStep(self._teller.name(stop.step, language), self.detail(stop.step, facts, language), stop.when, stop.state,
                                 str(stop.step.kind)) for stop in stops),
            totals=totals, progress=done / len(stops) if stops else 0.0,
            progress_label=say("plan.card_progress", language, done=done, all=len(stops)),
            footer=say("plan.card_footer", language, date=today.isoformat()), why_title=say("plan.card_why", language),
            why=tuple(_sentence(self._teller.reason(one, language)) for one in path.reasons),
            sources_title=say("plan.card_sources", language), sources=sources[:8])

    def text(self, kept: KeptPlan, path: Path, facts: Facts, today: date, language: str) -> str:
        """The plan in words, as much as the picture says."""
        say, card = self._say, self.card(kept, path, facts, today, language)
        lines = [f"🧭 **{card.title}**", card.subtitle, card.progress_label]
        for stop, shown in zip(self.stops(kept, path, today, language), card.steps, strict=True):
            mark = {"done": "✅", "next": "👉", "open": "▫️", "waiting": "⏳"}[stop.state]
            lines.append(f"{mark} {stop.number}. **{shown.title}**: {' · '.join(part for part in (shown.detail, shown.when) if part)}")
        lines.append(" · ".join(f"{label}: {value}" for label, value in card.totals))
        lines += [self._teller.reason(one, language, path, today) for one in path.changes[:1]]
        if facts.computer is False:
            lines.append(say("plan.no_computer", language))
        if facts.internet is False:
            lines.append(say("plan.no_internet", language))
        return "\n".join(lines)

    def sources(self, path: Path) -> tuple[Source, ...]:
        """The sources of every step, none twice."""
        return tuple(dict.fromkeys(source for step in path.steps for source in self._teller.sources(step.sources, step.checked_on)))

    def detail(self, step: Step, facts: Facts, language: str) -> str:
        """What a step is, in a line."""
        say = self._say
        if step.kind in STUDIED:
            facts_of = self._teller.facts(step, language).replace(", ", " · ")
            later = say("plan.detail_age", language, age=step.min_age or 18) if step.when == "age" else ""
            return " · ".join(part for part in (step.provider, facts_of, later) if part)
        if step.kind is StepKind.DEGREE:
            state = self._teller.place(facts.state, language) if facts.state else ""
            return (say("plan.detail_degree", language) + " "
                    + (say("plan.degree_confirm", language, state=state) if state else say("plan.degree_confirm_anywhere", language)))
        return self._teller.detail(step, language)

    def _when(self, step: Step, weeks: float, path: Path, today: date, language: str) -> str:
        if step.when == "age":
            return self._say("plan.when_age", language, age=step.min_age or 18)
        if step.when:
            return self._say(f"plan.when_{step.when}", language)
        if step.kind is StepKind.DEGREE:
            return self._say("plan.when_years", language)
        if not step.weeks:
            return ""
        start, end = today + timedelta(weeks=weeks), today + timedelta(weeks=weeks + step.weeks)
        months = list(dict.fromkeys((self._month(start, language), self._month(end, language))))
        return " – ".join(months) + " · " + self._say("plan.weeks", language, weeks=math.ceil(step.weeks))

    def _month(self, day: date, language: str) -> str:
        return self._say(f"plan.month_{day.month}", language)[:3]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
