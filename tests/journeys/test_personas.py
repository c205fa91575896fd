"""Twenty people walk through the whole bot, over the simulator's HTTP, and get what a good counselor would want for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.library.phrases import PhraseBook
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from tests.evaluation.personas import PERSONAS, problems
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Person, Simulator, buttons
from tests.stand_ins.waiting import eventually

RIGHT = 19
ANSWERS_WITHIN = 30.0  # seconds, on a machine that does other things too


def test_at_least_nineteen_of_twenty_people_get_a_plan_that_is_right_for_them(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, phrases: PhraseBook) -> None:
    bot = warm.start(telegram, tmp_path)
    outbox = Outbox(Database(f"sqlite:///{tmp_path / 'rumbo.db'}"))

    wrong = {}
    for number, who in enumerate(PERSONAS, start=1):
        told = walked(telegram, number, who, phrases, outbox)
        if found := problems(who, told) or (["no plan"] if told.startswith("no plan") else []):
            wrong[who["id"]] = (found, told)
    bot.stop()

    print(f"{len(PERSONAS) - len(wrong)} of {len(PERSONAS)} right; wrong: {wrong}")
    assert len(PERSONAS) - len(wrong) >= RIGHT, wrong


def walked(telegram: Simulator, number: int, who: dict[str, Any], phrases: PhraseBook, outbox: Outbox) -> str:
    """What the bot proposes to this person at the end, and the plan once it is kept, without the lists of sources."""
    person = telegram.person(number)
    for text in who["says"]:
        person.say(text)
        proposal = _heard(person, outbox)
    keep = phrases.say("plan.button_keep", "es"), phrases.say("plan.button_keep", "en")
    label = next((one for one in buttons(proposal) if one in keep), "")
    if not label:
        return f"no plan to keep: {proposal['text']}"
    person.press(label)
    plan = _heard(person, outbox)
    heads = phrases.say("channel.sources", "es"), phrases.say("channel.sources", "en")
    return "\n".join(str(one["text"]).split(heads[0])[0].split(heads[1])[0] for one in (proposal, plan))


def _heard(person: Person, outbox: Outbox) -> dict[str, Any]:
    """The next reply, once everything that goes with it has come too."""
    reply = person.wait_for_reply(ANSWERS_WITHIN)
    eventually(lambda: outbox.waiting() == 0)
    person.seen = person.messages()[-1]["message_id"]
    return reply
