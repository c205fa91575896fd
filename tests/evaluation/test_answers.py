"""The real engine on every case: no figure falls below its committed floor."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.commands.case_files import read_cases, read_floors, read_questions, read_tables
from bot.conversation.engine import Engine
from bot.evaluation.cases import Case, paraphrased
from bot.evaluation.conversing import verdicts
from bot.evaluation.floors import broken
from bot.evaluation.noise import KINDS, Noise, variants
from bot.evaluation.plain_facts import plain_facts
from bot.evaluation.report import Reached, Report, figures, robustness
from bot.evaluation.scoring import Share, Verdict
from bot.evaluation.writing import as_text, failure
from bot.library.files import read_knowledge

FOLDER = Path(__file__).parent
FLOORS = read_floors(FOLDER / "floors.yaml")
SAMPLE = 40  # cases for each kind of noise
CHANCE = 0.08  # what a sample may fall short of the floor, which was measured on all cases


def cases(prefix: str) -> list[Case]:
    return [one for file in sorted(FOLDER.glob(f"{prefix}-*.yaml")) for case in read_cases(file) for one in (case, *paraphrased(case))]


def report(**parts: object) -> Report:
    return Report.model_validate({"on": date(2026, 11, 24), "sets": {}} | parts)


def shown(measured: Report, wrong: Sequence[Verdict]) -> str:
    return "\n\n".join([as_text(measured), *(failure(one) for one in wrong[:5])])


@pytest.mark.parametrize("name", ["dev", "own", "apart"])
def test_no_figure_of_a_set_breaks_its_bounds(engine: Engine, name: str) -> None:
    judged = verdicts(engine, cases(name))

    measured = report(sets={name: figures(judged)})

    assert broken(measured, FLOORS) == (), shown(measured, [one for one in judged if not one.right])


@pytest.mark.parametrize("noise", KINDS)
def test_noise_costs_no_more_than_its_floor_allows(engine: Engine, noise: Noise) -> None:
    proper = [case for case in cases("own") + cases("dev") if case.style == "clean"]
    pairs = variants(random.Random(noise).sample(proper, SAMPLE), noise, read_tables(FOLDER))
    clean, noisy = verdicts(engine, [one for one, _ in pairs]), verdicts(engine, [one for _, one in pairs])

    measured = robustness(noise, clean, noisy)

    assert measured.noisy.value >= FLOORS.noise[noise] - CHANCE, shown(report(noise=(measured,)), [one for one in noisy if not one.right])


def test_facts_drawn_from_all_entries_are_reached_by_a_plain_question(engine: Engine) -> None:
    questions = plain_facts(read_knowledge(FOLDER.parents[1] / "knowledge"), read_questions(FOLDER), 50, seed=0)
    judged = verdicts(engine, questions)

    measured = report(reached=Reached.of(0, Share(sum(one.right for one in judged), len(judged))))

    assert len(questions) == 50
    assert broken(measured, FLOORS) == (), shown(measured, [one for one in judged if not one.right])
