"""Tables of what counselors corrected: versioned entries laid over the files of knowledge/."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import BIG, Base, UtcTime


class CounterRow(Base):
    """A number that grows, such as the version of the corrected knowledge; and small values kept for all workers."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BIG, default=0)


class CorrectionRow(Base):
    """One version of an entry laid over the files. `form` is the entry as bot/domain/knowledge.py defines it.

    `state`: proposed, live, replaced, withdrawn. `case` is the evaluation case that goes with it. `turn_id` is the turn that led to it;
    nothing of what the applicant wrote is kept here.
    """

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("entry_id", "version"), Index("corrections_live", "state", "entry_id"))

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    entry_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(24), default="question")
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    case: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    turn_id: Mapped[int] = mapped_column(BIG, default=0)
    author: Mapped[str] = mapped_column(String(80))
    approver: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ToldRow(Base):
    """A person who was sent a correction's answer, so that nobody gets it twice."""

    __tablename__ = "told"

    correction_id: Mapped[int] = mapped_column(ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BIG, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
