"""What language models took, by day and person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """One row a call."""
    op.create_table(
        "model_spending",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("tokens_out", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("dollars", sa.Float(), nullable=False, server_default="0"))
    op.create_index("model_spending_of", "model_spending", ["day", "person"])


def downgrade() -> None:
    """Without the ledger every budget starts anew."""
    op.drop_table("model_spending")
