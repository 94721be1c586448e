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
    known = _Known.of(session, [one for same in people for one in same])
    return [
        {
            "format": "surveyapp/person",
            "version": 1,
            "made_at": at.isoformat(),
            "round": round_.name,
            "name": same[0].name,
            "email": same[0].email,
            "interviews": [known.interview(one) for one in same],
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
                {"what": one.what.value, "before": one.before, "after": one.after, "at": _moment(one.changed_at)}
                for one in self.history.of(person.id)
            ],
            **{name: list(kept.of(person.id)) for name, kept in self.lists.items()},
        }


def _record(one: Verification) -> dict[str, Any]:
    return {
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


def _reaction(one: Reaction) -> dict[str, Any]:
    return {
        "item": one.revision.answer.item,
        "kind": one.kind.value,
        "proposal": one.proposal,
        "remark": one.remark,
        "use": one.use.value,
        "at": _moment(one.updated_at),
    }


def _agreement(one: Approval) -> dict[str, Any]:
    return {
        "item": one.revision.answer.item,
        "fingerprint": one.revision.fingerprint,
        "function": one.function,
        "channel": one.channel.value,
        "reach": one.reach.value,
        "use": one.use.value,
        "note": one.note,
        "at": _moment(one.given_at),
    }


def _mail(one: OutboxMail) -> dict[str, Any]:
    return {"subject": one.subject, "to": one.to_address, "state": one.state.value, "sent_at": _moment(one.sent_at)}


def _reply(one: IncomingMail) -> dict[str, Any]:
    return {"subject": one.subject, "from": one.from_address, "text": one.text, "at": _moment(one.received_at)}


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
