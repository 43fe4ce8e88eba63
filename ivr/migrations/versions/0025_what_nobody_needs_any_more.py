"""sounds that nobody names are let go; of who is forgotten no reference is kept"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("web_asking") as table:
        table.alter_column("reference", existing_type=sa.String(length=64), nullable=True)
    _as_written_no_more()
    with op.batch_alter_table("sound") as table:
        table.add_column(sa.Column("named_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE sound SET named_at = kept_at")
    with op.batch_alter_table("sound") as table:
        table.alter_column("named_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.create_index(op.f("ix_sound_named_at"), ["named_at"])
    _content_as_written()


def _as_written_no_more() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER sound_no_update")
        op.execute("DROP TRIGGER sound_no_delete")
    else:
        op.execute("DROP TRIGGER sound_written_once ON sound")


def _content_as_written() -> None:
    """What a sound is, and under which name, is never changed, by whatever program; it may go."""
    changed = "BEFORE UPDATE OF name, content, kept_at"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER sound_no_update {changed} ON sound"
            " BEGIN SELECT RAISE(ABORT, 'sound is written once'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER sound_written_once {changed} OR TRUNCATE ON sound"
        " FOR EACH STATEMENT EXECUTE FUNCTION sound_is_written_once()"
    )
