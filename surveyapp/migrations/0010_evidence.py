"""What became of respondents, links made anew, when everything was agreed, and how long names are kept."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from surveyapp.database import altering

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ("name", "function", "email", "role", "joined", "left", "erased")


def upgrade() -> None:
    """Apply. The columns are added in place: SQLite cannot make a table anew while others refer to its rows."""
    op.create_table(
        "completions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_completions_interview_id_interviews")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completions")),
        sa.UniqueConstraint("interview_id", "hash", name=op.f("uq_completions_interview_id_hash")),
    )
    op.create_table(
        "person_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(*EVENTS, name="personevent_known", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_person_changes_changed_by_id_users")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondents.id"], name=op.f("fk_person_changes_respondent_id_respondents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_changes")),
    )
    op.create_index(op.f("ix_person_changes_respondent_id"), "person_changes", ["respondent_id"])
    op.add_column("verifications", sa.Column("relinked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("respondents", sa.Column("succeeds_id", sa.Integer(), nullable=True))
    altering.refer("respondents", "succeeds_id", "respondents")
    op.add_column(
        "rounds",
        sa.Column(
            "retention_months",
            sa.Integer(),
            sa.CheckConstraint("retention_months >= 0", name=op.f("ck_rounds_retention_is_a_time")),
            nullable=False,
            server_default=sa.text("24"),
        ),
    )


def downgrade() -> None:
    """What was done since with people who were asked has no place in the tables as they were."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
