"""Links of the knowledge, and the last round of asking for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "links",
        sa.Column("key", sa.String(length=64), nullable=False), sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False), sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=16), nullable=False), sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("checked_at", UtcTime(), nullable=False), sa.Column("failing_since", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("key"))
    op.create_table(
        "link_rounds",
        sa.Column("name", sa.String(length=16), nullable=False), sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("counselor", sa.String(length=80), nullable=False), sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False), sa.Column("begun_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True), sa.PrimaryKeyConstraint("name"))


def downgrade() -> None:
    """Take them away."""
    op.drop_table("link_rounds")
    op.drop_table("links")
