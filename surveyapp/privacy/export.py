"""Everything that a round keeps of one person, as plain values for a file."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.interviews.models import Respondent, Round
from surveyapp.privacy import queries

MORE: dict[str, Callable[[Session, Respondent], list[dict[str, Any]]]] = {}
"""What later steps of the workflow keep of a person, by the name under which it stands in the file."""


def person_data(session: Session, round_: Round, same: Sequence[Respondent], at: datetime) -> dict[str, Any]:
    """One person's file; ``same`` is everything that they were in the round."""
    return {
        "format": "surveyapp/person",
        "version": 1,
        "made_at": at.isoformat(),
        "round": round_.name,
        "name": same[0].name,
        "email": same[0].email,
        "interviews": [_interview(session, one) for one in same],
    }


def _interview(session: Session, person: Respondent) -> dict[str, Any]:
    return {
        "organisation": person.interview.organisation.label,
        "name": person.name,
        "function": person.function,
        "email": person.email,
        "must_agree": person.must_agree,
        "left_at": _moment(person.left_at),
        "history": [
            {"what": one.what.value, "before": one.before, "after": one.after, "at": _moment(one.changed_at)}
            for one in queries.changes_of(session, person)
        ],
        "records": [
            {
                "number": one.record.number,
                "sent_at": _moment(one.record.sent_at),
                "opened_at": _moment(one.opened_at),
                "submitted_at": _moment(one.submitted_at),
                "more_time": [
                    {"until": str(asked.asked_for), "reason": asked.reason, "at": _moment(asked.asked_at)}
                    for asked in one.extensions
                    if asked.asked_for
                ],
            }
            for one in queries.readings_of(session, person)
        ],
        "reactions": [
            {
                "item": one.revision.answer.item,
                "kind": one.kind.value,
                "proposal": one.proposal,
                "remark": one.remark,
                "use": one.use.value,
                "at": _moment(one.updated_at),
            }
            for one in queries.reactions_of(session, person)
        ],
        "agreements": [
            {
                "item": one.revision.answer.item,
                "fingerprint": one.revision.fingerprint,
                "function": one.function,
                "channel": one.channel.value,
                "reach": one.reach.value,
                "use": one.use.value,
                "note": one.note,
                "at": _moment(one.given_at),
            }
            for one in queries.approvals_of(session, person)
        ],
        "mails": [
            {"subject": one.subject, "to": one.to_address, "state": one.state.value, "sent_at": _moment(one.sent_at)}
            for one in queries.mails_to(session, person)
        ],
        "replies": [
            {"subject": one.subject, "from": one.from_address, "text": one.text, "at": _moment(one.received_at)}
            for one in queries.replies_of(session, person)
        ],
        **{name: of(session, person) for name, of in MORE.items()},
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
