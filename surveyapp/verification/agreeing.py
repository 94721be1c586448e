"""Agreement: given through a link, or written down by staff who heard or read it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.audit import Actor, record_event
from surveyapp.dutch import local
from surveyapp.errors import Refused
from surveyapp.interviews.models import AnswerRevision, Interview, Respondent
from surveyapp.verification import queries
from surveyapp.verification.models import Approval, Verification
from surveyapp.verification.operations import refresh_state
from surveyapp.verification.rules import Channel, Use


def approve_by_phone(
    session: Session, actor: Actor, interview: Interview, respondent: Respondent, items: Sequence[str], *,
    note: str, at: datetime,
) -> int:  # fmt: skip
    """Record that a respondent agreed by telephone to answers of the newest record; returns how many.

    ``note`` says what was agreed, with whom and when. Raises Refused: no reply is never an approval, and nobody
    agrees to words that were not sent.
    """
    note = texts.normalise(note)
    if not note.strip():
        raise Refused("Schrijf op wat er is afgesproken, met wie en wanneer.")
    record = queries.newest_record(session, interview)
    sent = {entry.revision_id for entry in record.entries} if record else set()
    found = queries.texts_of(session, interview)
    chosen = [found.revisions[item] for item in items if item in found.revisions]
    if not chosen or len(chosen) < len(items) or any(one.id not in sent for one in chosen):
        raise Refused("Akkoord kan alleen op antwoorden die in het nieuwste verslag staan.")
    open_items = found.open_for(respondent)
    chosen = [one for one in chosen if one.answer.item in open_items]
    for revision in chosen:
        approve(session, actor, respondent, revision, channel=Channel.PHONE, use=Use.NAMED, at=at, note=note)
    refresh_state(session, interview, at)
    return len(chosen)


def approve(
    session: Session, actor: Actor, respondent: Respondent, revision: AnswerRevision, *, channel: Channel, use: Use,
    at: datetime, verification: Verification | None = None, note: str = "",
) -> Approval:  # fmt: skip
    """This respondent agrees to these words, for this use."""
    approval = Approval(
        respondent_id=respondent.id,
        revision_id=revision.id,
        verification_id=verification.id if verification else None,
        channel=channel,
        use=use,
        function=respondent.function,
        note=note,
        agreed_on=None if channel.by_respondent else local(at).date(),
        recorded_by_id=None if channel.by_respondent else actor.user_id,
        given_at=at,
    )
    session.add(approval)
    session.flush()
    record_event(
        session, actor, "approval.give", "approval", approval.id, at,
        hash=revision.fingerprint, use=use.value, channel=channel.value,
    )  # fmt: skip
    return approval
