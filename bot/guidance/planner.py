"""From a profile and interests to at most three paths that join a degree, certifications and training at work.

Limits are never bent (guidance/person.py); among what is left the fields the person named come first, then those of the questionnaire.
Everything is a pure function of profile, questionnaire and language: the same profile gives the same plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.conversation import Facts, Questionnaire
from bot.domain.guidance import Money, Path, Plan, Step, StepKind
from bot.domain.interests import InterestField, InterestTable
from bot.domain.knowledge import Certification, CertificationKind, Knowledge
from bot.guidance.chains import LONGEST, PAID_HOURS_A_MONTH, Catalog, Chain
from bot.guidance.interests import ranked
from bot.guidance.person import Person, needed_age, notes, person
from bot.guidance.pillars import Pillars
from bot.guidance.reasons import changes, missing, unlike, why

MOST = 3
GUESSED, LIKED = 0.2, 0.21  # the liking of a field only tried, and from which a field is more than that
TRIED = ("ia", "soporte", "ciberseguridad", "datos")  # what somebody without any interest may try first
LONG = 52.0  # weeks beyond which a path counts as long
QUICK = 1  # steps, for who wants only one course


class Planner:
    """Plans over one catalog. Building it resolves the catalog's order once; a plan then takes about a millisecond."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._table: InterestTable | None = knowledge.interests
        self._fields = {field.id: field for field in knowledge.interests.fields} if knowledge.interests else {}
        self.catalog = Catalog(knowledge.certifications, knowledge.paths)
        self.pillars = Pillars(knowledge)

    def plan(self, facts: Facts, questionnaire: Questionnaire | None = None, language: str = "es", single: bool = False) -> Plan:
        """At most three paths, best first. `single`: the person wants one course and nothing else."""
        who = person(facts, language)
        found: list[Path] = []
        dropped: list[Chain] = []
        for rank, (field, liking) in enumerate(self._liked(facts, questionnaire)):
            for chain in self._chains(field, who, QUICK if single else None):
                dropped.append(chain)
                path = self._path(field, chain, who, liking - 0.01 * rank, single)
                if path is not None:
                    found.append(path)
        guessed = not _said(facts) and not (questionnaire and questionnaire.answers)
        best = _varied(sorted(found, key=lambda path: (-path.score, path.id)))
        told = tuple(replace(path, reasons=why(path, who, self._fields[path.field], self.pillars),
                             changes=changes(path, who, dropped)) for path in best)
        return Plan(told, () if guessed else unlike(told), missing(told, who, dropped))

    def path(self, path_id: str, facts: Facts, language: str = "es", without: tuple[str, ...] = ()) -> Path | None:
        """One path by its id ("field/chain"), for this profile as it is now and `without` the certifications not wanted.

        None when nothing of it can be taken any more.
        """
        field = self._fields.get(path_id.partition("/")[0])
        if field is None:
            return None
        who = person(facts, language)
        chains = self._chains(field, who, None, frozenset(without))
        chain = next((one for one in chains if f"{field.id}/{one.id}" == path_id), None) or next(iter(chains), None)
        path = self._path(field, chain, who, 1.0, False) if chain else None
        return replace(path, reasons=why(path, who, field, self.pillars), changes=changes(path, who, chains)) if path else None

    def _liked(self, facts: Facts, questionnaire: Questionnaire | None) -> list[tuple[InterestField, float]]:
        """The fields to plan for, with how much they are liked (0 to 1): said, else from the questionnaire, else a few to try."""
        avoided = set(facts.avoids)
        said = [self._fields[one] for one in facts.interests if one in self._fields and one not in avoided]
        rows = ranked(self._table, questionnaire) if self._table and questionnaire else ()
        if said:
            scored = {field.id: fit for field, fit in rows}
            return [(field, 1.0 + 0.2 * scored.get(field.id, 0.0)) for field in said[:MOST]]
        if rows:
            return [(field, max(0.0, fit)) for field, fit in rows if field.id not in avoided][:MOST + 2]
        return [(self._fields[one], GUESSED) for one in TRIED if one in self._fields and one not in avoided][:MOST]

    def of_field(self, field_id: str, facts: Facts, language: str = "es") -> Path | None:
        """The best path of one field; None when there is none."""
        plan = self.plan(facts.model_copy(update={"interests": (field_id,), "avoids": ()}), None, language)
        return next((path for path in plan.paths if path.field == field_id), None)

    def _chains(self, field: InterestField, who: Person, most: int | None, without: frozenset[str] = frozenset()) -> list[Chain]:
        """The ways into a field: its learning paths, and its single certifications when none of those can be begun."""
        chains = self._chains_in(field, who, most, without)
        if any(chain.steps for chain in chains) or who.english is not None:
            return chains
        return self._chains_in(field, replace(who, lenient=True), most, without)

    def _chains_in(self, field: InterestField, who: Person, most: int | None, without: frozenset[str]) -> list[Chain]:
        companions = self.catalog.of_ids("companions", field.companions, who, most or LONGEST, without)
        if most:
            return [companions] if companions.steps else [self.catalog.of_path(one, who, most) for one in field.paths[:1]]
        chains = [self.catalog.of_path(one, who, companions=field.companions, without=without) for one in field.paths]
        begun = [chain for chain in chains if chain.steps]
        weak = all(len(chain.steps) < 2 for chain in begun)
        return [*begun, *([companions] if weak and companions.steps else []), *([] if begun or companions.steps else [companions])]

    def _path(self, field: InterestField, chain: Chain, who: Person, liking: float, single: bool) -> Path | None:
        guessed = liking < LIKED and who.facts.goal != "study" and not who.facts.at_work
        degree = None if single or guessed else self.pillars.degree(field, who)
        work = () if single else self.pillars.work(field, who, degree)
        basics = None if single else self.pillars.basics(who)
        abroad = None if single else self.pillars.abroad(who)
        courses = [_step(entry, who) for entry in chain.steps]
        later = [replace(_step(entry, who), when="age", min_age=needed_age(entry, who)) for entry in chain.later]
        paid = [step for step in work if step.kind is StepKind.SUPPORT]
        soon, after = ([degree], []) if degree and not degree.when else ([], [degree] if degree else [])
        steps = [*([abroad] if abroad else []), *paid, *([basics] if basics else []), *soon, *courses, *after,
                 *(step for step in work if step.kind is StepKind.WORK), *later]
        if not courses and degree is None and not paid and abroad is None:
            return None
        now = [step for step in steps if not step.when]
        hours = sum(step.hours or 0.0 for step in now)
        costs = [step.cost for step in now if step.cost is not None]
        roles = (chain.path.roles_es, chain.path.roles_en) if chain.path else ((), ())
        return Path(
            id=f"{field.id}/{chain.id}", field=field.id, field_es=field.name_es, field_en=field.name_en, steps=tuple(steps), hours=hours,
            at_least=any(step.hours is None for step in now if step.kind is StepKind.COURSE), weeks=hours / who.hours,
            hours_a_week=who.hours, assumed=who.assumed, usd=sum(one.total or 0.0 for one in costs),
            open_costs=sum(one.total is None for one in costs), score=liking + self._worth(field, chain, who, hours, degree),
            roles_es=roles[0], roles_en=roles[1], hub=next((step.id for step in work if step.id in self.pillars.hubs), ""))

    def _worth(self, field: InterestField, chain: Chain, who: Person, hours: float, degree: Step | None) -> float:
        """How good a chain is for this person beside their liking, about -0.5 to 0.6."""
        steps = chain.steps
        score = 0.1 if steps else -0.1
        score += 0.1 if degree is not None and "offered_here" in degree.notes else 0.0
        if chain.path is not None:
            score -= 0.06 * field.paths.index(chain.path.id)
        if steps:
            score += 0.15 * sum("es" in entry.languages for entry in steps) / len(steps) if who.english is not True else 0.05
            score += 0.15 * sum(entry.cost.free is True for entry in steps) / len(steps)
            score -= 0.1 if steps[0].cost.free is not True else 0.0
            score += 0.05 * min(len(steps), 3) / 3
        if hours / who.hours > LONG:
            score -= 0.1
        if who.facts.goal in ("certificate", "first_job") and any(_recognised(entry) for entry in steps):
            score += 0.08
        return score


