"""the promised call that a text tells of, before it comes"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("callback_id", sa.String(length=32), nullable=True))
        table.create_foreign_key(
            op.f("fk_message_callback_id_callback"), "callback", ["callback_id"], ["id"]
        )
        table.create_unique_constraint(op.f("uq_message_callback_id"), ["callback_id"])
