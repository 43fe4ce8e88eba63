"""messages left after a tone"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "voicemail",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("call_id", sa.String(32), nullable=False),
        sa.Column("place", sa.String(128), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("alert", sa.String(16), nullable=False),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        moment("asked_at", nullable=False),
        moment("keep_until", nullable=False),
        sa.Column("leg", sa.String(64), nullable=True),
        sa.Column("sid", sa.String(64), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        moment("try_at"),
        moment("lease_until"),
        moment("gone_at"),
        moment("alert_at"),
        sa.Column("alerts", sa.Integer(), nullable=False),
        moment("heard_at"),
        moment("done_at"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_voicemail_call_id_call"),
        sa.PrimaryKeyConstraint("id", name="pk_voicemail"),
        sa.UniqueConstraint("sid", name="uq_voicemail_sid"),
    )
    for column in ("call_id", "keep_until", "try_at", "alert_at"):
        op.create_index(f"ix_voicemail_{column}", "voicemail", [column])
    op.create_table(
        "voicemail_sound",
        sa.Column("voicemail_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voicemail_id"], ["voicemail.id"], name="fk_voicemail_sound_voicemail_id_voicemail"
        ),
        sa.PrimaryKeyConstraint("voicemail_id", name="pk_voicemail_sound"),
    )


def downgrade() -> None:
    for table in ("voicemail_sound", "voicemail"):
        op.drop_table(table)
