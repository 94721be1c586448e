"""Send an alignment, and keep its readers when respondents move or are replaced."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp.alignment.paragraphs.rules import chosen, sendable
from surveyapp.alignment.passages import mails, queries
from surveyapp.alignment.passages.models import AlignedPassage, Alignment, AlignmentReading, Concern
from surveyapp.alignment.planning.queries import Plan, plan_of
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Respondent, Round
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.mail.servers.way_out import require_way_out
from surveyapp.readings.links.operations import new_link
from surveyapp.readings.links.rules import link_ends
from surveyapp.report.rounds.queries import outline_of, round_source
from surveyapp.verification.checks.operations import of_round, require


def plan(session: Session, round_: Round, sections: Collection[str], chapters: Collection[str] = ()) -> Plan:
    """Return what sending these sections and chapters would do now."""
    available = sendable(outline_of(round_), round_source(session, round_, publisher=""))
    return plan_of(session, round_, chosen(available, sections, chapters))


def send_alignment(
    session: Session,
    actor: Actor,
    round_: Round,
    sections: Collection[str],
    *,
    seen: str,
    deadline: date,
    link_days: int,
    contact: str,
    at: datetime,
) -> Alignment:
    """Send sections to the respondents whose answers they cite: the present text, with a link and a mail for each.

    ``seen`` is the key of the plan that the editor looked at; ``link_days`` is how many days the links work. Raises
    Refused.
    """
    require_way_out(session)
    require(session, of_round(round_))
    planned = plan(session, round_, sections)
    if not planned.readers:
        raise Refused("Er is niemand om dit aan voor te leggen.")
    if planned.key() != seen:
        raise Refused("De tekst of de lezers zijn intussen gewijzigd. Bekijk opnieuw wie wat krijgt.")
    if reason := round_.terms.why_not(deadline, local(at).date()):
        raise Refused(reason)
    alignment = Alignment(
        round_id=round_.id,
        number=queries.next_number(session, round_),
        hash=planned.hash,
        deadline=deadline,
        sent_at=at,
        sent_by_id=actor.user_id,
        passages=[
            AlignedPassage(
                position=place,
                section=passage.section,
                heading=passage.heading,
                under=passage.under,
                text=passage.text,
                source=passage.source,
            )
            for place, passage in enumerate(planned.passages)
        ],
    )
    session.add(alignment)
    session.flush()
    expires_at = max(at + timedelta(days=link_days), link_ends(deadline))
    for reader in planned.readers:
        concerns = {(alignment.passages[basis.place].id, basis.revision_id): basis.unnamed for basis in reader.rests}
        _new_reading(session, alignment, reader.person, concerns, expires_at, contact, at, deadline)
    record_event(
        session,
        actor,
        "alignment.send",
        "alignment",
        alignment.id,
        at,
        number=alignment.number,
        hash=alignment.hash,
        readers=len(planned.readers),
    )
    return alignment


def take_over(
    session: Session,
    actor: Actor,
    person: Respondent,
    successor: Respondent,
    link_days: int,
    contact: str,
    at: datetime,
) -> None:
    """Give a successor readings of their own, with a new link, of what the replaced respondent was still reading."""
    known = {reading.alignment_id for reading in queries.readings_of(session, successor)}
    for left in queries.readings_of(session, person):
        just_closed = left.revoked_at is not None and left.revoked_at >= at and left.submitted_at is None
        if not just_closed or left.alignment_id in known:
            continue
        concerns = {(concern.passage_id, concern.revision_id): concern.unnamed for concern in left.concerns}
        expires_at = max(left.expires_at, at + timedelta(days=link_days))
        made = _new_reading(session, left.alignment, successor, concerns, expires_at, contact, at, left.deadline)
        record_event(session, actor, "alignment_reading.take_over", made.subject, made.id, at, instead_of=left.id)


def _new_reading(
    session: Session,
    alignment: Alignment,
    person: Respondent,
    concerns: dict[tuple[int, int], bool],
    expires_at: datetime,
    contact: str,
    at: datetime,
    deadline: date,
) -> AlignmentReading:
    reading = AlignmentReading(alignment=alignment, respondent=person, deadline=deadline, expires_at=expires_at)
    new_link(session, reading)
    session.add(reading)
    reading.concerns = [
        Concern(passage_id=passage, revision_id=revision, unnamed=unnamed)
        for (passage, revision), unnamed in concerns.items()
    ]
    session.flush()
    mail_reading(session, reading, contact, at)
    return reading


def mail_reading(session: Session, reading: AlignmentReading, contact: str, at: datetime) -> None:
    """Queue the mail with the link."""
    session.refresh(reading, ["alignment"])
    enqueue(session, mails.alignment_mail(reading, contact, Actor.system()), at)


def mail_again(session: Session, person: Respondent, link_days: int, contact: str, at: datetime) -> None:
    """Mail the new link of unfinished readings to a respondent whose address changed."""
    for reading in queries.readings_of(session, person):
        if reading.submitted_at is None and reading.revoked_at is None:
            reading.expires_at = max(reading.expires_at, at + timedelta(days=link_days))
            mail_reading(session, reading, contact, at)
