"""A whole conversation as a counselor reads it: what was said on both sides, why, and what counselors added."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Memory
from bot.domain.reply import Asking, Button, Explanation, PassageSeen, Source
from bot.storage.counselor_tables import CounselorRow
from bot.storage.database import Database
from bot.storage.desk_tables import DeskRow, ReviewRow, TagRow
from bot.storage.handover_tables import FileRow, HandoverRow, SpokenRow
from bot.storage.tables import ChatRow, OutboxRow, TurnRow

SHOWN = 200


@dataclass(frozen=True)
class TurnSeen:
    """One exchange. `unsent`: the reply that was withheld because a counselor had the conversation."""

    id: int
    at: datetime
    message: str
    message_kind: str
    reply: str
    kind: str
    danger: str
    language: str
    confidence: float
    sources: tuple[Source, ...]
    buttons: tuple[Button, ...]
    why: Explanation
    milliseconds: float
    model: str
    prompt_version: str
    pressed: str
    feedback: str
    withheld: bool = False
    reviews: int = 0


@dataclass(frozen=True)
class SpokenSeen:
    """What a counselor said. `sent`: waiting, sent or refused. `file`: its number, 0 without."""

    counselor: str
    text: str
    at: datetime
    after_turn: int
    sent: str
    file: int = 0
    file_name: str = ""


@dataclass(frozen=True)
class HandoverSeen:
    """A hand-over and how it went."""

    reason: str
    asked_at: datetime
    taken_at: datetime | None
    counselor_id: int
    counselor: str
    ended_at: datetime | None
    end: str


@dataclass(frozen=True)
class ConversationSeen:
    """A conversation. `earlier`: how many turns come before the ones shown."""

    chat_id: int
    pseudonym: str
    state: str
    rank: int
    memory: Memory
    turns: tuple[TurnSeen, ...]
    spoken: tuple[SpokenSeen, ...]
    handovers: tuple[HandoverSeen, ...]
    files: dict[int, tuple[tuple[int, str], ...]]
    tags: tuple[str, ...]
    assigned_to: int
    earlier: int
    blocked: bool
    barred: bool
    first_at: datetime
    last_at: datetime

    @property
    def open_handover(self) -> HandoverSeen | None:
        """The hand-over that has not ended."""
        return next((one for one in reversed(self.handovers) if one.ended_at is None), None)


class Conversations:
    """Conversations by their chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, chat_id: int, before: int = 0) -> ConversationSeen | None:
        """The conversation with its newest turns, or those before turn `before`."""
        with self._database.reading() as session:
            chat, desk = session.get(ChatRow, chat_id), session.get(DeskRow, chat_id)
            if chat is None or desk is None:
                return None
            query = select(TurnRow).where(TurnRow.chat_id == chat_id).order_by(TurnRow.id.desc()).limit(SHOWN)
            rows = list(reversed(session.scalars(query.where(TurnRow.id < before) if before else query).all()))
            first = rows[0].id if rows else 0
            earlier = session.scalar(select(func.count()).where(TurnRow.chat_id == chat_id, TurnRow.id < first)) or 0
            return ConversationSeen(
                chat_id, desk.pseudonym or "", chat.state, desk.rank, Memory.model_validate(chat.memory or {}), _turns(session, rows),
                _spoken(session, chat_id, first if earlier else 0, before), _handovers(session, chat_id), _files(session, chat_id),
                tuple(session.scalars(select(TagRow.tag).where(TagRow.chat_id == chat_id).order_by(TagRow.tag))), desk.assigned_to or 0,
                earlier, chat.blocked, chat.barred, desk.first_at, desk.last_at)

    def turn(self, turn_id: int) -> tuple[TurnSeen, int] | None:
        """One turn and its chat."""
        with self._database.reading() as session:
            row = session.get(TurnRow, turn_id)
            return None if row is None else (_turns(session, [row])[0], row.chat_id)

    def last_change(self, chat_id: int) -> str:
        """A mark that differs whenever something new is to be shown of the conversation."""
        with self._database.reading() as session:
            chat = session.get(ChatRow, chat_id)
            turn = session.scalar(select(func.max(TurnRow.id)).where(TurnRow.chat_id == chat_id)) or 0
            spoken = session.scalar(select(func.max(SpokenRow.id)).where(SpokenRow.chat_id == chat_id)) or 0
            unsent = session.scalar(select(func.count()).where(OutboxRow.chat_id == chat_id, OutboxRow.state == "waiting")) or 0
            return f"{turn}.{spoken}.{unsent}.{chat.state if chat else ''}"


