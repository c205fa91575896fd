"""Who has a conversation, and what else is known of a chat. `change_state` is the only way a state changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.domain.handover import CHANGES, Standing, State
from bot.storage.database import Database
from bot.storage.desk import refresh
from bot.storage.handovers import follow
from bot.storage.outbox import block
from bot.storage.tables import ChatRow


@dataclass(frozen=True)
class By:
    """Who changes a state and how it ends: the counselor's number (0: none), and "given_back", "silent" or "no_longer" ("": the usual)."""

    counselor_id: int = 0
    end: str = ""


NOBODY = By()


class Chats:
    """All chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, chat_id: int) -> Standing:
        """Who has the conversation; the bot, where there is no such chat."""
        with self._database.transaction() as session:
            row = session.get(ChatRow, chat_id)
            return Standing(State(row.state), row.told, row.answering) if row else Standing()

    def change(self, chat_id: int, state: State, now: datetime, by: By = NOBODY) -> bool:
        """Give the conversation to somebody; False when that step is not allowed from where it is (another was quicker)."""
        with self._database.transaction() as session:
            row = session.get(ChatRow, chat_id, with_for_update=True)
            if row is None or not change_state(session, row, state, now, by):
                return False
            refresh(session, row)
            return True

    def bar(self, chat_id: int, barred: bool) -> None:
        """A counselor blocks a person, or lets them in again. Who is barred still gets the reply to danger, and their rights."""
        with self._database.transaction() as session:
            session.execute(update(ChatRow).where(ChatRow.chat_id == chat_id).values(barred=barred))

    def blocked(self, chat_id: int) -> None:
        """The person blocked the bot: nothing is sent to them until they write again."""
        with self._database.transaction() as session:
            block(session, chat_id)


def change_state(session: Session, row: ChatRow, state: State, now: datetime, by: By = NOBODY) -> bool:
    """Change the state of a chat that this transaction holds; False, and no change, when the step is none of `CHANGES`."""
    before = State(row.state)
    if (before, state) not in CHANGES:
        return False
    row.state, row.state_since, row.told, row.answering = str(state), now, False, False
    follow(session, row, before, now, by.counselor_id, by.end)
    return True


def keep_standing(session: Session, row: ChatRow, before: Standing, after: Standing, now: datetime) -> None:
    """After a turn that began with `before`: what it asked for, unless somebody changed the state meanwhile."""
    if State(row.state) is not before.state:
        return
    if after.state is not before.state:
        change_state(session, row, after.state, now)
    row.told, row.answering = after.told, after.answering
