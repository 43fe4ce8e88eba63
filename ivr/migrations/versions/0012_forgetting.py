"""forgetting: a key for each person, erasures, what the phone company still has, totals"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_PEOPLE = {"consent": "ix", "conversation": "line", "conflict": "responder_id"}
"""Tables that knew a fingerprint, and with what it was unique there."""

TOLD = """SELECT 1 FROM audit AS told WHERE told.what = 'audit.forgotten'
 AND told.number > OLD.number AND {old} AND CASE WHEN told.what = 'audit.forgotten'
 THEN CAST(substr(told.subject, 4) AS INTEGER) END >= OLD.number"""


def upgrade() -> None:
    _keys()
    known = _move_fingerprints()
    for table in OF_PEOPLE:
        _point_to_keys(table, known)
    _erasures()
    _remnants()
    _totals()
    _let_old_entries_go()


def _keys() -> None:
    op.create_table(
        "person_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_person_key_fingerprint")),
    )
    with op.batch_alter_table("person_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_key_used_at"), ["used_at"], unique=False)


def _move_fingerprints() -> dict[str, str]:
    """Fingerprint → the id of a person without a key: what is sealed stays under our own."""
    bind, found = op.get_bind(), set()
    for table in OF_PEOPLE:
        asked = sa.text(f"SELECT DISTINCT fingerprint FROM {table} WHERE fingerprint IS NOT NULL")  # noqa: S608
        found |= set(bind.scalars(asked))
    known = {fingerprint: secrets.token_hex(10) for fingerprint in sorted(found)}
    columns = (
        sa.column("id", sa.String),
        sa.column("fingerprint", sa.String),
        sa.column("used_at", sa.DateTime(timezone=True)),
    )
    now = datetime.now(UTC)
    rows = [{"id": id_, "fingerprint": one, "used_at": now} for one, id_ in known.items()]
    if rows:
        op.bulk_insert(sa.table("person_key", *columns), rows)
    return known


def _point_to_keys(table: str, known: dict[str, str]) -> None:
    beside = OF_PEOPLE[table]
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.String(length=32), nullable=True))
    rows = sa.table(table, sa.column("person_id", sa.String), sa.column("fingerprint", sa.String))
    for fingerprint, id_ in known.items():
        theirs = sa.update(rows).where(rows.c.fingerprint == fingerprint)
        op.execute(theirs.values(person_id=id_))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{table}_fingerprint"))
        if beside != "ix":
            batch_op.drop_constraint(batch_op.f(f"uq_{table}_{beside}_fingerprint"), type_="unique")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_column("fingerprint")
        batch_op.create_index(batch_op.f(f"ix_{table}_person_id"), ["person_id"], unique=False)
        if beside != "ix":
            batch_op.alter_column("person_id", existing_type=sa.String(32), nullable=False)
            batch_op.create_unique_constraint(
                batch_op.f(f"uq_{table}_{beside}_person_id"), [beside, "person_id"]
            )


def _erasures() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    _index("erasure", "asked_at", "person_id")


def _remnants() -> None:
    op.create_table(
        "remnant",
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_remnant")),
    )
    _index("remnant", "since", "not_before")
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def _totals() -> None:
    op.create_table(
        "month_total",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "what", "code", name=op.f("pk_month_total")),
    )


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def _let_old_entries_go() -> None:
    """An entry of the audit may be taken away by whoever first wrote, in the audit, up to which
    number: and then only one that is 24 months old."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_delete")
        old = "datetime(OLD.at, '+24 months') <= datetime(told.at)"
        op.execute(
            "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
            f" WHEN NOT EXISTS ({TOLD.format(old=old)})"
            " BEGIN SELECT RAISE(ABORT, 'audit is written once'); END"
        )
        return
    old = "OLD.at + interval '24 months' <= told.at"
    op.execute(
        "CREATE FUNCTION audit_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF NOT EXISTS ({TOLD.format(old=old)})"
        " THEN RAISE EXCEPTION 'audit is written once'; END IF; RETURN OLD; END $$"
    )
    op.execute("DROP TRIGGER audit_written_once ON audit")
    op.execute(
        "CREATE TRIGGER audit_written_once BEFORE UPDATE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_written_once()"
    )
    op.execute(
        "CREATE TRIGGER audit_kept BEFORE DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION audit_entry_is_kept()"
    )
