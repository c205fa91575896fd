"""Reminders that people asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table of reminders."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "reminders",
        sa.Column("id", big, nullable=False), sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False), sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("due", UtcTime(), nullable=True), sa.Column("expires", UtcTime(), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False), sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True), sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.chat_id"]), sa.PrimaryKeyConstraint("id"))
    op.create_index("reminders_due", "reminders", ["state", "due"])
    op.create_index("reminders_of_chat", "reminders", ["chat_id", "state"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("reminders")
