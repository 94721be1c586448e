"""Mails to respondents: the words of the round around the fixed part. Every mail to a respondent is made here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import object_session

from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.mail.message.templating import written
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.texts.queries import current_words, get_kind
from surveyapp.mail.texts.rules import SENDER, MailKind, Words, blocks_of, filled, heading_of, plain_of


@dataclass(frozen=True, slots=True)
class Written:
    """A rendered mail."""

    from_name: str
    subject: str
    text: str
    html: str


class Writer(Protocol):
    """The person who signs a mail."""

    @property
    def name(self) -> str:
        """Return the name that signs the mail."""

    @property
    def email(self) -> str:
        """Return the address for answers."""


def letter(
    interview: Interview,
    key: str,
    respondent: Respondent,
    values: Mapping[str, str],
    *,
    writer: Writer | None,
    contact: str,
    name: str = "",
    address: str = "",
    enclosure: str = "",
    **fixed: Any,
) -> Message:
    """Return a mail of this kind to a respondent, in the words of the interview's round.

    ``values`` are for the kind's own placeholders; ``fixed`` is for its template. ``writer`` signs it and receives the
    answers, or the programme when None. ``name`` and ``address`` are for a mail to the respondent's former name and
    address. Raises ValueError for an interview without a session.
    """
    session = object_session(interview)
    if session is None:
        raise ValueError("an interview outside a session")
    everywhere = {
        "naam": name or respondent.name,
        "functie": respondent.function,
        "organisatie": interview.organisation.label,
        "ronde": interview.round.name,
        "rapport": interview.round.title,
        "interviewer": writer.name if writer else "",
        "contact": contact,
    }
    kind, sender = get_kind(key), get_kind(SENDER)
    made = compose(
        kind,
        current_words(session, interview.round, kind).words,
        current_words(session, interview.round, sender).words,
        everywhere | dict(values),
        **fixed,
    )
    return Message(
        to_name=name or respondent.name,
        to_address=address or respondent.email,
        subject=made.subject,
        text=made.text,
        html=made.html,
        from_name=made.from_name,
        reply_to=writer.email if writer else contact,
        enclosure=enclosure,
        interview_id=interview.id,
    )


def compose(kind: MailKind, words: Words, sender: Words, values: Mapping[str, str], **fixed: Any) -> Written:
    """Render a mail from its words and values."""
    values = {name: " ".join(value.split()) for name, value in values.items()}
    subject = filled(words.subject, values)
    above, below, signature = (blocks_of(text, values) for text in (words.above, words.below, sender.above))
    plain, html = written(
        kind.template,
        heading=heading_of(subject),
        above=above,
        below=below,
        signature=signature,
        plain_of=plain_of,
        values=values,
        **fixed,
    )
    return Written(filled(sender.subject, values), subject, plain, html)
