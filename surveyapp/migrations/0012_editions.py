"""What was published."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from surveyapp.database import altering

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("erratum", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_editions_is_numbered")),
        sa.CheckConstraint("(number = 1) = (erratum = '')", name=op.f("ck_editions_later_says_why")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_editions_round_id_rounds")),
        sa.ForeignKeyConstraint(["published_by_id"], ["users.id"], name=op.f("fk_editions_published_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_editions_round_id_number")),
    )
    op.add_column("builds", sa.Column("publish", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("builds", sa.Column("erratum", sa.Text(), nullable=False, server_default=sa.text("''")))
    altering.check("builds", "published_is_whole_and_final", "NOT (publish AND (draft OR chapter <> ''))")


def downgrade() -> None:
    """What was published would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
