"""The inbox and the conversation page, on conversations that the real engine had."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest

from bot.conversation.engine import Engine
from bot.conversation.handover import Handover
from bot.library.phrases import PhraseBook
from bot.storage.desk_tables import DeskRow
from tests.review.site import Site
from tests.review.talk import Person

EVIL = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "[x](javascript:alert(1))", "{{ 7*7 }}",
        "https://x.example/\"onmouseover=\"alert(1)", "**<b>x</b>**", "</textarea><script>alert(1)</script>"]


@pytest.fixture(scope="module")
def handover(engine_by_words: Engine, phrases: PhraseBook) -> Handover:
    return Handover(engine_by_words, phrases)


@pytest.fixture(scope="module")
def people(site: Site, handover: Handover) -> dict[str, Person]:
    """One person whom the bot answered, one it could not answer, one who asks for a counselor, one in danger, one who is unhappy."""
    said = {"answered": "cuántas horas dura Introduction to Cybersecurity?", "unknown": "¿a qué hora abre la cafetería?",
            "waiting": "quiero hablar con una persona", "danger": "ya no quiero vivir", "unhappy": "¿qué es el CONALEP?"}
    people = {name: Person(site, handover, 500 + number) for number, name in enumerate(said)}
    for name, text in said.items():
        people[name].say(text)
    people["unhappy"].rate("down")
    return people


def listed(html: str) -> list[str]:
    return re.findall(r'data-row="([^"]+)"', html)


def name_of(site: Site, person: Person) -> str:
    site.parts.triage.name_new()
    with site.parts.database.reading() as session:
        row = session.get(DeskRow, person.chat)
        assert row is not None
        assert row.pseudonym is not None
        return row.pseudonym


def test_the_inbox_shows_who_needs_a_person_first_and_counts_each_view(site: Site, people: dict[str, Person]) -> None:
    html = site.client("ana").get("/").text

    wanted = [name_of(site, people[name]) for name in ("danger", "waiting", "unhappy", "unknown", "answered")]
    assert listed(html) == wanted
    assert '<span class="count hot">2</span>' in html


def test_a_view_and_a_search_show_what_fits(site: Site, people: dict[str, Person]) -> None:
    client = site.client("ana")

    views = {view: listed(client.get("/", params={"vista": view}).text) for view in ("necesita", "malas", "mias")}
    searched = listed(client.get("/", params={"q": "CAFETERIA"}).text)

    assert views == {"necesita": [name_of(site, people["danger"]), name_of(site, people["waiting"])],
                     "malas": [name_of(site, people["unhappy"])], "mias": []}
    assert searched == [name_of(site, people["unknown"])]


def test_the_list_is_sent_again_only_when_something_changed(site: Site, people: dict[str, Person]) -> None:
    client = site.client("ana")
    again = re.search(r'hx-get="(/bandeja[^"]*)"', client.get("/").text)
    assert again is not None
    address = again[1].replace("&amp;", "&")

    before = client.get(address)
    people["answered"].say("gracias")
    after = client.get(address)

    assert (before.status_code, after.status_code) == (204, 200)
    assert len(listed(after.text)) == 5


def test_a_conversation_shows_what_was_understood_its_passages_sources_and_confidence(site: Site, people: dict[str, Person]) -> None:
    html = unescape(site.client("ana").get(f"/conversaciones/{name_of(site, people['unhappy'])}").text)

    seen = site.parts.conversations.read(people["unhappy"].chat)
    assert seen is not None
    [turn] = seen.turns
    passage = turn.why.passages[0]
    assert turn.sources
    for shown in ("¿qué es el CONALEP?", turn.why.understood, f'href="/contenido/{quote(passage.passage_id)}"', f"{passage.score:.2f}",
                  turn.sources[0].title, f"{turn.confidence:.0%}".replace("%", " %"), "👎"):
        assert shown in html


def test_reading_a_conversation_is_logged(site: Site, people: dict[str, Person]) -> None:
    name = name_of(site, people["unknown"])

    site.client("beto").get(f"/conversaciones/{name}")

    assert [(deed.counselor, deed.action, deed.subject) for deed in site.parts.audit.page(limit=1)] == [("beto", "conversation_read", name)]


def test_notes_mention_colleagues_who_find_them_until_they_have_read_them(site: Site, people: dict[str, Person]) -> None:
    name, ana, beto = name_of(site, people["answered"]), site.client("ana"), site.client("beto")

    ana.post(f"/conversaciones/{name}/notas", data={"texto": "¿Lo ves tú, @beto?"})
    before = listed(beto.get("/?vista=menciones").text)
    page = beto.get(f"/conversaciones/{name}").text
    after = listed(beto.get("/?vista=menciones").text)

    assert (before, after) == ([name], [])
    assert "¿Lo ves tú, @beto?" in page


def test_tags_and_the_one_who_looks_after_it_are_filters(site: Site, people: dict[str, Person]) -> None:
    name, ana = name_of(site, people["answered"]), site.client("ana")
    me = site.parts.counselors.named("ana").id

    ana.post(f"/conversaciones/{name}/etiquetas", data={"etiqueta": "Seguimiento"})
    ana.post(f"/conversaciones/{name}/asignar", data={"a": me})
    found = listed(ana.get("/?etiqueta=seguimiento").text), listed(ana.get("/?vista=mias").text)
    ana.post(f"/conversaciones/{name}/etiquetas/quitar", data={"etiqueta": "seguimiento"})

    assert found == ([name], [name])
    assert listed(ana.get("/?etiqueta=seguimiento").text) == []


def test_a_saved_view_keeps_filters_and_is_deleted_by_its_owner_only(site: Site, people: dict[str, Person]) -> None:
    ana, beto = site.client("ana"), site.client("beto")
    ana.post("/vistas", data={"nombre": "Sin respuesta", "filtro": "tipo=unknown&malo=1", "de_todos": "true"})
    [view] = site.parts.views.of(site.parts.counselors.named("ana").id)

    beto.post(f"/vistas/{view.id}/borrar")
    found = listed(beto.get(f"/?{view.query}").text)
    ana.post(f"/vistas/{view.id}/borrar")

    assert (view.name, view.query) == ("Sin respuesta", "tipo=unknown")
    assert found == [name_of(site, people["unknown"])]
    assert site.parts.views.of(view.id) == []


@pytest.mark.parametrize("text", EVIL)
def test_what_an_applicant_or_a_counselor_wrote_is_never_markup(site: Site, handover: Handover, text: str) -> None:
    person, ana = Person(site, handover, 700 + EVIL.index(text)), site.client("ana")
    person.say(f"hola {text}")
    name = name_of(site, person)
    ana.post(f"/conversaciones/{name}/notas", data={"texto": text})
    ana.post(f"/conversaciones/{name}/etiquetas", data={"etiqueta": text[:40]})
    ana.post("/vistas", data={"nombre": text[:60], "filtro": f"q={text}"})

    pages = [ana.get(f"/conversaciones/{name}").text, ana.get("/", params={"q": text}).text, ana.get("/").text]

    for html in pages:
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert not re.search(r'href="\s*javascript:', html, re.IGNORECASE)
        assert not re.search(r'<a [^>]*\son\w+=', html)
        assert "<b>x</b>" not in html


@pytest.mark.parametrize("address", ["/conversaciones/NADIE-00000", "/conversaciones/..%2f..%2fetc", "/?despues=1_x", "/?despues=;DROP",
                                     "/?vista=nada", "/?desde=ayer", "/?revisor=x"])
def test_addresses_that_make_no_sense_get_a_page_that_says_so_or_the_plain_inbox(site: Site, address: str) -> None:
    answer = site.client("ana").get(address)

    assert answer.status_code in (200, 404, 422)
    assert "Traceback" not in answer.text


def test_a_conversation_that_an_alert_names_at_once_is_found_before_any_list_showed_it(site: Site, handover: Handover) -> None:
    ana, person = site.client("ana"), Person(site, handover, 590)

    person.say("¿qué es el CONALEP?")
    page = ana.get(f"/conversaciones/{site.parts.triage.name_of(person.chat)}")

    assert page.status_code == 200 and "¿qué es el CONALEP?" in page.text
