"""More time for readers of an alignment, and where in the product a notice goes on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
TABLE = "alignment_extensions"


def upgrade() -> None:
    """Apply."""
    for name, length in (("page", 200), ("menu", 80)):
        op.add_column(
            "notices", sa.Column(name, sa.String(length=length), nullable=False, server_default=sa.text("''"))
        )
    _extensions()


def _extensions() -> None:
    state = sa.Enum(
        "open", "granted", "refused", name="extensionstate_known", native_enum=False, create_constraint=True, length=20
    )
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state = 'granted' OR asked_for IS NOT NULL", name=op.f(f"ck_{TABLE}_asked_or_given")),
        sa.CheckConstraint("(asked_for IS NULL) = (asked_at IS NULL)", name=op.f(f"ck_{TABLE}_asked_at_a_moment")),
        sa.CheckConstraint("(state = 'granted') = (until IS NOT NULL)", name=op.f(f"ck_{TABLE}_given_until_some_day")),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f(f"ck_{TABLE}_open_until_settled")),
        sa.CheckConstraint("state <> 'refused' OR words <> ''", name=op.f(f"ck_{TABLE}_refusal_has_words")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f(f"fk_{TABLE}_settled_by_id_users")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["alignment_readings.id"], name=op.f(f"fk_{TABLE}_reading_id_alignment_readings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_reading_id", TABLE, ["reading_id"])
    op.create_index(
        f"uq_{TABLE}_one_open",
        TABLE,
        ["reading_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    """What readers asked and were answered would be gone."""
    raise NotImplementedError("Zet een reservekopie van vóór de overstap terug.")
