"""The tables. Times are UTC; JSON columns hold values of `bot/domain/` as they serialise.

A chat is the unit of order: whoever holds its lease may answer it, and nobody else.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.sealed_columns import SealedBytes, SealedJson, SealedText

BIG = BigInteger().with_variant(Integer, "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC in every database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: UTC with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables."""


class ChatRow(Base):
    """One chat: who has it (bot, waiting, person; see `bot/domain/handover.py`), its memory, and who is answering it until when.

    `keeping`: how much of it may be kept (`bot/domain/privacy.py`). `blocked`: the person blocked the bot; `barred`: a counselor blocked
    the person. `patience_at`: when they were last asked for a moment because many questions waited.
    """

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(16), default="bot", index=True)
    state_since: Mapped[datetime | None] = mapped_column(UtcTime)
    told: Mapped[bool] = mapped_column(default=False)
    answering: Mapped[bool] = mapped_column(default=False)
    memory: Mapped[dict[str, Any]] = mapped_column(SealedJson, default=dict)
    started_with: Mapped[str] = mapped_column(String(64), default="")
    blocked: Mapped[bool] = mapped_column(default=False)
    barred: Mapped[bool] = mapped_column(default=False)
    keeping: Mapped[str] = mapped_column(String(8), default="minutes", index=True)
    lease_owner: Mapped[str] = mapped_column(String(64), default="")
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    served_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    patience_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class InboxRow(Base):
    """One update of Telegram. `state`: waiting, done or failed; the payload is emptied when the turn is recorded.

    `joinable`: a plain text, which may be answered together with the ones around it. `urgent`: a phrase of danger stands in it, so it goes
    before all others. `turn_id`: the turn that answered it.
    """

    __tablename__ = "inbox"
    __table_args__ = (Index("inbox_waiting", "state", "chat_id", "id"), Index("inbox_urgent", "state", "urgent", "chat_id"))

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    update_id: Mapped[int] = mapped_column(BIG, unique=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id"))
    payload: Mapped[str] = mapped_column(SealedText)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(200), default="")
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    joinable: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    turn_id: Mapped[int | None] = mapped_column(BIG)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)


class TurnRow(Base):
    """One turn: what was said, what was answered, and why."""

    __tablename__ = "turns"
    __table_args__ = (Index("turns_of_chat", "chat_id", "id"), Index("turns_figures", "at", "kind", "feedback", "chat_id"))

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id"))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    message: Mapped[str] = mapped_column(SealedText)
    message_kind: Mapped[str] = mapped_column(String(16))
    message_id: Mapped[int] = mapped_column(BIG, default=0)
    reply: Mapped[str] = mapped_column(SealedText)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    danger: Mapped[str] = mapped_column(String(24), default="", index=True)
    language: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[float] = mapped_column(Float)
    sources: Mapped[list[Any]] = mapped_column(JSON, default=list)
    buttons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    explanation: Mapped[dict[str, Any]] = mapped_column(SealedJson, default=dict)
    milliseconds: Mapped[float] = mapped_column(Float, default=0.0)
    model: Mapped[str] = mapped_column(String(80), default="")
    prompt_version: Mapped[str] = mapped_column(String(80), default="")
    pressed: Mapped[str] = mapped_column(String(200), default="")
    feedback: Mapped[str] = mapped_column(String(8), default="", index=True)


class OutboxRow(Base):
    """One message to send, in the order of `id` within its chat. `state`: waiting, sent or refused.

    `claimed_at`: when a sender last took it. `content` holds a file's bytes until it is sent. `urgent`: about danger, so its chat goes
    before all others.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_waiting", "state", "chat_id", "id"), Index("outbox_urgent", "state", "urgent", "chat_id"),
                      UniqueConstraint("turn_id", "part"))

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id"))
    part: Mapped[int] = mapped_column(default=0)
    chat_id: Mapped[int] = mapped_column(BIG)
    origin: Mapped[str] = mapped_column(String(16), default="bot")
    kind: Mapped[str] = mapped_column(String(16), default="text")
    html: Mapped[str] = mapped_column(SealedText)
    buttons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    rated: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content: Mapped[bytes | None] = mapped_column(SealedBytes)
    reply_to: Mapped[int] = mapped_column(BIG, default=0)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    message_id: Mapped[int] = mapped_column(BIG, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SpendingRow(Base):
    """One call of a language model; a person is a pseudonym."""

    __tablename__ = "model_spending"
    __table_args__ = (Index("model_spending_of", "day", "person"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    person: Mapped[str] = mapped_column(String(64))
    tokens_in: Mapped[int] = mapped_column(default=0)
    tokens_out: Mapped[int] = mapped_column(default=0)
    dollars: Mapped[float] = mapped_column(Float, default=0.0)


class PauseRow(Base):
    """Something that all workers leave alone until a moment, such as sending after Telegram said "too many"."""

    __tablename__ = "pauses"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcTime)
