"""What counselors corrected on the running site: versioned entries laid over the files, each with the evaluation case that keeps it right.

`version` grows with every change that counts; each worker compares it every few seconds and reads `live` again when it differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.outgoing import Outgoing
from bot.domain.reply import ReplyKind
from bot.storage.correction_tables import CorrectionRow, CounterRow, ToldRow
from bot.storage.database import Database
from bot.storage.outbox import outbox_row
from bot.storage.tables import TurnRow

KNOWLEDGE = "knowledge"
TELL_ME = "tell_me"  # the button "tell me when you know" under an answer that was none


@dataclass(frozen=True)
class Correction:
    """One version of an entry. `form`: the entry; `case`: its evaluation case, {} without; `state`: proposed, live, replaced, withdrawn."""

    id: int
    entry_id: str
    kind: str
    version: int
    state: str
    form: dict[str, Any]
    case: dict[str, Any]
    turn_id: int
    author: str
    approver: str
    created_at: datetime
    approved_at: datetime | None


@dataclass(frozen=True)
class Proposal:
    """What a counselor wrote: in an editor's words only, nothing of an applicant's."""

    entry_id: str
    kind: str
    form: dict[str, Any]
    author: str
    case: dict[str, Any] = field(default_factory=dict)
    turn_id: int = 0


class Corrections:
    """All versions of all corrected entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int:
        """Grows when what is live changes."""
        with self._database.reading() as session:
            return session.scalar(select(CounterRow.value).where(CounterRow.name == KNOWLEDGE)) or 0

    def live(self) -> list[Correction]:
        """The entries that are laid over the files, in the order of their approval."""
        return self._read(CorrectionRow.state == "live")

    def proposed(self) -> list[Correction]:
        """What waits for an editor."""
        return self._read(CorrectionRow.state == "proposed")

    def of(self, entry_id: str) -> list[Correction]:
        """Every version of an entry, oldest first."""
        return self._read(CorrectionRow.entry_id == entry_id)

    def all(self) -> list[Correction]:
        """Everything, oldest first."""
        return self._read(CorrectionRow.id > 0)

    def get(self, number: int) -> Correction | None:
        """One version."""
        return next(iter(self._read(CorrectionRow.id == number)), None)

    def propose(self, proposal: Proposal, now: datetime) -> Correction:
        """Keep a new version, which nobody sees yet."""
        with self._database.transaction() as session:
            same = CorrectionRow.entry_id == proposal.entry_id
            newest = session.scalar(select(func.max(CorrectionRow.version)).where(same)) or 0
            row = CorrectionRow(
                entry_id=proposal.entry_id, kind=proposal.kind, version=newest + 1, state="proposed", form=proposal.form,
                case=proposal.case, turn_id=proposal.turn_id, author=proposal.author, created_at=now)
            session.add(row)
            session.flush()
            return _correction(row)

    def approve(self, number: int, approver: str, now: datetime) -> bool:
        """Make a proposed version live in place of the one before; False when it is not proposed (any more)."""
        with self._database.transaction() as session:
            row = session.get(CorrectionRow, number, with_for_update=True)
            if row is None or row.state != "proposed":
                return False
            same = CorrectionRow.entry_id == row.entry_id, CorrectionRow.kind == row.kind, CorrectionRow.state == "live"
            session.execute(update(CorrectionRow).where(*same).values(state="replaced"))
            row.state, row.approver, row.approved_at = "live", approver, now
            _grow(session)
            return True

    def withdraw(self, number: int, by: str, now: datetime) -> bool:
        """Take back a live version (the files hold again), or turn down a proposed one."""
        with self._database.transaction() as session:
            row = session.get(CorrectionRow, number, with_for_update=True)
            if row is None or row.state not in ("live", "proposed"):
                return False
            was_live = row.state == "live"
            row.state, row.approver, row.approved_at = "withdrawn", by, now
            if was_live:
                _grow(session)
            return True

    def cases(self) -> list[dict[str, Any]]:
        """The evaluation cases of what is live."""
        return [one.case for one in self.live() if one.case]

    def who_asked(self, turns: Sequence[int], correction: int) -> list[tuple[int, str]]:
        """Of these unanswered turns: chats that asked to be told and were not yet, each with its language."""
        told = select(ToldRow.chat_id).where(ToldRow.correction_id == correction)
        query = select(TurnRow.chat_id, func.max(TurnRow.language)).where(
            TurnRow.id.in_(turns), TurnRow.kind == ReplyKind.UNKNOWN, TurnRow.pressed == TELL_ME, TurnRow.chat_id.not_in(told))
        with self._database.reading() as session:
            return [(chat, language) for chat, language in session.execute(query.group_by(TurnRow.chat_id))]

    def tell(self, correction: int, messages: Mapping[int, Outgoing], now: datetime) -> None:
        """Send each of these chats its message about the correction, and remember that they were told: one transaction."""
        with self._database.transaction() as session:
            for chat, message in messages.items():
                session.add(ToldRow(correction_id=correction, chat_id=chat, at=now))
                session.add(outbox_row(message, chat, now, "announcement"))

    def _read(self, condition: Any) -> list[Correction]:
        with self._database.reading() as session:
            return [_correction(row) for row in session.scalars(select(CorrectionRow).where(condition).order_by(CorrectionRow.id))]


def _grow(session: Session) -> None:
    row = session.get(CounterRow, KNOWLEDGE, with_for_update=True)
    if row is None:
        session.add(CounterRow(name=KNOWLEDGE, value=1))
    else:
        row.value += 1


def _correction(row: CorrectionRow) -> Correction:
    return Correction(row.id, row.entry_id, row.kind, row.version, row.state, dict(row.form), dict(row.case), row.turn_id, row.author,
                      row.approver, row.created_at, row.approved_at)
