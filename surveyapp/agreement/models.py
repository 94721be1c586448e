"""Definitions of "agreed" and "locked": two views of the database, read by Python and by the triggers."""

import sqlalchemy as sa

VIEWS = {
    "agreed_revisions": """
SELECT words.id AS revision_id
FROM answer_revisions AS words
JOIN answers ON answers.id = words.answer_id
WHERE EXISTS (SELECT 1 FROM approvals WHERE approvals.revision_id = words.id)
AND EXISTS (
  SELECT 1 FROM respondents AS asked
  WHERE asked.interview_id = answers.interview_id AND asked.must_agree AND asked.left_at IS NULL
)
AND NOT EXISTS (
  SELECT 1 FROM respondents AS asked
  WHERE asked.interview_id = answers.interview_id AND asked.must_agree AND asked.left_at IS NULL
  AND NOT EXISTS (
    WITH RECURSIVE line(id) AS (
      SELECT asked.id
      UNION
      SELECT one.succeeds_id FROM respondents AS one JOIN line ON one.id = line.id WHERE one.succeeds_id IS NOT NULL
    )
    SELECT 1 FROM line JOIN approvals ON approvals.respondent_id = line.id
    WHERE approvals.revision_id = words.id
  )
)""",
    "locked_revisions": """
SELECT revision_id FROM agreed_revisions
WHERE NOT EXISTS (SELECT 1 FROM reopenings WHERE reopenings.revision_id = agreed_revisions.revision_id)""",
}
"""Agreed: everybody who must agree now has agreed to these words, in person or through the person whom they succeed; at
least one person must agree.

Locked: agreed, and not reopened.
"""

AGREED = sa.table("agreed_revisions", sa.column("revision_id", sa.Integer))
LOCKED = sa.table("locked_revisions", sa.column("revision_id", sa.Integer))
