"""The chat page in a real Chromium, with a small bot behind it: what a person sees and does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.simulator.tiny_bot import tiny_bot
from tests.stand_ins.chromium import browser
from tests.stand_ins.telegram import Simulator, running_simulator

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def with_bot() -> Iterator[Simulator]:
    with running_simulator() as simulator, tiny_bot(simulator):
        yield simulator


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


class Pages:
    """Opens pages, and at the end says whether any of them complained in its console."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.chromium = chromium
        self.url = url
        self.complaints: list[str] = []

    def open(self, query: str = "", size: dict[str, int] = PHONE, dark: bool = False) -> Page:
        page = self.chromium.new_page(viewport=size, color_scheme="dark" if dark else "light", accept_downloads=True)
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{self.url}/?{query}")
        return page

    def started(self, query: str = "", **more: object) -> Page:
        page = self.open(query, **more)
        page.get_by_role("button", name="INICIAR").click()
        expect(page.get_by_text("Pregúntame por carreras")).to_be_visible()
        return page


@pytest.fixture
def pages(chromium: Browser, with_bot: Simulator) -> Iterator[Pages]:
    with_bot.reset()
    pages = Pages(chromium, with_bot.url)
    yield pages
    for context in chromium.contexts:
        context.close()
    assert pages.complaints == []


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def test_an_empty_chat_shows_who_the_bot_is_and_how_to_start(pages: Pages) -> None:
    page = pages.open()

    expect(page.get_by_role("heading", name="Rumbo")).to_be_visible()
    expect(page.get_by_text("bot · en línea")).to_be_visible()
    expect(page.get_by_text("Te ayudo a encontrar una carrera técnica")).to_be_visible()
    expect(page.get_by_role("button", name="INICIAR")).to_be_visible()


def test_a_message_gets_a_formatted_answer_whose_button_shows_a_toast(pages: Pages, request: pytest.FixtureRequest) -> None:
    page = pages.started()

    write(page, "¿cuánto dura ciberseguridad?")
    bold = page.locator(".theirs strong", has_text="6 semestres")
    expect(bold).to_be_visible()
    expect(page.get_by_role("link", name="Oferta educativa de CONALEP")).to_have_attribute("href", "https://www.gob.mx/conalep")
    page.get_by_role("button", name="👍").click()

    expect(page.get_by_role("status")).to_have_text("¡Gracias! Tomamos nota.")
    expect(page.locator(".key.waiting")).to_have_count(0)
    expect(page.locator(".mine .ticks").last).to_have_attribute("aria-label", "leído")


def test_a_button_can_bring_a_dialog_or_a_new_message(pages: Pages) -> None:
    page = pages.started()
    write(page, "ciberseguridad")

    page.get_by_role("button", name="👎").click()
    expect(page.get_by_role("dialog")).to_contain_text("Gracias por decirlo.")
    page.get_by_role("button", name="OK").click()
    page.get_by_role("button", name="¿Cuánto cuesta?").click()

    expect(page.get_by_text("cuota voluntaria")).to_be_visible()


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;"])
def test_what_a_person_types_is_shown_as_text(pages: Pages, typed: str) -> None:
    page = pages.started()
    page.on("dialog", lambda dialog: pages.complaints.append("something typed was run"))

    write(page, typed)

    expect(page.locator(".mine .words").last).to_have_text(typed)
    assert page.locator("#messages script, #messages img:not(.welcome img)").count() == 0


def test_a_link_of_a_bot_that_is_no_web_address_is_no_link(pages: Pages, with_bot: Simulator) -> None:
    page = pages.started()

    httpx.post(f"{with_bot.base_url}{with_bot.token}/sendMessage", trust_env=False, json={
        "chat_id": 1, "text": "<a href='javascript:alert(1)'>toca</a>", "parse_mode": "HTML"})

    expect(page.get_by_text("toca")).to_be_visible()
    assert page.get_by_role("link", name="toca").count() == 0


def test_pictures_documents_places_and_marks_are_drawn(pages: Pages) -> None:
    page = pages.started()
    write(page, "todo")
    expect(page.get_by_text("🎉")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="plan-de-ana.pdf").click()
    page.get_by_role("button", name="Imagen").click()

    assert (download.value.suggested_filename, Path(download.value.path()).read_bytes()) == ("plan-de-ana.pdf", b"%PDF-1.4 plan")
    expect(page.locator("#viewed")).to_be_visible()
    assert page.locator(".picture img").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [640, 420]
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="CONALEP Azcapotzalco")).to_contain_text("Av. de las Granjas 456")
    assert [page.locator(f".theirs {tag}").last.inner_text() for tag in ("code", "s")] == ["código", "tachado"]
    page.locator(".spoiler").click()
    expect(page.locator(".spoiler.shown")).to_have_text("oculto")
    expect(page.locator(".quote")).to_contain_text("todo")


