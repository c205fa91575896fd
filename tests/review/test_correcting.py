"""Correcting an answer, and editing the knowledge, through the site: what is published is what the engine says next."""

from __future__ import annotations

import html

import pytest

from bot.assembling.living import LivingEngine
from bot.assembly import build_guard, build_library, joined
from bot.conversation.handover import Handover
from bot.conversation.telling import TELL_ME, Telling
from bot.library.living import LivingKnowledge
from bot.library.passages import passages_of
from bot.library.phrases import PhraseBook
from bot.settings import Settings
from tests.conftest import ROOT, TODAY
from tests.review.site import Site
from tests.review.talk import Person
from tests.review.test_stepping_in_page import received

QUESTION = "¿hay cafetería con menú vegano en el plantel Tepito?"
WRITTEN = {
    "pregunta": "¿Hay cafetería con menú vegano en los planteles?", "respuesta": "Sí: la cafetería **Zanahoria** tiene menú vegano.",
    "pregunta_en": "Is there a vegan menu?", "respuesta_en": "Yes: the **Zanahoria** cafeteria has a vegan menu.",
    "formas": f"{QUESTION}\nmenu vegano en la cafeteria\ncomida vegana en el conalep\nvegan food at school", "fuentes": "equipo-rumbo",
    "fichas": "", "vigencia": "", "debe": "Zanahoria"}


@pytest.fixture(scope="module")
def living(site: Site) -> LivingEngine:
    """The real engine by words, which follows what is corrected on the site."""
    settings = Settings(knowledge=ROOT / "knowledge", by_words=True)
    knowing = site.parts.knowing
    assert isinstance(knowing, LivingKnowledge)
    library, upkeep, embeddings = build_library(settings, knowing.now)
    guard = build_guard(settings, knowing.now, None)
    return LivingEngine(knowing, lambda known: joined(settings, known, library, guard, embeddings, TODAY, None, True),
                        lambda known: upkeep.renew(passages_of(known)))


def test_what_an_editor_publishes_is_answered_next_and_who_asked_is_told_once(
        site: Site, living: LivingEngine, phrases: PhraseBook) -> None:
    person = Person(site, Handover(Telling(living, phrases), phrases), 5000 + site.next_number())
    before = person.say(QUESTION)
    turn = person.last_turn
    pressed_tell_me(site, person, turn, len(before.buttons) - 1)
    received(site, person.chat)
    eva = site.client("eva")

    answer = eva.post(f"/responder/{turn}", data=WRITTEN)
    page = eva.get(answer.headers["location"]).text
    followed = living.follow()
    after = person.say(QUESTION)
    told = received(site, person.chat)

    assert str(before.kind) == "unknown" and before.buttons[-1].action == TELL_ME
    assert answer.status_code == 303, html.unescape(answer.text)[-3000:]
    assert followed and "Zanahoria" in after.text and str(after.kind) == "answer"
    assert "Zanahoria" in page and "Publicada" in page
    assert sum("me pediste avisarte" in text and "Zanahoria" in text for text in told) == 1
    assert QUESTION not in str(site.parts.corrections.all()[-1].form["title"])


def test_a_correction_taken_back_is_not_said_any_more(site: Site, living: LivingEngine, phrases: PhraseBook) -> None:
    person = Person(site, Handover(Telling(living, phrases), phrases), 5000 + site.next_number())
    live = next(one for one in site.parts.corrections.live() if "Zanahoria" in str(one.form))

    answer = site.client("eva").post(f"/correcciones/{live.id}/retirar")
    living.follow()

    assert answer.status_code == 303
    assert "Zanahoria" not in person.say(QUESTION).text


