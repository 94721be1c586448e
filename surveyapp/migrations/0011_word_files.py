"""The Word file that a reaction was read from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from surveyapp.database import altering

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.add_column("reactions", sa.Column("attachment_id", sa.Integer(), nullable=True))
    altering.refer("reactions", "attachment_id", "attachments")
    altering.check("reactions", "file_is_entered", "attachment_id IS NULL OR entered_by_id IS NOT NULL")


def downgrade() -> None:
    """What was read in since would lose its proof."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
