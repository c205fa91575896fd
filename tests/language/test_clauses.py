"""A long message is cut where people join clauses."""

from bot.domain.text import plain
from bot.language.clauses import clauses_of


def said(text: str) -> list[str]:
    words = plain(text).split()
    return [" ".join(words[start:end]) for start, end in clauses_of(text)]


def test_a_short_message_has_no_clauses() -> None:
    assert clauses_of("cuánto dura la carrera de mecatrónica y dónde la dan") == ()


def test_a_message_spoken_in_one_breath_is_cut_where_its_clauses_are_joined() -> None:
    text = "disculpa donde quedan las oficinas del conalep es que tengo que arreglar un papel pero no conozco la ciudad"

    found = said(text)

    assert found == ["disculpa donde quedan las oficinas del conalep", "es que tengo que arreglar un papel", "pero no conozco la ciudad"]


def test_every_word_belongs_to_one_clause() -> None:
    text = "Hola, buenas tardes: mi hija salió de la secundaria, y quiero saber si en CONALEP le hacen examen o entra directo, gracias."

    spans = clauses_of(text)

    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == len(plain(text).split())


def test_a_dictated_question_begins_a_clause_of_its_own() -> None:
    words = plain("mire mi hija acaba de salir de la secundaria y quiere entrar al conalep que documentos le piden").split()

    cut = clauses_of(" ".join(words))

    assert " ".join(words[slice(*cut[-1])]) == "que documentos le piden"
