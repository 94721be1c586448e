"""What readers of the report's text, and editors of them, are told: each sentence made false, and seen to go."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from aligned_round import AlignedRound
from checking import Client
from flask import Flask
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.passages.rules import Opinion, Settled
from surveyapp.alignment.settling import operations
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local, long_date, up_to
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.report.tables.models import Edition

TODAY = local(utcnow()).date()


@pytest.fixture
def aligned(session: Session) -> AlignedRound:
    found = AlignedRound.of(session)
    found.send()
    change(session, AlignmentReading, deadline=TODAY + timedelta(days=14), expires_at=utcnow() + timedelta(days=20))
    return found


@pytest.fixture
def reader(app: Flask, session: Session, aligned: AlignedRound) -> Client:
    return aligned.open(Client(app, session))


def change(session: Session, model: type, where: object = True, **values: object) -> None:
    session.execute(sa.update(model).where(sa.literal(True) if where is True else where).values(**values))  # type: ignore[arg-type]
    session.commit()


def receipt_mail(session: Session) -> sa.ColumnElement[bool]:
    assert session.scalar(sa.select(OutboxMail.id).where(OutboxMail.enclosure.startswith("alignment_receipt:")))
    return OutboxMail.enclosure.startswith("alignment_receipt:")


def test_until_when_one_can_react_is_the_term_and_then_the_end_of_the_link(
    session: Session, reader: Client, aligned: AlignedRound
) -> None:
    assert f"Reageren kan {up_to(TODAY + timedelta(days=14))}." in reader.get("/rapporttekst").words
    change(session, AlignmentReading, deadline=TODAY - timedelta(days=1))
    words, end = reader.get("/rapporttekst").words, long_date(aligned.readings()[0].expires_at)
    assert "Reageren kan" not in words
    assert f"De termijn was {up_to(TODAY - timedelta(days=1))}. U kunt nog reageren tot {end}." in words
    later = reader.post("/rapporttekst", aligned.form("save"), title="Bewaard")
    assert f"De termijn is voorbij, maar de link werkt nog tot {end}." in later.words


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (MailState.WAITING, "Wij sturen het ook naar"),
        (MailState.SENT, "Ook gestuurd naar"),
        (MailState.FAILED, "kwam niet aan. Bewaar het hieronder."),
    ],
)
def test_a_receipt_says_whether_it_was_mailed(
    session: Session, reader: Client, aligned: AlignedRound, state: MailState, sentence: str
) -> None:
    aligned.submit(aligned.readings()[0])
    sent_at = utcnow() if state is MailState.SENT else None
    change(session, OutboxMail, receipt_mail(session), state=state, sent_at=sent_at)
    words = reader.get("/rapporttekst/bewijs").words
    told = ("Wij sturen het ook naar", "Ook gestuurd naar", "kwam niet aan. Bewaar het hieronder.")
    assert [one for one in told if one in words] == [sentence]


def test_a_text_is_not_public_until_it_is(session: Session, reader: Client, aligned: AlignedRound) -> None:
    assert "Deze tekst is nog niet openbaar." in reader.get("/rapporttekst").words
    session.add(an_edition(aligned))
    words = reader.get("/rapporttekst").words
    assert "nog niet openbaar" not in words
    assert "Van dit rapport is al een editie verschenen." in words


def an_edition(aligned: AlignedRound) -> Edition:
    return Edition(
        round_id=aligned.made.round.id,
        number=1,
        erratum="",
        published_at=utcnow(),
        pages=1,
        hash="0" * 64,
        manifest="{}",
        content=b"%PDF-",
    )


def test_a_reader_is_said_to_have_been_told_when_the_mail_arrived(
    session: Session, client: Client, staff: MakeUser, aligned: AlignedRound
) -> None:
    editor = client.login(staff(RoleName.EDITOR))
    reading = aligned.readings()[0]
    aligned.submit(reading, (Opinion.ERROR, "Het was in 2016."))
    (reaction,) = [one for one in aligned.readings()[0].reactions if one.opinion is Opinion.ERROR]
    operations.settle(session, Actor.system(), reaction, Settled.TAKEN, "", at=utcnow())
    operations.tell_readers(
        session, Actor.system(), aligned.alignment(), link_days=28, contact="team@example.org", at=utcnow()
    )
    session.commit()
    told = "De lezer heeft dit bericht gekregen."
    assert told not in editor.get("/rapport/afstemmen/1").words
    assert "Het bericht aan de lezer is nog niet verstuurd." in editor.get("/rapport/afstemmen/1").words
    session.commit()
    change(session, OutboxMail, state=MailState.SENT, sent_at=utcnow())
    assert told in editor.get("/rapport/afstemmen/1").words
    change(session, OutboxMail, returned_at=utcnow())
    words = editor.get("/rapport/afstemmen/1").words
    assert told not in words
    assert "Het bericht aan de lezer kwam niet aan." in words
