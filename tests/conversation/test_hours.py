"""When a counselor is there, and what a person who asks for one is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.conversation.engine import Engine
from bot.conversation.handover import Handover
from bot.conversation.hours import is_open, opens
from bot.conversation.linking import Linking
from bot.domain.conversation import Memory, Outcome
from bot.domain.handover import Standing
from bot.domain.message import Message, MessageKind
from bot.domain.staff import Hours, Span
from bot.library.phrases import PhraseBook

WORK = (Span(opens="09:00", closes="18:00"),)
HOURS = Hours(zone="America/Mexico_City", week={"monday": WORK, "tuesday": WORK, "friday": (Span(opens="16:00", closes="24:00"),)},
              closed=(date(2026, 11, 24),), note_es="los lunes y martes", note_en="on Mondays and Tuesdays")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026 in Mexico City, which is six hours behind UTC."""
    return datetime(2026, 11, day + (hour + 6) // 24, (hour + 6) % 24, minute, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "first"), [
    (local(23, 10), local(23, 10)), (local(23, 8, 59), local(23, 9)), (local(23, 18), local(27, 16)), (local(24, 10), local(27, 16)),
    (local(27, 23, 59), local(27, 23, 59)), (local(28, 0), local(30, 9))])
def test_somebody_is_there_within_the_hours_but_not_on_closed_days(moment: datetime, first: datetime) -> None:
    assert opens(HOURS, moment) == first
    assert is_open(HOURS, moment) == (moment == first)


def test_hours_without_any_day_never_open() -> None:
    assert opens(Hours(zone="UTC", week={}, note_es="–", note_en="–"), local(23, 10)) is None


@pytest.mark.parametrize(("moment", "said"), [
    (local(23, 10), "en un rato te escriben aquí mismo. Atienden los lunes y martes."), (local(23, 7), "hoy desde las 09:00"),
    (local(26, 23), "mañana desde las 16:00"), (local(24, 10), "el viernes desde las 16:00")])
def test_who_asks_for_a_person_is_told_when_somebody_reads_it(
        engine_by_words: Engine, phrases: PhraseBook, moment: datetime, said: str) -> None:
    handover = Handover(engine_by_words, phrases, HOURS)

    by_words = handover.respond(Message(1, "quiero hablar con una persona", MessageKind.TEXT, moment), Memory(), Standing())
    by_command = handover.respond(Message(1, "/persona", MessageKind.COMMAND, moment), Memory(), Standing())

    assert said in by_words.outcome.reply.text
    assert said in by_command.outcome.reply.text


def test_a_code_links_a_telegram_chat_and_is_not_recorded(engine_by_words: Engine, phrases: PhraseBook) -> None:
    linked: list[tuple[str, int]] = []

    def link(code: str, chat: int) -> str | None:
        linked.append((code, chat))
        return "Ana" if code == "ABC" else None

    linking = Linking(engine_by_words, phrases, link)

    def send(text: str) -> Outcome:
        return linking.respond(Message(7, text, MessageKind.COMMAND, local(23, 10)), Memory())

    right, wrong, other = send("/vincular ABC"), send("/vincular nada"), send("/ayuda")

    assert linked == [("ABC", 7), ("nada", 7)]
    assert (right.reply.text.startswith("Listo, Ana."), right.masked) == (True, "/vincular …")
    assert "no sirve" in wrong.reply.text
    assert other.masked == "/ayuda"
