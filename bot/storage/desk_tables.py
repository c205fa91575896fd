"""Tables of the counselors' desk: each conversation's place in the inbox, and what counselors add to it.

A conversation is a chat. Its row in `desk` is derived from its turns in the same transaction that changes them, so that the inbox is one
read of one index.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Float, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.sealed_columns import SealedText
from bot.storage.tables import BIG, Base, UtcTime


class DeskRow(Base):
    """A conversation in the inbox: ordered by `rank` (see desk.Rank), within it by `position` (ascending), then by chat.

    `shown_turn` is the turn that gives the rank. `kinds` has one bit for each reply kind that occurred.
    """

    __tablename__ = "desk"
    __table_args__ = (Index("desk_order", "rank", "position", "chat_id"), Index("desk_newest", "last_at", "chat_id"))

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    pseudonym: Mapped[str | None] = mapped_column(String(16), unique=True)
    rank: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(16), default="bot", index=True)
    language: Mapped[str] = mapped_column(String(8), default="es")
    place: Mapped[str] = mapped_column(String(40), default="", index=True)
    kinds: Mapped[int] = mapped_column(default=0)
    turns: Mapped[int] = mapped_column(default=0)
    unreviewed: Mapped[int] = mapped_column(default=0)
    shown_turn: Mapped[int] = mapped_column(BIG, default=0)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("counselors.id", ondelete="SET NULL"), index=True)
    first_at: Mapped[datetime] = mapped_column(UtcTime)
    last_at: Mapped[datetime] = mapped_column(UtcTime)


class TurnEntryRow(Base):
    """A knowledge entry that a turn was about."""

    __tablename__ = "turn_entries"
    __table_args__ = (Index("turn_entries_of", "entry_id", "chat_id"), Index("turn_entries_at", "at", "entry_id"))

    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BIG)
    at: Mapped[datetime] = mapped_column(UtcTime)


class ReviewRow(Base):
    """One counselor's rating of one turn: `ratings` is criterion → true or false; `reasons` why not."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("turn_id", "counselor_id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(BIG, index=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id"), index=True)
    rubric: Mapped[int] = mapped_column(default=1)
    ratings: Mapped[dict[str, bool]] = mapped_column(JSON)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    comment: Mapped[str] = mapped_column(SealedText, default="")
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class NoteRow(Base):
    """A counselor's note on a conversation, never seen by the applicant."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"), index=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id"))
    text: Mapped[str] = mapped_column(SealedText)
    at: Mapped[datetime] = mapped_column(UtcTime)


class MentionRow(Base):
    """A counselor named in a note with @, until they have opened the conversation."""

    __tablename__ = "mentions"

    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BIG)
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)


class TagRow(Base):
    """A tag on a conversation."""

    __tablename__ = "tags"
    __table_args__ = (Index("tags_of", "tag", "chat_id"),)

    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.chat_id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)


class ViewRow(Base):
    """A saved view of the inbox: its filters as the query part of an address. Shared by all counselors or one's own."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id", ondelete="CASCADE"), index=True)
    shared: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))


class QuestionVectorRow(Base):
    """The vector of what a turn asked; see vectors.py."""

    __tablename__ = "question_vectors"
    __table_args__ = (Index("question_vectors_of", "kind", "turn_id"),)

    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BIG, index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(String(16))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
