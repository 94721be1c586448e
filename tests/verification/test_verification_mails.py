"""What the mails around a record say, and that nobody's words become markup in them."""

import html5lib
import pytest
import sqlalchemy as sa
from recorded import NOW, SYSTEM
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.records.rules import ReactionKind
from surveyapp.verification.reminders import operations

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)> [klik](javascript:alert(3))"


@pytest.fixture
def mails(session: Session) -> list[OutboxMail]:
    """A record, a reminder and a receipt, with script in every field that people fill in."""
    made = Verified.of(session)
    interview = made.interview(respondents=[RespondentData(SCRIPT, SCRIPT, "x@example.org")])  # type: ignore[attr-defined]
    for item in ("1", "2b", "9"):
        made.save(interview, item, SCRIPT)
    made.send(interview)  # type: ignore[attr-defined]
    operations.remind(session, SYSTEM, interview, contact=CONTACT, at=NOW)
    (reader,) = made.readers(interview)  # type: ignore[attr-defined]
    made.react(reader, "2b", ReactionKind.CORRECTION, proposal=SCRIPT + "!", remark=SCRIPT)  # type: ignore[attr-defined]
    made.react(reader, "9", ReactionKind.QUESTION, remark=SCRIPT)  # type: ignore[attr-defined]
    made.submit(reader)  # type: ignore[attr-defined]
    return list(session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def test_script_in_any_field_is_inert_in_every_mail(mails: list[OutboxMail]) -> None:
    assert len(mails) == 3
    for mail in mails:
        tree = html5lib.parse(mail.html, namespaceHTMLElements=False)
        assert not list(tree.iter("script"))
        assert not list(tree.iter("img"))
        assert not [one for one in tree.iter("a") if (one.get("href") or "").startswith("javascript")]
        assert "alert(1)" in "".join(tree.find("body").itertext()) or mail is mails[1]
        assert not [one for one in tree.iter() if any(name.startswith("on") for name in one.attrib)]


def test_each_mail_has_a_plain_part_that_stands_on_its_own(mails: list[OutboxMail]) -> None:
    record, reminder, receipt = mails
    for mail in (record, reminder):
        assert "%LINK%" in mail.text
        assert mail.enclosure.startswith(("record:", "reminder:"))
        assert "dinsdag 5 juni 2018" in mail.text
    assert "Nummer van dit bewijs: 2018-" in receipt.text
    assert "%LINK%" not in receipt.text
    assert "AKKOORD: 1 ANTWOORD" in receipt.text
