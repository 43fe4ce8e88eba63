"""what each change of a draft replaced"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_change",
        sa.Column("draft", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft"], ["draft.name"], name=op.f("fk_draft_change_draft_draft"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft", "version", name=op.f("pk_draft_change")),
    )
