"""An editor says that a section's text still holds with another version of an answer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply. Nobody said so of the texts that are there."""
    column = sa.Column("confirms", sa.String(120), nullable=False, server_default=sa.text("''"))
    op.add_column("section_text_revisions", column)


def downgrade() -> None:
    """Forget of which texts somebody said so."""
    op.drop_column("section_text_revisions", "confirms")
