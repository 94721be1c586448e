"""Sample data of alignment: two sections sent to readers, some of whom reacted."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.alignment.passages import queries
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.passages.rules import Opinion, Settled
from surveyapp.alignment.planning import operations
from surveyapp.alignment.reacting import operations as reacting_operations
from surveyapp.alignment.settling import operations as settling_operations
from surveyapp.core.audit import Actor
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.models import Round
from surveyapp.readings.links.operations import open_reading
from surveyapp.report.rounds.queries import newest_section_texts
from surveyapp.report.texts.operations import save_section_text

SECTIONS = ("opgave-wonen", "thema-wonen")
BEFORE, AFTER = "doet dat onder de naam", "doet dat sinds 2016 voor winkels en scholen onder de naam"


def align(session: Session, round_: Round, editor: User, contact: str, at: datetime) -> None:
    """Send the alignment an hour ago; two readers react, one only opens it, and the first reaction is accepted."""
    actor, sent = Actor("staff", editor.id), at - timedelta(hours=1)
    planned = operations.plan(session, round_, SECTIONS)
    deadline = round_.terms.deadline(local(sent).date())
    made = operations.send_alignment(
        session, actor, round_, SECTIONS, seen=planned.key(), deadline=deadline, link_days=90, contact=contact, at=sent
    )
    said = (
        (
            Opinion.ERROR,
            "Het begon in 2016, en het gaat bij ons om winkels en scholen, niet om kerken.",
        ),
        (Opinion.CONTEXT, "Dit geldt voor woningen van corporaties. Voor particulier bezit is er geen regeling."),
    )
    readings = [opened for known in made.readings if (opened := queries.get_reading(session, known.id))]
    for reading, (opinion, words) in zip(readings, said, strict=False):
        _react(session, reading, opinion, words, contact, at)
    if len(readings) > len(said):
        open_reading(session, Actor("respondent", readings[len(said)].respondent_id), readings[len(said)], at=at)
    _take_over(session, actor, round_, readings[0], at)


def _react(
    session: Session, reading: AlignmentReading, opinion: Opinion, words: str, contact: str, at: datetime
) -> None:
    actor = Actor("respondent", reading.respondent_id)
    open_reading(session, actor, reading, at=at)
    reacting_operations.react(session, reading, 1, opinion, words, at=at)
    reacting_operations.agree_to_rest(session, reading, at=at)
    reacting_operations.submit(
        session,
        actor,
        reading,
        hash_=reading.alignment.hash,
        seen=reacting_operations.seen_now(reading),
        contact=contact,
        at=at,
    )


def _take_over(session: Session, actor: Actor, round_: Round, reading: AlignmentReading, at: datetime) -> None:
    section = SECTIONS[0]
    newest = newest_section_texts(session, round_)[section]
    text = newest.text.replace(BEFORE, AFTER)
    save_section_text(session, actor, round_, section, text, base=newest.number, at=at)
    reaction = settling_operations.to_settle(reading)[0]
    reason = "Het jaar en de gebouwen staan er nu in. Kerken noemden andere regio’s."
    settling_operations.settle(session, actor, reaction, Settled.PARTLY, reason, at=at)
