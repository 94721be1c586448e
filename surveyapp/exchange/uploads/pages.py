"""Contents of a file to download and the preview of a returned file, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.dutch import listed, long_date
from surveyapp.exchange.comparing.operations import Judged, judged_apart
from surveyapp.exchange.files.reader import Expected
from surveyapp.exchange.papers.paper import Paper, Printed
from surveyapp.exchange.papers.rules import STATUS_WORDS, ChangeKind, Reply, Stamp, Standing
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.operations import why_locked
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Question


def paper_of(session: Session, interview: Interview, file: str, *, with_answers: bool) -> Paper:
    """Return the questionnaire of an interview. It never contains private notes."""
    questionnaire, organisation = parsed(interview.questionnaire), interview.organisation
    newest = queries.newest_revisions(session, [interview.id])[interview.id] if with_answers else {}
    return Paper(
        questionnaire,
        Stamp(questionnaire.key, interview.questionnaire.hash[:12], interview.round.name, organisation.key, file),
        facts={
            "Organisatie": organisation.label,
            "Ronde": interview.round.name,
            "Datum": long_date(interview.held_on) if interview.held_on else "",
            "Gesproken met": listed([person.function for person in interview.respondents]),
        },
        answers={item: Printed(revision.number, revision.text, revision.status) for item, revision in newest.items()},
    )


def expected_of(interview: Interview) -> Expected:
    """Return what a file for this interview must contain."""
    return Expected(
        questionnaire=parsed(interview.questionnaire),
        digest=interview.questionnaire.hash,
        round=interview.round.name,
        organisation=interview.organisation.key,
        label=interview.organisation.label,
    )


@dataclass(frozen=True, slots=True)
class Proposed:
    """An item of a file beside the present answer. ``base`` is the number of that answer's newest revision."""

    item: str
    title: str
    kind: ChangeKind
    old: str
    new: str
    status: AnswerStatus
    base: int
    by: str
    at: datetime | None
    untouched: bool
    """Whether the file still has its printed text, while only the answer here is newer."""
    remarks: tuple[str, ...]

    @property
    def length(self) -> int:
        """Length in characters, for a text that is too long."""
        return len(self.new)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change."""

    file: str
    items: tuple[Proposed, ...]
    remarks: tuple[str, ...]

    @property
    def offered(self) -> tuple[Proposed, ...]:
        """Items to choose from."""
        return tuple(item for item in self.items if item.kind.offered)

    @property
    def rest(self) -> tuple[Proposed, ...]:
        """Items that stay as they are."""
        return tuple(item for item in self.items if item.kind in {ChangeKind.UNCHANGED, ChangeKind.BLANK})

    @property
    def locked(self) -> tuple[Proposed, ...]:
        """Items that are approved and not reopened."""
        return tuple(item for item in self.items if item.kind is ChangeKind.LOCKED)

    @property
    def too_long(self) -> tuple[Proposed, ...]:
        """Items with a text that is too long."""
        return tuple(item for item in self.items if item.kind is ChangeKind.TOO_LONG)

    @property
    def lost(self) -> tuple[tuple[str, str], ...]:
        """What will not be imported, as (item, Dutch remark); the item is "" for a remark about the file."""
        within = [(item.item, remark) for item in self.items for remark in item.remarks]
        return (*within, *(("", remark) for remark in self.remarks))

    def count(self, kind: ChangeKind) -> int:
        """Return the number of items of a kind."""
        return sum(item.kind is kind for item in self.items)


def preview_of(
    session: Session,
    interview: Interview,
    user: User,
    replies: Sequence[Reply],
    *,
    file: str,
    remarks: Sequence[str] = (),
) -> Preview:
    """Return each reply beside the present answer, in the order of the questionnaire. Raises FileRefused."""
    newest = queries.newest_revisions(session, [interview.id])[interview.id]
    questions = {question.number: question for question in parsed(interview.questionnaire).items}
    given = {reply.item: reply for reply in replies}
    unknown = tuple(
        f"Vraag {item} staat niet in deze vragenlijst: ‘{reply.text.strip()[:80]}’"
        for item, reply in given.items()
        if item not in questions and reply.text.strip()
    )
    asked = [question for item, question in questions.items() if item in given]
    pairs = [
        (
            given[question.number],
            _standing(session, interview, given[question.number], newest.get(question.number), user, file),
        )
        for question in asked
    ]
    items = tuple(
        _proposed(question, *pair, newest.get(question.number), judged)
        for question, pair, judged in zip(asked, pairs, judged_apart(pairs), strict=True)
    )
    return Preview(file, items, (*unknown, *remarks))


def _proposed(
    question: Question, reply: Reply, standing: Standing, newest: AnswerRevision | None, judged: Judged
) -> Proposed:
    return Proposed(
        item=question.number,
        title=question.title,
        kind=judged.kind,
        old=STATUS_WORDS.get(standing.status, standing.text),
        new=judged.text,
        status=reply.status,
        base=standing.number,
        by=newest.author.name if newest and newest.author else "",
        at=newest.created_at if newest else None,
        untouched=judged.untouched,
        remarks=reply.left_out,
    )


def _standing(
    session: Session, interview: Interview, reply: Reply, newest: AnswerRevision | None, user: User, file: str
) -> Standing:
    if newest is None:
        return Standing()
    own = newest.author_id == user.id and (newest.key or "").startswith(file)
    locked = bool(why_locked(session, newest))
    standing = Standing(newest.number, newest.text, newest.status, own, locked=locked)
    if not reply.base or reply.base == newest.number:
        return standing
    printed = queries.find_revision(session, interview, reply.item, reply.base)
    return replace(standing, printed=STATUS_WORDS.get(printed.status, printed.text) if printed else None)
