"""The mailbox, from a real IMAP server on loopback to the interview's page."""

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
import sqlalchemy as sa
from flask import Flask
from imap_server import Box, imap_server
from incoming import reply, report
from postbox import server_context
from setting import MakeApp, MakeUser
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import AuditEvent
from surveyapp.core.config import ConfigurationError
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.arrivals import jobs
from surveyapp.mail.arrivals.jobs import EVERY, MAX_PAUSE, look_into_mailbox
from surveyapp.mail.arrivals.operations import UNPROVED_BOUNCE, Prepared
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.mail.outbox.rules import Standing
from surveyapp.mail.received import queries
from surveyapp.mail.received.models import IncomingMail, Notice
from surveyapp.mail.received.rules import IncomingKind, MatchedBy
from surveyapp.mail.servers import imap
from surveyapp.verification.records.models import Approval, Reaction


@pytest.fixture
def box(app: Flask) -> Iterator[Box]:
    with imap_server() as (url, found):
        app.config.update(IMAP_URL=url, IMAP_TIMEOUT=5)
        yield found


@pytest.fixture
def interview(session: Session, staff: MakeUser) -> Interview:
    """One of which the record was sent."""
    made = Verified.of(session)
    interview = made.interview(by=[staff(RoleName.INTERVIEWER)])
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    session.commit()
    return interview


@pytest.fixture
def sent(session: Session, interview: Interview) -> OutboxMail:
    return session.scalars(sa.select(OutboxMail).where(OutboxMail.interview_id == interview.id)).one()


def looked(app: Flask, session: Session, at: datetime) -> list[IncomingMail]:
    """Look into the mailbox; all that ever came in."""
    session.commit()
    look_into_mailbox(app, at)
    session.rollback()
    session.expire_all()
    return list(session.scalars(sa.select(IncomingMail).order_by(IncomingMail.id)))


def notices(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Notice.text).order_by(Notice.id)))


def test_a_reply_is_put_with_its_interview_and_told_and_counts_for_nothing(
    app: Flask, session: Session, box: Box, sent: OutboxMail, interview: Interview, now: datetime
) -> None:
    raw = reply(sent, sender="Iemand anders <privé@example.net>", text="Akkoord met alles!")
    box.put(raw)
    (found,) = looked(app, session, now)
    assert (found.kind, found.matched_by) == (IncomingKind.REPLY, MatchedBy.REFERENCE)
    assert (found.interview_id, found.outbox_id, found.text) == (interview.id, sent.id, "Akkoord met alles!")
    assert found.raw == raw
    assert notices(session) == ["Er is een mail van Iemand anders: ‘Re: het verslag’."]
    assert interview.state is InterviewState.WAITING
    for table in (Approval, Reaction):
        assert session.scalars(sa.select(table)).all() == []
    event = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "mail.receive")).one()
    assert "example.net" not in event.detail


def test_what_was_read_once_is_not_read_again(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime
) -> None:
    box.put(reply(sent))
    assert len(looked(app, session, now)) == 1
    asked = len(box.commands)
    assert len(looked(app, session, now + timedelta(seconds=5))) == 1
    assert len(box.commands) == asked  # not yet time
    box.put(reply(sent))  # the same message, moved or copied
    box.put(reply(sent, id="<twee@example.org>"))
    assert len(looked(app, session, now + EVERY)) == 2
    box.validity += 1  # the server numbers anew
    assert len(looked(app, session, now + 2 * EVERY)) == 2
    assert not any("STORE" in command or "SELECT" in command for command in box.commands)


def test_without_a_reference_the_address_of_a_respondent_says_which_interview(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime
) -> None:
    box.put(reply(sender="CONTACT@example.org"))
    box.put(reply(sender="vreemd@example.org", id="<twee@example.org>"))
    known, strange = looked(app, session, now)
    assert (known.interview_id, known.matched_by) == (sent.interview_id, MatchedBy.ADDRESS)
    assert known.respondent
    assert (strange.interview_id, strange.matched_by) == (None, MatchedBy.NOTHING)
    assert [one.id for one in queries.unmatched(session)] == [strange.id]
    assert len(notices(session)) == 1


def test_a_bounce_marks_the_mail_and_the_address_and_is_told(
    app: Flask, session: Session, box: Box, sent: OutboxMail, interview: Interview, now: datetime
) -> None:
    box.put(report(sent))
    (found,) = looked(app, session, now)
    assert (found.kind, found.interview_id) == (IncomingKind.BOUNCE, interview.id)
    assert (sent.returned_at, sent.report) == (now, "550 5.1.1 User unknown")
    assert sent.standing is Standing.RETURNED
    assert interview.respondents[0].bounced_at == now
    (told,) = notices(session)
    assert told == "De mail aan Contactpersoon is teruggekomen. Dit e-mailadres bestaat niet bij de ontvanger."
    assert len(queries.troubled_of(session, interview.id)) == 1


