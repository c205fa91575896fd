"""The grounding check, on single sentences and on pairs made from the whole knowledge by a seed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.assembly import grounding_check
from bot.conversation.check import GroundingCheck, has_its_point
from bot.domain.generation import CitedSentence, Evidence
from bot.domain.knowledge import Knowledge
from bot.evaluation.changes import LITERAL, Wordings
from bot.evaluation.grounding import measured, milliseconds, pairs
from bot.library.embedding import TextEmbeddings, load_model
from bot.library.files import read_knowledge
from bot.library.passages import passages_of

ROOT = Path(__file__).parents[2]
BECA = Evidence(("Beca Benito Juárez. Da 1,900 pesos cada dos meses, durante los diez meses de clases. El registro 2026 fue del "
                 "16 al 27 de febrero. No se entrega en julio ni agosto. Pregunta en tu plantel.",), ("https://www.gob.mx/becas",))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(ROOT / "knowledge")


@pytest.fixture(scope="module")
def check(knowledge: Knowledge) -> GroundingCheck:
    return grounding_check(knowledge, TextEmbeddings(load_model("")))


@pytest.mark.parametrize("text", [
    "Da 1,900 pesos cada dos meses.",
    "Va: te dan 1900 pesos cada 2 meses.",
    "El registro fue del 16 al 27 de febrero de 2026.",
    "No se entrega en julio ni en agosto.",
    "Pregunta en www.gob.mx/becas.",
])
def test_what_the_statement_says_passes(check: GroundingCheck, text: str) -> None:
    assert check.problem(text, [BECA]) == ""


@pytest.mark.parametrize(("text", "reason"), [
    ("Da 1,950 pesos cada dos meses.", "number 1950 peso"),
    ("Da 1,900 dólares cada dos meses.", "number 1900 dollar"),
    ("Da 1,900 pesos cada tres meses.", "number 3 month"),
    ("El registro fue del 16 al 28 de febrero.", "number 28"),
    ("El registro fue en marzo.", "month 3"),
    ("Da 1,900 pesos en Oxford.", "name oxford"),
    ("Se entrega en julio y agosto.", "denial"),
    ("Confirma en becas-mx.com.", "link becas-mx.com"),
    ("Te garantizo 1,900 pesos cada dos meses.", "forbidden"),
    ("Da 1,900 pesos cada dos meses y una laptop nueva.", "meaning"),
    ("You must enter the University of California.", "name"),
])
def test_what_the_statement_does_not_say_fails(check: GroundingCheck, text: str, reason: str) -> None:
    assert check.problem(text, [BECA]).startswith(reason)


def test_a_sentence_without_a_real_citation_is_dropped(check: GroundingCheck) -> None:
    sentences = [CitedSentence(text="Da 1,900 pesos cada dos meses.", cites=cites) for cites in ((1,), (), (2,), (1, 7))]

    kept, dropped = check.sift(sentences, [BECA])

    assert kept == sentences[:1]
    assert [one.reason for one in dropped] == ["cites nothing"] * 3


AI = Evidence(("Cambia tareas, no desaparece oficios. ¿Quieres ver carreras?",),
              titles=("¿La inteligencia artificial me va a quitar el trabajo?",))
DUAL = Evidence(("Pasas parte de la semana en una empresa.",), titles=("Formación dual",))


@pytest.mark.parametrize(("text", "statement", "reason"), [
    ("La inteligencia artificial me va a quitar el trabajo.", AI, "only a title"),
    ("La inteligencia artificial quita el trabajo y cambia tareas.", AI, "meaning"),
    ("¿La inteligencia artificial cambia tareas?", AI, "asks"),
    ("Formación dual.", DUAL, "only a title"),
    ("En la formación dual pasas parte de la semana en una empresa pasas parte de la semana en una empresa.", DUAL, "repeats itself"),
])
def test_titles_and_questions_state_nothing(check: GroundingCheck, text: str, statement: Evidence, reason: str) -> None:
    assert check.problem(text, [statement]).startswith(reason)


CENSUS = Evidence(("In January 2026 it had **67 degrees**.", "You may choose from 67 degrees."))


@pytest.mark.parametrize(("text", "reason"), [
    ("In May 2026 it had 67 degrees.", "month 5"), ("In January 2026 it had 67 degrees.", ""), ("You may choose from 67 degrees.", "")])
def test_may_is_a_month_where_it_is_one(check: GroundingCheck, text: str, reason: str) -> None:
    assert check.problem(text, [CENSUS]).startswith(reason)
    assert bool(check.problem(text, [CENSUS])) == bool(reason)


SEAT = Evidence(("En **Metepec, Estado de México**. Para un trámite tuyo, lo normal es empezar en tu plantel.",),
                titles=("¿Dónde están las oficinas nacionales?", "Ciudad de México"))
EXAM = Evidence(("En CDMX y su zona es de acceso directo, sin examen. Quienes sí piden promedio de 7.0 son UNAM e IPN.",))
KEEP = Evidence(("UNAM e IPN: conservan examen y piden promedio mínimo de 7.0.",))


@pytest.mark.parametrize(("text", "statements", "reason"), [
    ("El Estado de México está en el ángulo de la Ciudad de México.", (SEAT,), "word angulo"),
    ("UNAM e IPN sin examen.", (EXAM,), "denial of exame"),
    ("UNAM e IPN sin examen.", (EXAM, KEEP), "denial of exame"),
    ("¿Cuánto dura? Da 1,900 pesos cada dos meses.", (BECA,), "asks"),
])
def test_words_of_several_places_make_no_new_statement(check: GroundingCheck, text: str, statements: tuple[Evidence, ...],
                                                       reason: str) -> None:
    assert check.reason(CitedSentence(text=text, cites=(1,)), statements).startswith(reason)


def test_what_is_denied_of_its_own_thing_passes(check: GroundingCheck) -> None:
    assert check.problem("En CDMX entras directo, sin examen.", [EXAM]) == ""


def test_a_title_lends_its_name_to_what_the_statement_says(check: GroundingCheck) -> None:
    assert check.problem("En la formación dual pasas parte de la semana en una empresa.", [DUAL]) == ""


def test_what_was_said_is_not_said_again_and_idle_sentences_cost_nothing(check: GroundingCheck) -> None:
    said = [CitedSentence(text=text, cites=(1,)) for text in ("¿Qué es?", "Pasas parte de la semana en una empresa.",
                                                              "Pasas parte de la semana en una **empresa**.")]

    kept, dropped = check.sift(said, [DUAL])

    assert kept == said[1:2]
    assert has_its_point(said, kept, dropped)
    assert not has_its_point([CitedSentence(text="La da Oxford.", cites=(1,)), *said], *check.sift(
        [CitedSentence(text="La da Oxford.", cites=(1,)), *said], [DUAL]))


def test_pairs_made_from_the_knowledge_are_judged_as_well_as_promised(check: GroundingCheck, knowledge: Knowledge) -> None:
    wordings = Wordings.model_validate(yaml.safe_load((ROOT / "tests/evaluation/grounding.yaml").read_text(encoding="utf-8")))
    passages = [passage for passage in passages_of(knowledge) if passage.kind != "certification"]
    made = pairs(passages, wordings, seed=7, count=65)

    figures = measured(check, [pair for pair in made if pair.held_out])
    half, most = milliseconds(check, made)

    right = dict(figures.right)
    print({kind: f"{share.part}/{share.whole}" for kind, share in right.items()}, f"ms p50 {half:.0f}, p95 {most:.0f}")
    assert len(made) >= 600
    assert [pair for pair, _ in figures.wrong if pair.kind in LITERAL] == []
    assert right["addition"].value >= 0.8
    assert figures.caught.value >= 0.98
    assert figures.kept.value >= 0.9
    assert half <= 120


JOVENES = Evidence(("De **18 a 29 años**, sin estudiar ni trabajar. La línea atiende en el 800 841 2020, de lunes a sábado, "
                    "de 8:00 a 21:00.",))
DUAL_WORK = Evidence(("Seis de cada diez estudiantes de dual fueron contratados y ganaron hasta **17 % más**. La meta es que 100 % de la "
                      "media superior técnica tenga educación dual. En CONALEP lo que se pide es una cuota voluntaria en la inscripción.",),
                     titles=("Formación dual", "CECyTE"))


@pytest.mark.parametrize(("text", "statement", "reason"), [
    ("Da veinte mil pesos cada dos meses.", BECA, "number 20000 peso"),
    ("Da 1,900 pesos al mes.", BECA, "period 1 month"),
    ("Da más de 1,900 pesos cada dos meses.", BECA, "limit more 1900"),
    ("Da €1,900 cada dos meses.", BECA, "number 1900 euro"),
    ("Siempre da 1,900 pesos cada dos meses.", BECA, "weight: siempre"),
    ("Ya quedaste: da 1,900 pesos cada dos meses.", BECA, "weight: promesa"),
    ("El registro 2026 fue del 16 al 27 de febrero y sigue abierto.", BECA, "weight: abierto"),
    ("El registro fue el primero de febrero.", BECA, "date (1, 2)"),
    ("Da 1,900 <b>pesos</b> cada dos meses.", BECA, "mark <b>"),
    ("Da 1,900 pesos\u200b cada dos meses.", BECA, "mark U+200B"),
    ("Hasta los 18 años, sin estudiar ni trabajar.", JOVENES, "limit most 18"),
    ("De 29 a 18 años, sin estudiar ni trabajar.", JOVENES, "range 29 range 18"),
    ("De 18 a 29 meses, sin estudiar ni trabajar.", JOVENES, "number 18 month"),
    ("La línea atiende en el 800 841 2002.", JOVENES, "telephone 8008412002"),
    ("La línea atiende en el 841 800 2020.", JOVENES, "telephone 8418002020"),
    ("La línea atiende de lunes a domingo.", JOVENES, "weekday 7"),
    ("Diez de cada seis estudiantes fueron contratados.", DUAL_WORK, "range 10 share 6"),
    ("Ganaron 17 % más.", DUAL_WORK, "limit 17 without"),
    ("Ganaron hasta 17 veces más.", DUAL_WORK, "number 17 times"),
    ("El 100 % de la media superior técnica tiene educación dual.", DUAL_WORK, "said as a fact: meta"),
    ("Todos los estudiantes de dual fueron contratados.", DUAL_WORK, "weight: todos estud"),
    ("En CECyTE lo que se pide es una cuota voluntaria.", DUAL_WORK, "something else: cecyte"),
    ("En CONALEP se pide una cuota obligatoria en la inscripción.", DUAL_WORK, "weight: obligatorio"),
])
def test_a_sentence_that_turns_what_the_statement_says_fails(check: GroundingCheck, text: str, statement: Evidence, reason: str) -> None:
    assert check.problem(text, [statement]).startswith(reason)


@pytest.mark.parametrize(("text", "statement"), [
    ("Te tocan mil novecientos pesos cada 2 meses.", BECA),
    ("Tienes que tener entre 18 y 29 años y no estudiar ni trabajar.", JOVENES),
    ("Entre dieciocho y veintinueve años.", JOVENES),
    ("Llama al 8008412020 de lunes a sábado.", JOVENES),
    ("Ganaron a lo más 17 % más.", DUAL_WORK),
    ("La meta es que el 100 % de la media superior técnica tenga dual.", DUAL_WORK),
])
def test_the_same_in_other_words_passes(check: GroundingCheck, text: str, statement: Evidence) -> None:
    assert check.problem(text, [statement]) == ""