def explanation(kept: dict[str, Any]) -> Explanation:
    """The explanation of a turn, from its JSON; keys that are not (or no longer) ours are left out."""
    known = {field.name for field in fields(Explanation)}
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in known}
    parts = {"passages": tuple(PassageSeen(**_known(one, PassageSeen)) for one in kept.get("passages", ())),
             "asked": tuple(Asking(**_known(one, Asking)) for one in kept.get("asked", ()))}
    return Explanation(**(values | parts))


def _known(kept: dict[str, Any], form: type[PassageSeen] | type[Asking]) -> dict[str, Any]:
    names = {field.name for field in fields(form)}
    return {name: value for name, value in kept.items() if name in names}


def source(kept: dict[str, Any]) -> Source:
    """A source of a turn, from its JSON."""
    return Source(kept["title"], kept["url"], datetime.fromisoformat(kept["checked_on"]).date(), kept.get("published", ""),
                  kept.get("personal_copy", False))


def _turns(session: Session, rows: list[TurnRow]) -> tuple[TurnSeen, ...]:
    ids = [row.id for row in rows]
    withheld = set(session.scalars(select(OutboxRow.turn_id).where(OutboxRow.turn_id.in_(ids), OutboxRow.state == "withheld")))
    reviews = {turn: count for turn, count in session.execute(
        select(ReviewRow.turn_id, func.count()).where(ReviewRow.turn_id.in_(ids)).group_by(ReviewRow.turn_id))}
    return tuple(TurnSeen(
        row.id, row.at, row.message, row.message_kind, row.reply, row.kind, row.danger, row.language, row.confidence,
        tuple(source(one) for one in row.sources), tuple(Button(**one) for one in row.buttons), explanation(row.explanation),
        row.milliseconds, row.model, row.prompt_version, row.pressed, row.feedback, row.id in withheld, reviews.get(row.id, 0))
        for row in rows)


def _spoken(session: Session, chat_id: int, first: int, before: int) -> tuple[SpokenSeen, ...]:
    query = (select(SpokenRow, CounselorRow.first_name, OutboxRow.state, FileRow.name).join(CounselorRow)
             .outerjoin(OutboxRow, OutboxRow.id == SpokenRow.outbox_id).outerjoin(FileRow, FileRow.id == SpokenRow.file_id)
             .where(SpokenRow.chat_id == chat_id, SpokenRow.after_turn >= first).order_by(SpokenRow.id))
    if before:
        query = query.where(SpokenRow.after_turn < before)
    return tuple(SpokenSeen(name, row.text, row.at, row.after_turn, state or "sent", row.file_id or 0, file or "")
                 for row, name, state, file in session.execute(query))


def _handovers(session: Session, chat_id: int) -> tuple[HandoverSeen, ...]:
    query = (select(HandoverRow, CounselorRow.first_name).outerjoin(CounselorRow).where(HandoverRow.chat_id == chat_id)
             .order_by(HandoverRow.id.desc()).limit(20))
    rows = reversed(session.execute(query).all())
    return tuple(HandoverSeen(row.reason, row.asked_at, row.taken_at, row.counselor_id or 0, name or "", row.ended_at, row.end)
                 for row, name in rows)


def _files(session: Session, chat_id: int) -> dict[int, tuple[tuple[int, str], ...]]:
    """Turn → the files that came with it, as number and name."""
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for number, turn, name in session.execute(select(FileRow.id, FileRow.turn_id, FileRow.name).where(FileRow.chat_id == chat_id)):
        if turn:
            found[turn] = (*found.get(turn, ()), (number, name))
    return found
