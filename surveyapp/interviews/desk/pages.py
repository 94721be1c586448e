"""Pages of the interviewers, as plain values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.interviews.baseline.queries import Baseline, Earlier, baseline_of
from surveyapp.interviews.desk.operations import Entry
from surveyapp.interviews.left_out.queries import LeftOut, left_out_of
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import AnswerRevision, Interview, MarkedProgress, NoteRevision
from surveyapp.interviews.recording.operations import Locked
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState, Progress, ProgressMark, progress_of
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Question, Questionnaire
from surveyapp.text import words as texts
from surveyapp.text.likeness import Likeness, likeness
from surveyapp.text.merging import merge


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts of one answer: the text typed here, and the text saved in between."""

    item: str
    mine: str
    mine_status: AnswerStatus
    theirs: str
    theirs_status: AnswerStatus
    base: int
    """Number of the revision saved in between."""
    began: int
    """Number of the revision on which the text was typed."""
    merged: str
    """Proposed text that combines both changes."""
    by: str
    own: bool
    """Whether the user saved the other text too, in another window or on another computer."""
    at: datetime


@dataclass(frozen=True, slots=True)
class LockedOut:
    """Text typed for an answer that was approved meanwhile. It is not saved, but shown so that it can be copied."""

    item: str
    reason: str
    mine: str
    agreed: str


def locked_out(typed: Entry, locked: Locked) -> LockedOut:
    """Return the typed text beside the approved text."""
    mine = typed.text if typed.status is AnswerStatus.TEXT else ""
    return LockedOut(typed.item, str(locked), mine, locked.newest.text)


@dataclass(frozen=True, slots=True)
class DeskItem:
    """An item on the desk. ``number`` is its number in the questionnaire, ``base`` its newest revision (0: none)."""

    number: str
    title: str
    stem: str
    lead: str
    hint: str
    part: bool
    themes: tuple[str, ...]
    text: str
    status: AnswerStatus
    base: int
    saved_at: datetime | None
    progress: Progress
    note: str
    note_base: int
    earlier: Earlier | None
    """The baseline; None when the interview has none."""
    likeness: Likeness
    """How much of the text equals the baseline."""
    mark: ProgressMark | None
    conflict: Conflict | None = None
    locked_out: LockedOut | None = None
    left_out: LeftOut | None = None
    """Text that the answer had before its status became "niet besproken" or "niet van toepassing"."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The page for recording an interview."""

    id: int
    browser_key: str
    round: str
    """Name of the round."""
    organisation: str
    held_on: date | None
    started_at: datetime | None
    ended_at: datetime | None
    functions: tuple[str, ...]
    state: InterviewState
    questionnaire: str
    items: tuple[DeskItem, ...]
    baseline: Baseline | None

    @property
    def done(self) -> int:
        """Number of items that need no more work."""
        return sum(item.progress.done for item in self.items)

    @property
    def started(self) -> int:
        """Number of items with the beginning of a text."""
        return sum(item.progress is Progress.STARTED for item in self.items)

    @property
    def saved_at(self) -> datetime | None:
        """Moment of the last save."""
        return max((item.saved_at for item in self.items if item.saved_at), default=None)

    @property
    def marks(self) -> tuple[tuple[ProgressMark, int], ...]:
        """Number of items for each progress mark."""
        given = Counter(item.mark for item in self.items)
        return tuple((mark, given[mark]) for mark in ProgressMark)

    @property
    def conflicts(self) -> tuple[DeskItem, ...]:
        """Items with two texts to choose from."""
        return tuple(item for item in self.items if item.conflict)

    @property
    def locked_out(self) -> tuple[LockedOut, ...]:
        """Texts typed for locked answers."""
        return tuple(item.locked_out for item in self.items if item.locked_out)


def desk_of(session: Session, interview: Interview) -> Desk:
    """Return the desk of an interview."""
    questionnaire = parsed(interview.questionnaire)
    revisions = queries.newest_revisions(session, [interview.id])[interview.id]
    notes = queries.newest_notes(session, interview)
    marks = queries.progress_of_items(session, interview)
    baseline = baseline_of(session, interview)
    earlier = baseline.items if baseline else {}
    stems = {part.number: question for question in questionnaire.questions for part in question.parts}
    items = tuple(
        _item(questionnaire, question, stems.get(question.number), revisions, notes, earlier, marks)
        for question in questionnaire.items
    )
    left_out = {
        answer.item: answer for answer in left_out_of(session, interview) if answer.status is not AnswerStatus.TEXT
    }
    items = tuple(replace(item, left_out=left_out.get(item.number)) for item in items)
    return Desk(
        id=interview.id,
        browser_key=interview.browser_key,
        round=interview.round.name,
        organisation=interview.organisation.label,
        held_on=interview.held_on,
        started_at=interview.started_at,
        ended_at=interview.ended_at,
        functions=tuple(queries.functions_of(session, interview)),
        state=interview.state,
        questionnaire=questionnaire.title,
        items=items,
        baseline=baseline,
    )


