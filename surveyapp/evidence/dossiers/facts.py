"""Facts of the dossier: everything about one interview from its first record on."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import AuditEvent
from surveyapp.core.audit import head as last_seal
from surveyapp.core.events import wired
from surveyapp.evidence.documents import queries
from surveyapp.evidence.documents.events import EvidenceEvents
from surveyapp.evidence.documents.facts import (
    answer_facts,
    day,
    head,
    in_order,
    moment,
    reaction_facts,
    record_facts,
    with_seal,
)
from surveyapp.evidence.documents.rules import DOSSIER
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.protection.sealing import Facts
from surveyapp.readings.links.models import ExtensionMixin
from surveyapp.verification.records.models import Reaction, Record, Verification


def dossier_facts(session: Session, interview: Interview, at: datetime) -> Facts:
    """Return the dossier, sealed. It leaves out private notes, internal comments and the text of mails."""
    records = queries.records_with_all(session, interview)
    return with_seal(
        session,
        head(session, DOSSIER, interview)
        | {
            "made_at": moment(at),
            "state": interview.state.value,
            "held_on": day(interview.held_on),
            "approved_at": moment(interview.approved_at),
            "interviewers": [interviewer.name for interviewer in interview.interviewers],
            "people": _people(session, interview),
            "records": [_record(record) for record in records],
            "answers": _answers(session, interview, records),
            **{
                name: facts_of(session, interview)
                for name, facts_of in wired(session, EvidenceEvents).dossier_made.items()
            },
            "mails": [_mail(mail) for mail in queries.mails_of(session, interview)],
            "events": _events(session, interview),
        },
        last_seal(session),
    )


def _people(session: Session, interview: Interview) -> list[Facts]:
    changes = queries.changes_of(session, [person.id for person in interview.everybody])
    return [
        {
            "id": person.id,
            "name": person.name if person.erased_at is None else "",
            "email": person.email if person.erased_at is None else "",
            "function": person.function,
            "must_agree": person.must_agree,
            "succeeds": person.succeeds_id,
            "passed_on_by": person.passed_on_by_id,
            "left_at": moment(person.left_at),
            "erased_at": moment(person.erased_at),
            "changes": [
                {
                    "what": change.what.value,
                    "before": change.before,
                    "after": change.after,
                    "at": moment(change.changed_at),
                    "by": change.changed_by.name if change.changed_by else "",
                }
                for change in changes
                if change.respondent_id == person.id
            ],
        }
        for person in interview.everybody
    ]


def _record(record: Record) -> Facts:
    return record_facts(record) | {
        "deadline": day(record.deadline),
        "entries": [
            {
                "item": entry.revision.answer.item,
                "version": entry.revision.number,
                "fingerprint": entry.revision.fingerprint,
            }
            for entry in record.entries
        ],
        "readers": [_reader(verification) for verification in record.verifications],
    }


def _reader(verification: Verification) -> Facts:
    return {
        "respondent": verification.respondent_id,
        "function": verification.respondent.function,
        "deadline": day(verification.deadline),
        "opened_at": moment(verification.opened_at),
        "submitted_at": moment(verification.submitted_at),
        "revoked_at": moment(verification.revoked_at),
        "more_time": [extension_facts(extension) for extension in verification.extensions],
        "reactions": [
            _reaction(reaction)
            for reaction in sorted(verification.reactions, key=lambda reaction: reaction.id)
            if verification.submitted_at or reaction.entered_by_id
        ],
    }


def extension_facts(extension: ExtensionMixin) -> Facts:
    """Return a request for more time, or time given without one, and its outcome."""
    return {
        "state": extension.state.value,
        "asked_for": day(extension.asked_for),
        "reason": extension.reason,
        "asked_at": moment(extension.asked_at),
        "until": day(extension.until),
        "words": extension.words,
        "settled_at": moment(extension.settled_at),
        "by": extension.settled_by.name if extension.settled_by else "",
    }


def _reaction(reaction: Reaction) -> Facts:
    decision = reaction.decision
    return reaction_facts(reaction) | {
        "item": reaction.revision.answer.item,
        "version": reaction.revision.number,
        "at": moment(reaction.updated_at),
        "decision": {
            "kind": decision.kind.value,
            "reason": decision.reason,
            "at": moment(decision.decided_at),
            "by": decision.decided_by.name if decision.decided_by else "",
        }
        if decision
        else None,
    }


def _answers(session: Session, interview: Interview, records: Sequence[Record]) -> list[Facts]:
    """Return each version that was sent or agreed, and whether it is the present one."""
    sent = {entry.revision_id: entry.revision for record in records for entry in record.entries}
    given = queries.approvals_to(session, list(sent))
    reopened = queries.reopenings_of(session, list(sent))
    newest = newest_revisions(session, [interview.id])[interview.id]
    answers = []
    for revision in in_order(interview, list(sent.values())):
        again = reopened.get(revision.id)
        answers.append(
            answer_facts(interview, revision, given[revision.id])
            | {
                "present": newest[revision.answer.item].id == revision.id,
                "reopened": {
                    "reason": again.reason,
                    "at": moment(again.reopened_at),
                    "by": again.reopened_by.name if again.reopened_by else "",
                }
                if again
                else None,
            }
        )
    return answers


def _mail(mail: OutboxMail) -> Facts:
    return {
        "message_id": mail.message_id,
        "subject": mail.subject,
        "to": mail.to_address,
        "state": mail.state.value,
        "created_at": moment(mail.created_at),
        "sent_at": moment(mail.sent_at),
    }


def _events(session: Session, interview: Interview) -> list[Facts]:
    people = {person.id: person for person in interview.everybody}
    return [
        {
            "id": event.id,
            "at": moment(event.at),
            "action": event.action,
            "by": _who(session, event, people),
            "subject": event.subject,
            "subject_id": event.subject_id,
            "detail": _detail(event),
            "seal": event.seal,
        }
        for event in queries.events_of(session, interview)
    ]


def _who(session: Session, event: AuditEvent, people: dict[int, Respondent]) -> str:
    if event.actor_kind == "staff" and event.actor_id:
        user = session.get(User, event.actor_id)
        return user.name if user else ""
    if event.actor_kind == "respondent" and event.actor_id in people:
        return people[event.actor_id].function
    return "surveyapp"


def _detail(event: AuditEvent) -> dict[str, Any]:
    detail: dict[str, Any] = json.loads(event.detail)
    return detail
