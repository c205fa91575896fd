"""Questions about all courses, about others like one, and about each of several; and what is told where the doubt is between two."""

from __future__ import annotations

import pytest

from bot.conversation.engine import Engine
from bot.domain.reply import Reply, ReplyKind
from bot.evaluation.conversing import converse


def last(engine: Engine, *said: str) -> Reply:
    return list(converse(engine, said))[-1].outcome.reply


@pytest.mark.parametrize(("said", "holds"), [
    ("los cursos son en línea?", "a tu ritmo"), ("cuánto duran los cursos", "de horas a meses"),
    ("los cursos tienen costo?", "Depende de qué"), ("desde que edad son los cursos", "13 años")])
def test_what_is_asked_of_all_courses_is_told_of_all(engine: Engine, said: str, holds: str) -> None:
    reply = last(engine, said)

    assert holds in reply.text
    assert "Encontré" not in reply.text


def test_one_course_without_a_name_is_still_asked_for(engine: Engine) -> None:
    assert last(engine, "cuánto cuesta el curso?").kind is ReplyKind.CLARIFY


@pytest.mark.parametrize("said", [("cuánto cuesta el CCNA?", "y hay uno gratis?"), ("how much is the CCNA?", "is there one that's free?")])
def test_others_like_what_was_spoken_of_are_listed(engine: Engine, said: tuple[str, ...]) -> None:
    reply = last(engine, *said)

    assert "Cisco Packet Tracer" in reply.text
    assert "300" not in reply.text


def test_each_area_has_its_path_when_two_are_compared(engine: Engine) -> None:
    text = last(engine, "compara la ruta de ciberseguridad con la de redes").text

    assert "Ciberseguridad" in text and "Redes: de lo básico a CCNA" in text


def test_a_list_of_campuses_answers_nothing_else_about_a_place(engine: Engine) -> None:
    assert last(engine, "el conalep de mérida tiene alberca?").kind is ReplyKind.UNKNOWN
    assert "Saltillo" in last(engine, "qué planteles hay en Coahuila").text


def test_the_way_there_may_be_told_beside_an_address(engine: Engine) -> None:
    assert "Décima" in last(engine, "dnd mero queda el conalep de ciudad valles slp?? voy a ir en bici").text


def test_an_address_without_a_town_asks_which(engine: Engine) -> None:
    assert last(engine, "donde queda el plantel?").kind is ReplyKind.CLARIFY


def test_the_hubs_of_a_place_are_all_told(engine: Engine) -> None:
    text = last(engine, "¿Qué polos de desarrollo tiene Hidalgo?").text

    assert "Zapotlán" in text and "Tula" in text


def test_the_capital_is_that_of_the_state_named(engine: Engine) -> None:
    assert "Niños Héroes" in last(engine, "en q calle está el conalep de colima, el de la capital").text


def test_a_limit_told_later_narrows_the_list(engine: Engine) -> None:
    reply = last(engine, "quiero aprender análisis de datos gratis",
                 "ah se me olvidó decirte que tiene que ser en español, no entiendo inglés")

    assert "Alfabetización en datos" in reply.text
    assert "Visualización" not in reply.text  # it is in English


def test_certifications_are_listed_by_how_long_they_count(engine: Engine) -> None:
    text = last(engine, "which cisco certs are good for 3 yrs").text

    assert "CCNA" in text and "3 years" in text


def test_where_the_doubt_is_between_two_both_are_told(engine: Engine) -> None:
    reply = last(engine, "ya me aceptaron, que papeles llevo al plantel de conalep")

    assert reply.kind is ReplyKind.ANSWER
    assert reply.text.startswith("Creo que preguntas por una de estas dos")
    assert len(reply.sources) >= 1


def test_a_language_alone_names_no_course(engine: Engine) -> None:
    reply = last(engine, "I'm 27, I've worked in IT support in Monterrey for three years, I read English. "
                         "I want to move into cloud engineering.")

    assert reply.kind is ReplyKind.RECOMMEND


@pytest.mark.parametrize(("said", "holds"), [
    ("cuánto dura la carrera de enfermería", "Tres años"), ("how long is the mechatronics degree", "Three years"),
    ("que requisitos piden para entrar a informatica", "secundaria")])
def test_what_holds_for_every_degree_of_a_school_is_told_of_each(engine: Engine, said: str, holds: str) -> None:
    assert holds in last(engine, said).text


def test_a_course_by_its_area_is_no_degree(engine: Engine) -> None:
    assert "Tres años" not in last(engine, "tengo 15, hay algo de ciberseguridad que pueda tomar sin pagar?").text


def test_what_somebody_wants_to_know_of_a_degree_is_told_and_not_proposed(engine: Engine) -> None:
    reply = last(engine, "mi hermano quiere saber que campo de trabajo tiene la mecatronica")

    assert reply.kind is ReplyKind.ANSWER
    assert "robótica" in reply.text


def test_who_does_not_know_what_to_study_gets_a_proposal_also_when_asking_how_to_choose(engine: Engine) -> None:
    assert last(engine, "no se que estudiar, como le hago para decidir").kind is ReplyKind.RECOMMEND


def test_a_path_answers_no_question_about_something_else(engine: Engine) -> None:
    assert "laboratorio" in last(engine, "no tengo compu en mi casa asi puedo estudiar redes?").text


def test_a_question_about_certificates_in_general_gets_no_list(engine: Engine) -> None:
    assert "en cualquier país" in last(engine, "los certificados de google sirven en estados unidos?").text
    assert "Encontré" in last(engine, "tienen certificaciones de ibm?").text


def test_what_a_passage_compares_is_told_by_it(engine: Engine) -> None:
    assert "Depende de la carrera" in last(engine, "es mejor conalep o cbtis").text
    assert "manufactura y en TI" in last(engine, "me conviene mas mecanica o datos pa entrar a trabajar").text


def test_a_course_named_in_part_stands_beside_one_named_in_full(engine: Engine) -> None:
    text = last(engine, "que sale mas caro el ccst o el ccna").text

    assert "300" in text and "125" in text


def test_one_passage_is_told_once_where_two_questions_meet_it(engine: Engine) -> None:
    text = last(engine, "jovenes construyendo el futuro me da seguro medico? que cubre").text

    assert text.count("maternidad") == 1


def test_a_certificate_without_a_name_is_asked_for_and_likes_get_a_proposal(engine: Engine) -> None:
    assert last(engine, "quiero el certificado").kind is ReplyKind.CLARIFY
    assert last(engine, "me gusta dibujar pero tambien las compus, q hago").kind is ReplyKind.RECOMMEND
