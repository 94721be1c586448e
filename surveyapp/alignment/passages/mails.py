"""The mails around an alignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import object_session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.models import Alignment, AlignmentReading
from surveyapp.alignment.passages.rules import Opinion, Settled
from surveyapp.core.audit import Actor
from surveyapp.core.dutch import clock, counted, listed, long_date, weekday_date
from surveyapp.interviews.recording.models import Respondent
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.texts.mails import letter

MINUTES_PER_PASSAGE = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a receipt: the reaction to a passage, its text, and the disposition."""

    heading: str
    text: str
    opinion: Opinion
    words: str
    settled: Settled | None = None
    reason: str = ""


def writer_of(alignment: Alignment, by: Actor) -> User | None:
    """Return the editor who causes a mail; for other mails the sender of the alignment while still an editor."""
    session, sent_by = object_session(alignment), alignment.sent_by
    if session and by.user_id:
        return session.get(User, by.user_id)
    here = sent_by and sent_by.active and RoleName.EDITOR in sent_by.role_names
    return sent_by if here else None


def alignment_mail(reading: AlignmentReading, contact: str, by: Actor) -> Message:
    """Return the mail that asks a reader to check the passages that rest on their answers."""
    return first_mail(
        reading.respondent,
        sections_of(reading),
        passages_of(reading),
        reading.deadline,
        writer_of(reading.alignment, by),
        contact,
        enclosure=f"alignment:{reading.id}",
    )


def first_mail(
    person: Respondent,
    sections: Sequence[str],
    passages: int,
    deadline: date,
    editor: User | None,
    contact: str,
    *,
    enclosure: str = "",
) -> Message:
    """Return ``alignment_mail`` from its values, also to preview it before there is a reading to link to."""
    values = {
        "passages": counted(passages, "passage", "passages"),
        "paragrafen": listed(sections),
        "termijn": weekday_date(deadline),
    }
    minutes = max(5, round(passages * MINUTES_PER_PASSAGE / 5) * 5)
    return _letter(
        "alignment", person, editor, values, contact, enclosure=enclosure, deadline=deadline, minutes=minutes
    )


def reminder_mail(reading: AlignmentReading, done: int, asked: int, contact: str, by: Actor) -> Message:
    """Return a reminder with the same link."""
    values = {
        "passages": counted(asked, "passage", "passages"),
        "klaar": str(done),
        "termijn": weekday_date(reading.deadline),
        "verstuurd": long_date(reading.alignment.sent_at),
    }
    return _letter(
        "alignment_reminder",
        reading.respondent,
        writer_of(reading.alignment, by),
        values,
        contact,
        enclosure=f"alignment_reminder:{reading.id}",
        deadline=reading.deadline,
    )


def receipt_mail(reading: AlignmentReading, rows: Sequence[Row], contact: str, by: Actor) -> Message:
    """Return the receipt of what was read and said, with the texts."""
    moment = reading.submitted_at
    return _letter(
        "alignment_receipt",
        reading.respondent,
        writer_of(reading.alignment, by),
        {"ontvangen": f"{long_date(moment)} om {clock(moment)}" if moment else ""},
        contact,
        enclosure=f"alignment_receipt:{reading.id}",
        number=receipt_number(reading),
        rows=rows,
        hash=reading.alignment.hash,
        reach=reading.reach.label,
    )


def more_time_mail(reading: AlignmentReading, words: str, contact: str, by: Actor) -> Message:
    """Return the mail that more time was given."""
    return _about_time("alignment_more_time", reading, words, contact, by)


def no_more_time_mail(reading: AlignmentReading, words: str, contact: str, by: Actor) -> Message:
    """Return the mail that a request for more time was refused, with the reason and the deadline."""
    return _about_time("alignment_no_more_time", reading, words, contact, by)


def _about_time(key: str, reading: AlignmentReading, words: str, contact: str, by: Actor) -> Message:
    return _letter(
        key,
        reading.respondent,
        writer_of(reading.alignment, by),
        {"termijn": weekday_date(reading.deadline)},
        contact,
        enclosure=f"alignment:{reading.id}",
        deadline=reading.deadline,
        answer=words,
    )


def settled_mail(reading: AlignmentReading, rows: Sequence[Row], contact: str, by: Actor) -> Message:
    """Return the mail with the dispositions of a reader's reactions."""
    return _letter(
        "alignment_settled",
        reading.respondent,
        writer_of(reading.alignment, by),
        {"reacties": counted(len(rows), "opmerking", "opmerkingen")},
        contact,
        enclosure=f"alignment:{reading.id}",
        rows=rows,
    )


def _letter(
    key: str, person: Respondent, editor: User | None, values: dict[str, str], contact: str, **fixed: Any
) -> Message:
    """Return a mail to a reader. Replies go to the editor, or to ``contact`` without one."""
    return letter(
        person.interview,
        key,
        person,
        values,
        contact=contact,
        writer=editor,
        **fixed,
    )


def sections_of(reading: AlignmentReading) -> list[str]:
    """Return the headings of the sections with a passage that concerns this reader, in order."""
    concerned = {concern.passage_id for concern in reading.concerns}
    return list(dict.fromkeys(passage.heading for passage in reading.alignment.passages if passage.id in concerned))


def passages_of(reading: AlignmentReading) -> int:
    """Return the number of passages that concern this reader."""
    return len({concern.passage_id for concern in reading.concerns})


def receipt_number(reading: AlignmentReading) -> str:
    """Return the number of a receipt, as readers quote it: "2018-A1-0012"."""
    alignment: Alignment = reading.alignment
    return f"{alignment.round.name}-A{alignment.number}-{reading.id:04d}"
