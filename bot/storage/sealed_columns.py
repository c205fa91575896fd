"""Columns whose content lies encrypted in the database: what people wrote and were told, and what was concluded from it.

Sealing is a matter of the database that is opened: its dialect carries the seal (see `Database`), and without one the columns hold plain
text. Rows from before a key was set are read as they are; `rotating.py` seals them. Empty text stays empty: there is nothing to hide.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import JSON, Dialect, LargeBinary, Text, TypeDecorator

from bot.errors import SettingsError, StorageError

MARK = "sealed:"
SHORTEST_KEY = 16  # characters


class DataSeal:
    """Seals texts with the first of several keys and opens what any of them sealed (Fernet: AES-128-CBC with HMAC-SHA-256)."""

    def __init__(self, keys: Sequence[str]) -> None:
        """SettingsError when a key is too short to be one."""
        if any(len(key) < SHORTEST_KEY for key in keys):
            raise SettingsError(f"RUMBO_DATA_KEY: a key needs {SHORTEST_KEY} characters or more; `rumbo keys new` makes one")
        self._keys = MultiFernet([Fernet(base64.urlsafe_b64encode(_derived("data", key))) for key in keys])
        self.words_key = _derived("words", keys[0])

    def close(self, text: str) -> str:
        """The sealed text."""
        return MARK + self._keys.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text; StorageError when none of the keys fits."""
        try:
            return self._keys.decrypt(sealed.removeprefix(MARK)).decode()
        except InvalidToken as error:
            raise StorageError("what is in the database was sealed with another key: set RUMBO_DATA_KEY to it, or to both") from error


def _derived(use: str, key: str) -> bytes:
    return hashlib.sha256(f"rumbo {use}\n{key}".encode()).digest()


def _seal_of(dialect: Dialect) -> DataSeal | None:
    seal: DataSeal | None = getattr(dialect, "data_seal", None)
    return seal


def _opened(dialect: Dialect, value: str) -> str:
    seal = _seal_of(dialect)
    if seal is None:
        raise StorageError("what is in the database is sealed: set RUMBO_DATA_KEY")
    return seal.open(value)


class SealedText(TypeDecorator[str]):
    """A text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database: sealed, where there is a key."""
        seal = _seal_of(dialect)
        return seal.close(value) if seal is not None and value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """From the database: as it was."""
        return _opened(dialect, value) if value is not None and value.startswith(MARK) else value


class SealedJson(TypeDecorator[Any]):
    """A JSON value; sealed it is one string of JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """To the database: sealed, where there is a key."""
        seal = _seal_of(dialect)
        return seal.close(json.dumps(value, ensure_ascii=False)) if seal is not None and value else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """From the database: as it was."""
        return json.loads(_opened(dialect, value)) if isinstance(value, str) and value.startswith(MARK) else value


class SealedBytes(TypeDecorator[bytes]):
    """Bytes, such as a file that is to be sent."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """To the database: sealed, where there is a key."""
        seal = _seal_of(dialect)
        return seal.close(base64.b64encode(value).decode("ascii")).encode("ascii") if seal is not None and value else value

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """From the database: as it was."""
        if value is None or not value.startswith(MARK.encode()):
            return value
        return base64.b64decode(_opened(dialect, value.decode("ascii")))
