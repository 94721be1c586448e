"""The state of each interview and what it waits for, as plain values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.dutch import local
from surveyapp.fieldwork.overview.queries import Brief, briefs_of
from surveyapp.fieldwork.overview.rules import Day, Facts, Step, begins, step_of, urgency, week_of
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.interviews.recording.rules import InterviewState, Progress, progress_of
from surveyapp.invitations.queries import Standing, standings
from surveyapp.mail.received.queries import unanswered
from surveyapp.questionnaires.operations import parsed
from surveyapp.readings.links.rules import deadline_that_counts
from surveyapp.verification.records.models import Reaction, Record
from surveyapp.verification.records.queries import newest_records
from surveyapp.verification.records.rules import ReactionKind
from surveyapp.verification.waiting.queries import requests, waited_for
from surveyapp.web.paging import Page, part_of


@dataclass(frozen=True, slots=True)
class Sent:
    """The newest record of an interview with its progress."""

    number: int
    sent_on: date
    deadline: date | None
    """None while it was not mailed to anyone, so that no term runs."""
    answers: int
    opened_on: date | None
    reacted_on: date | None
    by: str
    seen: int
    tally: tuple[tuple[ReactionKind, int], ...]
    waiting: bool
    """Whether a respondent has not finished yet."""
    held: int
    """Number of respondents who get it after those who read along."""


@dataclass(frozen=True, slots=True)
class Row:
    """An interview in a list."""

    id: int
    organisation: str
    state: InterviewState
    held_on: date | None
    planned_from: datetime | None
    planned_until: datetime | None
    place: str
    video_url: str
    invitation: Standing
    functions: tuple[str, ...]
    interviewers: tuple[str, ...]
    questionnaire: str
    items: int
    answered: int
    skipped: int
    open_items: tuple[str, ...]
    baseline: bool
    approved_on: date | None
    sent: Sent | None
    asks_time: bool
    """Whether a respondent's request for more time is open."""
    unanswered: int
    """Number of unanswered mails of respondents."""

    @property
    def facts(self) -> Facts:
        """The facts from which the next step follows."""
        return Facts(
            state=self.state,
            held_on=self.held_on,
            planned_from=self.planned_from,
            invitation=self.invitation.stand,
            records=self.sent.number if self.sent else 0,
            deadline=self.sent.deadline if self.sent else None,
            asks_time=self.asks_time,
            unanswered=self.unanswered,
        )

    def begins(self, now: datetime) -> bool:
        """Return whether a conversation planned for today can begin."""
        return begins(self.facts, now)

    def late(self, today: date) -> bool:
        """Return whether the deadline is over while a respondent has not finished."""
        return self.facts.late(today)


def rows_of(session: Session, interviews: Sequence[Interview], round_: Round) -> tuple[Row, ...]:
    """Return the interviews of a round as rows, in the order given."""
    ids = [interview.id for interview in interviews]
    revisions = queries.newest_revisions(session, ids)
    records = newest_records(session, ids)
    known = queries.organisations_with_baseline(session, round_)
    invitations, asking, mails = standings(session, interviews), requests(session, ids), unanswered(session, ids)
    rows = []
    for interview in interviews:
        questionnaire = parsed(interview.questionnaire)
        marks = {
            item: progress_of(revision.status, revision.text) for item, revision in revisions[interview.id].items()
        }
        skipped = {Progress.NOT_DISCUSSED, Progress.NOT_APPLICABLE, Progress.WITHDRAWN}
        rows.append(
            Row(
                id=interview.id,
                organisation=interview.organisation.label,
                state=interview.state,
                held_on=interview.held_on,
                planned_from=interview.planned_from,
                planned_until=interview.planned_until,
                place=interview.place,
                video_url=interview.video_url,
                invitation=invitations[interview.id],
                functions=tuple(person.function for person in interview.respondents),
                interviewers=tuple(person.name for person in interview.interviewers),
                questionnaire=questionnaire.title,
                items=len(questionnaire.items),
                answered=sum(mark in {Progress.ANSWERED, Progress.STARTED} for mark in marks.values()),
                skipped=sum(mark in skipped for mark in marks.values()),
                open_items=tuple(
                    question.number
                    for question in questionnaire.items
                    if marks.get(question.number, Progress.OPEN) is Progress.OPEN
                ),
                baseline=interview.organisation_id in known,
                approved_on=local(interview.approved_at).date() if interview.approved_at else None,
                sent=_sent(records.get(interview.id)),
                asks_time=interview.id in asking,
                unanswered=mails.get(interview.id, 0),
            )
        )
    return tuple(rows)


