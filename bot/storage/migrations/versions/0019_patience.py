"""When a person was last asked for a moment because many questions waited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add a column of chats."""
    op.add_column("chats", sa.Column("patience_at", UtcTime(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("chats") as chats:
        chats.drop_column("patience_at")
