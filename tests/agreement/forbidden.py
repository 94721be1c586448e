"""Changes in plain SQL that the database refuses in the sample round, per guard."""

AGREED = "(SELECT MIN(revision_id) FROM locked_revisions)"
ANSWER = f"(SELECT answer_id FROM answer_revisions WHERE id = {AGREED})"
NEXT = """INSERT INTO answer_revisions (answer_id, number, text, status, fingerprint, created_at)
VALUES ({answer}, (SELECT MAX(number) + 1 FROM answer_revisions WHERE answer_id = {answer}), 'Anders.', 'text', 'x',
'2018-05-22 10:00:00')"""
SENT_ANSWER = "(SELECT MIN(revision_id) FROM record_entries)"
SUBMITTED = "(SELECT MIN(id) FROM verifications WHERE submitted_at IS NOT NULL)"
REACTED = f"(SELECT MIN(id) FROM reactions WHERE verification_id = {SUBMITTED})"
NOTED = "(SELECT MIN(id) FROM reactions WHERE entered_by_id IS NOT NULL)"
READ = "(SELECT MIN(id) FROM alignment_readings WHERE submitted_at IS NOT NULL)"
SAID = f"(SELECT MIN(id) FROM alignment_reactions WHERE reading_id = {READ})"
FOLLOWED = """(SELECT MIN(decisions.id) FROM decisions
JOIN reactions ON reactions.id = decisions.reaction_id
JOIN verifications ON verifications.id = reactions.verification_id
JOIN records ON records.id = verifications.record_id
JOIN records AS later ON later.interview_id = records.interview_id AND later.number > records.number)"""
UNDECIDED = FOLLOWED.replace("MIN(decisions.id) FROM decisions", "MIN(reactions.id) FROM reactions").replace(
    "JOIN reactions ON reactions.id = decisions.reaction_id\n",
    "LEFT JOIN decisions ON decisions.reaction_id = reactions.id\n",
)
UNDECIDED = f"{UNDECIDED[:-1]} WHERE decisions.id IS NULL)"
TOLD = """(SELECT MIN(dispositions.id) FROM dispositions
JOIN alignment_reactions ON alignment_reactions.id = dispositions.reaction_id
JOIN alignment_readings ON alignment_readings.id = alignment_reactions.reading_id
WHERE alignment_readings.told_at IS NOT NULL)"""
UNTOLD = """(SELECT MIN(alignment_reactions.id) FROM alignment_reactions
JOIN alignment_readings ON alignment_readings.id = alignment_reactions.reading_id
LEFT JOIN dispositions ON dispositions.reaction_id = alignment_reactions.id
WHERE alignment_readings.told_at IS NOT NULL AND dispositions.id IS NULL)"""


def _never(table: str, column: str) -> dict[str, list[str]]:
    """Rows that neither change nor go."""
    return {
        f"guard_{table}_update": [f"UPDATE {table} SET {column} = {column}"],
        f"guard_{table}_delete": [f"DELETE FROM {table}"],
    }


