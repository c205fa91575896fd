"""Who a plan is for, and what a certification asks of them: the hard limits of planning.

An unknown minimum age counts as 18 for a minor. Money is compared in pesos at a round rate; prices themselves are shown as published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.domain.conversation import Facts
from bot.domain.knowledge import Certification

ADULT, YOUNGEST = 18, 13
USUAL_HOURS = 5.0  # hours a week assumed, and said, of who does not tell
PESOS_A_DOLLAR = 18.0
SAVED = 6  # months of budget that a single payment may take
SCHOOLING = {None: -1, "primary": 0, "secondary": 1, "high_school": 2, "university": 3}
Verdict = Literal["", "age", "language", "cost"]


@dataclass(frozen=True)
class Person:
    """The profile as planning needs it. `age` is the oldest the person can safely be taken for; None: an adult or unknown age.

    `english` None: they did not say; English is then proposed only when `lenient`, and said.
    """

    facts: Facts
    minor: bool
    adult: bool
    age: int | None
    english: bool | None
    spanish: bool
    hours: float
    assumed: bool
    country: str
    schooling: int
    lenient: bool = False

    @property
    def here(self) -> bool:
        """Whether they live in Mexico, as far as they said."""
        return self.country == "mexico"

    @property
    def idle(self) -> bool:
        """Whether they said to be without work, and nothing of studying."""
        return self.facts.working is False and not self.facts.studying and self.facts.enrolled is None


def person(facts: Facts, language: str = "es") -> Person:
    """The person of a profile who converses in `language`; who writes English is taken to read it."""
    minor = facts.age < ADULT if facts.age is not None else facts.adult is False
    graduate = facts.adult is None and facts.schooling == "university"
    adult = facts.age >= ADULT if facts.age is not None else facts.adult is True or graduate
    english = facts.reads_english if facts.reads_english is not None else (True if language == "en" else None)
    return Person(
        facts=facts, minor=minor, adult=adult, age=facts.age if facts.age is not None or not minor else YOUNGEST, english=english,
        spanish=facts.reads_spanish is not False, hours=facts.hours_a_week or USUAL_HOURS, assumed=facts.hours_a_week is None,
        country=facts.country or "mexico", schooling=SCHOOLING[facts.schooling])


def needed_age(entry: Certification, who: Person) -> int | None:
    """The age it asks of this person, in years; None where it publishes none and they are no minor."""
    return ADULT if entry.min_age is None and who.minor else entry.min_age


def verdict(entry: Certification, who: Person) -> Verdict:
    """What stands in the way of taking it now; "" when nothing does."""
    need = needed_age(entry, who)
    if need is not None and who.age is not None and who.age < need:
        return "age"
    english = who.english or (who.lenient and who.english is None)
    if not (("es" in entry.languages and who.spanish) or ("en" in entry.languages and english)):
        return "language"
    if entry.cost.free is True:
        return ""
    broke = who.idle and who.facts.free_only is None and who.facts.budget_month is None
    if who.facts.free_only or broke or (who.facts.budget_month is not None and _too_dear(entry, who.facts.budget_month)):
        return "cost"
    return ""


def notes(entry: Certification, who: Person) -> tuple[str, ...]:
    """What must be said beside it: "english", "cost", "cost_unknown", "age" (it asks an age they have not told), "age_unknown"."""
    said = []
    if "es" not in entry.languages or not who.spanish:
        said.append("english")
    if entry.cost.free is not True:
        said.append("cost" if entry.cost.amount is not None else "cost_unknown")
    if not who.minor and not who.adult and (entry.min_age is None or entry.min_age >= ADULT):
        said.append("age" if entry.min_age else "age_unknown")
    return tuple(said)


def _too_dear(entry: Certification, budget: float) -> bool:
    if entry.cost.amount is None:
        return budget <= 0
    pesos = entry.cost.amount * (PESOS_A_DOLLAR if entry.cost.currency == "USD" else 1.0)
    return pesos > budget * (1 if entry.cost.per == "month" else SAVED)
