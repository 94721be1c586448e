"""Respondents' operations on a record: react, agree to the rest, submit; and the receipt."""

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
    """Some answers need a reaction, or have half of one. ``items`` names them."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(f"Er ontbreekt nog iets bij vraag {', '.join(items)}.")
        self.items = tuple(items)


class Changed(Refused):
    """The reactions differ from those that the page showed.

    ``items``: the number that it showed per changed item, 0 for none.
    """

    def __init__(self, items: Mapping[str, int]) -> None:
        super().__init__("Uw reactie is op een ander apparaat gewijzigd nadat u dit overzicht opende.")
        self.items = dict(items)


class UseChanged(Refused):
    """The use for all answers was changed in another window or device. ``use`` is the present one."""

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
    """Save a respondent's reaction to an answer; it counts when they submit.

    A reaction may be incomplete, so that stopping loses nothing. A reaction that staff entered is not replaced.
    Without ``use`` the use that they allowed before stays. ``seen`` is the revision that this save builds on. Raises
    Refused, Superseded, TextTooLong, and SaveConflict when a newer revision differs.
    """
    _still_open(session, verification, at)
    noted = next(
        (
            reaction
            for reaction in verification.reactions
            if reaction.entered_by_id and reaction.revision.answer.item == item
        ),
        None,
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
    """Set one use for all answers, replacing the uses per answer. Return the items that keep a narrower use.

    ``before`` is the use that the page showed, ``seen`` the revision that it showed per item. A reaction that was
    changed elsewhere gets the narrower of its use and ``use``, so that no use becomes wider unseen. Raises Refused,
    Superseded, UseChanged.
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
    return tuple(filter(None, [_allow(session, reaction, use, seen, at) for reaction in verification.reactions]))


def _allow(session: Session, reaction: Reaction, use: Use, seen: Mapping[str, int], at: datetime) -> str:
    item = reaction.revision.answer.item
    allowed = use if seen.get(item, 0) == reaction.number else narrowest([use, reaction.use])
    allow_use(session, reaction, allowed, at)
    return "" if allowed is use else item


def agree_to_rest(
    session: Session, verification: Verification, *, uses: Mapping[str, Use] | None = None, at: datetime
) -> int:
    """Agree to every answer without a reaction; return their number. Raises as ``react``.

    ``uses`` is the use per item where it differs from the use before.
    """
    _still_open(session, verification, at)
    touched = {reaction.revision_id for reaction in verification.reactions}
    rest = [revision for revision in open_revisions(session, verification) if revision.id not in touched]
    allowed = {**usual_uses(session, verification), **(uses or {})}
    for revision in rest:
        item = revision.answer.item
        react(session, verification, item, kind=ReactionKind.AGREE, use=allowed[item], at=at)
    return len(rest)


def take_over(
    session: Session, verification: Verification, item: str, reaction_id: int, *, seen: Seen, at: datetime
) -> Reaction:
    """Copy a proposal of somebody who reads along into the respondent's own reaction.

    Raises as ``react``, and Refused instead of replacing an own proposal.
    """
    theirs = next(
        reaction for reaction in records_queries.to_decide(session, verification.record) if reaction.id == reaction_id
    )
    own = next((reaction for reaction in verification.reactions if reaction.revision_id == theirs.revision_id), None)
    if own and own.kind.proposes and is_whole(own) and own.proposal != theirs.proposal:
        raise Refused("U hebt al een eigen voorstel. Kies eerst Akkoord als u dat wilt vervangen.")
    by = theirs.verification.respondent
    remark = " ".join(filter(None, [f"Voorstel van {by.name or by.function}, {by.function}.", theirs.remark]))
    return react(
        session, verification, item, kind=theirs.kind, proposal=theirs.proposal, remark=remark, seen=seen, at=at
    )


def is_whole(reaction: Reaction | None) -> bool:
    """Return whether a reaction has what its kind needs: a proposal that differs from the answer, or a question."""
    if reaction is None:
        return False
    if reaction.kind.proposes:
        return bool(reaction.proposal.strip()) and reaction.proposal != reaction.revision.text
    return reaction.kind is not ReactionKind.QUESTION or bool(reaction.remark.strip())


def unfinished(session: Session, verification: Verification) -> tuple[str, ...]:
    """Return the items without a complete reaction. Respondents who only read along need not react to each."""
    by_revision = {reaction.revision_id: reaction for reaction in verification.reactions}
    asked = open_revisions(session, verification)
    if not verification.respondent.must_agree:
        asked = [revision for revision in asked if revision.id in by_revision]
    return tuple(revision.answer.item for revision in asked if not is_whole(by_revision.get(revision.id)))


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
    """Submit the reactions: agreements become approvals. A second call does nothing.

    ``number`` and ``hash_`` identify the record on the page, ``seen`` the revision of each reaction in its summary
    (as ``seen_now``), so that nothing is sent or agreed to that the respondent did not see. ``readable``: staff can
    read every mail and its link. Raises Superseded, Incomplete, Changed, Refused.
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
    asked = {revision.id for revision in open_revisions(session, verification)}
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
    """Return the items whose reaction differs from the one seen, each with the number that was seen."""
    now = seen_now(session, verification)
    if verification.submitted_at:
        numbers = {reaction.revision.answer.item: reaction.number for reaction in verification.reactions}
        now = {item: numbers.get(item, 0) for item in seen} | numbers
    return {item: seen.get(item, 0) for item in {**now, **seen} if now.get(item) != seen.get(item)}


def receipt_of(session: Session, verification: Verification) -> tuple[mails.ReceiptRow, ...]:
    """Return one row per answer of the record that this respondent reacted or agreed to, now or before."""
    revisions = [entry.revision for entry in verification.record.entries]
    agreed = records_queries.agreed_by(session, verification.respondent, [revision.id for revision in revisions])
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
    """Return how staff entered an agreement, or who else could have opened its link, in Dutch; "" for neither."""
    if approval is None or approval.agreed_on is None:
        return approval.reach.label if approval else ""
    by = approval.recorded_by.name if approval.recorded_by else ""
    return approval.channel.noted(by, long_date(approval.agreed_on))
