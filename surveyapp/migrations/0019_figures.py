"""Figures of the editors' own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "figure_revisions",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("alternative", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> '' AND alternative <> ''", name=op.f("ck_figure_revisions_has_its_words")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_figure_revisions_has_a_size")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_figure_revisions_author_id_users")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_figure_revisions_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_figure_revisions_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_revisions")),
        sa.UniqueConstraint("key", name=op.f("uq_figure_revisions_key")),
        sa.UniqueConstraint("round_id", "name", "number", name=op.f("uq_figure_revisions_round_id_name_number")),
    )
    op.create_index(op.f("ix_figure_revisions_file_id"), "figure_revisions", ["file_id"])


def downgrade() -> None:
    """Figures would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
