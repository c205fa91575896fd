"""Why a path is proposed, why the next one is not, what would change it, and what is missing: keys of phrases with their gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.domain.guidance import Path, Reason, StepKind
from bot.domain.interests import InterestField
from bot.guidance.chains import Chain
from bot.guidance.person import ADULT, Person
from bot.guidance.pillars import Pillars

MORE_HOURS = 3
WORTH = 3  # weeks saved from which more hours a week are worth a word


def why(path: Path, who: Person, field: InterestField, pillars: Pillars) -> tuple[Reason, ...]:
    """At most four reasons, the strongest first; each with the sources of what it states."""
    courses = [step for step in path.steps if step.kind in (StepKind.COURSE, StepKind.EXAM) and not step.when]
    degree = next((step for step in path.steps if step.kind is StepKind.DEGREE), None)
    found: list[Reason] = []
    if path.field in who.facts.interests:
        found.append(Reason("plan.why_said", (("field_es", path.field_es), ("field_en", path.field_en))))
    if degree is not None and "offered_here" in degree.notes:
        found.append(Reason("plan.why_offered", (("state", who.facts.state or ""),), degree.sources))
    if courses and all(step.cost is not None and step.cost.total == 0 for step in courses):
        found.append(Reason("plan.why_free", sources=courses[0].sources))
    if courses and who.english is not True and all("es" in step.languages for step in courses):
        found.append(Reason("plan.why_spanish", sources=courses[0].sources))
    near = pillars.near_hub(field, who)
    if near is not None and set(near.hub.sectors) & set(field.sectors):
        found.append(Reason("plan.why_hub", (("hub", near.hub.id),), near.hub.source))
    support = pillars.scholarship(who, degree)
    if support is not None:
        found.append(Reason("plan.why_scholarship", (("support", support.id),), support.source))
    return tuple(found[:4])


def unlike(paths: Sequence[Path]) -> tuple[Reason, ...]:
    """Why the second path is not the first: the first difference that counts."""
    if len(paths) < 2:
        return ()
    first, second = paths[0], paths[1]
    gaps = (("field_es", second.field_es), ("field_en", second.field_en))
    if first.field != second.field:
        return (Reason("plan.unlike_field", gaps),)
    if second.usd > first.usd or second.open_costs > first.open_costs:
        return (Reason("plan.unlike_cost", gaps),)
    if second.weeks > first.weeks + 1:
        return (Reason("plan.unlike_weeks", (*gaps, ("weeks", str(math.ceil(second.weeks - first.weeks))))),)
    english = [sum("english" in step.notes for step in path.steps) for path in (first, second)]
    return (Reason("plan.unlike_english" if english[1] > english[0] else "plan.unlike_steps", gaps),)


def changes(path: Path, who: Person, chains: Sequence[Chain]) -> tuple[Reason, ...]:
    """What would change the path: more hours, a language, money, a birthday, knowing where they live."""
    found: list[Reason] = []
    sooner = path.hours / (who.hours + MORE_HOURS)
    if path.weeks - sooner >= WORTH:
        found.append(Reason("plan.change_hours", (("more", str(MORE_HOURS)), ("weeks", str(math.ceil(sooner))))))
    own = next((chain for chain in chains if path.id.endswith(f"/{chain.id}")), None)
    blocked = [(cause, entry) for cause, entry in (own.blocked if own else ())]
    for cause, key in (("language", "plan.change_language"), ("cost", "plan.change_cost")):
        entry = next((one for why_not, one in blocked if why_not == cause), None)
        if entry is not None:
            found.append(Reason(key, (("name_es", entry.name_es), ("name_en", entry.name)), entry.source[:1]))
    if who.minor and any(step.when == "age" for step in path.steps):
        found.append(Reason("plan.change_age", (("age", str(ADULT)),)))
    if who.here and who.facts.state is None:
        found.append(Reason("plan.change_state"))
    return tuple(found[:3])


def missing(paths: Sequence[Path], who: Person, chains: Sequence[Chain]) -> tuple[Reason, ...]:
    """What stands in the way when nothing fits."""
    if paths:
        return ()
    causes = {cause for chain in chains for cause, _ in chain.blocked}
    keys = {"age": "plan.missing_age", "language": "plan.missing_language", "cost": "plan.missing_cost"}
    return tuple(Reason(key) for cause, key in keys.items() if cause in causes) or (Reason("plan.missing_interest"),)
