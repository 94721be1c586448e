"""Kinds of reactions, permitted use, agreement by letter or code, reopened answers, and respondents who leave."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from surveyapp.database import altering

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATUSES = ("text", "not_discussed", "not_applicable", "withdrawn")
KINDS = ("agree", "correction", "clarification", "addition", "withdrawal", "question")
USES = ("named", "unnamed", "background")
CHANNELS = ("link", "code", "phone", "letter")


def upgrade() -> None:
    """Apply."""
    altering.known("answer_revisions", "status", "answerstatus_known", STATUSES[:3], STATUSES)
    _respondents()
    _verifications()
    _reactions()
    _approvals()
    op.create_table(
        "reopenings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_reopenings_has_a_reason")),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["users.id"], name=op.f("fk_reopenings_reopened_by_id_users")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["answer_revisions.id"], name=op.f("fk_reopenings_revision_id_answer_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopenings")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_reopenings_revision_id")),
    )


def _respondents() -> None:
    for column in ("bounced_at", "left_at", "erased_at"):
        op.add_column("respondents", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.add_column("respondents", sa.Column("passed_on_by_id", sa.Integer(), nullable=True))
    altering.refer("respondents", "passed_on_by_id", "respondents")


def _verifications() -> None:
    op.add_column("verifications", sa.Column("code_hash", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_verifications_code_hash"), "verifications", ["code_hash"])
    op.add_column("verifications", sa.Column("deadline", sa.Date(), nullable=True))
    op.add_column("verifications", sa.Column("held_until", sa.Date(), nullable=True))
    op.add_column("verifications", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE verifications SET"
        " deadline = (SELECT deadline FROM records WHERE records.id = verifications.record_id),"
        " released_at = (SELECT sent_at FROM records WHERE records.id = verifications.record_id)"
    )
    altering.not_null("verifications", "deadline", "DATE")
    altering.check("verifications", "released_before_opened", "opened_at IS NULL OR released_at IS NOT NULL")
    altering.check("verifications", "held_until_some_day", "released_at IS NOT NULL OR held_until IS NOT NULL")


def _reactions() -> None:
    # Room for both vocabularies, then the old words go.
    altering.known("reactions", "kind", "reactionkind_known", ("agree", "wording", "question"), (*KINDS, "wording"))
    op.execute("UPDATE reactions SET kind = 'correction' WHERE kind = 'wording'")
    altering.known("reactions", "kind", "reactionkind_known", (*KINDS, "wording"), KINDS)
    op.add_column(
        "reactions", sa.Column("use", sa.String(length=20), nullable=False, server_default=sa.text("'named'"))
    )
    altering.check("reactions", "use_known", f"use IN ({altering.listed(USES)})")
    op.add_column("reactions", sa.Column("entered_by_id", sa.Integer(), nullable=True))
    altering.refer("reactions", "entered_by_id", "users")
    altering.check("reactions", "nobody_agrees_for_another", "kind <> 'agree' OR entered_by_id IS NULL")


def _approvals() -> None:
    """Nothing refers to an approval, so the table can be made anew."""
    op.rename_table("approvals", "approvals_before")
    op.drop_index(op.f("ix_approvals_revision_id"), "approvals_before")
    if altering.on_postgresql():
        for kind, of in (
            ("pk", ""),
            ("uq", "_respondent_id_revision_id"),
            ("fk", "_respondent_id_respondents"),
            ("fk", "_revision_id_answer_revisions"),
            ("fk", "_verification_id_verifications"),
        ):
            op.drop_constraint(op.f(f"{kind}_approvals{of}"), "approvals_before")
        op.execute("ALTER SEQUENCE approvals_id_seq RENAME TO approvals_before_id_seq")
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=True),
        sa.Column("channel", _enum("channel_known", CHANNELS), nullable=False),
        sa.Column("use", _enum("use_known", USES), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(channel IN ('link', 'code')) = (verification_id IS NOT NULL)",
            name=op.f("ck_approvals_link_has_a_verification"),
        ),
        sa.CheckConstraint(
            "channel IN ('link', 'code') OR (note <> '' AND agreed_on IS NOT NULL)",
            name=op.f("ck_approvals_on_behalf_has_a_note"),
        ),
        sa.CheckConstraint(
            "channel <> 'letter' OR attachment_id IS NOT NULL", name=op.f("ck_approvals_letter_is_kept")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_approvals_attachment_id_attachments")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_approvals_recorded_by_id_users")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondents.id"], name=op.f("fk_approvals_respondent_id_respondents")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["answer_revisions.id"], name=op.f("fk_approvals_revision_id_answer_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verifications.id"], name=op.f("fk_approvals_verification_id_verifications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("respondent_id", "revision_id", name=op.f("uq_approvals_respondent_id_revision_id")),
    )
    op.create_index(op.f("ix_approvals_revision_id"), "approvals", ["revision_id"])
    op.execute(
        "INSERT INTO approvals (id, respondent_id, revision_id, verification_id, channel, use, function, note,"
        " agreed_on, given_at)"
        " SELECT a.id, a.respondent_id, a.revision_id, a.verification_id, a.channel, 'named', r.function, a.note,"
        " CASE WHEN a.channel = 'phone' THEN date(a.given_at) END, a.given_at"
        " FROM approvals_before a JOIN respondents r ON r.id = a.respondent_id"
    )
    if altering.on_postgresql():
        op.execute("SELECT setval(pg_get_serial_sequence('approvals', 'id'), max(id)) FROM approvals")
    op.drop_table("approvals_before")


def downgrade() -> None:
    """What respondents said since has no place in the tables as they were."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")


def _enum(name: str, values: Sequence[str]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
