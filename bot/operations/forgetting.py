"""Deletes who asked to be forgotten from what lies outside the database: exports and backups."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from bot.errors import BackupError
from bot.operations.backup import MANIFEST, forget_in_backup
from bot.storage.forgetting import Tombstones

log = logging.getLogger(__name__)
LINES = (".jsonl", ".csv", ".txt")  # of these only the lines that name the person go; of others the whole file


def forget_outside(exports: Path, backups: Path, forgotten: Tombstones) -> None:
    """Delete everybody the tombstones name from both folders. A backup that is broken is left, and said."""
    forget_in_exports(exports, forgotten)
    for manifest in sorted(backups.glob(f"*/{MANIFEST}")):
        try:
            forget_in_backup(manifest.parent, forgotten)
        except BackupError as error:
            log.error("ALERT: somebody who was forgotten may still be in a backup: %s", error)


def forget_in_exports(folder: Path, names: Iterable[str]) -> None:
    """Exports know people by their pseudonyms: lines, or files, that hold one of these are deleted."""
    wanted = tuple(names)
    for file in sorted(one for one in folder.rglob("*") if one.is_file()) if folder.exists() else ():
        content = file.read_bytes()
        if not any(name.encode() in content for name in wanted):
            continue
        if file.suffix not in LINES:
            file.unlink()
            continue
        kept = [line for line in content.splitlines(keepends=True) if not any(name.encode() in line for name in wanted)]
        file.write_bytes(b"".join(kept))
