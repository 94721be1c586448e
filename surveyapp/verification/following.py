"""What became of a record, for the interviewer, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.dutch import long_date
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification import queries
from surveyapp.verification.models import Approval, Record, Verification
from surveyapp.verification.rules import LinkState, link_state


@dataclass(frozen=True, slots=True)
class Reader:
    """One respondent of a sent record."""

    verification_id: int
    name: str
    function: str
    must_agree: bool
    opened_at: datetime | None
    submitted_at: datetime | None
    state: LinkState
    seen: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SentPage:
    """A record as it was sent, for staff."""

    interview_id: int
    organisation: str
    number: int
    newest: bool
    hash: str
    sent_at: datetime
    deadline: date
    readers: tuple[Reader, ...]
    entries: tuple[tuple[str, str, str, int, str, tuple[str, ...]], ...]
    """Item, wording, text, version, fingerprint, and who agreed ("beleidsadviseur, via de link op 3 mei")."""


def sent_page(session: Session, record: Record, now: datetime) -> SentPage:
    """What staff sees of a record."""
    questionnaire = parsed(record.interview.questionnaire)
    approvals = queries.approvals_of(session, [entry.revision_id for entry in record.entries])
    newest = queries.newest_record(session, record.interview)
    return SentPage(
        interview_id=record.interview_id,
        organisation=record.interview.organisation.label,
        number=record.number,
        newest=newest is not None and newest.id == record.id,
        hash=record.hash,
        sent_at=record.sent_at,
        deadline=record.deadline,
        readers=tuple(_reader(session, one, now) for one in record.verifications),
        entries=tuple(
            (
                entry.revision.answer.item,
                questionnaire.item(entry.revision.answer.item).wording,
                entry.revision.text,
                entry.revision.number,
                entry.revision.fingerprint,
                tuple(map(agreed_words, approvals[entry.revision_id])),
            )
            for entry in record.entries
        ),
    )


def agreed_words(approval: Approval) -> str:
    """Who agreed, and how: "wethouder, per telefoon op 3 mei 2018, genoteerd door Interviewer Noord"."""
    by = approval.recorded_by.name if approval.recorded_by else ""
    return f"{approval.function}, {approval.channel.noted(by, long_date(approval.agreed_on or approval.given_at))}"


def _reader(session: Session, verification: Verification, now: datetime) -> Reader:
    return Reader(
        verification_id=verification.id,
        name=verification.respondent.name,
        function=verification.respondent.function,
        must_agree=verification.respondent.must_agree,
        opened_at=verification.opened_at,
        submitted_at=verification.submitted_at,
        state=link_state(queries.link_facts(session, verification), now),
        seen=len(verification.reactions),
        expires_at=verification.expires_at,
    )
