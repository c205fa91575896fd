"""What guards people beside the answers: consent and rights around the conversation, alerts, deletion of what was kept long enough."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channel.alerting import AlertLoop
from bot.channel.keeping import RetentionLoop
from bot.channel.records import Records
from bot.conversation.consent import Consenting, Conversing
from bot.conversation.hours import is_open
from bot.conversation.rights import Rights
from bot.conversation.wording_of_profile import ProfileWords
from bot.domain.knowledge import Knowledge
from bot.drawing.pictures import Drawings
from bot.library.phrases import PhraseBook
from bot.operations.forgetting import forget_outside
from bot.settings import Settings
from bot.storage.alerts import Alerts
from bot.storage.consents import Holdings
from bot.storage.database import Database
from bot.storage.forgetting import FORGOTTEN, Forgetting
from bot.storage.pseudonyms import PSEUDONYMS, kept_key
from bot.storage.retention import Periods, Retention

SIGNED = ("beca", "apoyo", "admision", "inscri", "papeles", "dual")  # in the ids of what asks for a parent's signature
DANGER_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Privacy:
    """The parts, for one bot."""

    settings: Settings
    database: Database
    knowledge: Knowledge
    phrases: PhraseBook
    now: Callable[[], datetime]

    def around(self, attended: Conversing) -> Conversing:
        """A conversation that asks for consent, keeps to it, and gives people their rights."""
        consenting = Consenting(attended, {one.language: one for one in self.knowledge.privacy}, self.phrases, with_adult(self.knowledge))
        words = ProfileWords(self.knowledge, self.phrases)
        return Rights(consenting, Holdings(self.database), Drawings(), words, self.phrases)

    def loops(self, records: Records) -> tuple[Callable[[], Coroutine[Any, Any, None]], ...]:
        """What runs beside the answering: alerts and deletion."""
        hours, settings = self.knowledge.hours, self.settings
        url = settings.site_url or f"http://{settings.site_host}:{settings.site_port}"
        alerts = AlertLoop(records, Alerts(self.database, kept_key(settings.data / PSEUDONYMS), DANGER_AGAIN), self.phrases,
                           lambda now: hours is None or is_open(hours, now), url.rstrip("/"), self.now)
        deleting = RetentionLoop(records, Retention(self.database, periods(settings)), self.forgetting().clean, self.now)
        return alerts.run, deleting.run

    def forgetting(self) -> Forgetting:
        """Forgets people in the database, in the exports and in the backups."""
        return forgetting(self.settings, self.database)


def forgetting(settings: Settings, database: Database) -> Forgetting:
    """Forgets people in the database, in the exports and in the backups."""
    return Forgetting(database, kept_key(settings.data / PSEUDONYMS), settings.data / FORGOTTEN,
                      lambda forgotten: forget_outside(settings.data / "exports", settings.backups, forgotten))


def periods(settings: Settings) -> Periods:
    """How long what is kept."""
    return Periods(
        timedelta(minutes=settings.keep_unconsented_minutes), timedelta(days=settings.keep_danger_days),
        timedelta(days=settings.keep_turns_days), timedelta(days=settings.keep_turns_of_minors_days),
        timedelta(days=settings.keep_profiles_days), timedelta(days=settings.keep_sent_days), timedelta(hours=settings.keep_failed_hours),
        timedelta(days=settings.keep_spending_days), timedelta(days=settings.keep_audit_days))


def with_adult(knowledge: Knowledge) -> frozenset[str]:
    """Ids of what a minor needs a trusted adult for: scholarships and the like, enrolment, training at a company."""
    ids = (*(one.id for one in knowledge.support), *(one.id for one in knowledge.topics), *(one.id for one in knowledge.questions))
    return frozenset(one for one in ids if any(part in one for part in SIGNED))
