"""Vectors of questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import BIG, UtcTime

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    """Vectors of questions."""
    op.create_table('question_vectors',
        sa.Column('turn_id', BIG, autoincrement=False, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('vector', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['turn_id'], ['turns.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('turn_id')
    )
    with op.batch_alter_table('question_vectors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_vectors_chat_id'), ['chat_id'], unique=False)
        batch_op.create_index('question_vectors_of', ['kind', 'turn_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('question_vectors', schema=None) as batch_op:
        batch_op.drop_index('question_vectors_of')
        batch_op.drop_index(batch_op.f('ix_question_vectors_chat_id'))

    op.drop_table('question_vectors')
