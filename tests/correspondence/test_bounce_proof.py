"""In whatever form a bounce comes: it counts only for the mail of ours that it names by its Message-ID."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from bounce_mails import BOUNCES, OURS, TO, B, Bounce
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.outbox.rules import Standing
from surveyapp.mail.received.rules import MatchedBy


@pytest.fixture
def sent(session: Session, staff: MakeUser) -> OutboxMail:
    """A record that was sent."""
    made = Verified.of(session)
    interview = made.interview(by=[staff(RoleName.INTERVIEWER)])
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    session.commit()
    return session.scalars(sa.select(OutboxMail).where(OutboxMail.interview_id == interview.id)).one()


NAMING = [one for one in BOUNCES if one.product != "HTML only"]


@pytest.mark.parametrize("bounce", NAMING, ids=[one.product for one in NAMING])
def test_a_bounce_counts_for_the_mail_that_it_names_only(
    session: Session, sent: OutboxMail, now: datetime, bounce: Bounce
) -> None:
    to_us = bounce.raw.replace(TO.encode(), sent.to_address.encode())
    forged = to_us.replace(b"Message-ID: <", b"Message-ID: <forged-", 1)
    found = receive(session, forged, now)
    assert found
    assert (found.kind, found.matched_by) == (bounce.kind, MatchedBy.ADDRESS)
    assert (sent.returned_at, sent.report, sent.standing) == (None, "", Standing.WAITING)
    receive(session, to_us.replace(OURS.message_id.encode(), sent.message_id.encode()), now)
    assert sent.report
    assert (sent.returned_at is not None) is (bounce.kind is B)
