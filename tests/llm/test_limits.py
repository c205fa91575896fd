"""A model within its limits, against a real server that behaves badly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.domain.generation import Composed, Filled, Usage
from bot.errors import ModelError, SettingsError
from bot.llm.limits import LimitedModel, Limits
from bot.llm.providers import open_model
from bot.storage.database import Database
from bot.storage.spending import Spending
from tests.stand_ins.model_server import ModelServer, model_server

PROMPT = Filled("compose", "v1", "f", 'Reword.\n<statement number="1">\nEs gratis.\n</statement>')
DAY = date(2026, 11, 24)


class Day:
    def today(self) -> date:
        return DAY


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
def spending(tmp_path: Path) -> Spending:
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    database.upgrade()
    return Spending(database, b"k" * 32)


def limited(server: ModelServer, spending: Spending, limits: Limits | None = None, patience: float = 0.0) -> LimitedModel:
    limits = limits or Limits(seconds=1.5, failures=50)
    server.requests.clear()
    opened = open_model("openai:stand-in", server.address, seconds=patience or limits.seconds)
    return LimitedModel("openai:stand-in", opened, limits, spending, Day())


def test_an_honest_model_is_heard_and_its_tokens_are_counted(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "honest"
    model = limited(server, spending, Limits(dollars_in=1.0, dollars_out=2.0))

    said = model.complete(PROMPT, "ana", Composed)

    total, own = spending.spent(DAY, "ana")
    assert "Es sin costo." in said.text
    assert total == own == Usage(said.usage.tokens_in, said.usage.tokens_out, said.usage.dollars)
    assert said.usage.dollars > 0


@pytest.mark.alone
@pytest.mark.parametrize("behaviour", ["slow", "cut", "429", "500", "empty", "endless"])
def test_a_bad_model_is_an_error_in_time(server: ModelServer, spending: Spending, behaviour: str) -> None:
    server.behaviour = behaviour
    model = limited(server, spending)
    start = time.monotonic()

    with pytest.raises(ModelError):
        model.complete(PROMPT, "ana", Composed)

    assert time.monotonic() - start < 2.5


def test_a_passing_failure_is_tried_again(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "500"

    with pytest.raises(ModelError):
        limited(server, spending, Limits(seconds=3.0)).complete(PROMPT, "ana", Composed)

    assert len(server.requests) == 3


def test_a_model_that_keeps_failing_is_left_alone_for_a_while(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "500"
    model = limited(server, spending, Limits(seconds=2.0, failures=2, rest_seconds=2.0))
    for _ in range(2):
        with pytest.raises(ModelError):
            model.complete(PROMPT, "ana", Composed)
    asked = len(server.requests)

    with pytest.raises(ModelError, match="rests"):
        model.complete(PROMPT, "ana", Composed)
    server.behaviour = "honest"
    time.sleep(2.1)
    said = model.complete(PROMPT, "ana", Composed)

    assert len(server.requests) == asked + 1
    assert said.text


def test_a_budget_ends_the_calls_of_a_person_and_of_all(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "honest"
    limits = Limits(tokens_a_day=1_000, tokens_a_day_and_person=500)
    model = limited(server, spending, limits)
    spending.add(DAY, "ana", Usage(400, 100))

    with pytest.raises(ModelError, match="person"):
        model.complete(PROMPT, "ana", Composed)
    model.complete(PROMPT, "luis", Composed)
    spending.add(DAY, "luis", Usage(400, 100))
    with pytest.raises(ModelError, match="budget of the day"):
        model.complete(PROMPT, "eva", Composed)

    assert len(server.requests) == 1


def spent_after(model: LimitedModel, spending: Spending, person: str, waited: float = 4.0,
                heard: Callable[[str], bool] | None = None) -> Usage:
    """What a failed call of this person took, once it has ended."""
    with pytest.raises(ModelError):
        model.complete(PROMPT, person, Composed, heard)
    end = time.monotonic() + waited
    while not spending.spent(DAY, person)[1].tokens and time.monotonic() < end:
        time.sleep(0.05)
    return spending.spent(DAY, person)[1]


def test_a_call_that_was_too_late_is_counted_when_it_ends(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "slow"
    model = limited(server, spending, Limits(seconds=0.5, failures=50, dollars_in=1.0, dollars_out=2.0), patience=1.5)

    own = spent_after(model, spending, "ana")

    assert own.tokens_in == len(server.requests) * (len(PROMPT.text) // 4)
    assert own.tokens_out == len(server.requests) * 600  # nothing was heard of it: as the longest answer
    assert own.dollars == pytest.approx((own.tokens_in + 2 * own.tokens_out) / 1_000_000)
    assert spending.spent(DAY, "luis")[0] == own


def test_a_late_answer_is_counted_as_its_server_counts_it(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "slow"
    model = limited(server, spending, Limits(seconds=0.5, failures=50), patience=20)

    own = spent_after(model, spending, "ana", waited=12)

    assert own.tokens_in > 0
    assert 0 < own.tokens_out < 600


def test_a_call_that_was_cut_is_counted_and_one_that_was_refused_is_not(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "cut"
    cut = spent_after(limited(server, spending), spending, "ana")
    server.behaviour = "429"
    refused = spent_after(limited(server, spending), spending, "luis", waited=0.2)

    assert cut.tokens_in >= len(PROMPT.text) // 4
    assert cut.tokens_out >= 600
    assert refused == Usage()


def test_a_stream_that_breaks_off_is_counted_as_far_as_it_was_heard(server: ModelServer, spending: Spending) -> None:
    server.behaviour, server.says = "cut_between", ["Es gratis.", "Dura seis horas."]
    model = limited(server, spending, Limits(seconds=10, failures=50))

    own = spent_after(model, spending, "ana", heard=lambda _: True)

    server.says = []
    assert own.tokens_in >= len(PROMPT.text) // 4
    assert 0 < own.tokens_out < 30


def test_calls_that_fail_use_up_the_budget_of_a_person(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "cut"
    model = limited(server, spending, Limits(seconds=1.5, failures=50, tokens_a_day_and_person=500))
    spent_after(model, spending, "ana")

    with pytest.raises(ModelError, match="this person's budget"):
        model.complete(PROMPT, "ana", Composed)


def test_more_calls_at_once_than_allowed_are_refused_at_once(server: ModelServer, spending: Spending) -> None:
    server.behaviour = "slow"
    model = limited(server, spending, Limits(seconds=0.5, at_once=1, failures=50), patience=5.0)

    with pytest.raises(ModelError, match="took more"):
        model.complete(PROMPT, "ana", Composed)
    with pytest.raises(ModelError, match="busy"):
        model.complete(PROMPT, "ana", Composed)


@pytest.mark.parametrize("name", ["gpt-4o-mini", "nobody:model", "anthropic:claude"])
def test_a_wrong_model_name_says_what_to_write(name: str) -> None:
    with pytest.raises(SettingsError, match="RUMBO_MODEL"):
        open_model(name)
