"""The desk of the counselors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import BIG, UtcTime

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    """The desk of the counselors."""
    op.create_table('desk',
        sa.Column('chat_id', BIG, autoincrement=False, nullable=False),
        sa.Column('pseudonym', sa.String(length=16), nullable=True),
        sa.Column('rank', sa.SmallInteger(), nullable=False),
        sa.Column('position', sa.Float(), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('place', sa.String(length=40), nullable=False),
        sa.Column('kinds', sa.Integer(), nullable=False),
        sa.Column('turns', sa.Integer(), nullable=False),
        sa.Column('unreviewed', sa.Integer(), nullable=False),
        sa.Column('shown_turn', BIG, nullable=False),
        sa.Column('assigned_to', BIG, nullable=True),
        sa.Column('first_at', UtcTime(), nullable=False),
        sa.Column('last_at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['assigned_to'], ['counselors.id'], ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['chat_id'], ['chats.chat_id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('chat_id'),
        sa.UniqueConstraint('pseudonym')
    )
    with op.batch_alter_table('desk', schema=None) as batch_op:
        batch_op.create_index('desk_newest', ['last_at', 'chat_id'], unique=False)
        batch_op.create_index('desk_order', ['rank', 'position', 'chat_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_desk_assigned_to'), ['assigned_to'], unique=False)
        batch_op.create_index(batch_op.f('ix_desk_place'), ['place'], unique=False)
        batch_op.create_index(batch_op.f('ix_desk_state'), ['state'], unique=False)

    op.create_table('files',
        sa.Column('id', BIG, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('turn_id', BIG, nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('mime_type', sa.String(length=80), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.Column('expires_at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['chat_id'], ['chats.chat_id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_files_chat_id'), ['chat_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_files_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_files_turn_id'), ['turn_id'], unique=False)

    op.create_table('handovers',
        sa.Column('id', BIG, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('reason', sa.String(length=24), nullable=False),
        sa.Column('asked_at', UtcTime(), nullable=False),
        sa.Column('told_at', UtcTime(), nullable=True),
        sa.Column('taken_at', UtcTime(), nullable=True),
        sa.Column('counselor_id', BIG, nullable=True),
        sa.Column('spoke_at', UtcTime(), nullable=True),
        sa.Column('heard_at', UtcTime(), nullable=True),
        sa.Column('reminded_at', UtcTime(), nullable=True),
        sa.Column('ended_at', UtcTime(), nullable=True),
        sa.Column('end', sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(['chat_id'], ['chats.chat_id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['counselor_id'], ['counselors.id'], ),
        sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('handovers', schema=None) as batch_op:
        batch_op.create_index('handovers_open', ['ended_at', 'chat_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handovers_asked_at'), ['asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_handovers_chat_id'), ['chat_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handovers_counselor_id'), ['counselor_id'], unique=False)

    op.create_table('notes',
        sa.Column('id', BIG, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('counselor_id', BIG, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['chat_id'], ['chats.chat_id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['counselor_id'], ['counselors.id'], ),
        sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notes_chat_id'), ['chat_id'], unique=False)

    op.create_table('saved_views',
        sa.Column('id', BIG, nullable=False),
        sa.Column('counselor_id', BIG, nullable=False),
        sa.Column('shared', sa.Boolean(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('query', sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(['counselor_id'], ['counselors.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('saved_views', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_views_counselor_id'), ['counselor_id'], unique=False)

    op.create_table('spoken',
        sa.Column('id', BIG, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('counselor_id', BIG, nullable=False),
        sa.Column('outbox_id', BIG, nullable=False),
        sa.Column('after_turn', BIG, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('file_id', BIG, nullable=True),
        sa.Column('at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['chat_id'], ['chats.chat_id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['counselor_id'], ['counselors.id'], ),
        sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('spoken', schema=None) as batch_op:
        batch_op.create_index('spoken_of_chat', ['chat_id', 'id'], unique=False)

    op.create_table('tags',
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('tag', sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(['chat_id'], ['chats.chat_id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('chat_id', 'tag')
    )
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.create_index('tags_of', ['tag', 'chat_id'], unique=False)

    op.create_table('mentions',
        sa.Column('note_id', BIG, nullable=False),
        sa.Column('counselor_id', BIG, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('seen_at', UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(['counselor_id'], ['counselors.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['note_id'], ['notes.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('note_id', 'counselor_id')
    )
    op.create_table('reviews',
        sa.Column('id', BIG, nullable=False),
        sa.Column('turn_id', BIG, nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('counselor_id', BIG, nullable=False),
        sa.Column('rubric', sa.Integer(), nullable=False),
        sa.Column('ratings', sa.JSON(), nullable=False),
        sa.Column('reasons', sa.JSON(), nullable=False),
        sa.Column('comment', sa.Text(), nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['counselor_id'], ['counselors.id'], ),
        sa.ForeignKeyConstraint(['turn_id'], ['turns.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('turn_id', 'counselor_id')
    )
    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reviews_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_reviews_chat_id'), ['chat_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reviews_counselor_id'), ['counselor_id'], unique=False)

    op.create_table('turn_entries',
        sa.Column('turn_id', BIG, nullable=False),
        sa.Column('entry_id', sa.String(length=120), nullable=False),
        sa.Column('chat_id', BIG, nullable=False),
        sa.Column('at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['turn_id'], ['turns.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('turn_id', 'entry_id')
    )
    with op.batch_alter_table('turn_entries', schema=None) as batch_op:
        batch_op.create_index('turn_entries_at', ['at', 'entry_id'], unique=False)
        batch_op.create_index('turn_entries_of', ['entry_id', 'chat_id'], unique=False)


    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE turn_words USING fts5(body, content='', detail='none', columnsize=0, tokenize='ascii')")
    else:
        op.execute("CREATE TABLE turn_words (turn_id BIGINT PRIMARY KEY REFERENCES turns(id) ON DELETE CASCADE, body TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX turn_words_body ON turn_words USING gin (body)")


def downgrade() -> None:
    op.execute("DROP TABLE turn_words")
    with op.batch_alter_table('turn_entries', schema=None) as batch_op:
        batch_op.drop_index('turn_entries_of')
        batch_op.drop_index('turn_entries_at')

    op.drop_table('turn_entries')
    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reviews_counselor_id'))
        batch_op.drop_index(batch_op.f('ix_reviews_chat_id'))
        batch_op.drop_index(batch_op.f('ix_reviews_at'))

    op.drop_table('reviews')
    op.drop_table('mentions')
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.drop_index('tags_of')

    op.drop_table('tags')
    with op.batch_alter_table('spoken', schema=None) as batch_op:
        batch_op.drop_index('spoken_of_chat')

    op.drop_table('spoken')
    with op.batch_alter_table('saved_views', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_views_counselor_id'))

    op.drop_table('saved_views')
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notes_chat_id'))

    op.drop_table('notes')
    with op.batch_alter_table('handovers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handovers_counselor_id'))
        batch_op.drop_index(batch_op.f('ix_handovers_chat_id'))
        batch_op.drop_index(batch_op.f('ix_handovers_asked_at'))
        batch_op.drop_index('handovers_open')

    op.drop_table('handovers')
    with op.batch_alter_table('files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_files_turn_id'))
        batch_op.drop_index(batch_op.f('ix_files_expires_at'))
        batch_op.drop_index(batch_op.f('ix_files_chat_id'))

    op.drop_table('files')
    with op.batch_alter_table('desk', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_desk_state'))
        batch_op.drop_index(batch_op.f('ix_desk_place'))
        batch_op.drop_index(batch_op.f('ix_desk_assigned_to'))
        batch_op.drop_index('desk_order')
        batch_op.drop_index('desk_newest')

    op.drop_table('desk')
