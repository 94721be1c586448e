"""Copies of all personal data in a round, as plain values for a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.events import wired
from surveyapp.interviews.recording.models import PersonChange, Respondent, Round
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.received.models import IncomingMail
from surveyapp.privacy.persons import queries
from surveyapp.privacy.persons.events import PrivacyEvents
from surveyapp.privacy.persons.rules import PerPerson
from surveyapp.verification.records.models import Approval, Reaction, Verification


def people_data(
    session: Session, round_: Round, people: Sequence[Sequence[Respondent]], at: datetime
) -> list[dict[str, Any]]:
    """Return the contents of a file for each person. The number of queries does not depend on the number of persons.

    Each of ``people`` has all respondents of the round that are one person.
    """
    known = _Known.of(session, [respondent for same in people for respondent in same])
    return [
        {
            "format": "surveyapp/person",
            "version": 1,
            "made_at": at.isoformat(),
            "round": round_.name,
            "name": same[0].name,
            "email": same[0].email,
            "interviews": [known.interview(respondent) for respondent in same],
        }
        for same in people
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """Data about some respondents."""

    history: PerPerson[PersonChange]
    lists: Mapping[str, PerPerson[dict[str, Any]]]
    """Lists in the file, by the name of their key, in the order of the file."""

    @classmethod
    def of(cls, session: Session, people: Sequence[Respondent]) -> "_Known":
        lists = {
            "records": queries.readings_of(session, people).map(_record),
            "reactions": queries.reactions_of(session, people).map(_reaction),
            "agreements": queries.approvals_of(session, people).map(_agreement),
            "mails": queries.mails_to(session, people).map(_mail),
            "replies": queries.replies_of(session, people).map(_reply),
        }
        more = {name: of(session, people) for name, of in wired(session, PrivacyEvents).exporting.items()}
        return cls(queries.changes_of(session, people), lists | more)

    def interview(self, person: Respondent) -> dict[str, Any]:
        return {
            "organisation": person.interview.organisation.label,
            "name": person.name,
            "function": person.function,
            "email": person.email,
            "must_agree": person.must_agree,
            "left_at": _moment(person.left_at),
            "history": [
                {
                    "what": change.what.value,
                    "before": change.before,
                    "after": change.after,
                    "at": _moment(change.changed_at),
                }
                for change in self.history.of(person.id)
            ],
            **{name: list(kept.of(person.id)) for name, kept in self.lists.items()},
        }


def _record(verification: Verification) -> dict[str, Any]:
    return {
        "number": verification.record.number,
        "sent_at": _moment(verification.record.sent_at),
        "opened_at": _moment(verification.opened_at),
        "submitted_at": _moment(verification.submitted_at),
        "more_time": [
            {"until": str(asked.asked_for), "reason": asked.reason, "at": _moment(asked.asked_at)}
            for asked in verification.extensions
            if asked.asked_for
        ],
    }


def _reaction(reaction: Reaction) -> dict[str, Any]:
    return {
        "item": reaction.revision.answer.item,
        "kind": reaction.kind.value,
        "proposal": reaction.proposal,
        "remark": reaction.remark,
        "use": reaction.use.value,
        "at": _moment(reaction.updated_at),
    }


def _agreement(approval: Approval) -> dict[str, Any]:
    return {
        "item": approval.revision.answer.item,
        "fingerprint": approval.revision.fingerprint,
        "function": approval.function,
        "channel": approval.channel.value,
        "reach": approval.reach.value,
        "use": approval.use.value,
        "note": approval.note,
        "at": _moment(approval.given_at),
    }


def _mail(mail: OutboxMail) -> dict[str, Any]:
    return {"subject": mail.subject, "to": mail.to_address, "state": mail.state.value, "sent_at": _moment(mail.sent_at)}


def _reply(reply: IncomingMail) -> dict[str, Any]:
    return {"subject": reply.subject, "from": reply.from_address, "text": reply.text, "at": _moment(reply.received_at)}


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
