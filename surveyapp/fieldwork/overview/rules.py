"""The next step of each interview, and the order of urgency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from surveyapp.core.dutch import local
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.invitations.rules import Stand

INVITE_WITHIN = timedelta(days=14)
"""Time before a conversation at which its invitation should be out."""
SOON = timedelta(minutes=30)
"""Time before a conversation from which it counts as about to begin."""


class Step(StrEnum):
    """Steps that an interview needs from its interviewer, in the order of what needs doing."""

    NOW = "now"
    TIME = "time"
    ANSWER = "answer"
    REACT = "react"
    SEND = "send"
    INVITE = "invite"
    LATE = "late"
    PLAN = "plan"
    COMING = "coming"
    HELD = "held"
    WAIT = "wait"
    DONE = "done"

    @property
    def heading(self) -> str:
        """Dutch heading."""
        return _WORDS[self][0]

    @property
    def why(self) -> str:
        """Dutch explanation of the step."""
        return _WORDS[self][1]

    @property
    def asks(self) -> bool:
        """Whether the interviewer has to do something."""
        return self not in {Step.COMING, Step.HELD, Step.WAIT, Step.DONE}


_WORDS = {
    Step.NOW: ("Vandaag", ""),
    Step.TIME: ("Vraagt om meer tijd", "De respondent wacht op uw antwoord en krijgt geen herinneringen."),
    Step.ANSWER: ("Mail te beantwoorden", "Een respondent schreef u een mail en wacht op antwoord."),
    Step.REACT: ("Reacties te verwerken", "De respondent heeft gereageerd en wacht op u."),
    Step.SEND: ("Te versturen", "Het verslag is van u. De respondent ziet nog niets nieuws."),
    Step.INVITE: ("Uit te nodigen", "Binnenkort, en nog niet iedereen weet ervan."),
    Step.LATE: ("Termijn voorbij", "De respondent heeft nog niet gereageerd."),
    Step.PLAN: ("Te plannen", "Er is nog geen datum en tijd, of die is voorbij."),
    Step.COMING: ("Gepland", "Het gesprek moet nog komen."),
    Step.HELD: ("Wacht op verzending", "Nog niemand heeft het verslag. De termijn begint als de mail weggaat."),
    Step.WAIT: ("Wacht op respondent", "De respondent heeft tot de termijn de tijd."),
    Step.DONE: ("Akkoord", "Woord voor woord goedgekeurd."),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that determine the next step of an interview."""

    state: InterviewState
    held_on: date | None
    planned_from: datetime | None
    invitation: Stand
    records: int
    deadline: date | None
    """Deadline of the newest record while a respondent has not finished; None if it was not mailed yet."""
    asks_time: bool = False
    """Whether a respondent asked for more time."""
    unanswered: int = 0
    """Number of unanswered mails of respondents."""

    @property
    def held(self) -> bool:
        """Whether the newest record was not mailed to anyone yet, so that no term runs."""
        return self.state is InterviewState.WAITING and self.records > 0 and self.deadline is None

    def late(self, today: date) -> bool:
        """Return whether the deadline is over while a respondent has not finished."""
        return self.state is InterviewState.WAITING and self.deadline is not None and self.deadline < today


def step_of(facts: Facts, now: datetime) -> Step:
    """Return the next step. Answering a mail comes before steps that wait, remind or plan."""
    step = _step_of(facts, local(now).date())
    rests = step in {Step.INVITE, Step.LATE, Step.PLAN} or not step.asks
    return Step.ANSWER if facts.unanswered and rests else step


def _step_of(facts: Facts, today: date) -> Step:
    if facts.asks_time:
        return Step.TIME
    match facts.state:
        case InterviewState.APPROVED:
            return Step.DONE
        case InterviewState.REACTED:
            return Step.REACT
        case InterviewState.WAITING:
            return Step.HELD if facts.held else Step.LATE if facts.late(today) else Step.WAIT
        case InterviewState.RECORDING:
            return Step.NOW if facts.held_on == today and not facts.records else Step.SEND
    return _before(facts, today)


def _before(facts: Facts, today: date) -> Step:
    """Return the step of an interview in which nothing was recorded yet."""
    if facts.held_on == today:
        return Step.NOW
    if facts.invitation is Stand.CHANGED:
        return Step.INVITE
    if facts.held_on is None or facts.held_on < today or facts.planned_from is None:
        return Step.PLAN
    if facts.invitation.complete or facts.held_on > today + INVITE_WITHIN:
        return Step.COMING
    return Step.INVITE


def begins(facts: Facts, now: datetime) -> bool:
    """Return whether a conversation planned for today can begin: its time is near, or no time was set."""
    return facts.planned_from is None or facts.planned_from - SOON <= now


def urgency(facts: Facts) -> tuple[date, float]:
    """Return the sort key within a step: the deadline or date, then the time."""
    day = facts.deadline or facts.held_on or date.max
    return day, facts.planned_from.timestamp() if facts.planned_from else 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """A working day, with its planned conversations and its deadlines."""

    day: date
    talks: tuple[str, ...]
    deadlines: tuple[str, ...]


def week_of(today: date, interviews: Iterable[tuple[str, Facts]]) -> tuple[Day, ...]:
    """Return Monday to Friday of this week, at the weekend of the next. ``interviews`` are (name, facts)."""
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if today.weekday() > 4 else 0)
    known = sorted(interviews, key=lambda named: urgency(named[1]))
    return tuple(
        Day(
            day=day,
            talks=tuple(name for name, facts in known if facts.held_on == day and not facts.records),
            deadlines=tuple(
                name for name, facts in known if facts.deadline == day and facts.state is InterviewState.WAITING
            ),
        )
        for day in (monday + timedelta(days=number) for number in range(5))
    )
