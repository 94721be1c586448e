"""What readers of an alignment said through a link that staff could have opened is told as such, everywhere."""

import pytest
import sqlalchemy as sa
from aligned_round import CONTACT, AlignedRound
from checking import Client
from flask import Flask
from setting import MakeUser, session_of
from sqlalchemy.orm import Session
from tampering import facts_in, words_of
from unguarded import behind_our_back

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.checks.operations import mistakes_of
from surveyapp.alignment.dispositions.pages import as_csv, lines_of
from surveyapp.alignment.dossiers import facts
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.receipts import facts as receipts_facts
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.evidence.documents.pdf_writer import dossier_pdf
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.checks.operations import of_interview
from surveyapp.verification.people import operations

STAFF = "via een link die ook een medewerker kon openen"


@pytest.fixture
def ine(staff: MakeUser) -> User:
    return staff(RoleName.EDITOR, name="Ine Redacteur", email="ine@ministerie.example.org")


@pytest.fixture
def aligned(session: Session, ine: User) -> AlignedRound:
    """One reader whose address became that of a member of staff; the other one is as usual."""
    made = AlignedRound.of(session)
    made.send()
    person = made.readings()[0].respondent
    data = RespondentData(person.name, person.function, ine.email, person.must_agree)
    operations.change_person(
        session, Actor("staff", ine.id), made.drenthe, person, data, link_days=28, contact=CONTACT, at=utcnow()
    )
    made.submit(made.readings()[0], (Opinion.ERROR, "Zo was het niet."), (Opinion.AGREE, ""))
    made.submit(made.readings()[1], (Opinion.CONTEXT, "Meer over toen."))
    session.commit()
    return made


def test_the_pdf_the_dossier_and_the_table_show_it(session: Session, aligned: AlignedRound) -> None:
    first, second = aligned.readings()
    receipt = receipts_facts.receipt_pdf(session, first, "Uitgever")
    assert facts_in(receipt)["reach"] == "staff"
    assert STAFF in words_of(receipt)
    assert STAFF not in words_of(receipts_facts.receipt_pdf(session, second, "Uitgever"))
    assert facts.alignments_of(session, aligned.drenthe)[0]["reach"] == "staff"
    assert STAFF in words_of(dossier_pdf(session, dossier_facts(session, aligned.drenthe, utcnow()), "Uitgever"))
    told, usual = lines_of([aligned.alignment()], {})
    assert STAFF in told.who
    assert usual.who == "beleidsadviseur, Regio Een Ander"
    assert STAFF in as_csv([told]).decode()
    mails = session.scalars(sa.select(OutboxMail).where(OutboxMail.enclosure == f"alignment_receipt:{first.id}"))
    assert STAFF in " ".join(mails.one().text.split())


def test_the_pages_show_it(client: Client, aligned: AlignedRound, ine: User) -> None:
    first, second = aligned.readings()
    client.login(ine)
    page = client.get("/rapport/afstemmen/1")
    assert page.words.lower().count(STAFF) == 2, "with the reader, and with what they said"
    assert STAFF in client.get("/rapport/afstemmen/tabel").words
    assert client.get(f"/rapport/afstemmen/1/lezers/{first.id}").words.count(STAFF) == 2
    assert STAFF not in client.get(f"/rapport/afstemmen/1/lezers/{second.id}").words


def test_it_is_kept_and_vouched_for(any_app: Flask) -> None:
    with session_of(any_app) as session:
        made = AlignedRound.of(session)
        made.send()
        made.submit(made.readings()[0], (Opinion.AGREE, ""), (Opinion.AGREE, ""))
        assert not list(mistakes_of(session, of_interview(made.drenthe.id)))
        behind_our_back(session, "UPDATE alignment_readings SET reach = 'staff' WHERE submitted_at IS NOT NULL")
        (mistake,) = mistakes_of(session, of_interview(made.drenthe.id))
        assert mistake.words == "De reactie op de passages is anders dan in het logboek."
        session.close()
