"""The sample round, made with the real operations, with dates relative to today and interviews in all states."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib.resources import files as resources
from importlib.resources.abc import Traversable

import yaml
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.operations import add_user
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.config import resource_dir
from surveyapp.core.dutch import local
from surveyapp.interviews.files.operations import InterviewFile, parse_interview, put_interview
from surveyapp.interviews.organisation_files.operations import import_organisations
from surveyapp.interviews.recording import operations as interviews
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.interviews.recording.rules import InterviewState, Talk
from surveyapp.invitations.operations import invite
from surveyapp.questionnaires.rules import parse
from surveyapp.readings.links import operations as links_operations
from surveyapp.report.texts.operations import save_section_text
from surveyapp.sample import colleagues, post, settled
from surveyapp.sample.aligned import align
from surveyapp.sample.asked import ask_time
from surveyapp.sample.reviewed import review
from surveyapp.sample.telephoned import everybody_telephones
from surveyapp.verification.decisions import operations
from surveyapp.verification.keeping.operations import open_revisions, seen_now
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.queries import get_verification, newest_record, to_decide
from surveyapp.verification.records.rules import DecisionKind, ReactionKind
from surveyapp.verification.sending import operations as sending_operations

PASSWORD = "wederhoor-demo"  # noqa: S105  (printed by the demo, for a database with made-up data)
CONTACT = "bevolkingsdaling@example.org"
BASELINE, ROUND = "2017", "2018"
STAFF = (
    ("noord@example.org", "Interviewer Noord", (RoleName.INTERVIEWER,)),
    ("zuid@example.org", "Interviewer Zuid", (RoleName.INTERVIEWER,)),
    ("redactie@example.org", "Redactie", (RoleName.EDITOR,)),
    ("beheer@example.org", "Beheer", (RoleName.ADMINISTRATOR, RoleName.EDITOR)),
)
"""Address, name and roles of the sample staff. The names are functions, not of real people."""

PLAN = {
    "today": ("vws",),
    "uninvited": ("midden-limburg",),
    "moved": ("lnv",),
    "started": ("ezk",),
    "recorded": ("westelijke-mijnstreek", "schouwen-duiveland"),
    "late": ("zuid-holland",),
    "telephoned": ("de-marne",),
    "waiting": ("oost-groningen",),
    "asks": ("noord-limburg",),
    "opened": ("kop-van-noord-holland",),
    "reacted": ("eemsdelta", "bzk"),
    "again": ("parkstad-limburg",),
    "second": ("achterhoek", "oost-drenthe", "ocw", "gelderland"),
}
"""How far each organisation is, by key; the others agreed to the first record at once."""

TALKS = {
    "today": (0, time(14), "", "https://video.example.org/wederhoor/vws"),
    "uninvited": (3, time(10, 30), "Gemeentehuis Echt, Nieuwe Markt 55", ""),
    "moved": (7, time(9), "Bezuidenhoutseweg 73, Den Haag", "https://video.example.org/wederhoor/lnv"),
}
"""Planned conversations: days from now, time, place and video link."""

UNWRITTEN = frozenset({"conclusie-voornemens", "opgave-economie"})
"""Sections that the editor still has to write, so that the board has something to show."""


@dataclass(frozen=True, slots=True)
class Login:
    """A user who can log in to the demo."""

    email: str
    name: str
    password: str


def load(session: Session, at: datetime) -> tuple[Login, ...]:
    """Fill an empty database with the sample round and return its logins.

    Runs in the caller's transaction, so the sample is loaded completely or not at all. Records are sent as in the demo,
    whatever the mail settings are.
    """
    settings = session.info["mail_settings"]
    session.info["mail_settings"] = {**settings, "DEMO": True}
    try:
        return _load(session, at)
    finally:
        session.info["mail_settings"] = settings


def _load(session: Session, at: datetime) -> tuple[Login, ...]:
    staff = {email: _person(session, email, name, roles, at) for email, name, roles in STAFF}
    system = Actor.system()
    folder = resources("surveyapp.sample")
    import_organisations(session, system, _text(folder / "organisations.yaml"), "organisations.yaml", at=at)
    before = _round(session, BASELINE, None, at - timedelta(days=400))
    now = _round(session, ROUND, before, at - timedelta(days=60))
    desks = (staff["noord@example.org"], staff["zuid@example.org"])
    for source in _sources(folder / "baseline"):
        _agreed_last_year(session, source, desks[0], at - timedelta(days=330))
    for place, source in enumerate(_sources(folder / "interviews")):
        _play(session, source, desks[place % 2], at, place)
    _write_sections(session, folder, staff["redactie@example.org"], now, at - timedelta(days=1))
    _overtake(session, desks[0], now, at)
    align(session, now, staff["redactie@example.org"], CONTACT, at)
    post.deliver(session, now, at)
    colleagues.meet(session, now, [staff[email] for email, _, _ in STAFF], at)
    settled.reopen_one(session, Actor("staff", desks[0].id), now, CONTACT, at - timedelta(days=1))
    return tuple(Login(email, name, PASSWORD) for email, name, _ in STAFF)


def is_loaded(session: Session) -> bool:
    """Return whether the sample round exists."""
    return any(round_.name == ROUND for round_ in queries.rounds(session))


def _person(session: Session, email: str, name: str, roles: Sequence[RoleName], at: datetime) -> User:
    return add_user(session, Actor.system(), email=email, name=name, roles=roles, password=PASSWORD, at=at)


def _round(session: Session, name: str, previous: Round | None, at: datetime) -> Round:
    ordinal = {BASELINE: "Eerste", ROUND: "Tweede"}[name]
    return interviews.create_round(
        session,
        Actor.system(),
        name=name,
        title=f"{ordinal} voortgangsrapportage bevolkingsdaling",
        subtitle="Wat regio’s, provincies en ministeries doen, in hun eigen woorden",
        previous=previous,
        outline="",
        at=at,
    )


def _text(path: Traversable) -> str:
    return path.read_text("utf-8")


def _sources(folder: Traversable) -> Iterator[InterviewFile]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml"):
            yield parse_interview(_text(path), path.name, resource_dir("questionnaires"))


def _agreed_last_year(session: Session, file: InterviewFile, interviewer: User, held: datetime) -> None:
    interview = _recorded(session, _a_year_earlier(file), interviewer, held)
    _send(session, interview, interviewer, held + timedelta(days=7))
    _everybody_agrees(session, interview, held + timedelta(days=12))


def _a_year_earlier(file: InterviewFile) -> InterviewFile:
    """Return the file with the years of its questionnaire one year earlier, as in the questionnaire of that time."""
    source = file.source.replace(BASELINE, str(int(BASELINE) - 1))
    return replace(file, source=source, questionnaire=parse(source, f"{file.questionnaire.key}.yaml"))


def _recorded(session: Session, file: InterviewFile, interviewer: User, held: datetime) -> Interview:
    dated = replace(file, held_on=local(held).date())
    actor = Actor("staff", interviewer.id)
    name = f"{file.organisation}.yaml"
    return put_interview(session, actor, dated, name, interviewers=[interviewer], at=held).interview


def _play(session: Session, file: InterviewFile, interviewer: User, at: datetime, place: int) -> None:
    """Bring one interview as far as the plan says; ``place`` spreads the dates."""
    organisation = queries.find_organisation(session, file.organisation, file.questionnaire.kind)
    key = organisation.key if organisation else ""
    plan = next((step for step, keys in PLAN.items() if key in keys), "agreed")
    held = at - timedelta(days=24 + place % 12, hours=place % 5)
    if plan in TALKS:
        _planned(session, file, interviewer, at, plan)
        return
    if plan == "started":
        first = dict(list(file.answers.items())[:3])
        file = replace(
            file, answers=first, notes={}, themes={item: t for item, t in file.themes.items() if item in first}
        )
        held = at - timedelta(hours=2)
    elif plan == "recorded":
        held = at - timedelta(days=4)
    interview = _recorded(session, file, interviewer, held)
    review(session, Actor("staff", interviewer.id), interview, held + timedelta(hours=3))
    if plan not in {"started", "recorded"}:
        _verify(session, interview, interviewer, plan, held, at)


def _planned(session: Session, file: InterviewFile, interviewer: User, at: datetime, plan: str) -> None:
    """Plan an interview: one today that everybody knows of, one not announced yet, or one that was moved."""
    days, begins, place, video_url = TALKS[plan]
    empty = replace(file, answers={}, notes={}, themes={})
    interview = _recorded(session, empty, interviewer, at - timedelta(days=7))
    actor = Actor("staff", interviewer.id)

    def agree(day: date, hour: time, asked: datetime) -> None:
        interviews.change_interview(
            session,
            actor,
            interview,
            held_on=_working(day) if days else day,
            place=place,
            interviewers=[interviewer],
            talk=Talk(hour, 60, video_url),
            at=asked,
        )

    day = local(at).date() + timedelta(days=days)
    agree(day, begins, at - timedelta(days=6))
    if plan == "uninvited":
        return
    people = [respondent.id for respondent in interview.respondents]
    invite(session, actor, interview, people, after=0, contact=CONTACT, at=at - timedelta(days=5))
    if plan == "moved":
        agree(day + timedelta(days=1), begins, at - timedelta(days=1))


def _working(day: date) -> date:
    """Return the day, or the next Monday for a day in a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _verify(session: Session, interview: Interview, interviewer: User, plan: str, held: datetime, at: datetime) -> None:
    if plan == "late":
        _send(session, interview, interviewer, at - timedelta(days=16), days=12)
        return
    sent = at - timedelta(days=5) if plan in {"waiting", "opened", "asks"} else held + timedelta(days=4)
    _send(session, interview, interviewer, sent)
    reacted = sent + timedelta(days=5)
    if plan == "asks":
        ask_time(session, *next(_links(session, interview)), at - timedelta(days=1))
    elif plan == "opened":
        _half(session, interview, at - timedelta(days=1))
    elif plan in {"reacted", "again", "second"}:
        _react(session, interview, reacted, both=plan == "reacted")
    elif plan == "agreed":
        _everybody_agrees(session, interview, reacted)
    elif plan == "telephoned":
        everybody_telephones(session, Actor("staff", interviewer.id), interview, CONTACT, reacted)
    if plan in {"again", "second"}:
        _decide(session, interview, interviewer, reacted + timedelta(days=1))
        _send(session, interview, interviewer, max(reacted + timedelta(days=2), at - timedelta(days=9)))
    if plan == "second":
        _everybody_agrees(session, interview, at - timedelta(days=2))


