"""What a respondent says of a record: react, agree to the rest, send it, and the receipt of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import long_date
from surveyapp.core.errors import Refused
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.mail.received.operations import notify
from surveyapp.readings.links.rules import LinkState, Superseded, link_state
from surveyapp.text import words as texts
from surveyapp.verification.agreeing.operations import approve
from surveyapp.verification.earlier import queries
from surveyapp.verification.keeping.operations import allow_use, keep, open_revisions, seen_now, usual_uses
from surveyapp.verification.letters import mails
from surveyapp.verification.reaching.queries import reach_of
from surveyapp.verification.records import digests
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.records.models import Approval, Reaction, Verification
from surveyapp.verification.records.rules import Channel, ReactionKind, Seen, Use, narrowest
from surveyapp.verification.releasing.operations import release_when_due
from surveyapp.verification.sending.operations import refresh_state


class Incomplete(Refused):
    """Answers that still need a reaction, or half of one. ``items`` names them."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(f"Er ontbreekt nog iets bij vraag {', '.join(items)}.")
        self.items = tuple(items)


class Changed(Refused):
    """What is sent is not what was seen. ``items`` says per changed item which revision was seen; 0 for none."""

    def __init__(self, items: Mapping[str, int]) -> None:
        super().__init__("Uw reactie is op een ander apparaat gewijzigd nadat u dit overzicht opende.")
        self.items = dict(items)


class UseChanged(Refused):
    """What is allowed for all answers was changed elsewhere. ``use`` is what holds now."""

    def __init__(self, use: Use) -> None:
        super().__init__(
            f"Op een ander apparaat of in een ander venster koos u intussen: {use.label.lower()}. Kies opnieuw."
        )
        self.use = use


def _still_open(session: Session, verification: Verification, at: datetime) -> None:
    state = link_state(records_queries.link_facts(session, verification), at)
    if state is LinkState.SUPERSEDED:
        raise Superseded("Er is intussen een nieuwer verslag. Open de link in de nieuwste mail.")
    if state is not LinkState.OPEN:
        raise Refused(
            "U hebt dit verslag al afgerond." if state is LinkState.SUBMITTED else "Deze link werkt niet meer."
        )


def react(
    session: Session,
    verification: Verification,
    item: str,
    *,
    kind: ReactionKind,
    proposal: str = "",
    remark: str = "",
    use: Use | None = None,
    seen: Seen = Seen(),  # noqa: B008  (frozen)
    at: datetime,
) -> Reaction:
    """Keep what a respondent says of one answer; it counts when they submit.

    Half a reaction is kept too, so that stopping loses nothing. What staff wrote down for the respondent stands.
    Without ``use``, what they allowed before still holds. ``seen`` is what this builds on.
    Raises Refused, Superseded, TextTooLong, and SaveConflict when a newer revision says something else.
    """
    _still_open(session, verification, at)
    noted = next(
        (one for one in verification.reactions if one.entered_by_id and one.revision.answer.item == item), None
    )
    if noted:
        if (noted.kind, noted.proposal, noted.remark) == (kind, texts.normalise(proposal), texts.normalise(remark)):
            return noted
        raise Refused(f"Uw reactie op vraag {item} hebben wij al genoteerd. Wilt u iets anders? Mail de interviewer.")
    return keep(session, verification, item, kind, proposal, remark, use, seen, at)


def allow(
    session: Session,
    actor: Actor,
    verification: Verification,
    use: Use,
    *,
    before: Use,
    seen: Mapping[str, int],
    at: datetime,
) -> tuple[str, ...]:
    """Allow one use of all answers at once, in place of what was said per answer.

    ``before`` is what the page showed, ``seen`` the revision that it showed per item. Nothing grows wider unseen: a
    reaction that was changed elsewhere gets the narrower of the two, and its item is returned when that is not ``use``.
    Raises Refused, Superseded, UseChanged.
    """
    _still_open(session, verification, at)
    now = queries.use_for_all(session, verification)
    if now not in {before, use}:
        raise UseChanged(now)
    subject = verification.subject
    if verification.use is not use:
        record_event(session, actor, f"{subject}.allow", subject, verification.id, at, use=use, before=now)
    verification.use = use
    session.flush()
    return tuple(filter(None, [_allow(session, one, use, seen, at) for one in verification.reactions]))


def _allow(session: Session, reaction: Reaction, use: Use, seen: Mapping[str, int], at: datetime) -> str:
    item = reaction.revision.answer.item
    allowed = use if seen.get(item, 0) == reaction.number else narrowest([use, reaction.use])
    allow_use(session, reaction, allowed, at)
    return "" if allowed is use else item


def agree_to_rest(
    session: Session, verification: Verification, *, uses: Mapping[str, Use] | None = None, at: datetime
) -> int:
    """Agree to every answer without a reaction; returns how many those were. Raises as ``react``.

    ``uses`` says per item what is allowed, where that is not as before.
    """
    _still_open(session, verification, at)
    touched = {reaction.revision_id for reaction in verification.reactions}
    rest = [one for one in open_revisions(session, verification) if one.id not in touched]
    allowed = {**usual_uses(session, verification), **(uses or {})}
    for revision in rest:
        item = revision.answer.item
        react(session, verification, item, kind=ReactionKind.AGREE, use=allowed[item], at=at)
    return len(rest)


