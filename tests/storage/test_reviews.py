"""Ratings, the queue, and vectors of questions, on both databases."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.counselor import Role
from bot.domain.reply import ReplyKind
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.desk import Rank
from bot.storage.reviews import SHARE, Draw, Rating, Reviews, is_drawn
from bot.storage.triage import Filters, Triage
from bot.storage.vectors import QuestionVectors, packed, unpacked
from tests.storage.talk import START, Talk


def all_drawn(reviews: Reviews, draw: Draw) -> list[int]:
    turns: list[int] = []
    while turn := reviews.next(draw, turns[-1] if turns else 0):
        turns.append(turn)
    return turns


def test_the_queue_has_every_failure_and_a_fifth_of_the_rest_by_a_seed(database: Database) -> None:
    talk, reviews = Talk(database), Reviews(database)
    failures = [talk.say(1, "¿dónde queda?", "No lo sé.", ReplyKind.UNKNOWN), talk.say(2, "¿y eso?", confidence=0.3),
                talk.say(3, "ya no quiero vivir", "911", ReplyKind.CRISIS, danger="suicide"), talk.say(4, "¿es gratis?")]
    talk.rate(4, failures[-1], "down")
    ordinary = [talk.say(5, "¿es gratis?") for _ in range(60)]
    talk.say(6, "hola", "¡Hola!", ReplyKind.SMALLTALK)

    first, again, other = (all_drawn(reviews, Draw(seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other
    assert first == [turn for turn in reversed([*failures, *ordinary]) if turn in failures or is_drawn(1, turn)]
    assert reviews.left(Draw(1)) == len(first)


def test_a_seed_draws_about_the_share() -> None:
    drawn = [sum(is_drawn(seed, turn) for turn in range(20_000)) / 20_000 for seed in (1, 2, 3)]

    assert all(abs(share - SHARE / 100) < 0.015 for share in drawn)


def test_a_rated_reply_leaves_the_queue_and_a_second_opinion_is_offered_to_the_others(database: Database) -> None:
    talk, reviews, triage = Talk(database), Reviews(database), Triage(database, b"k")
    ana, beto = (Counselors(database).add(name, Role.COUNSELOR, "x", START).id for name in ("ana", "beto"))
    turn = talk.say(1, "¿dónde queda?", "No lo sé.", ReplyKind.UNKNOWN)
    before = triage.page(Filters()).rows[0].rank

    reviews.save(Rating(turn, ana, {"right": False}, ("misread",), "no era eso", 1), talk.now)
    after = triage.page(Filters()).rows[0].rank

    assert (before, after) == (Rank.UNKNOWN, Rank.REST)
    assert reviews.next(Draw(1)) is None
    assert (reviews.next(Draw(1, again_by=beto)), reviews.next(Draw(1, again_by=ana))) == (turn, None)
    assert [(one.counselor, one.ratings, one.reasons, one.comment) for one in reviews.of(turn)] == [
        ("Ana", {"right": False}, ("misread",), "no era eso")]


def test_a_counselor_rates_a_reply_once_and_may_change_it(database: Database) -> None:
    talk, reviews = Talk(database), Reviews(database)
    ana, beto = (Counselors(database).add(name, Role.COUNSELOR, "x", START).id for name in ("ana", "beto"))
    turn = talk.say(1, "¿es gratis?")
    for counselor, right in ((ana, False), (ana, True), (beto, True)):
        reviews.save(Rating(turn, counselor, {"right": right}), talk.now)

    assert [(one.counselor_id, one.ratings) for one in reviews.of(turn)] == [(ana, {"right": True}), (beto, {"right": True})]
    assert len(reviews.shared()) == 2


def test_vectors_are_made_for_what_was_asked_and_found_again(database: Database) -> None:
    talk, vectors = Talk(database), QuestionVectors(database)
    first, second = talk.say(1, "¿es gratis?"), talk.say(2, "¿dónde queda?", "No lo sé.", ReplyKind.UNKNOWN)
    talk.say(2, "hola", "¡Hola!", ReplyKind.SMALLTALK)
    missing = vectors.missing()
    rows = np.eye(8, dtype=np.float32)[:2]

    vectors.add([turn for turn, _ in missing], rows)
    near = vectors.of_kind(["unknown"], None, None)

    assert missing == [(second, "¿dónde queda?"), (first, "¿es gratis?")]
    assert vectors.missing() == []
    assert [(one.turn_id, one.text) for one in near.asked] == [(second, "¿dónde queda?")]
    assert near.vectors.tolist() == [[1.0, 0, 0, 0, 0, 0, 0, 0]]


@pytest.mark.parametrize("seed", range(5))
def test_a_packed_vector_keeps_its_direction(seed: int) -> None:
    vector = np.random.default_rng(seed).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)

    assert float(vector @ unpacked(packed(vector))) > 0.999 - 0.01
