"""Profiles drawn by a seed: every combination of what people may say, the odd ones included."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TypeVar

from bot.domain.conversation import Answer, Facts, Questionnaire
from bot.domain.knowledge import Knowledge

T = TypeVar("T")


def drawn(knowledge: Knowledge, count: int, seed: int) -> Iterator[tuple[Facts, Questionnaire, str, bool]]:
    """`count` times facts, questionnaire, language and whether one course is wanted."""
    chance = random.Random(seed)
    states = [place.id for place in knowledge.places if place.kind == "state"]
    countries = [place.id for place in knowledge.places if place.kind == "country"]
    table = knowledge.interests
    assert table is not None
    fields = [field.id for field in table.fields]

    def perhaps(values: list[T], share: float = 0.6) -> T | None:
        return chance.choice(values) if chance.random() < share else None

    for _ in range(count):
        age = perhaps(list(range(10, 60)), 0.8)
        country = perhaps(countries, 0.5)
        facts = Facts(
            age=age, adult=age >= 18 if age is not None else perhaps([True, False], 0.3),
            state=perhaps(states) if country in (None, "mexico") else None, country=country,
            schooling=perhaps(["primary", "secondary", "high_school", "university"]),
            enrolled=perhaps(["secondary", "high_school", "conalep", "university"], 0.3), studying=perhaps([True, False], 0.3),
            working=perhaps([True, False], 0.5), hours_a_week=perhaps([0.5, 1, 2, 3, 5, 8, 14, 40, 60]),
            free_only=perhaps([True, False], 0.5),
            budget_month=perhaps([0, 50, 200, 900, 1000, 5000], 0.3), computer=perhaps([True, False], 0.3),
            internet=perhaps([True, False], 0.2), reads_english=perhaps([True, False], 0.5), reads_spanish=perhaps([False], 0.05),
            goal=perhaps(["study", "first_job", "change", "certificate"], 0.5), at_work=perhaps([True, False], 0.2),
            interests=tuple(chance.sample(fields, chance.randint(0, 3))), avoids=tuple(chance.sample(fields, chance.randint(0, 2))))
        answered = table.items if chance.random() < 0.4 else table.items[:chance.randint(0, 5)]
        answers = tuple(Answer(item=item.id, value=chance.randint(0, 2)) for item in answered)
        yield facts, Questionnaire(answers=answers), chance.choice(["es", "es", "en"]), chance.random() < 0.15
