"""Whether the link that an agreement was given through can have been anybody else's."""

from collections.abc import Sequence

from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply. The check stands with the column, as both databases take it."""
    op.execute(
        "ALTER TABLE approvals ADD COLUMN reach VARCHAR(20) DEFAULT 'own' NOT NULL"
        " CONSTRAINT ck_approvals_reach_known CHECK (reach IN ('own', 'moved', 'staff'))"
    )


def downgrade() -> None:
    """Back to a channel only."""
    op.execute("ALTER TABLE approvals DROP COLUMN reach")
