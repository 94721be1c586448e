"""What a respondent says of a record: react, agree to the rest, send it, and the receipt of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.audit import Actor, record_event
from surveyapp.correspondence.operations import notify
from surveyapp.dutch import long_date
from surveyapp.errors import Refused
from surveyapp.interviews.models import AnswerRevision
from surveyapp.mail.operations import enqueue
from surveyapp.verification import digests, earlier, mails, queries
from surveyapp.verification.agreeing import approve
from surveyapp.verification.models import Approval, Reaction, Verification
from surveyapp.verification.operations import refresh_state
from surveyapp.verification.proposals import mended
from surveyapp.verification.releasing import release_when_due
from surveyapp.verification.rules import Channel, LinkState, ReactionKind, Use, link_state

MAX_REMARK = 5_000
"""Longest remark or question of a respondent, in characters."""


class Superseded(Refused):
    """What was read is not what counts now: there is a newer record."""


class Incomplete(Refused):
    """Answers that still need a reaction, or half of one. ``items`` names them."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(f"Er ontbreekt nog iets bij vraag {', '.join(items)}.")
        self.items = tuple(items)


def _still_open(session: Session, verification: Verification, at: datetime) -> None:
    state = link_state(queries.link_facts(session, verification), at)
    if state is LinkState.SUPERSEDED:
        raise Superseded("Er is intussen een nieuwer verslag. Open de link in de nieuwste mail.")
    if state is not LinkState.OPEN:
        raise Refused(
            "U hebt dit verslag al afgerond." if state is LinkState.SUBMITTED else "Deze link werkt niet meer."
        )


def open_revisions(session: Session, verification: Verification) -> Sequence[AnswerRevision]:
    """The answers of the record that this respondent has not agreed to yet, in the record's order."""
    revisions = [entry.revision for entry in verification.record.entries]
    agreed = queries.agreed_by(session, verification.respondent, [one.id for one in revisions])
    return [one for one in revisions if one.id not in agreed]


def react(
    session: Session,
    verification: Verification,
    item: str,
    *,
    kind: ReactionKind,
    proposal: str = "",
    remark: str = "",
    use: Use | None = None,
    at: datetime,
) -> Reaction:
    """Keep what a respondent says of one answer; it counts when they submit.

    Half a reaction is kept too, so that stopping loses nothing. What staff wrote down for the respondent stands.
    Without ``use``, what they allowed before still holds. Raises Refused, Superseded, TextTooLong.
    """
    _still_open(session, verification, at)
    noted = next(
        (one for one in verification.reactions if one.entered_by_id and one.revision.answer.item == item), None
    )
    if noted:
        if (noted.kind, noted.proposal, noted.remark) == (kind, texts.normalise(proposal), texts.normalise(remark)):
            return noted
        raise Refused(f"Uw reactie op vraag {item} hebben wij al genoteerd. Wilt u iets anders? Mail de interviewer.")
    return keep(session, verification, item, kind, proposal, remark, use, at)


def keep(
    session: Session, verification: Verification, item: str, kind: ReactionKind, proposal: str, remark: str,
    use: Use | None, at: datetime, *, entered_by_id: int | None = None, attachment_id: int | None = None,
) -> Reaction:  # fmt: skip
    """Put one reaction in its place, whoever writes it. Raises Refused, TextTooLong.

    ``entered_by_id`` is who writes it down on the respondent's behalf, ``attachment_id`` the file that it is read from.
    """
    revision = next((one for one in open_revisions(session, verification) if one.answer.item == item), None)
    if revision is None:
        raise Refused(f"Vraag {item} vraagt geen reactie van u.")
    remark = texts.normalise(remark) if kind is not ReactionKind.AGREE else ""
    if len(remark) > MAX_REMARK:
        raise Refused(f"Uw toelichting is te lang: {len(remark)} tekens. Er passen er {MAX_REMARK}.")
    words = _words(kind, revision.text, proposal)
    reaction = next((one for one in verification.reactions if one.revision_id == revision.id), None)
    if reaction is None:
        usual = usual_uses(session, verification)[item]
        reaction = Reaction(
            revision=revision, kind=kind, use=usual, updated_at=at, entered_by_id=entered_by_id,
            attachment_id=attachment_id,
        )  # fmt: skip
        verification.reactions.append(reaction)
    reaction.kind = kind
    reaction.proposal = words
    reaction.remark = remark
    reaction.use = use or reaction.use
    reaction.updated_at = at
    session.flush()
    return reaction


