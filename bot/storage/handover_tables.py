"""Tables of stepping in: hand-overs, what counselors said to people, and the files that went both ways."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.sealed_columns import SealedText
from bot.storage.tables import BIG, Base, UtcTime


class HandoverRow(Base):
    """One hand-over: asked, taken by a counselor, given back. The open one of a chat has no `ended_at`."""

    __tablename__ = "handovers"
    __table_args__ = (Index("handovers_open", "ended_at", "chat_id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(24))
    asked_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    counselor_id: Mapped[int | None] = mapped_column(ForeignKey("counselors.id"), index=True)
    spoke_at: Mapped[datetime | None] = mapped_column(UtcTime)
    heard_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    end: Mapped[str] = mapped_column(String(16), default="")


class SpokenRow(Base):
    """What a counselor said to a person, and when; sent through the outbox."""

    __tablename__ = "spoken"
    __table_args__ = (Index("spoken_of_chat", "chat_id", "id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"))
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id"))
    outbox_id: Mapped[int] = mapped_column(BIG, default=0)
    after_turn: Mapped[int] = mapped_column(BIG, default=0)
    text: Mapped[str] = mapped_column(SealedText)
    file_id: Mapped[int | None] = mapped_column(BIG)
    at: Mapped[datetime] = mapped_column(UtcTime)


class FileRow(Base):
    """A picture or file that went between person and counselor, encrypted; deleted when it expires, never exported."""

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"), index=True)
    turn_id: Mapped[int] = mapped_column(BIG, default=0, index=True)
    name: Mapped[str] = mapped_column(String(120))
    mime_type: Mapped[str] = mapped_column(String(80))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
