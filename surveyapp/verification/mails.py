"""What the mails around a record say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.accounts.models import User
from surveyapp.dutch import counted
from surveyapp.interviews.models import Interview, Respondent
from surveyapp.mail.operations import Message
from surveyapp.mail.templating import written
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification.models import Extension, Verification
from surveyapp.verification.rules import ReactionKind
from surveyapp.verification.timing import Stage

MINUTES_PER_ANSWER = 2


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """What a respondent said of one answer, and which words that was about."""

    item: str
    kind: ReactionKind
    version: int
    fingerprint: str
    text: str
    proposal: str
    remark: str
    given_at: datetime | None


def record_mail(verification: Verification, open_items: int, contact: str) -> Message:
    """Please check the record: why, until when, and the link."""
    record = verification.record
    heading = (
        "Wilt u het verslag van uw interview nakijken?"
        if record.number == 1
        else "Wilt u het aangepaste verslag nakijken?"
    )
    minutes = max(5, round(open_items * MINUTES_PER_ANSWER / 5) * 5)
    return _to_respondent(
        "record", heading, verification, contact, enclosure="record", open_items=open_items, minutes=minutes
    )


def reminder_mail(verification: Verification, stage: Stage, done: int, asked: int, contact: str) -> Message:
    """We have not heard from you: the same link again, in words that fit how far the respondent is."""
    heading = {
        Stage.UNOPENED: "Herinnering: uw verslag ligt klaar om na te kijken",
        Stage.OPENED: "Herinnering: wilt u uw verslag nog nakijken?",
        Stage.HALF: f"Herinnering: nog {counted(asked - done, 'antwoord', 'antwoorden')} te gaan"
        if asked > done
        else "Herinnering: u hoeft alleen nog te versturen",
    }[stage]
    return _to_respondent(
        "reminder", heading, verification, contact, enclosure="reminder", stage=stage.value, done=done, asked=asked
    )


def more_time_mail(verification: Verification, words: str, contact: str) -> Message:
    """More time was given: until when."""
    return _to_respondent(
        "more_time", "U hebt meer tijd voor uw verslag", verification, contact, enclosure="record", words=words
    )


def no_more_time_mail(verification: Verification, words: str, contact: str) -> Message:
    """More time was asked and is not given: why, and what now."""
    return _to_respondent(
        "no_more_time", "Meer tijd voor uw verslag is niet mogelijk", verification, contact, enclosure="record",
        words=words,
    )  # fmt: skip


def _to_respondent(
    template: str, heading: str, verification: Verification, contact: str, *, enclosure: str, **values: object
) -> Message:
    record, respondent = verification.record, verification.respondent
    interview = record.interview
    organisation = interview.organisation.label
    plain, html = written(
        template, heading=heading, interview=interview, organisation=organisation, record=record,
        respondent=respondent, deadline=verification.deadline, contact=contact, **values,
    )  # fmt: skip
    return Message(
        to_name=respondent.name,
        to_address=respondent.email,
        subject=f"{heading} ({organisation})",
        text=plain,
        html=html,
        reply_to=_reply_to(interview, contact),
        enclosure=f"{enclosure}:{verification.id}",
        interview_id=interview.id,
    )


def asked_time_mail(verification: Verification, request: Extension, interviewer: User) -> Message:
    """To the interviewer: somebody asks for more time."""
    record = verification.record
    interview = record.interview
    heading = f"{interview.organisation.label} vraagt om meer tijd"
    plain, html = written(
        "asked_time", heading=heading, interview=interview, record=record, respondent=verification.respondent,
        interviewer=interviewer, request=request, deadline=verification.deadline,
    )  # fmt: skip
    return Message(
        to_name=interviewer.name,
        to_address=interviewer.email,
        subject=f"{heading} (verslag {record.number})",
        text=plain,
        html=html,
        interview_id=interview.id,
    )


def reopened_mail(interview: Interview, respondent: Respondent, item: str, reason: str, contact: str) -> Message:
    """To somebody who agreed: an answer may change again, and why. A next record asks for agreement anew."""
    heading = "Een antwoord waarmee u akkoord ging, wordt opnieuw bekeken"
    plain, html = written(
        "reopened",
        heading=heading,
        interview=interview,
        organisation=interview.organisation.label,
        respondent=respondent,
        question=parsed(interview.questionnaire).item(item),
        reason=reason,
        contact=contact,
    )
    return Message(
        to_name=respondent.name,
        to_address=respondent.email,
        subject=f"Vraag {item} wordt opnieuw bekeken ({interview.organisation.label})",
        text=plain,
        html=html,
        reply_to=_reply_to(interview, contact),
        interview_id=interview.id,
    )


def receipt_number(verification: Verification) -> str:
    """The number of a receipt, as respondents quote it: "2018-0147"."""
    return f"{verification.record.interview.round.name}-{verification.id:04d}"


def receipt_mail(verification: Verification, rows: Sequence[ReceiptRow], contact: str) -> Message:
    """Proof of what was agreed and proposed, word for word, with the fingerprints."""
    record, respondent = verification.record, verification.respondent
    interview = record.interview
    heading = "Bewijs van uw reactie"
    plain, html = written(
        "receipt",
        heading=heading,
        organisation=interview.organisation.label,
        interview=interview,
        record=record,
        respondent=respondent,
        rows=rows,
        agreed=[row for row in rows if row.kind is ReactionKind.AGREE],
        other=[row for row in rows if row.kind is not ReactionKind.AGREE],
        number=receipt_number(verification),
        submitted_at=verification.submitted_at,
        contact=contact,
    )
    return Message(
        to_name=respondent.name,
        to_address=respondent.email,
        subject=f"{heading} op verslag {record.number} ({interview.organisation.label})",
        text=plain,
        html=html,
        reply_to=_reply_to(interview, contact),
        interview_id=interview.id,
    )


def reacted_mail(verification: Verification, interviewer: User) -> Message:
    """To the interviewer: somebody reacted, and how."""
    record = verification.record
    interview = record.interview
    tally = {kind: sum(one.kind is kind for one in verification.reactions) for kind in ReactionKind}
    plain, html = written(
        "reacted",
        heading=f"{interview.organisation.label} heeft gereageerd",
        interview=interview,
        record=record,
        respondent=verification.respondent,
        interviewer=interviewer,
        tally=tally,
    )
    return Message(
        to_name=interviewer.name,
        to_address=interviewer.email,
        subject=f"Reactie van {interview.organisation.label} op verslag {record.number}",
        text=plain,
        html=html,
        interview_id=interview.id,
    )


def _reply_to(interview: Interview, contact: str) -> str:
    """Answers go to an interviewer; when there is none, to the programme."""
    return interview.interviewers[0].email if interview.interviewers else contact
