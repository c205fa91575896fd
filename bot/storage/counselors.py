"""The counselors' accounts. Passwords arrive here hashed; hashing is the site's."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.domain.counselor import Counselor, Role
from bot.errors import SettingsError
from bot.storage.counselor_tables import CounselorRow, SessionRow
from bot.storage.database import Database

LINK_LASTS = timedelta(minutes=30)


class Counselors:
    """Accounts by name (compared without case) and number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: Role, password_hash: str, now: datetime, first_name: str = "") -> Counselor:
        """A new account; SettingsError when the name is taken or empty."""
        name = name.strip()
        if not name or len(name) > 80:
            raise SettingsError("give the counselor a name of 1 to 80 characters")
        with self._database.transaction() as session:
            if session.scalar(select(CounselorRow.id).where(func.lower(CounselorRow.name) == name.lower())):
                raise SettingsError(f"a counselor called '{name}' exists already; choose another name, or `rumbo counselor reset {name}`")
            row = CounselorRow(name=name, first_name=first_name.strip() or name.split()[0].capitalize(), role=str(role),
                               password=password_hash, created_at=now)
            session.add(row)
            session.flush()
            return counselor_of(row)

    def all(self) -> list[Counselor]:
        """Every account, by name."""
        with self._database.reading() as session:
            return [counselor_of(row) for row in session.scalars(select(CounselorRow).order_by(CounselorRow.name))]

    def named(self, name: str) -> Counselor:
        """The account called `name`; SettingsError when there is none."""
        with self._database.reading() as session:
            row = session.scalar(select(CounselorRow).where(func.lower(CounselorRow.name) == name.strip().lower()))
        if row is None:
            raise SettingsError(f"there is no counselor called '{name}'; see `rumbo counselor list`")
        return counselor_of(row)

    def password_of(self, name: str) -> tuple[Counselor, str] | None:
        """The account and its password's hash, if it exists and is not disabled."""
        with self._database.reading() as session:
            row = session.scalar(select(CounselorRow).where(func.lower(CounselorRow.name) == name.strip().lower()))
            return None if row is None or row.disabled else (counselor_of(row), row.password)

    def set_password(self, counselor_id: int, password_hash: str) -> None:
        """A new password; every session of the account ends, and the second factor stays."""
        with self._database.transaction() as session:
            session.get_one(CounselorRow, counselor_id).password = password_hash
            session.execute(delete(SessionRow).where(SessionRow.counselor_id == counselor_id))

    def set_disabled(self, counselor_id: int, disabled: bool) -> None:
        """Close or open an account; closing ends its sessions and unlinks its Telegram."""
        with self._database.transaction() as session:
            row = session.get_one(CounselorRow, counselor_id)
            row.disabled = disabled
            if disabled:
                row.telegram_chat, row.on_call = 0, False
                session.execute(delete(SessionRow).where(SessionRow.counselor_id == counselor_id))

    def set_role(self, counselor_id: int, role: Role) -> None:
        """Give another role; holds from the next request on."""
        with self._database.transaction() as session:
            session.get_one(CounselorRow, counselor_id).role = str(role)

    def set_on_call(self, counselor_id: int, on_call: bool) -> None:
        """Whether alerts of danger reach this counselor out of hours."""
        with self._database.transaction() as session:
            session.get_one(CounselorRow, counselor_id).on_call = on_call

    def second_factor(self, counselor_id: int) -> tuple[str, bool, int]:
        """The TOTP secret (base 32, "" when none), whether it is asked for, and the last time step used."""
        with self._database.reading() as session:
            row = session.get_one(CounselorRow, counselor_id)
            return row.totp_secret, row.totp_on, row.totp_step

    def set_second_factor(self, counselor_id: int, secret: str, on: bool) -> None:
        """Keep a TOTP secret; `on` once a first code has been typed. "" switches it off."""
        with self._database.transaction() as session:
            row = session.get_one(CounselorRow, counselor_id)
            row.totp_secret, row.totp_on, row.totp_step = secret, on, 0

    def use_step(self, counselor_id: int, step: int) -> bool:
        """Note that the code of this time step was used; False when it, or a later one, was used before."""
        with self._database.transaction() as session:
            row = session.get_one(CounselorRow, counselor_id, with_for_update=True)
            if step <= row.totp_step:
                return False
            row.totp_step = step
            return True

    def link_code(self, counselor_id: int, now: datetime) -> str:
        """A code that links the account to the Telegram chat that sends `/vincular CODE` within 30 minutes."""
        code = "".join(secrets.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(8))
        with self._database.transaction() as session:
            row = session.get_one(CounselorRow, counselor_id)
            row.link_code, row.link_until = _hashed(code), now + LINK_LASTS
        return code

    def link(self, code: str, telegram_chat: int, now: datetime) -> Counselor | None:
        """Link the chat to the account that was shown this code; None when the code is wrong, used or too old."""
        with self._database.transaction() as session:
            row = session.scalar(select(CounselorRow).where(CounselorRow.link_code == _hashed(code.strip().upper()),
                                                            CounselorRow.disabled.is_(False)))
            if row is None or row.link_until is None or row.link_until < now:
                return None
            row.telegram_chat, row.link_code, row.link_until = telegram_chat, "", None
            return counselor_of(row)


def listening(linked: Sequence[CounselorRow], danger: bool, open_now: bool) -> list[int]:
    """Telegram chats of the counselors to tell: everybody linked while open, else for danger those on call (or, if nobody is, all)."""
    on_call = [row.telegram_chat for row in linked if row.on_call]
    if open_now:
        return [row.telegram_chat for row in linked]
    return (on_call or [row.telegram_chat for row in linked]) if danger else []


def counselor_of(row: CounselorRow) -> Counselor:
    """The account as the rest of the program sees it."""
    return Counselor(row.id, row.name, row.first_name, Role(row.role), row.disabled, row.totp_on, row.telegram_chat, row.on_call)


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
