"""Runs migrations on the connection that the program opened; see `Database.upgrade`."""

from alembic import context

from bot.storage import (  # noqa: F401 (their tables belong to Base)
    announcement_tables,
    askings,
    correction_tables,
    counselor_tables,
    desk_tables,
    handover_tables,
    links,
    privacy_tables,
    replays,
)
from bot.storage.tables import Base


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The index of words is made by hand (see words.py) and is not compared."""
    return kind != "table" or not (name or "").startswith("turn_words")


context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True,
                  include_name=ours)
with context.begin_transaction():
    context.run_migrations()
