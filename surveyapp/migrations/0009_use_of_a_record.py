"""What a respondent allows for all answers of a record at once."""

from collections.abc import Sequence

from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply. The check stands with the column, as both databases take it."""
    op.execute(
        "ALTER TABLE verifications ADD COLUMN use VARCHAR(20)"
        " CONSTRAINT ck_verifications_use_known CHECK (use IN ('named', 'unnamed', 'background'))"
    )


def downgrade() -> None:
    """Back to a use per answer only."""
    op.execute("ALTER TABLE verifications DROP COLUMN use")
