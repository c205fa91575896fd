"""The outbox carries files, places and messages that no turn made; who has a conversation; floods; danger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    """Add columns and the table of pauses; a row without its file or place is the text it was before."""
    with op.batch_alter_table('chats') as table:
        table.add_column(sa.Column('state_since', UtcTime(), nullable=True))
        table.add_column(sa.Column('told', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('answering', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_index('ix_chats_state', ['state'])
    with op.batch_alter_table('inbox') as table:
        table.add_column(sa.Column('sent_at', UtcTime(), nullable=True))
        table.add_column(sa.Column('joinable', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('turn_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    with op.batch_alter_table('turns') as table:
        table.add_column(sa.Column('danger', sa.String(length=24), nullable=False, server_default=''))
        table.create_index('ix_turns_danger', ['danger'])
    with op.batch_alter_table('outbox') as table:
        table.alter_column('turn_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
        table.add_column(sa.Column('origin', sa.String(length=16), nullable=False, server_default='bot'))
        table.add_column(sa.Column('kind', sa.String(length=16), nullable=False, server_default='text'))
        table.add_column(sa.Column('rated', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('payload', sa.JSON(), nullable=False, server_default='{}'))
        table.add_column(sa.Column('content', sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column('claimed_at', UtcTime(), nullable=True))
        table.create_index('ix_outbox_claimed_at', ['claimed_at'])
    op.create_table('pauses', sa.Column('name', sa.String(length=32), nullable=False), sa.Column('until', UtcTime(), nullable=False),
                    sa.PrimaryKeyConstraint('name'))


def downgrade() -> None:
    """Messages that the older program could not send are dropped."""
    op.drop_table('pauses')
    op.execute("DELETE FROM outbox WHERE turn_id IS NULL OR kind <> 'text'")
    with op.batch_alter_table('outbox') as table:
        table.drop_index('ix_outbox_claimed_at')
        for column in ('claimed_at', 'content', 'payload', 'rated', 'kind', 'origin'):
            table.drop_column(column)
        table.alter_column('turn_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
    with op.batch_alter_table('turns') as table:
        table.drop_index('ix_turns_danger')
        table.drop_column('danger')
    with op.batch_alter_table('inbox') as table:
        for column in ('turn_id', 'joinable', 'sent_at'):
            table.drop_column(column)
    with op.batch_alter_table('chats') as table:
        table.drop_index('ix_chats_state')
        for column in ('answering', 'told', 'state_since'):
            table.drop_column(column)