def test_typing_is_shown_and_fades(pages: Pages) -> None:
    page = pages.started()

    write(page, "escribe")

    expect(page.get_by_text("Rumbo está escribiendo…")).to_be_visible()
    expect(page.get_by_text("bot · en línea")).to_be_visible(timeout=7000)


def test_an_edited_message_changes_and_a_deleted_one_goes(pages: Pages) -> None:
    page = pages.started()

    write(page, "borra")

    expect(page.get_by_text("esto cambió")).to_be_visible()
    expect(page.get_by_text("esto cambió")).to_have_count(0)


def test_a_person_edits_their_last_message_with_the_arrow_key(pages: Pages, with_bot: Simulator) -> None:
    page = pages.started()
    write(page, "ciberseguridda")
    expect(page.locator(".mine .words").last).to_have_text("ciberseguridda")

    page.get_by_role("textbox").press("ArrowUp")
    write(page, "ciberseguridad")

    expect(page.locator(".mine .words").last).to_have_text("ciberseguridad")
    expect(page.locator(".mine .meta").last).to_contain_text("editado")
    assert [entry["what"] for entry in with_bot.log() if entry["direction"] == "in"][-1] == "edited_message"


def test_the_menu_of_commands_speaks_the_persons_language(pages: Pages) -> None:
    page = pages.started()
    page.get_by_role("button", name="Menú").click()
    expect(page.get_by_role("menuitem", name="/ayuda Qué puedo hacer por ti")).to_be_focused()
    english = pages.open("user=2&lang=en")
    english.get_by_role("button", name="START").click()
    english.get_by_role("textbox").fill("/h")

    english.get_by_role("menuitem", name="/help What I can do for you").click()

    expect(english.locator(".mine .words").last).to_have_text("/help")


def test_what_is_attached_arrives(pages: Pages, with_bot: Simulator, tmp_path: Path) -> None:
    page = pages.started()
    notes = tmp_path / "notas.txt"
    notes.write_text("mis notas", encoding="utf-8")

    for name in ("Ubicación", "Contacto", "Nota de voz"):
        page.get_by_role("button", name="Adjuntar").click()
        page.get_by_role("menuitem", name=name).click()
        page.wait_for_timeout(100)
    page.locator("#document-file").set_input_files(notes)
    expect(page.get_by_role("link", name="notas.txt")).to_be_visible()

    own = [message for message in with_bot.person(1).messages() if not message["from"]["is_bot"]]
    assert [next(kind for kind in ("text", "location", "contact", "voice", "document") if kind in message) for message in own] == [
        "text", "location", "contact", "voice", "document"]
    expect(page.get_by_role("button", name="Escuchar")).to_be_visible()


def test_a_voice_note_is_a_sound_that_plays_to_its_end(pages: Pages, with_bot: Simulator) -> None:
    page = pages.started()
    with_bot.person(1).send(voice=True)
    file_id = with_bot.person(1).messages()[-1]["voice"]["file_id"]

    seconds = page.evaluate("""id => new Promise(done => {
        const sound = new Audio('/control/file/' + id);
        sound.muted = true;
        sound.onended = () => done(sound.currentTime);
        sound.play().catch(() => done(-1));
    })""", file_id)

    assert 1.5 < seconds < 2.5


def test_a_deep_link_keeps_its_payload_and_shows_only_start(pages: Pages, with_bot: Simulator) -> None:
    page = pages.open("start=feria_2026")

    page.get_by_role("button", name="INICIAR").click()

    expect(page.locator(".mine .words")).to_have_text("/start")
    assert with_bot.person(1).messages()[0]["text"] == "/start feria_2026"


def test_two_people_have_two_chats(pages: Pages) -> None:
    ana, luis = pages.started("user=1"), pages.started("user=2")

    write(ana, "solo de Ana")
    expect(ana.get_by_text("solo de Ana")).to_be_visible()

    expect(ana.locator("#person")).to_have_text("Ana")
    expect(luis.locator("#person")).to_have_text("Luis")
    assert luis.get_by_text("solo de Ana").count() == 0


