"""planning and inviting."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HOURS = "planned_from IS NULL OR held_on IS NOT NULL"
TIME = "planned_minutes > 0"


def upgrade() -> None:
    """Apply.

    A column brings its CHECK along: SQLite can add one in no other way without making the table anew, which the rows
    that point to it do not allow.
    """
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for column, rest in (
        ("planned_from", f"{moment} CONSTRAINT ck_interviews_hours_have_a_day CHECK ({HOURS})"),
        ("planned_minutes", f"INTEGER DEFAULT 60 NOT NULL CONSTRAINT ck_interviews_takes_some_time CHECK ({TIME})"),
        ("video_url", "VARCHAR(500) DEFAULT '' NOT NULL"),
    ):
        op.execute(f"ALTER TABLE interviews ADD COLUMN {column} {rest}")
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum("request", "cancel", name="method_known", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("video_url", sa.String(length=500), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_invitations_numbered_from_zero")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_invitations_takes_some_time")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_invitations_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(["organiser_id"], ["users.id"], name=op.f("fk_invitations_organiser_id_users")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_invitations_sent_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("uid", "sequence", name=op.f("uq_invitations_uid_sequence")),
    )
    op.create_index(op.f("ix_invitations_interview_id"), "invitations", ["interview_id"])
    op.create_table(
        "invitation_recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_invitation_recipients_invitation_id_invitations")
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondents.id"], name=op.f("fk_invitation_recipients_respondent_id_respondents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_recipients")),
        sa.UniqueConstraint(
            "invitation_id", "respondent_id", name=op.f("uq_invitation_recipients_invitation_id_respondent_id")
        ),
    )
    op.create_index(op.f("ix_invitation_recipients_respondent_id"), "invitation_recipients", ["respondent_id"])
    op.create_table(
        "prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(size > 0) = (content IS NOT NULL)", name=op.f("ck_prints_made_has_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
        sa.UniqueConstraint("key", name=op.f("uq_prints_key")),
    )
    op.create_index(op.f("ix_prints_requested_at"), "prints", ["requested_at"])


def downgrade() -> None:
    """Undo."""
    for table in ("prints", "invitation_recipients", "invitations"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_interviews_hours_have_a_day"), "interviews")
    for column in ("video_url", "planned_minutes", "planned_from"):
        op.execute(f"ALTER TABLE interviews DROP COLUMN {column}")
