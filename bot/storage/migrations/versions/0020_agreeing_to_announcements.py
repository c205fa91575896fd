"""What an answer of a person was about: the privacy notice, or announcements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add a column of consents; all before were about the notice."""
    op.add_column("consents", sa.Column("about", sa.String(length=16), nullable=False, server_default="notice"))


def downgrade() -> None:
    """Take it away, with the answers that only it tells apart."""
    op.execute("DELETE FROM consents WHERE about <> 'notice'")
    with op.batch_alter_table("consents") as consents:
        consents.drop_column("about")