def _words(kind: ReactionKind, text: str, proposal: str) -> str:
    if not kind.proposes:
        return ""
    words = texts.normalise(proposal)
    return mended(text, words) if kind.rewords else words


def usual_uses(session: Session, verification: Verification) -> Mapping[str, Use]:
    """Per item of the record, what its respondent allows when they say nothing of it now."""
    usual, before = earlier.use_for_all(session, verification), earlier.uses(session, verification)
    items = [entry.revision.answer.item for entry in verification.record.entries]
    return {item: before.get(item, usual) for item in items}


def allow(session: Session, verification: Verification, use: Use, *, at: datetime) -> None:
    """Allow one use of all answers at once, in place of what was said per answer. Raises Refused, Superseded."""
    _still_open(session, verification, at)
    verification.use = use
    for reaction in verification.reactions:
        reaction.use = use
    session.flush()


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


def take_over(session: Session, verification: Verification, item: str, reaction_id: int, *, at: datetime) -> Reaction:
    """Make the proposal of somebody who reads along one's own. Raises Refused: own words are not thrown away."""
    found = next(one for one in queries.to_decide(session, verification.record) if one.id == reaction_id)
    own = next((one for one in verification.reactions if one.revision_id == found.revision_id), None)
    if own and own.kind.proposes and is_whole(own) and own.proposal != found.proposal:
        raise Refused("U hebt al een eigen voorstel. Kies eerst Akkoord als u dat wilt vervangen.")
    by = found.verification.respondent
    remark = " ".join(filter(None, [f"Voorstel van {by.name or by.function}, {by.function}.", found.remark]))
    return react(session, verification, item, kind=found.kind, proposal=found.proposal, remark=remark, at=at)


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
    contact: str,
    at: datetime,
    channel: Channel = Channel.LINK,
) -> None:
    """Make the reactions count: agreement becomes approval. The same twice is once.

    ``number`` and ``hash_`` say which record was read. Raises Superseded, Incomplete, Refused.
    """
    record = verification.record
    if (number, hash_) != (record.number, record.hash):
        raise Superseded("U keek naar een ander verslag dan dat nu geldt. Open de link in de nieuwste mail.")
    if verification.submitted_at is not None:
        return
    _still_open(session, verification, at)
    if missing := unfinished(session, verification):
        raise Incomplete(missing)
    asked = {one.id for one in open_revisions(session, verification)}
    for reaction in verification.reactions:
        if reaction.kind is ReactionKind.AGREE and reaction.revision_id in asked:
            approve(
                session, actor, verification.respondent, reaction.revision, channel=channel, use=reaction.use, at=at,
                verification=verification,
            )  # fmt: skip
    verification.submitted_at = at
    record_event(
        session, actor, "verification.submit", "verification", verification.id, at,
        interview=record.interview_id, hash=record.hash, digest=digests.of_submission(verification.reactions),
    )  # fmt: skip
    enqueue(session, mails.receipt_mail(verification, receipt_of(session, verification), contact), at)
    notify(session, record.interview, mails.reacted_notice(verification), at)
    release_when_due(session, Actor.system(), record.id, contact=contact, at=at)
    refresh_state(session, record.interview, at)


def receipt_of(session: Session, verification: Verification) -> tuple[mails.ReceiptRow, ...]:
    """Per answer of the record, what this respondent said of it, now or before."""
    revisions = [entry.revision for entry in verification.record.entries]
    agreed = queries.agreed_by(session, verification.respondent, [one.id for one in revisions])
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
        return ""
    by = approval.recorded_by.name if approval.recorded_by else ""
    return approval.channel.noted(by, long_date(approval.agreed_on))
