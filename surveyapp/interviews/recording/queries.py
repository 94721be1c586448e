"""Queries on rounds, organisations, interviews, respondents, answers, notes and their revisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.access import May, permitted, permitted_staff
from surveyapp.interviews.recording.models import (
    Answer,
    AnswerRevision,
    Interview,
    MarkedProgress,
    NoteRevision,
    Organisation,
    Passage,
    Respondent,
    Round,
)
from surveyapp.questionnaires.rules import OrganisationKind


def rounds(session: Session) -> Sequence[Round]:
    """Return all rounds, newest first."""
    return session.scalars(sa.select(Round).order_by(Round.created_at.desc(), Round.id.desc())).all()


def count_rounds(session: Session) -> int:
    """Return the number of rounds."""
    return session.scalar(sa.select(sa.func.count(Round.id))) or 0


def other_rounds(session: Session, round_: Round, start: int, size: int) -> Sequence[Any]:
    """Return id and name of the rounds other than ``round_``, newest first; at most ``size`` from ``start``."""
    statement = sa.select(Round.id, Round.name).where(Round.id != round_.id)
    return session.execute(statement.order_by(Round.created_at.desc(), Round.id.desc()).offset(start).limit(size)).all()


def find_current_round(session: Session) -> Round | None:
    """Return the newest round, which screens show, or None."""
    return session.scalar(sa.select(Round).order_by(Round.created_at.desc(), Round.id.desc()).limit(1))


def get_round(session: Session, name: str) -> Round:
    """Return the round with this name. Raises NotFound with the names that exist."""
    round_ = session.scalar(sa.select(Round).where(Round.name == name))
    if round_ is None:
        known = ", ".join(session.scalars(sa.select(Round.name).order_by(Round.name))) or "nog geen enkele"
        raise NotFound(f"Er is geen ronde ‘{name}’. Bekend: {known}.")
    return round_


def organisations(session: Session) -> Sequence[Organisation]:
    """Return all organisations in the order of the report: by kind (provinces, regions, ministries) and position."""
    everything = session.scalars(sa.select(Organisation).options(joinedload(Organisation.province))).all()
    order = {OrganisationKind.PROVINCE: 0, OrganisationKind.REGION: 1, OrganisationKind.MINISTRY: 2}
    return sorted(everything, key=lambda o: (order[o.kind], o.position))


def provinces(session: Session) -> Sequence[Organisation]:
    """Return all provinces in the order of the report."""
    statement = sa.select(Organisation).where(Organisation.kind == OrganisationKind.PROVINCE)
    return session.scalars(statement.order_by(Organisation.position, Organisation.id)).all()


def find_organisation(session: Session, name: str, kind: OrganisationKind) -> Organisation | None:
    """Find an organisation by any name in use: "Drenthe", "Provincie Drenthe", "BZK", the full name or the key."""
    wanted = name.strip().casefold()
    for organisation in session.scalars(sa.select(Organisation).where(Organisation.kind == kind)):
        names = (organisation.name, organisation.label, organisation.short, organisation.key)
        if wanted in {known.casefold() for known in names if known}:
            return organisation
    return None


def _whole() -> sa.Select[Interview]:
    """Return a SELECT of interviews with what their pages always need. Respondents and interviewers load lazily."""
    return sa.select(Interview).options(
        joinedload(Interview.organisation), joinedload(Interview.round), joinedload(Interview.questionnaire)
    )


def _with_people() -> sa.Select[Interview]:
    """Return a SELECT of interviews for lists, which loads all respondents and interviewers at once."""
    return _whole().options(selectinload(Interview.everybody), selectinload(Interview.interviewers))


_WHO: sa.BindParameter[int] = sa.bindparam("who")
_ONE = {may: _whole().where(Interview.id == sa.bindparam("interview"), permitted_staff(_WHO, may)) for may in May}


def find_interview_for(session: Session, who: User | Actor, interview_id: int, may: May = May.WORK) -> Interview | None:
    """Return the interview if ``who`` has the permission ``may`` on it, else None."""
    if isinstance(who, User):  # Use the prepared statement: every autosave runs this query.
        return session.scalar(_ONE[may], {"interview": interview_id, "who": who.id})
    return session.scalar(_whole().where(Interview.id == interview_id, permitted(who, may)))


def get_interview(session: Session, who: User | Actor, interview_id: int, may: May = May.WORK) -> Interview:
    """Return the interview if ``who`` has the permission ``may`` on it. Raises NotFound."""
    interview = find_interview_for(session, who, interview_id, may)
    if interview is None and who == Actor.system():
        raise NotFound(f"Er is geen interview met nummer {interview_id}.")
    if interview is None:
        raise NotFound("Dit interview is er niet, of het is niet van u.")
    return interview


def permitted_ids(session: Session, who: User | Actor, round_: Round, may: May) -> frozenset[int]:
    """Return the ids of a round's interviews on which ``who`` has the permission ``may``."""
    statement = sa.select(Interview.id).where(Interview.round_id == round_.id, permitted(who, may))
    return frozenset(session.scalars(statement))


