"""Operations on rounds, organisations, interviews, respondents, answers and private notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.agreement.queries import is_locked
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import moment
from surveyapp.core.errors import Refused
from surveyapp.core.events import wired
from surveyapp.core.revisions import append, append_to
from surveyapp.interviews.passages.rules import NO_THEME, Themes, carried
from surveyapp.interviews.recording import digests, queries
from surveyapp.interviews.recording.events import InterviewEvents
from surveyapp.interviews.recording.models import (
    Answer,
    AnswerRevision,
    Interview,
    NoteRevision,
    Organisation,
    Passage,
    PersonChange,
    Respondent,
    Round,
)
from surveyapp.interviews.recording.rules import (
    AnswerStatus,
    InterviewState,
    PersonEvent,
    Talk,
    checked_video_url,
    organisation_code,
    organisation_key,
    state_after_save,
)
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.text import words as texts


class Locked(Refused):
    """The answer is locked against changes. ``newest`` is its newest revision."""

    def __init__(self, reason: str, newest: AnswerRevision) -> None:
        super().__init__(reason)
        self.newest = newest


def why_locked(session: Session, newest: AnswerRevision) -> str:
    """Return why an answer may not change after this newest revision, in Dutch, or "" when it may."""
    if not is_locked(session, newest.id):
        return ""
    return f"Vraag {newest.answer.item} heeft akkoord. Heropen het antwoord om het te wijzigen."


def create_round(
    session: Session,
    actor: Actor,
    *,
    name: str,
    title: str,
    subtitle: str,
    previous: Round | None,
    outline: str,
    at: datetime,
) -> Round:
    """Create a round. Raises Refused when the name is taken."""
    if any(known.name == name for known in queries.rounds(session)):
        raise Refused(f"Er is al een ronde ‘{name}’.")
    round_ = Round(name=name, title=title, subtitle=subtitle, previous=previous, outline=outline, created_at=at)
    session.add(round_)
    session.flush()
    record_event(session, actor, "round.create", "round", round_.id, at, name=name, digest=digests.of_round(round_))
    return round_


def put_organisation(
    session: Session,
    actor: Actor,
    *,
    kind: OrganisationKind,
    name: str,
    position: int,
    at: datetime,
    short: str = "",
    province: str = "",
    category: str = "",
    municipalities: str = "",
) -> Organisation:
    """Create an organisation or update the one with this name and kind. ``province`` is the name of a province."""
    organisation = queries.find_organisation(session, name, kind) or (
        queries.find_organisation(session, short, kind) if short else None
    )
    within = queries.find_organisation(session, province, OrganisationKind.PROVINCE) if province else None
    if organisation is None:
        everybody = queries.organisations(session)
        key = organisation_key(short or name)
        if key in {other.key for other in everybody}:
            key = organisation_key(f"{kind.label} {name}")
        code = short or organisation_code(name, [other.code for other in everybody])
        organisation = Organisation(key=key, code=code, kind=kind, name=name)
        session.add(organisation)
    organisation.name = name
    organisation.short, organisation.category, organisation.municipalities, organisation.position = (
        short,
        category,
        municipalities,
        position,
    )
    organisation.province = within
    session.flush()
    record_event(
        session,
        actor,
        "organisation.put",
        "organisation",
        organisation.id,
        at,
        digest=digests.of_organisation(organisation),
    )
    return organisation


@dataclass(frozen=True, slots=True)
class RespondentData:
    """Data of a respondent, from a file or form."""

    name: str
    function: str
    email: str
    must_agree: bool = True


def create_interview(
    session: Session,
    actor: Actor,
    *,
    round_: Round,
    organisation: Organisation,
    questionnaire: StoredQuestionnaire,
    interviewers: Sequence[User],
    respondents: Sequence[RespondentData],
    held_on: date | None,
    at: datetime,
) -> Interview:
    """Create an interview with the questionnaire as it is now.

    Raises Refused when questionnaire and organisation are of different kinds, or when the interview exists.
    """
    kind = parsed(questionnaire).kind
    if kind is not organisation.kind:
        raise Refused(f"De vragenlijst {questionnaire.key} past niet bij {organisation.label}.")
    if queries.find_interview(session, round_, organisation):
        raise Refused(f"Er is al een interview met {organisation.label} in ronde {round_.name}.")
    interview = Interview(
        round=round_,
        organisation=organisation,
        questionnaire=questionnaire,
        interviewers=list(interviewers),
        held_on=held_on,
        state=InterviewState.PLANNED,
        created_at=at,
    )
    session.add(interview)
    session.flush()
    for respondent in respondents:
        add_respondent(session, actor, interview, respondent, at=at)
    record_event(session, actor, "interview.create", "interview", interview.id, at, held_on=interview.held_day)
    return interview


def add_respondent(
    session: Session, actor: Actor, interview: Interview, data: RespondentData, *, at: datetime
) -> Respondent:
    """Add a respondent to an interview.

    A respondent with the same address is updated instead, and takes part again after having left.
    """
    known = queries.find_respondent(session, interview, data.email)
    if known:
        known.left_at = None
        return change_respondent(session, actor, interview, known, data, at=at)
    respondent = Respondent(
        interview=interview,
        name=data.name,
        function=data.function,
        email=data.email,
        must_agree=data.must_agree,
    )
    session.add(respondent)
    session.flush()
    record_event(
        session,
        actor,
        "respondent.add",
        "respondent",
        respondent.id,
        at,
        interview=interview.id,
        must_agree=data.must_agree,
        function=data.function,
    )
    _settle(session, interview, at)
    return respondent


def change_respondent(
    session: Session,
    actor: Actor,
    interview: Interview,
    respondent: Respondent,
    data: RespondentData,
    *,
    at: datetime,
) -> Respondent:
    """Change a respondent's name, function, address or role. Raises Refused when the address is taken."""
    other = queries.find_respondent(session, interview, data.email)
    if other not in {None, respondent}:
        raise Refused(f"{data.email} hoort al bij een andere respondent van dit interview.")
    differences = changes_between(respondent, data)
    if differences:
        for what, before, after in differences:
            note_change(session, actor, respondent, what, before, after, at=at)
        respondent.name, respondent.function = data.name, data.function
        if respondent.email != data.email:
            respondent.bounced_at = None
        respondent.email, respondent.must_agree = data.email, data.must_agree
        session.flush()
        record_event(
            session,
            actor,
            "respondent.change",
            "respondent",
            respondent.id,
            at,
            must_agree=data.must_agree,
            function=data.function,
        )
        _settle(session, interview, at)
    return respondent


