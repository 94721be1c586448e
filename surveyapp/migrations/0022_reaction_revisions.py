"""Every saved reaction, of respondents and of readers of an alignment, as a revision that stays."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    for reactions in ("reactions", "alignment_reactions"):
        op.add_column(reactions, sa.Column("number", sa.Integer(), nullable=False, server_default=sa.text("1")))
    _make(
        "reaction_revisions",
        "reactions",
        _known("kind", "reactionkind", "agree correction clarification addition withdrawal question"),
        sa.Column("remark", sa.Text(), nullable=False),
        _known("use", "use", "named unnamed background"),
    )
    _make(
        "alignment_reaction_revisions",
        "alignment_reactions",
        _known("opinion", "opinion", "agree context wording error"),
    )
    op.execute(
        "INSERT INTO reaction_revisions (reaction_id, number, kind, text, remark, use, created_at, author_id)"
        " SELECT id, 1, kind, proposal, remark, use, updated_at, entered_by_id FROM reactions"
    )
    op.execute(
        "INSERT INTO alignment_reaction_revisions (reaction_id, number, opinion, text, created_at)"
        " SELECT id, 1, opinion, words, updated_at FROM alignment_reactions"
    )


def _known(name: str, kind: str, values: str) -> sa.Column[str]:
    known = sa.Enum(*values.split(), name=f"{kind}_known", native_enum=False, create_constraint=True, length=20)
    return sa.Column(name, known, nullable=False)


def _make(table: str, reactions: str, *said: sa.Column[str]) -> None:
    op.create_table(
        table,
        sa.Column("reaction_id", sa.Integer(), nullable=False),
        *said,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f(f"fk_{table}_author_id_users")),
        sa.ForeignKeyConstraint(["reaction_id"], [f"{reactions}.id"], name=op.f(f"fk_{table}_reaction_id_{reactions}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{table}_key")),
        sa.UniqueConstraint("reaction_id", "number", name=op.f(f"uq_{table}_reaction_id_number")),
    )


def downgrade() -> None:
    """What respondents saved before their last words would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
