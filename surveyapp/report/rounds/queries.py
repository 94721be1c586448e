"""Queries behind the report: a round as plain values, editors' texts, PDFs."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.core import leases
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, MarkedProgress, Round
from surveyapp.interviews.recording.models import Organisation as StoredOrganisation
from surveyapp.interviews.recording.rules import AnswerStatus, ProgressMark
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.answers import queries
from surveyapp.report.citations.rules import Citation
from surveyapp.report.compiling.needed import Choose
from surveyapp.report.figures.queries import figures_of
from surveyapp.report.material.sources import InterviewSource, Organisation, RoundSource
from surveyapp.report.outline.queries import outline_of as outline_of  # noqa: PLC0414  (re-exported)
from surveyapp.report.overruling.queries import overrulings_of
from surveyapp.report.tables.models import Build, BuildState, SectionTextRevision
from surveyapp.verification.records.models import Approval, Record


def round_source(
    session: Session,
    round_: Round,
    *,
    publisher: str,
    wanted: queries.Wanted = queries.EVERY,
    choose: Choose | None = None,
) -> RoundSource:
    """Return the material for a report of this round, in a fixed number of SQL queries.

    To load fewer answers, pass ``wanted`` (see ``answers.queries``) or ``choose``.
    """
    stored = {organisation.id: _organisation(organisation) for organisation in interviews.organisations(session)}
    held, sent = queries.interviews_held(session, round_), records_sent(session, round_)
    source = RoundSource(
        name=round_.name,
        title=round_.title,
        subtitle=round_.subtitle,
        publisher=publisher,
        interviews=tuple(
            InterviewSource(
                organisation=stored[interview.organisation_id],
                questionnaire=interview.questionnaire,
                functions=interview.functions,
                held_on=interview.held_on,
                records_sent_on=sent.get(interview.id, ()),
                approved_on=interview.approved_on,
                answers=(),
            )
            for interview in held
        ),
        organisations=tuple(stored.values()),
        columns=round_.report_columns,
        figures=figures_of(session, round_),
        section_texts={key: newest.text for key, newest in newest_section_texts(session, round_).items()},
    )
    wanted = queries.needed(choose(source)) if choose else wanted
    answers = queries.answers_in(session, round_, wanted)
    complete = tuple(
        replace(interview, answers=tuple(answers.get(row.id, ())))
        for row, interview in zip(held, source.interviews, strict=True)
    )
    return replace(source, interviews=complete).decided(overrulings_of(session, round_))


def _organisation(organisation: StoredOrganisation) -> Organisation:
    return Organisation(
        key=organisation.key,
        name=organisation.name,
        kind=organisation.kind,
        code=organisation.code,
        province_key=organisation.province.key if organisation.province else None,
        position=organisation.position,
        municipalities=tuple(filter(None, (name.strip() for name in organisation.municipalities.split(",")))),
        category=organisation.category,
    )


def records_sent(session: Session, round_: Round) -> dict[int, tuple[date, ...]]:
    """Return the days on which records were sent, oldest first, by interview id."""
    statement = (
        sa.select(Record.interview_id, Record.sent_at)
        .join(Record.interview)
        .where(Interview.round_id == round_.id)
        .order_by(Record.number)
    )
    days: dict[int, tuple[date, ...]] = {}
    for interview_id, sent_at in session.execute(statement):
        days[interview_id] = (*days.get(interview_id, ()), queries.day_of(sent_at))
    return days


def progress_since_baseline(session: Session, round_: Round, item: str) -> dict[str, ProgressMark]:
    """Return the interviewers' marks of progress on one item since the previous round, by organisation key."""
    statement = (
        sa.select(StoredOrganisation.key, MarkedProgress.mark)
        .join(Interview, MarkedProgress.interview_id == Interview.id)
        .join(Interview.organisation)
        .where(Interview.round_id == round_.id, MarkedProgress.item == item)
    )
    return {row.key: row.mark for row in session.execute(statement)}


def statuses_of(session: Session, round_: Round, item: str) -> dict[str, AnswerStatus]:
    """Return the status of the newest revision of one item, by organisation key."""
    statement = (
        sa.select(StoredOrganisation.key, AnswerRevision.status)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .where(
            Interview.round_id == round_.id,
            Answer.item == item,
            AnswerRevision.number == interviews.NEWEST_NUMBER,
        )
    )
    return {row.key: row.status for row in session.execute(statement)}


def questionnaires_of(session: Session, round_: Round) -> tuple[Questionnaire, ...]:
    """Return the questionnaires of the round's interviews, each once: regions, provinces, ministries."""
    used = sa.select(Interview.questionnaire_id).where(Interview.round_id == round_.id)
    statement = sa.select(StoredQuestionnaire).where(StoredQuestionnaire.id.in_(used))
    questionnaires = {
        stored.key: parsed(stored) for stored in session.scalars(statement.order_by(StoredQuestionnaire.id))
    }
    return tuple(
        sorted(questionnaires.values(), key=lambda questionnaire: list(OrganisationKind).index(questionnaire.kind))
    )


