"""Comments, and the interview they are about, for pages as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.comments import queries
from surveyapp.comments.rules import CommentKind, is_open
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState
from surveyapp.questionnaires.operations import parsed


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a thread."""

    id: int
    kind: CommentKind
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments on an answer, in order."""

    item: str
    entries: tuple[Entry, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the thread is not resolved."""
        return is_open([entry.kind for entry in self.entries])

    @property
    def remarks(self) -> int:
        """Number of remarks."""
        return sum(entry.kind is CommentKind.REMARK for entry in self.entries)

    @property
    def seen(self) -> int:
        """Id of the last entry, sent along when a user resolves the thread."""
        return self.entries[-1].id if self.entries else 0


class Threads(dict[str, Thread]):
    """The threads of an interview by item; empty for an item without comments."""

    def __missing__(self, item: str) -> Thread:
        return Thread(item)


def threads_of(session: Session, interview_id: int) -> Threads:
    """Return the comments on each answer of an interview."""
    threads = Threads()
    for comment, author in queries.comments_of(session, interview_id):
        entry = Entry(comment.id, comment.kind, comment.text, author, comment.created_at)
        threads[comment.item] = Thread(comment.item, (*threads[comment.item].entries, entry))
    return threads


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An answer for a colleague who reads along."""

    number: str
    stem: str
    lead: str
    hint: str
    text: str
    status: AnswerStatus | None
    version: int
    saved_at: datetime | None
    by: str
    thread: Thread


@dataclass(frozen=True, slots=True)
class ReadPage:
    """An interview for a colleague who reads along: the present answers, without private notes."""

    id: int
    organisation: str
    round: str
    state: InterviewState
    held_on: date | None
    interviewers: tuple[str, ...]
    items: tuple[ReadItem, ...]

    @property
    def open_threads(self) -> tuple[str, ...]:
        """Items with an unresolved thread."""
        return tuple(item.number for item in self.items if item.thread.open)


def read_page(session: Session, interview: Interview) -> ReadPage:
    """Return the page on which a colleague reads an interview."""
    questionnaire = parsed(interview.questionnaire)
    revisions = newest_revisions(session, [interview.id])[interview.id]
    threads = threads_of(session, interview.id)
    stems = {part.number: question for question in questionnaire.questions for part in question.parts}
    items = []
    for question in questionnaire.items:
        revision, stem = revisions.get(question.number), stems.get(question.number)
        items.append(
            ReadItem(
                number=question.number,
                stem=f"{stem.number}. {stem.wording}" if stem else "",
                lead=question.lead,
                hint=question.hint,
                text=revision.text if revision else "",
                status=revision.status if revision else None,
                version=revision.number if revision else 0,
                saved_at=revision.created_at if revision else None,
                by=revision.author.name if revision and revision.author else "",
                thread=threads[question.number],
            )
        )
    return ReadPage(
        id=interview.id,
        organisation=interview.organisation.label,
        round=interview.round.name,
        state=interview.state,
        held_on=interview.held_on,
        interviewers=tuple(interviewer.name for interviewer in interview.interviewers),
        items=tuple(items),
    )
