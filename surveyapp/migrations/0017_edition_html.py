"""An edition keeps its web page."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from surveyapp.database import altering

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply. Editions that were published before have no page, and never get one."""
    op.add_column("editions", sa.Column("html", sa.Text(), nullable=True))
    op.add_column("editions", sa.Column("html_hash", sa.String(length=64), nullable=True))
    altering.check("editions", "page_has_hash", "(html IS NULL) = (html_hash IS NULL)")


def downgrade() -> None:
    """What was published would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
