"""Deleting an interview: everything of it goes, nothing that was sent does."""

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from invited import Invited
from recorded import ADVISER, NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.models import Attachment, StoredFile
from surveyapp.attachments.operations import CheckedFile, attach
from surveyapp.comments.models import Comment
from surveyapp.comments.operations import comment
from surveyapp.conversation.models import Presence
from surveyapp.conversation.operations import be_present
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.db import Base
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.interviews.deletion import operations
from surveyapp.interviews.progress.operations import mark_progress
from surveyapp.interviews.recording import operations as recording_operations
from surveyapp.interviews.recording.models import Answer, Interview, MarkedProgress, NoteRevision, Respondent
from surveyapp.interviews.recording.rules import ProgressMark
from surveyapp.invitations.models import Invitation
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.verification.sending.operations import send_record

HANDLED = {
    "answers",
    "answer_revisions",
    "attachments",
    "bulk_steps",
    "comments",
    "incoming_mails",
    "interview_interviewers",
    "invitation_recipients",
    "invitations",
    "note_revisions",
    "notices",
    "outbox",
    "passages",
    "person_changes",
    "presences",
    "progress_marks",
    "respondents",
    # These exist only when a record was sent, and then deletion is refused.
    "alignment_concerns",
    "alignment_extensions",
    "alignment_reaction_revisions",
    "alignment_reactions",
    "alignment_readings",
    "alignment_reminders",
    "approvals",
    "completions",
    "decisions",
    "dispositions",
    "extensions",
    "reaction_revisions",
    "reactions",
    "record_entries",
    "records",
    "reminders",
    "reopenings",
    "verifications",
}


def of_an_interview(names: frozenset[str] = frozenset({"interviews"})) -> set[str]:
    """Tables that hang on an interview, directly or by another table."""
    more = {
        table.name
        for table in Base.metadata.tables.values()
        if any(key.column.table.name in names for key in table.foreign_keys)
    }
    return set(names) - {"interviews"} if more <= names else of_an_interview(names | more)


def test_deletion_knows_every_table_that_hangs_on_an_interview() -> None:
    assert of_an_interview() == HANDLED, "delete it in deletion.py or in a listener of InterviewEvents.deleting"


def test_an_interview_goes_with_everything_that_was_recorded(any_session: Session) -> None:
    made = Recorded.of(any_session)
    gone, stays = made.interview(), made.interview("Twente")
    revision = made.save(gone, "2b", "Over wonen.")
    recording_operations.tag_passages(made.session, SYSTEM, gone, revision, [["wonen"]], at=NOW)
    recording_operations.save_note(made.session, SYSTEM, gone, "2b", text="Navragen.", base=0, at=NOW)
    made.save(stays, "2b", "Blijft.")
    enqueue(made.session, Message("", "a@example.org", "Vooraf", "", interview_id=gone.id), NOW)
    number = gone.id
    operations.delete_interview(made.session, SYSTEM, gone, at=NOW)
    made.session.commit()
    assert made.session.scalars(sa.select(Interview)).all() == [stays]
    assert [one.interview_id for one in made.session.scalars(sa.select(Answer))] == [stays.id]
    assert made.session.scalars(sa.select(NoteRevision)).all() == []
    assert [one.interview_id for one in made.session.scalars(sa.select(Respondent))] == [stays.id]
    mail = made.session.scalars(sa.select(OutboxMail)).one()
    assert (mail.state, mail.interview_id) == (MailState.WITHDRAWN, None)
    event = made.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "interview.delete")).one()
    assert event.subject_id == number
    assert verify_chain(made.session).broken_at is None


def test_what_others_added_to_an_interview_goes_too(any_session: Session, any_staff: MakeUser) -> None:
    writer = Actor("staff", any_staff(RoleName.INTERVIEWER).id)
    talk = Invited.of(any_session)
    gone, stays = talk.interview, talk.made.interview("Twente")
    for one in (gone, stays):
        comment(any_session, writer, one, "2b", text="Klopt dit?", at=NOW)
        attach(any_session, writer, one, CheckedFile.of("Visie.pdf", b"%PDF-1.7 visie"), at=NOW)
        mark_progress(any_session, writer, one, "2b", ProgressMark.ADVANCED, at=NOW)
        be_present(any_session, writer, one.id, "2b", at=NOW)
    attach(any_session, writer, gone, CheckedFile.of("Los.pdf", b"%PDF-1.7 los"), at=NOW)
    talk.invite()
    with pytest.raises(Refused, match="Zeg eerst de afspraak af"):
        operations.delete_interview(any_session, SYSTEM, gone, at=NOW)
    talk.cancel()
    operations.delete_interview(any_session, SYSTEM, gone, at=NOW)
    any_session.commit()
    for kind in (Attachment, Comment, MarkedProgress, Presence, StoredFile):
        assert any_session.scalar(sa.select(sa.func.count()).select_from(kind)) == 1, kind
    assert any_session.scalars(sa.select(Invitation)).all() == []


def test_what_was_sent_cannot_be_deleted(any_session: Session, any_app: Flask) -> None:
    assert any_app
    made = Recorded.of(any_session)
    interview = made.interview()
    made.save(interview, "2b", "Verstuurd.")
    send_record(
        made.session, SYSTEM, interview, deadline=local(NOW).date(), link_days=1, contact="team@example.org", at=NOW
    )
    with pytest.raises(Refused, match="al een verslag verstuurd"):
        operations.delete_interview(made.session, SYSTEM, interview, at=NOW)


def test_an_administrator_is_asked_once_more(app: Flask, session: Session, client: Client, staff: MakeUser) -> None:
    writer, chief = staff(RoleName.INTERVIEWER), staff(RoleName.ADMINISTRATOR)
    made = Recorded.of(session)
    interview = made.interview(by=[writer], respondents=[ADVISER])
    made.save(interview, "2b", "Iets.")
    path = f"/interviews/{interview.id}"
    client.login(writer)
    assert "Interview verwijderen" not in client.get(f"{path}/gegevens").links()
    client.get(f"{path}/verwijderen", status=403)
    client.post(f"{path}/verwijderen", status=403)
    by_chief = Client(app, session).login(chief)
    address = by_chief.get(f"{path}/gegevens").links()["Interview verwijderen"]
    page = by_chief.get(address, title="Interview verwijderen")
    assert "1 antwoord met alle versies, 0 eigen notities en 1 respondent" in page.words
    page = by_chief.follow(by_chief.post(address))
    assert "Het interview met Regio Oost-Drenthe is verwijderd." in page.words
    by_chief.get(path, status=404)


def test_who_wants_to_delete_what_was_sent_is_told_at_once(session: Session, client: Client, staff: MakeUser) -> None:
    made = Recorded.of(session)
    interview = made.interview()
    made.save(interview, "2b", "Verstuurd.")
    send_record(session, SYSTEM, interview, deadline=local(NOW).date(), link_days=1, contact="team@example.org", at=NOW)
    client.login(staff(RoleName.ADMINISTRATOR))
    page = client.get(f"/interviews/{interview.id}/verwijderen")
    assert "al een verslag verstuurd" in page.words
    assert "Niet verwijderen" not in page.words
    client.post(f"/interviews/{interview.id}/verwijderen", status=409)
