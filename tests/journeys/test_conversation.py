"""A whole conversation over real HTTP, with the bot restarted in the middle."""

from __future__ import annotations

from pathlib import Path

from bot.library.phrases import PhraseBook
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.transcripts import Transcripts
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Simulator, buttons
from tests.stand_ins.waiting import eventually

COURSE = "Introduction to Cybersecurity"


def test_a_conversation_goes_on_after_restarts_and_is_kept_whole(
        warm: WarmEngine, telegram: Simulator, tmp_path: Path, phrases: PhraseBook) -> None:
    ana, database = telegram.person(1), Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    bot = warm.start(telegram, tmp_path)

    hello = ana.ask("/start feria_tlalpan")
    hours = ana.ask(f"¿cuántas horas dura {COURSE}?")
    answer = ana.messages()[-1]
    stopped_in = bot.stop()
    follow_up_id = ana.say("¿y cuánto cuesta?")  # while nobody runs
    bot = warm.start(telegram, tmp_path)
    cost = ana.wait_for_reply()["text"]
    eventually(lambda: Outbox(database).waiting() == 0)
    bot.kill()
    bot = warm.start(telegram, tmp_path)
    ana.press("👍")
    person = ana.ask("/persona")
    note = ana.ask("¿sigues ahí?")
    ana.press(phrases.say("handover.button_go_on", "es"))
    going_on = ana.wait_for_reply()["text"]
    bot.stop()

    assert "Rumbo" in hello
    assert "6 horas" in hours and phrases.say("channel.sources", "es") in hours
    assert list(buttons(answer))[-2:] == ["👍", "👎"]
    assert stopped_in < 10
    assert "gratis" in cost and follow_up_id
    assert person.startswith("¡Va! Ya le avisé al equipo")
    assert note == phrases.say("handover.waiting", "es")
    assert going_on == phrases.say("handover.going_on", "es")
    kept = [(turn["message"], turn["kind"], turn["feedback"]) for turn in Transcripts(database).conversation(1)]
    assert kept == [
        ("/start feria_tlalpan", "command", ""), (f"¿cuántas horas dura {COURSE}?", "answer", ""), ("¿y cuánto cuesta?", "answer", "up"),
        ("/persona", "handoff", ""), ("¿sigues ahí?", "handoff", ""), ("handover:answer", "command", "")]
