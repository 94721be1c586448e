"""The outline of a round's report, and how it was before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "outline_revisions",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_outline_revisions_author_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_outline_revisions_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline_revisions")),
        sa.UniqueConstraint("key", name=op.f("uq_outline_revisions_key")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_outline_revisions_round_id_number")),
    )


def downgrade() -> None:
    """What editors made of their outlines would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
