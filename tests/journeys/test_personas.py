"""Twenty people walk through the whole bot, over the simulator's HTTP, and get what a good counselor would want for them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.library.phrases import PhraseBook
from bot.storage.database import Database
from bot.storage.tables import OutboxRow
from tests.evaluation.personas import PERSONAS, problems
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Person, Simulator, buttons
from tests.stand_ins.waiting import eventually

RIGHT = 19
AT_ONCE = 5  # people who talk at the same time; each hears one message a second, as Telegram wants it
ANSWERS_WITHIN = 30.0  # seconds, on a machine that does other things too


def test_at_least_nineteen_of_twenty_people_get_a_plan_that_is_right_for_them(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, phrases: PhraseBook) -> None:
    bot = warm.start(telegram, tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")

    with ThreadPoolExecutor(AT_ONCE) as threads:
        heard = list(threads.map(lambda one: walked(telegram, one[0], one[1], phrases, database), enumerate(PERSONAS, start=1)))
    wrong = {}
    for who, told in zip(PERSONAS, heard, strict=True):
        if found := problems(who, told) or (["no plan"] if told.startswith("no plan") else []):
            wrong[who["id"]] = (found, told)
    bot.stop()

    print(f"{len(PERSONAS) - len(wrong)} of {len(PERSONAS)} right; wrong: {wrong}")
    assert len(PERSONAS) - len(wrong) >= RIGHT, wrong


def walked(telegram: Simulator, number: int, who: dict[str, Any], phrases: PhraseBook, database: Database) -> str:
    """What the bot proposes to this person at the end, and the plan once it is kept, without the lists of sources."""
    person = telegram.person(number)
    for text in who["says"]:
        person.say(text)
        proposal = _heard(person, database)
    keep = phrases.say("plan.button_keep", "es"), phrases.say("plan.button_keep", "en")
    label = next((one for one in buttons(proposal) if one in keep), "")
    if not label:
        return f"no plan to keep: {proposal['text']}"
    person.press(label)
    plan = _heard(person, database)
    heads = phrases.say("channel.sources", "es"), phrases.say("channel.sources", "en")
    return "\n".join(str(one["text"]).split(heads[0])[0].split(heads[1])[0] for one in (proposal, plan))


def _heard(person: Person, database: Database) -> dict[str, Any]:
    """The next reply, once everything that goes with it has come too."""
    reply = person.wait_for_reply(ANSWERS_WITHIN)
    eventually(lambda: _waiting(person, database) == 0)
    person.seen = person.messages()[-1]["message_id"]
    return reply


def _waiting(person: Person, database: Database) -> int:
    """How many messages wait to be sent to this person."""
    with database.reading() as session:
        mine = OutboxRow.chat_id == person.where["user"], OutboxRow.state == "waiting"
        return session.scalar(select(func.count()).where(*mine)) or 0
