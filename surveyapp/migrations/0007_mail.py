"""Words of mails per round, what became of a mail, what came in by mail, and notices to interviewers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
EMPTY = sa.text("''")


def upgrade() -> None:
    """Apply. Columns are added in place: SQLite cannot make a table anew while others refer to its rows."""
    _people()
    for column in (
        sa.Column("from_name", sa.String(length=200), nullable=False, server_default=EMPTY),
        sa.Column("unsure", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("returned_at", MOMENT, nullable=True),
        sa.Column("report", sa.Text(), nullable=False, server_default=EMPTY),
        sa.Column("handled_at", MOMENT, nullable=True),
    ):
        op.add_column("outbox", column)
    _wording()
    _incoming()
    _notices()


def _people() -> None:
    op.add_column(
        "users",
        sa.Column(
            "notices",
            sa.String(length=20),
            sa.CheckConstraint(
                "notices IN ('at_once', 'daily', 'in_product')", name=op.f("ck_users_noticechoice_known")
            ),
            nullable=False,
            server_default=sa.text("'at_once'"),
        ),
    )
    op.add_column("users", sa.Column("summary_on", sa.Date(), nullable=True))


def _wording() -> None:
    op.create_table(
        "mail_text_revisions",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("mail", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("below", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "text <> '' OR (subject = '' AND below = '')", name=op.f("ck_mail_text_revisions_standard_is_empty")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_mail_text_revisions_author_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_mail_text_revisions_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text_revisions")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_text_revisions_key")),
        sa.UniqueConstraint("round_id", "mail", "number", name=op.f("uq_mail_text_revisions_round_id_mail_number")),
    )


def _incoming() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("validity", sa.String(length=20), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("next_look_at", MOMENT, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("name", name=op.f("uq_mailboxes_name")),
    )
    op.create_table(
        "incoming_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", _enum("incomingkind_known", "reply", "automatic", "delay", "bounce"), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=True),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("matched_by", _enum("matchedby_known", "reference", "address", "hand", "nothing"), nullable=False),
        sa.Column("from_name", sa.String(length=200), nullable=False),
        sa.Column("from_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("set_aside_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(interview_id IS NULL) = (matched_by = 'nothing')", name=op.f("ck_incoming_mails_found_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_incoming_mails_interview_id_interviews")
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_incoming_mails_outbox_id_outbox")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondents.id"], name=op.f("fk_incoming_mails_respondent_id_respondents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_mails_key")),
    )
    op.create_index(op.f("ix_incoming_mails_interview_id"), "incoming_mails", ["interview_id"])


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_notices_says_something")),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name=op.f("fk_notices_interview_id_interviews")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_interview_id"), "notices", ["interview_id"])
    op.create_index(op.f("ix_notices_user_id"), "notices", ["user_id"])


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def downgrade() -> None:
    """Undo."""
    op.drop_table("notices")
    op.drop_table("incoming_mails")
    op.drop_table("mailboxes")
    op.drop_table("mail_text_revisions")
    for column in ("handled_at", "report", "returned_at", "unsure", "from_name"):
        op.drop_column("outbox", column)
    op.drop_column("users", "summary_on")
    op.drop_column("users", "notices")
