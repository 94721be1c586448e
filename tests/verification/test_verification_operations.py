from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from recorded import ADVISER, NOW, SYSTEM
from sqlalchemy.orm import Session
from verified import CONTACT, DEADLINE, LATER, Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import AuditEvent, verify_chain
from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links import operations as links_operations
from surveyapp.verification.decisions import operations
from surveyapp.verification.keeping.operations import open_revisions, seen_now
from surveyapp.verification.on_behalf.operations import Heard, approve_on_behalf
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.reacting.operations import Incomplete, Superseded
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval, Verification
from surveyapp.verification.records.rules import Channel, DecisionKind, ReactionKind
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.verification.sending import operations as sending_operations

SECOND = RespondentData("Tweede", "wethouder", "tweede@example.org")
READER = RespondentData("Lezer", "secretaris", "lezer@example.org", must_agree=False)


@pytest.fixture
def made(any_session: Session) -> Verified:
    return Verified.of(any_session)  # type: ignore[return-value]


def recorded(made: Verified, *people: RespondentData) -> Interview:
    interview = made.interview(respondents=people or (ADVISER,))
    for item, text in (("1", "Er is gewerkt."), ("2b", "Er is gesloopt."), ("9", "Niet veel.")):
        made.save(interview, item, text)
    return interview


def mails(made: Verified) -> list[tuple[str, str]]:
    found = made.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))
    return [(one.to_address, one.enclosure) for one in found]


def agreed(made: Verified, interview: Interview) -> set[str]:
    texts = queries.texts_of(made.session, interview)
    return {item for item, revision in texts.revisions.items() if texts.agreed(revision.id)}


def test_sending_makes_a_record_a_link_and_a_mail_for_each_respondent(made: Verified) -> None:
    interview = recorded(made, ADVISER, READER)
    record = made.send(interview)
    assert (record.number, record.deadline) == (1, DEADLINE)
    assert [entry.revision.answer.item for entry in record.entries] == ["1", "2b", "9"]
    assert interview.state is InterviewState.WAITING
    readers = made.readers(interview)
    assert [one.respondent.email for one in readers] == [ADVISER.email, READER.email]
    assert mails(made) == [(one.respondent.email, f"record:{one.id}") for one in readers]
    assert all(one.expires_at == NOW + timedelta(days=28) for one in readers)
    stored = made.session.scalars(sa.select(OutboxMail)).all()
    assert all("%LINK%" in mail.text and "%LINK%" in mail.html for mail in stored)
    assert all(one.token_hash not in mail.text for mail in stored for one in readers)


@pytest.mark.parametrize(
    ("people", "answers", "reason"),
    [
        ((), {"1": "x"}, "nog geen respondent"),
        ((READER,), {"1": "x"}, "nog geen respondent"),
        ((ADVISER,), {}, "nog geen antwoord"),
    ],
)
def test_there_must_be_something_to_agree_to_and_somebody_to_do_it(
    made: Verified, people: tuple[RespondentData, ...], answers: dict[str, str], reason: str
) -> None:
    interview = made.interview(respondents=people)
    for item, text in answers.items():
        made.save(interview, item, text)
    with pytest.raises(Refused, match=reason):
        made.send(interview)
    assert mails(made) == []


def test_a_double_click_sends_once_and_the_past_is_no_deadline(made: Verified) -> None:
    interview = recorded(made)
    with pytest.raises(Refused, match="verleden"):
        made.send(interview, deadline=local(NOW).date() - timedelta(days=1))
    made.send(interview)
    with pytest.raises(Refused, match="niets veranderd"):
        made.send(interview)
    assert len(mails(made)) == 1


