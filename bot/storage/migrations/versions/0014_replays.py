"""Replays of questions, and the answers that changed in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add both tables."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "replays",
        sa.Column("id", big, nullable=False), sa.Column("at", UtcTime(), nullable=False),
        sa.Column("counselor", sa.String(length=80), nullable=False), sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False), sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False), sa.Column("problem", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "replay_changes",
        sa.Column("id", big, nullable=False), sa.Column("replay_id", big, nullable=False), sa.Column("turn_id", big, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False), sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], ondelete="CASCADE"), sa.PrimaryKeyConstraint("id"))
    op.create_index("replay_changes_of", "replay_changes", ["replay_id", "id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("replay_changes")
    op.drop_table("replays")
