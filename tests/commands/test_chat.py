"""The terminal chat: numbers press buttons, commands work, sources are shown, and markup that people type stays text."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from bot.commands.chat import TerminalChat
from bot.conversation.engine import Engine
from bot.library.phrases import PhraseBook

QUESTION = "¿cuántas horas dura Introduction to Cybersecurity?"


@pytest.fixture
def talk(engine_by_words: Engine, phrases: PhraseBook, tmp_path: Path) -> TerminalChat:
    return TerminalChat(engine_by_words, phrases, tmp_path)


def screen(talk: TerminalChat, typed: str) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        for one in talk.shown(talk.answer(typed)):
            console.print(one)
    return captured.get()


def test_an_answer_shows_its_sources_and_its_buttons_by_number(talk: TerminalChat, phrases: PhraseBook) -> None:
    seen = screen(talk, QUESTION)

    assert "6 horas" in seen
    assert phrases.say("channel.sources", "es") in seen
    assert all(source.title[:30] in seen for source in talk.answer(QUESTION).sources)
    assert f"1 {talk.buttons[0].label}" in seen


def test_a_number_presses_a_button(talk: TerminalChat) -> None:
    talk.answer("/idioma")
    number = next(at for at, button in enumerate(talk.buttons, start=1) if button.label == "English")

    reply = talk.answer(str(number))

    assert (reply.language, talk.memory.language) == ("en", "en")


def test_a_number_without_a_button_is_a_message(talk: TerminalChat) -> None:
    reply = talk.answer("17")

    assert reply.text


def test_a_new_conversation_forgets_the_old_one(talk: TerminalChat) -> None:
    talk.answer(QUESTION)

    talk.answer("/nuevo")

    assert "6 horas" not in screen(talk, "¿y cuánto dura?")


def test_a_plan_leaves_its_files_where_they_are_named(talk: TerminalChat, tmp_path: Path) -> None:
    talk.answer("tengo 19 años, secundaria terminada, vivo en Tlalpan, quiero aprender redes gratis, tengo 5 horas a la semana")
    seen = screen(talk, "/plan")
    for _ in range(3):  # what the plan still needs to know
        if "📎" in seen or not talk.buttons:
            break
        seen = screen(talk, "1")

    files = {file.name for file in tmp_path.iterdir()} if tmp_path.exists() else set()
    assert all(name in seen for name in files)


@pytest.mark.parametrize("typed", ["[bold]hola[/bold]", "[/]", "[red]"])
def test_what_looks_like_markup_breaks_nothing(talk: TerminalChat, typed: str) -> None:
    assert "Rumbo" in screen(talk, typed)
