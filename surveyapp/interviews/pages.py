"""What the interviewer's pages show, as plain values."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.interviews import queries
from surveyapp.interviews.baseline import Baseline, Earlier, baseline_of
from surveyapp.interviews.likeness import Likeness, likeness
from surveyapp.interviews.models import AnswerRevision, Interview, MarkedProgress, NoteRevision
from surveyapp.interviews.rules import AnswerStatus, InterviewState, Progress, ProgressMark, progress_of
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Question, Questionnaire


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts of one answer: what was typed here, and what somebody saved in between."""

    item: str
    mine: str
    theirs: str
    base: int
    """The number of their revision."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One item on the desk. ``number`` is its place in the questionnaire, ``base`` its newest revision (0: none)."""

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
    """How much of the text is the baseline's."""
    mark: ProgressMark | None
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The page on which one interview is recorded."""

    id: int
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
        """Items of which nothing more is expected."""
        return sum(item.progress.done for item in self.items)

    @property
    def started(self) -> int:
        """Items with a beginning of a text."""
        return sum(item.progress is Progress.STARTED for item in self.items)

    @property
    def saved_at(self) -> datetime | None:
        """The last save."""
        return max((item.saved_at for item in self.items if item.saved_at), default=None)

    @property
    def marks(self) -> tuple[tuple[ProgressMark, int], ...]:
        """How often each mark was given."""
        given = Counter(item.mark for item in self.items)
        return tuple((mark, given[mark]) for mark in ProgressMark)

    @property
    def conflicts(self) -> tuple[DeskItem, ...]:
        """Items with two texts to choose from."""
        return tuple(item for item in self.items if item.conflict)


def desk_of(session: Session, interview: Interview) -> Desk:
    """Everything the desk shows of an interview."""
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
    return Desk(
        id=interview.id,
        organisation=interview.organisation.label,
        held_on=interview.held_on,
        started_at=interview.started_at,
        ended_at=interview.ended_at,
        functions=tuple(person.function for person in interview.respondents),
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


def with_typed(desk: Desk, typed: dict[str, tuple[str, AnswerRevision]]) -> Desk:
    """The desk with, per item in conflict, what was typed beside the revision that stands in the way."""
    return replace(
        desk,
        items=tuple(
            replace(item, conflict=conflict_of(item.number, *typed[item.number])) if item.number in typed else item
            for item in desk.items
        ),
    )


def conflict_of(item: str, mine: str, newest: AnswerRevision) -> Conflict:
    """What the conflict panel shows."""
    return Conflict(
        item=item,
        mine=texts.normalise(mine),
        theirs=newest.text,
        base=newest.number,
        by=newest.author.name if newest.author else "",
        at=newest.created_at,
    )


@dataclass(frozen=True, slots=True)
class TaggedAnswer:
    """An answer whose paragraphs can carry themes."""

    item: str
    title: str
    revision: int
    paragraphs: tuple[tuple[str, tuple[str, ...]], ...]
    """Each with its Markdown, without footnotes, and the keys of its themes."""

    @property
    def untagged(self) -> int:
        """Paragraphs without a theme."""
        return sum(not themes for _, themes in self.paragraphs)


def tagged_answers(session: Session, interview: Interview) -> tuple[TaggedAnswer, ...]:
    """The answers of an interview by paragraph."""
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