FORGED = OutboxMail(message_id=f"<{'0' * 32}@example.org>", to_address="contact@example.org", subject="Verslag")


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("action", ["failed", "delayed"])
def test_a_bounce_that_does_not_name_our_mail_is_shown_and_changes_nothing(
    app: Flask,
    session: Session,
    box: Box,
    sent: OutboxMail,
    interview: Interview,
    now: datetime,
    *,
    quoted: bool,
    action: str,
) -> None:
    box.put(report(FORGED, action=action, quoted=quoted))
    (found,) = looked(app, session, now)
    assert (found.interview_id, found.matched_by) == (interview.id, MatchedBy.ADDRESS)
    assert (sent.returned_at, sent.report, sent.standing) == (None, "", Standing.WAITING)
    assert interview.respondents[0].bounced_at is None
    assert queries.troubled_of(session, interview.id) == []
    told = [UNPROVED_BOUNCE.format(name="Contactpersoon")] if action == "failed" else []
    assert notices(session) == told


def test_a_bounce_of_another_mail_marks_that_mail_only(
    app: Flask, session: Session, box: Box, sent: OutboxMail, interview: Interview, now: datetime
) -> None:
    other = enqueue(session, Message("Ander", "ander@example.org", "Dag", "Dag", interview_id=interview.id), now)
    forged = OutboxMail(message_id=other.message_id, to_address=sent.to_address, subject="Verslag")
    box.put(report(forged))
    looked(app, session, now)
    assert other.returned_at == now
    assert (sent.returned_at, interview.respondents[0].bounced_at) == (None, None)


@pytest.mark.parametrize("subject", ["=?utf-8?b?UmU6IHZlcnNsYWc?=", "Re: =?utf-8?b?x?= verslag", "=?utf-8?b?///\x00?="])
def test_a_broken_subject_costs_a_reply_nothing(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime, subject: str
) -> None:
    box.put(reply(sent).replace(b"Subject: ", b"Subject: " + subject.encode() + b" ", 1))
    (found,) = looked(app, session, now)
    assert (found.interview_id, found.text) == (sent.interview_id, "Mag het later?")


def test_a_sender_is_only_believed_who_answers_our_mail(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime
) -> None:
    box.put(reply(sent))
    box.put(reply(id="<twee@example.org>"))
    proved, claimed = looked(app, session, now)
    assert (proved.answers_ours, claimed.answers_ours) == (True, False)
    told = "Er is een mail van Contactpersoon{}: ‘Re: het verslag’."
    assert notices(session) == [told.format(""), told.format(" (afzender niet gecontroleerd)")]


def test_a_delay_is_shown_and_marks_nobody(
    app: Flask, session: Session, box: Box, sent: OutboxMail, interview: Interview, now: datetime
) -> None:
    box.put(report(sent, action="delayed", status="4.4.1", words="451 4.4.1 timed out"))
    (found,) = looked(app, session, now)
    assert found.kind is IncomingKind.DELAY
    assert (sent.returned_at, sent.report) == (None, "451 4.4.1 timed out")
    assert interview.respondents[0].bounced_at is None
    box.put(report(sent, id_="<later@mail.example.org>"))
    looked(app, session, now + EVERY)
    box.put(report(sent, action="delayed", status="4.4.1", words="x", id_="<laat@mail.example.org>"))
    looked(app, session, now + 2 * EVERY)
    assert sent.standing is Standing.RETURNED
    assert sent.report == "550 5.1.1 User unknown"


def test_out_of_office_is_kept_and_is_no_news(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime
) -> None:
    box.put(reply(sent, Auto_Submitted="auto-replied"))
    (found,) = looked(app, session, now)
    assert found.kind is IncomingKind.AUTOMATIC
    assert found.interview_id == sent.interview_id
    assert notices(session) == []


def test_a_huge_message_leaves_its_header_and_a_broken_one_does_not_stop_the_rest(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.sizes[box.put(reply(sent, text="x"))] = imap.MAX_BYTES + 1
    box.put(b"\xff" * 3_000)
    box.put(reply(sent, id="<kapot@example.org>", subject="Kapot"))
    box.put(reply(sent, id="<goed@example.org>"))
    right = jobs.prepared

    def prepared(session: Session, raw: bytes, note: str) -> Prepared:
        if b"Kapot" in raw:
            raise RuntimeError("a fault of ours")
        return right(session, raw, note)

    monkeypatch.setattr(jobs, "prepared", prepared)
    huge, strange, unreadable, good = looked(app, session, now)
    assert "te groot om op te halen" in huge.text
    assert huge.interview_id == sent.interview_id
    assert b"\n\nx" not in huge.raw
    assert strange.interview_id is None
    assert "Nummer 3." in unreadable.text
    assert good.text == "Mag het later?"
    assert queries.mailboxes(session)[0].last_uid == 4


def test_a_message_that_breaks_its_reader_is_set_aside_at_once_and_the_next_one_is_read(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime
) -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (one, one) for one in range(3_000))
    box.put(b"From: vreemd@example.org\nSubject: Gif\n" + deep)
    box.put(reply(sent, id="<goed@example.org>"))
    poison, good = looked(app, session, now)
    assert "kon niet worden gelezen" in poison.text
    assert "Nummer 1." in poison.text
    assert (poison.raw, good.text) == (b"", "Mag het later?")
    assert queries.mailboxes(session)[0].last_uid == 2


