"""Answers that stand in a chat while they are still being worded: a row of the outbox in state "draft", which knows the message and holds
no text. Recording the turn makes it the row of the whole answer, which the sender then puts in the message's place.

A draft belongs to the inbox row that is being answered. When a crash leaves one behind, the next try of that row goes on with it, so that
the answer stands in the chat once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.domain.handover import State
from bot.storage.database import Database
from bot.storage.inbox import Claim
from bot.storage.outbox import PACE_LOCK, SECOND, budget, within_pace
from bot.storage.tables import ChatRow, OutboxRow

DRAFT = "draft"


@dataclass(frozen=True)
class Begun:
    """A draft: its row, and its message at Telegram, 0 as long as there is none."""

    id: int
    message_id: int


class Drafts:
    """Drafts of claims under way."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, claim: Claim, now: datetime) -> Begun | None:
        """The draft of this claim, the one that a crash left or a new one; None where nothing may be sent at this moment, or something
        else is to be sent first.
        """
        with self._database.transaction() as session:
            if not self._database.is_sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PACE_LOCK})
            left = draft_of(session, claim)
            chat = session.get_one(ChatRow, claim.chat_id)
            if left is not None:
                return Begun(left.id, left.message_id)
            row = OutboxRow(chat_id=claim.chat_id, html="", buttons=[], payload={"inbox_id": claim.ids[0]}, state=DRAFT, claimed_at=now,
                            created_at=now)
            waits = session.scalar(select(OutboxRow.id).where(OutboxRow.chat_id == claim.chat_id, OutboxRow.state == "waiting").limit(1))
            paced = budget(session, now) > 0 and within_pace(session, [row], now)
            if waits or not paced or chat.blocked or State(chat.state) is State.PERSON:
                return None
            session.add(row)
            session.flush()
            return Begun(row.id, 0)

    def shown(self, draft: Begun, message_id: int) -> None:
        """Telegram shows it as this message."""
        with self._database.transaction() as session:
            session.get_one(OutboxRow, draft.id).message_id = message_id

    def grows(self, draft: Begun, now: datetime) -> bool:
        """Whether its message may be changed at this moment; counts as a message sent."""
        with self._database.transaction() as session:
            row = session.get(OutboxRow, draft.id)
            if row is None or row.state != DRAFT or budget(session, now) < 1:
                return False
            row.claimed_at = now
            return True


def draft_of(session: Session, claim: Claim) -> OutboxRow | None:
    """The draft of the claim's first row."""
    rows = session.scalars(select(OutboxRow).where(OutboxRow.chat_id == claim.chat_id, OutboxRow.state == DRAFT))
    return next((row for row in rows if row.payload.get("inbox_id") == claim.ids[0]), None)


def completed(draft: OutboxRow | None, parts: list[OutboxRow], now: datetime) -> list[OutboxRow]:
    """The rows to add for a reply; its first text takes the place of the draft where one is shown, a second after its last change."""
    if draft is None:
        return parts
    if not draft.message_id or not parts or parts[0].kind != "text" or parts[0].payload:
        draft.state, draft.sent_at, draft.payload = "sent", now, {}
        return parts
    first, *rest = parts
    draft.turn_id, draft.part, draft.html, draft.buttons, draft.rated = first.turn_id, first.part, first.html, first.buttons, first.rated
    draft.urgent = first.urgent
    draft.state, draft.payload, draft.not_before, draft.claimed_at = "waiting", {}, (draft.claimed_at or now) + SECOND, None
    return rest
