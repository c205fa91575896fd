"""What the site does by itself while it runs: tells counselors who waits, minds the silent ones, makes vectors of new questions, counts
the days that are over for the dashboard, deletes old files. Each duty is safe to do from several sites at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.counselor import Counselor
from bot.domain.outgoing import Outgoing, as_html
from bot.errors import RumboError
from bot.review.labels import translate
from bot.review.parts import Parts
from bot.storage.alerts import Alert
from bot.storage.outbox import Outbox

log = logging.getLogger(__name__)
EVERY = 2.0  # seconds
HOUSEKEEPING = 900  # rounds
VECTORS = 64  # questions a round
COUNTED, COUNTED_A_ROUND = 400, 20  # days: all of them within a minute of the start


@dataclass
class Watch:
    """The duties, one round after another."""

    parts: Parts
    rounds: int = 0

    async def run(self) -> None:
        """Until cancelled; what goes wrong in one duty is logged and tried again in the next round."""
        while True:
            await asyncio.to_thread(self.round)
            await asyncio.sleep(EVERY)

    def round(self) -> None:
        """Every duty once."""
        duties: list[Callable[[], object]] = [self.tell, self.mind_silence, self.embed, self.count]
        if self.rounds % HOUSEKEEPING == 0:
            duties.append(self.tidy)
        self.rounds += 1
        for duty in duties:
            try:
                duty()
            except RumboError as error:
                log.warning("the site's %s is tried again: %s", duty.__name__, error)
            except Exception:
                log.exception("the site's %s failed", duty.__name__)

    def tell(self) -> None:
        """Tell linked counselors who waits: those in their hours, and out of hours those on call, of dangers. (The bot does so too.)"""
        parts, now = self.parts, self.parts.clock.now()
        parts.triage.name_new()
        parts.alerts.tell(self._worded, parts.is_open(now), now)

    def _worded(self, alert: Alert) -> str:
        key, url = "alert.danger" if alert.danger else "alert.waiting", self.parts.settings.url
        return self.parts.phrases.say(key, "es", name=alert.name, url=f"{url}/conversaciones/{alert.name}")

    def mind_silence(self) -> None:
        """Remind a counselor who owes an answer; when that does not help, the bot goes on and says so."""
        parts, now, t = self.parts, self.parts.clock.now(), translate("es")
        for silent in parts.stepping_in.silent(timedelta(minutes=parts.settings.silent_minutes), now):
            counselor = next((one for one in parts.counselors.all() if one.id == silent.counselor_id), None)
            if silent.reminded:
                notice = parts.phrases.say("handover.silent", silent.language, name=counselor.first_name if counselor else "")
                parts.stepping_in.come_back(silent.chat_id, notice, now)
                parts.audit.note(counselor.name if counselor else "", "counselor_silent", now, parts.triage.name_of(silent.chat_id))
            elif counselor is not None and counselor.telegram_chat:
                self._remind(counselor, t("alert.silent", name=parts.triage.name_of(silent.chat_id), url=parts.settings.url))

    def embed(self) -> None:
        """Make vectors of the newest questions that have none."""
        parts = self.parts
        if parts.embeddings is None or not parts.embeddings.ready:
            return
        missing = parts.vectors.missing(VECTORS)
        if missing:
            parts.vectors.add([turn for turn, _ in missing], parts.embeddings.vectors([text for _, text in missing]))

    def count(self) -> int:
        """Count some of the days that are over, so that nobody who opens the dashboard waits for it; how many were counted."""
        local = self.parts.clock.now().astimezone(self.parts.settings.local)
        return self.parts.figures.count_ahead(local.utcoffset() or timedelta(), COUNTED, COUNTED_A_ROUND)

    def tidy(self) -> None:
        """Delete files that were kept long enough."""
        self.parts.stepping_in.drop_old_files(self.parts.clock.now())

    def _remind(self, counselor: Counselor, text: str) -> None:
        Outbox(self.parts.database).add(counselor.telegram_chat, Outgoing(as_html(text)), "notice", self.parts.clock.now())
