"""Send a record, open it, react to it, agree to it: one verb each."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.audit import Actor, record_event
from surveyapp.db import secrets_of
from surveyapp.errors import Refused
from surveyapp.interviews.deletion import OBJECTIONS
from surveyapp.interviews.models import AnswerRevision, Interview, Respondent
from surveyapp.interviews.operations import STATE_KEEPERS
from surveyapp.interviews.rules import InterviewState, state_of
from surveyapp.mail.operations import enqueue
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification import mails, queries
from surveyapp.verification.models import Approval, Reaction, Record, RecordEntry, Verification
from surveyapp.verification.rules import Channel, LinkState, ReactionKind, link_state, link_token, token_hash

MAX_REMARK = 5_000
"""Longest remark or question of a respondent, in characters."""


class Superseded(Refused):
    """What was read is not what counts now: there is a newer record."""


class Incomplete(Refused):
    """Answers that still need a reaction, or half of one. ``items`` names them."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(f"Er ontbreekt nog iets bij vraag {', '.join(items)}.")
        self.items = tuple(items)


def refresh_state(session: Session, interview: Interview, at: datetime) -> InterviewState:
    """Bring the state of an interview in line with what is there."""
    session.flush()
    state = state_of(queries.facts_of(session, interview))
    if state is InterviewState.APPROVED:
        interview.approved_at = interview.approved_at or at
    else:
        interview.approved_at = None
    interview.state = state
    session.flush()
    return state


def why_not_delete(session: Session, interview: Interview) -> str:
    """What respondents were sent or agreed to stays."""
    if queries.newest_record(session, interview) or queries.has_approvals(session, interview):
        return "Van dit interview is al een verslag verstuurd. Het kan niet meer worden verwijderd."
    return ""


STATE_KEEPERS.append(refresh_state)
OBJECTIONS.append(why_not_delete)


def why_not_send(session: Session, interview: Interview) -> str:
    """Why the next record cannot be sent now, as one Dutch sentence; "" when it can."""
    facts = queries.facts_of(session, interview)
    if not facts.answers:
        return "Er is nog geen antwoord om te versturen."
    if not facts.approvers:
        return "Er is nog geen respondent die akkoord moet geven. Voeg eerst iemand toe."
    if facts.open_reactions:
        return "Verwerk eerst de reacties op het vorige verslag."
    if facts.records and not facts.unsent_changes:
        return "Er is niets veranderd sinds het laatste verslag."
    return ""


def send_record(
    session: Session,
    actor: Actor,
    interview: Interview,
    *,
    deadline: date,
    link_days: int,
    contact: str,
    at: datetime,
) -> Record:
    """Put the newest texts before the respondents: record, a link for each and the mail, in this transaction.

    ``link_days`` is how long the links open. Raises Refused.
    """
    if reason := why_not_send(session, interview):
        raise Refused(reason)
    if deadline < at.date():
        raise Refused("De termijn ligt in het verleden.")
    found = queries.texts_of(session, interview)
    order = [question.number for question in parsed(interview.questionnaire).items]
    revisions = sorted(found.revisions.values(), key=lambda one: order.index(one.answer.item))
    before = queries.newest_record(session, interview)
    number = before.number + 1 if before else 1
    record = Record(
        interview_id=interview.id,
        number=number,
        hash=record_hash(interview, number, revisions),
        deadline=deadline,
        sent_at=at,
        sent_by_id=actor.user_id,
        entries=[RecordEntry(revision_id=one.id, position=place) for place, one in enumerate(revisions)],
    )
    session.add(record)
    session.flush()
    expires_at = at + timedelta(days=max(link_days, (deadline - at.date()).days + 1))
    for respondent in interview.respondents:
        if open_items := found.open_for(respondent):
            _invite(session, record, interview, respondent, len(open_items), expires_at, contact, at)
    record_event(session, actor, "record.send", "record", record.id, at, number=number, hash=record.hash)
    refresh_state(session, interview, at)
    return record


def record_hash(interview: Interview, number: int, revisions: Sequence[AnswerRevision]) -> str:
    """What identifies a record: its number and the fingerprint of each answer in it."""
    return texts.fingerprint(
        round=interview.round.name,
        organisation=interview.organisation.key,
        record=number,
        answers="\n".join(f"{one.answer.item} {one.fingerprint}" for one in revisions),
    )


def _invite(
    session: Session, record: Record, interview: Interview, respondent: Respondent, open_items: int,
    expires_at: datetime, contact: str, at: datetime,
) -> None:  # fmt: skip
    nonce = secrets.token_hex(32)
    verification = Verification(
        record_id=record.id,
        respondent_id=respondent.id,
        nonce=nonce,
        token_hash=token_hash(link_token(secrets_of(session).links, nonce)),
        expires_at=expires_at,
    )
    session.add(verification)
    session.flush()
    enqueue(session, mails.record_mail(interview, record, respondent, verification.id, open_items, contact), at)


