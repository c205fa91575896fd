"""The chain of migrations."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.storage.database import MIGRATIONS, Database


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
