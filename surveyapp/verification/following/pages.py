"""Plain values for the page of a sent record, for staff."""

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
    """An open request for more time."""

    until: date
    reason: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """A respondent to whom the record was sent."""

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
    """Whether this respondent still takes part."""
    deadline: date
    held_until: date | None
    request: Asked | None
    reminders: tuple[tuple[datetime, bool, Stage], ...]
    """Per reminder: when, whether by hand, and how far the respondent was."""
    why_no_reminder: str
    asked: int
    """The number of answers in the record that this respondent has not agreed to."""

    @property
    def waited_for(self) -> bool:
        """Return whether the respondent may still react, now or after those who read along."""
        return self.submitted_at is None and self.state in {LinkState.OPEN, LinkState.HELD}


@dataclass(frozen=True, slots=True)
class SentPage:
    """A sent record, for staff."""

    interview_id: int
    organisation: str
    number: int
    newest: bool
    hash: str
    sent_at: datetime
    deadline: date
    """The deadline that the record was sent with; each reader has their own."""
    readers: tuple[Reader, ...]
    entries: tuple[tuple[str, str, str, int, str, tuple[str, ...]], ...]
    """Item, wording, text, version, fingerprint, and who agreed ("beleidsadviseur, via de link op 3 mei")."""

    @property
    def due(self) -> date | None:
        """Return the first deadline of those who are waited for; None while nobody has the record."""
        waited = [
            Waited(reader.deadline, reader.must_agree, reader.held_until is not None)
            for reader in self.readers
            if reader.waited_for
        ]
        return deadline_that_counts(waited, self.deadline)

    @property
    def held(self) -> tuple[Reader, ...]:
        """Return the readers who get the record after those who read along."""
        return tuple(reader for reader in self.readers if reader.state is LinkState.HELD)

    @property
    def waits_for_server(self) -> bool:
        """Return whether the record was sent without a mail server, so that nobody has it yet."""
        day = local(self.sent_at).date()
        return bool(self.held) and all(reader.held_until == day for reader in self.readers)

    @property
    def remindable(self) -> bool:
        """Return whether anybody can be reminded now."""
        return any(not reader.why_no_reminder for reader in self.readers)


def sent_page(session: Session, record: Record, now: datetime) -> SentPage:
    """Return the page of a sent record."""
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
            _reader(verification, now, newest is not None and newest.id == record.id, _asked(verification, approvals))
            for verification in waiting_queries.of_record(session, record)
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
    """Return who agreed and how, in Dutch: "wethouder, per telefoon op 3 mei 2018, genoteerd door ..."."""
    by = approval.recorded_by.name if approval.recorded_by else ""
    if approval.channel.by_respondent:
        return f"{approval.function}, {approval.how}"
    return f"{approval.function}, {approval.channel.noted(by, long_date(approval.agreed_on or approval.given_at))}"


def _asked(verification: Verification, approvals: Mapping[int, Sequence[Approval]]) -> int:
    given = (approvals[entry.revision_id] for entry in verification.record.entries)
    return sum(not has_agreed(verification.respondent, of_revision) for of_revision in given)


def _reader(verification: Verification, now: datetime, newest: bool, asked: int) -> Reader:
    facts = waiting_queries.reminder_facts(verification, now, newest=newest)
    request = next((extension for extension in verification.extensions if extension.state is ExtensionState.OPEN), None)
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
        reminders=tuple(
            (reminder.sent_at, reminder.sent_by_id is not None, reminder.stage) for reminder in verification.reminders
        ),
        why_no_reminder=why_not(facts, local(now).date()),
        asked=asked,
    )
