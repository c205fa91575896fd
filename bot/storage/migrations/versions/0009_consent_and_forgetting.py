"""Consent, how much is kept of a chat, chats that counselors blocked, and who asked to be forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0009"
down_revision = "0017"


def upgrade() -> None:
    """Add two tables, and two columns of chats. Who was never asked has not consented."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "consents",
        sa.Column("id", big, nullable=False), sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False), sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.chat_id"], ondelete="CASCADE"), sa.PrimaryKeyConstraint("id"))
    op.create_index("ix_consents_chat_id", "consents", ["chat_id"])
    op.create_table(
        "forgotten", sa.Column("name", sa.String(length=16), nullable=False), sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"))
    op.add_column("chats", sa.Column("keeping", sa.String(length=8), nullable=False, server_default="minutes"))
    op.add_column("chats", sa.Column("barred", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_chats_keeping", "chats", ["keeping"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_chats_keeping", "chats")
    with op.batch_alter_table("chats") as chats:
        chats.drop_column("barred")
        chats.drop_column("keeping")
    op.drop_table("forgotten")
    op.drop_table("consents")