def _sent(record: Record | None) -> Sent | None:
    if record is None:
        return None
    submitted = [verification for verification in record.verifications if verification.submitted_at]
    opened = [verification.opened_at for verification in record.verifications if verification.opened_at]
    reactions = [reaction for verification in submitted for reaction in verification.reactions]
    started = [
        verification
        for verification in record.verifications
        if not verification.submitted_at and verification.released_at
    ]
    return Sent(
        number=record.number,
        sent_on=local(record.sent_at).date(),
        deadline=deadline_that_counts(waited_for(record.verifications), record.deadline),
        answers=len(record.entries),
        opened_on=local(min(opened)).date() if opened else None,
        reacted_on=local(
            max(verification.submitted_at for verification in submitted if verification.submitted_at)
        ).date()
        if submitted
        else None,
        by=submitted[-1].respondent.function if submitted else "",
        seen=max((len(verification.reactions) for verification in started), default=0),
        tally=_tally(reactions),
        waiting=bool(started),
        held=sum(verification.released_at is None for verification in record.verifications),
    )


def _tally(reactions: Sequence[Reaction]) -> tuple[tuple[ReactionKind, int], ...]:
    """Count the answers by kind of reaction. Of several reactions to an answer, the one that asks most work counts."""
    order = list(ReactionKind)
    kinds: dict[int, ReactionKind] = {}
    for reaction in reactions:
        kinds[reaction.revision_id] = max(
            kinds.get(reaction.revision_id, ReactionKind.AGREE), reaction.kind, key=order.index
        )
    return tuple((kind, count) for kind in order if (count := list(kinds.values()).count(kind)))


STATES = (
    InterviewState.REACTED,
    InterviewState.RECORDING,
    InterviewState.PLANNED,
    InterviewState.WAITING,
    InterviewState.APPROVED,
)
"""States in the order of what needs doing."""


@dataclass(frozen=True, slots=True)
class Group:
    """The interviews on a page that need the same step, and how many there are in total."""

    step: Step
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Mine:
    """The interviewer's own interviews by next step. ``counts`` leaves out steps without interviews."""

    now: datetime
    round: str
    counts: Mapping[Step, int]
    groups: tuple[Group, ...]
    week: tuple[Day, ...]
    page: Page[Brief]

    @property
    def today(self) -> date:
        """The Dutch date."""
        return local(self.now).date()

    @property
    def busy(self) -> bool:
        """Whether anything is planned or due this week."""
        return any(day.talks or day.deadlines for day in self.week)

    def count(self, step: str) -> int:
        """Return the number of interviews that need a step."""
        return self.counts.get(Step(step), 0)


def mine_of(session: Session, user: User, round_: Round, now: datetime, number: int = 1) -> Mine:
    """Return one page of this user's interviews, in order of what needs doing."""
    order, today = list(Step), local(now).date()
    briefs = sorted(briefs_of(session, user, round_), key=lambda brief: urgency(brief.facts))
    steps = {brief.id: step_of(brief.facts, now) for brief in briefs}
    page = part_of(sorted(briefs, key=lambda brief: order.index(steps[brief.id])), number)
    rows = rows_of(session, queries.interviews_by_id(session, [brief.id for brief in page]), round_)
    counts = Counter(steps.values())
    groups = tuple(
        Group(step, tuple(members), counts[step]) for step, members in groupby(rows, lambda row: steps[row.id])
    )
    return Mine(
        now, round_.name, counts, groups, week_of(today, [(brief.organisation, brief.facts) for brief in briefs]), page
    )
