"""lines with names, states and text flows; conversations by text"""

import secrets
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAMES = {"welcome": "main", "neutral": "neutral"}
"""What a line is called that was made before lines had names, by its flow."""
LINE = sa.table(
    "line",
    sa.column("id", sa.String),
    sa.column("name", sa.String),
    sa.column("number", sa.String),
    sa.column("flow", sa.String),
    sa.column("state", sa.String),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)
CALL = sa.table("call", sa.column("line", sa.String))


class Known(NamedTuple):
    """A line as it was: a number and its flow."""

    number: str
    flow: str
    created_at: datetime


def upgrade() -> None:
    known = [
        Known(*row)
        for row in op.get_bind().execute(
            sa.select(LINE.c.number, LINE.c.flow, LINE.c.created_at).order_by(LINE.c.created_at)
        )
    ]
    _let_go_of_numbers()
    op.drop_table("line")
    _lines()
    _name(known)
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f("fk_call_line_line"), "line", ["line"], ["id"])
    _conversations()


def _let_go_of_numbers() -> None:
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_call_line_line"), type_="foreignkey")
        batch_op.alter_column(
            "line",
            existing_type=sa.String(length=16),
            type_=sa.String(length=32),
            nullable=True,
        )


def _lines() -> None:
    op.create_table(
        "line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("text_flow", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.UniqueConstraint("name", name=op.f("uq_line_name")),
        sa.UniqueConstraint("number", name=op.f("uq_line_number")),
    )


def _name(known: list[Known]) -> None:
    """Every line gets an id, which its calls then carry, and a name."""
    used: set[str] = set()
    for number, line in enumerate(known, 1):
        wanted = NAMES.get(line.flow, f"line_{number}")
        name = f"line_{number}" if wanted in used else wanted
        used.add(name)
        made = {"id": secrets.token_hex(10), "name": name, "state": "open"}
        op.execute(sa.insert(LINE).values(**made, **line._asdict(), changed_at=line.created_at))
        op.execute(sa.update(CALL).where(CALL.c.line == line.number).values(line=made["id"]))


def _conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("position", sa.LargeBinary(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("last_text_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["line.id"], name=op.f("fk_conversation_line_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("line", "fingerprint", name=op.f("uq_conversation_line_fingerprint")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        for column in ("fingerprint", "last_text_at"):
            batch_op.create_index(batch_op.f(f"ix_conversation_{column}"), [column], unique=False)
    op.create_table(
        "text_answer",
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_text_answer_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_text_answer")),
    )
    with op.batch_alter_table("text_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_text_answer_conversation_id"), ["conversation_id"], unique=False
        )
