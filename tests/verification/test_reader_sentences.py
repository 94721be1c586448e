"""What respondents, and staff of them, are told of a record: each sentence made false, and seen to go."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import ADVISER
from sent_record import SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local, long_date, up_to
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.verification.decisions import operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.rules import DecisionKind

ALONG = RespondentData("Lezer", "jurist", "lezer@example.org", must_agree=False)
DONE = "U hoeft niets meer te doen"


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def sent(session: Session, interviewer: User) -> SentRecord:
    return SentRecord.of(session, by=[interviewer])


@pytest.fixture
def desk(app: Flask, session: Session, interviewer: User) -> Client:
    return Client(app, session).login(interviewer)


def receipt_mail(session: Session) -> OutboxMail:
    return session.scalars(sa.select(OutboxMail).where(OutboxMail.enclosure.startswith("receipt:"))).one()


def change(session: Session, one: object, **values: object) -> None:
    session.execute(sa.update(type(one)).where(type(one).id == one.id).values(**values))  # type: ignore[attr-defined]
    session.commit()


def test_until_when_one_can_react_is_the_term_and_then_the_end_of_the_link(
    session: Session, client: Client, sent: SentRecord
) -> None:
    sent.open(client)
    one = sent.verification()
    assert f"Reageren kan {up_to(one.deadline)}." in client.get("/nakijken").words
    later = client.post("/nakijken", sent.form("save"), title="Bewaard")
    assert f"gaat u verder waar u was, {up_to(one.deadline)}." in later.words

    change(session, one, deadline=local(utcnow()).date() - timedelta(days=1))
    one = sent.verification()
    words, end = client.get("/nakijken").words, long_date(one.expires_at)
    assert "Reageren kan" not in words
    assert f"De termijn was {up_to(one.deadline)}. U kunt nog reageren tot {end}." in words
    words = client.post("/nakijken", sent.form("save"), title="Bewaard").words
    assert f"gaat u verder waar u was. De termijn is voorbij, maar de link werkt nog tot {end}." in words


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": MailState.WAITING}, "Wij sturen het ook naar {}."),
        ({"state": MailState.SENT, "sent_at": utcnow()}, "Ook gestuurd naar {}."),
        ({"state": MailState.FAILED}, "De mail met dit bewijs aan {} kwam niet aan. Bewaar het hieronder."),
        (
            {"state": MailState.SENT, "sent_at": utcnow(), "returned_at": utcnow()},
            "De mail met dit bewijs aan {} kwam niet aan. Bewaar het hieronder.",
        ),
        ({"state": MailState.WITHDRAWN}, ""),
    ],
)
def test_a_receipt_says_whether_it_was_mailed(
    session: Session, client: Client, sent: SentRecord, values: dict[str, object], sentence: str
) -> None:
    sent.submitted(client)
    change(session, receipt_mail(session), **values)
    words = client.get("/nakijken/bewijs").words
    told = ("Wij sturen het", "Ook gestuurd", "kwam niet aan")
    assert [one for one in told if one in words] == [one for one in told if one in sentence]
    assert sentence.format(ADVISER.email) in words


def test_a_receipt_says_that_nothing_is_left_until_a_newer_record_asks_something(
    client: Client, sent: SentRecord
) -> None:
    sent.submitted(client)
    assert DONE in client.get("/nakijken/bewijs").words
    sent.made.save(sent.interview, "9", "Nieuw.")
    sent.send()
    words = client.get("/nakijken/bewijs").words
    assert DONE not in words
    assert "Er is een nieuw verslag Verslag 2 vraagt nog iets van u. Open de link in de nieuwste mail." in words


def test_a_receipt_says_that_a_record_will_come_until_it_came(
    session: Session, client: Client, sent: SentRecord
) -> None:
    sent.submitted(client, kind_1="question", question_1="Waarom?")
    assert "U krijgt een nieuw verslag" in client.get("/nakijken/bewijs").words
    operations.decide(
        session,
        Actor.system(),
        sent.interview,
        queries.to_decide(session, sent.record)[0],
        DecisionKind.ANSWERED,
        base=1,
        reason="Daarom.",
        at=utcnow(),
    )
    session.commit()
    sent.send()
    words = client.get("/nakijken/bewijs").words
    assert "U krijgt een nieuw verslag" not in words
    assert "Verslag 2 vraagt nog iets van u." in words


def test_a_link_is_said_to_work_only_when_it_does(session: Session, desk: Client, sent: SentRecord) -> None:
    path = f"/interviews/{sent.interview.id}/verslagen/1"
    assert "De link werkt tot" in desk.get(path).words
    change(session, sent.verification(), revoked_at=utcnow())
    words = desk.get(path).words
    assert "link gesloten" in words
    assert "De link werkt tot" not in words
    change(session, sent.verification(), revoked_at=None)
    sent.made.save(sent.interview, "9", "Nieuw.")
    sent.send()
    words = desk.get(path).words
    assert "vervangen door een nieuwer verslag" in words
    assert "De link werkt tot" not in words


def test_all_agreed_is_not_said_of_who_read_along(
    app: Flask, session: Session, desk: Client, interviewer: User
) -> None:
    sent = SentRecord.of(session, by=[interviewer], respondents=[ADVISER, ALONG])
    path = f"/interviews/{sent.interview.id}/reacties"
    everybody = "Wie reageerde, ging met alles akkoord."
    along = next(place for place, one in enumerate(sent.record.verifications) if not one.respondent.must_agree)
    reader = Client(app, session)
    sent.open(reader, along)
    form = sent.receipt_form(reader=str(sent.record.verifications[along].id))
    reader.post("/nakijken/overzicht", form, status=303)
    words = desk.get(path).words
    assert everybody not in words
    assert "Er zijn geen voorstellen of vragen. Wie meelas, had geen opmerkingen." in words
    change(session, sent.record.verifications[1 - along], opened_at=utcnow(), submitted_at=utcnow())
    assert everybody in desk.get(path).words


def test_the_newest_receipt_says_nothing_of_older_ones(app: Flask, session: Session, sent: SentRecord) -> None:
    before, after = Client(app, session), Client(app, session)
    sent.submitted(before)
    sent.made.save(sent.interview, "9", "Nieuw.")
    sent.send()
    sent.submitted(after)
    assert DONE in after.get("/nakijken/bewijs").words
    words = before.get("/nakijken/bewijs").words
    assert "vraagt nog iets" not in words
    assert "U reageerde daarna op verslag 2 Daarvan hebt u een eigen bewijs." in words