def _send(session: Session, interview: Interview, interviewer: User, at: datetime, days: int = 14) -> None:
    deadline: date = local(at + timedelta(days=days)).date()
    actor = Actor("staff", interviewer.id)
    sending_operations.send_record(session, actor, interview, deadline=deadline, link_days=90, contact=CONTACT, at=at)


def _links(session: Session, interview: Interview) -> Iterator[tuple[Verification, Actor]]:
    record = newest_record(session, interview)
    for known in record.verifications if record else ():
        verification = get_verification(session, known.id)
        if verification and verification.respondent.must_agree:
            yield verification, Actor("respondent", verification.respondent_id)


def _submit(session: Session, verification: Verification, actor: Actor, at: datetime) -> None:
    record = verification.record
    reacting_operations.submit(
        session,
        actor,
        verification,
        number=record.number,
        hash_=record.hash,
        seen=seen_now(session, verification),
        contact=CONTACT,
        at=at,
    )


def _everybody_agrees(session: Session, interview: Interview, at: datetime) -> None:
    for verification, actor in _links(session, interview):
        links_operations.open_reading(session, actor, verification, at=at)
        settled.limit(session, verification, at)
        reacting_operations.agree_to_rest(session, verification, at=at)
        _submit(session, verification, actor, at)
    if interview.state is not InterviewState.APPROVED:
        raise RuntimeError(f"{interview.organisation.label} is not agreed")


