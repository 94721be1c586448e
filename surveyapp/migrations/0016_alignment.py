"""Alignments: passages of the report, who read them, what they said and what became of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    _sent()
    _readers()
    _said()


def _sent() -> None:
    op.create_table(
        "alignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_alignments_round_id_rounds")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_alignments_sent_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignments")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_alignments_round_id_number")),
    )
    op.create_table(
        "aligned_passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alignment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=160), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("under", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["alignment_id"], ["alignments.id"], name=op.f("fk_aligned_passages_alignment_id_alignments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aligned_passages")),
        sa.UniqueConstraint("alignment_id", "position", name=op.f("uq_aligned_passages_alignment_id_position")),
    )


def _readers() -> None:
    op.create_table(
        "alignment_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alignment_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("relinked_at", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "submitted_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_alignment_readings_opened_before_submitted")
        ),
        sa.CheckConstraint(
            "told_at IS NULL OR submitted_at IS NOT NULL", name=op.f("ck_alignment_readings_submitted_before_told")
        ),
        sa.ForeignKeyConstraint(
            ["alignment_id"], ["alignments.id"], name=op.f("fk_alignment_readings_alignment_id_alignments")
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondents.id"], name=op.f("fk_alignment_readings_respondent_id_respondents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment_readings")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_alignment_readings_token_hash")),
        sa.UniqueConstraint(
            "alignment_id", "respondent_id", name=op.f("uq_alignment_readings_alignment_id_respondent_id")
        ),
    )
    op.create_index(op.f("ix_alignment_readings_code_hash"), "alignment_readings", ["code_hash"])
    op.create_table(
        "alignment_concerns",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["alignment_readings.id"], name=op.f("fk_alignment_concerns_reading_id_alignment_readings")
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["aligned_passages.id"], name=op.f("fk_alignment_concerns_passage_id_aligned_passages")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["answer_revisions.id"], name=op.f("fk_alignment_concerns_revision_id_answer_revisions")
        ),
        sa.PrimaryKeyConstraint("reading_id", "passage_id", "revision_id", name=op.f("pk_alignment_concerns")),
    )
    op.create_table(
        "alignment_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=True),
        sa.Column("stage", _enum("stage_known", ("unopened", "opened", "half")), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["alignment_readings.id"], name=op.f("fk_alignment_reminders_reading_id_alignment_readings")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_alignment_reminders_sent_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment_reminders")),
        sa.UniqueConstraint("reading_id", "occasion", name=op.f("uq_alignment_reminders_reading_id_occasion")),
        sa.UniqueConstraint("reading_id", "sent_on", name=op.f("uq_alignment_reminders_reading_id_sent_on")),
    )


def _said() -> None:
    op.create_table(
        "alignment_reactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("opinion", _enum("opinion_known", ("agree", "context", "wording", "error")), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("opinion <> 'agree' OR words = ''", name=op.f("ck_alignment_reactions_agreement_is_bare")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["alignment_readings.id"], name=op.f("fk_alignment_reactions_reading_id_alignment_readings")
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["aligned_passages.id"], name=op.f("fk_alignment_reactions_passage_id_aligned_passages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment_reactions")),
        sa.UniqueConstraint("reading_id", "passage_id", name=op.f("uq_alignment_reactions_reading_id_passage_id")),
    )
    op.create_table(
        "dispositions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reaction_id", sa.Integer(), nullable=False),
        sa.Column("settled", _enum("settled_known", ("taken", "partly", "refused")), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("settled = 'taken' OR reason <> ''", name=op.f("ck_dispositions_what_is_left_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["reaction_id"], ["alignment_reactions.id"], name=op.f("fk_dispositions_reaction_id_alignment_reactions")
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_dispositions_settled_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispositions")),
        sa.UniqueConstraint("reaction_id", name=op.f("uq_dispositions_reaction_id")),
    )


def downgrade() -> None:
    """What was put before people and what they said of it would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")


def _enum(name: str, values: Sequence[str]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