_NUMBERS = (
    sa.select(SectionTextRevision.section, sa.func.max(SectionTextRevision.number).label("number"))
    .where(SectionTextRevision.round_id == sa.bindparam("round"))
    .group_by(SectionTextRevision.section)
    .subquery()
)
_NEWEST_TEXTS = (
    sa.select(SectionTextRevision)
    .join(
        _NUMBERS,
        (_NUMBERS.c.section == SectionTextRevision.section) & (_NUMBERS.c.number == SectionTextRevision.number),
    )
    .where(SectionTextRevision.round_id == sa.bindparam("round"))
    .order_by(SectionTextRevision.section)
)


def newest_section_texts(session: Session, round_: Round) -> dict[str, SectionTextRevision]:
    """Return the newest editors' text of each section, by section key."""
    return {revision.section: revision for revision in session.scalars(_NEWEST_TEXTS, {"round": round_.id})}


def section_revisions(session: Session, round_: Round, section: str) -> Sequence[SectionTextRevision]:
    """Return all texts of a section with their authors, newest first."""
    return session.scalars(
        sa.select(SectionTextRevision)
        .options(joinedload(SectionTextRevision.author))
        .where(of_section(round_, section))
        .order_by(SectionTextRevision.number.desc())
    ).all()


def find_newest_section_text(session: Session, round_: Round, section: str) -> SectionTextRevision | None:
    """Return the newest text of a section with its author, or None."""
    return session.scalar(
        sa.select(SectionTextRevision)
        .options(joinedload(SectionTextRevision.author))
        .where(of_section(round_, section))
        .order_by(SectionTextRevision.number.desc())
        .limit(1)
    )


def of_section(round_: Round, section: str) -> sa.ColumnElement[bool]:
    """Return the SQL condition for the texts of a section."""
    return sa.and_(SectionTextRevision.round_id == round_.id, SectionTextRevision.section == section)


def cited_words(session: Session, round_: Round, wanted: Collection[Citation]) -> dict[Citation, str]:
    """Return the words of these answer versions, only of versions that were agreed: editors see no other words."""
    version = sa.tuple_(StoredOrganisation.key, Answer.item, AnswerRevision.number)
    statement = (
        sa.select(StoredOrganisation.key, Answer.item, AnswerRevision.number, AnswerRevision.text)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .where(
            Interview.round_id == round_.id,
            version.in_([(*citation.cited, citation.version) for citation in wanted]),
            sa.exists().where(Approval.revision_id == AnswerRevision.id),
        )
    )
    return {Citation((row.key, row.item), row.number): row.text for row in session.execute(statement)}


def get_build(session: Session, build_id: int) -> Build:
    """Return the build with this id. Raises NotFound."""
    build = session.scalar(sa.select(Build).options(joinedload(Build.round)).where(Build.id == build_id))
    if build is None:
        raise NotFound("Deze PDF is er niet.")
    return build


def get_pdf(session: Session, build_id: int) -> bytes:
    """Return the bytes of a finished PDF. Raises NotFound."""
    content = session.scalar(sa.select(Build.content).where(Build.id == build_id))
    if content is None:
        raise NotFound("Deze PDF is er nog niet, of niet meer.")
    return content


def builds_of(session: Session, round_: Round, *, limit: int = 20) -> Sequence[Build]:
    """Return the builds of a round, newest first."""
    return session.scalars(
        sa.select(Build).where(Build.round_id == round_.id).order_by(Build.id.desc()).limit(limit)
    ).all()


def sizes_of(session: Session, round_: Round) -> dict[int, int]:
    """Return the size in bytes of each finished PDF of a round, by build id."""
    statement = sa.select(Build.id, sa.func.length(Build.content).label("size"))
    rows = session.execute(statement.where(Build.round_id == round_.id, Build.content.is_not(None)))
    return {row.id: row.size for row in rows}


def find_pending_build(session: Session, round_: Round, *, draft: bool, chapter: str, publish: bool) -> Build | None:
    """Return an equal build that is queued or running; for editions any, as they are made one at a time."""
    same = [] if publish else [Build.draft == draft, Build.chapter == chapter]
    return session.scalar(
        sa.select(Build)
        .where(
            Build.round_id == round_.id,
            Build.publish == publish,
            *same,
            Build.state.in_([BuildState.QUEUED, BuildState.RUNNING]),
        )
        .order_by(Build.id)
        .limit(1)
    )


def next_queued_build(session: Session) -> Build | None:
    """Return the first queued build, locked against other workers."""
    return session.scalar(
        sa.select(Build)
        .where(Build.state == BuildState.QUEUED)
        .order_by(Build.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def left_builds(session: Session, now: datetime) -> Sequence[Build]:
    """Return running builds without a living worker. Locks them; skips those that others lock."""
    return session.scalars(
        sa.select(Build)
        .where(Build.state == BuildState.RUNNING, leases.is_free(Build, now))
        .order_by(Build.id)
        .with_for_update(skip_locked=True)
    ).all()


def finished_beyond(session: Session, round_id: int, keep: int) -> Sequence[Build]:
    """Return the finished builds of a round except the newest ``keep``."""
    return session.scalars(
        sa.select(Build)
        .where(Build.round_id == round_id, Build.state == BuildState.DONE)
        .order_by(Build.id.desc())
        .offset(keep)
    ).all()
