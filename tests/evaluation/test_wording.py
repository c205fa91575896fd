"""The dev questions with an honest model behind the engine, over real HTTP: most answers go out in its words, and none gets worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly import build_engine
from bot.commands.case_files import read_cases
from bot.conversation.ports import Answering
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message
from bot.evaluation.conversing import verdicts
from bot.evaluation.scoring import summary
from bot.evaluation.wording import Told, to_read, told, wording_figures
from bot.settings import Settings
from tests.conftest import TODAY
from tests.stand_ins.model_server import model_server

ROOT = Path(__file__).parents[2]


class Once:
    """An engine that answers the same message after the same conversation once, for all who ask."""

    def __init__(self, engine: Answering) -> None:
        self._engine, self._kept = engine, dict[tuple[str, str], Outcome]()

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """As the engine."""
        asked = message.text, memory.model_dump_json()
        if asked not in self._kept:
            self._kept[asked] = self._engine.respond(message, memory)
        return self._kept[asked]


@pytest.mark.timeout(600)
def test_an_honest_model_is_mostly_heard_and_makes_no_answer_worse(engine_by_words: Answering) -> None:
    cases = read_cases(ROOT / "tests" / "evaluation" / "dev-questions.yaml")
    with model_server() as server:
        settings = Settings(knowledge=ROOT / "knowledge", by_words=True, model="openai:stand-in", model_url=server.address,
                            prompts=ROOT / "prompts", model_seconds=20, model_tokens_a_day_and_person=10**9)
        worded, plain = Once(build_engine(settings, TODAY)), Once(engine_by_words)
        figures = wording_figures(list(told(worded, plain, cases)))
        with_model = summary(verdicts(worded, cases))
    without = summary(verdicts(plain, cases))

    print(f"{figures}\nright with {with_model.accuracy}, without {without.accuracy}; "
          f"wrong and confident with {with_model.wrong_and_confident}, without {without.wrong_and_confident}")
    assert figures.in_its_words.value >= 0.85
    assert with_model.accuracy.part >= without.accuracy.part
    assert with_model.wrong_and_confident.part <= without.wrong_and_confident.part


def test_what_passed_in_the_models_own_words_is_listed_whether_it_was_sent_or_not() -> None:
    sent = Told("¿Qué dura?", "Dura 6 horas. Es a tu ritmo.", "Dura **6 horas**. Vas a tu ritmo.",
                ("composed", "2 of 2 sentences pass"), 9, 1.0)
    refused = Told("¿Cuesta?", "Es gratis.", "Es gratis.", (
        "composed answer refused", "1 of 2 sentences pass", "dropped (name oxford): La da Oxford.", "passed, not sent: No cuesta."), 9, 1.0)
    late = Told("¿Y luego?", "Sigue.", "Sigue.", ("model: the model took more than 4 s",), 0, 1.0)

    listed, figures = to_read([sent, refused, late]), wording_figures([sent, refused, late])

    assert "went out: Es a tu ritmo." in listed
    assert "passed, not sent: No cuesta." in listed
    assert "Dura 6 horas" not in listed.replace("Dura **6", "")
    assert (figures.sentences, figures.dropped, figures.reasons) == (4, 1, (("name", 1),))
    assert figures.fell_back == (("composed answer refused", 1), ("the model took more than 4 s", 1))
