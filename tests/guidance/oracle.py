"""An independent judge of plans: reads knowledge/ by itself and says every rule that a plan breaks. Shares no code with the planner."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import yaml

from bot.domain.conversation import Facts
from bot.domain.guidance import Plan, StepKind

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
DOLLAR = 18.0


def _rows(pattern: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for file in sorted(KNOWLEDGE.glob(pattern)) for row in yaml.safe_load(file.read_text(encoding="utf-8"))}


CERTIFICATIONS = _rows("certifications/*.yaml")
SUPPORT = _rows("support.yaml")
HUBS = _rows("hubs.yaml")
PROSE = {file.stem for folder in ("programs", "topics", "questions") for file in (KNOWLEDGE / folder).glob("*.md")}
KNOWN = set(CERTIFICATIONS) | set(SUPPORT) | set(HUBS) | PROSE


def broken(plan: Plan, facts: Facts, language: str = "es") -> list[str]:
    """What is wrong with the plan for this profile; empty when nothing is."""
    wrong = []
    if len(plan.paths) > 3:
        wrong.append("more than three paths")
    if not plan.paths and not plan.missing:
        wrong.append("nothing, and no word on why")
    for path in plan.paths:
        wrong += [f"{path.id}: {problem}" for problem in (*_order(path), *_limits(path, facts, language), *_sums(path))]
    return wrong


def _minor(facts: Facts) -> bool:
    return facts.age < 18 if facts.age is not None else facts.adult is False


def _order(path: Any) -> list[str]:
    """Every id exists and comes once; every prerequisite stands before, itself or by all the courses it is made of."""
    wrong, before = [], set()
    ids = [step.id for step in path.steps]
    wrong += [f"{one} comes twice" for one in set(ids) if ids.count(one) > 1]
    for step in path.steps:
        if step.id not in KNOWN:
            wrong.append(f"{step.id} does not exist")
        for needed in CERTIFICATIONS.get(step.id, {}).get("prerequisites", []):
            parts = CERTIFICATIONS[needed].get("includes", [])
            if needed not in before and not (parts and set(parts) <= before):
                wrong.append(f"{step.id} before its prerequisite {needed}")
        before.add(step.id)
    return wrong


def _limits(path: Any, facts: Facts, language: str) -> list[str]:
    wrong = []
    for step in path.steps:
        row = CERTIFICATIONS.get(step.id)
        if row is None:
            wrong += _other(step, facts)
            continue
        needs = row.get("min_age")
        age = facts.age if facts.age is not None else 13
        if _minor(facts) and age < (18 if needs is None else needs) and step.when != "age":
            wrong.append(f"{step.id} is not for a minor of {age}")
        if facts.age is not None and needs is not None and facts.age < needs and step.when != "age":
            wrong.append(f"{step.id} asks for {needs}")
        wrong += _readable(step, row, facts, language)
        free = row["cost"].get("free") is True
        if not free and facts.free_only:
            wrong.append(f"{step.id} is not free")
        if not free and not {"cost", "cost_unknown"} & set(step.notes):
            wrong.append(f"{step.id} costs, unsaid")
        amount = row["cost"].get("amount")
        if not free and facts.budget_month is not None and amount and row["cost"].get("per") == "month" \
                and amount * DOLLAR > facts.budget_month:
            wrong.append(f"{step.id} is over budget")
    return wrong


def _readable(step: Any, row: dict[str, Any], facts: Facts, language: str) -> list[str]:
    languages = row.get("languages", [])
    reads_english = facts.reads_english if facts.reads_english is not None else (True if language == "en" else None)
    if "es" in languages and facts.reads_spanish is not False:
        return []
    if "en" not in languages or reads_english is False:
        return [f"{step.id} is in a language not read"]
    return [] if "english" in step.notes else [f"{step.id} is in English, unsaid"]


def _other(step: Any, facts: Facts) -> list[str]:
    """Degrees, supports and work: for whom they are."""
    wrong = []
    abroad = facts.country not in (None, "mexico")
    if step.kind is StepKind.DEGREE:
        if abroad:
            wrong.append("a CONALEP degree abroad")
        if facts.schooling == "primary" and step.when != "secondary":
            wrong.append("a degree before lower secondary school")
        if facts.schooling == "university" or facts.enrolled == "conalep":
            wrong.append("a degree for who has or studies one")
    if step.id in SUPPORT:
        row = SUPPORT[step.id]
        if facts.age is None or not row.get("min_age", 0) <= facts.age <= row.get("max_age", 999):
            wrong.append(f"{step.id} is not for that age")
        if row.get("country", "mexico") != (facts.country or "mexico"):
            wrong.append(f"{step.id} is of another country")
        if facts.working or facts.studying or facts.enrolled:
            wrong.append(f"{step.id} is for who neither studies nor works")
    if step.id in HUBS and abroad:
        wrong.append("a Mexican hub abroad")
    return wrong


def _sums(path: Any) -> list[str]:
    now = [step for step in path.steps if not step.when]
    hours = sum(CERTIFICATIONS[step.id].get("hours") or 0 for step in now
                if step.id in CERTIFICATIONS and CERTIFICATIONS[step.id]["kind"] != "exam")
    wrong = [] if math.isclose(hours, path.hours) else [f"hours are {hours}, not {path.hours}"]
    if not math.isclose(path.weeks * path.hours_a_week, path.hours, abs_tol=1e-6):
        wrong.append("weeks do not follow from hours")
    if not math.isclose(sum(step.weeks or 0 for step in now), path.weeks, abs_tol=1e-6):
        wrong.append("weeks do not add up")
    unknown = any(CERTIFICATIONS[step.id].get("hours") is None and CERTIFICATIONS[step.id]["kind"] != "exam"
                  for step in now if step.id in CERTIFICATIONS)
    if unknown != path.at_least:
        wrong.append("unknown hours are not said")
    dollars, open_costs = 0.0, 0
    for step in now:
        cost = CERTIFICATIONS.get(step.id, {}).get("cost")
        if cost is None or cost.get("free") is True:
            continue
        hours_of = CERTIFICATIONS[step.id].get("hours")
        if cost.get("amount") is None or (cost.get("per") == "month" and not hours_of):
            open_costs += 1
        else:
            dollars += cost["amount"] * (hours_of / 40 if cost.get("per") == "month" else 1)
    if not math.isclose(dollars, path.usd, abs_tol=1e-6) or open_costs != path.open_costs:
        wrong.append(f"costs are {dollars} and {open_costs} open, not {path.usd} and {path.open_costs}")
    return wrong
