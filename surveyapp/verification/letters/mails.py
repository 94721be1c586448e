"""The mails around a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.core.audit import Actor
from surveyapp.core.dutch import clock, counted, listed, long_date, weekday_date
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.texts.mails import letter
from surveyapp.questionnaires.operations import parsed
from surveyapp.readings.links.rules import Stage
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.rules import ReactionKind, Use
from surveyapp.verification.signing.queries import writer_of

MINUTES_PER_ANSWER = 2


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A row of a receipt: a respondent's reaction to an answer, and the text that it was about."""

    item: str
    kind: ReactionKind
    version: int
    fingerprint: str
    text: str
    proposal: str
    remark: str
    given_at: datetime | None
    noted: str = ""
    """How staff entered an agreement: "per telefoon op 3 mei 2018, genoteerd door ..."."""
    use: Use | None = None
    """The use that was allowed with the agreement."""


def record_mail(verification: Verification, open_items: int, contact: str, by: Actor) -> Message:
    """Return the mail that asks a respondent to check the record. Those who read along get a text of their own."""
    record, interview = verification.record, verification.record.interview
    kind = "record" if record.number == 1 else "record_again"
    return letter(
        interview,
        kind if verification.respondent.must_agree else "record_to_reader",
        verification.respondent,
        {
            "gesprek": f"op {long_date(interview.held_on)}" if interview.held_on else "onlangs",
            "verslag": str(record.number),
            "antwoorden": counted(open_items, "antwoord", "antwoorden"),
            "termijn": weekday_date(verification.deadline),
        },
        deadline=verification.deadline,
        minutes=max(5, round(open_items * MINUTES_PER_ANSWER / 5) * 5),
        contact=contact,
        writer=writer_of(interview, by),
        enclosure=f"record:{verification.id}",
    )


_REMINDERS = {
    Stage.UNOPENED: "reminder",
    Stage.OPENED: "reminder_opened",
    Stage.HALF: "reminder_half",
}


def reminder_mail(verification: Verification, stage: Stage, done: int, asked: int, contact: str, by: Actor) -> Message:
    """Return a reminder with the same link, in the text for how far the respondent is."""
    record = verification.record
    return letter(
        record.interview,
        _REMINDERS[stage] if done < asked else "reminder_ready",
        verification.respondent,
        {
            "verslag": str(record.number),
            "termijn": weekday_date(verification.deadline),
            "verstuurd": long_date(record.sent_at),
            "antwoorden": counted(asked, "antwoord", "antwoorden"),
            "klaar": str(done),
            "over": counted(asked - done, "antwoord", "antwoorden"),
        },
        deadline=verification.deadline,
        contact=contact,
        writer=writer_of(record.interview, by),
        enclosure=f"reminder:{verification.id}",
    )


def more_time_mail(verification: Verification, words: str, contact: str, by: Actor) -> Message:
    """Return the mail that more time was given."""
    return _about_time("more_time", verification, words, contact, by)


def no_more_time_mail(verification: Verification, words: str, contact: str, by: Actor) -> Message:
    """Return the mail that a request for more time was refused, with the reason."""
    return _about_time("no_more_time", verification, words, contact, by)


def _about_time(key: str, verification: Verification, words: str, contact: str, by: Actor) -> Message:
    return letter(
        verification.record.interview,
        key,
        verification.respondent,
        {"verslag": str(verification.record.number), "termijn": weekday_date(verification.deadline)},
        deadline=verification.deadline,
        answer=words,
        contact=contact,
        writer=writer_of(verification.record.interview, by),
        enclosure=f"record:{verification.id}",
    )


def reopened_mail(
    interview: Interview, respondent: Respondent, item: str, reason: str, contact: str, by: Actor
) -> Message:
    """Return the mail to a respondent who agreed that the answer may change again, with the reason."""
    question = parsed(interview.questionnaire).item(item)
    values = {"vraag": item, "onderwerp": question.title}
    return letter(
        interview, "reopened", respondent, values, reason=reason, contact=contact, writer=writer_of(interview, by)
    )


def passed_on_mail(reading: Verification, asker: Respondent, contact: str, by: Actor) -> Message:
    """Return the mail that asks a colleague of an approver to read along, with a link of their own."""
    values = {
        "verslag": str(reading.record.number),
        "termijn": weekday_date(reading.deadline),
        "collega": f"{asker.name} ({asker.function})",
    }
    return letter(
        reading.record.interview,
        "passed_on",
        reading.respondent,
        values,
        deadline=reading.deadline,
        contact=contact,
        writer=writer_of(reading.record.interview, by),
        enclosure=f"record:{reading.id}",
    )


def colleague_added_notice(verification: Verification, colleague: Respondent) -> str:
    """Return the notice to the interviewer that an approver lets somebody read along."""
    return (
        f"De {verification.respondent.function} laat {colleague.name} ({colleague.function}) meelezen met verslag"
        f" {verification.record.number}. {colleague.name} hoeft geen akkoord te geven."
    )


def receipt_number(verification: Verification) -> str:
    """Return the number of a receipt, as respondents quote it: "2018-0147"."""
    return f"{verification.record.interview.round.name}-{verification.id:04d}"


def receipt_mail(verification: Verification, rows: Sequence[ReceiptRow], contact: str, by: Actor) -> Message:
    """Return the receipt of what was agreed and proposed, with the texts and their fingerprints."""
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
        must_agree=verification.respondent.must_agree,
        contact=contact,
        writer=writer_of(record.interview, by),
        enclosure=f"receipt:{verification.id}",
    )


def reacted_notice(verification: Verification) -> str:
    """Return the notice to the interviewer that a respondent has reacted, with the number per kind."""
    tally = [(kind, sum(reaction.kind is kind for reaction in verification.reactions)) for kind in ReactionKind]
    said = listed([f"{count} {kind.label.lower()}" for kind, count in tally if count]) or "niets gewijzigd"
    return f"De {verification.respondent.function} heeft verslag {verification.record.number} afgerond: {said}."
