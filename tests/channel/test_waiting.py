"""Many people ask at once and the engine is slow: who has to wait is told so once, and everybody is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path

from bot.assembling.running import build_bot
from bot.conversation.ports import Answering
from bot.domain.conversation import Memory, Outcome
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.settings import Settings
from tests.stand_ins.rumbo import ROOT
from tests.stand_ins.telegram import Person, Simulator, from_bot
from tests.stand_ins.waiting import eventually

QUESTION = "¿cuántas horas dura Introduction to Cybersecurity?"
PEOPLE, THINKS = 40, 0.7  # seconds an answer: four at a time, so the last waits about seven seconds
LIMIT = 5


class Slow:
    """The real engine, on a machine that is slow."""

    def __init__(self, engine: Answering) -> None:
        self._engine = engine

    def respond(self, message: Message, memory: Memory) -> Outcome:
        """As the engine, later."""
        time.sleep(THINKS)
        return self._engine.respond(message, memory)

    def first_aid(self, message: Message, memory: Memory) -> Reply | None:
        """As the engine."""
        return self._engine.first_aid(message, memory)


def said(people: Iterable[Person]) -> list[list[str]]:
    """What each of them got."""
    return [[one["text"] for one in from_bot(person.messages())] for person in people]


async def test_who_has_to_wait_is_asked_for_a_moment_once_and_everybody_is_answered(
        telegram: Simulator, tmp_path: Path, engine_by_words: Answering, phrases: PhraseBook) -> None:
    settings = Settings(knowledge=ROOT / "knowledge", data=tmp_path, by_words=True, questions_waiting=LIMIT)
    bot = build_bot(settings, telegram.url, telegram.token, read_knowledge(ROOT / "knowledge"), Slow(engine_by_words))
    people, stop = [telegram.person(user) for user in range(1, PEOPLE + 1)], asyncio.Event()
    for person in people:
        person.say(QUESTION)

    running = asyncio.create_task(bot.run(stop))
    await asyncio.to_thread(eventually, lambda: all(any("6 horas" in text for text in got) for got in said(people)), 90)
    got = said(people)
    stop.set()
    await running

    moment = phrases.say("limits.queue", "es")
    assert LIMIT < sum(moment in texts for texts in got) < PEOPLE
    assert all(texts.count(moment) <= 1 and ("6 horas" in texts[-1]) for texts in got)
    assert all(len(texts) == 1 + (moment in texts) for texts in got)
