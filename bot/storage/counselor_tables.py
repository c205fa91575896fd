"""Tables of the counselors' accounts: who they are, their sessions, failed sign-ins, and what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import BIG, Base, UtcTime


class CounselorRow(Base):
    """An account. `password` is an argon2 hash; `totp_step` is the last time step used, so that no code works twice."""

    __tablename__ = "counselors"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    first_name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(String(200))
    disabled: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str] = mapped_column(String(200), default="")
    totp_on: Mapped[bool] = mapped_column(default=False)
    totp_step: Mapped[int] = mapped_column(BIG, default=0)
    telegram_chat: Mapped[int] = mapped_column(BIG, default=0, index=True)
    link_code: Mapped[str] = mapped_column(String(64), default="")
    link_until: Mapped[datetime | None] = mapped_column(UtcTime)
    on_call: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class SessionRow(Base):
    """A signed-in browser, known by the hash of its token. `pending`: the second factor is still missing."""

    __tablename__ = "sessions"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    pending: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)


class FailedSignInRow(Base):
    """A sign-in that failed: `who` is a hash of the name, of the address, or of both."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index("failed_sign_ins_of", "who", "at"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)


class AuditRow(Base):
    """Who read, changed or exported what, and when. `subject` is a pseudonym, an entry or an account, never a person's name or id."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_at", "at"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    counselor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
