"""Names and addresses of a round: a copy for who asks, erased when their time is over, agreements still provable."""

import json
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from recorded import NOW, SYSTEM
from setting import MakeUser
from sqlalchemy.orm import Session
from tampering import facts_in, verdict_on, wrong
from verified import LATER, Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import verify_chain
from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound, Refused
from surveyapp.evidence.documents import pdf_writer
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.interviews.recording.models import Interview, PersonChange, Respondent
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.invitations.models import Invitation, InvitationRecipient
from surveyapp.invitations.rules import Method
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.received.models import IncomingMail
from surveyapp.mail.received.rules import IncomingKind, MatchedBy
from surveyapp.privacy.copies.queries import people_data
from surveyapp.privacy.erasure import operations
from surveyapp.privacy.persons import queries
from surveyapp.privacy.persons.rules import months_later
from surveyapp.protection.sealing import as_json
from surveyapp.readings.more_time import operations as more_time_operations
from surveyapp.verification.on_behalf.operations import Heard, approve_on_behalf
from surveyapp.verification.people import operations as people_operations
from surveyapp.verification.records.models import Approval
from surveyapp.verification.records.rules import Channel
from surveyapp.verification.reopening.operations import reopen
from surveyapp.verification.sending.operations import why_not_send

OVER = NOW + timedelta(days=3 * 365)
PERSON = RespondentData("Johanna de Vries", "beleidsadviseur", "johanna@example.org")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2018, 5, 22), 24, date(2020, 5, 22)),
        (date(2018, 1, 31), 1, date(2018, 2, 28)),
        (date(2018, 12, 31), 2, date(2019, 2, 28)),
        (date(2018, 5, 22), 0, date(2018, 5, 22)),
    ],
)
def test_a_retention_time_ends_on_a_day_that_there_is(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


class Personal(Verified):
    """As Verified, with a person whose name is looked for everywhere."""

    def agreed(self, name: str = "Oost-Drenthe") -> Interview:
        interview = self.interview(name, respondents=(PERSON,))
        self.save(interview, "1", "Er is gewerkt.")
        self.save(interview, "2b", "Er is gesloopt.")
        self.send(interview)
        note = "Gebeld met Johanna de Vries."
        heard = Heard(Channel.PHONE, local(NOW).date(), note)
        approve_on_behalf(
            self.session, SYSTEM, interview, interview.respondents[0], ["1"], heard, contact="team@example.org", at=NOW
        )
        people_operations.change_person(
            self.session,
            SYSTEM,
            interview,
            interview.respondents[0],
            RespondentData(PERSON.name, "wethouder", "j.devries@example.org"),
            link_days=28,
            contact="team@example.org",
            at=NOW,
        )
        reader = self.readers(interview)[0]
        more_time_operations.ask_for_time(
            self.session, SYSTEM, reader, until=date(2018, 6, 12), reason="Johanna de Vries heeft verlof.", at=NOW
        )
        self.session.add(
            IncomingMail(
                key=f"reply-{interview.id}",
                kind=IncomingKind.REPLY,
                interview_id=interview.id,
                respondent_id=reader.respondent_id,
                matched_by=MatchedBy.REFERENCE,
                from_name="Johanna de Vries",
                from_address="j.devries@example.org",
                subject="Vraag van Johanna",
                text="Groet, Johanna de Vries",
                raw=b"From: j.devries@example.org",
                received_at=NOW,
            )
        )
        self.submit(reader, LATER)
        self.session.commit()
        return interview


@pytest.fixture
def made(any_session: Session) -> Personal:
    return Personal.of(any_session)  # type: ignore[return-value]


def everything(session: Session) -> str:
    """All that the database holds, in one text."""
    tables = Respondent.metadata.sorted_tables
    return " ".join(repr(tuple(row)) for table in tables for row in session.execute(sa.select(table)))


def erase(made: Personal, at: datetime = OVER) -> int:
    count = operations.erase_round(made.session, SYSTEM, made.round, at=at)
    made.session.commit()
    return count


def test_after_its_time_nothing_of_a_round_tells_who_it_was(made: Personal) -> None:
    made.agreed()
    assert "Johanna" in everything(made.session)
    assert erase(made) == 1
    left = everything(made.session)
    for name in ("Johanna", "Vries", "johanna@", "devries@"):
        assert name not in left
    assert verify_chain(made.session).broken_at is None
    assert {one.function for one in made.session.scalars(sa.select(Approval))} == {"beleidsadviseur", "wethouder"}
    with pytest.raises(Refused, match="geen namen en adressen"):
        erase(made)


def test_an_old_receipt_is_still_right_with_the_name_erased(made: Personal) -> None:
    interview = made.agreed()
    receipt = pdf_writer.receipt_pdf(made.session, made.readers(interview)[0], "Programma")
    dossier = as_json(dossier_facts(made.session, interview, LATER))
    assert "Johanna" in str(facts_in(receipt))
    erase(made)
    for document in (receipt, dossier):
        verdict = verdict_on(made.session, document)
        assert verdict.matches, wrong(verdict)
    assert "gewist; functie en organisatie kloppen" in str(verdict_on(made.session, receipt).findings)
    again = json.dumps(dossier_facts(made.session, interview, OVER))
    assert "Johanna" not in again
    assert "devries" not in again


def test_within_its_time_or_before_all_is_agreed_a_round_stays(made: Personal) -> None:
    made.agreed()
    with pytest.raises(Refused, match="loopt tot 25 mei 2020"):
        erase(made, LATER)
    operations.keep_for(made.session, SYSTEM, made.round, 0, at=LATER)
    other = made.interview("Twente")
    made.save(other, "1", "Nog niet akkoord.")
    with pytest.raises(Refused, match="Nog niet alles heeft akkoord"):
        erase(made)


def test_one_person_goes_when_nothing_is_asked_of_them_any_more(made: Personal) -> None:
    interview = made.agreed()
    other = made.interview("Twente", respondents=(RespondentData("Johanna", "x", "J.deVries@example.org"),))

    def forget(reason: str = "Op verzoek van Johanna de Vries.") -> int:
        return operations.erase_person(
            made.session, SYSTEM, made.round, "j.devries@example.org", reason=reason, at=LATER
        )

    with pytest.raises(Refused, match="wordt nog akkoord gevraagd"):
        forget()
    people_operations.remove_person(made.session, SYSTEM, other, other.respondents[0], contact="", at=LATER)
    with pytest.raises(Refused, match="Schrijf op waarom"):
        forget(" ")
    assert forget() == 2
    made.session.commit()
    (reason,) = {one.after for one in made.session.scalars(sa.select(PersonChange)) if one.what == "erased"}
    assert reason == "Op verzoek van (naam gewist)."
    with pytest.raises(NotFound):
        forget()
    assert "Wijs eerst een opvolger aan" in why_not_send(made.session, interview)
    with pytest.raises(Refused, match="opvolger"):
        reopen(made.session, SYSTEM, interview, "1", reason="Toch.", contact="", at=LATER)


def test_what_invitations_kept_goes_too(made: Personal) -> None:
    interview = made.agreed()
    invitation = Invitation(
        interview_id=interview.id,
        uid="u",
        sequence=0,
        method=Method.REQUEST,
        begins_at=NOW,
        ends_at=LATER,
        place="",
        video_url="",
        calendar=f"ATTENDEE:{PERSON.email}",
        sent_at=NOW,
    )
    made.session.add(invitation)
    made.session.flush()
    made.session.add(
        InvitationRecipient(invitation_id=invitation.id, respondent_id=interview.respondents[0].id, email=PERSON.email)
    )
    made.session.flush()
    erase(made)
    assert PERSON.email not in everything(made.session)


def test_a_copy_tells_a_person_all_that_is_kept_of_them(made: Personal) -> None:
    made.agreed()
    same = queries.same_person(made.session, made.round, "J.DEVRIES@example.org")
    (found,) = people_data(made.session, made.round, [same], LATER)
    (one,) = found["interviews"]
    assert (found["name"], one["function"], one["email"]) == (PERSON.name, "wethouder", "j.devries@example.org")
    assert {change["what"] for change in one["history"]} == {"function", "email"}
    assert {agreement["channel"] for agreement in one["agreements"]} == {"phone", "link"}
    assert [record["number"] for record in one["records"]] == [1]
    assert {"Alles is akkoord (Regio Oost-Drenthe)"} <= {mail["subject"] for mail in one["mails"]}
    assert not any("text" in mail for mail in one["mails"])


# On screen


@pytest.fixture
def office(any_client: Client, any_staff: MakeUser) -> Client:
    return any_client.login(any_staff(RoleName.ADMINISTRATOR))


def test_an_administrator_sees_what_would_go_and_erases_it(made: Personal, office: Client) -> None:
    made.agreed()
    page = office.follow(office.post("/persoonsgegevens/2018/bewaartermijn", {"months": "240"}))
    assert "De bewaartermijn loopt tot 25 mei 2038" in page.words
    office.post("/persoonsgegevens/2018/wissen", status=409)
    office.post("/persoonsgegevens/2018/bewaartermijn", {"months": "-1"}, status=422)
    copy = office.get("/persoonsgegevens/2018/kopie?wie=j.devries@example.org").json
    assert copy["name"] == PERSON.name
    assert [one["name"] for one in office.get("/persoonsgegevens/2018/kopie").json] == [PERSON.name]
    office.get("/persoonsgegevens/2018/kopie?wie=niemand@example.org", status=404)
    page = office.post("/persoonsgegevens/2018/persoon", {"email": "niemand@example.org", "reason": "x"}, status=422)
    assert "is er niemand met het e-mailadres" in page.words
    page = office.follow(office.post("/persoonsgegevens/2018/bewaartermijn", {"months": "24"}))
    assert "Dit kan niet ongedaan worden gemaakt." in page.words
    page = office.follow(office.post("/persoonsgegevens/2018/wissen"))
    assert "De gegevens van 1 persoon zijn gewist." in page.words
    assert "Ronde 2018" in office.get("/persoonsgegevens").words
    details = office.get(f"/interviews/{made.session.scalars(sa.select(Interview.id)).one()}/gegevens")
    assert "Naam en adres zijn gewist" in details.words


def test_one_person_is_erased_with_a_reason(made: Personal, office: Client) -> None:
    made.agreed()
    form = {"email": "j.devries@example.org", "reason": ""}
    office.post("/persoonsgegevens/2018/persoon", form, status=422)
    page = office.follow(office.post("/persoonsgegevens/2018/persoon", {**form, "reason": "Op verzoek."}))
    assert "Naam en adres van deze persoon zijn gewist." in page.words
    assert not made.session.scalars(sa.select(OutboxMail).where(OutboxMail.text.contains("Johanna"))).all()
