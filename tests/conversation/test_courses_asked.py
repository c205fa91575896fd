"""Courses as people ask of them: by meaning, by number, by what comes next, by what was said before."""

from __future__ import annotations

import pytest

from bot.conversation.engine import Engine
from bot.conversation.enumerated import enumerated
from bot.domain.reply import Reply, ReplyKind
from bot.evaluation.conversing import converse
from bot.library.phrases import PhraseBook


def last(engine: Engine, *said: str) -> Reply:
    return list(converse(engine, said))[-1].outcome.reply


@pytest.mark.parametrize(("said", "holds"), [
    ("cada cuánto hay que volver a sacar el professional cloud architect o con una vez", "2 años"),
    ("puedo brincarme directo a python essentials 2 o qué debo llevar antes", "Fundamentos de Python 1"),
    ("cuántas preguntas trae el examen cloud digital leader", "50–60"), ("how many questions on the C1000-185?", "62"),
    ("qué número o código trae el examen ccst it support para buscarlo", "100-140")])
def test_a_field_is_told_that_no_cue_names(engine: Engine, said: str, holds: str) -> None:
    assert holds in last(engine, said).text


def test_what_is_no_field_of_a_course_is_not_answered_with_one(engine: Engine) -> None:
    assert last(engine, "cuántos mexicanos han terminado el certificado de ciberseguridad de google").kind is ReplyKind.UNKNOWN


@pytest.mark.parametrize("said", [
    ("ya acabé networking basics de cisco, qué curso va después en lo de técnico en redes",),
    ("What does the Cisco path to become a SOC analyst start with?", "I already finished that one and Networking Basics. What's next?")])
def test_the_next_step_follows_what_is_done(engine: Engine, said: tuple[str, ...]) -> None:
    reply = last(engine, *said)

    assert "Networking Devices" in reply.text or "Dispositivos de red" in reply.text


def test_the_first_of_two_is_the_first_that_was_spoken_of(engine: Engine) -> None:
    reply = last(engine, "¿Cuánto cuesta el examen Associate Cloud Engineer?", "¿Y el Cloud Digital Leader?",
                 "¿Y cuánto tiempo te dan para contestar el primero?")

    assert "2 horas" in reply.text


def test_a_part_of_a_name_is_enough_for_what_was_spoken_of(engine: Engine) -> None:
    reply = last(engine, "cuántas horas son de ethical hacker", "y cuánto cuesta el examen de cloud digital leader",
                 "regresando al de hacker, qué tengo que saber antes?")

    assert "Hacker" in reply.text or "Hacker ético" in reply.text


def test_a_place_is_carried_on_with_what_it_was_asked_of(engine: Engine) -> None:
    assert "154" in last(engine, "cuántos estudiantes están en dual en Coahuila", "y con cuántas empresas?").text


def test_hubs_of_two_places_stand_beside_each_other(engine: Engine) -> None:
    reply = last(engine, "a qué polo le van a meter más dinero, al de durango o al de morelia")

    assert "300" in reply.text and "700" in reply.text


def test_a_question_beside_a_profile_is_answered_and_not_only_noted(engine: Engine) -> None:
    assert last(engine, "qué le van a dar a los alumnos del conalep en hidalgo con la modernización").kind is ReplyKind.ANSWER


def test_a_list_says_each_course_in_one_short_line(engine: Engine) -> None:
    lines = last(engine, "cursos gratis de cisco en español de ciberseguridad").text.splitlines()

    assert len([line for line in lines if line.startswith("•")]) >= 4


def test_an_i_has_an_e_before_it() -> None:
    phrases = PhraseBook({"es": {"and_last": (" y ",), "and_last_i": (" e ",)}})

    assert enumerated(["español", "inglés"], phrases, "es") == "español e inglés"
    assert enumerated(["agua", "hielo"], phrases, "es") == "agua y hielo"


@pytest.mark.parametrize(("asked", "holds"), [
    ("¿qué documentos llevo?", "acta de nacimiento"), ("¿y cuánto me cuesta al año?", "cuota voluntaria")])
def test_what_is_asked_of_a_proposal_is_asked_of_its_school_too(engine: Engine, asked: str, holds: str) -> None:
    assert holds in last(engine, "me gusta armar computadoras, tengo 16 y acabé la secundaria", asked).text


def test_a_mother_gets_the_papers_the_campuses_and_the_fee_of_the_school_and_none_of_a_scholarship(engine: Engine) -> None:
    said = ("mi hija va a salir de la secundaria y le gusta la enfermería", "¿qué papeles piden?", "¿y hay en Pachuca?",
            "¿cuánto cuesta la inscripción?")
    replies = [one.outcome.reply.text for one in converse(engine, said)]

    assert "acta de nacimiento" in replies[1] and "Pachuca II" in replies[2] and "cuota voluntaria" in replies[3]