def test_a_counselor_proposes_and_only_an_editor_publishes(site: Site, living: LivingEngine, phrases: PhraseBook) -> None:
    person = Person(site, Handover(Telling(living, phrases), phrases), 5000 + site.next_number())
    person.say(QUESTION)
    for one in site.parts.corrections.live():  # whatever other tests left there
        site.parts.corrections.withdraw(one.id, "eva", site.clock.now())
    site.parts.knowing.refresh()
    ana = site.client("ana")

    proposed = ana.post(f"/responder/{person.last_turn}", data=WRITTEN).headers["location"]
    refused = ana.post(f"{proposed}/aprobar")
    waits = ana.get(proposed).text
    approved = site.client("eva").post(f"{proposed}/aprobar")

    assert refused.status_code == 403
    assert "Propuesta" in waits
    assert approved.status_code == 303
    site.client("eva").post(f"{proposed}/retirar")


def test_an_answer_of_several_paragraphs_is_kept_as_a_browser_sends_it(site: Site, living: LivingEngine, phrases: PhraseBook) -> None:
    person = Person(site, Handover(Telling(living, phrases), phrases), 5000 + site.next_number())
    person.say(QUESTION)
    written = {"respuesta": "Sí hay.\r\n\r\nPregunta en la **Zanahoria**.", "respuesta_en": "Yes.\r\n\r\nAsk at the **Zanahoria**."}

    answer = site.client("eva").post(f"/responder/{person.last_turn}", data={**WRITTEN, **written})
    kept = site.parts.corrections.get(int(answer.headers["location"].rsplit("/", 1)[1]))
    site.client("eva").post(f"{answer.headers['location']}/retirar")

    assert kept is not None and kept.form["sections"][0]["text"] == "Sí hay.\n\nPregunta en la **Zanahoria**."


def test_a_figure_that_no_entry_holds_is_not_published(site: Site, living: LivingEngine, phrases: PhraseBook) -> None:
    person = Person(site, Handover(Telling(living, phrases), phrases), 5000 + site.next_number())
    person.say(QUESTION)

    answer = site.client("eva").post(f"/responder/{person.last_turn}", data={**WRITTEN, "respuesta": "Cuesta 7777 pesos."})

    assert answer.status_code == 422
    assert "7777" in answer.text and "Así todavía no se puede publicar" in answer.text


def test_an_entry_is_shown_with_its_sources_and_its_file(site: Site) -> None:
    ana = site.client("ana")
    entry = site.parts.knowing.now.certifications[0]

    page = ana.get(f"/contenido/certification:{entry.id}%23{entry.id}").text

    assert html.escape(entry.name_es) in page
    assert "knowledge/certifications/" in page
    assert ana.get("/contenido/no-hay-tal-cosa").status_code == 404


def test_every_entry_survives_its_form_unchanged(site: Site) -> None:
    editing = site.parts.editing
    different = []
    for entry in editing.entries():
        typed = {one.name: one.value for one in editing.fields(entry.kind, entry.form) if one.kind != "group" and (
            one.value or one.kind != "flag")}
        if editing.text(entry.kind, editing.form(entry.kind, typed)) != editing.text(entry.kind, entry.form):
            different.append(f"{entry.kind}:{entry.id}")

    assert different == []


def test_an_edited_entry_is_checked_and_laid_over_the_file(site: Site) -> None:
    eva, editing = site.client("eva"), site.parts.editing
    entry = next(one for one in editing.entries() if one.kind == "help_line")
    typed = {one.name: one.value for one in editing.fields(entry.kind, entry.form) if one.kind != "group" and one.value}

    wrong = eva.post("/contenido/editar/help_line", data={**typed, "checked_on": "ayer"})
    right = eva.post("/contenido/editar/help_line", data={**typed, "hours_es": "de 3 a 4", "hours_en": "from 3 to 4"})
    shown = eva.get(f"/contenido/{entry.id}?tipo=help_line").text

    assert wrong.status_code == 422
    assert right.status_code == 303, html.unescape(right.text)[-2000:]
    assert "de 3 a 4" in shown and "Corregida aquí" in shown


def pressed_tell_me(site: Site, person: Person, turn: int, number: int) -> None:
    """The person presses that button: kept with the turn, and answered."""
    from bot.storage.transcripts import Transcripts

    button = Transcripts(site.parts.database).button(turn, number, person.chat)
    assert button is not None and button.action == TELL_ME
    assert person.press(button.action).text
