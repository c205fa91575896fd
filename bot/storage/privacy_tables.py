"""Tables of consent and of what was forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import BIG, Base, UtcTime


class ConsentRow(Base):
    """One answer: to the privacy notice of a version, or (`about` "news") to announcements, while the notice of that version held.

    The newest of a chat holds; it stands in the chat's memory too.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"), index=True)
    about: Mapped[str] = mapped_column(String(16), default="notice")
    version: Mapped[int]
    given: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcTime)


class ForgottenRow(Base):
    """Somebody who asked to be forgotten, by pseudonym, and when: a restored backup forgets them again."""

    __tablename__ = "forgotten"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
