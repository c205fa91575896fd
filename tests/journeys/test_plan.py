"""From "no sé qué estudiar" to a plan that is kept, over real HTTP: questionnaire, profile, plan, a tick, other hours, a reminder, stop."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.assembly import worded_reminders
from bot.library.files import read_knowledge
from bot.library.phrases import PhraseBook
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.reminders import Reminders
from tests.stand_ins.rumbo import WarmEngine
from tests.stand_ins.telegram import Person, Simulator, buttons
from tests.stand_ins.waiting import eventually

LIKED = ("computadora", "motor", "robot", "falla", "Programar")


class Talk:
    """One person's conversation, a reply with all its pictures at a time."""

    def __init__(self, person: Person, database: Database) -> None:
        self.person, self.outbox = person, Outbox(database)

    def ask(self, text: str) -> str:
        """Write, and hear the reply."""
        self.person.say(text)
        return self.heard()

    def press(self, part: str) -> str:
        """Press the button of the newest message with buttons whose label holds `part`, and hear the reply."""
        shown = next(list(found) for message in reversed(self.person.messages()) if (found := buttons(message)))
        label = next((one for one in shown if part in one), "")
        assert label, (part, shown)
        self.person.press(label)
        return self.heard()

    def heard(self) -> str:
        """The text of the next reply, once everything that goes with it has come too."""
        reply = self.person.wait_for_reply(20)
        eventually(lambda: self.outbox.waiting() == 0)
        self.person.seen = self.person.messages()[-1]["message_id"]
        return str(reply.get("text") or "")


def test_a_plan_from_questionnaire_to_reminder(warm: WarmEngine, telegram: Simulator, tmp_path: Path, phrases: PhraseBook) -> None:
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")
    lupita = Talk(telegram.person(1), database)
    knowledge = read_knowledge(Path(__file__).parents[2] / "knowledge")
    bot = warm.start(telegram, tmp_path)

    lupita.ask("/start")
    lupita.press(phrases.say("privacy.button_yes", "es"))
    lupita.press(phrases.say("privacy.button_15_17", "es"))
    asked = lupita.ask("/intereses")
    for _ in range(18):
        asked = lupita.press("👍" if any(word in asked for word in LIKED) else "👎")
    told = lupita.ask("tengo 16, acabé la secundaria y vivo en Neza")
    lupita.press(phrases.say("plan.button_keep", "es"))
    shown = lupita.ask("/plan")
    lupita.press("👉 1.")
    ticked = lupita.press(phrases.say("plan.button_done", "es"))
    faster = lupita.ask("ahora tengo 10 horas a la semana")
    lupita.ask("/recordatorios")
    wanted = lupita.press(phrases.say("remind.button_step", "es"))
    [wish] = Reminders(database).waiting(1)
    compose = worded_reminders(knowledge, phrases, date(2026, 11, 24))
    early = Reminders(database).release(compose, datetime.now(UTC))
    assert wish.due is not None
    due = Reminders(database).release(compose, wish.due + timedelta(minutes=1))
    reminded = lupita.heard()
    stopped = lupita.press(phrases.say("remind.button_stop", "es"))
    bot.stop()

    assert "Lo tuyo tira a" in asked
    assert "CONALEP" in told
    assert "0 de" in shown and "16 años" in shown
    assert "1 de" in ticked and "✅" in ticked
    assert "10 h a la semana" in faster and faster != ticked
    assert "tres días" in wanted
    assert (early, due) == (0, 1)
    assert "siguiente paso" in reminded
    assert stopped == phrases.say("remind.stopped", "es")
    assert Reminders(database).waiting(1) == []
