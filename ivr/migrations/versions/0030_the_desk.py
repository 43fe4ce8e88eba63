"""the desk: yes said there, an interpreter asked for, how a call ended, why somebody pauses, and
the number of a caller for as long as somebody may have to text or call them"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("person_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_call_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("wants_interpreter", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("outcome", sa.String(length=32), nullable=True))
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("because", sa.String(length=16), nullable=True))
