"""Who is at a desk, and when a conversation began and ended."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply. The columns are added in place: SQLite cannot make a table anew while others refer to its rows."""
    op.create_table(
        "presences",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews.id"],
            name=op.f("fk_presences_interview_id_interviews"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presences_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("interview_id", "user_id", name=op.f("pk_presences")),
    )
    op.add_column("interviews", sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "interviews",
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            sa.CheckConstraint(
                "ended_at IS NULL OR (started_at IS NOT NULL AND ended_at >= started_at)",
                name=op.f("ck_interviews_ends_after_it_starts"),
            ),
            nullable=True,
        ),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("interviews", "ended_at")
    op.drop_column("interviews", "started_at")
    op.drop_table("presences")
