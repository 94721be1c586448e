"""Changes that the database refuses, whatever code requests them.

Each guard becomes a trigger (``triggers``). Exceptions are decided by rows, never by a setting of the session: a record
that was sent, a reaction that was submitted, a respondent who was erased.
"""

from dataclasses import dataclass

ERASED = "Alleen het wissen van persoonsgegevens mag dit wijzigen."


@dataclass(frozen=True, slots=True)
class Guard:
    """A refused kind of change to a table. ``when`` is SQL on NEW and OLD; ``says`` is the reason in Dutch."""

    table: str
    event: str
    says: str
    when: str = ""

    @property
    def name(self) -> str:
        """Return the name of the trigger."""
        return f"guard_{self.table}_{self.event.lower()}"


def _never(table: str, says: str) -> tuple[Guard, Guard]:
    """Return guards against any update or deletion of this table's rows."""
    return Guard(table, "UPDATE", says), Guard(table, "DELETE", says)


def _differs(*columns: str) -> str:
    """Return SQL that tests whether an update changes any of these columns."""
    return f"({' OR '.join(f'NEW.{column} IS DISTINCT FROM OLD.{column}' for column in columns)})"


def _erased(person: str) -> str:
    """Return SQL that tests whether the personal data of the respondent with this id were erased."""
    return f"EXISTS (SELECT 1 FROM respondents WHERE id = {person} AND erased_at IS NOT NULL)"


_LOCKED = """EXISTS (
  SELECT 1 FROM locked_revisions WHERE revision_id = (
    SELECT id FROM answer_revisions WHERE answer_id = NEW.answer_id ORDER BY number DESC LIMIT 1
  )
)"""
_SENT = """EXISTS (
  SELECT 1 FROM answers JOIN records ON records.interview_id = answers.interview_id WHERE answers.id = OLD.answer_id
) OR EXISTS (
  SELECT 1 FROM answers
  JOIN respondents ON respondents.interview_id = answers.interview_id
  JOIN approvals ON approvals.respondent_id = respondents.id
  WHERE answers.id = OLD.answer_id
)"""
_UNSENT = """NOT EXISTS (
  SELECT 1 FROM record_entries
  JOIN records ON records.id = record_entries.record_id
  JOIN respondents ON respondents.interview_id = records.interview_id
  WHERE record_entries.revision_id = NEW.revision_id AND respondents.id = NEW.respondent_id
)"""


def _submitted(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM verifications WHERE id = {row}.verification_id AND submitted_at IS NOT NULL)"


_ASKED_AGAIN = """(NEW.submitted_at IS NULL AND EXISTS (
  SELECT 1 FROM respondents JOIN person_changes ON person_changes.respondent_id = respondents.id
  WHERE respondents.id = OLD.respondent_id AND respondents.must_agree AND person_changes.what = 'role'
  AND person_changes.changed_at >= OLD.submitted_at
))"""
"""A respondent who submitted, and became one who must agree since, may submit again."""


def _followed(row: str) -> str:
    """Return SQL that tests whether a newer record followed the record of this decision."""
    return f"""EXISTS (
  SELECT 1 FROM reactions
  JOIN verifications ON verifications.id = reactions.verification_id
  JOIN records ON records.id = verifications.record_id
  JOIN records AS later ON later.interview_id = records.interview_id AND later.number > records.number
  WHERE reactions.id = {row}.reaction_id
)"""


def _read(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM alignment_readings WHERE id = {row}.reading_id AND submitted_at IS NOT NULL)"


def _told(row: str) -> str:
    return f"""EXISTS (
  SELECT 1 FROM alignment_reactions JOIN alignment_readings ON alignment_readings.id = alignment_reactions.reading_id
  WHERE alignment_reactions.id = {row}.reaction_id AND alignment_readings.told_at IS NOT NULL
)"""


