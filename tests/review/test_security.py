"""Every route of the site: without a session, with too small a role, without the form's token; and what applicants and documents bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.routing import APIRoute

from bot.conversation.engine import Engine
from bot.conversation.handover import Handover
from bot.library.phrases import PhraseBook
from bot.review.app import ROUTERS
from tests.review.site import Site
from tests.review.talk import Person
from tests.review.test_inbox_page import EVIL

OPEN = {"/entrar", "/idioma/{language}"}
PENDING = {"/entrar/codigo"}
NEEDS = {"/equipo": "admin", "/contenido/documentos": "editor", "/exportar": "editor", "/bloqueo": "editor",
         "/correcciones/{number}/": "editor"}


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of every route."""
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield from ((method, route.path) for method in sorted(route.methods))


def role_of(path: str) -> str:
    """The least role that a path asks for."""
    return next((role for start, role in NEEDS.items() if path.startswith(start)), "counselor")


def filled(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: "1" if found[1] in ("number", "turn", "change") else "question", path)


PROTECTED = [(method, path) for method, path in routes() if path not in OPEN | PENDING]


def test_every_route_is_under_test_and_counted() -> None:
    posts = [path for method, path in PROTECTED if method == "POST"]

    print(f"\n{len(PROTECTED)} protected routes, {len(posts)} of them change something, "
          f"{sum(role_of(path) != 'counselor' for _, path in PROTECTED)} need more than a counselor")
    assert len(PROTECTED) >= 55 and len(posts) >= 25


def test_no_route_answers_without_a_session(site: Site) -> None:
    nobody = site.anonymous()

    answers = {(method, path): nobody.request(method, filled(path)) for method, path in PROTECTED}

    assert [route for route, answer in answers.items() if answer.status_code != 303 or "/entrar" not in answer.headers["location"]] == []


def test_no_route_answers_while_the_second_factor_is_missing(site: Site) -> None:
    parts, now = site.parts, site.clock.now()
    nobody = site.anonymous()
    nobody.cookies.set("rumbo_session", parts.sessions.begin(parts.counselors.named("alma").id, now, pending=True))

    answers = {(method, path): nobody.request(method, filled(path)) for method, path in PROTECTED}

    assert [route for route, answer in answers.items() if answer.status_code != 303] == []


def test_no_route_answers_to_a_smaller_role(site: Site) -> None:
    who = {"editor": site.client("ana"), "admin": site.client("eva")}

    answers = {(method, path): who[role].request(method, filled(path)).status_code for method, path in PROTECTED
               if (role := role_of(path)) in who}

    assert len(answers) >= 10
    assert {route: status for route, status in answers.items() if status != 403} == {}


@pytest.mark.parametrize("token", ["", "not-the-token", "ü" * 8])
def test_nothing_is_changed_without_the_forms_token(site: Site, token: str) -> None:
    alma = site.client("alma")
    alma.headers.pop("x-csrf-token")

    answers = {path: alma.post(filled(path), data={"csrf": token}).status_code for method, path in PROTECTED if method == "POST"}

    assert {path: status for path, status in answers.items() if status != 403} == {}
    assert alma.get("/cuenta").status_code == 200


@pytest.mark.parametrize("address", [
    "/?q=' OR 1=1 --", "/?programa='; DROP TABLE turns; --", "/?etiqueta=%22%29", "/tablero?desde=2026-01-01'--", "/contenido?q={{7*7}}",
    "/contenido/..%2F..%2Fetc%2Fpasswd", "/contenido/%00", "/tablero/..%2f..%2fpyproject.csv", "/exportar/conversaciones?formato=../../x",
    "/static/..%2f..%2fapp.py", "/static/../app.py", "/conversaciones/' OR ''='", "/contenido/editar/question/..%2F..%2Fhours",
    "/exportar/conversaciones?formato=jsonl&q=%22%20OR%20*", "/repeticion/99999999999999999999", "/?despues=1_2_3%27"])
def test_injections_and_path_tricks_find_nothing(site: Site, address: str) -> None:
    answer = site.client("alma").get(address)

    assert answer.status_code in (200, 404, 422)
    assert "root:" not in answer.text and "import annotations" not in answer.text
    assert "49" not in re.findall(r'value="([^"]*)"', answer.text)
    assert site.parts.counselors.named("alma").name == "alma"


@pytest.mark.parametrize("text", EVIL)
def test_what_an_applicant_wrote_is_markup_on_no_page(site: Site, engine_by_words: Engine, phrases: PhraseBook, text: str) -> None:
    person = Person(site, Handover(engine_by_words, phrases), 6000 + site.next_number())
    person.say(text)
    site.parts.triage.name_new()
    name, eva = site.parts.triage.name_of(person.chat), site.client("eva")

    pages = [eva.get(address).text for address in (
        "/", f"/?q={text[:20]}", f"/conversaciones/{name}", f"/revisar/{person.last_turn}", f"/responder/{person.last_turn}", "/tablero",
        "/tablero/preguntas?todas=true", "/exportar/conversaciones?formato=html", "/contenido?q=" + text[:20])]

    for page in pages:
        assert "<script>alert" not in page and "<img src=x" not in page and 'href="javascript:' not in page.lower()
        assert 'onmouseover="alert' not in page and "<b>x</b>" not in page


def test_what_an_editor_writes_is_markup_nowhere(site: Site, engine_by_words: Engine, phrases: PhraseBook) -> None:
    person = Person(site, Handover(engine_by_words, phrases), 6000 + site.next_number())
    person.say("¿dónde queda la alberca?")
    eva, evil = site.client("eva"), "<script>alert(1)</script> **<b>x</b>** javascript:alert(1)"
    typed = {"pregunta": f"¿Alberca? {evil}", "respuesta": evil, "pregunta_en": "Pool? " + evil, "respuesta_en": evil,
             "fuentes": "equipo-rumbo", "formas": f"alberca\nhay alberca\n{evil}\nis there a pool"}

    kept = eva.post(f"/responder/{person.last_turn}", data=typed)
    pages = [kept.text] if kept.status_code == 422 else [eva.get(kept.headers["location"]).text, eva.get("/correcciones").text]

    for page in pages:
        assert "<script>alert" not in page and "<b>x</b>" not in page
        assert "alert(1)" in unescape(page) or "alberca" in unescape(page).lower()
    if kept.status_code == 303:
        eva.post(f"{kept.headers['location']}/retirar")


def test_every_answer_carries_the_headers_that_browsers_enforce(site: Site) -> None:
    ana = site.client("ana")

    for address in ("/", "/tablero", "/contenido", "/static/site.css", "/no-hay", "/tablero/personas.png"):
        headers = ana.get(address).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
