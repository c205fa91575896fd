"""How long what is kept: each kind has its period, and a job deletes what is over.

    without consent, or below 15   everything but unreviewed dangers, some minutes after the last message
    dangers                        what they say: until reviewed, at most 30 days, whoever wrote them
    conversations                  by the age of the person; the profile as long as they write now and then
    the rest                       messages sent, failed ones, files, spending, what counselors did
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Memory
from bot.domain.handover import State
from bot.domain.privacy import Keeping, bare_memory
from bot.storage.counselor_tables import AuditRow
from bot.storage.database import Database
from bot.storage.desk import refresh
from bot.storage.desk_tables import DeskRow, ReviewRow
from bot.storage.erasing import blank_turns, erase_chat, erase_turns, forget_index_rests
from bot.storage.handover_tables import FileRow, HandoverRow
from bot.storage.reminder_tables import ReminderRow
from bot.storage.tables import ChatRow, InboxRow, OutboxRow, SpendingRow, TurnRow

AT_ONCE = 200  # chats or turns in one transaction, so that nobody waits long for the database
SHORT = (str(Keeping.MINUTES), str(Keeping.NOTHING))


@dataclass(frozen=True)
class Periods:
    """How long each kind is kept."""

    unconsented: timedelta = timedelta(minutes=30)
    danger: timedelta = timedelta(days=30)
    turns: timedelta = timedelta(days=365)
    turns_of_minors: timedelta = timedelta(days=90)
    profiles: timedelta = timedelta(days=365)
    sent: timedelta = timedelta(days=7)
    failed: timedelta = timedelta(hours=24)
    spending: timedelta = timedelta(days=90)
    audit: timedelta = timedelta(days=730)


Report = Counter[str]


class Retention:
    """Applies the periods."""

    def __init__(self, database: Database, periods: Periods) -> None:
        self._database, self._periods = database, periods

    def minutely(self, now: datetime) -> Report:
        """What must not wait: conversations without consent, and dangers that were reviewed."""
        report = Report()
        with self._database.reading() as session:
            if not self._over(session, now) and not session.scalar(select(TurnRow.id).where(*self._dangers(now)).limit(1)):
                return report
        with self._database.transaction() as session:
            for chat_id in self._over(session, now):
                self._let_go(session, session.get_one(ChatRow, chat_id), now, report)
            report["dangers"] += blank_turns(session, *self._dangers(now))
            forget_index_rests(session)
        self._database.purge(whole=False)
        return report

    def daily(self, now: datetime) -> Report:
        """Everything."""
        report, before = Report(), -1
        while before != (before := report.total()):
            report += self.minutely(now)
            with self._database.transaction() as session:
                self._conversations(session, now, report)
        with self._database.transaction() as session:
            self._rest(session, now, report)
            forget_index_rests(session)
        self._database.purge()
        return report

    def _over(self, session: Session, now: datetime) -> Sequence[int]:
        """Chats whose minutes are over: the bot has them, nothing waits in them, and there is something to delete."""
        waits = (select(InboxRow.id).where(InboxRow.chat_id == ChatRow.chat_id, InboxRow.state == "waiting").exists(),
                 select(OutboxRow.id).where(OutboxRow.chat_id == ChatRow.chat_id, OutboxRow.state == "waiting").exists())
        erasable = select(TurnRow.id).where(TurnRow.chat_id == ChatRow.chat_id, ~self._kept_danger(now)).exists()
        return session.scalars(select(ChatRow.chat_id).where(
            ChatRow.keeping.in_(SHORT), ChatRow.state == str(State.BOT), ChatRow.served_at < now - self._periods.unconsented,
            *(~one for one in waits), erasable).limit(AT_ONCE)).all()

    def _kept_danger(self, now: datetime) -> Any:
        reviewed = select(ReviewRow.id).where(ReviewRow.turn_id == TurnRow.id).exists()
        return and_(TurnRow.danger != "", TurnRow.at >= now - self._periods.danger, ~reviewed)

    def _dangers(self, now: datetime) -> tuple[Any, ...]:
        """Dangers whose words are to go: reviewed or too old, and no counselor is in the conversation."""
        with_person = select(ChatRow.chat_id).where(ChatRow.state != str(State.BOT))
        return TurnRow.danger != "", TurnRow.message != "", ~self._kept_danger(now), TurnRow.chat_id.not_in(with_person)

    def _let_go(self, session: Session, chat: ChatRow, now: datetime, report: Report) -> None:
        """Delete a conversation without consent. Unreviewed dangers stay, as does the answer to the notice."""
        report["without consent"] += erase_turns(session, TurnRow.chat_id == chat.chat_id, ~self._kept_danger(now))
        memory = Memory.model_validate(chat.memory or {})
        alarms = session.scalar(select(TurnRow.id).where(TurnRow.chat_id == chat.chat_id).limit(1))
        if alarms is None and (memory.consent is None or chat.keeping == Keeping.NOTHING) and not chat.barred:
            erase_chat(session, chat.chat_id)
            return
        session.execute(delete(OutboxRow).where(OutboxRow.chat_id == chat.chat_id, OutboxRow.state != "waiting"))
        chat.memory = bare_memory(memory).model_dump(mode="json")
        if alarms is None:
            session.execute(delete(HandoverRow).where(HandoverRow.chat_id == chat.chat_id, HandoverRow.ended_at.is_not(None)))
            session.execute(delete(DeskRow).where(DeskRow.chat_id == chat.chat_id))
        else:
            refresh(session, chat)

    def _conversations(self, session: Session, now: datetime, report: Report) -> None:
        minors = select(ChatRow.chat_id).where(ChatRow.keeping == str(Keeping.LESS))
        over = or_(TurnRow.at < now - self._periods.turns,
                   and_(TurnRow.at < now - self._periods.turns_of_minors, TurnRow.chat_id.in_(minors)))
        old = session.scalars(select(TurnRow.id).where(over).limit(AT_ONCE)).all()
        chats = set(session.scalars(select(TurnRow.chat_id).where(TurnRow.id.in_(old))))
        report["conversations"] += erase_turns(session, TurnRow.id.in_(old))
        for chat_id in chats:
            chat = session.get_one(ChatRow, chat_id)
            if session.scalar(select(func.count()).where(TurnRow.chat_id == chat_id)):
                refresh(session, chat)
            else:
                session.execute(delete(DeskRow).where(DeskRow.chat_id == chat_id))
        silent = session.scalars(select(ChatRow.chat_id).where(
            or_(ChatRow.served_at < now - self._periods.profiles,
                and_(ChatRow.served_at.is_(None), ChatRow.created_at < now - self._periods.profiles))).limit(AT_ONCE)).all()
        for chat_id in silent:
            erase_chat(session, chat_id)
        report["profiles"] += len(silent)

    def _rest(self, session: Session, now: datetime, report: Report) -> None:
        periods = self._periods
        with_turn = select(TurnRow.inbox_id)
        for kind, table, which in (
                ("messages sent", OutboxRow, (OutboxRow.state != "waiting", OutboxRow.created_at < now - periods.sent)),
                ("failed messages", InboxRow, (InboxRow.state == "failed", InboxRow.done_at < now - periods.failed)),
                ("messages without a turn", InboxRow, (InboxRow.state == "done", InboxRow.turn_id.is_(None), InboxRow.id.not_in(with_turn),
                                                       InboxRow.done_at < now - periods.failed)),
                ("reminders", ReminderRow, (ReminderRow.state != "waiting", ReminderRow.created_at < now - periods.spending)),
                ("files", FileRow, (FileRow.expires_at < now,)),
                ("spending", SpendingRow, (SpendingRow.day < (now - periods.spending).date(),)),
                ("what counselors did", AuditRow, (AuditRow.at < now - periods.audit,))):
            done: Any = session.execute(delete(table).where(*which))
            report[kind] += done.rowcount
