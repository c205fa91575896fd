"""The site in a real Chromium, beside the real bot and the simulator: what a counselor does in a day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp import TOTP

from bot.library.files import read_knowledge
from tests.review.axe import LOOKS, Look, dress, look
from tests.review.crowd import DANGER, PERSON, stories
from tests.review.product import ROOT, Product, always_open, started
from tests.stand_ins.chromium import browser
from tests.stand_ins.telegram import Person
from tests.stand_ins.waiting import eventually

PEOPLE, MANY_PEOPLE = 6, 45
QUESTION = "¿hay cafetería con menú vegano en el plantel Tepito?"
PAGES = {"inbox": "/", "review": "/revisar", "content": "/contenido?q=beca", "dashboard": "/tablero", "replay": "/repeticion",
         "team": "/equipo", "corrections": "/correcciones", "account": "/cuenta", "upload": "/contenido/documentos",
         "edit": "/contenido/nueva/question", "export": "/exportar", "links": "/contenido/enlaces", "audit": "/equipo/bitacora"}
DOCUMENT = """# Beca de prueba

Son **1,900 pesos** al mes.

## Fechas

| Paso | Día |
|---|---|
| Registro | 3 de febrero |
| Resultado | 28 de febrero |
"""
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Product]:
    """Rumbo, after some people have written to it; more of them for pictures that are kept."""
    people = MANY_PEOPLE if request.config.getoption("--pictures") else PEOPLE
    folder = tmp_path_factory.mktemp("product")
    with started(folder, KNOWLEDGE=str(always_open(folder))) as running:
        chance = random.Random(5)
        for number, story in enumerate(stories(read_knowledge(ROOT / "knowledge"), people), start=100):
            person = running.simulator.person(number)
            for text in story.messages[-3:]:
                person.ask(text, timeout=60)
            if chance.random() < 0.4 and story.messages[-1] not in (*PERSON, *DANGER):
                person.press(chance.choice("👍👍👎"))
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def counselor(product: Product, chromium: Browser) -> Iterator[Page]:
    """A signed-in counselor in front of the inbox."""
    context = chromium.new_context(base_url=product.site, viewport={"width": 1280, "height": 900}, locale="es-MX")
    page = context.new_page()
    page.set_default_timeout(30_000)
    sign_in(page, "demo", product.password)
    yield page
    context.close()


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/entrar")
    page.fill("[name=nombre]", name)
    page.fill("[name=clave]", password)
    page.click("form button")


def conversation_of(page: Page, words: str) -> None:
    """Open the newest conversation with these words."""
    page.goto(f"/?q={words}")
    page.locator("[data-row]").first.click()
    page.wait_for_url("**/conversaciones/**", wait_until="load")


def test_the_printed_demo_account_gets_in_and_a_wrong_password_does_not(product: Product, chromium: Browser) -> None:
    page = chromium.new_page(base_url=product.site)

    sign_in(page, "demo", "no es esta clave")

    expect(page.get_by_role("alert").or_(page.locator(".said.wrong"))).to_contain_text("no son correctos")
    assert product.password and "Counselors" in product.said
    page.goto("/tablero")
    assert "/entrar" in page.url
    sign_in(page, "demo", product.password)
    expect(page.get_by_role("heading", name="Conversaciones")).to_be_visible()
    page.close()


def test_the_pictures_of_the_readme_are_made(counselor: Page, pictures: Path) -> None:
    unanswered = first_link(counselor, "/?vista=sin_respuesta", "a[data-row]")
    last = "article:last-child a[href^='/responder/']"
    pages = {"inbox": "/", "conversation": unanswered, "answer": first_link(counselor, unanswered, last), "content": "/contenido",
             "dashboard": "/tablero"}

    for name, address in pages.items():
        counselor.goto(address, wait_until="networkidle" if name == "dashboard" else "load")
        counselor.screenshot(path=pictures / f"site-{name}.png")

    assert all((pictures / f"site-{name}.png").stat().st_size > 20_000 for name in pages)


def test_the_inbox_is_worked_through_with_keys(counselor: Page) -> None:
    counselor.goto("/?vista=todas")
    counselor.keyboard.press("j")
    counselor.keyboard.press("j")
    second = counselor.evaluate("document.activeElement.dataset.row")

    counselor.keyboard.press("Enter")
    counselor.wait_for_url(f"**/conversaciones/{second}*", wait_until="load")

    expect(counselor.locator("h1")).to_have_text(second)
    counselor.keyboard.press("k")
    expect(counselor.locator("h1")).not_to_have_text(second)
    counselor.goto("/")
    counselor.keyboard.press("/")
    assert counselor.evaluate("document.activeElement.id") == "q"


def test_words_are_found_without_accents(counselor: Page, product: Product) -> None:
    product.simulator.person(90).ask("¿el plantel tiene alberca olímpica?", timeout=60)

    counselor.goto("/?q=ALBERCA+olimpica")

    expect(counselor.locator("[data-row]")).to_have_count(1)
    expect(counselor.locator("[data-row]")).to_contain_text("alberca olímpica")


def test_a_reply_is_rated_with_keys_the_rating_is_kept_and_the_next_one_comes(counselor: Page) -> None:
    counselor.goto("/revisar")
    counselor.keyboard.press("r")
    expect(counselor.locator("h1")).to_contain_text("Calificar")
    counselor.wait_for_load_state("load")  # keys work from then on
    first = counselor.url

    counselor.keyboard.press("b")
    counselor.keyboard.press("s")

    counselor.wait_for_url(lambda url: url != first and "/revisar/" in url)
    counselor.goto(first)
    expect(counselor.locator("#calificar input[value=si]:checked")).to_have_count(counselor.locator("#calificar fieldset").count())


def test_a_correction_changes_the_next_answer_in_the_simulator(counselor: Page, product: Product) -> None:
    ana, beto = product.simulator.person(80), product.simulator.person(81)
    before = ana.ask(QUESTION, timeout=60)
    ana.press("Avísame cuando lo sepas")
    conversation_of(counselor, "vegano")
    counselor.locator("a[href^='/responder/']").first.click()

    fill(counselor, pregunta="¿Hay cafetería con menú vegano en los planteles?", respuesta="Sí: la **Zanahoria** tiene menú vegano.",
         pregunta_en="Is there a vegan menu?", respuesta_en="Yes: the **Zanahoria** cafeteria has a vegan menu.",
         formas=f"{QUESTION}\nmenu vegano en la cafeteria\ncomida vegana en el conalep\nvegan food at school")
    counselor.get_by_role("button", name="Publicar").click()
    expect(counselor.locator(".chip").first).to_have_text("Publicada")

    after = eventually(lambda: answer if "Zanahoria" in (answer := beto.ask(QUESTION, timeout=60)) else "", 90)
    assert "Zanahoria" not in before and "Zanahoria" in after
    eventually(lambda: [one for one in ana.messages() if "me pediste avisarte" in one.get("text", "")], 30)


def test_a_counselor_and_a_person_talk_both_ways_without_reloading(counselor: Page, product: Product) -> None:
    person = product.simulator.person(82)
    waiting = person.ask("quiero hablar con una persona", timeout=60)
    counselor.goto("/?vista=necesita")
    conversation_of(counselor, "hablar+con+una+persona")

    counselor.keyboard.press("t")
    eventually(lambda: any("soy Demo" in one.get("text", "") for one in person.messages()), 30)
    counselor.fill("#decir", "¿En qué te ayudo?")
    counselor.get_by_role("button", name="Enviar").click()
    heard = eventually(lambda: [one["text"] for one in person.messages() if "¿En qué te ayudo?" in one.get("text", "")], 30)
    person.say("quiero cambiarme de plantel")

    expect(counselor.locator("#live")).to_contain_text("quiero cambiarme de plantel")
    assert "Atienden" in waiting or "atienden" in waiting
    assert heard[0].startswith("Demo:")
    counselor.locator("#devolver summary").click()
    counselor.locator("#devolver button").first.click()
    eventually(lambda: any("Sigo yo, Rumbo" in one.get("text", "") for one in person.messages()), 30)


def test_a_counselor_who_sent_the_code_to_the_bot_is_told_there_who_waits_and_who_is_in_danger(counselor: Page, product: Product) -> None:
    lupe = product.simulator.person(70)
    counselor.goto("/cuenta")
    counselor.get_by_role("button", name="Pedir un código").click()
    linked = lupe.ask(counselor.locator("section[aria-labelledby=telegram] pre").inner_text(), timeout=60)
    counselor.goto("/cuenta")

    product.simulator.person(84).ask("quiero hablar con una persona", timeout=60)
    product.simulator.person(85).ask("ya no quiero vivir", timeout=60)

    expect(counselor.locator("section[aria-labelledby=telegram] .chip.ok")).to_be_visible()
    assert linked.startswith("Listo, Demo.")
    eventually(lambda: an_alert_leads_to(counselor, lupe, "espera a una persona", "quiero hablar con una persona"), 30)
    eventually(lambda: an_alert_leads_to(counselor, lupe, "Posible peligro", "ya no quiero vivir"), 30)
    assert not any("espera a una persona" in one.get("text", "") for one in product.simulator.person(84).messages())


def test_a_replay_shows_the_answer_that_the_correction_changed(counselor: Page) -> None:
    counselor.goto("/repeticion")
    counselor.get_by_role("button", name="Repetir").click()
    expect(counselor.get_by_role("status")).to_contain_text("Terminó", timeout=60_000)
    counselor.reload()
    first = counselor.locator(".change").first
    expect(counselor.locator(".change").filter(has_text="Zanahoria").first).to_be_visible()
    name = first.get_attribute("id")

    counselor.keyboard.press("m")

    expect(counselor.locator(f"#{name} .chip.ok").last).to_be_visible()


def test_a_bar_of_the_dashboard_leads_to_its_conversations(counselor: Page) -> None:
    counselor.goto("/tablero")
    bar = counselor.locator("#personas svg.chart a").last
    address = bar.get_attribute("href") or ""

    bar.click()

    assert address in counselor.url
    expect(counselor.locator("[data-row]").first).to_be_visible()


def test_a_view_is_exported(counselor: Page, tmp_path: Path) -> None:
    counselor.goto("/?q=vegano")
    counselor.get_by_role("link", name="Exportar").click()
    with counselor.expect_download() as download:
        counselor.get_by_role("link", name="CSV").click()

    download.value.save_as(tmp_path / "export.csv")
    assert "vegano" in (tmp_path / "export.csv").read_text(encoding="utf-8-sig")


def test_every_page_fits_and_has_no_serious_finding_of_axe(counselor: Page, product: Product, chromium: Browser) -> None:
    found, loud = {}, {}
    counselor.on("console", lambda message: loud.setdefault(counselor.url, message.text) if message.type == "error" else None)
    for name, address in every_page(counselor, product).items():
        counselor.goto(address, wait_until="load")
        if problems := examined(counselor):
            found[name] = problems
    stranger = chromium.new_page(base_url=product.site, locale="es-MX")
    for name, address in {"sign-in": "/entrar", "not there": "/no-hay"}.items():
        stranger.goto(address, wait_until="load")
        if problems := examined(stranger):
            found[name] = problems
    stranger.close()
    dress(counselor, "light", "wide")

    assert (found, loud) == ({}, {})


def test_what_was_read_of_a_document_and_the_second_factor_pass_axe_too(counselor: Page, product: Product, chromium: Browser) -> None:
    counselor.goto("/contenido/documentos", wait_until="load")
    counselor.set_input_files("#archivo", {"name": "beca.md", "mimeType": "text/markdown", "buffer": DOCUMENT.encode()})
    expect(counselor.locator("#archivo-name")).to_have_text("beca.md")
    counselor.get_by_role("button", name="Leer").click()
    expect(counselor.get_by_role("heading", name="Revisar lo que se leyó")).to_be_visible()
    found = {"document": examined(counselor)}
    dress(counselor, "light", "wide")

    page, name, password = somebody_new(counselor, chromium)
    page.goto("/cuenta", wait_until="load")
    page.get_by_role("button", name="Activar").click()
    found["second factor"] = examined(page)
    secret = page.locator("section[aria-labelledby=factor] code").inner_text()
    page.fill("#codigo", TOTP(secret).now())
    page.get_by_role("button", name="Activar").click()
    expect(page.locator("section[aria-labelledby=factor] .chip.ok")).to_be_visible()
    page.get_by_role("button", name="Salir").click()
    sign_in(page, name, password)
    expect(page.locator("#codigo")).to_be_focused()
    found["code"] = examined(page)
    page.context.close()

    assert found == {"document": [], "second factor": [], "code": []}


def test_files_and_dates_speak_the_language_of_the_page_and_not_of_the_browser(product: Product, chromium: Browser) -> None:
    page = chromium.new_context(base_url=product.site, locale="en-US").new_page()
    sign_in(page, "demo", product.password)

    page.goto("/tablero?desde=2026-11-02&hasta=2026-11-24", wait_until="load")
    dates = page.locator("#desde-words").inner_text(), page.locator("#hasta-words").inner_text()
    page.fill("#desde", "2026-01-31")
    changed = page.locator("#desde-words").inner_text()
    page.goto("/contenido/documentos", wait_until="load")
    page.locator("#archivo").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    button, beside = page.locator("label[for=archivo]").inner_text(), page.locator("#archivo-name").inner_text()
    page.context.close()

    assert [words.partition(" ")[2] for words in (*dates, changed)] == [
        "2 de noviembre de 2026", "24 de noviembre de 2026", "31 de enero de 2026"]
    assert (button.strip(), beside, chooser.value.is_multiple()) == ("Elegir archivo", "Ninguno todavía", False)


def test_on_the_page_of_an_entry_each_value_stands_beside_its_label(counselor: Page, product: Product) -> None:
    counselor.goto(f"{product.site}/contenido/beca-benito-juarez?tipo=topic")

    fields = counselor.locator(".talk .card dl.facts").first
    apart = fields.evaluate("""list => [...list.querySelectorAll('dt:not(.part)')].filter(label => {
        const [from, to] = [label, label.nextElementSibling].map(one => one.getBoundingClientRect());
        return to.left < from.right || Math.abs(to.top - from.top) > 2;
    }).map(label => label.textContent)""")

    assert apart == []


def test_after_signing_out_nothing_is_readable(counselor: Page) -> None:
    counselor.goto("/")
    counselor.get_by_role("button", name="Salir").click()
    counselor.wait_for_url("**/entrar")

    counselor.goto("/tablero")

    assert "/entrar" in counselor.url


def every_page(page: Page, product: Product) -> dict[str, str]:
    """Every page that a counselor may come to, by its name."""
    conversation = first_link(page, "/?vista=todas", "a[data-row]")
    person = product.simulator.person(83)
    person.ask("quiero hablar con una persona", timeout=60)
    conversation_of(page, "hablar+con+una+persona")
    page.keyboard.press("t")
    page.locator("#composer").wait_for()
    return {**PAGES, "conversation": conversation, "person": page.url.partition("#")[0],
            "answer": first_link(page, conversation, "a[href^='/responder/']"),
            "rating": first_link(page, conversation, "a[href^='/revisar/']"),
            "replayed": first_link(page, "/repeticion", "main table a"), "correction": first_link(page, "/correcciones", "main table a"),
            "entry": first_link(page, "/contenido", "main table a")}


def first_link(page: Page, address: str, selector: str) -> str:
    """Where the first link of that sort on a page leads."""
    page.goto(address)
    return page.locator(selector).first.get_attribute("href") or ""


def somebody_new(admin: Page, chromium: Browser) -> tuple[Page, str, str]:
    """Another counselor, signed in in a browser of their own; with name and password."""
    name = "Beto"
    admin.goto("/equipo", wait_until="load")
    admin.fill("#nombre", name)
    admin.locator("form[action='/equipo'] button").click()
    password = admin.locator("p.said code").inner_text()
    page = chromium.new_context(base_url=admin.url.partition("/equipo")[0], locale="es-MX").new_page()
    sign_in(page, name, password)
    page.wait_for_url("**/")
    return page, name, password


def examined(page: Page) -> list[Look]:
    """The looks of the page that is loaded that have something to mend."""
    return [seen for scheme, width in LOOKS if not (seen := look(page, scheme, width)).good]


def an_alert_leads_to(page: Page, counselor: Person, words: str, said: str) -> bool:
    """Whether one of the bot's messages to a counselor's own chat says so, and its link leads to a conversation in which that was said."""
    for text in (one["text"] for one in counselor.messages() if words in one.get("text", "")):
        page.goto(text.rsplit("\n", 1)[1])
        if said in page.locator("#course").inner_text():
            return True
    return False


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