_IN_ROUND = _with_people().where(Interview.round_id == sa.bindparam("round")).order_by(Interview.id)
_WITH_ORGANISATION = _IN_ROUND.where(Interview.organisation_id == sa.bindparam("organisation"))


def interviews_in(session: Session, round_: Round) -> Sequence[Interview]:
    """Return all interviews of a round."""
    return session.scalars(_IN_ROUND, {"round": round_.id}).all()


def interviews_by_id(session: Session, interview_ids: Sequence[int]) -> Sequence[Interview]:
    """Return the interviews with these ids in the order given, without ids that do not exist."""
    by_id = {
        interview.id: interview for interview in session.scalars(_with_people().where(Interview.id.in_(interview_ids)))
    }
    return [by_id[number] for number in interview_ids if number in by_id]


def interviews_among(session: Session, who: User | Actor, interview_ids: Sequence[int]) -> Sequence[Interview]:
    """Return those of these interviews that ``who`` may work on, reloaded from the database."""
    statement = _with_people().where(Interview.id.in_(interview_ids), permitted(who)).order_by(Interview.id)
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def find_interview(session: Session, round_: Round, organisation: Organisation) -> Interview | None:
    """Return the interview with an organisation in a round, or None."""
    return session.scalar(_WITH_ORGANISATION, {"round": round_.id, "organisation": organisation.id})


_LATER = sa.orm.aliased(AnswerRevision)
NEWEST_NUMBER = (
    sa.select(sa.func.max(_LATER.number))
    .where(_LATER.answer_id == AnswerRevision.answer_id)
    .correlate(AnswerRevision)
    .scalar_subquery()
)
"""Number of an answer's newest revision, as a subquery correlated to AnswerRevision."""
_NEWEST_REVISIONS = (
    sa.select(AnswerRevision, Answer.interview_id, Answer.item)
    .join(AnswerRevision.answer)
    .where(Answer.interview_id.in_(sa.bindparam("interviews", expanding=True)), AnswerRevision.number == NEWEST_NUMBER)
)


def newest_revisions(session: Session, interview_ids: Sequence[int]) -> dict[int, dict[str, AnswerRevision]]:
    """Return the newest revision of each answer, by interview id and item."""
    newest: dict[int, dict[str, AnswerRevision]] = {number: {} for number in interview_ids}
    for revision, interview_id, item in session.execute(_NEWEST_REVISIONS, {"interviews": interview_ids}):
        newest[interview_id][item] = revision
    return newest


def revisions_of(session: Session, interview: Interview, item: str) -> Sequence[AnswerRevision]:
    """Return all revisions of an answer, newest first."""
    return session.scalars(
        sa.select(AnswerRevision)
        .join(AnswerRevision.answer)
        .options(joinedload(AnswerRevision.author))
        .where(Answer.interview_id == interview.id, Answer.item == item)
        .order_by(AnswerRevision.number.desc())
    ).all()


def find_revision(session: Session, interview: Interview, item: str, number: int) -> AnswerRevision | None:
    """Return one revision of an answer by its number, or None."""
    return session.scalar(
        sa.select(AnswerRevision)
        .join(AnswerRevision.answer)
        .where(Answer.interview_id == interview.id, Answer.item == item, AnswerRevision.number == number)
    )


