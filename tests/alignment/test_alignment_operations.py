"""Sending, reacting, settling and telling, on both databases."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM
from aligned_round import CONTACT, DEADLINE, LATER, PARAGRAPHS, SECTION, AlignedRound
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.alignment.kind.kinds import PASSAGES
from surveyapp.alignment.passages.models import AlignmentReading, Disposition
from surveyapp.alignment.passages.rules import Opinion, Settled
from surveyapp.alignment.planning import operations
from surveyapp.alignment.reacting import operations as reacting_operations
from surveyapp.alignment.reacting.operations import Incomplete
from surveyapp.alignment.settling import operations as settling_operations
from surveyapp.core.audit import AuditEvent
from surveyapp.core.dutch import moment
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.privacy.copies.queries import people_data
from surveyapp.privacy.erasure.operations import erase_respondent
from surveyapp.readings.reminders import operations as reminders_operations
from surveyapp.verification.people import operations as people_operations

OTHER_WORDS = (Opinion.WORDING, "Er is veel gesloopt [OD 2b].")


@pytest.fixture
def aligned(any_session: Session) -> AlignedRound:
    return AlignedRound.of(any_session)


def mails(aligned: AlignedRound, subject: str) -> list[OutboxMail]:
    found = sa.select(OutboxMail).where(OutboxMail.subject.contains(subject)).order_by(OutboxMail.id)
    return list(aligned.session.scalars(found))


def test_everybody_who_agreed_gets_the_passages_that_cite_them(aligned: AlignedRound) -> None:
    alignment = aligned.send()
    first, second = aligned.readings()
    assert [one.position for one in reacting_operations.asked_of(first)] == [1, 4]
    assert [one.position for one in reacting_operations.asked_of(second)] == [4]
    assert [one.text for one in alignment.passages] == [
        one.replace("[oost-drenthe.2b]", "[OD 2b]").replace("[een-ander.2b]", "[EA 2b]") for one in PARAGRAPHS
    ]
    assert [one.to_address for one in mails(aligned, "Klopt wat het rapport")] == [
        "oost-drenthe@example.org",
        "een-ander@example.org",
    ]
    (event,) = aligned.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "alignment.send"))
    assert event.subject_id == alignment.id


def test_what_was_sent_stays_when_the_section_changes(aligned: AlignedRound) -> None:
    before = [one.text for one in aligned.send().passages]
    aligned.write("Alles is anders [[oost-drenthe.2b@1]].", base=1)
    assert [one.text for one in aligned.alignment().passages] == before


def test_nothing_is_sent_that_was_not_looked_at(aligned: AlignedRound) -> None:
    seen = operations.plan(aligned.session, aligned.made.round, [SECTION]).key()
    aligned.write("Alles is anders [[oost-drenthe.2b@1]].", base=1)

    def send(seen: str, deadline: date = DEADLINE, sections: tuple[str, ...] = (SECTION,)) -> None:
        operations.send_alignment(
            aligned.session,
            SYSTEM,
            aligned.made.round,
            sections,
            seen=seen,
            deadline=deadline,
            link_days=28,
            contact=CONTACT,
            at=NOW,
        )

    with pytest.raises(Refused, match="intussen gewijzigd"):
        send(seen)
    now = operations.plan(aligned.session, aligned.made.round, [SECTION]).key()
    with pytest.raises(Refused, match="verleden"):
        send(now, deadline=date(2018, 5, 1))
    with pytest.raises(Refused, match="niemand"):
        send(now, sections=("leeswijzer",))
    assert not aligned.session.scalars(sa.select(AlignmentReading)).all()


def test_a_section_that_cites_in_vain_cannot_be_sent(aligned: AlignedRound) -> None:
    aligned.write("Er is gesloopt [oost-drenthe.2b] en [nergens.2b].", base=1)
    assert not operations.plan(aligned.session, aligned.made.round, [SECTION]).sections


def test_who_left_gets_nothing_and_a_successor_does(aligned: AlignedRound) -> None:
    person = aligned.drenthe.respondents[0]
    data = RespondentData("Opvolger", "strateeg", "opvolger@example.org")
    people_operations.succeed(
        aligned.session, SYSTEM, aligned.drenthe, person, data, keep=True, link_days=28, contact=CONTACT, at=NOW
    )
    aligned.send()
    assert [one.respondent.email for one in aligned.readings()] == ["opvolger@example.org", "een-ander@example.org"]


def test_no_reply_is_no_agreement_and_half_a_reaction_does_not_count(aligned: AlignedRound) -> None:
    aligned.send()
    reading = aligned.readings()[0]
    reacting_operations.react(aligned.session, reading, 1, Opinion.ERROR, at=NOW)
    assert reacting_operations.unfinished(reading) == (1, 2)
    assert reacting_operations.agree_to_rest(aligned.session, reading, at=NOW) == 1
    with pytest.raises(Incomplete) as error:
        reacting_operations.submit(
            aligned.session,
            SYSTEM,
            reading,
            hash_=reading.alignment.hash,
            seen=reacting_operations.seen_now(reading),
            contact=CONTACT,
            at=NOW,
        )
    assert error.value.places == (1,)
    assert not settling_operations.to_settle(reading)


def test_sending_twice_is_once_and_what_was_sent_stands(aligned: AlignedRound) -> None:
    aligned.send()
    reading = aligned.readings()[0]
    aligned.submit(reading, (Opinion.ERROR, "Het was 2016."))
    reacting_operations.submit(
        aligned.session,
        SYSTEM,
        reading,
        hash_=reading.alignment.hash,
        seen=reacting_operations.seen_now(reading),
        contact=CONTACT,
        at=LATER,
    )
    assert reading.submitted_at == NOW
    (receipt,) = mails(aligned, "Bewijs van uw reactie op de rapporttekst")
    assert "Het was 2016." in receipt.text
    assert reading.alignment.hash in receipt.text
    with pytest.raises(Refused, match="al verstuurd"):
        reacting_operations.react(aligned.session, reading, 1, Opinion.AGREE, at=LATER)
    with pytest.raises(Refused, match="andere tekst"):
        reacting_operations.submit(
            aligned.session,
            SYSTEM,
            reading,
            hash_="x",
            seen={},
            contact=CONTACT,
            at=LATER,
        )


def test_what_is_not_taken_over_needs_a_reason(aligned: AlignedRound) -> None:
    aligned.send()
    aligned.submit(aligned.readings()[0], OTHER_WORDS)
    (reaction,) = settling_operations.to_settle(aligned.readings()[0])
    with pytest.raises(Refused, match="waarom"):
        settling_operations.settle(aligned.session, SYSTEM, reaction, Settled.REFUSED, " ", at=NOW)
    settling_operations.settle(aligned.session, SYSTEM, reaction, Settled.TAKEN, at=NOW)
    settling_operations.settle(aligned.session, SYSTEM, reaction, Settled.PARTLY, "Zonder ‘veel’.", at=NOW)
    assert [one.reason for one in aligned.session.scalars(sa.select(Disposition))] == ["Zonder ‘veel’."]
    settling_operations.undo(aligned.session, SYSTEM, reaction, at=NOW)
    assert not aligned.session.scalars(sa.select(Disposition)).all()


def test_the_database_holds_the_reason(aligned: AlignedRound) -> None:
    aligned.send()
    aligned.submit(aligned.readings()[0], OTHER_WORDS)
    (reaction,) = settling_operations.to_settle(aligned.readings()[0])
    aligned.session.add(Disposition(reaction_id=reaction.id, settled=Settled.REFUSED, reason="", settled_at=NOW))
    with pytest.raises(IntegrityError):
        aligned.session.flush()
    aligned.session.rollback()


def test_readers_are_told_once_all_of_theirs_is_settled_and_then_it_stands(aligned: AlignedRound) -> None:
    aligned.send()
    first, second = aligned.readings()
    aligned.submit(first, OTHER_WORDS, (Opinion.CONTEXT, "Alleen in de dorpen."))
    aligned.submit(second)
    one, other = settling_operations.to_settle(first)

    def tell() -> list[str]:
        told = settling_operations.tell_readers(
            aligned.session, SYSTEM, aligned.alignment(), link_days=28, contact=CONTACT, at=LATER
        )
        return [each.respondent.email for each in told]

    settling_operations.settle(aligned.session, SYSTEM, one, Settled.TAKEN, at=NOW)
    with pytest.raises(Refused, match="niemand"):
        tell()
    assert reacting_operations.rows_of(first)[0].settled is None, "not before it was sent"
    settling_operations.settle(aligned.session, SYSTEM, other, Settled.REFUSED, "Dat staat al in 2.1.", at=NOW)
    assert tell() == ["oost-drenthe@example.org"]
    (mail,) = mails(aligned, "Wat wij deden")
    assert "Dat staat al in 2.1." in mail.text
    with pytest.raises(Refused):
        tell()
    reaction = settling_operations.to_settle(aligned.readings()[0])[0]
    with pytest.raises(Refused, match="vast"):
        settling_operations.settle(aligned.session, SYSTEM, reaction, Settled.TAKEN, at=LATER)
    assert aligned.readings()[0].expires_at >= LATER + timedelta(days=28)


def test_reminders_leave_as_those_of_a_record_do(aligned: AlignedRound) -> None:
    aligned.send()
    aligned.submit(aligned.readings()[1])
    fifth = moment(date(2018, 5, 29), time(10))
    due = [one for one in reminders_operations.due_now(aligned.session, fifth) if isinstance(one, AlignmentReading)]
    assert [one.respondent.email for one in due] == ["oost-drenthe@example.org"]
    sent = [
        reminders_operations.remind_when_due(aligned.session, PASSAGES, due[0].id, contact=CONTACT, at=fifth)
        for _ in range(2)
    ]
    assert sent == [True, False]
    (mail,) = mails(aligned, "Herinnering: klopt")
    assert "Bij 0 van de 2 passages" in " ".join(mail.text.split())
    with pytest.raises(Refused, match="vandaag al herinnerd"):
        reminders_operations.remind_all(aligned.session, SYSTEM, aligned.readings(), contact=CONTACT, at=fifth)


def test_another_address_gets_another_link_and_the_mail_again(aligned: AlignedRound) -> None:
    aligned.send()
    person, before = aligned.drenthe.respondents[0], aligned.readings()[0].token_hash
    data = RespondentData(person.name, person.function, "nieuw@example.org", must_agree=True)
    people_operations.change_person(
        aligned.session, SYSTEM, aligned.drenthe, person, data, link_days=28, contact=CONTACT, at=LATER
    )
    assert aligned.readings()[0].token_hash != before
    asked = [(one.to_address, one.state) for one in mails(aligned, "Klopt wat het rapport")]
    assert ("nieuw@example.org", MailState.WAITING) in asked
    assert ("oost-drenthe@example.org", MailState.WITHDRAWN) in asked


def test_the_copy_of_a_person_holds_it_and_erasing_takes_the_name_out(aligned: AlignedRound) -> None:
    aligned.send()
    person = aligned.drenthe.respondents[0]
    aligned.submit(aligned.readings()[0], (Opinion.ERROR, f"Vraag het {person.name}."))
    (copy,) = people_data(aligned.session, aligned.made.round, [[person]], NOW)
    said = copy["interviews"][0]["alignments"][0]["reactions"]
    assert [one["opinion"] for one in said] == ["error", "agree"]
    erase_respondent(aligned.session, SYSTEM, person, reason="Op verzoek.", at=NOW)
    assert aligned.readings()[0].reactions[0].words == "Vraag het (naam gewist)."
