"""Corrected entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import BIG, UtcTime

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    """Corrected entries."""
    op.create_table('corrections',
        sa.Column('id', BIG, nullable=False),
        sa.Column('entry_id', sa.String(length=120), nullable=False),
        sa.Column('kind', sa.String(length=24), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('form', sa.JSON(), nullable=False),
        sa.Column('case', sa.JSON(), nullable=False),
        sa.Column('turn_id', BIG, nullable=False),
        sa.Column('author', sa.String(length=80), nullable=False),
        sa.Column('approver', sa.String(length=80), nullable=False),
        sa.Column('created_at', UtcTime(), nullable=False),
        sa.Column('approved_at', UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('entry_id', 'version')
    )
    with op.batch_alter_table('corrections', schema=None) as batch_op:
        batch_op.create_index('corrections_live', ['state', 'entry_id'], unique=False)

    op.create_table('counters',
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('value', BIG, nullable=False),
        sa.PrimaryKeyConstraint('name')
    )
    op.create_table('told',
        sa.Column('correction_id', BIG, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['correction_id'], ['corrections.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('correction_id', 'chat_id')
    )


def downgrade() -> None:
    op.drop_table('told')
    op.drop_table('counters')
    with op.batch_alter_table('corrections', schema=None) as batch_op:
        batch_op.drop_index('corrections_live')

    op.drop_table('corrections')