def _said(facts: Facts) -> bool:
    return any(one not in facts.avoids for one in facts.interests)


def _step(entry: Certification, who: Person) -> Step:
    exam = entry.kind is CertificationKind.EXAM
    hours = None if exam else entry.hours
    monthly = entry.cost.per == "month"
    months = entry.hours / PAID_HOURS_A_MONTH if monthly and entry.hours else None
    cost = Money(0.0) if entry.cost.free else Money(entry.cost.amount, entry.cost.currency, monthly, months)
    return Step(
        id=entry.id, kind=StepKind.EXAM if exam else StepKind.COURSE, name_es=entry.name_es, name_en=entry.name, hours=hours,
        weeks=hours / who.hours if hours else None, cost=cost, languages=tuple(entry.languages), min_age=entry.min_age,
        prerequisites=entry.prerequisites, gives_es=entry.credential_es, gives_en=entry.credential_en or entry.credential_es,
        enrol=entry.url, notes=notes(entry, who), sources=entry.source[:2], checked_on=entry.checked_on, provider=entry.platform)


def _recognised(entry: Certification) -> bool:
    return entry.kind in (CertificationKind.EXAM, CertificationKind.CERTIFICATE)


def _varied(paths: Sequence[Path]) -> list[Path]:
    """The best path of each field, then further ones of the same field while there is room."""
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(path.field, path)
    rest = [path for path in paths if path is not first[path.field]]
    seen: set[tuple[str, ...]] = set()
    chosen: list[Path] = []
    for path in [*first.values(), *rest]:
        key = tuple(step.id for step in path.steps)
        if key not in seen and len(chosen) < MOST:
            seen.add(key)
            chosen.append(path)
    return chosen

