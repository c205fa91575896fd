"""Keeps each conversation's place in the inbox, in the transaction of whatever changed it.

`refresh` is the one function that decides a place; it reads the chat's turns anew each time, so no order of events can leave it wrong.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from bot.domain.handover import State
from bot.domain.reply import ReplyKind
from bot.storage.askings import add_askings
from bot.storage.desk_tables import DeskRow, ReviewRow, TurnEntryRow
from bot.storage.handover_tables import HandoverRow
from bot.storage.handovers import note_danger
from bot.storage.tables import ChatRow, TurnRow
from bot.storage.words import Words

UNSURE = 0.6  # an answer less sure than this is looked at before the others
KINDS = tuple(ReplyKind)
DOWN, LOW = 1 << len(KINDS), 1 << len(KINDS) + 1
JUDGED = tuple(str(kind) for kind in KINDS if kind not in (ReplyKind.COMMAND, ReplyKind.SMALLTALK, ReplyKind.HANDOFF))


class Rank(IntEnum):
    """Why a conversation is where it is in the inbox; the first comes first."""

    DANGER = 0
    WAITING = 1
    PERSON = 2
    DOWN = 3
    UNKNOWN = 4
    UNSURE = 5
    UNREVIEWED = 6
    REST = 7


def bit(kind: ReplyKind) -> int:
    """The bit of this kind in `DeskRow.kinds`."""
    return 1 << KINDS.index(kind)


def add_turn(session: Session, chat: ChatRow, turn: TurnRow) -> None:
    """After a turn was recorded: what it was about, what a model had to do with it, its words, and the conversation's place."""
    for entry in _entries(turn.explanation):
        session.add(TurnEntryRow(turn_id=turn.id, entry_id=entry, chat_id=turn.chat_id, at=turn.at))
    add_askings(session, turn)
    Words(session, session.info.get("words_key", b"")).add(turn.id, turn.message, turn.reply)
    if turn.danger:
        note_danger(session, chat.chat_id, turn.at)
    if State(chat.state) is State.PERSON:
        session.execute(update(HandoverRow).where(HandoverRow.chat_id == chat.chat_id, HandoverRow.ended_at.is_(None))
                        .values(heard_at=turn.at))
    refresh(session, chat)


def refresh(session: Session, chat: ChatRow) -> None:
    """Put the conversation where it belongs now."""
    session.flush()
    seen = session.execute(_summary(), {"chat": chat.chat_id}).one()
    if not seen.turns:
        return
    row = session.get(DeskRow, chat.chat_id) or DeskRow(chat_id=chat.chat_id)
    last = session.get_one(TurnRow, seen.last)
    rank, shown = _rank(session, chat, seen)
    row.rank, row.shown_turn = rank, shown
    since = chat.state_since or seen.last_at
    row.position = since.timestamp() if rank is Rank.WAITING else -session.get_one(TurnRow, shown).at.timestamp()
    row.state, row.language, row.turns, row.unreviewed = chat.state, last.language, seen.turns, seen.unreviewed
    row.place = str((chat.memory.get("facts") or {}).get("state") or "")
    had = sum(bit(kind) for kind in KINDS if getattr(seen, f"has_{kind}"))
    row.kinds = had | (DOWN if seen.has_down else 0) | (LOW if seen.has_low else 0)
    row.first_at, row.last_at = seen.first_at, seen.last_at
    session.add(row)


@cache
def _summary() -> Any:
    """One row about the turns of the chat that is given with it; `worst_*` is the newest turn that nobody reviewed of that sort."""
    chat = bindparam("chat", type_=BigInteger)
    low = and_(TurnRow.kind.in_((ReplyKind.ANSWER, ReplyKind.RECOMMEND)), TurnRow.confidence < UNSURE)
    down, unknown = TurnRow.feedback == "down", TurnRow.kind == ReplyKind.UNKNOWN

    def newest(*conditions: Any) -> Any:
        return func.max(case((and_(*conditions), TurnRow.id), else_=0))

    reviewed = select(ReviewRow.turn_id).where(ReviewRow.chat_id == chat).distinct().subquery()
    open_ = and_(reviewed.c.turn_id.is_(None), TurnRow.kind.in_(JUDGED))
    return select(
        func.count().label("turns"), func.max(TurnRow.id).label("last"), func.min(TurnRow.at).label("first_at"),
        func.max(TurnRow.at).label("last_at"), func.sum(case((open_, 1), else_=0)).label("unreviewed"),
        newest(TurnRow.danger != "", reviewed.c.turn_id.is_(None)).label("worst_danger"),
        newest(down, reviewed.c.turn_id.is_(None)).label("worst_down"), newest(unknown, open_).label("worst_unknown"),
        newest(low, open_).label("worst_low"), newest(open_).label("worst_open"),
        func.max(case((down, 1), else_=0)).label("has_down"), func.max(case((low, 1), else_=0)).label("has_low"),
        *(func.max(case((TurnRow.kind == kind, 1), else_=0)).label(f"has_{kind}") for kind in KINDS),
    ).outerjoin(reviewed, reviewed.c.turn_id == TurnRow.id).where(TurnRow.chat_id == chat)


def _rank(session: Session, chat: ChatRow, seen: Any) -> tuple[Rank, int]:
    """The rank, and the turn that gives it."""
    state = State(chat.state)
    if state is State.PERSON:
        return Rank.PERSON, seen.last
    if seen.worst_danger and not _was_attended(session, chat.chat_id, seen.worst_danger):
        return Rank.DANGER, seen.worst_danger
    if state is State.WAITING:
        return Rank.WAITING, seen.last
    for rank, turn in ((Rank.DOWN, seen.worst_down), (Rank.UNKNOWN, seen.worst_unknown), (Rank.UNSURE, seen.worst_low),
                       (Rank.UNREVIEWED, seen.worst_open)):
        if turn:
            return rank, turn
    return Rank.REST, seen.last


def _was_attended(session: Session, chat_id: int, turn_id: int) -> bool:
    """Whether a counselor took the conversation after this turn."""
    at: datetime = session.get_one(TurnRow, turn_id).at
    return session.scalar(select(HandoverRow.id).where(HandoverRow.chat_id == chat_id, HandoverRow.taken_at >= at).limit(1)) is not None


def _entries(explanation: dict[str, Any]) -> list[str]:
    """The knowledge entries that a turn was about: those named, and that of its first passage."""
    passages = explanation.get("passages") or []
    first = [str(passages[0]["passage_id"]).partition("#")[0].rpartition(":")[2]] if passages else []
    return list(dict.fromkeys([*map(str, explanation.get("entities") or []), *first]))[:12]
