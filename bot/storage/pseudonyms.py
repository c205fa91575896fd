"""What a person is called on the site and in exports: never their Telegram id, always the same for the same person.

HMAC-SHA-256 of the chat's id, 50 bits of it in Crockford's base 32. Without the key nobody can tell which id it was by trying them all.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.errors import SettingsError

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
PSEUDONYMS = "pseudonyms.key"  # the file of the key


def pseudonym(key: bytes, chat_id: int | str) -> str:
    """Ten signs in two groups: "K7Q2M-9FTR4"."""
    number = int.from_bytes(hmac.digest(key, str(chat_id).encode(), hashlib.sha256)[:8], "big")
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in range(LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def kept_key(file: Path) -> bytes:
    """The key in this file; made at the first call, readable by its owner only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror}; it keeps the key of the pseudonyms") from error
    return bytes.fromhex(file.read_text(encoding="ascii").strip())
