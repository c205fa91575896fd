"""The tables of announcements."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import BIG, Base, UtcTime


class AnnouncementRow(Base):
    """What is announced, in both languages."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    spanish: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class AnnouncementSendRow(Base):
    """One announcement to one person. `due`: not before; `done` without `sent_at`: they did not want it any more."""

    __tablename__ = "announcement_sends"
    __table_args__ = (Index("announcement_sends_due", "done", "due"), Index("announcement_sends_of", "chat_id", "sent_at"))

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"), primary_key=True)
    zone: Mapped[str] = mapped_column(String(40))
    due: Mapped[datetime] = mapped_column(UtcTime)
    done: Mapped[bool] = mapped_column(default=False, server_default="0")
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
