"""What became of a record, for the interviewer, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.agreement.rules import has_agreed
from surveyapp.core.dutch import local, long_date
from surveyapp.questionnaires.operations import parsed
from surveyapp.readings.links.rules import ExtensionState, LinkState, Stage, Waited, deadline_that_counts, why_not
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval, Record, Verification
from surveyapp.verification.waiting import queries as waiting_queries


@dataclass(frozen=True, slots=True)
class Asked:
    """More time that was asked for and waits for an answer."""

    until: date
    reason: str
    asked_at: datetime


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
    revoked: bool
    present: bool
    """Whether this person still takes part."""
    deadline: date
    held_until: date | None
    request: Asked | None
    reminders: tuple[tuple[datetime, bool, Stage], ...]
    """When they were reminded, whether by hand, and how far they were."""
    why_no_reminder: str
    asked: int
    """How many answers of the record this person did not agree to yet."""

    @property
    def waited_for(self) -> bool:
        """Whether they may still react, now or after those who read along."""
        return self.submitted_at is None and self.state in {LinkState.OPEN, LinkState.HELD}


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
    """What it was sent with; each reader has their own."""
    readers: tuple[Reader, ...]
    entries: tuple[tuple[str, str, str, int, str, tuple[str, ...]], ...]
    """Item, wording, text, version, fingerprint, and who agreed ("beleidsadviseur, via de link op 3 mei")."""

    @property
    def due(self) -> date | None:
        """The deadline that counts now: the first of those who are waited for; None while nobody has the record."""
        waited = [
            Waited(one.deadline, one.must_agree, one.held_until is not None) for one in self.readers if one.waited_for
        ]
        return deadline_that_counts(waited, self.deadline)

    @property
    def held(self) -> tuple[Reader, ...]:
        """Who gets it after those who read along."""
        return tuple(one for one in self.readers if one.state is LinkState.HELD)

    @property
    def waits_for_server(self) -> bool:
        """Whether it was sent while there was no mail server, so that nobody has it yet."""
        day = local(self.sent_at).date()
        return bool(self.held) and all(one.held_until == day for one in self.readers)

    @property
    def remindable(self) -> bool:
        """Whether anybody can be reminded now."""
        return any(not one.why_no_reminder for one in self.readers)


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
        readers=tuple(
            _reader(one, now, newest is not None and newest.id == record.id, _asked(one, approvals))
            for one in waiting_queries.of_record(session, record)
        ),
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
    if approval.channel.by_respondent:
        return f"{approval.function}, {approval.how}"
    return f"{approval.function}, {approval.channel.noted(by, long_date(approval.agreed_on or approval.given_at))}"


def _asked(verification: Verification, approvals: Mapping[int, Sequence[Approval]]) -> int:
    given = (approvals[entry.revision_id] for entry in verification.record.entries)
    return sum(not has_agreed(verification.respondent, one) for one in given)


def _reader(verification: Verification, now: datetime, newest: bool, asked: int) -> Reader:
    facts = waiting_queries.reminder_facts(verification, now, newest=newest)
    request = next((one for one in verification.extensions if one.state is ExtensionState.OPEN), None)
    return Reader(
        verification_id=verification.id,
        name=verification.respondent.name,
        function=verification.respondent.function,
        must_agree=verification.respondent.must_agree,
        opened_at=verification.opened_at,
        submitted_at=verification.submitted_at,
        state=facts.link,
        seen=len(verification.reactions),
        expires_at=verification.expires_at,
        revoked=verification.revoked_at is not None,
        present=verification.respondent.left_at is None,
        deadline=verification.deadline,
        held_until=verification.held_until if verification.released_at is None else None,
        request=Asked(request.asked_for, request.reason, request.asked_at)
        if request and request.asked_for and request.asked_at
        else None,
        reminders=tuple((one.sent_at, one.sent_by_id is not None, one.stage) for one in verification.reminders),
        why_no_reminder=why_not(facts, local(now).date()),
        asked=asked,
    )