FORBIDDEN: dict[str, list[str]] = {
    "guard_answer_revisions_insert": [NEXT.format(answer=ANSWER)],
    "guard_answer_revisions_update": [
        f"UPDATE answer_revisions SET text = 'Anders.' WHERE id = {AGREED}",
        f"UPDATE answer_revisions SET status = 'withdrawn', text = '' WHERE id = {AGREED}",
        f"UPDATE answer_revisions SET number = number + 9 WHERE id = {AGREED}",
        f"UPDATE answer_revisions SET fingerprint = 'x' WHERE id = {AGREED}",
    ],
    "guard_answer_revisions_delete": [f"DELETE FROM answer_revisions WHERE id = {SENT_ANSWER}"],
    "guard_answers_update": [f"UPDATE answers SET item = '99' WHERE id = {ANSWER}"],
    "guard_questionnaires_update": ["UPDATE questionnaires SET source = 'x'"],
    "guard_approvals_insert": [
        f"""INSERT INTO approvals (respondent_id, revision_id, verification_id, channel, use, function, note, given_at)
        SELECT MAX(respondents.id), {AGREED}, {SUBMITTED}, 'link', 'named', 'x', '', '2018-05-22 10:00:00'
        FROM respondents WHERE id NOT IN (SELECT respondent_id FROM approvals WHERE revision_id = {AGREED})
        AND interview_id NOT IN (SELECT interview_id FROM answers WHERE id = {ANSWER})""",
        """INSERT INTO approvals (respondent_id, revision_id, verification_id, channel, use, function, note, given_at)
        SELECT respondents.id, answer_revisions.id, verifications.id, 'link', 'named', 'x', '', '2018-05-22 10:00:00'
        FROM verifications JOIN respondents ON respondents.id = verifications.respondent_id
        JOIN answers ON answers.interview_id = respondents.interview_id
        JOIN answer_revisions ON answer_revisions.answer_id = answers.id
        WHERE answer_revisions.id NOT IN (SELECT revision_id FROM record_entries) LIMIT 1""",
    ],
    "guard_approvals_update": [
        "UPDATE approvals SET revision_id = revision_id + 100000",
        "UPDATE approvals SET use = 'background'",
        "UPDATE approvals SET function = 'minister'",
        "UPDATE approvals SET note = 'Anders.' WHERE note <> ''",
    ],
    "guard_approvals_delete": ["DELETE FROM approvals"],
    **_never("reopenings", "reason"),
    **_never("completions", "hash"),
    **_never("records", "deadline"),
    **_never("record_entries", "position"),
    "guard_record_entries_insert": [
        """INSERT INTO record_entries (record_id, revision_id, position) SELECT (SELECT MIN(id) FROM records),
        MAX(id), 99 FROM answer_revisions"""
    ],
    "guard_verifications_update": [
        f"UPDATE verifications SET submitted_at = NULL WHERE id = {SUBMITTED}",
        f"UPDATE verifications SET submitted_at = '2019-01-01 00:00:00' WHERE id = {SUBMITTED}",
        f"UPDATE verifications SET use = 'background' WHERE id = {SUBMITTED}",
        "UPDATE verifications SET record_id = record_id + 1",
        "UPDATE verifications SET respondent_id = respondent_id + 1",
    ],
    "guard_verifications_delete": ["DELETE FROM verifications"],
    "guard_reactions_insert": [
        f"""INSERT INTO reactions (verification_id, revision_id, kind, proposal, remark, use, updated_at)
        SELECT {SUBMITTED}, MAX(id), 'question', '', 'Zo niet.', 'named', '2018-05-22 10:00:00' FROM answer_revisions"""
    ],
    "guard_reactions_update": [
        f"UPDATE reactions SET proposal = 'Anders.', kind = 'correction' WHERE id = {REACTED}",
        f"UPDATE reactions SET use = 'background' WHERE id = {REACTED}",
        f"UPDATE reactions SET proposal = 'Anders.' WHERE id = {NOTED}",
        f"UPDATE reactions SET entered_by_id = NULL, attachment_id = NULL WHERE id = {NOTED}",
        "UPDATE reactions SET verification_id = verification_id + 1",
    ],
    "guard_reactions_delete": [f"DELETE FROM reactions WHERE id = {one}" for one in (REACTED, NOTED)],
    **_never("reaction_revisions", "text"),
    "guard_reaction_revisions_insert": [
        f"""INSERT INTO reaction_revisions (reaction_id, number, kind, text, remark, use, created_at)
        VALUES ({REACTED}, 99, 'correction', 'Anders.', '', 'named', '2018-05-23 10:00:00')"""
    ],
    "guard_decisions_insert": [
        f"""INSERT INTO decisions (reaction_id, kind, reason, decided_at)
        VALUES ({UNDECIDED}, 'refused', 'Nee.', '2018-05-22 10:00:00')"""
    ],
    "guard_decisions_update": ["UPDATE decisions SET reason = 'Anders.'"],
    "guard_decisions_delete": [f"DELETE FROM decisions WHERE id = {FOLLOWED}"],
    **_never("editions", "pages"),
    **_never("section_text_revisions", "text"),
    **_never("outline_revisions", "text"),
    "guard_figure_revisions_update": ["UPDATE figure_revisions SET text = 'Anders.'"],
    **_never("overrulings", "reason"),
    **_never("overruling_withdrawals", "withdrawn_at"),
    **_never("alignments", "hash"),
    **_never("aligned_passages", "text"),
    "guard_aligned_passages_insert": [
        """INSERT INTO aligned_passages (alignment_id, position, section, heading, under, text, source)
        SELECT MIN(id), 99, '', '', '', 'Anders.', '' FROM alignments"""
    ],
    **_never("alignment_concerns", "unnamed"),
    "guard_alignment_readings_update": [
        f"UPDATE alignment_readings SET submitted_at = NULL, told_at = NULL WHERE id = {READ}",
        "UPDATE alignment_readings SET told_at = NULL WHERE told_at IS NOT NULL",
        "UPDATE alignment_readings SET respondent_id = respondent_id + 1",
    ],
    "guard_alignment_readings_delete": ["DELETE FROM alignment_readings"],
    "guard_alignment_reactions_insert": [
        f"""INSERT INTO alignment_reactions (reading_id, passage_id, opinion, words, updated_at)
        SELECT {READ}, MAX(id), 'agree', '', '2018-05-22 10:00:00' FROM aligned_passages"""
    ],
    "guard_alignment_reactions_update": [
        f"UPDATE alignment_reactions SET words = 'Anders.', opinion = 'error' WHERE id = {SAID}",
        f"UPDATE alignment_reactions SET words = words WHERE id = {SAID}",
        "UPDATE alignment_reactions SET passage_id = passage_id + 100",
    ],
    "guard_alignment_reactions_delete": [f"DELETE FROM alignment_reactions WHERE id = {SAID}"],
    "guard_alignment_reaction_revisions_insert": [
        f"""INSERT INTO alignment_reaction_revisions (reaction_id, number, opinion, text, created_at)
        VALUES ({SAID}, 99, 'error', 'Anders.', '2018-05-23 10:00:00')"""
    ],
    "guard_alignment_reaction_revisions_update": ["UPDATE alignment_reaction_revisions SET text = 'Anders.'"],
    "guard_alignment_reaction_revisions_delete": ["DELETE FROM alignment_reaction_revisions"],
    "guard_dispositions_insert": [
        f"""INSERT INTO dispositions (reaction_id, settled, reason, settled_at)
        VALUES ({UNTOLD}, 'refused', 'Nee.', '2018-05-22 10:00:00')"""
    ],
    "guard_dispositions_update": [
        f"UPDATE dispositions SET reason = 'Anders.' WHERE id = {TOLD}",
        "UPDATE dispositions SET reaction_id = reaction_id + 1",
    ],
    "guard_dispositions_delete": [f"DELETE FROM dispositions WHERE id = {TOLD}"],
    **_never("audit_events", "action"),
    "guard_audit_head_delete": ["DELETE FROM audit_head"],
}

