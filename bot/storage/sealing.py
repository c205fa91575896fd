"""Encrypts what must not lie readable in the database: Fernet of the package cryptography (AES-128-CBC with HMAC-SHA-256)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import StorageError


class Seal:
    """Seals bytes with a key. Keys of any length do; what one key sealed no other opens."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"rumbo files\n" + key).digest()))

    def close(self, content: bytes) -> bytes:
        """The sealed content."""
        return self._fernet.encrypt(content)

    def open(self, sealed: bytes) -> bytes:
        """The content; StorageError when it was sealed with another key or changed."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise StorageError("a file cannot be opened: its key was changed") from error
