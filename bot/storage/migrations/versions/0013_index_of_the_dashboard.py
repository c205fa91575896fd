"""An index that holds all that the dashboard counts."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0008"


def upgrade() -> None:
    """Add the index."""
    op.create_index("turns_figures", "turns", ["at", "kind", "feedback", "chat_id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("turns_figures", "turns")
