"""Whose hands the link of somebody who reacted to passages can have been in."""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SUBMITTED = "SELECT subject_id, detail FROM audit_events WHERE action = 'alignment_reading.submit' ORDER BY id"
KEEP = "UPDATE alignment_readings SET reach = :reach WHERE id = :reading"


def upgrade() -> None:
    """Apply. Until now only the audit event knew."""
    op.execute(
        "ALTER TABLE alignment_readings ADD COLUMN reach VARCHAR(20) DEFAULT 'own' NOT NULL"
        " CONSTRAINT ck_alignment_readings_reach_known CHECK (reach IN ('own', 'moved', 'staff'))"
    )
    connection = op.get_bind()
    for reading, detail in connection.execute(sa.text(SUBMITTED)).all():
        reach = json.loads(detail or "{}").get("reach", "own")
        connection.execute(sa.text(KEEP), {"reach": reach, "reading": reading})


def downgrade() -> None:
    """Back to the audit event only."""
    op.execute("ALTER TABLE alignment_readings DROP COLUMN reach")
