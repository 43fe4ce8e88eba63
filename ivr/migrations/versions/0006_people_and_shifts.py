"""people and shifts: languages by level, roles, mentors, conflicts, planned time, PINs"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RESPONDER = ["responder.id"]


def upgrade() -> None:
    _languages()
    _responders()
    _certificates()
    _pairings()
    _plans()
    _pins()
    _presence_and_calls()


def _languages() -> None:
    op.create_table(
        "spoken_language",
        sa.Column("responder_id", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.String(length=35), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("routed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["responder_id"], RESPONDER, name=op.f("fk_spoken_language_responder_id_responder")
        ),
        sa.PrimaryKeyConstraint("responder_id", "tag", name=op.f("pk_spoken_language")),
    )
    # Until now calls in every language of a responder were theirs: that is what fluent means.
    known = sa.table("responder", sa.column("id", sa.String), sa.column("languages", sa.JSON))
    spoken = sa.table(
        "spoken_language",
        *(sa.column(name) for name in ("responder_id", "tag", "place", "level", "routed")),
    )
    connection = op.get_bind()
    rows = [
        {"responder_id": who, "tag": tag, "place": place, "level": "fluent", "routed": True}
        for who, tags in connection.execute(sa.select(known.c.id, known.c.languages)).all()
        for place, tag in enumerate(dict.fromkeys(tags))
    ]
    if rows:
        connection.execute(sa.insert(spoken), rows)


def _responders() -> None:
    with op.batch_alter_table("responder", schema=None) as batch_op:
        batch_op.drop_column("languages")
        batch_op.alter_column("phone", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.alter_column("phone_fingerprint", existing_type=sa.String(64), nullable=True)
        batch_op.add_column(
            sa.Column("role", sa.String(length=16), nullable=False, server_default="responder")
        )
        batch_op.add_column(sa.Column("gender", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("zone", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("responder", schema=None) as batch_op:
        batch_op.alter_column("role", server_default=None)
        batch_op.alter_column("areas", server_default=None)


def _certificates() -> None:
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("issued_on", sa.Date(), nullable=True))


def _pairings() -> None:
    op.create_table(
        "conflict",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("responder_id", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("because", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["responder_id"], RESPONDER, name=op.f("fk_conflict_responder_id_responder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint(
            "responder_id", "fingerprint", name=op.f("uq_conflict_responder_id_fingerprint")
        ),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_until"), ["until"], unique=False)
    op.create_table(
        "mentorship",
        sa.Column("trainee_id", sa.String(length=32), nullable=False),
        sa.Column("mentor_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"], RESPONDER, name=op.f("fk_mentorship_mentor_id_responder")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], RESPONDER, name=op.f("fk_mentorship_trainee_id_responder")
        ),
        sa.PrimaryKeyConstraint("trainee_id", name=op.f("pk_mentorship")),
    )
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentorship_mentor_id"), ["mentor_id"], unique=False)
    op.create_table(
        "apart",
        sa.Column("one_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], RESPONDER, name=op.f("fk_apart_one_id_responder")),
        sa.ForeignKeyConstraint(["other_id"], RESPONDER, name=op.f("fk_apart_other_id_responder")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_apart")),
    )


def _plans() -> None:
    op.create_table(
        "shift",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("responder_id", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("not_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["responder_id"], RESPONDER, name=op.f("fk_shift_responder_id_responder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("responder_id", sa.String(length=32), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["responder_id"], RESPONDER, name=op.f("fk_leave_responder_id_responder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    for table in ("shift", "leave"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            name = batch_op.f(f"ix_{table}_responder_id")
            batch_op.create_index(name, ["responder_id"], unique=False)


def _pins() -> None:
    op.create_table(
        "pin",
        sa.Column("responder_id", sa.String(length=32), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_try", sa.String(length=40), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["responder_id"], RESPONDER, name=op.f("fk_pin_responder_id_responder")
        ),
        sa.PrimaryKeyConstraint("responder_id", name=op.f("pk_pin")),
    )


def _presence_and_calls() -> None:
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("open_ended", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.alter_column("open_ended", server_default=None)
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_apart", sa.JSON(), nullable=True))
