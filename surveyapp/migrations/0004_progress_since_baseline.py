"""progress since the baseline, per item."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "progress_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "new",
                "unchanged",
                "advanced",
                "completed",
                "lapsed",
                name="progressmark_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_progress_marks_author_id_users")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_progress_marks_interview_id_interviews")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_marks")),
        sa.UniqueConstraint("interview_id", "item", name=op.f("uq_progress_marks_interview_id_item")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("progress_marks")