@pytest.mark.parametrize("trouble", ["hang", "drip", "drop", "login"])
def test_a_mailbox_in_trouble_is_said_and_tried_again_ever_later(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime, trouble: str
) -> None:
    box.trouble, at = trouble, now
    app.config["IMAP_TIMEOUT"] = 0.15
    pauses = []
    for _ in range(5):
        assert looked(app, session, at) == []
        (mailbox,) = queries.mailboxes(session)
        assert "mailserver" in mailbox.error
        assert "geheim" not in mailbox.error + mailbox.name
        pauses.append(mailbox.next_look_at - at)
        at = mailbox.next_look_at
    assert pauses == sorted(pauses)
    assert pauses[-1] == MAX_PAUSE
    box.trouble, app.config["IMAP_TIMEOUT"] = "", 5
    box.put(reply(sent))
    assert len(looked(app, session, at)) == 1
    (mailbox,) = queries.mailboxes(session)
    assert (mailbox.failures, mailbox.error, mailbox.looked_at) == (0, "", at)


def test_many_messages_leave_a_turn_to_others(
    app: Flask, session: Session, box: Box, sent: OutboxMail, now: datetime
) -> None:
    for number in range(jobs.PER_CALL + 3):
        box.put(reply(sent, id=f"<{number}@example.org>"))
    assert len(looked(app, session, now)) == jobs.PER_CALL
    assert len(looked(app, session, now)) == jobs.PER_CALL + 3


def test_without_the_setting_nothing_is_read(app: Flask, now: datetime) -> None:
    assert look_into_mailbox(app, now) is False


def test_a_folder_that_is_not_there_is_said() -> None:
    with imap_server() as (url, _), pytest.raises(imap.MailboxAway, match="map Archief is er niet"):  # noqa: SIM117
        with imap.opened(imap.Server.parse(f"{url}/Archief"), 2):
            pass


def test_tls_is_used_and_its_certificate_checked(tmp_path: Path) -> None:
    with imap_server(server_context(tmp_path)) as (url, box):
        server = imap.Server.parse(url)
        with pytest.raises(imap.MailboxAway, match=r"(?i)certificate"), imap.opened(server, 2):
            pass
        assert box.commands == []
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        with imap.opened(server, 2, trust) as inbox:
            assert inbox.numbers_after(0, datetime(2018, 5, 1).date()) == []  # noqa: DTZ001


def test_encryption_that_is_asked_for_is_used_and_its_certificate_checked(tmp_path: Path) -> None:
    with imap_server(upgrade=server_context(tmp_path)) as (url, box):
        server = imap.Server.parse(url)
        with pytest.raises(imap.MailboxAway, match=r"(?i)certificate"), imap.opened(server, 2):
            pass
        assert not any("geheim" in one for one in box.commands)
        with imap.opened(server, 2, ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))) as inbox:
            assert inbox.numbers_after(0, datetime(2018, 5, 1).date()) == []  # noqa: DTZ001


@pytest.mark.parametrize("kind", ["", "context", "upgrade"])
def test_a_conversation_ends_in_time_however_it_is_encrypted(tmp_path: Path, kind: str) -> None:
    encrypted = {kind: server_context(tmp_path)} if kind else {}
    with imap_server(**encrypted) as (url, box):
        box.trouble = "drip at login"
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem")) if kind else None
        begun = monotonic()
        with pytest.raises(imap.MailboxAway), imap.opened(imap.Server.parse(url), 0.6, trust):
            pass
        assert monotonic() - begun < 3
        assert box.commands[-1].startswith("LOGIN")


@pytest.mark.parametrize("url", ["mail.example.org", "http://u@mail.example.org", "imaps://mail.example.org"])
def test_a_wrong_setting_stops_the_start_and_says_what_was_expected(make_app: MakeApp, url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"imap_url: verwacht .*imaps"):
        make_app(IMAP_URL=url)


def test_the_password_stays_out_of_logs() -> None:
    server = imap.Server.parse("imaps://ik%40org:geheim@mail.example.org/INBOX/Werk")
    assert repr(server) == "Server(ik@org@mail.example.org:993/INBOX/Werk)"
