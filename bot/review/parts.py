"""Everything the site works with, built once in assembly and handed to `build_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import Request

from bot.review.ports import Answering, Clock, Documents, Editing, Embeddings, Knowing, LinkLooking, Phrases
from bot.storage.alerts import Alerts
from bot.storage.audit import Audit
from bot.storage.conversations import Conversations
from bot.storage.corrections import Corrections
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.exporting import Exporting
from bot.storage.kept_figures import Kept, KeptFigures
from bot.storage.links import Links
from bot.storage.notes import Notes, Views
from bot.storage.replays import Replays
from bot.storage.reviews import Reviews
from bot.storage.sealing import Seal
from bot.storage.sessions import Sessions
from bot.storage.stepping_in import SteppingIn
from bot.storage.triage import Triage
from bot.storage.vectors import QuestionVectors


@dataclass(frozen=True)
class SiteSettings:
    """How the site behaves. `https`: it is reached through TLS, so cookies travel only there. `url`: where counselors reach it.

    A counselor who owes an answer for `silent_minutes` is reminded, and after as long again the bot goes on; a danger that nobody takes is
    told again every `danger_again_minutes`. Links are looked at every `links_hours`; 0: only when somebody asks.
    """

    https: bool = False
    zone: str = "America/Mexico_City"
    session_hours: float = 12.0
    idle_minutes: float = 120.0
    url: str = ""
    silent_minutes: float = 10.0
    danger_again_minutes: float = 5.0
    links_hours: float = 168.0

    @property
    def local(self) -> ZoneInfo:
        """The zone that times are shown in."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True)
class Parts:
    """The parts of the site that do not change while it runs."""

    database: Database
    clock: Clock
    knowing: Knowing
    phrases: Phrases
    pseudonym_key: bytes
    seal: Seal
    is_open: Callable[[datetime], bool]
    editing: Editing
    embeddings: Embeddings | None = None
    answering: Answering | None = None
    documents: Documents | None = None
    looking: LinkLooking | None = None
    settings: SiteSettings = field(default_factory=SiteSettings)
    counted: Kept = field(default_factory=Kept)

    @property
    def counselors(self) -> Counselors:
        """The accounts."""
        return Counselors(self.database)

    @property
    def alerts(self) -> Alerts:
        """Whom counselors are to be told of."""
        return Alerts(self.database, self.pseudonym_key, timedelta(minutes=self.settings.danger_again_minutes))

    @property
    def sessions(self) -> Sessions:
        """Signed-in browsers."""
        return Sessions(self.database, timedelta(hours=self.settings.session_hours), timedelta(minutes=self.settings.idle_minutes))

    @property
    def triage(self) -> Triage:
        """The inbox."""
        return Triage(self.database, self.pseudonym_key)

    @property
    def conversations(self) -> Conversations:
        """Whole conversations."""
        return Conversations(self.database)

    @property
    def notes(self) -> Notes:
        """What counselors add to conversations."""
        return Notes(self.database)

    @property
    def stepping_in(self) -> SteppingIn:
        """Conversations in counselors' hands."""
        return SteppingIn(self.database, self.seal)

    @property
    def reviews(self) -> Reviews:
        """Ratings of replies."""
        return Reviews(self.database)

    @property
    def vectors(self) -> QuestionVectors:
        """Vectors of what people asked."""
        return QuestionVectors(self.database)

    @property
    def corrections(self) -> Corrections:
        """What counselors corrected."""
        return Corrections(self.database)

    @property
    def links(self) -> Links:
        """Links of the knowledge, as they were last found."""
        return Links(self.database)

    @property
    def exporting(self) -> Exporting:
        """Conversations for an export."""
        return Exporting(self.database)

    @property
    def replays(self) -> Replays:
        """Questions put again."""
        return Replays(self.database)

    @property
    def figures(self) -> KeptFigures:
        """What the dashboard counts."""
        now = self.clock.now()
        today = now.astimezone(self.settings.local).replace(hour=0, minute=0, second=0, microsecond=0)
        return KeptFigures(self.database, self.counted, today, now)

    @property
    def views(self) -> Views:
        """Saved views of the inbox."""
        return Views(self.database)

    @property
    def audit(self) -> Audit:
        """Who did what."""
        return Audit(self.database)


def parts_of(request: Request) -> Parts:
    """The parts of the site that this request reached."""
    parts: Parts = request.app.state.parts
    return parts
