"""Backup and restore: a folder with the database, the index and the keys, and a list of checksums that a restore verifies first.

    DIR/manifest.json     when, by which form of the tables, rows of each table, SHA-256 of each file
    DIR/database.sqlite   the whole database, whichever kind it is (see `storage/copies.py`)
    DIR/index/            the embedded index, so that nothing must be embedded again; a Chroma server keeps its own
    DIR/keys/             what pseudonyms and sealed files need: guard this folder like the database itself

Nothing has to stop for a backup. It is written under another name and gets its own only when it is whole and was read back. A restore
looks at everything before it touches anything, and asks to be told when it would replace something.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import BackupError
from bot.storage.copies import Counts, checked, copy_in, copy_out, holds_anything
from bot.storage.database import Database, knows
from bot.storage.forgetting import FORGOTTEN, Tombstones, forget_again, tombstones
from bot.storage.pseudonyms import PSEUDONYMS, kept_key

MANIFEST, DATABASE, INDEX, KEYS = "manifest.json", "database.sqlite", "index", "keys"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `rows` by table, `files` by name (SHA-256)."""

    made_at: str
    revision: str
    rows: Counts
    files: dict[str, str]


def back_up(database: Database, data: Path, folder: Path, now: datetime) -> Manifest:
    """Write a backup to a folder that is new or empty. BackupError when it cannot be made whole; then nothing is left."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty: name a new folder")
    growing = folder.with_name(f".{folder.name}.growing")
    shutil.rmtree(growing, ignore_errors=True)
    try:
        growing.mkdir(parents=True, mode=0o700)
        rows = copy_out(database, growing / DATABASE)
        _copy_index(data / INDEX, growing / INDEX)
        _copy_keys(data, growing / KEYS)
        manifest = Manifest(now.isoformat(timespec="seconds"), database.revision(), rows, _checksums(growing))
        (growing / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        verified(growing)
        if folder.exists():
            folder.rmdir()
        growing.rename(folder)
    except OSError as error:
        raise BackupError(f"the backup could not be written to {folder}: {error.strerror}. Is there space?") from error
    finally:
        shutil.rmtree(growing, ignore_errors=True)
    return manifest


def verified(folder: Path) -> Manifest:
    """The manifest of a backup that is whole; BackupError that says what is wrong with another."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder} is no backup: its {MANIFEST} cannot be read") from error
    found = _checksums(folder)
    wrong = sorted(name for name in manifest.files.keys() | found.keys() if manifest.files.get(name) != found.get(name))
    if wrong:
        raise BackupError(f"{folder} is broken: {', '.join(wrong)} is not what was written. Use another backup.")
    rows = checked(folder / DATABASE)
    if rows != manifest.rows:
        raise BackupError(f"{folder} is broken: its database does not have the rows that were written. Use another backup.")
    return manifest


def restore(folder: Path, database: Database, data: Path, replace: bool = False) -> Manifest:
    """Put a verified backup where the settings point. Nothing may run there meanwhile. BackupError before anything is changed."""
    manifest = verified(folder)
    database.upgrade()
    here = database.revision()
    if not knows(manifest.revision):
        raise BackupError(f"the backup is of a newer Rumbo (tables {manifest.revision}, here {here}): install that one first")
    if not replace and holds_anything(database):
        raise BackupError("the database is not empty: restore elsewhere, or say --replace to lose what is there")
    forgotten = tombstones(database, data / FORGOTTEN)
    copied = _written_aside(folder / DATABASE, data)
    try:
        restored = copy_in(copied, database)
    finally:
        copied.unlink()
    if any(restored.get(table) != rows for table, rows in manifest.rows.items()):
        raise BackupError("the restored database does not have the rows of the backup: try again")
    if (folder / INDEX).exists():
        shutil.rmtree(data / INDEX, ignore_errors=True)
        shutil.copytree(folder / INDEX, data / INDEX)
    _copy_keys(folder / KEYS, data)
    forget_again(database, kept_key(data / PSEUDONYMS), forgotten)
    return manifest


def forget_in_backup(folder: Path, forgotten: Tombstones) -> int:
    """Delete from a backup whoever asked to be forgotten since it was made; how many. It is replaced when the new one is whole."""
    if not forgotten or not (folder / KEYS / PSEUDONYMS).exists():
        return 0
    manifest = verified(folder)
    growing = folder.with_name(f".{folder.name}.growing")
    shutil.rmtree(growing, ignore_errors=True)
    try:
        shutil.copytree(folder, growing)
        with closing(Database(f"sqlite:///{growing / DATABASE}")) as copy:
            copy.upgrade()
            gone = forget_again(copy, kept_key(folder / KEYS / PSEUDONYMS), forgotten, indexed=False)
            revision = copy.revision()
        if gone:
            rows = checked(growing / DATABASE)
            renewed = Manifest(manifest.made_at, revision, rows, _checksums(growing))
            (growing / MANIFEST).write_text(json.dumps(asdict(renewed), indent=1), encoding="utf-8")
            verified(growing)
            shutil.rmtree(folder)
            growing.rename(folder)
    finally:
        shutil.rmtree(growing, ignore_errors=True)
    return gone


def _written_aside(file: Path, data: Path) -> Path:
    """A copy that may be brought to the newest form: a backup itself is never written to."""
    data.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(file, data / ".restoring.sqlite"))


def _copy_index(index: Path, to: Path) -> None:
    """The index as it is at this moment: its database by SQLite's own backup, the rest as files."""
    if not index.exists():
        return
    shutil.copytree(index, to, ignore=shutil.ignore_patterns("*.sqlite3*"))
    for file in index.glob("*.sqlite3"):
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to / file.name)) as target:
            source.backup(target)


def _copy_keys(source: Path, to: Path) -> None:
    for key in sorted(source.glob("*.key")):
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(key, to / key.name)


def _checksums(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {str(file.relative_to(folder)): _sha256(file) for file in files}


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