def _half(session: Session, interview: Interview, at: datetime) -> None:
    """Open the record, agree to six answers, and stop."""
    for verification, actor in _links(session, interview):
        links_operations.open_reading(session, actor, verification, at=at)
        for revision in open_revisions(session, verification)[:6]:
            reacting_operations.react(session, verification, revision.answer.item, kind=ReactionKind.AGREE, at=at)


def _react(session: Session, interview: Interview, at: datetime, *, both: bool) -> None:
    """Let the first respondent propose other wording and ask a question; others agree, or react too."""
    for place, (verification, actor) in enumerate(_links(session, interview)):
        links_operations.open_reading(session, actor, verification, at=at)
        if place == 0:
            revisions = open_revisions(session, verification)
            wording, question = revisions[len(revisions) // 3], revisions[-1]
            reacting_operations.react(
                session,
                verification,
                wording.answer.item,
                kind=ReactionKind.CORRECTION,
                proposal=f"{wording.text} De gemeenten hebben hier zelf om gevraagd.",
                remark="Zo is duidelijk van wie het initiatief kwam.",
                at=at,
            )
            reacting_operations.react(
                session,
                verification,
                question.answer.item,
                kind=ReactionKind.QUESTION,
                remark="Gaat dit over geld van het Rijk, of ook over eigen middelen?",
                at=at,
            )
        elif both:
            settled.second_opinion(session, verification, wording, at)
        reacting_operations.agree_to_rest(session, verification, at=at)
        _submit(session, verification, actor, at)


def _decide(session: Session, interview: Interview, interviewer: User, at: datetime) -> None:
    record = newest_record(session, interview)
    for reaction in to_decide(session, record) if record else ():
        wording = reaction.kind is ReactionKind.CORRECTION
        operations.decide(
            session,
            Actor("staff", interviewer.id),
            interview,
            reaction,
            DecisionKind.ACCEPTED if wording else DecisionKind.ANSWERED,
            base=reaction.revision.number,
            reason="" if wording else "Het gaat om beide. Zo hebben wij het in het gesprek begrepen.",
            at=at,
        )


def _write_sections(session: Session, folder: Traversable, editor: User, round_: Round, at: datetime) -> None:
    written: dict[str, str] = yaml.safe_load(_text(folder / "sections.yaml"))
    for key, words in written.items():
        if key not in UNWRITTEN:
            save_section_text(session, Actor("staff", editor.id), round_, key, text=words, base=0, at=at)


def _overtake(session: Session, interviewer: User, round_: Round, at: datetime) -> None:
    """Reword an answer that a section cites and have it approved again, so that the citation is outdated."""
    actor = Actor("staff", interviewer.id)
    interview = settled.reword_one(session, actor, round_, CONTACT, at - timedelta(hours=20))
    _send(session, interview, interviewer, at - timedelta(hours=19))
    _everybody_agrees(session, interview, at - timedelta(hours=2))
