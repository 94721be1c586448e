"""What the mails around a record say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.accounts.models import User
from surveyapp.interviews.models import Interview, Respondent
from surveyapp.mail.operations import Message
from surveyapp.mail.templating import written
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification.models import Record, Verification
from surveyapp.verification.rules import ReactionKind, Use

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
    use: Use | None = None
    """What was allowed with the agreement."""


def record_mail(
    interview: Interview,
    record: Record,
    respondent: Respondent,
    verification_id: int,
    open_items: int,
    contact: str,
) -> Message:
    """Please check the record: why, until when, and the link."""
    heading = (
        "Wilt u het verslag van uw interview nakijken?"
        if record.number == 1
        else "Wilt u het aangepaste verslag nakijken?"
    )
    plain, html = written(
        "record",
        heading=heading,
        interview=interview,
        organisation=interview.organisation.label,
        record=record,
        respondent=respondent,
        open_items=open_items,
        minutes=max(5, round(open_items * MINUTES_PER_ANSWER / 5) * 5),
        contact=contact,
    )
    return Message(
        to_name=respondent.name,
        to_address=respondent.email,
        subject=f"{heading} ({interview.organisation.label})",
        text=plain,
        html=html,
        reply_to=_reply_to(interview, contact),
        enclosure=f"record:{verification_id}",
        interview_id=interview.id,
    )


def reminder_mail(interview: Interview, record: Record, verification: Verification, contact: str) -> Message:
    """We have not heard from you: the same link again."""
    heading = "Herinnering: uw verslag ligt klaar om na te kijken"
    plain, html = written(
        "reminder",
        heading=heading,
        interview=interview,
        organisation=interview.organisation.label,
        record=record,
        respondent=verification.respondent,
        contact=contact,
    )
    return Message(
        to_name=verification.respondent.name,
        to_address=verification.respondent.email,
        subject=f"{heading} ({interview.organisation.label})",
        text=plain,
        html=html,
        reply_to=_reply_to(interview, contact),
        enclosure=f"record:{verification.id}",
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


def passed_on_mail(reading: Verification, by: Respondent, contact: str) -> Message:
    """To a colleague: an approver asks you to read along, and here is a link of your own."""
    record, respondent = reading.record, reading.respondent
    interview = record.interview
    heading = "Wilt u meelezen met een verslag?"
    plain, html = written(
        "passed_on",
        heading=heading,
        interview=interview,
        organisation=interview.organisation.label,
        record=record,
        respondent=respondent,
        by=by,
        deadline=reading.deadline,
        contact=contact,
    )
    return Message(
        to_name=respondent.name,
        to_address=respondent.email,
        subject=f"{heading} ({interview.organisation.label})",
        text=plain,
        html=html,
        reply_to=_reply_to(interview, contact),
        enclosure=f"record:{reading.id}",
        interview_id=interview.id,
    )


def colleague_added_mail(verification: Verification, colleague: Respondent, interviewer: User) -> Message:
    """To the interviewer: an approver lets somebody read along."""
    record = verification.record
    interview = record.interview
    plain, html = written(
        "colleague_added",
        heading=f"{interview.organisation.label}: iemand leest mee",
        interview=interview,
        record=record,
        respondent=verification.respondent,
        colleague=colleague,
        interviewer=interviewer,
    )
    return Message(
        to_name=interviewer.name,
        to_address=interviewer.email,
        subject=f"Iemand leest mee met verslag {record.number} van {interview.organisation.label}",
        text=plain,
        html=html,
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
