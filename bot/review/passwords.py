"""Passwords (argon2id, by argon2-cffi's defaults of RFC 9106) and codes of the second factor (TOTP, RFC 6238)."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

SHORTEST = 10
STEP_SECONDS = 30
_hasher = PasswordHasher()
_few_at_once = threading.BoundedSemaphore(2)  # each check takes 64 MiB and a core
_NOBODY = _hasher.hash("nobody")


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one kept; takes as long when nothing is kept, so that nobody learns which names exist."""
    with _few_at_once:
        try:
            return _hasher.verify(kept or _NOBODY, password) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def generated() -> str:
    """A password that can be read out: four groups of four characters, 78 bits."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(4)) for _ in range(4))


def new_secret() -> str:
    """A secret for an authenticator app, base 32."""
    return pyotp.random_base32()


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The time step whose code this is, one step of drift allowed; None when the code is wrong."""
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    typed = "".join(code.split())
    return next((step for step in (current, current - 1, current + 1) if secrets.compare_digest(totp.at(step * STEP_SECONDS), typed)), None)


def picture_of(secret: str, name: str) -> str:
    """The secret as a QR code for an authenticator app: a data address of an SVG."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Rumbo")
    return segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#ffffff")
