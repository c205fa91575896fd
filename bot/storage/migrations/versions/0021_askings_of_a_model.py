"""What became of each call of a language model, by prompt and version. None are added for earlier turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the table."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "askings",
        sa.Column("turn_id", big, nullable=False), sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chat_id", big, nullable=False), sa.Column("at", UtcTime(), nullable=False),
        sa.Column("prompt", sa.String(length=48), nullable=False), sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=120), nullable=False), sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False), sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("dollars", sa.Float(), nullable=False), sa.Column("milliseconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], ondelete="CASCADE"), sa.PrimaryKeyConstraint("turn_id", "number"))
    op.create_index("askings_at", "askings", ["at", "prompt"])
    op.create_index("askings_of", "askings", ["prompt", "chat_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("askings")