def _item(
    questionnaire: Questionnaire,
    question: Question,
    stem: Question | None,
    revisions: dict[str, AnswerRevision],
    notes: dict[str, NoteRevision],
    earlier: Mapping[str, Earlier],
    marks: Mapping[str, MarkedProgress],
) -> DeskItem:
    before, mark = earlier.get(question.number), marks.get(question.number)
    revision, note = revisions.get(question.number), notes.get(question.number)
    status = revision.status if revision else None
    text = revision.text if revision else ""
    return DeskItem(
        number=question.number,
        title=question.title,
        stem=f"{stem.number}. {stem.wording}" if stem else "",
        lead=question.lead,
        hint=question.hint,
        part=bool(stem and stem.item),
        themes=tuple(questionnaire.theme(key).title for key in question.themes),
        text=text,
        status=status or AnswerStatus.TEXT,
        base=revision.number if revision else 0,
        saved_at=revision.created_at if revision else None,
        progress=progress_of(status, text),
        note=note.text if note else "",
        note_base=note.number if note else 0,
        earlier=before,
        likeness=likeness(text, before.text) if before else Likeness.OTHER,
        mark=mark.mark if mark else None,
    )


def with_unsaved(desk: Desk, conflicts: Sequence[Conflict], locked: Sequence[LockedOut] = ()) -> Desk:
    """Return the desk with conflicts, and with texts typed for locked answers."""
    by_item, out = {conflict.item: conflict for conflict in conflicts}, {refused.item: refused for refused in locked}
    items = (replace(item, conflict=by_item.get(item.number), locked_out=out.get(item.number)) for item in desk.items)
    return replace(desk, items=tuple(items))


def conflict_of(session: Session, reader: User, interview: Interview, typed: Entry, newest: AnswerRevision) -> Conflict:
    """Return the conflict between the text typed on ``typed.base`` and the newest revision."""
    began = queries.find_revision(session, interview, typed.item, typed.base)
    mine = texts.normalise(typed.text) if typed.status is AnswerStatus.TEXT else ""
    return Conflict(
        item=typed.item,
        mine=mine,
        mine_status=typed.status,
        theirs=newest.text,
        theirs_status=newest.status,
        base=newest.number,
        began=typed.base,
        merged=merge(began.text if began else "", mine, newest.text),
        by=newest.author.name if newest.author else "",
        own=newest.author_id == reader.id,
        at=newest.created_at,
    )


def merged_note(session: Session, interview: Interview, typed: Entry, newest: NoteRevision) -> str:
    """Return a text that combines both changes of a private note."""
    began = queries.find_note(session, interview, typed.item, typed.base)
    return merge(began.text if began else "", texts.normalise(typed.text), newest.text)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is deleted with an interview."""

    answers: int
    notes: int
    respondents: int


def contents_of(session: Session, interview: Interview) -> Contents:
    """Return the numbers of answers, notes and respondents of an interview."""
    revisions = queries.newest_revisions(session, [interview.id])[interview.id]
    return Contents(
        answers=sum(bool(revision.text) for revision in revisions.values()),
        notes=sum(bool(note.text) for note in queries.newest_notes(session, interview).values()),
        respondents=len(interview.respondents),
    )


@dataclass(frozen=True, slots=True)
class TaggedAnswer:
    """An answer whose paragraphs can be given themes."""

    item: str
    title: str
    revision: int
    paragraphs: tuple[tuple[str, tuple[str, ...]], ...]
    """Markdown without footnotes, and keys of themes, of each paragraph."""

    @property
    def untagged(self) -> int:
        """Number of paragraphs without a theme."""
        return sum(not themes for _, themes in self.paragraphs)


def tagged_answers(session: Session, interview: Interview) -> tuple[TaggedAnswer, ...]:
    """Return the answers of an interview by paragraph."""
    questionnaire = parsed(interview.questionnaire)
    revisions = queries.newest_revisions(session, [interview.id])[interview.id]
    themes = queries.themes_of(session, [revision.id for revision in revisions.values()])
    return tuple(
        TaggedAnswer(
            item=question.number,
            title=question.title,
            revision=revisions[question.number].id,
            paragraphs=tuple(
                (texts.without_footnotes(words), themes.get(revisions[question.number].id, {}).get(place, ()))
                for place, words in enumerate(texts.paragraphs(revisions[question.number].text))
            ),
        )
        for question in questionnaire.items
        if question.number in revisions and revisions[question.number].text.strip()
    )
