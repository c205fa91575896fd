"""Search without accents over messages and replies: FTS5 on SQLite, a text vector with a GIN index on PostgreSQL.

Both hold the same words, folded here. With a key the words are kept as keyed hashes, so that the index tells nothing; then only whole words
are found. The index keeps no text: what is removed from it must be given again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

WORD = re.compile(r"[^\W_]+")
LONGEST = 40
SQLITE = {
    "add": text("INSERT INTO turn_words(rowid, body) VALUES (:turn, :body)"),
    "remove": text("INSERT INTO turn_words(turn_words, rowid, body) VALUES ('delete', :turn, :body)"),
    "find": text("SELECT rowid FROM turn_words WHERE turn_words MATCH :query AND rowid < :before ORDER BY rowid DESC LIMIT :most"),
}
POSTGRESQL = {
    "add": text("INSERT INTO turn_words(turn_id, body) VALUES (:turn, to_tsvector('simple', :body))"),
    "remove": text("DELETE FROM turn_words WHERE turn_id = :turn"),
    "find": text("SELECT turn_id FROM turn_words WHERE body @@ to_tsquery('simple', :query) AND turn_id < :before "
                 "ORDER BY turn_id DESC LIMIT :most"),
}


def folded(written: str) -> list[str]:
    """The words of a text in lower case without accents, in order."""
    plain = unicodedata.normalize("NFKD", written.casefold())
    return [word[:LONGEST] for word in WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))]


@dataclass(frozen=True)
class Words:
    """The index of words of a session's database. `key`: hashes the words; empty keeps them as they are."""

    session: Session
    key: bytes = b""

    def add(self, turn_id: int, *texts: str) -> None:
        """Index a turn."""
        self.session.execute(self._statement("add"), {"turn": turn_id, "body": self._body(texts)})

    def remove(self, turn_id: int, *texts: str) -> None:
        """Forget a turn; the texts must be those that were indexed."""
        self.session.execute(self._statement("remove"), {"turn": turn_id, "body": self._body(texts)})

    def find(self, wanted: str, before: int, most: int) -> list[int]:
        """Turns that have every word (or, without a key, a word that begins so), newest first, older than turn `before`."""
        words = self._kept(wanted)
        if not words:
            return []
        if self._is_sqlite:
            query = " ".join(f'"{word}"' if self.key else f'"{word}"*' for word in words)
        else:
            query = " & ".join(word if self.key else f"{word}:*" for word in words)
        rows = self.session.execute(self._statement("find"), {"query": query, "before": before, "most": most})
        return [int(row[0]) for row in rows]

    @property
    def _is_sqlite(self) -> bool:
        return self.session.get_bind().dialect.name == "sqlite"

    def _statement(self, name: str):  # type: ignore[no-untyped-def]  # a text clause
        return (SQLITE if self._is_sqlite else POSTGRESQL)[name]

    def _body(self, texts: tuple[str, ...]) -> str:
        return " ".join(dict.fromkeys(word for written in texts for word in self._kept(written)))

    def _kept(self, written: str) -> list[str]:
        words = folded(written)
        return [hashlib.blake2b(word.encode(), key=self.key, digest_size=8).hexdigest() for word in words] if self.key else words
