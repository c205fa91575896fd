"""What compares two or three courses or degrees comes with a picture of the same facts."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from bot.assembly import DayIn
from bot.conversation.ports import Answering
from bot.conversation.side_by_side import SideBySide
from bot.domain.conversation import Memory
from bot.domain.message import Message, MessageKind
from bot.domain.reply import Attachment, Reply
from bot.drawing.canvas import WIDTH
from bot.drawing.pictures import Drawings
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from tests.conftest import ROOT

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables(engine_by_words: Answering) -> SideBySide:
    knowledge = read_knowledge(ROOT / "knowledge")
    return SideBySide(engine_by_words, knowledge, PhraseBook(knowledge.phrases), Drawings(), DayIn())


def reply_to(engine: Answering, text: str) -> Reply:
    return engine.respond(Message(1, text, MessageKind.TEXT, NOW), Memory()).reply


@pytest.mark.parametrize("text", [
    "¿qué diferencia hay entre el certificado de ciberseguridad de google y el de soporte de ti?",
    "compara mecatrónica, autotrónica y electrónica",
    "what is the difference between the google cybersecurity certificate and the google it support certificate?"])
def test_a_comparison_comes_with_one_picture_made_for_a_phone(engine_by_words: Answering, text: str) -> None:
    reply = reply_to(engine_by_words, text)

    [picture] = reply.attachments
    assert isinstance(picture, Attachment)
    assert (picture.kind, Image.open(io.BytesIO(picture.content)).width) == ("photo", WIDTH)
    assert len(picture.content) <= 100_000


@pytest.mark.parametrize("text", ["¿cuánto dura el certificado de ciberseguridad de google?", "hola", "¿qué cursos gratis hay de redes?"])
def test_what_compares_nothing_comes_without(engine_by_words: Answering, text: str) -> None:
    assert reply_to(engine_by_words, text).attachments == ()


def test_the_table_says_what_is_not_confirmed_and_what_is_not_published(tables: SideBySide) -> None:
    courses = tables.card(("google-cybersecurity-certificate", "cisco-intro-data-science"), "es")
    degrees = tables.card(("mecatronica", "electronica-industrial"), "es")

    assert courses is not None and degrees is not None
    rows = dict(courses.rows)
    assert rows["Costo"] == ("49 USD al mes", "gratis")
    assert rows["Duración"] == ("240 h (sin confirmar)", "6 h (sin confirmar)")
    assert dict(degrees.rows)["Aprendes"][1] == "no publicado"


def test_things_of_different_kinds_make_no_table(tables: SideBySide) -> None:
    assert tables.card(("mecatronica", "google-cybersecurity-certificate"), "es") is None
    assert tables.card(("mecatronica",), "es") is None
