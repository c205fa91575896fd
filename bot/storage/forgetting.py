"""/olvidame: everything of a person is deleted at once, with a receipt, and stays deleted when a backup is restored.

The rows go in one transaction, which also writes a tombstone: the person's pseudonym and the moment. Then the database's journal is
emptied, and what lies outside it (exports, backups) is cleaned by whoever was given for that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.domain.outgoing import Outgoing
from bot.errors import RumboError
from bot.storage.database import Database
from bot.storage.erasing import Counts, drop_index, erase_chat, forget_index_rests
from bot.storage.inbox import Claim
from bot.storage.outbox import outbox_row
from bot.storage.privacy_tables import ForgottenRow
from bot.storage.pseudonyms import pseudonym
from bot.storage.tables import ChatRow

FORGOTTEN = "forgotten.txt"
log = logging.getLogger(__name__)
Tombstones = Mapping[str, datetime]


class Forgetting:
    """Forgets people. `key` makes pseudonyms; `list_file` keeps the tombstones outside the database too, for a restore elsewhere."""

    def __init__(self, database: Database, key: bytes, list_file: Path, beyond: Callable[[Tombstones], None]) -> None:
        """`beyond` deletes whoever the tombstones name from what lies outside the database."""
        self._database, self._key, self._list_file, self._beyond = database, key, list_file, beyond

    def forget(self, claim: Claim, receipt: tuple[Outgoing, ...], now: datetime) -> Counts:
        """Delete everything of the chat of a claim, which ends it, and put the receipt in line. Gives table → rows deleted."""
        name = pseudonym(self._key, claim.chat_id)
        with self._database.transaction() as session:
            counts = erase_chat(session, claim.chat_id, max(claim.ids), name)
            forget_index_rests(session)
            session.merge(ForgottenRow(name=name, at=now))
            session.add_all(outbox_row(one, claim.chat_id, now, "notice") for one in receipt)
        self._database.purge(whole=False)
        return counts

    def clean(self) -> None:
        """What follows a deletion and takes longer: the file of the database, exports, backups. The daily job does it once more."""
        try:
            forgotten = tombstones(self._database, self._list_file)
            self._list_file.write_text("".join(f"{name} {at.isoformat()}\n" for name, at in sorted(forgotten.items())), encoding="ascii")
            self._beyond(forgotten)
            self._database.purge()
        except (RumboError, OSError) as error:
            log.error("ALERT: somebody was forgotten, but not everywhere yet: run `rumbo retention`", extra={"error": type(error).__name__})


def tombstones(database: Database, list_file: Path) -> Tombstones:
    """Pseudonym → when they were last forgotten, by the database and by the list beside it."""
    found: dict[str, datetime] = {}
    with database.reading() as session:
        found |= {row.name: row.at for row in session.scalars(select(ForgottenRow))}
    lines = list_file.read_text(encoding="ascii").splitlines() if list_file.exists() else []
    for name, at in (line.split() for line in lines):
        found[name] = max(datetime.fromisoformat(at), found.get(name, datetime.fromisoformat(at)))
    return found


def forget_again(database: Database, key: bytes, forgotten: Tombstones, indexed: bool = True) -> int:
    """In a restored database or a copy: delete whoever was forgotten after their rows began; how many. Who came back later stays.

    `indexed`: keep the index of words in step; without, it is emptied, and the copy's key is not needed.
    """
    with database.transaction() as session:
        chats = session.execute(select(ChatRow.chat_id, ChatRow.created_at)).all()
        gone = [(chat, name) for chat, since in chats if (name := pseudonym(key, chat)) in forgotten and since < forgotten[name]]
        for chat, name in gone:
            erase_chat(session, chat, name=name, indexed=indexed)
        for name, at in forgotten.items():
            session.merge(ForgottenRow(name=name, at=at))
        if gone and indexed:
            forget_index_rests(session)
        elif gone:
            drop_index(session)
    if gone:
        database.purge()
    return len(gone)
