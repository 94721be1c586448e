"""An index of answer revisions by when they were saved, by which the audit log is compared with them."""

from collections.abc import Sequence

from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_answer_revisions_saved", "answer_revisions", ["answer_id", "created_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_answer_revisions_saved", "answer_revisions")
