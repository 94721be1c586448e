"""What staff writes down for somebody who telephones or writes: as it was said, with who and when, and told of."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import ADVISER
from sent_record import COLLEAGUE, CONTACT, SentRecord, put
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.models import Attachment
from surveyapp.attachments.operations import CheckedFile
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.verification.on_behalf import operations
from surveyapp.verification.on_behalf.operations import Heard
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval
from surveyapp.verification.records.rules import Channel, ReactionKind, Use

SCAN = b"%PDF-1.7 een brief"


@pytest.fixture
def writer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def sent(session: Session, writer: User) -> SentRecord:
    return SentRecord.of(session, by=[writer], respondents=(ADVISER, COLLEAGUE))


def approve(sent: SentRecord, writer: User, heard: Heard, *items: str) -> int:
    return operations.approve_on_behalf(
        sent.session,
        Actor("staff", writer.id),
        sent.interview,
        sent.interview.respondents[0],
        items,
        heard,
        contact=CONTACT,
        at=utcnow(),
    )


def tell(sent: SentRecord, writer: User, item: str, kind: ReactionKind, **said: str) -> None:
    operations.react_on_behalf(
        sent.session,
        Actor("staff", writer.id),
        sent.verification(),
        item,
        kind=kind,
        contact=CONTACT,
        at=utcnow(),
        proposal=said.get("proposal", ""),
        remark=said.get("remark", ""),
    )


def test_a_day_is_between_the_sending_and_today_and_a_letter_is_there(sent: SentRecord, writer: User) -> None:
    today = local(utcnow()).date()
    wrong = (
        (Heard(Channel.PHONE, today + timedelta(days=1), "Ja."), "toekomst"),
        (Heard(Channel.PHONE, today - timedelta(days=1), "Ja."), "pas op"),
        (Heard(Channel.LETTER, today, "Ja."), "scan van de brief"),
        (Heard(Channel.LINK, today, "Ja."), "zelf"),
        (Heard(Channel.PHONE, today, "  "), "Schrijf op"),
    )
    for heard, reason in wrong:
        with pytest.raises(Refused, match=reason):
            approve(sent, writer, heard, "1")
    assert sent.approved() == set()


def test_agreement_by_letter_keeps_the_letter_the_day_and_the_use(sent: SentRecord, writer: User) -> None:
    letter = CheckedFile.of("Brief.pdf", SCAN)
    heard = Heard(Channel.LETTER, local(utcnow()).date(), "Brief van de wethouder.", Use.UNNAMED, letter)
    assert approve(sent, writer, heard, "1", "2b") == 2
    (first, _) = sent.session.scalars(sa.select(Approval)).all()
    assert (first.channel, first.use, first.recorded_by_id) == (Channel.LETTER, Use.UNNAMED, writer.id)
    assert first.attachment
    assert first.attachment.name == "Brief.pdf"
    assert approve(sent, writer, heard, "1") == 0, "the same again is no second agreement"
    (mail,) = sent.session.scalars(sa.select(OutboxMail).where(OutboxMail.subject.contains("noteerden uw akkoord")))
    assert mail.to_address == ADVISER.email
    assert "Klopt dit niet?" in mail.text
    assert "zonder de naam" in mail.text


def test_what_was_told_counts_at_once_and_is_shown_as_told(sent: SentRecord, writer: User, client: Client) -> None:
    tell(sent, writer, "1", ReactionKind.CORRECTION, proposal="De voortgang is matig.")
    assert sent.interview.state is InterviewState.REACTED
    assert not sent.verification().submitted_at
    (mail,) = sent.session.scalars(sa.select(OutboxMail).where(OutboxMail.subject.contains("noteerden uw reactie")))
    assert "De voortgang is matig." in mail.text
    page = client.login(writer).get(f"/interviews/{sent.interview.id}/reacties")
    assert "per telefoon, genoteerd door Interviewer Noord" in page.words
    for kind, said, reason in (
        (ReactionKind.AGREE, {}, "formulier voor akkoord"),
        (ReactionKind.CORRECTION, {"proposal": "Iets."}, "zelf al een reactie"),
    ):
        with pytest.raises(Refused, match=reason):
            tell(sent, writer, "1", kind, **said)
    with pytest.raises(Refused, match="Schrijf de vraag op"):
        tell(sent, writer, "6", ReactionKind.QUESTION)


def test_what_staff_wrote_down_is_not_changed_behind_their_back(app: Flask, sent: SentRecord, writer: User) -> None:
    tell(sent, writer, "1", ReactionKind.CORRECTION, proposal="De voortgang is matig.")
    guest = sent.open(Client(app, sent.session))
    put(guest, "1", 409, reader=sent.reader, kind="agree")
    put(guest, "1", 200, reader=sent.reader, kind="correction", proposal="De voortgang is matig.")
    sent.submitted(guest)
    assert sent.approved() == {(ADVISER.function, "2b"), (ADVISER.function, "6")}
    assert len(queries.to_decide(sent.session, sent.record)) == 1


# On screen


def test_an_agreement_of_which_the_respondent_was_not_told_says_so(
    client: Client, sent: SentRecord, writer: User
) -> None:
    approve(sent, writer, Heard(Channel.PHONE, local(utcnow()).date(), "Zei ja."), "1")
    (mail,) = sent.session.scalars(sa.select(OutboxMail).where(OutboxMail.subject.contains("akkoord")))
    sent.session.commit()
    address, warning = (
        f"/interviews/{sent.interview.id}/verslagen/1",
        "Contactpersoon (per telefoon) heeft geen bericht van dit",
    )
    assert warning not in client.login(writer).get(address).words
    mail.state, mail.error, mail.handled_at = MailState.FAILED, "550 5.1.1 User unknown", utcnow()
    sent.session.commit()
    assert client.get(address).words.count(warning) == 1
    mail.state, mail.error, mail.sent_at, mail.returned_at = MailState.SENT, "", utcnow(), utcnow()
    sent.session.commit()
    assert client.get(address).words.count(warning) == 1


def form(sent: SentRecord, **changed: object) -> dict[str, object]:
    return {
        "respondent": str(sent.interview.respondents[0].id),
        "channel": "letter",
        "items": ["1", "2b"],
        "said_on": local(utcnow()).date().isoformat(),
        "use": "named",
        "note": "Brief.",
        "letter": (BytesIO(SCAN), "Brief.pdf"),
        **changed,
    }


def test_a_letter_is_kept_shown_and_cannot_be_removed(client: Client, sent: SentRecord, writer: User) -> None:
    client.login(writer)
    base = f"/interviews/{sent.interview.id}"
    page = client.follow(client.post(f"{base}/verslagen/1/akkoord", form(sent), status=303))
    assert "Akkoord van Contactpersoon per brief vastgelegd voor 2 antwoorden." in page.words
    assert "beleidsadviseur, per brief op" in page.words
    assert "genoteerd door Interviewer Noord" in page.words
    (kept,) = sent.session.scalars(sa.select(Attachment)).all()
    page = client.follow(client.post(f"{base}/bijlagen/{kept.id}/verwijderen"))
    assert "bewijst een akkoord of reactie" in page.words
    assert sent.session.scalars(sa.select(Attachment)).all()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"letter": (BytesIO(b""), "")}, "Voeg een scan van de brief toe."),
        ({"letter": (BytesIO(b"MZ zomaar"), "brief.exe")}, "kan niet worden bewaard"),
        ({"said_on": "2999-01-01"}, "Deze dag ligt in de toekomst."),
        ({"said_on": "2001-01-01"}, "pas op"),
        ({"said_on": ""}, "Vul een datum in."),
        ({"channel": ""}, "Kies hoe het akkoord kwam."),
        ({"respondent": "9999"}, "Not a valid choice"),
    ],
)
def test_what_is_filled_in_wrong_is_named_and_nothing_is_kept(
    client: Client, sent: SentRecord, writer: User, changed: dict[str, object], words: str
) -> None:
    client.login(writer)
    page = client.post(f"/interviews/{sent.interview.id}/verslagen/1/akkoord", form(sent, **changed), status=422)
    assert words in page.words or words == "Not a valid choice"
    assert page.all("p", class_="error")
    assert not sent.session.scalars(sa.select(Approval)).all()
    assert not sent.session.scalars(sa.select(Attachment)).all()


def test_what_was_said_by_telephone_is_written_down_on_the_page(client: Client, sent: SentRecord, writer: User) -> None:
    client.login(writer)
    address = f"/interviews/{sent.interview.id}/verslagen/1/verteld"
    told = {"told-respondent": str(sent.interview.respondents[0].id), "told-item": "1", "told-kind": "question"}
    page = client.post(address, told, status=422)
    assert "Schrijf hieronder de vraag op." in page.words
    page = client.follow(client.post(address, {**told, "told-remark": "Welke jaren?"}, status=303))
    assert "Welke jaren?" in page.words
    page = client.post(address, {**told, "told-remark": "Nog eens?"}, status=422)
    assert "heeft zelf al een reactie" in page.words
    other = {**told, "told-item": "2b", "told-kind": "correction"}
    page = client.post(address, other, status=422)
    assert "Schrijf hieronder op wat er moet komen te staan." in page.words


def test_a_kind_of_reaction_that_no_page_offers_is_refused(client: Client, sent: SentRecord, writer: User) -> None:
    client.login(writer)
    told = {"told-respondent": str(sent.interview.respondents[0].id), "told-item": "1", "told-kind": "x"}
    page = client.post(f"/interviews/{sent.interview.id}/verslagen/1/verteld", told, status=422)
    assert page.one("fieldset", id="told-kind").get("aria-describedby") == "told-kind-error"


def test_who_writes_down_what_nobody_is_asked_any_more_reads_why_not(
    client: Client, sent: SentRecord, writer: User
) -> None:
    client.login(writer)
    for person in sent.interview.respondents:
        person.left_at = utcnow()
    sent.session.commit()
    for form, words in (("akkoord", "wacht nog op akkoord"), ("verteld", "kan niemand meer reageren")):
        page = client.post(f"/interviews/{sent.interview.id}/verslagen/1/{form}", {"said_on": ""}, status=409)
        assert words in page.words
