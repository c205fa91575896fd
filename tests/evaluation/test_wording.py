"""The dev questions with an honest model behind the engine, over real HTTP: most answers go out in its words, and none gets worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly import build_engine
from bot.commands.case_files import read_cases
from bot.conversation.ports import Answering
from bot.evaluation.conversing import verdicts
from bot.evaluation.scoring import summary
from bot.evaluation.wording import told, wording_figures
from bot.settings import Settings
from tests.conftest import TODAY
from tests.stand_ins.model_server import model_server

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_an_honest_model_is_mostly_heard_and_makes_no_answer_worse(engine_by_words: Answering) -> None:
    cases = read_cases(ROOT / "tests" / "evaluation" / "dev-questions.yaml")
    with model_server() as server:
        worded = build_engine(Settings(knowledge=ROOT / "knowledge", by_words=True, model="openai:stand-in", model_url=server.address,
                                       prompts=ROOT / "prompts", model_seconds=20, model_tokens_a_day_and_person=10**9), TODAY)
        figures = wording_figures(list(told(worded, engine_by_words, cases)))
        with_model = summary(verdicts(worded, cases))
    without = summary(verdicts(engine_by_words, cases))

    print(f"{figures}\nright with {with_model.accuracy}, without {without.accuracy}; "
          f"wrong and confident with {with_model.wrong_and_confident}, without {without.wrong_and_confident}")
    assert figures.in_its_words.value >= 0.85
    assert with_model.accuracy.part >= without.accuracy.part
    assert with_model.wrong_and_confident.part <= without.wrong_and_confident.part
