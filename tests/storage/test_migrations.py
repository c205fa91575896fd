"""The chain of migrations."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.storage.database import MIGRATIONS, Database
from tests.storage.talk import Talk


def test_the_migrations_are_one_chain_and_lead_back_to_nothing(tmp_path: Path) -> None:
    import alembic.command

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    database = Database(f"sqlite:///{tmp_path / 'rumbo.db'}")

    database.upgrade()
    with database.engine.begin() as connection:
        settings.attributes["connection"] = connection
        alembic.command.downgrade(settings, "base")
    with database.engine.connect() as connection:
        left = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())

    assert len(ScriptDirectory.from_config(settings).get_heads()) == 1
    assert left == {"alembic_version"}
    database.close()


def revisions() -> list[str]:
    """From the newest to the oldest."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()]


def test_every_step_back_and_forth_is_taken_with_data_in_place(database: Database) -> None:
    Talk(database).say(1, "¿Cuánto cuesta?", entities=("ccna",))

    reached = []
    for revision in revisions()[1:]:
        database.downgrade(revision)
        reached.append(database.revision())
    database.upgrade()
    with database.engine.connect() as connection:
        turns = connection.exec_driver_sql("SELECT message, reply FROM turns").all()
        sent = connection.exec_driver_sql("SELECT html, state, urgent FROM outbox").all()
    database.downgrade()
    database.upgrade()
    Talk(database).say(1, "¿Y ahora?")

    assert reached == revisions()[1:]
    assert [tuple(row) for row in turns] == [("¿Cuánto cuesta?", "Es gratis.")]
    assert [tuple(row) for row in sent] == [("Es gratis.", "waiting", False)]
