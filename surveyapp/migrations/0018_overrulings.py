"""What editors decide to publish by name and with a reason; what was ticked without one goes. Answers to name apart."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CONCERNS = ("absent", "empty", "stale", "answer_names", "place_names")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "overrulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "concern",
            sa.Enum(*CONCERNS, name="concern_known", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("cited", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("function", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_overrulings_has_a_reason")),
        sa.CheckConstraint(
            "(concern IN ('absent', 'empty')) = (cited = '')", name=op.f("ck_overrulings_cites_an_answer")
        ),
        sa.CheckConstraint("(concern = 'answer_names') = (key = '')", name=op.f("ck_overrulings_has_a_place")),
        sa.CheckConstraint(
            "(concern = 'stale') = (agreed > version)", name=op.f("ck_overrulings_stale_has_two_versions")
        ),
        sa.CheckConstraint("(concern = 'place_names') = (words <> '')", name=op.f("ck_overrulings_names_its_words")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_overrulings_made_by_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_overrulings_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrulings")),
    )
    op.create_index(op.f("ix_overrulings_round_id"), "overrulings", ["round_id"])
    op.create_table(
        "overruling_withdrawals",
        sa.Column("overruling_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["overruling_id"],
            ["overrulings.id"],
            name=op.f("fk_overruling_withdrawals_overruling_id_overrulings"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["users.id"], name=op.f("fk_overruling_withdrawals_withdrawn_by_id_users")
        ),
        sa.PrimaryKeyConstraint("overruling_id", name=op.f("pk_overruling_withdrawals")),
    )
    op.drop_column("builds", "leave_open")
    op.create_table(
        "apart_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("minority", "apart", name="apart_known", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["marked_by_id"], ["users.id"], name=op.f("fk_apart_marks_marked_by_id_users")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_apart_marks_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_apart_marks_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart_marks")),
        sa.UniqueConstraint(
            "round_id", "organisation_id", "item", name=op.f("uq_apart_marks_round_id_organisation_id_item")
        ),
    )


def downgrade() -> None:
    """Decisions on what was published would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
