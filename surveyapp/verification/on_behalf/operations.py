"""Enter agreements and reactions on a respondent's behalf, as given by telephone or letter.

These are shown as such everywhere, and the respondent gets a mail. Silence is never entered as agreement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.attachments.models import Attachment
from surveyapp.attachments.operations import CheckedFile, attach
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import listed, local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.text import words as texts
from surveyapp.verification.agreeing.operations import approve
from surveyapp.verification.keeping.operations import Entered, keep
from surveyapp.verification.notices import mails
from surveyapp.verification.people import queries
from surveyapp.verification.reacting.operations import is_whole
from surveyapp.verification.records import digests
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.records.models import Reaction, Record, Verification
from surveyapp.verification.records.rules import NOTHING_SEEN, Channel, ReactionKind, Use, why_not_said_on
from surveyapp.verification.sending.operations import refresh_state


@dataclass(frozen=True, slots=True)
class Heard:
    """What staff knows of an agreement given by telephone or letter. ``letter`` is the scan."""

    channel: Channel
    said_on: date
    note: str
    use: Use = Use.NAMED
    letter: CheckedFile | None = None


def approve_on_behalf(
    session: Session,
    actor: Actor,
    interview: Interview,
    respondent: Respondent,
    items: Sequence[str],
    heard: Heard,
    *,
    contact: str,
    at: datetime,
) -> int:
    """Enter a respondent's agreement by telephone or letter to answers of the newest record; return their number.

    The respondent gets a mail with the texts and how to object. Raises Refused for texts that were not sent, and for
    answers with an unsent reaction of the respondent.
    """
    record = records_queries.newest_record(session, interview)
    _check(record, respondent, heard, at)
    sent = {entry.revision_id for entry in record.entries} if record else set()
    newest = records_queries.texts_of(session, interview)
    chosen = [newest.revisions[item] for item in items if item in newest.revisions]
    if not chosen or len(chosen) < len(items) or any(revision.id not in sent for revision in chosen):
        raise Refused("Akkoord kan alleen op antwoorden die in het nieuwste verslag staan.")
    if unsent := _unsent(record, respondent, items):
        raise Refused(
            f"{respondent.name} schreef zelf iets bij vraag {listed(unsent)} en heeft dat nog niet verstuurd. Vraag"
            f" {respondent.name} om het te versturen, of om daar Akkoord te kiezen."
        )
    open_items = newest.open_for(respondent)
    chosen = [revision for revision in chosen if revision.answer.item in open_items]
    letter = attach(session, actor, interview, heard.letter, at=at) if chosen and heard.letter else None
    if chosen:
        told = mails.noted_mail(interview, respondent, chosen, heard.channel, heard.said_on, heard.use, contact, actor)
        notice = enqueue(session, told, at)
        for revision in chosen:
            approve(
                session,
                actor,
                respondent,
                revision,
                channel=heard.channel,
                use=heard.use,
                at=at,
                note=texts.normalise(heard.note),
                said_on=heard.said_on,
                letter=letter,
                notice=notice,
            )
    refresh_state(session, interview, at)
    return len(chosen)


def _unsent(record: Record | None, respondent: Respondent, items: Sequence[str]) -> list[str]:
    """Return the items with an unsent reaction of the respondent, which an agreement would hide for good."""
    readings = [
        reading for reading in (record.verifications if record else ()) if reading.respondent_id == respondent.id
    ]
    said = [reaction for reading in readings if reading.submitted_at is None for reaction in reading.reactions]
    own = {
        reaction.revision.answer.item
        for reaction in said
        if reaction.kind is not ReactionKind.AGREE and not reaction.entered_by_id
    }
    return [item for item in items if item in own]


def _check(record: Record | None, respondent: Respondent, heard: Heard, at: datetime) -> None:
    """Raise Refused when an agreement cannot have been given as it was heard."""
    if not texts.normalise(heard.note).strip():
        raise Refused("Schrijf op wat er is afgesproken, met wie en wanneer.")
    if heard.channel.by_respondent:
        raise Refused("Akkoord via de link of de code geeft de respondent zelf.")
    if respondent.left_at or respondent.erased_at:
        raise Refused(f"{respondent.name} doet niet meer mee.")
    if record and (reason := why_not_said_on(heard.said_on, local(record.sent_at).date(), local(at).date())):
        raise Refused(reason)
    if heard.channel is Channel.LETTER and heard.letter is None:
        raise Refused("Voeg een scan van de brief toe.")


def react_on_behalf(
    session: Session,
    actor: Actor,
    verification: Verification,
    item: str,
    *,
    kind: ReactionKind,
    proposal: str = "",
    remark: str = "",
    use: Use = Use.NAMED,
    contact: str,
    at: datetime,
) -> Reaction:
    """Enter a respondent's reaction to an answer by telephone. It counts at once, and the respondent gets a mail.

    Raises Refused for an agreement (see ``approve_on_behalf``), for an incomplete reaction, and when the respondent
    has reacted.
    """
    if kind is ReactionKind.AGREE:
        raise Refused("Leg een akkoord vast met het formulier voor akkoord.")
    if not records_queries.link_facts(session, verification).newest_record:
        raise Refused("Er is intussen een nieuwer verslag.")
    if verification.respondent.left_at or verification.respondent.erased_at:
        raise Refused(f"{verification.respondent.name} doet niet meer mee.")
    if any(said.revision.answer.item == item for said in verification.reactions):
        raise Refused(f"{verification.respondent.name} heeft zelf al een reactie bij vraag {item} staan.")
    reaction = keep(session, verification, item, kind, proposal, remark, use, NOTHING_SEEN, at, Entered(actor.user_id))
    if not is_whole(reaction):
        raise Refused("Schrijf op wat er moet komen te staan." if kind.proposes else "Schrijf de vraag op.")
    session.flush()
    record_event(
        session,
        actor,
        "reaction.note",
        "reaction",
        reaction.id,
        at,
        interview=verification.record.interview_id,
        kind=kind.value,
        digest=digests.of_reaction(reaction),
    )
    enqueue(session, mails.noted_reaction_mail(verification, reaction, contact, actor), at)
    refresh_state(session, verification.record.interview, at)
    return reaction


def why_not_remove(session: Session, attachment: Attachment) -> str:
    """Return why an attachment cannot be removed: it proves an agreement or holds reactions; "" when it can."""
    if queries.proves(session, attachment):
        return f"{attachment.name} bewijst een akkoord of reactie. Deze bijlage kan niet worden verwijderd."
    return ""
