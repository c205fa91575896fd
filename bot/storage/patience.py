"""When more questions wait than can be answered soon, whoever has to wait is told so, once; their question stays where it is in line.

Nothing is refused and nothing is lost: a question over the limit is a row of the inbox like any other, and chats take turns as ever
(`inbox.py`). Who is being answered, who talks with a counselor, and groups are told nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from bot.domain.outgoing import Outgoing, as_html
from bot.storage.database import Database
from bot.storage.outbox import outbox_row
from bot.storage.tables import ChatRow, InboxRow

PATIENCE = timedelta(seconds=3)  # who waits less sees the answer before the excuse
AGAIN = timedelta(minutes=10)
AT_ONCE = 10  # told at a look: most of Telegram's pace is for answers


class Patience:
    """Asks for a moment while more than `most` questions wait in all."""

    def __init__(self, database: Database, most: int) -> None:
        self._database, self._most = database, most

    def ask(self, word: Callable[[str], str], now: datetime) -> int:
        """Put the words for a language in line for those who wait and were not told lately; how many. What waits little costs a read."""
        waiting = select(func.count()).where(InboxRow.state == "waiting")
        with self._database.reading() as session:
            if (session.scalar(waiting) or 0) <= self._most:
                return 0
        with self._database.transaction() as session:
            found = _untold(now) if self._database.is_sqlite else _untold(now).with_for_update(skip_locked=True)
            chats = session.scalars(found).all()
            for chat in chats:
                session.add(outbox_row(Outgoing(as_html(word(_language(chat.memory)))), chat.chat_id, now, "notice"))
                chat.patience_at = now
            return len(chats)


def _untold(now: datetime) -> Select[ChatRow]:
    """People whose turn is not under way, those first who waited longest."""
    waits = select(InboxRow.chat_id).where(InboxRow.state == "waiting", InboxRow.received_at <= now - PATIENCE)
    free = or_(ChatRow.lease_until.is_(None), ChatRow.lease_until < now)
    untold = or_(ChatRow.patience_at.is_(None), ChatRow.patience_at < now - AGAIN)
    return select(ChatRow).where(ChatRow.chat_id.in_(waits), ChatRow.chat_id > 0, ChatRow.state == "bot", ChatRow.blocked.is_(False),
                                 ChatRow.barred.is_(False), free, untold).order_by(ChatRow.served_at.asc().nulls_first()).limit(AT_ONCE)


def _language(memory: dict[str, Any]) -> str:
    return str(memory.get("language", "es"))
