"""turns of a shift that somebody else is asked to take"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

LIVING = sa.text("state IN ('asked', 'agreed')")


def upgrade() -> None:
    op.create_table(
        "swap",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("shift_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("giver_id", sa.String(length=32), nullable=False),
        sa.Column("taker_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("made_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["responder.id"], name=op.f("fk_swap_giver_id_responder")
        ),
        sa.ForeignKeyConstraint(
            ["taker_id"], ["responder.id"], name=op.f("fk_swap_taker_id_responder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap")),
    )
    with op.batch_alter_table("swap", schema=None) as batch_op:
        for column in ("day", "giver_id", "taker_id"):
            batch_op.create_index(batch_op.f(f"ix_swap_{column}"), [column], unique=False)
        batch_op.create_index(
            "uq_swap_living",
            ["shift_id", "day"],
            unique=True,
            sqlite_where=LIVING,
            postgresql_where=LIVING,
        )
