"""phones that cannot be rung, and who was told"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_LIVE = "state <> 'over'"
_OPEN = "call_id IS NULL AND responder_id IS NOT NULL AND seen_at IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fault", sa.String(length=16), nullable=True))
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_back_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("benched_for", sa.String(length=16), nullable=True))
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("texted_at", sa.DateTime(timezone=True), nullable=True))
    # What was told of people so far stood there without an end, and may stand there twice.
    op.execute("UPDATE alert SET seen_at = made_at WHERE call_id IS NULL AND seen_at IS NULL")
    op.create_index(
        "uq_alert_open",
        "alert",
        ["responder_id", "what"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    _duty_rings()


def _duty_rings() -> None:
    op.create_table(
        "duty_ring",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_duty_ring_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_ring")),
    )
    op.create_index(op.f("ix_duty_ring_call_id"), "duty_ring", ["call_id"], unique=False)
    for name, column in (("uq_duty_ring_call", "call_id"), ("uq_duty_ring_place", "place")):
        live = sa.text(_LIVE)
        op.create_index(
            name, "duty_ring", [column], unique=True, sqlite_where=live, postgresql_where=live
        )