ALLOWED = {
    "an answer without agreement gets its next version": NEXT.format(
        answer="""(SELECT MIN(id) FROM answers WHERE id NOT IN (SELECT answer_id FROM answer_revisions
        JOIN approvals ON approvals.revision_id = answer_revisions.id))"""
    ),
    "a reopened answer gets its next version": NEXT.format(
        answer="""(SELECT MIN(answer_id) FROM answer_revisions AS words
        JOIN reopenings ON reopenings.revision_id = words.id
        JOIN agreed_revisions ON agreed_revisions.revision_id = words.id
        WHERE number = (SELECT MAX(number) FROM answer_revisions AS other WHERE other.answer_id = words.answer_id))"""
    ),
    "a reaction changes until it is submitted": """UPDATE reactions SET kind = 'question', remark = 'Waarom?'
        WHERE entered_by_id IS NULL
        AND verification_id IN (SELECT id FROM verifications WHERE submitted_at IS NULL)""",
    "a deadline moves": "UPDATE verifications SET deadline = '2030-01-01'",
    "a link is withdrawn": "UPDATE verifications SET revoked_at = '2030-01-01 00:00:00'",
}
ROWS = (
    """INSERT INTO editions (round_id, number, erratum, published_at, pages, hash, manifest, content)
    SELECT MIN(id), 1, '', '2018-05-22 10:00:00', 1, 'x', '{}', 'x' FROM rounds""",
    """INSERT INTO overrulings (round_id, concern, key, cited, version, agreed, words, reason, function, made_at)
    SELECT MIN(id), 'absent', 'drenthe', '', 0, 0, '', 'Te laat.', 'redacteur', '2018-05-22 10:00:00' FROM rounds""",
    """INSERT INTO overruling_withdrawals (overruling_id, withdrawn_at)
    SELECT id, '2018-05-23 10:00:00' FROM overrulings""",
    """INSERT INTO outline_revisions (round_id, number, text, created_at)
    SELECT MIN(id), 99, 'x', '2018-05-22 10:00:00' FROM rounds""",
    """INSERT INTO stored_files (hash, kind, size, content) VALUES ('x', 'png', 1, 'x')""",
    """INSERT INTO figure_revisions (round_id, name, number, text, alternative, source, file_id, width, height,
    created_at) SELECT MIN(rounds.id), 'x', 99, 'x', 'x', '', MAX(stored_files.id), 1, 1, '2018-05-22 10:00:00'
    FROM rounds, stored_files""",
    f"""INSERT INTO reactions (verification_id, revision_id, kind, proposal, remark, use, updated_at, entered_by_id)
    SELECT {SUBMITTED}, MAX(answer_revisions.id), 'question', '', 'Waarom?', 'named', '2018-05-23 10:00:00',
    MIN(users.id) FROM answer_revisions, users""",
    "UPDATE alignment_readings SET told_at = '2018-05-23 10:00:00' WHERE submitted_at IS NOT NULL",
)
"""What the sample round does not hold and a guard keeps."""
