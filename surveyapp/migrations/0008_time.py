"""Terms of a round, more time, reminders, and actions on many interviews at once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply. The columns are added in place: SQLite cannot make a table anew while others refer to its rows."""
    _terms()
    _extensions()
    _reminders()
    _bulk()


def _terms() -> None:
    for name, default, check, condition in (
        ("react_days", "10", "some_days_to_react", "react_days > 0"),
        ("record_days", "5", "record_after_the_talk", "record_days >= 0"),
    ):
        constraint = sa.CheckConstraint(condition, name=op.f(f"ck_rounds_{check}"))
        op.add_column(
            "rounds", sa.Column(name, sa.Integer(), constraint, nullable=False, server_default=sa.text(default))
        )
    op.add_column("rounds", sa.Column("last_day", sa.Date(), nullable=True))
    op.add_column(
        "rounds", sa.Column("remind_after", sa.String(length=60), nullable=False, server_default=sa.text("'5, 8'"))
    )
    op.add_column("rounds", sa.Column("remind_before", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("interviews", sa.Column("react_by", sa.Date(), nullable=True))


def _extensions() -> None:
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("state", _enum("extensionstate_known", ("open", "granted", "refused")), nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state = 'granted' OR asked_for IS NOT NULL", name=op.f("ck_extensions_asked_or_given")),
        sa.CheckConstraint("(asked_for IS NULL) = (asked_at IS NULL)", name=op.f("ck_extensions_asked_at_a_moment")),
        sa.CheckConstraint(
            "(state = 'granted') = (until IS NOT NULL)", name=op.f("ck_extensions_given_until_some_day")
        ),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f("ck_extensions_open_until_settled")),
        sa.CheckConstraint("state <> 'refused' OR words <> ''", name=op.f("ck_extensions_refusal_has_words")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_extensions_settled_by_id_users")),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verifications.id"], name=op.f("fk_extensions_verification_id_verifications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index("ix_extensions_verification_id", "extensions", ["verification_id"])
    op.create_index(
        "uq_extensions_one_open",
        "extensions",
        ["verification_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=True),
        sa.Column("stage", _enum("stage_known", ("unopened", "opened", "half")), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_reminders_sent_by_id_users")),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verifications.id"], name=op.f("fk_reminders_verification_id_verifications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("verification_id", "occasion", name=op.f("uq_reminders_verification_id_occasion")),
        sa.UniqueConstraint("verification_id", "sent_on", name=op.f("uq_reminders_verification_id_sent_on")),
    )


def _bulk() -> None:
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("bulkkind_known", ("send", "remind", "extend")), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.CheckConstraint("(kind = 'extend') = (until IS NOT NULL)", name=op.f("ck_bulk_actions_extends_to_a_day")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_bulk_actions_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_actions")),
    )
    op.create_table(
        "bulk_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("outcome", _enum("outcome_known", ("done", "changed", "failed")), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_bulk_steps_settled_at_a_moment")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["bulk_actions.id"], name=op.f("fk_bulk_steps_action_id_bulk_actions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name=op.f("fk_bulk_steps_interview_id_interviews"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_steps")),
        sa.UniqueConstraint("action_id", "interview_id", name=op.f("uq_bulk_steps_action_id_interview_id")),
    )
    op.create_index(op.f("ix_bulk_steps_interview_id"), "bulk_steps", ["interview_id"])


def downgrade() -> None:
    """Undo. Who was given more time keeps it."""
    for table in ("bulk_steps", "bulk_actions", "reminders", "extensions"):
        op.drop_table(table)
    op.drop_column("interviews", "react_by")
    for column in ("remind_before", "remind_after", "last_day", "record_days", "react_days"):
        op.drop_column("rounds", column)


def _enum(name: str, values: Sequence[str]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
