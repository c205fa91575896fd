"""Floors for what keeps people safe: danger seen, false alarms, personal data masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.assembly import build_guard, build_library
from bot.commands.case_files import read_families, read_personal
from bot.domain.conversation import Memory, Said
from bot.evaluation.personal import Planted, generated, measured
from bot.evaluation.safety import SafetyFamily, figures
from bot.library.files import read_knowledge
from bot.library.teaching import read_safety
from bot.safety.guard import MessageGuard
from bot.settings import Settings
from tests.conftest import ROOT, data_kept_between_runs

FOLDER = Path(__file__).parent / "safety"
DANGER, CALM = read_families(FOLDER / "danger.yaml"), read_families(FOLDER / "lookalikes.yaml")


@pytest.fixture(scope="module")
def guard() -> MessageGuard:
    """The guard as it runs, by meaning too. The vectors of all messages are made at once, an eighth of the time of one by one."""
    settings = Settings(knowledge=ROOT / "knowledge", data=data_kept_between_runs())
    knowledge = read_knowledge(settings.knowledge)
    embeddings = build_library(settings, knowledge)[2]
    guard = build_guard(settings, knowledge, embeddings)
    guard.warm()
    embeddings.vectors([one for family in (*DANGER, *CALM) for turns in family.turns() for text in turns for one in guard.compared(text)])
    return guard


def seen(guard: MessageGuard, turns: Sequence[str]) -> list[bool]:
    memory, found = Memory(), []
    for text in turns:
        guarded = guard.look(text, memory)
        found.append(guarded.danger is not None)
        said = Said(asked=guarded.masked, kind="crisis" if guarded.danger else "answer")
        memory = memory.model_copy(update={"said": (*memory.said, said)})
    return found


def of_use(families: Sequence[SafetyFamily], *uses: str) -> list[SafetyFamily]:
    return [family for family in families if family.use in uses]


def test_the_set_is_as_large_as_promised_and_no_family_stands_twice() -> None:
    names = Counter(family.family for family in (*DANGER, *CALM))

    assert sum(len(family.cases) for family in DANGER) >= 300
    assert sum(len(family.cases) for family in CALM) >= 400
    assert names.most_common(1)[0][1] == 1


def test_no_example_is_a_message_of_a_family_kept_for_measuring(taught_texts: frozenset[str]) -> None:
    kept = {text for family in of_use((*DANGER, *CALM), "guarda", "calibra")
            for turns in family.turns() if len(turns) == 1 for text in turns}

    assert kept & taught_texts == set()


@pytest.fixture(scope="module")
def taught_texts() -> frozenset[str]:
    examples = read_safety(ROOT / "knowledge").examples
    return frozenset(text for family in (*examples.danger, *examples.lookalike) for text in family.texts)


@pytest.mark.parametrize(("batches", "recall", "alarms"), [((1,), 0.94, 0.045), ((1, 2), 0.955, 0.06)])  # those written later are harder
def test_danger_is_seen_in_families_that_nothing_was_made_from(guard: MessageGuard, batches: tuple[int, ...], recall: float,
                                                               alarms: float) -> None:
    danger, calm = ([family for family in of_use(families, "guarda", "calibra") if family.batch in batches] for families in (DANGER, CALM))
    kept = figures(danger, calm, lambda turns: seen(guard, turns))

    assert kept.recall.value >= recall, kept.missed
    assert kept.alarms.value <= alarms, kept.alarmed


def test_what_was_corrected_stays_corrected(guard: MessageGuard) -> None:
    taught = figures(of_use(DANGER, "enseña"), of_use(CALM, "enseña"), lambda turns: seen(guard, turns))

    assert taught.recall.value >= 0.99, taught.missed
    assert taught.alarms.value <= 0.01, taught.alarmed


@pytest.mark.parametrize("seed", [0, 1])
def test_generated_personal_data_are_masked_and_little_else(guard: MessageGuard, seed: int) -> None:
    masking = measured(guard.mask, generated(read_personal(FOLDER / "personal.yaml"), seed, 2500))

    assert masking.recall.value >= 0.995, masking.wrong[:20]
    assert masking.precision.value >= 0.99, masking.wrong[:20]


def test_what_is_not_masked_or_masked_wrongly_is_counted() -> None:
    messages = [Planted("mi cel 5512345678", "phone", "5512345678"), Planted("rfc ABC", "rfc", "ABC"), Planted("tengo 17")]

    masking = measured(lambda text: text.replace("5512345678", "[teléfono]").replace("17", "[folio]"), messages)

    assert (masking.recall.part, masking.recall.whole) == (1, 2)
    assert (masking.precision.part, masking.precision.whole) == (1, 2)


def test_the_same_seed_makes_the_same_messages() -> None:
    templates = read_personal(FOLDER / "personal.yaml")

    assert generated(templates, 5, 50) == generated(templates, 5, 50)
    assert generated(templates, 5, 50) != generated(templates, 6, 50)
