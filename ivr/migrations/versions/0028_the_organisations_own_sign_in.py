"""accounts that the organisation's own sign-in vouches for"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_account_subject"), ["subject"])
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("by_provider", sa.Boolean(), nullable=False, server_default=sa.false())
        )
