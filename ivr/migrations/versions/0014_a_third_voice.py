"""a third voice: who joins the responder of a call"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('held', 'made', 'dialling', 'ringing', 'answered', 'accepted')")
ACCEPTED = sa.text("state = 'accepted' AND part = 'responder'")


def upgrade() -> None:
    for name in ("uq_offer_live_responder", "uq_offer_accepted_call", "ix_offer_live_state"):
        op.drop_index(name, table_name="offer")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        part = sa.Column("part", sa.String(length=16), server_default="responder", nullable=False)
        batch_op.add_column(part)
        batch_op.add_column(sa.Column("beside_id", sa.String(length=40), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_offer_beside_id_offer"), "offer", ["beside_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_offer_beside_id"), ["beside_id"], unique=False)
    _where("uq_offer_live_responder", ["responder_id"], LIVE, unique=True)
    _where("uq_offer_live_beside", ["beside_id", "part"], LIVE, unique=True)
    _where("uq_offer_accepted_call", ["call_id"], ACCEPTED, unique=True)
    _where("ix_offer_live_state", ["state"], LIVE, unique=False)


def _where(name: str, columns: list[str], rows: sa.TextClause, *, unique: bool) -> None:
    op.create_index(name, "offer", columns, unique=unique, sqlite_where=rows, postgresql_where=rows)
