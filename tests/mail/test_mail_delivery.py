import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from setting import MakeApp, rewired
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.config import ConfigurationError
from surveyapp.core.db import write_transaction
from surveyapp.core.leases import LEASE, STOP
from surveyapp.mail.message.enclosures import EnclosedFile, Enclosure, EnclosureGone, Enclosures
from surveyapp.mail.outbox.jobs import PER_CALL, UNREADABLE, deliver_due
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, Refused, enqueue, retry
from surveyapp.mail.servers.smtp import UNSURE, Later, Rejected

Answer = Callable[[str], None]


class Server:
    """Takes what is sent; ``answer`` may raise before it has the mail, and ``after`` once it has."""

    def __init__(self, answer: Answer = lambda _name: None, after: Answer = lambda _name: None) -> None:
        self.answer = answer
        self.after = after
        self.taken: list[EmailMessage] = []

    def __call__(self, message: EmailMessage, name: str, giving: Callable[[], None] = lambda: None) -> None:
        self.answer(name)
        giving()
        self.taken.append(message)
        self.after(name)


def says(error: Exception) -> Answer:
    def answer(_name: str) -> None:
        raise error

    return answer


def queued(session: Session, at: datetime, *, enclosure: str = "", text: str = "Dag", to: str = "v@example.org") -> int:
    mail = enqueue(session, Message("Vera", to, "Onderwerp", text, enclosure=enclosure), at)
    session.commit()
    return mail.id


def state(session: Session, mail_id: int) -> OutboxMail:
    session.rollback()
    return session.get_one(OutboxMail, mail_id, populate_existing=True)


@pytest.fixture
def record_enclosure(app: Flask) -> Iterator[None]:
    def supplier(_session: Session, number: int, config: object) -> Enclosure:
        assert config
        if number == 13:
            raise EnclosureGone("Er is een nieuwer verslag verstuurd.")
        file = EnclosedFile("verslag.pdf", "application/pdf", b"%PDF")
        return Enclosure(f"https://example.org/v/{number}", (file,))

    with rewired(app, Enclosures, suppliers={"proof": supplier}):
        yield


def test_what_waits_is_sent_once(any_app: Flask, any_session: Session, now: datetime) -> None:
    first, second = queued(any_session, now), queued(any_session, now)
    server = Server()
    assert deliver_due(any_app, now, server) == 2
    assert deliver_due(any_app, now, server) == 0
    assert len(server.taken) == 2
    for mail_id in (first, second):
        mail = state(any_session, mail_id)
        assert (mail.state, mail.attempts, mail.error) == (MailState.SENT, 1, "")
        assert mail.sent_at
        assert mail.sent_at - now < timedelta(seconds=10)


def test_a_long_queue_leaves_a_turn_to_others(app: Flask, session: Session, now: datetime) -> None:
    for number in range(PER_CALL + 2):
        queued(session, now, to=f"v{number}@example.org")
    server = Server()
    assert deliver_due(app, now, server) == PER_CALL
    assert deliver_due(app, now, server) == 2
    assert [one["To"] for one in server.taken] == [f"Vera <v{number}@example.org>" for number in range(PER_CALL + 2)]


def test_a_mail_waits_for_its_moment(app: Flask, session: Session, now: datetime) -> None:
    queued(session, now + timedelta(minutes=1))
    server = Server()
    assert deliver_due(app, now, server) == 0
    assert deliver_due(app, now + timedelta(minutes=1), server) == 1


@pytest.mark.usefixtures("record_enclosure")
def test_the_link_and_attachments_are_added_at_delivery_only(app: Flask, session: Session, now: datetime) -> None:
    mail_id = queued(session, now, enclosure="proof:7", text="Kijk: %LINK%")
    server = Server()
    deliver_due(app, now, server)
    (message,) = server.taken
    body = message.get_body(("plain",))
    assert body
    assert "https://example.org/v/7" in body.get_content()
    assert [part.get_filename() for part in message.iter_attachments()] == ["verslag.pdf"]
    assert state(session, mail_id).text == "Kijk: %LINK%"


@pytest.mark.usefixtures("record_enclosure")
@pytest.mark.parametrize(
    ("enclosure", "expected", "reason"),
    [
        ("proof:13", MailState.WITHDRAWN, "nieuwer verslag"),
        ("unknown:1", MailState.FAILED, "kent de bijlage"),
        ("proof:x", MailState.FAILED, "kent de bijlage"),
    ],
)
def test_a_mail_whose_link_no_longer_holds_is_not_sent(
    app: Flask, session: Session, now: datetime, enclosure: str, expected: MailState, reason: str
) -> None:
    mail_id = queued(session, now, enclosure=enclosure)
    server = Server()
    assert deliver_due(app, now, server) == 0
    assert server.taken == []
    mail = state(session, mail_id)
    assert mail.state is expected
    assert reason in mail.error