ROLES = {True: "moet akkoord geven", False: "leest mee"}


def changes_between(respondent: Respondent, data: RespondentData) -> list[tuple[PersonEvent, str, str]]:
    """Return what ``data`` would change, as (kind, old value, new value)."""
    pairs = (
        (PersonEvent.NAME, respondent.name, data.name),
        (PersonEvent.FUNCTION, respondent.function, data.function),
        (PersonEvent.EMAIL, respondent.email, data.email),
        (PersonEvent.ROLE, ROLES[respondent.must_agree], ROLES[data.must_agree]),
    )
    return [(what, before, after) for what, before, after in pairs if before != after]


def note_change(
    session: Session,
    actor: Actor,
    respondent: Respondent,
    what: PersonEvent,
    before: str = "",
    after: str = "",
    *,
    at: datetime,
) -> None:
    """Store a change to a respondent for later readers."""
    session.add(
        PersonChange(
            respondent_id=respondent.id,
            what=what,
            before=before,
            after=after,
            changed_at=at,
            changed_by_id=actor.user_id,
        )
    )


def change_interview(
    session: Session,
    actor: Actor,
    interview: Interview,
    *,
    held_on: date | None,
    place: str,
    interviewers: Sequence[User],
    at: datetime,
    talk: Talk | None = None,
) -> None:
    """Set the date, place and interviewers of an interview.

    Without ``talk``, the planned time and the video link stay, but a time on another date is cleared. Raises ValueError
    for a malformed video link.
    """
    interview.hold_on(held_on)
    interview.place, interview.interviewers = place, list(interviewers)
    if talk:
        interview.planned_from = moment(held_on, talk.begins) if held_on and talk.begins else None
        interview.planned_minutes = talk.minutes
        interview.video_url = checked_video_url(talk.video_url)
    session.flush()
    record_event(session, actor, "interview.change", "interview", interview.id, at, held_on=interview.held_day)


def _settle(session: Session, interview: Interview, at: datetime) -> None:
    session.flush()
    wired(session, InterviewEvents).facts_changed(session, interview, at)


def save_answer(
    session: Session,
    actor: Actor,
    interview: Interview,
    item: str,
    *,
    text: str,
    status: AnswerStatus,
    base: int,
    at: datetime,
    key: str | None = None,
) -> AnswerRevision:
    """Insert the next revision of an answer and return it, or return the newest when nothing differs.

    ``base`` is the number of the revision that the writer saw, 0 for none. Text that comes with a status other than
    ``text`` is first stored as a revision of its own, unless an earlier revision has it. Raises UnknownItem,
    TextTooLong, SaveConflict, KeyReused, Locked.
    """
    parsed(interview.questionnaire).item(item)
    words = texts.normalise(text)
    if status is not AnswerStatus.TEXT and words.strip() and not queries.holds_words(session, interview, item, words):
        kept = save_answer(
            session,
            actor,
            interview,
            item,
            text=text,
            status=AnswerStatus.TEXT,
            base=base,
            at=at,
            key=f"{key[:58]}-words" if key else None,
        )
        base = kept.number
    words = words if status is AnswerStatus.TEXT else ""
    standing = queries.find_standing(session, interview, item) or _begun(session, interview, item)
    revision = AnswerRevision(
        answer_id=standing.answer_id,
        text=words,
        status=status,
        fingerprint=fingerprint_of(interview, item, words),
        author_id=actor.user_id,
        created_at=at,
        key=key,
    )
    saved = append_to(session, standing.newest, revision, base=base, guard=lambda newest: _open(session, newest))
    if saved is revision:
        themes = _carry(session, standing.newest, saved) if standing.newest and standing.themed else {}
        _reopen(interview, status)
        record_event(
            session,
            actor,
            "answer.save",
            "answer",
            standing.answer_id,
            at,
            interview=interview.id,
            number=saved.number,
            hash=saved.fingerprint,
            status=status.value,
            themes=digests.of_themes(themes),
        )
        if status is not AnswerStatus.TEXT:
            _settle(session, interview, at)
    return saved