def test_blocking_and_letting_in_again(pages: Pages, with_bot: Simulator) -> None:
    page = pages.started()
    page.get_by_role("button", name="Más opciones").click()
    page.get_by_role("menuitem", name="Bloquear al bot").click()
    expect(page.get_by_role("button", name="DESBLOQUEAR")).to_be_visible()
    blocked = with_bot.look("status")["blocked"]

    page.get_by_role("button", name="DESBLOQUEAR").click()

    expect(page.get_by_role("textbox")).to_be_visible()
    assert (blocked, with_bot.look("status")["blocked"]) == ([1], [])


def test_the_conversation_is_there_after_opening_the_page_again(pages: Pages) -> None:
    page = pages.started()
    write(page, "ciberseguridad")
    expect(page.get_by_text("6 semestres")).to_be_visible()

    page.reload()

    expect(page.get_by_text("6 semestres")).to_be_visible()
    expect(page.get_by_role("textbox")).to_be_visible()


AT_THE_END = """() => {
    const list = document.querySelector('#messages');
    return list.scrollHeight - list.clientHeight - list.scrollTop < 2;
}"""


def test_the_view_stays_where_somebody_reads_and_counts_what_came(pages: Pages, with_bot: Simulator) -> None:
    page = pages.started()
    for _ in range(3):
        write(page, "ciberseguridad")
    expect(page.get_by_text("6 semestres")).to_have_count(3)
    expect(page.locator("#down")).to_be_hidden()
    page.wait_for_function(AT_THE_END)  # the view glides there

    page.locator("#messages").evaluate("list => list.scrollTo({ top: 0, behavior: 'instant' })")
    httpx.post(f"{with_bot.base_url}{with_bot.token}/sendMessage", json={"chat_id": 1, "text": "nuevo"}, trust_env=False)
    expect(page.locator("#unread")).to_have_text("1")
    page.get_by_role("button", name="Ir al final").click()

    expect(page.locator("#down")).to_be_hidden()
    expect(page.locator("#messages")).to_have_js_property("scrollTop", page.locator("#messages").evaluate(
        "list => list.scrollHeight - list.clientHeight"))


@pytest.mark.parametrize(("size", "dark"), [(PHONE, False), (PHONE, True), (DESK, False), (DESK, True)],
                         ids=["phone", "phone-dark", "desk", "desk-dark"])
def test_the_page_fits_its_screen(pages: Pages, pictures: Path, size: dict[str, int], dark: bool) -> None:
    page = pages.started(size=size, dark=dark)
    write(page, "¿cuánto dura ciberseguridad?")
    page.get_by_role("button", name="👍").click()
    expect(page.get_by_role("status")).to_be_visible()

    page.screenshot(path=pictures / f"simulator-{size['width']}{'-dark' if dark else ''}.png", animations="disabled")

    phone = page.locator("#phone").bounding_box()
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [size["width"], size["height"]]
    assert phone and (phone["width"], phone["x"]) == ((390, 0) if size is PHONE else (430, 425))


def test_the_page_forbids_what_it_does_not_need(with_bot: Simulator) -> None:
    headers = httpx.get(with_bot.url, trust_env=False).headers

    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert headers["x-content-type-options"] == "nosniff"


def test_a_keyboard_for_replies_asks_for_the_place_and_goes_when_told(pages: Pages, with_bot: Simulator) -> None:
    page = pages.started()
    address = f"{with_bot.base_url}{with_bot.token}/sendMessage"
    asking = {"keyboard": [[{"text": "Mandar mi ubicación", "request_location": True}, {"text": "Ahora no"}]]}
    httpx.post(address, json={"chat_id": 1, "text": "¿Dónde estás?", "reply_markup": asking}, trust_env=False)

    page.get_by_role("button", name="Mandar mi ubicación").click()
    expect(page.get_by_role("link", name="Ubicación")).to_be_visible()
    httpx.post(address, json={"chat_id": 1, "text": "Gracias", "reply_markup": {"remove_keyboard": True}}, trust_env=False)

    expect(page.get_by_role("button", name="Ahora no")).to_be_hidden()


def test_in_a_group_everybody_is_named(pages: Pages, with_bot: Simulator) -> None:
    page = pages.open("group=3")
    with_bot.person(2, group=3).say("hola a todos")

    expect(page.locator(".sender").first).to_have_text("Luis")
