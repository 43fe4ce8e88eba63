"""directory: words of a resource in a table of their own, what it is for, who is spoken to"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LISTS = ("purposes", "languages", "areas")
PIECES = {"name": 120, "about": 400, "area": 200, "hours": 300}
PIECES |= {"access": 300, "cost": 300, "eligibility": 300}
OLD = sa.table("resource", sa.column("id", sa.String), sa.column("words", sa.JSON))


def upgrade() -> None:
    described = op.get_bind().execute(sa.select(OLD.c.id, OLD.c.words)).all()
    words = _words()
    rows = [_row(id_, tag, said) for id_, given in described for tag, said in given.items()]
    if rows:
        op.bulk_insert(words, rows)
    _resources()


def _words() -> sa.Table:
    return op.create_table(
        "resource_words",
        sa.Column("resource_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        *(sa.Column(name, sa.String(length=most), nullable=False) for name, most in PIECES.items()),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_resource_words_resource_id_resource")
        ),
        sa.PrimaryKeyConstraint("resource_id", "language", name=op.f("pk_resource_words")),
    )


def _row(resource: str, language: str, said: dict[str, str]) -> dict[str, str]:
    pieces = {name: str(said.get(name, ""))[:most] for name, most in PIECES.items()}
    return {"resource_id": resource, "language": language, **pieces}


def _resources() -> None:
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_column("words")
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("url", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("verified_on", existing_type=sa.Date(), nullable=True)
    with op.batch_alter_table("resource", schema=None) as batch_op:
        for name in LISTS:
            batch_op.alter_column(name, existing_type=sa.JSON(), server_default=None)
