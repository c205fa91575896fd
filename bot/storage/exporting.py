"""Conversations for an export, a few chats at a time, so that memory stays flat however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.storage.counselor_tables import CounselorRow
from bot.storage.database import Database
from bot.storage.desk_tables import DeskRow
from bot.storage.handover_tables import SpokenRow
from bot.storage.tables import ChatRow, TurnRow
from bot.storage.triage import Filters, filtered
from bot.storage.words import Words

CHATS = 200
MATCHES = 2000
LAST = 2**62


@dataclass(frozen=True)
class Exported:
    """One exchange with the bot, or (`counselor` set) what a counselor said. Files are never exported."""

    conversation: str
    at: datetime
    message: str
    reply: str
    kind: str
    language: str
    confidence: float
    sources: tuple[str, ...]
    feedback: str
    counselor: str = ""
    profile: dict[str, Any] | None = None


class Exporting:
    """Reads what fits the filters of the inbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, filters: Filters) -> Iterator[Exported]:
        """Every exchange of every conversation that fits, conversation by conversation, in order."""
        for chats in self._chats(filters):
            names = dict(chats)
            with self._database.reading() as session:
                found = _exchanges(session, names, filters)
            yield from found

    def _chats(self, filters: Filters) -> Iterator[list[tuple[int, str]]]:
        """Chats with their pseudonyms, `CHATS` at a time."""
        last = -LAST
        matched = self._matched(filters) if filters.text else None
        while True:
            both: Any = select(DeskRow.chat_id, DeskRow.pseudonym)
            query = filtered(both, filters).where(DeskRow.chat_id > last)
            if matched is not None:
                query = query.where(DeskRow.chat_id.in_(matched))
            with self._database.reading() as session:
                rows = [(int(chat), str(name or "")) for chat, name in session.execute(query.order_by(DeskRow.chat_id).limit(CHATS))]
            if not rows:
                return
            last = rows[-1][0]
            yield rows

    def _matched(self, filters: Filters) -> list[int]:
        """Chats of the newest turns with the words searched for."""
        with self._database.reading() as session:
            turns = Words(session, session.info.get("words_key", b"")).find(filters.text, LAST, MATCHES)
            return list(session.scalars(select(TurnRow.chat_id).where(TurnRow.id.in_(turns)).distinct()))


def _exchanges(session: Any, names: dict[int, str], filters: Filters) -> list[Exported]:
    columns = (TurnRow.chat_id, TurnRow.id, TurnRow.at, TurnRow.message, TurnRow.reply, TurnRow.kind, TurnRow.language, TurnRow.confidence,
               TurnRow.sources, TurnRow.feedback)
    turns: Any = select(*columns).where(TurnRow.chat_id.in_(names)).order_by(TurnRow.chat_id, TurnRow.id)
    if filters.since:
        turns = turns.where(TurnRow.at >= filters.since)
    if filters.until:
        turns = turns.where(TurnRow.at < filters.until)
    facts = {chat: (memory or {}).get("facts") or {} for chat, memory in session.execute(
        select(ChatRow.chat_id, ChatRow.memory).where(ChatRow.chat_id.in_(names)))}
    placed = [((row.chat_id, row.id, 0), Exported(
        names[row.chat_id], row.at, row.message, row.reply, row.kind, row.language, row.confidence,
        tuple(str(one.get("url") or one.get("title")) for one in row.sources), row.feedback, profile=facts.get(row.chat_id)))
        for row in session.execute(turns)]
    spoken = select(SpokenRow, CounselorRow.first_name).join(CounselorRow).where(SpokenRow.chat_id.in_(names))
    placed += [((row.chat_id, row.after_turn, row.id), Exported(names[row.chat_id], row.at, "", row.text, "person", "", 1.0, (), "", name))
               for row, name in session.execute(spoken)]
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]
