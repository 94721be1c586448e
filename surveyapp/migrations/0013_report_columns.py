"""One text column or two, by choice of the round."""

from collections.abc import Sequence

from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply. The check stands with the column, as both databases take it."""
    op.execute(
        "ALTER TABLE rounds ADD COLUMN report_columns INTEGER DEFAULT 2 NOT NULL"
        " CONSTRAINT ck_rounds_report_has_columns CHECK (report_columns IN (1, 2))"
    )


def downgrade() -> None:
    """Back to two columns for all."""
    op.execute("ALTER TABLE rounds DROP COLUMN report_columns")
