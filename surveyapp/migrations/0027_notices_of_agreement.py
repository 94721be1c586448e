"""Which mail told a respondent of an agreement that staff wrote down."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MADE_TOGETHER = """UPDATE approvals SET notice_id = (
  SELECT min(outbox.id) FROM outbox
  JOIN respondents ON respondents.interview_id = outbox.interview_id
  WHERE respondents.id = approvals.respondent_id AND outbox.created_at = approvals.given_at
  AND outbox.enclosure = '' AND outbox.to_name = respondents.name
) WHERE channel NOT IN ('link', 'code')"""
"""Until now a notice was known only as a mail that was made in the same moment."""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("approvals") as table:
        table.add_column(sa.Column("notice_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_approvals_notice_id_outbox"), "outbox", ["notice_id"], ["id"])
    op.execute(MADE_TOGETHER)


def downgrade() -> None:
    """Which mail told of which agreement would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
