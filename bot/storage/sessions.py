"""Sessions of signed-in browsers, and the limit on failed sign-ins. Only hashes of tokens, names and addresses are kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.domain.counselor import Counselor
from bot.storage.counselor_tables import CounselorRow, FailedSignInRow, SessionRow
from bot.storage.counselors import counselor_of
from bot.storage.database import Database

WINDOW = timedelta(minutes=15)
FAILURES_HERE = 5  # of one name from one address
FAILURES_OF_NAME = 20
FAILURES_OF_ADDRESS = 30
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class OpenSession:
    """Who is signed in, and the token that every form of theirs must carry."""

    counselor: Counselor
    csrf: str
    pending: bool


class Sessions:
    """Open sessions. `lasts`: at most this long; `idle`: without a request at most this long."""

    def __init__(self, database: Database, lasts: timedelta, idle: timedelta) -> None:
        self._database, self._lasts, self._idle = database, lasts, idle

    def begin(self, counselor_id: int, now: datetime, pending: bool = False) -> str:
        """A new session; returns its token, which is nowhere stored. Expired ones are removed."""
        token = secrets.token_urlsafe(32)
        with self._database.transaction() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            session.add(SessionRow(token=_hashed(token), counselor_id=counselor_id, csrf=secrets.token_urlsafe(32), pending=pending,
                                   seen_at=now, expires_at=now + self._lasts))
        return token

    def find(self, token: str, now: datetime) -> OpenSession | None:
        """The session with this token, if it lives and its account is not disabled."""
        with self._database.reading() as session:
            found = session.execute(select(SessionRow, CounselorRow).join(CounselorRow, CounselorRow.id == SessionRow.counselor_id)
                                    .where(SessionRow.token == _hashed(token))).first()
        if found is None:
            return None
        row, account = found
        if account.disabled or row.expires_at < now or row.seen_at + self._idle < now:
            return None
        if row.seen_at + SEEN_EVERY < now:
            with self._database.transaction() as session:
                session.get_one(SessionRow, row.token).seen_at = now
        return OpenSession(counselor_of(account), row.csrf, row.pending)

    def end(self, token: str) -> None:
        """Sign out."""
        with self._database.transaction() as session:
            session.execute(delete(SessionRow).where(SessionRow.token == _hashed(token)))

    def may_try(self, name: str, address: str, now: datetime) -> bool:
        """Whether another sign-in may be tried; after too many failures not for a quarter of an hour."""
        limits = dict(zip(_keys(name, address), (FAILURES_HERE, FAILURES_OF_NAME, FAILURES_OF_ADDRESS), strict=True))
        with self._database.reading() as session:
            counted = session.execute(select(FailedSignInRow.who, func.count()).where(
                FailedSignInRow.who.in_(limits), FailedSignInRow.at > now - WINDOW).group_by(FailedSignInRow.who)).all()
        return all(count < limits[who] for who, count in counted)

    def failed(self, name: str, address: str, now: datetime) -> None:
        """Count a failed sign-in; old ones are removed."""
        with self._database.transaction() as session:
            session.execute(delete(FailedSignInRow).where(FailedSignInRow.at < now - WINDOW))
            session.add_all(FailedSignInRow(who=who, at=now) for who in _keys(name, address))


def _keys(name: str, address: str) -> tuple[str, str, str]:
    name = name.strip().lower()
    return _hashed(f"both {name}\n{address}"), _hashed(f"name {name}"), _hashed(f"address {address}")


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
