"""Mails that tell somebody what staff did: written down on their behalf, or changed about who is asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from surveyapp.dutch import counted
from surveyapp.interviews.models import AnswerRevision, Interview, Respondent
from surveyapp.mail.operations import Message
from surveyapp.mail.templating import written
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification.models import Reaction, Verification
from surveyapp.verification.rules import Channel, Use


def noted_mail(
    interview: Interview, respondent: Respondent, agreed: Sequence[AnswerRevision], channel: Channel, said_on: date,
    use: Use, contact: str,
) -> Message:  # fmt: skip
    """To the respondent: to which words we wrote down agreement, as heard or read, and how to object."""
    count = counted(len(agreed), "antwoord", "antwoorden")
    return _message(
        "noted",
        interview,
        respondent,
        f"Wij noteerden uw akkoord {channel.label}",
        contact,
        agreed=agreed,
        count=count,
        channel=channel,
        said_on=said_on,
        use=use,
    )


def noted_reaction_mail(verification: Verification, reaction: Reaction, contact: str) -> Message:
    """To the respondent: what we wrote down of a telephone call, and how to object."""
    interview = verification.record.interview
    return _message(
        "noted_reaction",
        interview,
        verification.respondent,
        f"Wij noteerden uw reactie op vraag {reaction.revision.answer.item}",
        contact,
        reaction=reaction,
        question=parsed(interview.questionnaire).item(reaction.revision.answer.item),
    )


def moved_mail(interview: Interview, name: str, address: str, contact: str) -> Message:
    """To the address of before: its link is closed. It tells nothing of the new one."""
    return _message("moved", interview, None, "Uw link naar het verslag is gesloten", contact, name=name, to=address)


def left_mail(interview: Interview, respondent: Respondent, contact: str) -> Message:
    """To who takes no part any more: nothing is asked of them, and what they agreed to stays."""
    return _message("left", interview, respondent, "U hoeft het verslag niet meer na te kijken", contact)


def _message(
    template: str, interview: Interview, respondent: Respondent | None, heading: str, contact: str, *, name: str = "",
    to: str = "", **values: Any,
) -> Message:  # fmt: skip
    name, to = (respondent.name, respondent.email) if respondent else (name, to)
    organisation = interview.organisation.label
    plain, html = written(
        template,
        heading=heading,
        interview=interview,
        organisation=organisation,
        addressee=name,
        contact=contact,
        **values,
    )
    return Message(
        to_name=name,
        to_address=to,
        subject=f"{heading} ({organisation})",
        text=plain,
        html=html,
        reply_to=interview.interviewers[0].email if interview.interviewers else contact,
        interview_id=interview.id,
    )
