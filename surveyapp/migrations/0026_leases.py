"""Leases of workers on mails and PDFs, when a mail was being given to its server, and mails to be redacted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("outbox", "builds", "prints")


def upgrade() -> None:
    """Apply."""
    for table in TABLES:
        op.add_column(
            table, sa.Column("claimed_by", sa.String(length=40), nullable=False, server_default=sa.text("''"))
        )
        op.add_column(table, sa.Column("leased_until", MOMENT, nullable=True))
        op.create_index(f"ix_{table}_claimed_by", table, ["claimed_by"])
    op.add_column("outbox", sa.Column("given_at", MOMENT, nullable=True))
    op.add_column("incoming_mails", sa.Column("redacted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("builds", sa.Column("attempts", sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    """Undo."""
    op.drop_column("incoming_mails", "redacted")
    op.drop_column("builds", "attempts")
    op.drop_column("outbox", "given_at")
    for table in TABLES:
        op.drop_index(f"ix_{table}_claimed_by", table)
        op.drop_column(table, "leased_until")
        op.drop_column(table, "claimed_by")