def test_an_address_that_is_none_fails(app: Flask, session: Session, now: datetime) -> None:
    mail_id = queued(session, now, to="a@example.org, b@example.org")
    assert deliver_due(app, now, Server()) == 0
    assert state(session, mail_id).state is MailState.FAILED


def test_later_is_tried_again_with_growing_pauses_until_it_is_given_up(
    any_app: Flask, any_session: Session, now: datetime
) -> None:
    mail_id = queued(any_session, now)
    server = Server(says(Later("451 even niet")))
    at = now
    for minutes in (1, 5, 15, 60, 240, 240, 240, 240, 240):
        deliver_due(any_app, at, server)
        mail = state(any_session, mail_id)
        assert (mail.state, mail.error) == (MailState.WAITING, "451 even niet")
        pause = mail.next_attempt_at - at
        assert timedelta(0) <= pause - timedelta(minutes=minutes) < timedelta(seconds=10)
        at = mail.next_attempt_at
    deliver_due(any_app, at, server)
    mail = state(any_session, mail_id)
    assert (mail.state, mail.attempts) == (MailState.FAILED, 10)
    assert "451 even niet" in mail.error


def test_a_mail_that_succeeds_later_keeps_no_error(app: Flask, session: Session, now: datetime) -> None:
    mail_id = queued(session, now)
    deliver_due(app, now, Server(says(Later("weg"))))
    deliver_due(app, now + timedelta(minutes=2), Server())
    mail = state(session, mail_id)
    assert (mail.state, mail.error, mail.attempts) == (MailState.SENT, "", 2)


def test_a_refusal_stands_with_the_words_of_the_server(any_app: Flask, any_session: Session, now: datetime) -> None:
    mail_id = queued(any_session, now)
    deliver_due(any_app, now, Server(says(Rejected("550 geen postvak hier"))))
    mail = state(any_session, mail_id)
    assert (mail.state, mail.error, mail.sent_at) == (MailState.FAILED, "550 geen postvak hier", None)
    server = Server()
    assert deliver_due(any_app, now + timedelta(days=1), server) == 0


def test_one_bad_mail_does_not_hold_up_the_others(app: Flask, session: Session, now: datetime) -> None:
    bad, good = queued(session, now), queued(session, now)

    def answer(name: str) -> None:
        if name == f"{bad:06d}":
            raise RuntimeError("a fault of ours")

    assert deliver_due(app, now, Server(answer)) == 1
    assert state(session, bad).state is MailState.WAITING
    assert "logboek" in state(session, bad).error
    assert state(session, good).state is MailState.SENT


def test_the_database_is_free_while_a_mail_is_on_its_way(any_app: Flask, any_session: Session, now: datetime) -> None:
    queued(any_session, now)

    def answer(_name: str) -> None:
        with write_transaction(any_session):
            enqueue(any_session, Message("", "b@example.org", "Ander", "Dag"), now + timedelta(days=1))

    assert deliver_due(any_app, now, Server(answer)) == 1


