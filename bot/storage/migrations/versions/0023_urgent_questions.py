"""What is answered before everything else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add a column of the inbox, and the index that finds what is urgent. What waits now keeps its place in line."""
    op.add_column("inbox", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("inbox_urgent", "inbox", ["state", "urgent", "chat_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("inbox_urgent", "inbox")
    with op.batch_alter_table("inbox") as inbox:
        inbox.drop_column("urgent")
