"""How much is kept of a chat, by what its person consented to, and what is held of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.conversation import Consent, Memory
from bot.domain.privacy import Held, HeldText, HeldTurn, keeping_of, kept_memory
from bot.storage.database import Database
from bot.storage.desk_tables import NoteRow
from bot.storage.handover_tables import FileRow, HandoverRow, SpokenRow
from bot.storage.privacy_tables import ConsentRow
from bot.storage.reminder_tables import ReminderRow
from bot.storage.tables import ChatRow, TurnRow

NEWS = "news"
ABOUT = {NEWS: "avisos / news, "}


def keep_consented(session: Session, chat: ChatRow, memory: Memory, in_group: bool, now: datetime) -> Memory:
    """Keep a chat's memory as far as consent and age allow; an answer to the notice, and to announcements, is kept as a row of its own.
    Gives what is kept.
    """
    before = (chat.memory or {}).get("consent")
    if memory.consent is not None and (before is None or Consent.model_validate(before) != memory.consent):
        session.add(ConsentRow(chat_id=chat.chat_id, version=memory.consent.version, given=memory.consent.given, at=memory.consent.at))
    keeping = keeping_of(memory, in_group)
    kept = kept_memory(memory, keeping)
    wanted, wants = _wants_news((chat.memory or {}).get("wishes", ())), _wants_news(kept.model_dump()["wishes"])
    if memory.consent is not None and wanted != wants:
        session.add(ConsentRow(chat_id=chat.chat_id, about=NEWS, version=memory.consent.version, given=wants, at=now))
    chat.keeping, chat.memory = str(keeping), kept.model_dump(mode="json")
    return kept


class Holdings:
    """What is held of people. Fits the conversation's Holdings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, chat_id: int) -> Held:
        """Everything that is held of the person of a chat, notes of counselors included."""
        with self._database.reading() as session:
            chat = session.get(ChatRow, chat_id)
            if chat is None:
                return Held()
            turns = session.scalars(select(TurnRow).where(TurnRow.chat_id == chat_id, TurnRow.message != "").order_by(TurnRow.id))
            return Held(
                chat.created_at, Memory.model_validate(chat.memory or {}),
                tuple(HeldTurn(row.at, row.message, row.reply, row.kind, row.feedback) for row in turns),
                tuple(HeldText(row.at, row.text) for row in _rows(session, SpokenRow, chat_id)),
                tuple(HeldText(row.at, row.text) for row in _rows(session, NoteRow, chat_id)),
                tuple(HeldText(row.asked_at, row.reason) for row in _rows(session, HandoverRow, chat_id)),
                tuple(HeldText(row.due or row.created_at, f"{row.kind}: {row.about}") for row in _rows(session, ReminderRow, chat_id)
                      if row.state == "waiting"),
                tuple(HeldText(row.at, f"{ABOUT.get(row.about, '')}v{row.version}: {'sí / yes' if row.given else 'no'}")
                      for row in _rows(session, ConsentRow, chat_id)),
                tuple(HeldText(row.at, row.name) for row in _rows(session, FileRow, chat_id)))


def _wants_news(wishes: Any) -> bool:
    return any(wish["kind"] == NEWS for wish in wishes)


def _rows(session: Session, table: Any, chat_id: int) -> Any:
    return session.scalars(select(table).where(table.chat_id == chat_id).order_by(table.id))
