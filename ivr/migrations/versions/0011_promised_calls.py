"""promised calls"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('promised', 'due', 'ringing', 'answered')")
TIMES = (
    "place_since",
    "asked_at",
    "lease_until",
    "reminded_at",
    "overdue_at",
    "final_at",
)


def upgrade() -> None:
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("outbound", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.alter_column("outbound", server_default=None)
    op.create_table(
        "callback",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("need", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ring_call_id", sa.String(length=32), nullable=True),
        sa.Column("heard_in_id", sa.String(length=32), nullable=True),
        sa.Column("ringing", sa.String(length=64), nullable=True),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in TIMES),
        _of("consent_id", "consent"),
        _of("call_id", "call"),
        _of("line", "line"),
        _of("ring_call_id", "call"),
        _of("heard_in_id", "call"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
        sa.UniqueConstraint("ring_call_id", name=op.f("uq_callback_ring_call_id")),
        sa.UniqueConstraint("ringing", name=op.f("uq_callback_ringing")),
    )
    with op.batch_alter_table("callback", schema=None) as batch_op:
        for column in ("consent_id", "call_id", "heard_in_id"):
            batch_op.create_index(batch_op.f(f"ix_callback_{column}"), [column], unique=False)
        batch_op.create_index(
            "ix_callback_open",
            ["not_before"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def _of(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_callback_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