_ANSWERS = (
    Guard("answer_revisions", "INSERT", "Dit antwoord heeft akkoord. Heropen het om het te wijzigen.", _LOCKED),
    Guard("answer_revisions", "UPDATE", "Een versie van een antwoord verandert nooit."),
    Guard("answer_revisions", "DELETE", "Dit antwoord is verstuurd en kan niet worden verwijderd.", _SENT),
    Guard("answers", "UPDATE", "Een antwoord blijft bij zijn vraag en zijn interview."),
    Guard("questionnaires", "UPDATE", "Een vragenlijst in gebruik verandert nooit."),
)
_AGREEMENT = (
    Guard("approvals", "INSERT", "Akkoord kan alleen op woorden die aan deze persoon zijn verstuurd.", _UNSENT),
    Guard(
        "approvals",
        "UPDATE",
        f"Een akkoord verandert nooit. {ERASED}",
        _differs(
            "id",
            "respondent_id",
            "revision_id",
            "verification_id",
            "channel",
            "use",
            "function",
            "agreed_on",
            "recorded_by_id",
            "attachment_id",
            "notice_id",
            "given_at",
        )
        + f" OR NOT {_erased('OLD.respondent_id')}",
    ),
    Guard("approvals", "DELETE", "Een akkoord kan niet worden verwijderd."),
    *_never("reopenings", "Een heropening blijft staan."),
    *_never("completions", "Wat akkoord was, blijft staan."),
)
_RECORDS = (
    *_never("records", "Een verstuurd verslag verandert nooit."),
    *_never("record_entries", "Een verstuurd verslag verandert nooit."),
    Guard(
        "record_entries",
        "INSERT",
        "Een verstuurd verslag verandert nooit.",
        "EXISTS (SELECT 1 FROM verifications WHERE record_id = NEW.record_id)",
    ),
    Guard(
        "verifications",
        "UPDATE",
        "Een verstuurde reactie blijft staan.",
        f"{_differs('id', 'record_id', 'respondent_id')}"
        f" OR OLD.submitted_at IS NOT NULL AND {_differs('submitted_at', 'use')} AND NOT {_ASKED_AGAIN}",
    ),
    Guard("verifications", "DELETE", "Wie een verslag kreeg, blijft bekend."),
)
_REACTIONS = (
    Guard(
        "reactions",
        "INSERT",
        "Deze reactie is al verstuurd en verandert niet meer.",
        f"NEW.entered_by_id IS NULL AND {_submitted('NEW')}",
    ),
    Guard(
        "reactions",
        "UPDATE",
        "Deze reactie is al verstuurd en verandert niet meer.",
        f"{_differs('id', 'verification_id', 'revision_id')} OR {_submitted('OLD')} OR OLD.entered_by_id IS NOT NULL"
        f" AND {_differs('kind', 'proposal', 'remark', 'entered_by_id', 'attachment_id')}",
    ),
    Guard(
        "reactions",
        "DELETE",
        "Deze reactie is al verstuurd en kan niet worden verwijderd.",
        f"OLD.entered_by_id IS NOT NULL OR {_submitted('OLD')}",
    ),
    *_never("reaction_revisions", "Een bewaarde reactie verandert nooit."),
    Guard(
        "reaction_revisions",
        "INSERT",
        "Deze reactie is al verstuurd en verandert niet meer.",
        f"EXISTS (SELECT 1 FROM reactions WHERE id = NEW.reaction_id AND entered_by_id IS NULL"
        f" AND {_submitted('reactions')})",
    ),
    Guard("decisions", "INSERT", "Er is al een nieuwer verslag verstuurd.", _followed("NEW")),
    Guard("decisions", "UPDATE", "Een besluit verandert niet. Maak het ongedaan en besluit opnieuw."),
    Guard("decisions", "DELETE", "De respondent heeft dit besluit al gelezen.", _followed("OLD")),
)
_REPORT = (
    *_never("section_text_revisions", "Een versie van een tekst van de redactie verandert nooit."),
    *_never("outline_revisions", "Een versie van de indeling verandert nooit."),
    Guard("figure_revisions", "UPDATE", "Een versie van een figuur verandert nooit."),
    *_never("editions", "Een gepubliceerde editie verandert nooit."),
    *_never("overrulings", "Een besluit van de redactie blijft staan. Trek het in met een nieuw besluit."),
    *_never("overruling_withdrawals", "Een ingetrokken besluit blijft ingetrokken."),
)
_ALIGNMENT = (
    *_never("alignments", "Wat is voorgelegd, verandert nooit."),
    *_never("aligned_passages", "Wat is voorgelegd, verandert nooit."),
    Guard(
        "aligned_passages",
        "INSERT",
        "Wat is voorgelegd, verandert nooit.",
        "EXISTS (SELECT 1 FROM alignment_readings WHERE alignment_id = NEW.alignment_id)",
    ),
    *_never("alignment_concerns", "Wat is voorgelegd, verandert nooit."),
    Guard(
        "alignment_readings",
        "UPDATE",
        "Een verstuurde reactie blijft staan.",
        f"{_differs('id', 'alignment_id', 'respondent_id')}"
        f" OR OLD.submitted_at IS NOT NULL AND {_differs('submitted_at', 'reach')}"
        f" OR OLD.told_at IS NOT NULL AND {_differs('told_at')}",
    ),
    Guard("alignment_readings", "DELETE", "Wie passages kreeg, blijft bekend."),
    Guard("alignment_reactions", "INSERT", "Deze reactie is al verstuurd en verandert niet meer.", _read("NEW")),
    Guard(
        "alignment_reactions",
        "UPDATE",
        f"Deze reactie is al verstuurd en verandert niet meer. {ERASED}",
        f"{_differs('id', 'reading_id', 'passage_id')} OR {_read('OLD')} AND"
        f" ({_differs('opinion', 'updated_at')} OR NOT"
        f" {_erased('(SELECT respondent_id FROM alignment_readings WHERE id = OLD.reading_id)')})",
    ),
    Guard("alignment_reactions", "DELETE", "Deze reactie is al verstuurd en kan niet worden verwijderd.", _read("OLD")),
    Guard("alignment_reaction_revisions", "DELETE", "Een bewaarde reactie verandert nooit."),
    Guard(
        "alignment_reaction_revisions",
        "UPDATE",
        f"Een bewaarde reactie verandert nooit. {ERASED}",
        f"{_differs('id', 'reaction_id', 'number', 'opinion', 'created_at')} OR NOT"
        f""" {
            _erased('''(
  SELECT respondent_id FROM alignment_readings JOIN alignment_reactions
  ON alignment_reactions.reading_id = alignment_readings.id WHERE alignment_reactions.id = OLD.reaction_id
)''')
        }""",
    ),
    Guard(
        "alignment_reaction_revisions",
        "INSERT",
        "Deze reactie is al verstuurd en verandert niet meer.",
        f"EXISTS (SELECT 1 FROM alignment_reactions WHERE id = NEW.reaction_id AND {_read('alignment_reactions')})",
    ),
    Guard("dispositions", "INSERT", "De lezer heeft al gehoord wat er is gedaan.", _told("NEW")),
    Guard(
        "dispositions",
        "UPDATE",
        f"De lezer heeft dit besluit al gelezen. {ERASED}",
        f"{_differs('id', 'reaction_id')} OR {_told('OLD')} AND"
        f" ({_differs('settled', 'settled_at', 'settled_by_id')} OR NOT"
        f""" {
            _erased('''(
  SELECT respondent_id FROM alignment_readings JOIN alignment_reactions
  ON alignment_reactions.reading_id = alignment_readings.id WHERE alignment_reactions.id = OLD.reaction_id
)''')
        })""",
    ),
    Guard("dispositions", "DELETE", "De lezer heeft dit besluit al gelezen.", _told("OLD")),
)
_LOG = (
    *_never("audit_events", "Het logboek verandert nooit."),
    Guard("audit_head", "DELETE", "Het logboek verandert nooit."),
)

GUARDS = (*_ANSWERS, *_AGREEMENT, *_RECORDS, *_REACTIONS, *_REPORT, *_ALIGNMENT, *_LOG)