def test_an_interview_is_agreed_when_all_its_answers_are(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    (reader,) = made.readers(interview)
    made.submit(reader)
    assert interview.state is InterviewState.APPROVED
    assert interview.approved_at == NOW
    assert agreed(made, interview) == {"1", "2b", "9"}
    assert [one.channel for one in made.session.scalars(sa.select(Approval))] == [Channel.LINK] * 3


def test_everybody_who_must_agree_has_to(made: Verified) -> None:
    interview = recorded(made, ADVISER, SECOND, READER)
    made.send(interview)
    first, second, reader = made.readers(interview)
    made.submit(reader)
    made.submit(first)
    assert interview.state is InterviewState.WAITING
    assert agreed(made, interview) == set()
    made.submit(second)
    assert interview.state is InterviewState.APPROVED


def test_a_new_text_has_no_agreement_and_the_others_keep_theirs(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    made.submit(made.readers(interview)[0])
    made.reopen(interview, "2b")
    made.save(interview, "2b", "Er is gebouwd.", base=1)
    assert interview.state is InterviewState.RECORDING
    assert interview.approved_at is None
    assert agreed(made, interview) == {"1", "9"}
    made.send(interview, LATER)
    (reader,) = made.readers(interview)
    assert [one.answer.item for one in open_revisions(made.session, reader)] == ["2b"]
    made.submit(reader, LATER)
    assert interview.state is InterviewState.APPROVED
    assert interview.approved_at == LATER


def test_reactions_count_only_when_they_are_submitted(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    (reader,) = made.readers(interview)
    made.react(reader, "1", ReactionKind.AGREE)
    made.react(reader, "2b", ReactionKind.CORRECTION, proposal="Er is gebouwd.")
    assert agreed(made, interview) == set()
    assert interview.state is InterviewState.WAITING


def test_half_a_reaction_is_kept_and_stops_the_end(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    (reader,) = made.readers(interview)
    made.react(reader, "2b", ReactionKind.CORRECTION, proposal="Er is gesloopt.", remark="Nog bedenken")
    made.react(reader, "9", ReactionKind.QUESTION, remark="  ")
    assert reacting_operations.unfinished(made.session, reader) == ("1", "2b", "9")
    with pytest.raises(Incomplete) as missing:
        made.submit(reader)
    assert missing.value.items == ("2b", "9")
    assert reader.submitted_at is None
    made.react(reader, "2b", ReactionKind.AGREE)
    made.react(reader, "9", ReactionKind.QUESTION, remark="Welk fonds?")
    made.submit(reader)
    assert interview.state is InterviewState.REACTED


def test_a_reaction_fits_an_answer_that_is_asked(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    (reader,) = made.readers(interview)
    with pytest.raises(Refused, match="Vraag 2a vraagt geen reactie"):
        made.react(reader, "2a", ReactionKind.AGREE)
    with pytest.raises(Refused, match="te lang"):
        made.react(reader, "1", ReactionKind.QUESTION, remark="x" * 5001)
    assert reacting_operations.is_whole(None) is False


def test_what_was_read_must_be_what_counts(made: Verified) -> None:
    interview = recorded(made)
    record = made.send(interview)
    (reader,) = made.readers(interview)
    links_operations.open_reading(made.session, SYSTEM, reader, at=NOW)
    reacting_operations.agree_to_rest(made.session, reader, at=NOW)
    with pytest.raises(Superseded):
        reacting_operations.submit(
            made.session,
            SYSTEM,
            reader,
            number=record.number,
            hash_="0" * 64,
            seen={},
            contact=CONTACT,
            at=NOW,
        )
    made.save(interview, "2b", "Er is gebouwd.", base=1)
    made.send(interview, LATER)
    with pytest.raises(Superseded):
        reacting_operations.submit(
            made.session,
            SYSTEM,
            reader,
            number=record.number,
            hash_=record.hash,
            seen=seen_now(made.session, reader),
            contact=CONTACT,
            at=LATER,
        )
    with pytest.raises(Superseded):
        reacting_operations.react(made.session, reader, "1", kind=ReactionKind.AGREE, at=LATER)
    assert agreed(made, interview) == set()


def test_submitting_twice_is_once(made: Verified) -> None:
    interview = recorded(made)
    record = made.send(interview)
    (reader,) = made.readers(interview)
    made.submit(reader)
    before = len(mails(made))
    reacting_operations.submit(
        made.session,
        SYSTEM,
        reader,
        number=record.number,
        hash_=record.hash,
        seen=seen_now(made.session, reader),
        contact=CONTACT,
        at=LATER,
    )
    assert len(mails(made)) == before
    assert reader.submitted_at == NOW
    with pytest.raises(Refused, match="al afgerond"):
        made.react(reader, "1", ReactionKind.AGREE)


def test_a_revoked_or_expired_link_takes_no_reaction(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    (reader,) = made.readers(interview)
    with pytest.raises(Refused, match="werkt niet meer"):
        reacting_operations.react(made.session, reader, "1", kind=ReactionKind.AGREE, at=NOW + timedelta(days=28))
    links_operations.revoke_link(made.session, SYSTEM, reader, at=NOW)
    with pytest.raises(Refused, match="werkt niet meer"):
        made.react(reader, "1", ReactionKind.AGREE)


def test_the_receipt_names_each_answer_its_version_and_its_fingerprint(made: Verified, any_staff: object) -> None:
    writer = any_staff(RoleName.INTERVIEWER, email="noord@example.org")  # type: ignore[operator]
    interview = recorded(made)
    recording.change_interview(made.session, SYSTEM, interview, held_on=None, place="", interviewers=[writer], at=NOW)
    made.send(interview)
    (reader,) = made.readers(interview)
    made.react(reader, "2b", ReactionKind.CORRECTION, proposal="Er is gebouwd.", remark="Zo was het.")
    made.submit(reader)
    rows = reacting_operations.receipt_of(made.session, reader)
    assert [(row.item, row.kind, row.version, row.proposal) for row in rows] == [
        ("1", ReactionKind.AGREE, 1, ""),
        ("2b", ReactionKind.CORRECTION, 1, "Er is gebouwd."),
        ("9", ReactionKind.AGREE, 1, ""),
    ]
    receipt, notice = made.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()[1:]
    assert (receipt.to_address, receipt.reply_to) == (ADVISER.email, "noord@example.org")
    assert rows[0].fingerprint in receipt.text
    assert "Er is gewerkt." in receipt.text
    assert "Er is gebouwd." in receipt.html
    assert (notice.to_address, "1 fout in het verslag" in notice.text) == ("noord@example.org", True)


@pytest.fixture
def disputed(made: Verified) -> tuple[Verified, Interview]:
    interview = recorded(made)
    made.send(interview)
    (reader,) = made.readers(interview)
    made.react(reader, "2b", ReactionKind.CORRECTION, proposal="Er is gebouwd.")
    made.react(reader, "9", ReactionKind.QUESTION, remark="Welk fonds?")
    made.submit(reader)
    return made, interview


def decide(made: Verified, interview: Interview, item: str, kind: DecisionKind, *, base: int = 1, **words: str) -> None:
    record = queries.newest_record(made.session, interview)
    assert record
    reaction = next(one for one in queries.to_decide(made.session, record) if one.revision.answer.item == item)
    operations.decide(made.session, SYSTEM, interview, reaction, kind, base=base, at=NOW, **words)


def undo(made: Verified, interview: Interview, item: str) -> None:
    record = queries.newest_record(made.session, interview)
    assert record
    reaction = next(one for one in queries.to_decide(made.session, record) if one.revision.answer.item == item)
    operations.undo_decision(made.session, SYSTEM, interview, reaction, at=NOW)


def newest_text(made: Verified, interview: Interview, item: str) -> str:
    return queries.texts_of(made.session, interview).revisions[item].text


def test_a_proposal_is_taken_over_adapted_or_refused_and_put_before_the_respondent_again(
    disputed: tuple[Verified, Interview],
) -> None:
    made, interview = disputed
    assert interview.state is InterviewState.REACTED
    with pytest.raises(Refused, match="Verwerk eerst"):
        made.send(interview)
    decide(made, interview, "2b", DecisionKind.ACCEPTED)
    assert newest_text(made, interview, "2b") == "Er is gebouwd."
    assert interview.state is InterviewState.REACTED
    decide(made, interview, "9", DecisionKind.ANSWERED, reason="Het gemeentefonds.")
    assert interview.state is InterviewState.RECORDING
    made.send(interview, LATER)
    (reader,) = made.readers(interview)
    assert [one.answer.item for one in open_revisions(made.session, reader)] == ["2b", "9"]
    before = queries.decisions_before(made.session, reader.record, reader.respondent)
    assert {item: one.decision.kind for item, one in before.items() if one.decision} == {
        "2b": DecisionKind.ACCEPTED,
        "9": DecisionKind.ANSWERED,
    }
    made.submit(reader, LATER)
    assert interview.state is InterviewState.APPROVED


def test_a_decision_can_be_undone_until_the_next_record_and_the_words_follow(
    disputed: tuple[Verified, Interview],
) -> None:
    made, interview = disputed
    decide(made, interview, "2b", DecisionKind.ACCEPTED)
    decide(made, interview, "2b", DecisionKind.ACCEPTED)
    with pytest.raises(Refused, match="al besloten"):
        decide(made, interview, "2b", DecisionKind.ADAPTED, base=2, text="Er is verbouwd.")
    undo(made, interview, "2b")
    assert newest_text(made, interview, "2b") == "Er is gesloopt."
    assert interview.state is InterviewState.REACTED
    decide(made, interview, "2b", DecisionKind.REFUSED, base=3, reason="Dat is elders vastgesteld.")
    undo(made, interview, "2b")
    with pytest.raises(Refused, match="nog niet besloten"):
        undo(made, interview, "2b")
    decide(made, interview, "2b", DecisionKind.ADAPTED, base=3, text="Er is verbouwd.")
    decide(made, interview, "9", DecisionKind.ANSWERED, reason="Het gemeentefonds.")
    record = queries.newest_record(made.session, interview)
    assert record
    wording = queries.to_decide(made.session, record)[0]
    made.send(interview, LATER)
    with pytest.raises(NotFound):
        queries.get_reaction(made.session, interview, wording.id)


def test_a_decision_needs_its_words(disputed: tuple[Verified, Interview]) -> None:
    made, interview = disputed
    for item, kind, words, reason in (
        ("2b", DecisionKind.REFUSED, {}, "Vul een reden in"),
        ("2b", DecisionKind.ADAPTED, {"text": "  "}, "Vul de aangepaste tekst in"),
        ("2b", DecisionKind.ADAPTED, {"text": "Er is gesloopt."}, "nog gelijk"),
        ("2b", DecisionKind.ANSWERED, {"reason": "x"}, "past niet bij"),
        ("9", DecisionKind.ANSWERED, {}, "Vul uw antwoord in"),
        ("9", DecisionKind.ACCEPTED, {}, "past niet bij"),
    ):
        with pytest.raises(Refused, match=reason):
            decide(made, interview, item, kind, **words)


def test_a_decision_on_words_that_changed_since_is_a_conflict(disputed: tuple[Verified, Interview]) -> None:
    made, interview = disputed
    made.save(interview, "2b", "Van een collega.", base=1)
    with pytest.raises(SaveConflict):
        decide(made, interview, "2b", DecisionKind.ACCEPTED)
    decide(made, interview, "2b", DecisionKind.REFUSED, reason="Zie de nieuwe tekst.")
    assert newest_text(made, interview, "2b") == "Van een collega."


def by_phone(made: Verified, interview: Interview, person: Respondent, items: Sequence[str], note: str = "Ja.") -> int:
    heard = Heard(Channel.PHONE, local(NOW).date(), note)
    return approve_on_behalf(made.session, SYSTEM, interview, person, items, heard, contact=CONTACT, at=NOW)


def test_agreement_by_telephone_needs_a_note_and_words_that_were_sent(made: Verified) -> None:
    interview = recorded(made)
    (person,) = interview.respondents

    def agree(*items: str, note: str = "Gebeld op 22 mei, alles akkoord.") -> int:
        return by_phone(made, interview, person, items, note=note)

    with pytest.raises(Refused, match="nieuwste verslag"):
        agree("1")
    made.send(interview)
    with pytest.raises(Refused, match="Schrijf op"):
        agree("1", note=" ")
    for wrong in ((), ("2a",)):
        with pytest.raises(Refused, match="nieuwste verslag"):
            agree(*wrong)
    assert agree("1", "2b") == 2
    assert agree("1", "2b", "9") == 1
    assert interview.state is InterviewState.APPROVED
    assert {one.channel for one in made.session.scalars(sa.select(Approval))} == {Channel.PHONE}
    made.reopen(interview, "2b")
    made.save(interview, "2b", "Nieuw.", base=1)
    with pytest.raises(Refused, match="nieuwste verslag"):
        agree("2b")


def test_no_reply_is_never_an_approval(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    sending_operations.refresh_state(made.session, interview, NOW + timedelta(days=365))
    assert interview.state is InterviewState.WAITING
    assert agreed(made, interview) == set()


def test_withdrawn_words_need_no_agreement(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    by_phone(made, interview, interview.respondents[0], ["1", "9"])
    made.save(interview, "2b", "", base=1, status=AnswerStatus.NOT_DISCUSSED)
    assert interview.state is InterviewState.APPROVED


def test_somebody_who_joins_later_must_agree_too(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    made.submit(made.readers(interview)[0])
    recording.add_respondent(made.session, SYSTEM, interview, SECOND, at=LATER)
    made.session.refresh(interview, ["everybody"])
    sending_operations.refresh_state(made.session, interview, LATER)
    assert interview.state is InterviewState.RECORDING
    record = made.send(interview, LATER)
    assert [one.respondent.email for one in record.verifications] == [SECOND.email]


def test_reminders_go_to_those_who_have_not_finished(made: Verified) -> None:
    interview = recorded(made, ADVISER, SECOND)

    def remind() -> list[str]:
        late = reminders_operations.remind(made.session, SYSTEM, interview, contact=CONTACT, at=LATER)
        return [one.respondent.email for one in late]

    with pytest.raises(Refused, match="niemand"):
        remind()
    made.send(interview)
    made.submit(made.readers(interview)[0])
    assert remind() == [SECOND.email]
    assert mails(made)[-1] == (SECOND.email, f"reminder:{made.readers(interview)[1].id}")
    made.submit(made.readers(interview)[1])
    with pytest.raises(Refused, match="niemand"):
        remind()


def test_records_and_reactions_are_found_only_through_the_interview(made: Verified, any_staff: object) -> None:
    writer = any_staff(RoleName.INTERVIEWER)  # type: ignore[operator]
    interview = recorded(made)
    record = made.send(interview)
    with pytest.raises(NotFound):
        queries.get_record(made.session, writer, interview.id, 1)
    interview.interviewers.append(writer)
    made.session.flush()
    assert queries.get_record(made.session, writer, interview.id, 1).id == record.id
    with pytest.raises(NotFound):
        queries.get_record(made.session, writer, interview.id, 2)
    with pytest.raises(NotFound):
        queries.get_reaction(made.session, interview, 1)
    assert queries.get_verification(made.session, 999) is None


def test_the_whole_way_leaves_an_unbroken_chain_without_addresses(made: Verified) -> None:
    interview = recorded(made)
    made.send(interview)
    made.submit(made.readers(interview)[0])
    assert verify_chain(made.session).broken_at is None
    events = made.session.scalars(sa.select(AuditEvent)).all()
    assert {"record.send", "verification.open", "verification.submit", "approval.give"} <= {
        one.action for one in events
    }
    assert not any("192.0.2.7" in one.remote or "example.org" in one.detail for one in events)
    assert made.session.scalars(sa.select(Verification)).one().token_hash
