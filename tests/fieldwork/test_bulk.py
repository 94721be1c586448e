"""Many interviews at once: what was shown is what is done, for each interview once."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from checking import Client, Page
from recorded import ADVISER, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import CONTACT

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import local
from surveyapp.fieldwork.actions.models import BulkAction, BulkStep
from surveyapp.fieldwork.actions.rules import BulkKind, Line, Plan
from surveyapp.fieldwork.plans import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.records.models import Record, Reminder, Verification
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.verification.sending import operations

READER = RespondentData("Lezer", "jurist", "lezer@example.org", must_agree=False)


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def desk(client: Client, interviewer: User) -> Client:
    return client.login(interviewer)


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


def recorded(made: Recorded, interviewer: User, *names: str) -> list[Interview]:
    found = []
    for name in names:
        found.append(made.interview(name, by=[interviewer], respondents=(ADVISER, READER)))
        made.save(found[-1], "1", f"De voortgang in {name} is goed.")
    return found


def send(session: Session, interviews: list[Interview]) -> None:
    for one in interviews:
        operations.send_record(
            session,
            Actor.system(),
            one,
            deadline=local(utcnow() + timedelta(days=14)).date(),
            link_days=28,
            contact=CONTACT,
            at=utcnow(),
        )
    session.commit()


def ask(desk: Client, kind: str, interviews: list[Interview], **more: Any) -> Page:
    chosen = {"action": kind, "interview": [str(one.id) for one in interviews], **more}
    return desk.follow(desk.post("/veldwerk/tegelijk", chosen, status=303))


def address(session: Session) -> str:
    return f"/veldwerk/tegelijk/{session.scalar(sa.select(sa.func.max(BulkAction.id)))}"


def confirm(desk: Client, session: Session) -> Page:
    return desk.follow(desk.post(address(session), status=303))


def count(session: Session, model: type[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_plan_survives_being_kept() -> None:
    plan = Plan((Line(1, "verslag"), Line(2, why_not="is klaar")), basis="1")
    assert Plan.of_json(plan.as_json()) == plan
    assert plan.acts
    assert not Plan((Line(1, why_not="is klaar"),)).acts
    assert not Plan((Line(1, "verslag"),), why_not="Nee.").acts


def test_records_go_to_whom_the_preview_named_and_to_nobody_else(
    desk: Client, session: Session, made: Recorded, interviewer: User
) -> None:
    ready = recorded(made, interviewer, "Oost-Drenthe", "Achterhoek")
    empty = made.interview("Parkstad Limburg", by=[interviewer])
    page = ask(desk, "send", [*ready, empty])
    assert page.h1 == "Verslagen versturen"
    assert "2 interviews, 4 verslagen." in page.words
    assert "Lezer, jurist: verslag 1, 1 antwoord, tot en met" in page.words
    assert "Er is nog geen antwoord om te versturen." in page.words
    assert count(session, Record) == 0, "looking sends nothing"
    page = confirm(desk, session)
    assert page.h1 == "Verslagen versturen: 2 van 2 gedaan"
    assert {one.interview_id for one in session.scalars(sa.select(Record))} == {one.id for one in ready}
    assert count(session, OutboxMail) == 4
    actions = session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action.like("bulk.%"))).all()
    assert sorted(actions) == ["bulk.confirm", "bulk.prepare"]


def test_the_button_twice_and_the_way_back_do_it_once(
    desk: Client, session: Session, made: Recorded, interviewer: User
) -> None:
    sent = recorded(made, interviewer, "Oost-Drenthe", "Achterhoek")
    send(session, sent)
    ask(desk, "remind", sent)
    for _ in range(3):
        assert confirm(desk, session).h1 == "Herinneren: 2 van 2 gedaan"
    assert count(session, Reminder) == 4
    assert len(session.scalars(sa.select(OutboxMail).where(OutboxMail.enclosure.like("reminder:%"))).all()) == 4
    page = ask(desk, "remind", sent)
    assert "valt er niets te doen" in page.words
    assert "niets, is vandaag al herinnerd" in page.words


def test_more_time_goes_to_who_has_less(desk: Client, session: Session, made: Recorded, interviewer: User) -> None:
    sent = recorded(made, interviewer, "Oost-Drenthe")
    send(session, sent)
    until = local(utcnow() + timedelta(days=30)).date()
    first, second = session.scalars(sa.select(Verification).order_by(Verification.id))
    first.deadline = until
    session.commit()
    page = ask(desk, "extend", sent, until=until.isoformat())
    assert "1 interview, 1 nieuwe termijn." in page.words
    assert "niets, heeft al tot en met" in page.words
    confirm(desk, session)
    session.refresh(second)
    assert second.deadline == until
    assert count(session, OutboxMail) == 3


def test_what_changed_since_it_was_shown_is_left_and_can_be_looked_at_again(
    desk: Client, session: Session, made: Recorded, interviewer: User
) -> None:
    ready = recorded(made, interviewer, "Oost-Drenthe", "Achterhoek")
    ask(desk, "send", ready)
    made.save(ready[0], "1", "Toch anders.", base=1)
    page = confirm(desk, session)
    assert page.h1 == "Verslagen versturen: 1 van 2 gedaan"
    assert "Er is intussen iets veranderd." in page.words
    assert [one.interview_id for one in session.scalars(sa.select(Record))] == [ready[1].id]
    held = [element.get("value") for element in page.all("input", name="interview")]
    assert held == [str(ready[0].id)]


def test_what_fails_takes_nothing_else_along(
    desk: Client,
    session: Session,
    made: Recorded,
    interviewer: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent = recorded(made, interviewer, "Oost-Drenthe", "Achterhoek", "Parkstad Limburg")
    send(session, sent)
    ask(desk, "remind", sent)
    whole = reminders_operations.remind

    def failing(session: Session, actor: Actor, interview: Interview, **options: Any) -> Any:
        found = whole(session, actor, interview, **options)
        if interview.id == sent[1].id:
            raise RuntimeError("the disk is full")
        return found

    monkeypatch.setattr(reminders_operations, "remind", failing)
    page = confirm(desk, session)
    assert page.h1 == "Herinneren: 2 van 3 gedaan"
    assert "Er ging iets mis bij ons. Voor dit interview is niets gedaan." in page.words
    assert "the disk is full" in caplog.text
    caplog.clear()
    assert count(session, Reminder) == 4
    monkeypatch.undo()
    again = [one for one in sent if one.id == sent[1].id]
    ask(desk, "remind", again)
    assert confirm(desk, session).h1 == "Herinneren: 1 van 1 gedaan"
    assert count(session, Reminder) == 6


def test_another_persons_interview_or_action_is_not_there(
    desk: Client, session: Session, made: Recorded, interviewer: User, staff: MakeUser
) -> None:
    own = recorded(made, interviewer, "Oost-Drenthe")
    other = recorded(made, staff(RoleName.INTERVIEWER), "Achterhoek")
    page = ask(desk, "send", own + other)
    assert "Achterhoek" not in page.text
    refused = desk.post("/veldwerk/tegelijk", {"action": "send", "interview": [str(other[0].id)]}, status=422)
    assert "Kies minstens één interview." in refused.words
    assert session.scalars(sa.select(BulkStep.interview_id)).all() == [own[0].id]
    stranger = Client(desk.app, session).login(staff(RoleName.ADMINISTRATOR))
    stranger.get(address(session), status=404)
    stranger.post(address(session), status=404)
    assert count(session, Record) == 0


def test_who_lost_the_interview_meanwhile_sends_nothing(
    desk: Client, session: Session, made: Recorded, interviewer: User
) -> None:
    (ready,) = recorded(made, interviewer, "Oost-Drenthe")
    ask(desk, "send", [ready])
    ready.interviewers = []
    assert "niet meer van u" in confirm(desk, session).words
    assert count(session, Record) == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"action": "send"}, "Kies minstens één interview."),
        ({"action": "delete", "interview": ["1"]}, "Kies wat u wilt doen."),
        ({"action": "extend", "interview": ["1"]}, "Vul in tot welke dag"),
        ({"action": "extend", "interview": ["1"], "until": "morgen"}, "Vul de datum in"),
        ({"action": "send", "interview": ["x"]}, "Kies wat u wilt doen."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_on_the_same_list(
    desk: Client, made: Recorded, interviewer: User, sent: dict[str, Any], words: str
) -> None:
    (one,) = recorded(made, interviewer, "Oost-Drenthe")
    sent = {**sent, "interview": [str(one.id)] if sent.get("interview") == ["1"] else sent.get("interview", [])}
    page = desk.post("/veldwerk/tegelijk", {**sent, "stand": "recording", "laat": ""}, status=422)
    assert page.title.startswith("Fout: Veldwerk")
    assert words in "".join(page.one("div", role="alert", tabindex="-1", autofocus="").itertext())
    assert page.one("option", value="recording", selected="") is not None
    boxes = page.all("input", type="checkbox", name="interview")
    picked = [box.get("value") for box in boxes if box.get("checked") is not None]
    assert picked == [value for value in sent["interview"] if value != "x"]


def test_a_missing_day_is_marked_where_it_is_missing(desk: Client, made: Recorded, interviewer: User) -> None:
    (one,) = recorded(made, interviewer, "Oost-Drenthe")
    page = desk.post("/veldwerk/tegelijk", {"action": "extend", "interview": [str(one.id)]}, status=422)
    assert page.one("a", href="#until").text == "Vul in tot welke dag u tijd geeft."
    day = page.one("input", id="until")
    assert (day.get("aria-invalid"), day.get("aria-describedby")) == ("true", "until-error")


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    """What was asked of the database."""
    said: list[str] = []
    assert session

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", listen)
    yield said
    sa.event.remove(db.engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("kind", list(BulkKind))
def test_twelve_interviews_ask_no_more_of_the_database_than_two(
    session: Session, made: Recorded, interviewer: User, statements: list[str], kind: BulkKind
) -> None:
    interviews = recorded(made, interviewer, *(f"Gebied {letter}" for letter in "ABCDEFGHIJKL"))
    send(session, interviews)

    def asked(number: int) -> int:
        session.expire_all()
        found = list(session.scalars(sa.select(Interview).order_by(Interview.id).limit(number)))
        for one in found:
            _ = (one.organisation, one.everybody, one.interviewers, one.round, one.questionnaire)
        statements.clear()
        planned = queries.plans(session, kind, found, date(2030, 1, 1), utcnow().astimezone(UTC))
        assert len(planned) == number
        return len(statements)

    assert asked(12) == asked(2)
