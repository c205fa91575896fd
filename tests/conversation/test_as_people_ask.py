"""What people write around a question, and what they leave out of it."""

from datetime import date

import pytest

from bot.assembly import DayIn
from bot.conversation.calibration import Calibration, Features
from bot.conversation.engine import Engine
from bot.conversation.entries import Entries
from bot.conversation.prose import ProseAnswers, _without_yes
from bot.conversation.question import Question
from bot.conversation.retrieve import Evidence, Retriever
from bot.domain.passage import Found, Passage
from bot.domain.reading import Reading
from bot.domain.reply import Reply, ReplyKind
from bot.evaluation.conversing import converse
from bot.language.reader import MessageReader
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.library.search import PassageLibrary
from tests.conftest import ROOT


def last(engine: Engine, *said: str) -> Reply:
    return list(converse(engine, said))[-1].outcome.reply


@pytest.mark.parametrize("opening", ["otra cosa, ", "hola buenas tardes, oye, ", "gracias! y otra duda: ", "una pregunta "])
def test_what_opens_a_message_changes_nothing_of_its_answer(engine: Engine, opening: str) -> None:
    assert last(engine, f"{opening}hay becas?").text == last(engine, "hay becas?").text


@pytest.mark.parametrize("said", ["oye y otra duda", "una pregunta", "oiga"])
def test_who_only_says_that_a_question_comes_is_told_to_go_ahead(engine_by_words: Engine, said: str) -> None:
    assert last(engine_by_words, said).kind is ReplyKind.SMALLTALK


def test_a_denied_claim_is_not_confirmed_with_a_yes(engine: Engine) -> None:
    reply = last(engine, "me dijeron que con conalep ya no entro a la uni, es cierto?")

    assert "universidad" in reply.text and not reply.text.lstrip("*").startswith("Sí")


@pytest.mark.parametrize(("text", "rest"), [("**Sí.** Con la carrera", "Con la carrera"), ("No, en CDMX", "En CDMX"),
                                            ("Sincronizas", "Sincronizas")])
def test_only_a_yes_or_no_of_its_own_is_left_out(text: str, rest: str) -> None:
    assert _without_yes(text) == rest


def test_of_two_compared_the_one_for_beginners_is_recommended(engine: Engine) -> None:
    reply = last(engine, "qué diferencia hay entre ccst y ccna", "y cuál me recomiendas a mí que apenas empiezo")

    assert reply.text.index("CCST") < reply.text.index("CCNA") and "más avanzado" in reply.text


def test_a_place_alone_gets_the_campuses_around_it(engine: Engine) -> None:
    assert "Cerca de Monterrey" in last(engine, "quiero irme a estudiar a Monterrey").text
    assert "Toluca" in last(engine, "me gustan las computadoras", "¿y eso cuánto dura?", "y hay en Toluca?").text


def test_another_word_for_what_a_passage_answers_finds_it(engine: Engine) -> None:
    assert "stps.gob.mx" in last(engine, "qué es jóvenes construyendo el futuro", "y dónde me apunto").text


def test_what_nobody_said_to_like_is_not_said_to_be_liked(engine: Engine) -> None:
    reply = last(engine, "soy mamá soltera de 29, trabajo en las mañanas, ¿qué puedo estudiar en la tarde que me sirva para ganar más?")

    assert "es lo que te gusta" not in reply.text


def test_the_nearest_is_said_where_no_figure_was_asked_for(engine: Engine) -> None:
    reply = last(engine, "hago ropa y huaraches, eso entra en lo que quieren impulsar con los polos")

    assert reply.kind is ReplyKind.UNKNOWN and "textil y calzado" in reply.text and reply.sources


def test_whoever_looks_for_work_has_none(engine_by_words: Engine) -> None:
    assert "sin trabajo" in last(engine_by_words, "q onda, ando buscando jale y no tengo prepa").text


def test_what_is_asked_of_a_proposal_is_asked_of_its_degree_too(engine: Engine) -> None:
    reply = last(engine, "me gustan las computadoras, tengo 16", "cuánto dura?")

    assert "seis semestres" in reply.text and "22 horas" in reply.text


def test_hours_told_after_a_question_about_the_proposal_change_it(engine: Engine) -> None:
    reply = last(engine, "me gustan las computadoras, tengo 16", "cuánto dura?", "solo tengo 3 horas a la semana")

    assert reply.kind is ReplyKind.RECOMMEND and "3 h por semana" in reply.text


def test_what_nobody_confirmed_is_said_to_be_so_also_where_it_is_only_near() -> None:
    knowledge = read_knowledge(ROOT / "knowledge")
    entries, phrases = Entries(knowledge), PhraseBook(knowledge.phrases)
    passage = Passage("x#y", "x", "topic", "X", "¿Qué es X?", "X es una idea.", unconfirmed=True)
    retriever = Retriever(PassageLibrary((passage,)), entries, Calibration(), MessageReader(knowledge))
    prose = ProseAnswers(entries, retriever, phrases, DayIn(fixed=date(2026, 11, 24)))

    near = Evidence(Found(passage, 0.9, 0.5, 1.0), Features(0.9, 1.0, 0.0), 0.4)

    reply = prose.unknown(Question("¿y eso?", Reading("es", "¿y eso?")), [near])

    assert passage.text in reply.text and phrases.say("unconfirmed", "es") in reply.text
