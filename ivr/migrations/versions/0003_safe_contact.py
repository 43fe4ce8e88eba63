"""safe contact: when, how and in what words somebody may be reached"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.alter_column("call_id", existing_type=sa.String(length=32), nullable=True)
        batch_op.add_column(
            sa.Column("recorded_by", sa.String(length=40), nullable=False, server_default="caller")
        )
        batch_op.add_column(sa.Column("language", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("window", sa.JSON(), nullable=True))
        batch_op.add_column(
            sa.Column("voicemail", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("code", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("call_id", existing_type=sa.String(length=32), nullable=True)
        batch_op.add_column(sa.Column("not_after", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sendings", sa.Integer(), nullable=False, server_default="0"))
    # New rows say these themselves.
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.alter_column("recorded_by", server_default=None)
        batch_op.alter_column("voicemail", server_default=None)
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("sendings", server_default=None)
