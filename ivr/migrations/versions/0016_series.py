"""texts that follow each other, each after a yes to it"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'going_on'")


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("consent_id", sa.String(32), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        moment("made_at", nullable=False),
        moment("first_at", nullable=False),
        moment("planned_at", nullable=False),
        moment("next_at"),
        moment("ends_at", nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        moment("ended_at"),
        sa.Column("because", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name="fk_series_consent_id_consent"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("consent_id", name="uq_series_consent_id"),
    )
    op.create_index(
        "ix_series_open", "series", ["next_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    op.drop_table("series")
