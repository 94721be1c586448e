from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from incoming import reply
from recorded import ADVISER, NOW
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import NoticeChoice, RoleName
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.arrivals.jobs import summarise
from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.message.enclosures import supply
from surveyapp.mail.message.marks import LINK
from surveyapp.mail.outbox.jobs import deliver_due
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.mail.received.models import Notice
from surveyapp.mail.received.operations import notify
from surveyapp.mail.received.rules import gist, summary_moment
from surveyapp.mail.servers.smtp import Rejected


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in May 2018 on a Dutch clock."""
    return datetime(2018, 5, day, hour - 2, minute, tzinfo=UTC)


def interview_of(session: Session, *people: User) -> Interview:
    interview = Verified.of(session).interview(by=people)
    session.commit()
    return interview


def mails_to(session: Session, user: User) -> list[OutboxMail]:
    session.rollback()
    session.expire_all()
    found = sa.select(OutboxMail).where(OutboxMail.to_address == user.email).order_by(OutboxMail.id)
    return list(session.scalars(found))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(22, 7, 59), None),
        (at(22, 8), at(22, 8)),
        (at(22, 23), at(22, 8)),
        (at(19, 9), None),  # Saturday
        (at(21, 9), None),  # Whit Monday
        (datetime(2018, 1, 2, 7, 0, tzinfo=UTC), datetime(2018, 1, 2, 7, 0, tzinfo=UTC)),  # winter time
    ],
)
def test_a_summary_goes_out_on_working_days_from_eight(now: datetime, due: datetime | None) -> None:
    assert summary_moment(now) == due


def test_everybody_is_told_as_they_chose(any_session: Session, any_staff: MakeUser) -> None:
    once, daily, inside = (any_staff(RoleName.INTERVIEWER) for _ in range(3))
    daily.notices, inside.notices = NoticeChoice.DAILY, NoticeChoice.IN_PRODUCT
    interview = interview_of(any_session, once, daily, inside)
    notify(any_session, interview, "De wethouder vraagt om meer tijd.", NOW)
    any_session.commit()
    (mail,) = mails_to(any_session, once)
    assert mail.subject == "Nieuws over Regio Oost-Drenthe"
    assert "De wethouder vraagt om meer tijd." in mail.text
    assert mail.interview_id == interview.id
    assert mails_to(any_session, daily) == mails_to(any_session, inside) == []
    told = any_session.scalars(sa.select(Notice).order_by(Notice.user_id)).all()
    assert [(one.user_id, one.pending) for one in told] == [(once.id, False), (daily.id, True), (inside.id, False)]


def test_a_summary_is_sent_once_a_day_whatever_the_clock_does(
    any_app: Flask, any_session: Session, any_staff: MakeUser
) -> None:
    daily = any_staff(RoleName.INTERVIEWER)
    daily.notices = NoticeChoice.DAILY
    interview = interview_of(any_session, daily)

    def told(text: str, moment: datetime) -> None:
        notify(any_session, interview, text, moment)
        any_session.commit()

    def run(moment: datetime) -> int:
        any_session.commit()
        summarise(any_app, moment)
        return len(mails_to(any_session, daily))

    told("Eén.", at(18, 15))
    told("Twee.", at(19, 15))
    assert [run(at(19, 9)), run(at(21, 9)), run(at(22, 7))] == [0, 0, 0]
    told("Drie.", at(22, 8, 30))
    assert run(at(22, 9)) == 1
    (mail,) = mails_to(any_session, daily)
    assert mail.subject == "3 meldingen uit Wederhoor"
    assert all(text in mail.text for text in ("Eén.", "Twee.", "Drie."))
    told("Vier.", at(22, 7, 50))  # the clock went back
    assert [run(at(22, 8)), run(at(22, 9)), run(at(22, 23))] == [1, 1, 1]
    assert [run(at(23, 8)), run(at(23, 8)), run(at(24, 8))] == [2, 2, 2]


def test_who_wants_no_summary_any_more_gets_none(app: Flask, session: Session, staff: MakeUser) -> None:
    person = staff(RoleName.INTERVIEWER)
    person.notices = NoticeChoice.DAILY
    interview = interview_of(session, person)
    notify(session, interview, "Eén.", at(22, 7))
    person.notices = NoticeChoice.IN_PRODUCT
    session.commit()
    summarise(app, at(22, 9))
    assert mails_to(session, person) == []
    assert not session.scalars(sa.select(Notice)).one().pending


def test_a_reaction_is_told(session: Session, staff: MakeUser) -> None:
    made = Verified.of(session)
    person = staff(RoleName.INTERVIEWER)
    interview = made.interview(by=[person])
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    made.submit(made.readers(interview)[0])  # type: ignore[attr-defined]
    session.commit()
    (mail,) = mails_to(session, person)
    assert "De beleidsadviseur heeft verslag 1 afgerond: 1 akkoord." in mail.text


def test_a_mail_that_was_given_up_is_told_and_a_notice_that_was_is_not(
    app: Flask, session: Session, staff: MakeUser
) -> None:
    person = staff(RoleName.INTERVIEWER)
    interview = interview_of(session, person)
    enqueue(session, Message("Contact", ADVISER.email, "Nakijken", "x", interview_id=interview.id), NOW)
    session.commit()

    def refuse(*_: object) -> None:
        raise Rejected("550 5.1.1 User unknown")

    for _ in range(3):
        deliver_due(app, NOW + timedelta(minutes=1), refuse)
    (notice,) = session.scalars(sa.select(Notice))
    assert notice.text == "De mail aan Contact is niet verstuurd. Dit e-mailadres bestaat niet bij de ontvanger."
    assert len(mails_to(session, person)) == 1


def test_a_colleague_in_the_mail_is_no_news(any_session: Session, any_staff: MakeUser) -> None:
    person = any_staff(RoleName.INTERVIEWER)
    interview = interview_of(any_session, person)
    mail = enqueue(any_session, Message("", ADVISER.email, "Nakijken", "x", interview_id=interview.id), NOW)
    found = receive(any_session, reply(mail, sender=person.email), NOW)
    assert found
    assert found.interview_id == interview.id
    assert any_session.scalars(sa.select(Notice)).all() == []


def test_people_choose_and_read_what_they_were_told(client: Client, session: Session, staff: MakeUser) -> None:
    person, other = staff(RoleName.INTERVIEWER), staff(RoleName.INTERVIEWER)
    interview = interview_of(session, person, other)
    client.login(person)
    page = client.get("/account", title="Uw account")
    assert page.one("input", value="at_once").get("checked") is not None
    assert "Uw keuze is opgeslagen" in client.follow(client.post("/account", {"notices": "daily"}, status=303)).words
    assert session.get_one(User, person.id).notices is NoticeChoice.DAILY
    assert "Kies hoe u het wilt horen" in client.follow(client.post("/account", {"notices": "x"}, status=303)).words
    notify(session, interview, "De wethouder vraagt om meer tijd.", NOW)
    page = client.get("/interviews")
    assert "1 nieuwe melding" in page.words
    assert page.links()["Regio Oost-Drenthe"]
    last = page.one("input", name="tot").get("value") or ""
    notify(session, interview, "Nog iets.", NOW)
    client.post("/postvak/meldingen/gezien", {"tot": last}, status=303)
    page = client.get("/interviews")
    assert "Nog iets." in page.words
    assert "meer tijd" not in page.words
    unseen = session.scalars(sa.select(Notice).where(Notice.user_id == other.id, Notice.seen_at.is_(None))).all()
    assert len(unseen) == 2


def test_a_notice_without_a_mail_is_still_seen(session: Session, staff: MakeUser) -> None:
    person = staff(RoleName.INTERVIEWER)
    person.active = False
    notify(session, interview_of(session, person), "Iets.", NOW)
    assert session.scalars(sa.select(OutboxMail).where(OutboxMail.state == MailState.WAITING)).all() == []
    assert len(session.scalars(sa.select(Notice)).all()) == 1


LONG = "De wethouder vraagt om meer tijd tot en met 16 juni. Hij schrijft: ‘" + "Wij hebben het druk. " * 40 + "’"


def test_a_notice_mail_says_what_and_where_and_not_everything(
    any_app: Flask, any_session: Session, any_staff: MakeUser
) -> None:
    person = any_staff(RoleName.INTERVIEWER)
    interview = interview_of(any_session, person)
    notify(any_session, interview, LONG, NOW)
    any_session.commit()
    (mail,) = mails_to(any_session, person)
    assert mail.subject == "Nieuws over Regio Oost-Drenthe"
    assert "De wethouder vraagt om meer tijd tot en met 16 juni." in mail.text
    assert "druk" not in mail.text + mail.html
    link = supply(any_session, mail.enclosure, any_app.config).link
    assert link == f"{any_app.config['BASE_URL']}/interviews/{interview.id}/mails"
    assert LINK in mail.text
    assert LINK in mail.html


def test_a_notice_with_a_page_of_its_own_leads_there(app: Flask, session: Session, staff: MakeUser) -> None:
    person = staff(RoleName.EDITOR)
    interview = interview_of(session)
    notify(session, interview, "Er is gereageerd.", NOW, to=[person], page="/rapport/afstemmen/1?ronde=2018")
    session.commit()
    (mail,) = mails_to(session, person)
    assert supply(session, mail.enclosure, app.config).link.endswith("/rapport/afstemmen/1?ronde=2018")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Eén. Twee.", "Eén."),
        ("Er is een mail van Jan: ‘Klopt dit? Ja. Nee.’.", "Er is een mail van Jan: ‘Klopt dit? Ja. Nee.’."),
        ("Verslag 1.2 is klaar. Meer.", "Verslag 1.2 is klaar."),
        ("Zonder punt", "Zonder punt"),
        ("woord " * 40, "woord " * 22 + "woord…"),
    ],
)
def test_the_gist_is_one_sentence(text: str, short: str) -> None:
    assert gist(text) == short
