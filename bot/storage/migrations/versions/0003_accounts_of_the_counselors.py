"""Accounts of the counselors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import BIG, UtcTime

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    """Accounts of the counselors."""
    op.create_table('audit',
        sa.Column('id', BIG, nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.Column('counselor', sa.String(length=80), nullable=False),
        sa.Column('action', sa.String(length=40), nullable=False),
        sa.Column('subject', sa.String(length=120), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index('audit_at', ['at'], unique=False)

    op.create_table('counselors',
        sa.Column('id', BIG, nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('first_name', sa.String(length=80), nullable=False),
        sa.Column('role', sa.String(length=16), nullable=False),
        sa.Column('password', sa.String(length=200), nullable=False),
        sa.Column('disabled', sa.Boolean(), nullable=False),
        sa.Column('totp_secret', sa.String(length=200), nullable=False),
        sa.Column('totp_on', sa.Boolean(), nullable=False),
        sa.Column('totp_step', BIG, nullable=False),
        sa.Column('telegram_chat', BIG, nullable=False),
        sa.Column('link_code', sa.String(length=64), nullable=False),
        sa.Column('link_until', UtcTime(), nullable=True),
        sa.Column('on_call', sa.Boolean(), nullable=False),
        sa.Column('created_at', UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('name')
    )
    with op.batch_alter_table('counselors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_counselors_telegram_chat'), ['telegram_chat'], unique=False)

    op.create_table('failed_sign_ins',
        sa.Column('id', BIG, nullable=False),
        sa.Column('who', sa.String(length=64), nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('failed_sign_ins', schema=None) as batch_op:
        batch_op.create_index('failed_sign_ins_of', ['who', 'at'], unique=False)

    op.create_table('sessions',
        sa.Column('token', sa.String(length=64), nullable=False),
        sa.Column('counselor_id', BIG, nullable=False),
        sa.Column('csrf', sa.String(length=64), nullable=False),
        sa.Column('pending', sa.Boolean(), nullable=False),
        sa.Column('seen_at', UtcTime(), nullable=False),
        sa.Column('expires_at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['counselor_id'], ['counselors.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('token')
    )
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sessions_counselor_id'), ['counselor_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sessions_counselor_id'))

    op.drop_table('sessions')
    with op.batch_alter_table('failed_sign_ins', schema=None) as batch_op:
        batch_op.drop_index('failed_sign_ins_of')

    op.drop_table('failed_sign_ins')
    with op.batch_alter_table('counselors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_counselors_telegram_chat'))

    op.drop_table('counselors')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index('audit_at')

    op.drop_table('audit')
