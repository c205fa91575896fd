"""Links that no longer answer: on the list of entries, on their own page, and by the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import application
from bot.domain.link import LinkSeen, LinkState, links_in
from bot.review.links import addresses, is_due, rounds_by_themselves, wrong_since
from tests.review.site import Site
from tests.stand_ins.waiting import eventually

ROOT = Path(__file__).parents[2]


@dataclass
class Web:
    """What the links of the knowledge lead to: everything answers, but for what is said here."""

    found: dict[str, LinkSeen] = field(default_factory=dict)
    offline: bool = False

    def look(self, urls: Sequence[str], heard: Callable[[LinkSeen], None]) -> None:
        for url in urls:
            fine = LinkSeen(url, LinkState.ANSWERS, 200)
            heard(LinkSeen(url, LinkState.SILENT, problem="name") if self.offline else self.found.get(url, fine))


@pytest.fixture
def web(site: Site) -> Iterator[Web]:
    web = Web()
    object.__setattr__(site.parts, "looking", web)
    yield web
    object.__setattr__(site.parts, "looking", None)


def a_link(site: Site) -> str:
    """An address that a source of the knowledge has."""
    return next(url for url, entries in addresses(site.parts.editing.entries()).items() if entries[0].kind == "source")


def checked(site: Site) -> None:
    """Have the links checked, by the button, and wait for the end."""
    before = site.parts.links.last_round(site.clock.now())
    site.clock.forward(minutes=1)
    assert site.client("eva").post("/contenido/enlaces").status_code == 303
    eventually(lambda: (now := site.parts.links.last_round(site.clock.now())) and now != before and now.state != "running", 20)


def test_an_entry_says_since_when_its_link_does_not_answer(site: Site, web: Web) -> None:
    url = a_link(site)
    entry = addresses(site.parts.editing.entries())[url][0]
    web.found = {url: LinkSeen(url, LinkState.GONE, 404)}
    since = site.clock.now().astimezone(site.parts.settings.local).strftime("%d/%m/%Y")

    checked(site)
    ana = site.client("ana")
    rows, only = ana.get("/contenido?tipo=source").text, ana.get("/contenido?rotos=true").text
    page, listed, others = ana.get(f"/contenido/{entry.id}?tipo=source").text, ana.get("/contenido/enlaces").text, ana.get(
        "/contenido/enlaces?ver=answers").text

    said = f"enlace sin respuesta desde {since}"
    assert said in rows and said in page
    assert only.count(said) == only.count("<tr>") - 1 == len(wrong_since(site.parts))
    assert url in listed and "Ya no existe" in listed and entry.title in listed and since in listed
    assert url not in others and others.count("<tr>") > 50


def test_what_answers_again_is_no_longer_marked_and_where_a_page_moved_is_shown(site: Site, web: Web) -> None:
    url = a_link(site)
    web.found = {url: LinkSeen(url, LinkState.SILENT, problem="timeout")}
    checked(site)
    before = wrong_since(site.parts)

    web.found = {url: LinkSeen(url, LinkState.ANSWERS, 200, moved_to="https://nuevo.example/<script>")}
    checked(site)
    moved = site.client("ana").get("/contenido/enlaces?ver=moved").text

    assert before and wrong_since(site.parts) == {}
    assert "https://nuevo.example/" in moved and "<script>" not in moved


def test_without_a_network_no_link_is_called_dead(site: Site, web: Web) -> None:
    checked(site)
    web.offline = True

    checked(site)
    page = site.client("ana").get("/contenido/enlaces").text

    assert "la red de este equipo no deja salir" in page
    assert wrong_since(site.parts) == {}


def test_only_editors_have_links_checked_and_everybody_sees_them(site: Site, web: Web) -> None:
    ana = site.client("ana")

    assert ana.post("/contenido/enlaces").status_code == 403
    assert "Revisar los enlaces" not in ana.get("/contenido/enlaces").text
    assert "Revisar los enlaces" in site.client("eva").get("/contenido/enlaces").text


def test_a_round_is_due_every_week_and_the_day_after_one_without_a_network(site: Site, web: Web) -> None:
    def due_after(**time: float) -> bool:
        moved = replace(site.clock, moment=site.clock.now() + timedelta(**time))
        return is_due(replace(site.parts, clock=moved))

    checked(site)
    weekly = due_after(days=6), due_after(days=7, minutes=1)
    web.offline = True
    checked(site)

    assert weekly == (False, True)
    assert (due_after(hours=23), due_after(hours=24, minutes=1)) == (False, True)


@pytest.mark.asyncio
async def test_no_round_begins_by_itself_where_it_is_switched_off(site: Site, web: Web) -> None:
    off = replace(site.parts, settings=replace(site.parts.settings, links_hours=0))

    assert await rounds_by_themselves(off) is None


def test_every_web_address_of_an_entry_is_a_link() -> None:
    form = {"url": "https://a.mx/x?y=1", "sections": [{"text": "Está en http://b.mx/c. También (https://d.mx/e)."}], "hours": 3}

    assert links_in(form) == ("https://a.mx/x?y=1", "http://b.mx/c", "https://d.mx/e")


@pytest.mark.parametrize(("offline", "code"), [(False, 1), (True, 2)])
def test_the_command_lists_what_does_not_answer(offline: bool, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                site: Site) -> None:
    url = a_link(site)
    monkeypatch.setenv("RUMBO_DATA", str(tmp_path))
    monkeypatch.setenv("RUMBO_KNOWLEDGE", str(ROOT / "knowledge"))
    monkeypatch.setattr("bot.commands.knowledge.link_looker", lambda _: Web({url: LinkSeen(url, LinkState.GONE, 404)}, offline))

    ran = CliRunner().invoke(application, ["knowledge", "links", "--json"])

    lines = [json.loads(line) for line in ran.output.splitlines() if line.startswith("{")]
    assert ran.exit_code == code, ran.output
    assert ("network" in ran.output) is offline
    assert offline or [(line["url"], line["state"]) for line in lines] == [(url, "gone")]
