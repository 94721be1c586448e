"""Facts in receipts, agreed texts, records and dossiers: plain values, specified in docs/dossier.md."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import seal_of
from surveyapp.core.db import secrets_of
from surveyapp.evidence.documents import queries
from surveyapp.evidence.documents.models import Completion
from surveyapp.evidence.documents.rules import AGREED, RECEIPT, RECORD, VERSION
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Respondent
from surveyapp.protection.sealing import Facts, sealed
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification.checks.operations import of_interview, require
from surveyapp.verification.letters import mails
from surveyapp.verification.records.models import Approval, Reaction, Record, Verification
from surveyapp.verification.records.queries import agreed_by


def receipt_facts(session: Session, verification: Verification) -> Facts:
    """Return the facts of a receipt: a respondent's reactions to a record, and the approvals, with their texts."""
    record, person = verification.record, verification.respondent
    revisions = [entry.revision for entry in record.entries]
    agreed = agreed_by(session, person, [revision.id for revision in revisions])
    said = {reaction.revision_id: reaction for reaction in verification.reactions}
    answers = [
        answer_facts(record.interview, revision, [agreed[revision.id]] if revision.id in agreed else ())
        | {"reaction": reaction_facts(said[revision.id]) if revision.id in said and revision.id not in agreed else None}
        for revision in revisions
        if revision.id in agreed or revision.id in said
    ]
    return with_seal(
        session,
        head(session, RECEIPT, record.interview)
        | {
            "number": mails.receipt_number(verification),
            "respondent": person_facts(person),
            "record": record_facts(record),
            "submitted_at": moment(verification.submitted_at),
            "answers": answers,
        },
        seal_of(session, "verification.submit", verification.subject, verification.id),
    )


def agreed_facts(session: Session, completion: Completion) -> Facts:
    """Return every agreed text of an interview, as at the last approval, and the functions that agreed."""
    interview, at = completion.interview, completion.completed_at
    revisions = in_order(interview, queries.texts_at(session, interview, at))
    given = queries.approvals_to(session, [revision.id for revision in revisions], at)
    return with_seal(
        session,
        head(session, AGREED, interview)
        | {
            "completed_at": moment(at),
            "answers": [answer_facts(interview, revision, given[revision.id], named=False) for revision in revisions],
        },
        seal_of(session, "interview.complete", "interview", interview.id),
    )


def sent_facts(session: Session, verification: Verification) -> Facts:
    """Return the facts of a record that was sent to a respondent."""
    record = verification.record
    return with_seal(
        session,
        head(session, RECORD, record.interview)
        | {
            "respondent": person_facts(verification.respondent),
            "record": record_facts(record),
            "answers": [answer_facts(record.interview, entry.revision, ()) for entry in record.entries],
        },
        seal_of(session, "record.send", "record", record.id),
    )


def head(session: Session, kind: str, interview: Interview) -> Facts:
    """Return the first facts of every document: its kind, interview and database."""
    questionnaire = parsed(interview.questionnaire)
    return {
        "format": kind,
        "version": VERSION,
        "origin": queries.origin(session),
        "interview": interview.id,
        "round": interview.round.name,
        "organisation": {"key": interview.organisation.key, "name": interview.organisation.label},
        "questionnaire": {
            "key": interview.questionnaire.key,
            "title": questionnaire.title,
            "hash": interview.questionnaire.hash,
        },
    }


def with_seal(session: Session, facts: Facts, log: str) -> Facts:
    """Return the facts with the seal of this installation and the seal of the audit event behind them.

    Raises Unproved when the database differs from the audit log.
    """
    require(session, of_interview(facts["interview"]))
    return sealed(secrets_of(session).evidence, facts | {"log": log})


def person_facts(person: Respondent) -> Facts:
    """Return the identity of a respondent, without an erased name."""
    return {"id": person.id, "name": person.name if person.erased_at is None else "", "function": person.function}


def record_facts(record: Record) -> Facts:
    """Return what identifies a record."""
    return {"number": record.number, "hash": record.hash, "sent_at": moment(record.sent_at)}


def answer_facts(
    interview: Interview, revision: AnswerRevision, approvals: Sequence[Approval], *, named: bool = True
) -> Facts:
    """Return one version of an answer, word for word, with its approvals."""
    item = revision.answer.item
    return {
        "item": item,
        "title": parsed(interview.questionnaire).item(item).title,
        "version": revision.number,
        "status": revision.status.value,
        "text": revision.text,
        "fingerprint": revision.fingerprint,
        "agreements": [approval_facts(approval, named=named) for approval in approvals],
    }


def approval_facts(approval: Approval, *, named: bool = True) -> Facts:
    """Return an approval: who gave it, in which function, when, through which channel and for which use."""
    person = approval.respondent
    return {
        "id": approval.id,
        "name": person.name if named and person.erased_at is None else "",
        "function": approval.function,
        "channel": approval.channel.value,
        "reach": approval.reach.value,
        "use": approval.use.value,
        "given_at": moment(approval.given_at),
        "said_on": day(approval.agreed_on),
        "noted_by": approval.recorded_by.name if approval.recorded_by else "",
        "notice": approval.notice.standing.value if approval.notice else "",
    }


def reaction_facts(reaction: Reaction) -> Facts:
    """Return a reaction other than agreement."""
    return {
        "id": reaction.id,
        "kind": reaction.kind.value,
        "proposal": reaction.proposal,
        "remark": reaction.remark,
        "use": reaction.use.value,
        "noted_by": reaction.entered_by.name if reaction.entered_by else "",
    }


def in_order(interview: Interview, revisions: Sequence[AnswerRevision]) -> list[AnswerRevision]:
    """Return the revisions in the order of the questions."""
    order = [question.number for question in parsed(interview.questionnaire).items]
    return sorted(revisions, key=lambda revision: (order.index(revision.answer.item), revision.number))


def moment(value: datetime | None) -> str | None:
    """Return a UTC moment in ISO 8601, or None."""
    return value.isoformat() if value else None


def day(value: date | None) -> str | None:
    """Return a date in ISO 8601, or None."""
    return value.isoformat() if value else None
