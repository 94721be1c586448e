"""What the mails around a record say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.dutch import clock, counted, listed, long_date, weekday_date
from surveyapp.interviews.models import Interview, Respondent
from surveyapp.mail.operations import Message
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification.models import Record, Verification
from surveyapp.verification.rules import ReactionKind
from surveyapp.wording.mails import letter

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


def record_mail(
    interview: Interview,
    record: Record,
    respondent: Respondent,
    verification_id: int,
    open_items: int,
    contact: str,
) -> Message:
    """Please check the record: why, until when, and the link."""
    return letter(
        interview,
        "record" if record.number == 1 else "record_again",
        respondent,
        {
            "gesprek": f"op {long_date(interview.held_on)}" if interview.held_on else "onlangs",
            "verslag": str(record.number),
            "antwoorden": counted(open_items, "antwoord", "antwoorden"),
            "termijn": weekday_date(record.deadline),
        },
        deadline=record.deadline,
        minutes=max(5, round(open_items * MINUTES_PER_ANSWER / 5) * 5),
        contact=contact,
        enclosure=f"record:{verification_id}",
    )


def reminder_mail(interview: Interview, record: Record, verification: Verification, contact: str) -> Message:
    """We have not heard from you: the same link again."""
    return letter(
        interview,
        "reminder",
        verification.respondent,
        {
            "verslag": str(record.number),
            "termijn": weekday_date(record.deadline),
            "verstuurd": long_date(record.sent_at),
        },
        deadline=record.deadline,
        contact=contact,
        enclosure=f"record:{verification.id}",
    )


def reopened_mail(interview: Interview, respondent: Respondent, item: str, reason: str, contact: str) -> Message:
    """To somebody who agreed: an answer may change again, and why. A next record asks for agreement anew."""
    question = parsed(interview.questionnaire).item(item)
    values = {"vraag": item, "onderwerp": question.title}
    return letter(interview, "reopened", respondent, values, reason=reason, contact=contact)


def receipt_number(verification: Verification) -> str:
    """The number of a receipt, as respondents quote it: "2018-0147"."""
    return f"{verification.record.interview.round.name}-{verification.id:04d}"


def receipt_mail(verification: Verification, rows: Sequence[ReceiptRow], contact: str) -> Message:
    """Proof of what was agreed and proposed, word for word, with the fingerprints."""
    record, moment = verification.record, verification.submitted_at
    return letter(
        record.interview,
        "receipt",
        verification.respondent,
        {
            "verslag": str(record.number),
            "ontvangen": f"{long_date(moment)} om {clock(moment)}" if moment else "",
        },
        record=record,
        agreed=[row for row in rows if row.kind is ReactionKind.AGREE],
        other=[row for row in rows if row.kind is not ReactionKind.AGREE],
        number=receipt_number(verification),
        contact=contact,
    )


def reacted_notice(verification: Verification) -> str:
    """To the interviewer: somebody reacted, and how."""
    tally = [(kind, sum(one.kind is kind for one in verification.reactions)) for kind in ReactionKind]
    said = listed([f"{count} {kind.label.lower()}" for kind, count in tally if count]) or "niets gewijzigd"
    return f"De {verification.respondent.function} heeft verslag {verification.record.number} afgerond: {said}."
