"""Danger by the phrases alone: what must be seen even when the embedding model is away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.danger import DangerExamples, SafetyKnowledge
from bot.domain.guard import Danger
from bot.safety.danger import DangerSense
from bot.safety.fit import Seen, fitted, seen_apart, without


@pytest.mark.parametrize(("text", "danger"), [
    ("ya no kiero bibir", Danger.SUICIDE),
    ("I WANT TO KILL MYSELF", Danger.SUICIDE),
    ("me corto los brazos", Danger.SELF_HARM),
    ("mi padrastro me golpea con el cable", Danger.VIOLENCE),
    ("mi tio me manosea", Danger.SEXUAL_ABUSE),
    ("un señor por discord me pide fotos sin ropa", Danger.GROOMING),
    ("me estan extorsionando", Danger.THREAT),
    ("me ofrecieron chamba de halcon", Danger.RECRUITMENT),
    ("me corrieron de mi casa", Danger.RUNAWAY),
])
def test_each_kind_of_danger_is_named(by_phrases: DangerSense, text: str, danger: Danger) -> None:
    assert by_phrases.judge(text).danger is danger


@pytest.mark.parametrize("text", [
    "me muero de risa", "quiero matar el tiempo", "como mato un proceso en linux", "ya no quiero vivir en ecatepec",
    "me corto el pelo", "me toca examen el lunes", "quiero estudiar criminologia", "violaron mi derecho a examen",
    "me amenazo el profe con extraordinario", "requisitos de la guardia nacional",
])
def test_what_only_sounds_like_danger_is_let_pass(by_phrases: DangerSense, text: str) -> None:
    assert by_phrases.judge(text).danger is None


def test_a_danger_told_over_two_messages_is_seen(by_phrases: DangerSense) -> None:
    assert by_phrases.judge("viviendo", before=["hola", "es que ya no quiero seguir"]).danger is Danger.SUICIDE


def test_a_danger_already_answered_is_not_raised_again_by_the_next_message(by_phrases: DangerSense) -> None:
    assert by_phrases.judge("cuanto dura mecatronica?", before=["ya no quiero vivir"]).danger is None


def test_it_says_when_somebody_else_is_in_danger(by_phrases: DangerSense) -> None:
    assert by_phrases.judge("mi amiga se quiere matar").other
    assert not by_phrases.judge("me quiero matar").other


def test_without_examples_weaker_phrases_are_believed(by_phrases: DangerSense) -> None:
    judged = by_phrases.judge("quiero desaparecer")

    assert judged.danger is Danger.SUICIDE
    assert judged.score < 1


def test_the_decision_is_fitted_on_messages_without_their_own_examples(taught: SafetyKnowledge) -> None:
    first = taught.examples.danger[0]

    fewer = without(taught.examples, first.texts)

    assert [family.family for family in fewer.danger] == [family.family for family in taught.examples.danger[1:]]


def test_fitting_finds_that_sure_phrases_tell_danger(by_spelling: DangerSense) -> None:
    messages = [("me quiero morir", True), ("mi tio me manosea", True), ("me golpea mi papa", True), ("nada tiene sentido", True),
                ("hola que tal", False), ("me muero de risa", False), ("cuanto cuesta el ccna", False), ("hay becas", False)]

    seen = [Seen(by_spelling.sense(text), danger) for text, danger in messages]

    likeness_tells_nothing = [*seen, *(replace(one, danger=not one.danger) for one in seen)]

    weights = fitted(likeness_tells_nothing, seen)

    assert weights.full.features["segura"] > 0
    assert weights == fitted(likeness_tells_nothing, seen)


def test_every_example_is_judged_by_who_never_learnt_its_family(taught: SafetyKnowledge, by_phrases: DangerSense) -> None:
    few = taught.examples.model_copy(update={"danger": taught.examples.danger[:9], "lookalike": taught.examples.lookalike[:9]})
    learnt: list[set[str]] = []

    def made(examples: DangerExamples) -> DangerSense:
        learnt.append({family.family for family in (*examples.danger, *examples.lookalike)})
        return by_phrases

    seen = list(seen_apart(few, made))

    assert len(seen) == sum(len(family.texts) for family in (*few.danger, *few.lookalike))
    left_out = [name for families in learnt for name in {family.family for family in (*few.danger, *few.lookalike)} - families]
    assert sorted(left_out) == sorted(family.family for family in (*few.danger, *few.lookalike))


def test_a_phrase_that_always_counts_counts_against_all_likeness(by_spelling: DangerSense) -> None:
    judged = by_spelling.judge("que cursos gratis hay y cuanto cuestan y donde me inscribo, es que me corto los brazos")

    assert judged.danger is Danger.SELF_HARM


def test_by_spelling_alone_other_words_are_seen(by_spelling: DangerSense) -> None:
    assert by_spelling.judge("ya no le hallo caso a seguir viva").danger is not None
    assert by_spelling.judge("cuanto dura el curso de cisco").danger is None


RUN_ON = "oye una pregunta para inscribirme ocupo la curp o nomas el acta y es que ya no quiero seguir viviendo y ya a que hora abren"


def test_of_a_long_message_the_clause_that_tells_danger_is_compared_by_itself(by_spelling: DangerSense) -> None:
    whole, clause = by_spelling.compared(RUN_ON)

    assert "ya no quiero seguir viviendo" in clause
    assert len(clause) < len(whole) / 2
    assert len(by_spelling.compared("oye una pregunta para inscribirme al curso ocupo la curp o nomas el acta y el ine")) == 1


def test_a_part_may_tell_more_than_the_whole(by_spelling: DangerSense) -> None:
    features = by_spelling.sense(RUN_ON).features()

    assert features["palabras_parte"] > features["palabras"]
    assert features["escritura_parte"] > features["escritura"]
