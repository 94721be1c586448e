"""Mails with invitations, changes and cancellations."""

from dataclasses import dataclass
from typing import Any

from surveyapp.core.dutch import counted
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.invitations.calendar_writer import Person
from surveyapp.invitations.rules import Appointment
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.texts import mails as wording
from surveyapp.questionnaires.operations import parsed


@dataclass(frozen=True, slots=True)
class Letter:
    """Recipient and subject of a mail. ``writer`` signs it and gets the replies."""

    interview: Interview
    appointment: Appointment
    respondent: Respondent
    address: str
    writer: Person
    contact: str
    enclosure: str = ""


def invitation_mail(letter: Letter, *, changed: bool) -> Message:
    """Return the invitation. ``changed`` if the recipient was told another appointment before."""
    interview = letter.interview
    questions = len(parsed(interview.questionnaire).items)
    return _message(
        "invitation_changed" if changed else "invitation",
        letter,
        {"vragen": counted(questions, "vraag", "vragen")},
        announced=interview.announced,
        interviewers=[interviewer.name for interviewer in interview.interviewers],
        others=[
            f"{respondent.name} ({respondent.function})"
            for respondent in interview.respondents
            if respondent is not letter.respondent
        ],
    )


def cancellation_mail(letter: Letter, *, reason: str) -> Message:
    """Return the mail that cancels the conversation."""
    return _message("cancellation", letter, {}, reason=reason)


def summary(interview: Interview) -> str:
    """Return the title of the calendar event."""
    return f"Interview {interview.organisation.label}, ronde {interview.round.name}"


def description(interview: Interview, appointment: Appointment) -> str:
    """Return the description in the calendar event."""
    names = ", ".join(interviewer.name for interviewer in interview.interviewers)
    lines = (
        f"Interview voor {interview.round.title}.",
        f"Videogesprek: {appointment.video_url}" if appointment.video_url else "",
        f"Interviewers: {names}." if names else "",
        "De vragen zitten als pdf bij de mail.",
    )
    return "\n".join(filter(None, lines))


def _message(key: str, letter: Letter, values: dict[str, str], **fixed: Any) -> Message:
    return wording.letter(
        letter.interview,
        key,
        letter.respondent,
        values,
        contact=letter.contact,
        address=letter.address,
        writer=letter.writer,
        enclosure=letter.enclosure,
        appointment=letter.appointment,
        **fixed,
    )