def remind(
    session: Session, actor: Actor, interview: Interview, *, contact: str, at: datetime
) -> Sequence[Verification]:
    """Mail the same link again to those who have not finished. Raises Refused when nobody is waited for."""
    record = queries.newest_record(session, interview)
    late = [one for one in record.verifications if one.submitted_at is None] if record else []
    if record is None or not late:
        raise Refused("Er is niemand om te herinneren: iedereen heeft gereageerd.")
    for verification in late:
        enqueue(session, mails.reminder_mail(interview, record, verification, contact), at)
        record_event(session, actor, "verification.remind", "verification", verification.id, at)
    return late


def revoke_link(session: Session, actor: Actor, verification: Verification, *, at: datetime) -> None:
    """From now on the link opens nothing. What was submitted stays."""
    verification.revoked_at = verification.revoked_at or at
    record_event(session, actor, "verification.revoke", "verification", verification.id, at)


def open_verification(session: Session, actor: Actor, verification: Verification, *, at: datetime) -> None:
    """The respondent opened the record."""
    verification.opened_at = verification.opened_at or at
    record_event(session, actor, "verification.open", "verification", verification.id, at)


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
    at: datetime,
) -> Reaction:
    """Keep what a respondent says of one answer; it counts when they submit.

    Half a reaction is kept too, so that stopping loses nothing. Raises Refused, Superseded, TextTooLong.
    """
    _still_open(session, verification, at)
    revision = next((one for one in open_revisions(session, verification) if one.answer.item == item), None)
    if revision is None:
        raise Refused(f"Vraag {item} vraagt geen reactie van u.")
    remark = texts.normalise(remark) if kind is not ReactionKind.AGREE else ""
    if len(remark) > MAX_REMARK:
        raise Refused(f"Uw toelichting is te lang: {len(remark)} tekens. Er passen er {MAX_REMARK}.")
    words = texts.normalise(proposal) if kind is ReactionKind.WORDING else ""
    reaction = next((one for one in verification.reactions if one.revision_id == revision.id), None)
    if reaction is None:
        reaction = Reaction(revision_id=revision.id, kind=kind, updated_at=at)
        verification.reactions.append(reaction)
    reaction.kind = kind
    reaction.proposal = words
    reaction.remark = remark
    reaction.updated_at = at
    session.flush()
    return reaction


def agree_to_rest(session: Session, verification: Verification, *, at: datetime) -> int:
    """Agree to every answer without a reaction; returns how many those were. Raises as ``react``."""
    _still_open(session, verification, at)
    touched = {reaction.revision_id for reaction in verification.reactions}
    rest = [one for one in open_revisions(session, verification) if one.id not in touched]
    for revision in rest:
        react(session, verification, revision.answer.item, kind=ReactionKind.AGREE, at=at)
    return len(rest)


def is_whole(reaction: Reaction | None) -> bool:
    """Whether a reaction says all that its kind needs."""
    if reaction is None:
        return False
    if reaction.kind is ReactionKind.WORDING:
        return bool(reaction.proposal.strip()) and reaction.proposal != reaction.revision.text
    return reaction.kind is ReactionKind.AGREE or bool(reaction.remark.strip())


def unfinished(session: Session, verification: Verification) -> tuple[str, ...]:
    """The items that still need a reaction, or the other half of one."""
    by_revision = {reaction.revision_id: reaction for reaction in verification.reactions}
    return tuple(
        one.answer.item for one in open_revisions(session, verification) if not is_whole(by_revision.get(one.id))
    )


def submit(
    session: Session,
    actor: Actor,
    verification: Verification,
    *,
    number: int,
    hash_: str,
    contact: str,
    at: datetime,
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
            _approve(session, actor, verification.respondent, reaction.revision, at, verification=verification)
    verification.submitted_at = at
    record_event(session, actor, "verification.submit", "verification", verification.id, at, hash=record.hash)
    enqueue(session, mails.receipt_mail(verification, receipt_of(session, verification), contact), at)
    for interviewer in record.interview.interviewers:
        enqueue(session, mails.reacted_mail(verification, interviewer), at)
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
                )
            )
    return tuple(rows)


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
        _approve(session, actor, respondent, revision, at, note=note)
    refresh_state(session, interview, at)
    return len(chosen)


def _approve(
    session: Session,
    actor: Actor,
    respondent: Respondent,
    revision: AnswerRevision,
    at: datetime,
    *,
    verification: Verification | None = None,
    note: str = "",
) -> None:
    approval = Approval(
        respondent_id=respondent.id,
        revision_id=revision.id,
        verification_id=verification.id if verification else None,
        channel=Channel.LINK if verification else Channel.PHONE,
        note=note,
        given_at=at,
    )
    session.add(approval)
    session.flush()
    record_event(session, actor, "approval.give", "approval", approval.id, at, hash=revision.fingerprint)
