"""Knowledge that changes while the bot runs, and the switch that lets it rest."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.assembling.running import build_bot
from bot.channel.reloading import FilesWatch, version_of
from bot.cli import application
from bot.domain.handover import State
from bot.errors import KnowledgeError, Mistake
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.settings import Settings
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.pauses import RESTING, Pauses
from tests.stand_ins.rumbo import ROOT, WarmEngine
from tests.stand_ins.telegram import Simulator, from_bot


async def read_after(changes: list[str], outcomes: list[Exception | None]) -> list[int]:
    """How often the files were read after each version, with what becomes of each reading."""
    version, read, told = [""], 0, []

    def reread() -> None:
        nonlocal read
        read += 1
        outcome = outcomes.pop(0)
        if outcome is not None:
            raise outcome

    running = asyncio.create_task(FilesWatch(lambda: version[0], reread, every=0.01).run())
    await asyncio.sleep(0.2)
    for change in changes:
        version[0] = change
        await asyncio.sleep(0.3)
        told.append(read)
    running.cancel()
    return told


@pytest.mark.alone
async def test_a_change_is_read_once_and_one_with_mistakes_does_not_end_the_watch(caplog: pytest.LogCaptureFixture) -> None:
    mistakes = KnowledgeError([Mistake("topics/x.md", 3, "no source")])

    read = await read_after(["", "second", "broken", "third"], [None, mistakes, None])

    assert read == [0, 1, 2, 3]
    assert "ALERT: the changed knowledge is not taken up, the old one goes on: topics/x.md:3: no source" in caplog.text


def test_the_version_is_that_of_the_files(tmp_path: Path) -> None:
    file = tmp_path / "topics" / "x.md"
    file.parent.mkdir()
    file.write_text("uno", encoding="utf-8")
    versions = [version_of(tmp_path), version_of(tmp_path)]
    file.write_text("dos!", encoding="utf-8")
    versions.append(version_of(tmp_path))
    file.unlink()
    versions.append(version_of(tmp_path))

    assert versions[0] == versions[1]
    assert len(set(versions)) == 3


@pytest.mark.timeout(600)
def test_the_bot_rests_for_all_who_write_but_not_for_commands_and_wakes_again(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, phrases: PhraseBook) -> None:
    bot = warm.start(telegram, tmp_path, log_level="warning")
    database, ana, bruno = Database(f"sqlite:///{tmp_path / 'rumbo.db'}"), telegram.person(1), telegram.person(2)
    ana.ask("hola", 60)
    switch = Pauses(database)

    switch.begin(RESTING)
    notice, command = ana.ask("¿cuánto cuesta el CCNA?", 60), ana.ask("/idioma", 60)
    ana.say("¿sigues ahí?")
    switch.end(RESTING)
    awake = bruno.ask("¿cuánto cuesta el CCNA?", 60)
    bot.stop()

    assert notice == phrases.say("rest.notice", "es")
    assert command == phrases.say("language_ask", "es")
    assert awake != notice
    assert len(from_bot(ana.messages())) == 3
    assert Chats(database).standing(1).state is State.WAITING


def test_the_command_turns_it_on_and_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUMBO_DATA", str(tmp_path))
    runner = CliRunner()

    told = [runner.invoke(application, ["rest", *words]).stdout.strip() for words in ([], ["on"], ["status"], ["off"])]

    assert told == ["the bot answers", "the bot rests", "the bot rests", "the bot answers"]


@pytest.mark.timeout(600)
async def test_a_running_bot_answers_from_a_changed_file(telegram: Simulator, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge"))
    settings = Settings(knowledge=folder, data=tmp_path / "data", by_words=True)
    bot, stop, ana = build_bot(settings, telegram.url, telegram.token, read_knowledge(folder)), asyncio.Event(), telegram.person(1)
    file = folder / "phrases" / "es.yaml"
    running = asyncio.create_task(bot.run(stop))
    before = await asyncio.to_thread(ana.ask, "/idioma", 200)

    text = file.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("language_ask:"))
    file.write_text(text.replace(old, 'language_ask: "¿Qué idioma te late más?"'), encoding="utf-8")
    os.utime(file)
    after = before
    for _ in range(60):
        after = await asyncio.to_thread(ana.ask, "/idioma", 60)
        if after != before:
            break
        await asyncio.sleep(2)
    stop.set()
    await running

    assert after == "¿Qué idioma te late más?"
