"""which choices callers made, in codes: the rows, and what is kept of them in the end"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _steps()
    _totals()


def _steps() -> None:
    op.create_table(
        "step_heard",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("path", sa.String(length=20), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=96), nullable=False),
        sa.Column("choice", sa.String(length=96), nullable=False),
        sa.Column("led_to", sa.String(length=96), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_heard")),
        sa.UniqueConstraint(
            "path", "turn", "step", "choice", name=op.f("uq_step_heard_path_turn_step_choice")
        ),
    )
    with op.batch_alter_table("step_heard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_heard_at"), ["at"], unique=False)


def _totals() -> None:
    op.create_table(
        "step_total",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=96), nullable=False),
        sa.Column("choice", sa.String(length=96), nullable=False),
        sa.Column("led_to", sa.String(length=96), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "revision", "step", "choice", "led_to", name=op.f("pk_step_total")
        ),
    )