def _open(session: Session, newest: AnswerRevision) -> None:
    if reason := why_locked(session, newest):
        raise Locked(reason, newest)


def _reopen(interview: Interview, status: AnswerStatus) -> None:
    state = state_after_save(interview.state, status)
    if state is not interview.state:
        interview.state, interview.approved_at = state, None


def fingerprint_of(interview: Interview, item: str, words: str) -> str:
    """Return the fingerprint that approvals refer to: text, item, questionnaire, organisation and round."""
    return texts.fingerprint(
        round=interview.round.name,
        organisation=interview.organisation.key,
        questionnaire=interview.questionnaire.hash,
        item=item,
        text=words,
    )


def _begun(session: Session, interview: Interview, item: str) -> queries.Standing:
    answer = Answer(interview_id=interview.id, item=item)
    session.add(answer)
    session.flush()
    return queries.Standing(answer.id)


def carry_themes(
    session: Session, actor: Actor, before: AnswerRevision, revision: AnswerRevision, *, at: datetime
) -> None:
    """Copy the themes of an earlier revision's paragraphs to the same paragraphs of this one, keeping its own."""
    if themes := _carry(session, before, revision):
        _record_themes(session, actor, revision, themes, at)


def _carry(session: Session, before: AnswerRevision, revision: AnswerRevision) -> dict[int, Themes]:
    """Do what ``carry_themes`` does without an event, and return the themes of the revision."""
    themes = queries.themes_of(session, [before.id, revision.id])
    has = themes.get(revision.id, {})
    carried_over = carried(texts.paragraphs(before.text), themes.get(before.id, {}), texts.paragraphs(revision.text))
    for position, kept in carried_over.items():
        new = [theme for theme in kept if theme not in has.get(position, ())]
        session.add_all(Passage(revision_id=revision.id, position=position, theme=theme) for theme in new)
        has[position] = (*has.get(position, ()), *new)
    session.flush()
    return has


def _record_themes(
    session: Session, actor: Actor, revision: AnswerRevision, themes: Mapping[int, Themes], at: datetime
) -> None:
    record_event(session, actor, "passages.tag", "revision", revision.id, at, themes=digests.of_themes(themes))


def tag_passages(
    session: Session,
    actor: Actor,
    interview: Interview,
    revision: AnswerRevision,
    themes: Sequence[Sequence[str]],
    *,
    at: datetime,
) -> None:
    """Replace the themes of a revision's paragraphs. Raises Refused for an unknown theme.

    Themes place a passage in the report; they change neither the text nor its approval.
    """
    known = {theme.key for theme in parsed(interview.questionnaire).themes} | {NO_THEME}
    count = len(texts.paragraphs(revision.text))
    if len(themes) > count:
        raise Refused(f"Er zijn {count} alinea’s, maar {len(themes)} keer thema’s.")
    unknown = sorted({theme for paragraph in themes for theme in paragraph} - known)
    if unknown:
        raise Refused(f"Onbekend thema: {', '.join(unknown)}. Bekend: {', '.join(sorted(known))}.")
    session.query(Passage).filter_by(revision_id=revision.id).delete()
    chosen = {position: tuple(sorted(set(paragraph))) for position, paragraph in enumerate(themes)}
    for position, paragraph in chosen.items():
        session.add_all(Passage(revision_id=revision.id, position=position, theme=theme) for theme in paragraph)
    session.flush()
    _record_themes(session, actor, revision, chosen, at)


def save_note(
    session: Session,
    actor: Actor,
    interview: Interview,
    item: str,
    *,
    text: str,
    base: int,
    at: datetime,
    key: str | None = None,
) -> NoteRevision:
    """Insert the next revision of a private note, or return the newest when equal. Raises as ``save_answer``."""
    parsed(interview.questionnaire).item(item)
    note = NoteRevision(
        interview_id=interview.id,
        item=item,
        text=texts.normalise(text),
        author_id=actor.user_id,
        created_at=at,
        key=key,
    )
    saved = append(session, note, base=base)
    if saved is note:
        record_event(session, actor, "note.save", "interview", interview.id, at, item=item, number=saved.number)
    return saved
