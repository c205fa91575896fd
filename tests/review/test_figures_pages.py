"""Dashboard, export and replay, on conversations that the real engine had."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.conversation.engine import Engine
from bot.conversation.handover import Handover
from bot.domain.reply import Asking
from bot.library.phrases import PhraseBook
from bot.review.dashboard import CHARTS
from bot.review.exporting import masked
from bot.review.replay import run
from bot.review.watch import COUNTED_A_ROUND, Watch
from bot.storage.askings import add_askings
from bot.storage.tables import TurnRow
from tests.review.site import Site
from tests.review.talk import Person

CHATS = (7000, 8000, 9000)


@pytest.fixture(scope="module")
def talked(site: Site, engine_by_words: Engine, phrases: PhraseBook) -> Site:
    """Three people: one content, one without an answer, one whose message looks like a formula."""
    handover = Handover(engine_by_words, phrases)
    for number, texts in enumerate((("¿qué es el CONALEP?",), ("¿a qué hora abre la cafetería?",), ("=2+5 ¿qué becas hay?", "gracias"))):
        person = Person(site, handover, CHATS[number])
        person.say(*texts)
        person.rate("up" if number == 0 else "down")
    site.parts.triage.name_new()
    return site


def test_the_dashboard_counts_what_happened_and_its_bars_lead_to_the_conversations(talked: Site) -> None:
    ana = talked.client("ana")

    page = ana.get("/tablero").text
    table = list(csv.reader(io.StringIO(ana.get("/tablero/personas.csv").text.removeprefix("\ufeff"))))
    picture = ana.get("/tablero/respuestas.png")

    day = talked.clock.now().astimezone(talked.parts.settings.local).date().isoformat()
    assert table[0] == ["Día", "Personas", "Mensajes"]
    assert table[-1] == [day, "3", "4"]
    assert picture.content.startswith(b"\x89PNG") and picture.headers["content-type"] == "image/png"
    assert f'href="/?desde={day}&amp;hasta={day}"' in page
    assert all(f'id="{name}"' in page for name in CHARTS)


def test_a_long_range_is_shown_by_the_week(talked: Site) -> None:
    ana = talked.client("ana")
    today = talked.clock.now().astimezone(talked.parts.settings.local).date()
    monday = today - timedelta(days=today.weekday())
    address = f"desde={today - timedelta(days=364)}&hasta={today}"

    page = ana.get(f"/tablero?{address}").text
    table = list(csv.reader(io.StringIO(ana.get(f"/tablero/respuestas.csv?{address}").text.removeprefix("\ufeff"))))

    assert table[0][0] == "Semana del" and len(table) == 1 + 53
    assert table[-1][0] == str(monday) and sum(map(int, table[-1][1:])) == 4
    assert "Cada barra es una semana" in page and f'href="/?desde={monday}&amp;hasta={today}"' in page


def test_each_prompt_of_a_model_has_its_results_and_leads_to_its_conversations(talked: Site) -> None:
    ana, parts = talked.client("ana"), talked.parts
    with parts.database.transaction() as session:
        first, second = (session.scalars(select(TurnRow).where(TurnRow.chat_id == chat)).first() for chat in CHATS[:2])
        for turn, problem in ((first, ""), (second, "model: the model took more than 4 s")):
            asked = Asking("compose/v1@0", problem, sentences=4, dropped=1, tokens=90, milliseconds=700.0)
            turn.explanation = {"asked": [asdict(asked)]}
            add_askings(session, turn)

    part = ana.get("/tablero/instrucciones").text
    rows = list(csv.DictReader(io.StringIO(ana.get("/tablero/instrucciones.csv").text.removeprefix("\ufeff"))))
    link = html.unescape(re.findall(r'<td><a href="([^"]+)"', part)[0])
    inbox = ana.get(link).text
    ana.cookies.set("rumbo_language", "en")
    english = ana.get("/tablero/instrucciones").text

    assert 'hx-get="/tablero/instrucciones?' in ana.get("/tablero").text
    assert link.startswith("/?instruccion=compose%2Fv1&desde=")
    assert [parts.triage.chat_of(name) for name in re.findall(r'data-row="([^"]+)"', inbox)] == [CHATS[1], CHATS[0]]
    assert '<option selected>compose/v1</option>' in inbox
    assert "tardó demasiado: 1" in part and "50 %" in part and "2 de 8" in part and "took too long: 1" in english
    columns = ("Instrucción y versión", "Veces", "Se usó lo que dijo", "👍", "👎", "Mediana, s")
    assert [tuple(row[column] for column in columns) for row in rows] == [("compose/v1", "2", "1", "1", "1", "0.7")]


def test_a_year_that_nobody_counted_is_shown_at_once_and_completes_itself(talked: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = talked.client("ana")
    today = talked.clock.now().astimezone(talked.parts.settings.local).date()
    address = f"/tablero?desde={today - timedelta(days=364)}&hasta={today}"
    talked.parts.counted.days.clear()

    monkeypatch.setattr("bot.review.dashboard.PATIENCE", 0.0)
    begun = ana.get(address).text
    monkeypatch.setattr("bot.review.dashboard.PATIENCE", 60.0)
    after = ana.get(address).text

    assert "Faltan 364 días por contar" in begun and 'hx-select="#cifras"' in begun
    assert "por contar" not in after and 'hx-select="#cifras"' not in after
    assert len(talked.parts.counted.days) == 364


def test_without_a_model_of_meaning_unanswered_questions_are_listed_by_their_wording(talked: Site) -> None:
    part = talked.client("ana").get("/tablero/preguntas").text
    topics = talked.client("ana").get("/tablero/preguntas?todas=true").text

    assert talked.parts.embeddings is None
    assert "¿a qué hora abre la cafetería?" in part and "solo por cómo están escritas" in part
    assert part.count("<tr>") - 1 < topics.count("<tr>") - 1 == 3


def test_days_that_are_over_are_counted_while_the_site_runs(talked: Site) -> None:
    watch = Watch(talked.parts)
    before = len(talked.parts.counted.days)

    watch.round()

    assert len(talked.parts.counted.days) == before + COUNTED_A_ROUND


def test_an_unknown_chart_or_range_is_no_error_of_the_site(talked: Site) -> None:
    ana = talked.client("ana")

    assert ana.get("/tablero/no.csv").status_code == 404
    assert ana.get("/tablero?desde=ayer").status_code == 422
    assert ana.get("/tablero?desde=1900-01-01&hasta=2026-11-24").status_code == 200


def test_an_export_has_every_exchange_and_no_formula(talked: Site) -> None:
    eva = talked.client("eva")

    rows = list(csv.DictReader(io.StringIO(eva.get("/exportar/conversaciones?formato=csv").text.removeprefix("\ufeff"))))
    lines = [json.loads(line) for line in eva.get("/exportar/conversaciones?formato=jsonl").text.splitlines()]
    printed = eva.get("/exportar/conversaciones?formato=html").text
    found = [json.loads(line) for line in eva.get("/exportar/conversaciones?formato=jsonl&q=cafeteria").text.splitlines()]

    assert len(rows) == len(lines) == 4
    assert sorted(row["message"] for row in rows)[0].startswith("'=2+5")
    assert {line["kind"] for line in lines} >= {"answer", "unknown"}
    assert "¿qué es el CONALEP?" in printed
    assert [line["message"] for line in found] == ["¿a qué hora abre la cafetería?"]
    assert "7000" not in json.dumps(lines)


def test_only_an_admin_exports_unmasked_and_counselors_export_nothing(talked: Site) -> None:
    address = "/exportar/conversaciones?formato=jsonl&completo=true"

    assert talked.client("ana").get("/exportar/conversaciones").status_code == 403
    assert talked.client("eva").get(address).status_code == 403
    assert talked.client("alma").get(address).status_code == 200
    assert "sin máscara" in talked.client("alma").get("/equipo/bitacora").text


def test_what_counselors_typed_is_masked_too() -> None:
    text = "Escribe a ana.lopez@conalep.edu.mx o al 55 1234 5678, soy @ana_conalep, CURP LOAA000101MDFXXX09, cuesta 1,900 pesos en 2026"

    assert masked(text) == "Escribe a [correo] o al [número], soy [usuario], CURP [CURP], cuesta 1,900 pesos en 2026"


def test_a_replay_shows_only_the_answers_that_changed(talked: Site, engine_by_words: Engine) -> None:
    parts, ana = talked.parts, talked.client("ana")
    chats = list(CHATS)

    same = parts.replays.begin("ana", "", 4, talked.clock.now())
    run(parts, engine_by_words, same, chats)
    other = parts.replays.begin("ana", "", 4, talked.clock.now())
    run(parts, Otherwise(engine_by_words), other, chats)
    shown = ana.get(f"/repeticion/{other}").text
    change = parts.replays.changes(other)[0]
    judged = ana.post(f"/repeticion/{other}/{change.id}", data={"juicio": "better"})

    assert (parts.replays.get(same).changed, parts.replays.get(same).done) == (0, 4)  # type: ignore[union-attr]
    assert [one.after for one in parts.replays.changes(other)] == ["¡La beca nueva!"]
    assert "¡La beca nueva!" in shown and change.question.removeprefix("=") in shown
    assert judged.status_code == 303 and parts.replays.get(other).better == 1  # type: ignore[union-attr]
    assert ana.post(f"/repeticion/{other}/{change.id}", data={"juicio": "nada"}).status_code == 422


def test_a_replay_is_begun_from_a_view(talked: Site, engine_by_words: Engine) -> None:
    ana = talked.client("ana")
    object.__setattr__(talked.parts, "answering", engine_by_words)

    begun = ana.post("/repeticion?vista=malas")

    number = int(begun.headers["location"].rsplit("/", 1)[1])
    deadline = time.monotonic() + 20
    while not talked.parts.replays.get(number).ended:  # type: ignore[union-attr]
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert talked.parts.replays.get(number).done == 3  # type: ignore[union-attr]


class Otherwise:
    """Today's engine, with another answer about scholarships."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def respond(self, message, memory):  # type: ignore[no-untyped-def]  # as the engine's
        from dataclasses import replace

        outcome = self._engine.respond(message, memory)
        if "becas" not in message.text:
            return outcome
        return replace(outcome, reply=replace(outcome.reply, text="¡La beca nueva!"))
