"""Stepping into conversations through the site."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.conversation.engine import Engine
from bot.conversation.handover import Handover
from bot.library.phrases import PhraseBook
from bot.review.watch import Watch
from bot.storage.outbox import Outbox
from tests.review.site import Site
from tests.review.talk import Person

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def person(site: Site, engine_by_words: Engine, phrases: PhraseBook) -> Person:
    """Somebody who waits for a counselor; nothing else is waiting to be sent to them."""
    person = Person(site, Handover(engine_by_words, phrases), 3000 + site.next_number())
    person.say("¿a qué hora abre la cafetería?", "quiero hablar con una persona")
    received(site, person.chat)
    return person


def received(site: Site, chat: int) -> list[str]:
    """What was sent to a chat since the last call, in order."""
    outbox, found = Outbox(site.parts.database), []
    for _ in range(200):
        site.clock.forward(seconds=2)
        for one in outbox.claim(site.clock.now(), 20):
            outbox.sent(one, 1, site.clock.now())
            if one.chat_id == chat:
                found.append(one.outgoing.html + (f" [{one.outgoing.item.kind}]" if one.outgoing.item else ""))
        if not outbox.waiting():
            break
    return found


def address(site: Site, person: Person) -> str:
    site.parts.triage.name_new()
    return f"/conversaciones/{site.parts.triage.name_of(person.chat)}"


def test_a_counselor_takes_writes_sends_a_picture_and_gives_back(site: Site, person: Person) -> None:
    ana, here = site.client("ana"), address(site, person)

    before = ana.get(here).text
    ana.post(f"{here}/tomar")
    silent = person.say("¿hola?")
    ana.post(f"{here}/decir", data={"texto": "Abre a las 9 <script>"})
    ana.post(f"{here}/decir", data={"texto": ""}, files={"archivo": ("mapa <x>.gif", PNG, "text/html")})
    ana.post(f"{here}/devolver", data={"nota": "¡Suerte!"})
    after = person.say("¿qué es el CONALEP?")

    assert "¿a qué hora abre la cafetería?" in before
    assert silent.text == ""
    assert received(site, person.chat)[:-1] == [
        "Hola, soy <b>Ana</b>, del equipo de orientación. Ya leí lo que escribiste y sigo yo.",
        "<b>Ana:</b>\nAbre a las 9 &lt;script&gt;", "<b>Ana:</b> [photo]",
        "¡Suerte!\n\nAna ya terminó por ahora. Sigo yo, Rumbo: pregúntame lo que necesites."]
    assert after.text


def test_a_second_counselor_cannot_take_or_write_in_it(site: Site, person: Person) -> None:
    ana, beto, here = site.client("ana"), site.client("beto"), address(site, person)
    ana.post(f"{here}/tomar")

    taken, wrote, gave = (beto.post(f"{here}/{what}", data={"texto": "yo"}) for what in ("tomar", "decir", "devolver"))

    assert (taken.status_code, wrote.status_code, gave.status_code) == (409, 409, 409)
    assert "Alguien más ya la tomó." in taken.text
    assert "Ana lleva esta conversación." in beto.get(here).text


def test_a_colleague_goes_on_when_it_is_passed_to_them(site: Site, person: Person) -> None:
    ana, beto, here = site.client("ana"), site.client("beto"), address(site, person)
    ana.post(f"{here}/tomar")

    ana.post(f"{here}/pasar", data={"a": site.parts.counselors.named("beto").id})
    wrote = beto.post(f"{here}/decir", data={"texto": "Sigo yo"})

    assert wrote.status_code == 303
    assert received(site, person.chat)[1:] == ["Ahora te atiende <b>Beto</b>, del equipo de orientación.", "<b>Beto:</b>\nSigo yo"]


def test_the_course_is_sent_again_when_the_person_writes_and_the_box_is_kept(site: Site, person: Person) -> None:
    ana, here = site.client("ana"), address(site, person)
    ana.post(f"{here}/tomar")
    again = re.search(r'hx-get="([^"]+/curso[^"]*)"', ana.get(here).text)
    assert again is not None

    before = ana.get(again[1])
    person.say("es que no entiendo <b>nada</b>")
    after = ana.get(again[1])

    assert (before.status_code, after.status_code) == (204, 200)
    assert "es que no entiendo &lt;b&gt;nada&lt;/b&gt;" in after.text
    assert 'hx-preserve="true"' in after.text


@pytest.mark.parametrize(("name", "content", "kind", "disposition"), [
    ("mapa.png", PNG, "image/png", "inline"), ("pagina.html", b"<script>alert(1)</script>", "application/octet-stream", "attachment"),
    ("x.svg", b"<svg onload=alert(1)>", "application/octet-stream", "attachment"), ("../../etc/passwd", b"x", "application/octet-stream",
                                                                                    "attachment")])
def test_a_file_is_shown_only_when_it_is_a_picture_and_never_runs(
        site: Site, person: Person, name: str, content: bytes, kind: str, disposition: str) -> None:
    ana, here = site.client("ana"), address(site, person)
    ana.post(f"{here}/tomar")
    ana.post(f"{here}/decir", data={"texto": ""}, files={"archivo": (name, content, "text/html")})
    link = re.findall(rf'href="({here}/archivos/\d+)"', ana.get(here).text)[-1]

    answer = ana.get(link)
    other = ana.get(link.replace(here, address(site, Person(site, person.handover, person.chat + 1))))

    assert (answer.headers["content-type"], answer.content) == (kind, content)
    assert answer.headers["content-disposition"].startswith(disposition)
    assert "/" not in answer.headers["content-disposition"].removeprefix(disposition)
    assert "sandbox" in answer.headers["content-security-policy"]
    assert other.status_code == 404


def test_linked_counselors_are_told_on_telegram_and_out_of_hours_only_of_danger(site: Site, person: Person) -> None:
    counselors, watch, chat = site.parts.counselors, Watch(site.parts), 99
    ana = counselors.named("ana")
    counselors.link(counselors.link_code(ana.id, site.clock.now()), chat, site.clock.now())
    watch.tell()
    in_hours = received(site, chat)

    site.clock.moment = site.clock.moment.replace(hour=23)
    person.say("quiero hablar con alguien")
    Person(site, person.handover, person.chat + 7).say("una persona porfa, hablar con una persona")
    watch.tell()
    asked_at_night = received(site, chat)
    person.say("ya no quiero vivir")
    watch.tell()
    danger_at_night = received(site, chat)
    site.clock.moment += timedelta(minutes=6)
    watch.tell()
    again = received(site, chat)
    site.client("ana").post(f"{address(site, person)}/tomar")
    site.clock.moment += timedelta(minutes=6)
    watch.tell()

    assert any(site.parts.triage.name_of(person.chat) in text for text in in_hours)
    assert asked_at_night == []
    assert [site.parts.triage.name_of(person.chat) in text for text in danger_at_night] == [True]
    assert danger_at_night == again
    assert received(site, chat) == []


def test_a_counselor_who_goes_silent_is_reminded_and_then_the_bot_comes_back_and_says_so(site: Site, person: Person) -> None:
    watch, beto = Watch(site.parts), site.client("beto")
    beto.post(f"{address(site, person)}/tomar")
    received(site, person.chat)

    for _ in range(3):
        site.clock.forward(minutes=11)
        watch.mind_silence()
    told = received(site, person.chat)
    answered = person.say("¿qué es el CONALEP?")

    assert [text.partition(";")[0] for text in told] == ["Beto tuvo que salir y no alcanzó a contestarte"]
    assert answered.text


def test_what_a_site_does_by_itself_goes_on_when_one_duty_fails(site: Site) -> None:
    done = []

    class Limping(Watch):
        def tell(self) -> None:
            raise ZeroDivisionError

        def mind_silence(self) -> None:
            done.append("silence")

    Limping(site.parts).round()

    assert done == ["silence"]


def test_an_editor_blocks_a_person_and_lets_them_in_and_the_log_says_so(site: Site, person: Person) -> None:
    eva, ana, here = site.client("eva"), site.client("ana"), address(site, person)
    name = here.rpartition("/")[2]

    refused = ana.post(f"/bloqueo/{name}", data={"bloquear": "true"}).status_code
    eva.post(f"/bloqueo/{name}", data={"bloquear": "true"})
    barred = eva.get(here).text
    eva.post(f"/bloqueo/{name}", data={"bloquear": "false"})

    assert refused == 403 and "Bloquear a esta persona" not in ana.get(here).text
    assert "Persona bloqueada" in barred and "Quitar el bloqueo" in barred
    assert "Persona bloqueada" not in eva.get(here).text
    assert [(one.counselor, one.action) for one in site.parts.audit.page(action="barred")] == [("eva", "barred")]
    assert [(one.counselor, one.action) for one in site.parts.audit.page(action="let_in")] == [("eva", "let_in")]