def get_revision(session: Session, interview: Interview, revision_id: int) -> AnswerRevision:
    """Return a revision of this interview by its id. Raises NotFound."""
    revision = session.scalar(
        sa.select(AnswerRevision)
        .join(AnswerRevision.answer)
        .where(Answer.interview_id == interview.id, AnswerRevision.id == revision_id)
    )
    if revision is None:
        raise NotFound("Deze versie is er niet.")
    return revision


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest revision of an answer, and whether a paragraph of it has a theme."""

    answer_id: int
    newest: AnswerRevision | None = None
    themed: bool = False


_STANDING = (
    sa.select(Answer.id, AnswerRevision, sa.exists().where(Passage.revision_id == AnswerRevision.id))
    .outerjoin(AnswerRevision, AnswerRevision.answer_id == Answer.id)
    .where(Answer.interview_id == sa.bindparam("interview"), Answer.item == sa.bindparam("item"))
    .order_by(AnswerRevision.number.desc())
    .limit(1)
)


def holds_words(session: Session, interview: Interview, item: str, words: str) -> bool:
    """Return whether a revision of this answer has exactly this text."""
    same = sa.exists().where(
        Answer.interview_id == interview.id,
        Answer.item == item,
        AnswerRevision.answer_id == Answer.id,
        AnswerRevision.text == words,
    )
    return bool(session.scalar(sa.select(same)))


def find_standing(session: Session, interview: Interview, item: str) -> Standing | None:
    """Return the newest revision of an answer, or None. Runs with every save, so it is a single query."""
    row = session.execute(_STANDING, {"interview": interview.id, "item": item}).first()
    return Standing(*row) if row else None


_LATER_NOTE = sa.orm.aliased(NoteRevision)
_NEWEST_NOTES = sa.select(NoteRevision).where(
    NoteRevision.interview_id == sa.bindparam("interview"),
    NoteRevision.number
    == sa.select(sa.func.max(_LATER_NOTE.number))
    .where(_LATER_NOTE.interview_id == NoteRevision.interview_id, _LATER_NOTE.item == NoteRevision.item)
    .correlate(NoteRevision)
    .scalar_subquery(),
)


_MARKS = sa.select(MarkedProgress).where(MarkedProgress.interview_id == sa.bindparam("interview"))


def progress_of_items(session: Session, interview: Interview) -> dict[str, MarkedProgress]:
    """Return the progress since the baseline of each item for which it was given, by item."""
    return {marked.item: marked for marked in session.scalars(_MARKS, {"interview": interview.id})}


def note_revisions_of(session: Session, interview: Interview, item: str) -> Sequence[NoteRevision]:
    """Return all revisions of a private note, newest first."""
    return session.scalars(
        sa.select(NoteRevision)
        .options(joinedload(NoteRevision.author))
        .where(NoteRevision.interview_id == interview.id, NoteRevision.item == item)
        .order_by(NoteRevision.number.desc())
    ).all()


def newest_notes(session: Session, interview: Interview) -> dict[str, NoteRevision]:
    """Return the newest revision of each private note, by item."""
    return {note.item: note for note in session.scalars(_NEWEST_NOTES, {"interview": interview.id})}


def find_note(session: Session, interview: Interview, item: str, number: int) -> NoteRevision | None:
    """Return one revision of a private note by its number, or None."""
    return session.scalar(
        sa.select(NoteRevision).where(
            NoteRevision.interview_id == interview.id, NoteRevision.item == item, NoteRevision.number == number
        )
    )


def themes_of(session: Session, revision_ids: Sequence[int] | sa.Select[int]) -> dict[int, dict[int, tuple[str, ...]]]:
    """Return the themes by revision id and position of the paragraph."""
    themes: dict[int, dict[int, tuple[str, ...]]] = {}
    wanted = Passage.revision_id.in_(revision_ids)
    statement = sa.select(Passage.revision_id, Passage.position, Passage.theme).where(wanted)
    for passage in session.execute(statement.order_by(Passage.theme)):
        per_paragraph = themes.setdefault(passage.revision_id, {})
        per_paragraph[passage.position] = (*per_paragraph.get(passage.position, ()), passage.theme)
    return themes


_FUNCTIONS = (
    sa.select(Respondent.function)
    .where(Respondent.interview_id == sa.bindparam("interview"), Respondent.left_at.is_(None))
    .order_by(Respondent.id)
)


def functions_of(session: Session, interview: Interview) -> Sequence[str]:
    """Return the functions of the respondents who have not left."""
    return session.scalars(_FUNCTIONS, {"interview": interview.id}).all()


_BASELINE = _whole().where(
    Interview.round_id == sa.bindparam("round"),
    Interview.organisation_id == sa.bindparam("organisation"),
    Interview.approved_at.is_not(None),
)


def find_baseline(session: Session, interview: Interview) -> Interview | None:
    """Return the approved interview with the same organisation in the previous round, or None."""
    before = {"round": interview.round.previous_id, "organisation": interview.organisation_id}
    return session.scalar(_BASELINE, before) if before["round"] else None


def organisations_with_baseline(session: Session, round_: Round) -> frozenset[int]:
    """Return the ids of the organisations with an approved interview in the previous round."""
    if round_.previous_id is None:
        return frozenset()
    return frozenset(
        session.scalars(
            sa.select(Interview.organisation_id).where(
                Interview.round_id == round_.previous_id, Interview.approved_at.is_not(None)
            )
        )
    )


def find_respondent(session: Session, interview: Interview, email: str) -> Respondent | None:
    """Return the respondent of an interview with this address, or None."""
    return session.scalar(
        sa.select(Respondent).where(Respondent.interview_id == interview.id, Respondent.email == email)
    )
