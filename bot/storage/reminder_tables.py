"""The table of reminders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import BIG, Base, UtcTime


class ReminderRow(Base):
    """One reminder. `due` empty: its date is not published yet; after `expires` it is never sent. `about` is an id, no words of theirs."""

    __tablename__ = "reminders"
    __table_args__ = (Index("reminders_due", "state", "due"), Index("reminders_of_chat", "chat_id", "state"))

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id"))
    kind: Mapped[str] = mapped_column(String(16))
    about: Mapped[str] = mapped_column(String(80))
    due: Mapped[datetime | None] = mapped_column(UtcTime)
    expires: Mapped[datetime | None] = mapped_column(UtcTime)
    zone: Mapped[str] = mapped_column(String(40), default="America/Mexico_City")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
