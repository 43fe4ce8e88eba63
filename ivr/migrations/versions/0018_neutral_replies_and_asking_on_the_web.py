"""how often a phone was answered with the neutral sentence; calls asked for on the web"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "neutral_reply",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_neutral_reply")),
    )
    op.create_index(op.f("ix_neutral_reply_since"), "neutral_reply", ["since"], unique=False)
    op.create_table(
        "web_asking",
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_web_asking_consent_id_consent")
        ),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_web_asking")),
        sa.UniqueConstraint("reference", name=op.f("uq_web_asking_reference")),
    )
    op.create_index(op.f("ix_web_asking_asked_at"), "web_asking", ["asked_at"], unique=False)
