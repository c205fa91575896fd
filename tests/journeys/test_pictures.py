"""The pictures of the README: the questionnaire in the chat page, a plan as it is sent, and its page for the family.

`pytest tests/journeys/test_pictures.py --pictures docs` makes them anew.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from bot.conversation.ports import Answering
from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Attachment, Reply
from bot.drawing.canvas import WIDTH
from bot.library.phrases import PhraseBook
from tests.stand_ins.chromium import browser
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Simulator

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
PHONE = {"width": 390, "height": 844}
LUPITA = "tengo 16, acabé la secundaria, vivo en Neza, me gusta la ciberseguridad y tengo 5 horas a la semana"


def test_the_questionnaire_in_the_chat_page(warm: WarmEngine, telegram: Simulator, pictures: Path, tmp_path: Path,
                                            phrases: PhraseBook) -> None:
    bot = warm.start(telegram, tmp_path)
    with browser() as chromium:
        page = chromium.new_page(viewport=PHONE, locale="es-MX")
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        page.goto(f"{telegram.url}/")
        page.get_by_role("button", name="INICIAR").click()
        page.get_by_role("textbox").fill("/intereses")
        page.keyboard.press("Enter")
        for number in (1, 2):
            expect(page.get_by_text(f"{number} de 18").last).to_be_visible()
            page.get_by_role("button", name="👍").last.click()
        expect(page.get_by_text("3 de 18").last).to_be_visible()
        page.wait_for_timeout(500)

        page.screenshot(path=pictures / "questionnaire.png", animations="disabled")

        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    bot.stop()


@pytest.fixture(scope="module")
def kept(engine_by_words: Answering) -> tuple[Reply, Reply]:
    """A plan as it is shown, and its page."""
    memory = engine_by_words.respond(Message(1, LUPITA, MessageKind.TEXT, NOW), Memory())
    keep = next(button.action for button in memory.reply.buttons if button.action.startswith("plan:keep:"))
    shown = engine_by_words.respond(Message(1, keep, MessageKind.BUTTON, NOW), memory.memory)
    ticked = engine_by_words.respond(Message(1, "plan:tick:1", MessageKind.BUTTON, NOW), shown.memory)
    page = engine_by_words.respond(Message(1, "plan:pdf", MessageKind.BUTTON, NOW), ticked.memory)
    return ticked.reply, page.reply


def test_a_plan_as_a_picture(kept: tuple[Reply, Reply], pictures: Path) -> None:
    picture = kept[0].attachments[0]

    assert isinstance(picture, Attachment)
    (pictures / "plan.png").write_bytes(picture.content)
    assert Image.open(io.BytesIO(picture.content)).width == WIDTH
    assert len(picture.content) <= 100_000


def test_the_page_for_the_family(kept: tuple[Reply, Reply], pictures: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = kept[1].attachments[0]
    assert isinstance(page, Attachment)

    document = pdfium.PdfDocument(page.content)
    document[0].render(scale=1.4).to_pil().save(pictures / "plan-page.png", optimize=True)

    assert len(document) == 1
