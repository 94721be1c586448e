"""Agreed answers are locked, and reopening one is seen by those who agreed."""

import pytest
import sqlalchemy as sa
from recorded import ADVISER, NOW, SYSTEM
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.operations import Locked
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.records import queries
from surveyapp.verification.reopening.operations import reopen


@pytest.fixture
def made(session: Session) -> Verified:
    return Verified.of(session)


def test_an_agreed_answer_changes_only_after_it_was_reopened(made: Verified) -> None:
    interview = made.interview()
    made.save(interview, "1", "Er is gewerkt.")
    made.save(interview, "2b", "Er is gesloopt.")
    made.send(interview)
    made.submit(made.readers(interview)[0])
    assert interview.state is InterviewState.APPROVED
    with pytest.raises(Locked, match="Vraag 1 heeft akkoord"):
        made.save(interview, "1", "Er is hard gewerkt.", base=1)
    with pytest.raises(Refused, match="waarom"):
        reopen(made.session, SYSTEM, interview, "1", reason=" ", contact=CONTACT, at=NOW)
    reopen(made.session, SYSTEM, interview, "1", reason="Het jaartal klopt niet.", contact=CONTACT, at=NOW)
    told = made.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert told
    assert (told.to_address, "Het jaartal klopt niet." in told.text) == (ADVISER.email, True)
    assert interview.state is InterviewState.APPROVED
    made.save(interview, "1", "Er is hard gewerkt.", base=1)
    assert interview.state is InterviewState.RECORDING
    texts = queries.texts_of(made.session, interview)
    assert not texts.approvals[texts.revisions["1"].id]
    with pytest.raises(Locked):
        made.save(interview, "2b", "Er is gebouwd.", base=1)
    with pytest.raises(Refused, match="niet vergrendeld"):
        reopen(made.session, SYSTEM, interview, "1", reason="Nog eens.", contact=CONTACT, at=NOW)
