"""How texts become parts of a page."""

from __future__ import annotations

from bot.review.labels import labels, reason_of, translate
from bot.review.pages import as_read, in_words


def test_a_piece_of_a_document_is_shown_with_its_table_and_nothing_of_it_is_markup() -> None:
    text = "Son **1,900 pesos**.\n\n| Paso | Día |\n|---|:-:|\n| <script>x</script> | 3 |\nFin"

    assert as_read(text) == (
        "Son <strong>1,900 pesos</strong>.<table><tr><th>Paso</th><th>Día</th></tr>"
        "<tr><td>&lt;script&gt;x&lt;/script&gt;</td><td>3</td></tr></table>Fin")


def test_a_mistake_names_the_boxes_as_the_form_does() -> None:
    said = "la cifra 45 no está en ninguna entrada de «links» → corrige «text_en» o quita «Otra»"

    assert in_words(said, translate("es")) == (
        "la cifra 45 no está en ninguna entrada de «Fichas de donde salen las cifras» → corrige «Respuesta en inglés» o quita «Otra»")


def test_why_a_models_words_were_not_used_is_said_in_words_and_what_is_not_known_as_it_was_recorded() -> None:
    problems = ("model: the model took more than 4 s", "model: the model failed: APIError", "composed answer refused", "not explained",
                "summary in another language", "nothing rewritten", "model: this person's budget of the day is spent")

    assert {reason_of(problem) for problem in problems} <= labels("es").keys()
    assert reason_of("something new") == "something new"
