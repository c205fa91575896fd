"""Announcements to those who agreed to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import BIG, UtcTime

revision = "0017"
down_revision = "0014"


def upgrade() -> None:
    """Add the tables of announcements."""
    op.create_table(
        "announcements",
        sa.Column("id", BIG, nullable=False), sa.Column("spanish", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False), sa.Column("created_at", UtcTime(), nullable=False), sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "announcement_sends",
        sa.Column("announcement_id", sa.BigInteger(), nullable=False), sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False), sa.Column("due", UtcTime(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False, server_default=sa.false()), sa.Column("sent_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.chat_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("announcement_id", "chat_id"))
    op.create_index("announcement_sends_due", "announcement_sends", ["done", "due"])
    op.create_index("announcement_sends_of", "announcement_sends", ["chat_id", "sent_at"])


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("announcement_sends")
    op.drop_table("announcements")