def take_over(
    session: Session, verification: Verification, item: str, reaction_id: int, *, seen: Seen, at: datetime
) -> Reaction:
    """Make the proposal of somebody who reads along one's own. Raises as ``react``: own words are not thrown away."""
    found = next(one for one in records_queries.to_decide(session, verification.record) if one.id == reaction_id)
    own = next((one for one in verification.reactions if one.revision_id == found.revision_id), None)
    if own and own.kind.proposes and is_whole(own) and own.proposal != found.proposal:
        raise Refused("U hebt al een eigen voorstel. Kies eerst Akkoord als u dat wilt vervangen.")
    by = found.verification.respondent
    remark = " ".join(filter(None, [f"Voorstel van {by.name or by.function}, {by.function}.", found.remark]))
    return react(session, verification, item, kind=found.kind, proposal=found.proposal, remark=remark, seen=seen, at=at)


def is_whole(reaction: Reaction | None) -> bool:
    """Whether a reaction says all that its kind needs: words for the record, or a question."""
    if reaction is None:
        return False
    if reaction.kind.proposes:
        return bool(reaction.proposal.strip()) and reaction.proposal != reaction.revision.text
    return reaction.kind is not ReactionKind.QUESTION or bool(reaction.remark.strip())


def unfinished(session: Session, verification: Verification) -> tuple[str, ...]:
    """The items that still need a reaction, or the other half of one. Who reads along need not react to each."""
    by_revision = {reaction.revision_id: reaction for reaction in verification.reactions}
    asked = open_revisions(session, verification)
    if not verification.respondent.must_agree:
        asked = [one for one in asked if one.id in by_revision]
    return tuple(one.answer.item for one in asked if not is_whole(by_revision.get(one.id)))


def submit(
    session: Session,
    actor: Actor,
    verification: Verification,
    *,
    number: int,
    hash_: str,
    seen: Mapping[str, int],
    contact: str,
    at: datetime,
    channel: Channel = Channel.LINK,
    readable: bool = False,
) -> None:
    """Make the reactions count: agreement becomes approval. The same twice is once.

    ``number`` and ``hash_`` say which record was read, ``seen`` which revision of each reaction the summary showed, as
    ``seen_now``: nothing is sent or agreed to that this person did not see there.
    ``readable``: staff can read every mail and its link.
    Raises Superseded, Incomplete, Changed, Refused.
    """
    record = verification.record
    if (number, hash_) != (record.number, record.hash):
        raise Superseded("U keek naar een ander verslag dan dat nu geldt. Open de link in de nieuwste mail.")
    if verification.submitted_at is not None:
        return
    _still_open(session, verification, at)
    if changed := changed_since(session, verification, seen):
        raise Changed(changed)
    if missing := unfinished(session, verification):
        raise Incomplete(missing)
    asked = {one.id for one in open_revisions(session, verification)}
    reach = reach_of(session, verification, readable=readable)
    for reaction in verification.reactions:
        if reaction.kind is ReactionKind.AGREE and reaction.revision_id in asked:
            approve(
                session,
                actor,
                verification.respondent,
                reaction.revision,
                channel=channel,
                use=reaction.use,
                at=at,
                verification=verification,
                reach=reach,
            )
    verification.submitted_at = at
    record_event(
        session,
        actor,
        "verification.submit",
        "verification",
        verification.id,
        at,
        interview=record.interview_id,
        hash=record.hash,
        digest=digests.of_submission(verification.reactions),
    )
    enqueue(session, mails.receipt_mail(verification, receipt_of(session, verification), contact, Actor.system()), at)
    notify(session, record.interview, mails.reacted_notice(verification), at)
    release_when_due(session, Actor.system(), record.id, contact=contact, at=at)
    refresh_state(session, record.interview, at)


def changed_since(session: Session, verification: Verification, seen: Mapping[str, int]) -> dict[str, int]:
    """The items of which something else is said now than was seen, each with the number that was seen."""
    now = seen_now(session, verification)
    if verification.submitted_at:
        numbers = {one.revision.answer.item: one.number for one in verification.reactions}
        now = {item: numbers.get(item, 0) for item in seen} | numbers
    return {item: seen.get(item, 0) for item in {**now, **seen} if now.get(item) != seen.get(item)}


def receipt_of(session: Session, verification: Verification) -> tuple[mails.ReceiptRow, ...]:
    """Per answer of the record, what this respondent said of it, now or before."""
    revisions = [entry.revision for entry in verification.record.entries]
    agreed = records_queries.agreed_by(session, verification.respondent, [one.id for one in revisions])
    said = {reaction.revision_id: reaction for reaction in verification.reactions}
    rows = []
    for revision in revisions:
        approval, reaction = agreed.get(revision.id), said.get(revision.id)
        kind = ReactionKind.AGREE if approval else reaction.kind if reaction else None
        if kind:
            rows.append(
                mails.ReceiptRow(
                    item=revision.answer.item,
                    kind=kind,
                    version=revision.number,
                    fingerprint=revision.fingerprint,
                    text=revision.text,
                    proposal=reaction.proposal if reaction else "",
                    remark=reaction.remark if reaction else "",
                    given_at=approval.given_at if approval else verification.submitted_at,
                    noted=_noted(approval),
                    use=approval.use if approval else None,
                )
            )
    return tuple(rows)


def _noted(approval: Approval | None) -> str:
    """How staff wrote an agreement down; "" when the respondent gave it here."""
    if approval is None or approval.agreed_on is None:
        return approval.reach.label if approval else ""
    by = approval.recorded_by.name if approval.recorded_by else ""
    return approval.channel.noted(by, long_date(approval.agreed_on))
