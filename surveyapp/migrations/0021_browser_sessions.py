"""Sessions that the server can end. Everybody logs in once more."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
TABLE = "browser_sessions"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("reading", sa.String(length=60), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (reading IS NULL)", name=op.f(f"ck_{TABLE}_of_staff_or_reader")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{TABLE}_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("key_hash", name=op.f(f"uq_{TABLE}_key_hash")),
    )
    op.create_index(op.f(f"ix_{TABLE}_opened_at"), TABLE, ["opened_at"])


def downgrade() -> None:
    """Remove the sessions."""
    op.drop_table(TABLE)