def test_two_workers_send_a_mail_once(any_app: Flask, any_session: Session, now: datetime) -> None:
    for _ in range(12):
        queued(any_session, now)
    server = Server()
    threads = [threading.Thread(target=deliver_due, args=(any_app, now, server)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(server.taken) == 12
    assert len({message["Message-ID"] for message in server.taken}) == 12


def dies(_name: str) -> None:
    raise KeyboardInterrupt


def crash(app: Flask, at: datetime, server: Server) -> None:
    with pytest.raises(KeyboardInterrupt):
        deliver_due(app, at, server)


def test_a_mail_whose_worker_died_before_it_was_given_is_sent_within_seconds(
    any_app: Flask, any_session: Session, now: datetime
) -> None:
    mail_id = queued(any_session, now)
    crash(any_app, now, Server(dies))
    server = Server()
    assert deliver_due(any_app, now + timedelta(seconds=5), server) == 0
    assert deliver_due(any_app, now + LEASE + timedelta(seconds=5), server) == 1
    assert state(any_session, mail_id).unsure == 0


def test_a_mail_whose_worker_died_while_it_was_given_is_sent_once_more_and_no_more(
    any_app: Flask, any_session: Session, now: datetime
) -> None:
    mail_id, server, at = queued(any_session, now), Server(after=dies), now
    crash(any_app, at, server)
    expire(any_session, mail_id, at)
    assert deliver_due(any_app, at, server) == 0
    mail = state(any_session, mail_id)
    assert (mail.state, mail.unsure, mail.error) == (MailState.WAITING, 1, UNSURE)
    crash(any_app, mail.next_attempt_at, server)
    for _ in range(6):
        at += timedelta(days=1)
        expire(any_session, mail_id, at)
        assert deliver_due(any_app, at, server) == 0
    assert len(server.taken) == 2
    assert (state(any_session, mail_id).state, state(any_session, mail_id).error) == (MailState.FAILED, UNSURE)


def expire(session: Session, mail_id: int, at: datetime) -> None:
    """Let the lease end as when nobody renews it."""
    mail = state(session, mail_id)
    mail.leased_until = mail.leased_until and at
    session.commit()


def test_a_mail_that_always_ends_its_worker_is_given_up(app: Flask, session: Session, now: datetime) -> None:
    mail_id, at = queued(session, now), now
    for _ in range(10):
        crash(app, at, Server(dies))
        at += LEASE + timedelta(seconds=5)
    assert deliver_due(app, at, Server()) == 0
    assert state(session, mail_id).state is MailState.FAILED
    assert "telkens onverwacht gestopt" in state(session, mail_id).error


def test_who_lost_the_lease_gives_nothing(any_app: Flask, any_session: Session, now: datetime) -> None:
    queued(any_session, now)
    other = Server()

    def overtaken(_name: str) -> None:
        assert deliver_due(any_app, now + LEASE + timedelta(seconds=1), other) == 1

    slow = Server(overtaken)
    assert deliver_due(any_app, now, slow) == 0
    assert (len(slow.taken), len(other.taken)) == (0, 1)


def test_a_worker_that_stops_takes_no_further_mail(app: Flask, session: Session, now: datetime) -> None:
    first, second = queued(session, now), queued(session, now)
    stop = threading.Event()
    token = STOP.set(stop)
    try:
        assert deliver_due(app, now, Server(lambda _name: stop.set())) == 1
    finally:
        STOP.reset(token)
    assert [state(session, one).state for one in (first, second)] == [MailState.SENT, MailState.WAITING]


@pytest.mark.parametrize(
    "damage",
    [
        "text = CAST(x'ff' AS TEXT)",
        "html = CAST(x'ff' AS TEXT)",
        "created_at = 'ooit'",
        "reply_to = CAST(x'e9' AS TEXT)",
    ],
)
def test_a_row_that_cannot_be_decoded_fails_alone(app: Flask, session: Session, now: datetime, damage: str) -> None:
    broken, good = queued(session, now), queued(session, now)
    session.execute(sa.text(f"UPDATE outbox SET {damage} WHERE id = :id"), {"id": broken})  # noqa: S608
    session.commit()
    server = Server()
    assert deliver_due(app, now, server) == 1
    assert state(session, good).state is MailState.SENT
    found = session.execute(sa.select(OutboxMail.state, OutboxMail.error).where(OutboxMail.id == broken)).one()
    assert tuple(found) == (MailState.FAILED, UNREADABLE)


def test_an_attempt_overtaken_by_another_does_not_undo_it(app: Flask, session: Session, now: datetime) -> None:
    mail_id = queued(session, now)
    much_later = now + timedelta(hours=1)

    def slow(_name: str) -> None:
        assert deliver_due(app, much_later, Server()) == 1
        raise Later("te laat")

    deliver_due(app, now, Server(slow))
    assert state(session, mail_id).state is MailState.SENT


def test_in_the_demo_mail_is_a_file_in_the_instance(app: Flask, session: Session, now: datetime) -> None:
    app.config["DEMO"], app.config["SMTP_URL"] = True, ""
    mail_id = queued(session, now)
    assert deliver_due(app, now) == 1
    assert (Path(app.instance_path) / "mail" / f"{mail_id:06d}.eml").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"SMTP_URL": "mail.example.org"}, "smtp_url"), ({"MAIL_FROM": "niemand"}, "mail_from")],
)
def test_the_application_does_not_start_with_mail_that_cannot_leave(
    make_app: MakeApp, settings: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        make_app(**settings)


def test_a_failed_mail_is_tried_again_from_the_start(any_app: Flask, any_session: Session, now: datetime) -> None:
    mail_id = queued(any_session, now)
    deliver_due(any_app, now, Server(says(Rejected("550 nee"))))
    mail = state(any_session, mail_id)
    retry(any_session, Actor.system(), mail, now + timedelta(days=1))
    any_session.commit()
    assert deliver_due(any_app, now + timedelta(days=1), Server()) == 1
    with pytest.raises(Refused):
        retry(any_session, Actor.system(), state(any_session, mail_id), now)
