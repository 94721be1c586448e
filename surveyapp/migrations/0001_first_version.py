"""first version."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = ("default",)
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("remote", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("seal", name=op.f("uq_audit_events_seal")),
    )
    op.create_index(op.f("ix_audit_events_action"), "audit_events", ["action"])
    op.create_index(op.f("ix_audit_events_subject"), "audit_events", ["subject", "subject_id"])

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "region",
                "province",
                "ministry",
                name="organisationkind_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("province_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("municipalities", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'region') = (province_id IS NOT NULL)", name=op.f("ck_organisations_region_in_province")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["organisations.id"], name=op.f("fk_organisations_province_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code", name=op.f("uq_organisations_code")),
        sa.UniqueConstraint("key", name=op.f("uq_organisations_key")),
    )
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
        sa.UniqueConstraint("hash", name=op.f("uq_questionnaires_hash")),
    )
    op.create_index(op.f("ix_questionnaires_key"), "questionnaires", ["key"])

    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("permissions", sa.UnicodeText(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subtitle", sa.String(length=300), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["previous_id"], ["rounds.id"], name=op.f("fk_rounds_previous_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("name", name=op.f("uq_rounds_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
    )
    op.create_table(
        "builds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("chapter", sa.String(length=80), nullable=False),
        sa.Column("leave_open", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "cancelled",
                name="buildstate_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(state = 'done') = (content IS NOT NULL)", name=op.f("ck_builds_done_has_content")),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name=op.f("ck_builds_ended_has_a_moment"),
        ),
        sa.CheckConstraint("state <> 'running' OR seen_at IS NOT NULL", name=op.f("ck_builds_running_is_seen")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_builds_requested_by_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_builds_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_builds")),
    )
    op.create_index(op.f("ix_builds_round_id"), "builds", ["round_id"])

    op.create_table(
        "interviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "recording",
                "waiting",
                "reacted",
                "approved",
                name="interviewstate_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)", name=op.f("ck_interviews_approved_has_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_interviews_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_interviews_questionnaire_id_questionnaires")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_interviews_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("round_id", "organisation_id", name=op.f("uq_interviews_round_id_organisation_id")),
    )
    op.create_index(op.f("ix_interviews_round_id"), "interviews", ["round_id"])

    op.create_table(
        "section_text_revisions",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_section_text_revisions_author_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_section_text_revisions_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_text_revisions")),
        sa.UniqueConstraint("key", name=op.f("uq_section_text_revisions_key")),
        sa.UniqueConstraint(
            "round_id", "section", "number", name=op.f("uq_section_text_revisions_round_id_section_number")
        ),
    )
    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_user_roles_role_id_roles")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_roles")),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_answers_interview_id_interviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("interview_id", "item", name=op.f("uq_answers_interview_id_item")),
    )
    op.create_table(
        "interview_interviewers",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_interview_interviewers_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_interview_interviewers_user_id_users")),
        sa.PrimaryKeyConstraint("interview_id", "user_id", name=op.f("pk_interview_interviewers")),
    )
    op.create_table(
        "note_revisions",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_note_revisions_author_id_users")),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_note_revisions_interview_id_interviews")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_revisions")),
        sa.UniqueConstraint("interview_id", "item", "number", name=op.f("uq_note_revisions_interview_id_item_number")),
        sa.UniqueConstraint("key", name=op.f("uq_note_revisions_key")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("enclosure", sa.String(length=60), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "failed",
                "withdrawn",
                name="mailstate_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_sent_has_a_moment")),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_outbox_interview_id_interviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    op.create_index(op.f("ix_outbox_interview_id"), "outbox", ["interview_id"])
    op.create_index(op.f("ix_outbox_state"), "outbox", ["state"])

    op.create_table(
        "records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_records_interview_id_interviews")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_records_sent_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint("interview_id", "number", name=op.f("uq_records_interview_id_number")),
    )
    op.create_table(
        "respondents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("must_agree", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_respondents_interview_id_interviews")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondents")),
        sa.UniqueConstraint("interview_id", "email", name=op.f("uq_respondents_interview_id_email")),
    )
    op.create_index(op.f("ix_respondents_interview_id"), "respondents", ["interview_id"])

    op.create_table(
        "answer_revisions",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "text",
                "not_discussed",
                "not_applicable",
                name="answerstatus_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("status = 'text' OR text = ''", name=op.f("ck_answer_revisions_words_only_when_discussed")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_answer_revisions_numbered_from_one")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_answer_revisions_answer_id_answers")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_answer_revisions_author_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_revisions")),
        sa.UniqueConstraint("answer_id", "number", name=op.f("uq_answer_revisions_answer_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_answer_revisions_key")),
    )
    op.create_index(op.f("ix_answer_revisions_fingerprint"), "answer_revisions", ["fingerprint"])

    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "submitted_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_verifications_opened_before_submitted")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_verifications_record_id_records")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondents.id"], name=op.f("fk_verifications_respondent_id_respondents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint("record_id", "respondent_id", name=op.f("uq_verifications_record_id_respondent_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_verifications_token_hash")),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("link", "phone", name="channel_known", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(channel = 'link') = (verification_id IS NOT NULL)", name=op.f("ck_approvals_link_has_a_verification")
        ),
        sa.CheckConstraint("channel <> 'phone' OR note <> ''", name=op.f("ck_approvals_on_behalf_has_a_note")),
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

    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["answer_revisions.id"], name=op.f("fk_passages_revision_id_answer_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("revision_id", "position", "theme", name=op.f("uq_passages_revision_id_position_theme")),
    )
    op.create_index(op.f("ix_passages_revision_id"), "passages", ["revision_id"])

    op.create_table(
        "reactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "agree",
                "wording",
                "question",
                name="reactionkind_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'agree' OR (proposal = '' AND remark = '')", name=op.f("ck_reactions_agreement_is_bare")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["answer_revisions.id"], name=op.f("fk_reactions_revision_id_answer_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verifications.id"], name=op.f("fk_reactions_verification_id_verifications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reactions")),
        sa.UniqueConstraint("verification_id", "revision_id", name=op.f("uq_reactions_verification_id_revision_id")),
    )
    op.create_table(
        "record_entries",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_record_entries_record_id_records")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["answer_revisions.id"], name=op.f("fk_record_entries_revision_id_answer_revisions")
        ),
        sa.PrimaryKeyConstraint("record_id", "revision_id", name=op.f("pk_record_entries")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reaction_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accepted",
                "adapted",
                "refused",
                "answered",
                name="decisionkind_known",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind IN ('accepted', 'adapted')) = (revision_id IS NOT NULL)",
            name=op.f("ck_decisions_words_make_a_revision"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('refused', 'answered') OR reason <> ''", name=op.f("ck_decisions_refusal_has_a_reason")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_decisions_decided_by_id_users")),
        sa.ForeignKeyConstraint(["reaction_id"], ["reactions.id"], name=op.f("fk_decisions_reaction_id_reactions")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["answer_revisions.id"], name=op.f("fk_decisions_revision_id_answer_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("reaction_id", name=op.f("uq_decisions_reaction_id")),
    )


def downgrade() -> None:
    """Undo."""
    for table in (
        "decisions",
        "record_entries",
        "reactions",
        "passages",
        "approvals",
        "verifications",
        "answer_revisions",
        "respondents",
        "records",
        "outbox",
        "note_revisions",
        "interview_interviewers",
        "answers",
        "user_roles",
        "section_text_revisions",
        "interviews",
        "builds",
        "users",
        "rounds",
        "roles",
        "questionnaires",
        "organisations",
        "audit_head",
        "audit_events",
    ):
        op.drop_table(table)
