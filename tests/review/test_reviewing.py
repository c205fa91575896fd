"""Rating replies in the site, and how agreement is measured."""

from __future__ import annotations

import re

import pytest

from bot.conversation.engine import Engine
from bot.conversation.handover import Handover
from bot.library.phrases import PhraseBook
from bot.review.agreement import Agreement, agreement
from bot.review.similar import groups
from bot.storage.reviews import Rating
from bot.storage.vectors import Asked, Near
from tests.review.site import START, Site
from tests.review.talk import Person

ALL_YES = {f"c_{name}": "si" for name in ("right", "complete", "kind", "safe")}


@pytest.fixture(scope="module")
def turns(site: Site, engine_by_words: Engine, phrases: PhraseBook) -> list[int]:
    """Three replies that were not good, newest last."""
    person = Person(site, Handover(engine_by_words, phrases), 900)
    found = []
    for text in ("¿a qué hora abre la cafetería?", "¿quién enseña soldadura en Tepito?", "¿hay estacionamiento para motos?"):
        person.say(text)
        person.rate("down")
        found.append(person.last_turn)
    return found


def test_counselors_work_through_the_queue_one_reply_after_another(site: Site, turns: list[int]) -> None:
    ana = site.client("ana")
    first = ana.get("/revisar/siguiente").headers["location"]
    page = ana.get(first).text

    then = ana.post(first, data=ALL_YES | {"c_right": "no", "motivo": ["not-in-source", "made-up", "missed-danger"], "comentario": "ojo"})
    second = ana.get(then.headers["location"]).headers["location"]

    assert first == f"/revisar/{turns[2]}"
    assert "¿hay estacionamiento para motos?" in page
    assert "¿quién enseña soldadura en Tepito?" in page
    assert second == f"/revisar/{turns[1]}"
    assert [(one.ratings["right"], one.reasons, one.comment) for one in site.parts.reviews.of(turns[2])] == [
        (False, ("not-in-source",), "ojo")]


def test_a_rating_with_a_question_left_open_is_not_kept(site: Site, turns: list[int]) -> None:
    answer = site.client("ana").post(f"/revisar/{turns[0]}", data={"c_right": "si"})

    assert answer.status_code == 422
    assert "Falta contestar alguna pregunta." in answer.text
    assert site.parts.reviews.of(turns[0]) == []


def test_a_second_counselor_does_not_see_the_first_rating_before_giving_one(site: Site, turns: list[int]) -> None:
    ana, beto = site.client("ana"), site.client("beto")
    ana.post(f"/revisar/{turns[1]}", data=ALL_YES | {"comentario": "se ve bien a mi parecer"})
    offered = beto.get("/revisar/siguiente?segunda=true").headers["location"].partition("?")[0]
    before = beto.get(f"/revisar/{turns[1]}").text
    beto.post(f"/revisar/{turns[1]}", data=ALL_YES | {"c_kind": "no"})
    after = beto.get(f"/revisar/{turns[1]}").text

    assert offered in {f"/revisar/{turn}" for turn in turns}
    assert "se ve bien a mi parecer" not in before
    assert "se ve bien a mi parecer" in after
    assert re.search(r'<td class="number">1</td>', beto.get("/revisar").text)


@pytest.mark.parametrize("address", ["/revisar/999999", "/revisar/0", "/revisar/x"])
def test_a_reply_that_is_not_there_is_said_to_be_missing(site: Site, address: str) -> None:
    assert site.client("ana").get(address).status_code in (404, 422)


def rated(*values: tuple[int, int, bool]) -> list[Rating]:
    return [Rating(turn, counselor, {"right": right}) for turn, counselor, right in values]


def test_agreement_is_full_by_chance_or_undefined() -> None:
    same = rated((1, 1, True), (1, 2, True), (2, 1, False), (2, 2, False))
    opposed = rated((1, 1, True), (1, 2, False), (2, 1, False), (2, 2, True))
    alone = rated((1, 1, True), (2, 2, False))

    assert agreement(same, ["right"]) == [Agreement("right", 1.0, 2)]
    assert agreement(opposed, ["right"]) == [Agreement("right", pytest.approx(-0.5), 2)]
    assert agreement(alone, ["right"]) == [Agreement("right", None, 0)]


def test_agreement_matches_the_example_of_the_literature() -> None:
    """Hayes and Krippendorff (2007), nominal data of two observers coding ten units as 0 or 1: alpha 0.095."""
    one, two = ["0", "1", "0", "0", "0", "0", "0", "0", "1", "0"], ["1", "1", "1", "0", "0", "1", "0", "0", "0", "0"]
    ratings = [Rating(unit, coder, {"x": value == "1"}) for coder, values in ((1, one), (2, two)) for unit, value in enumerate(values)]

    assert agreement(ratings, ["x"]) == [Agreement("x", pytest.approx(0.095, abs=0.001), 10)]


def test_questions_that_mean_the_same_are_one_group_counted_by_people() -> None:
    import numpy as np

    texts = [("¿cuál es el teléfono?", 1), ("cual es el tel", 2), ("cual es el tel", 2), ("¿a qué hora abren?", 3)]
    vectors = np.array([[1, 0], [0.99, 0.14], [0.99, 0.14], [0, 1]], dtype=np.float32)
    near = Near(tuple(Asked(turn, chat, START, "unknown", text) for turn, (text, chat) in enumerate(texts)), vectors)

    found = groups(near)

    assert [(group.people, group.times, set(group.turns)) for group in found] == [(2, 3, {0, 1, 2}), (1, 1, {3})]
