"""What goes out before everything else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0009"


def upgrade() -> None:
    """Add a column of the outbox, and the index that finds what is urgent. What waits now is not marked: its order was promised before."""
    op.add_column("outbox", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("outbox_urgent", "outbox", ["state", "urgent", "chat_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("outbox_urgent", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("urgent")
