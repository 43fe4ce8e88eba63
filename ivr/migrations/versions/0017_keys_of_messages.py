"""keys of messages: what somebody said is sealed by a key of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("voicemail_sound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.String(length=32), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_voicemail_sound_person_id"), ["person_id"], unique=False
        )
