"""Plans keep every limit, whoever they are for; and what each kind of person gets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.domain.conversation import Facts
from bot.domain.guidance import Path as Way
from bot.domain.guidance import StepKind
from bot.domain.knowledge import Knowledge
from bot.guidance.planner import Planner
from bot.library.files import read_knowledge

sys.path.insert(0, str(Path(__file__).parent))
from oracle import broken
from profiles import drawn

PROFILES = 20_000
SEED = 20261124


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(Path(__file__).parents[2] / "knowledge")


@pytest.fixture(scope="module")
def planner(knowledge: Knowledge) -> Planner:
    return Planner(knowledge)


def test_no_plan_breaks_a_limit_and_everything_adds_up(planner: Planner, knowledge: Knowledge) -> None:
    wrong = []

    for facts, questionnaire, language, single in drawn(knowledge, PROFILES, SEED):
        plan = planner.plan(facts, questionnaire, language, single)
        wrong += [(facts.model_dump(exclude_defaults=True), problem) for problem in broken(plan, facts, language)]

    assert wrong == []


def test_the_same_profile_gives_the_same_plan(planner: Planner, knowledge: Knowledge) -> None:
    other = Planner(knowledge)

    for facts, questionnaire, language, single in drawn(knowledge, 300, SEED + 1):
        assert planner.plan(facts, questionnaire, language, single) == other.plan(facts, questionnaire, language, single)


def test_the_oracle_notices_a_certificate_that_a_minor_may_not_take(planner: Planner) -> None:
    adult, minor = Facts(age=30, adult=True, interests=("datos",)), Facts(age=15, adult=False, interests=("datos",))

    plan = planner.plan(adult)

    assert broken(plan, adult) == []
    assert any("not for a minor" in problem for problem in broken(plan, minor))


def ids(path: Way) -> list[str]:
    return [step.id for step in path.steps]


def test_a_person_of_15_after_secundaria_gets_a_degree_and_nothing_for_adults(planner: Planner) -> None:
    plan = planner.plan(Facts(age=15, adult=False, schooling="secondary", state="estado-de-mexico", interests=("soporte",)))

    best = plan.paths[0]
    assert "informatica" in ids(best)
    assert all((step.min_age or 13) <= 15 or step.when == "age" for step in best.steps if step.kind is StepKind.COURSE)


def test_a_person_of_38_who_works_nights_gets_short_courses_in_spanish(planner: Planner) -> None:
    plan = planner.plan(Facts(age=38, adult=True, schooling="high_school", working=True, state="nuevo-leon", hours_a_week=5,
                              reads_english=False, interests=("redes",), goal="change"))

    best = plan.paths[0]
    assert best.steps[0].id == "cisco-networking-basics"
    assert StepKind.DEGREE not in [step.kind for step in best.steps]


def test_abroad_there_is_no_conalep_and_the_own_country_comes_first(planner: Planner) -> None:
    plan = planner.plan(Facts(age=20, adult=True, country="el-salvador", schooling="high_school", interests=("ciberseguridad",)))

    assert plan.paths[0].steps[0].id == "el-salvador"
    assert all(step.kind is not StepKind.DEGREE for path in plan.paths for step in path.steps)


def test_who_wants_one_free_course_gets_one_free_course(planner: Planner) -> None:
    plan = planner.plan(Facts(age=17, adult=False, free_only=True, reads_english=False, interests=("ia",)), single=True)

    now = [step for step in plan.paths[0].steps if not step.when]
    assert [(step.id, step.cost.amount if step.cost else None) for step in now] == [("cisco-ai-fundamentals-ibm", 0.0)]


def test_more_hours_finish_sooner(planner: Planner) -> None:
    few = planner.plan(Facts(age=20, adult=True, hours_a_week=2, interests=("redes",))).paths[0]
    many = planner.plan(Facts(age=20, adult=True, hours_a_week=8, interests=("redes",))).paths[0]

    assert (few.id, few.hours) == (many.id, many.hours)
    assert few.weeks == 4 * many.weeks


def test_what_they_decline_is_not_proposed(planner: Planner) -> None:
    plan = planner.plan(Facts(age=20, adult=True, interests=("programacion",), avoids=("programacion",)))

    assert all(path.field != "programacion" for path in plan.paths)


def test_when_nothing_fits_it_says_what_is_missing(planner: Planner) -> None:
    plan = planner.plan(Facts(age=11, adult=False, free_only=True, interests=("proyectos",)), single=True)

    assert plan.paths == ()
    assert "plan.missing_age" in [reason.key for reason in plan.missing]
