"""Mails about what staff entered on somebody's behalf or changed about respondents."""

from collections.abc import Sequence
from datetime import date

from surveyapp.core.audit import Actor
from surveyapp.core.dutch import counted, long_date
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Respondent
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.texts.mails import letter
from surveyapp.verification.records.models import Reaction, Verification
from surveyapp.verification.records.rules import Channel, Use
from surveyapp.verification.signing.queries import writer_of


def noted_mail(
    interview: Interview,
    respondent: Respondent,
    agreed: Sequence[AnswerRevision],
    channel: Channel,
    said_on: date,
    use: Use,
    contact: str,
    by: Actor,
) -> Message:
    """Return the mail about an agreement that staff entered: to which texts, and how to object."""
    values = {
        "gezegd": long_date(said_on),
        "kanaal": channel.label,
        "antwoorden": counted(len(agreed), "antwoord", "antwoorden"),
    }
    return letter(
        interview, "noted", respondent, values, agreed=agreed, use=use, contact=contact, writer=writer_of(interview, by)
    )


def noted_reaction_mail(verification: Verification, reaction: Reaction, contact: str, by: Actor) -> Message:
    """Return the mail about a reaction that staff noted by telephone, and how to object."""
    return _entered("noted_reaction", verification, [reaction], contact, by)


def read_in_mail(verification: Verification, reactions: Sequence[Reaction], contact: str, by: Actor) -> Message:
    """Return the mail about reactions that were read from a respondent's Word file, and how to object."""
    return _entered("read_in", verification, reactions, contact, by)


def _entered(key: str, verification: Verification, reactions: Sequence[Reaction], contact: str, by: Actor) -> Message:
    record = verification.record
    return letter(
        record.interview,
        key,
        verification.respondent,
        {"verslag": str(record.number)},
        reactions=reactions,
        contact=contact,
        writer=writer_of(record.interview, by),
    )


def moved_mail(
    interview: Interview, respondent: Respondent, name: str, address: str, contact: str, by: Actor
) -> Message:
    """Return the mail to a respondent's former address that its link is closed. It does not name the new address."""
    return letter(
        interview, "moved", respondent, {}, name=name, address=address, contact=contact, writer=writer_of(interview, by)
    )


def left_mail(interview: Interview, respondent: Respondent, contact: str, by: Actor) -> Message:
    """Return the mail to a respondent who left: nothing more is asked of them, and what they agreed to stays."""
    return letter(interview, "left", respondent, {}, contact=contact, writer=writer_of(interview, by))
